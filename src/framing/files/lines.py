"""The lines of a text file, in blocks."""

from collections.abc import Iterator

from framing.files.streams import Utf8Stream

__all__ = ["line_blocks"]

BLOCK = 1 << 20


def line_blocks(stream: Utf8Stream) -> Iterator[list[bytes]]:
    r"""Yield the lines of `stream` without their ``\n``, about a megabyte of them at a time."""
    begun: list[bytes] = []  # a line longer than a block is joined once, not block by block
    while block := stream.read(BLOCK):
        lines = block.split(b"\n")
        begun.append(lines[0])
        if len(lines) == 1:
            continue
        lines[0] = b"".join(begun)
        begun = [lines.pop()]
        yield lines
    last = b"".join(begun)
    if last:
        yield [last]
