"""Results to text: plain data in, terminal tables, JSON, Markdown and HTML out."""
