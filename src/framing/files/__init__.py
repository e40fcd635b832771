"""Files of tables: found, read in chunks that fit in memory, and written whole or not at all.

`open_tables` and `open_writer` are what other rooms use, and `atomic_path` for other files.
Inside, from the user's words to rows and back::

    discovery   inputs -> files, each with format and compression
    streams     a file -> decompressed, valid UTF-8
    csv_files, json_files, text_files, parquet_files
                a file -> parts of its own table, faulty rows in their places with an error
                (for CSV by csv_parser and ragged, for JSONL by json_types)
    tables      all files -> chunks of one table
    writing     record batches -> a file, by encoders and json_text, into an atomic place
"""

from framing.files.atomic import atomic_path, same_file
from framing.files.tables import Chunk, TableReader, open_tables
from framing.files.writing import TableWriter, open_writer

__all__ = [
    "Chunk",
    "TableReader",
    "TableWriter",
    "atomic_path",
    "open_tables",
    "open_writer",
    "same_file",
]
