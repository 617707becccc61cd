"""Many sorted lines, kept as one text: as thirty thousand strings they take 3 MB more than their letters."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import overload

_AT_ONCE = 10_000
"""The characters of a piece: what is made while so little is looked through is soon free again."""

_PAGE = 32


class Lines(Sequence[str]):
    """The lines of a text, each made when it is asked for."""

    def __init__(self, text: bytes) -> None:
        """Take the text: lines with a sign for a new line between them; an empty one has none."""
        self._text = text
        self._starts = starts(text)

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        """A line by its place from the first on, or all between two places. Raises IndexError past the last."""
        if isinstance(at, slice):
            first, end, _ = at.indices(len(self))
            return self._between(first, end).split("\n") if first < end else []
        return self._between(at, at + 1)

    def _between(self, first: int, end: int) -> str:
        return self._text[self._starts[first] : self._starts[end] - 1].decode()

    def at(self, wanted: str) -> int | None:
        """Where a line stands among sorted ones; None for one that is not there."""
        at = self._first(wanted)
        return at if at < len(self) and self[at] == wanted else None

    def beginning(self, letters: str) -> list[str]:
        """The lines that begin with those letters, among sorted ones."""
        return self[self._first(letters) : self._first(f"{letters}\uffff")]

    def _first(self, wanted: str) -> int:
        """The place of the first line that is not before that one, among sorted ones."""
        page = max(0, bisect_left(self._pages, wanted) - 1) * _PAGE
        return page + bisect_left(self[page : page + _PAGE], wanted)

    @cached_property
    def _pages(self) -> list[str]:
        """The first line of each page: one page is made into lines, where a search would make sixteen one by one."""
        return [self[at] for at in range(0, len(self), _PAGE)]


def pieces(text: bytes) -> Iterator[bytes]:
    """A text in pieces of whole lines, without the sign for a new line at the end of a piece."""
    begins = 0
    while begins < len(text):
        ends = text.find(b"\n", begins + _AT_ONCE)
        ends = ends if ends >= 0 else len(text)
        yield text[begins:ends]
        begins = ends + 1


def starts(text: bytes) -> "array[int]":
    """Where the lines of a text begin, and where one after its last would."""
    found = array("I", (0,))
    for piece in pieces(text):
        lengths = (len(line) + 1 for line in piece.split(b"\n"))
        found.extend(islice(accumulate(lengths, initial=found[-1]), 1, None))
    return found
