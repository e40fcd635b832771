"""Generates what the documentation repeats: the CLI reference and the table of figures.

``python docs/reference.py`` writes; ``--check`` fails where something is out of date.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import click

from framing.cli import COMMANDS, cli
from framing.rendering.card import averages_table

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 100
BEGIN, END = "<!-- figures: begin (make docs) -->", "<!-- figures: end -->"


def cli_reference() -> str:
    """Return the help of every command as Markdown."""
    parts = ["# Command line\n", "Generated from the help texts by `make docs`.\n"]
    parts.append(_help(cli, "framing"))
    for name, (place, _) in COMMANDS.items():
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        parts.append(_help(command, f"framing {name}"))
        for sub, subcommand in getattr(command, "commands", {}).items():
            parts.append(_help(subcommand, f"framing {name} {sub}"))
    return "\n".join(parts)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


def readme() -> str:
    """Return the README with its table of figures made from the default model's metrics."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    metrics = json.loads((ROOT / "models/default/metrics.json").read_text(encoding="utf-8"))
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{averages_table(metrics)}{END}{after}"


def main() -> int:
    """Write everything, or say what is out of date."""
    made = {
        ROOT / "docs/cli.md": cli_reference(),
        ROOT / "README.md": readme(),
    }
    if "--check" not in sys.argv:
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [p for p, text in made.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    for path in old:
        print(f"{path.relative_to(ROOT)} is out of date; run `make docs`", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
