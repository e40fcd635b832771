"""What was wrong in files that were read, collected so that ten faults are told at once."""

from dataclasses import dataclass, field

from framing.errors import CorpusError, suggest

__all__ = ["Findings", "unknown_label"]

SHOWN = 10
#: Longer lists of codes are not printed out whole.
LISTED = 40


@dataclass(slots=True)
class Findings:
    """Faults, each with its file and line, and notes on what was left out.

    Examples
    --------
    >>> findings = Findings()
    >>> findings.fault("a.tsv", 3, "2 columns; needed are 3")
    >>> findings.faults
    ['a.tsv:3: 2 columns; needed are 3']
    """

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, path: object, line: int, message: str) -> None:
        """Add a fault of one line of a file."""
        self.faults.append(f"{path}:{line}: {message}")

    def row_fault(self, path: object, row: int, message: str) -> None:
        """Add a fault of one row of a table, from 1, without the header."""
        self.faults.append(f"{path}: row {row}: {message}")

    def note(self, message: str) -> None:
        """Add a note."""
        self.notes.append(message)

    def check(self) -> None:
        """Raise CorpusError that names the first ten faults, if there are any."""
        if self.faults:
            more = len(self.faults) - SHOWN
            tail = f"\n(and {more} more)" if more > 0 else ""
            raise CorpusError("\n".join(self.faults[:SHOWN]) + tail)


def unknown_label(label: str, allowed: tuple[str, ...]) -> str:
    """Return the message about a label that is none of the codes.

    Examples
    --------
    >>> unknown_label("Douht", ("Doubt", "Slogans"))
    "unknown code 'Douht'; did you mean 'Doubt'? allowed: Doubt, Slogans; --codes FILE names others"
    """
    label = label[:80]
    listed = suggest(label, allowed) if len(allowed) <= LISTED else f"{len(allowed)} are known"
    return f"unknown code {label!r}; {listed}; --codes FILE names others"
