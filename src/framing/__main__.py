"""Entry point of the command line."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from framing.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
