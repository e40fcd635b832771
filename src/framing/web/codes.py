"""Short letter codes by which frames are told apart without colour."""

from collections.abc import Iterable, Iterator

from framing.text import words

__all__ = ["letter_codes"]


def letter_codes(names: Iterable[str]) -> list[str]:
    """Return a code of two signs or more for each name: initials if they are free, else others.

    Examples
    --------
    >>> letter_codes(["Besieged nation", "Liberation", "Enemy within", "Borrowed names"])
    ['BN', 'Li', 'EW', 'Bo']
    """
    codes: list[str] = []
    for name in names:
        codes.append(next(code for code in _candidates(name) if code not in codes))
    return codes


def _candidates(name: str) -> Iterator[str]:
    found = [word.capitalize() for word in words(name) if len(word) > 3] or ["Frame"]
    if len(found) > 1:
        yield found[0][0] + found[1][0]
    for word in found:
        for end in range(1, len(word)):
            yield word[0] + word[end]
    number = 1
    while True:
        yield f"{found[0][0]}{number}"
        number += 1
