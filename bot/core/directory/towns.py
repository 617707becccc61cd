"""Many communes, found by name and by postcode, kept as text: as 35,000 objects they take 25 MB, and a second to make.

Each is made when it is asked for. The text is four blocks with an empty line between them:

    names      one a line, in their order, each once
    numbers    for each name how many communes have it, and how many people live in the largest
    communes   name by name, the largest first: number, name, postcodes, département, inhabitants, whether ordinary
    postcodes  in their order, each with the numbers of its communes' lines, by their INSEE numbers
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from itertools import accumulate, groupby

from bot.core.directory.commune import Commune


class Towns:
    """Communes by name and by postcode."""

    def __init__(self, text: bytes) -> None:
        """Take the text, as `written` gives it. Raises ValueError where it is no such text."""
        names, numbers, self._rows, postcodes = text.split(b"\n\n")
        self.names = names.decode().split("\n") if names else []
        """Every name, as it is looked up, in their order."""
        counted = array("I", map(int, numbers.split()))
        self.people = counted[1::2]
        """For each name, how many people live in the largest commune that has it."""
        self._first = array("I", accumulate(counted[::2], initial=0))
        ends = (end.end() for end in re.finditer(b"\n", self._rows))
        self._starts = array("I", (0, *ends, len(self._rows) + 1))
        served = [line.partition(" ") for line in postcodes.decode().split("\n") if line]
        self.postcodes = [postcode for postcode, _, _ in served]
        """Every postcode, in their order."""
        self._served = [lines for _, _, lines in served]

    def __contains__(self, name: object) -> bool:
        """Whether a commune has exactly that name."""
        return isinstance(name, str) and self._at(self.names, name) is not None

    def named(self, name: str) -> list[Commune]:
        """The communes of exactly that name, the largest first."""
        at = self._at(self.names, name)
        return [] if at is None else [self._read(row) for row in range(self._first[at], self._first[at + 1])]

    def largest(self, name: str) -> int:
        """How many people live in the largest commune of that name; 0 where there is none."""
        at = self._at(self.names, name)
        return 0 if at is None else self.people[at]

    def beginning(self, letters: str) -> list[str]:
        """The names that begin with those letters, in their order."""
        return self.names[bisect_left(self.names, letters) : bisect_left(self.names, f"{letters}\uffff")]

    def at(self, postcode: str) -> list[Commune]:
        """The communes of a postcode, by their INSEE numbers."""
        at = self._at(self.postcodes, postcode)
        return [] if at is None else [self._read(int(row)) for row in self._served[at].split()]

    def numbered(self, wanted: Collection[str]) -> dict[str, Commune]:
        """Those of these INSEE numbers that there are, looked for in all."""
        keys = {number.encode() for number in wanted}
        rows = (n for n, row in enumerate(self._rows.split(b"\n")) if row.partition(b"\t")[0] in keys)
        return {commune.insee: commune for commune in map(self._read, rows)}

    @staticmethod
    def _at(sorted_: list[str], wanted: str) -> int | None:
        at = bisect_left(sorted_, wanted)
        return at if at < len(sorted_) and sorted_[at] == wanted else None

    def _read(self, row: int) -> Commune:
        line = self._rows[self._starts[row] : self._starts[row + 1] - 1].decode()
        insee, name, postcodes, departement, people, ordinary = line.split("\t")
        return Commune(insee, name, tuple(postcodes.split()), departement, int(people), bool(ordinary))


def written(communes: Iterable[Commune], key: Callable[[str], str]) -> bytes:
    """The text of `Towns` for these communes. `key`: the name under which one is looked up."""
    keyed = sorted(((key(one.name), one) for one in communes), key=lambda pair: (pair[0], -pair[1].population))
    grouped = [(name, [one for _, one in pairs]) for name, pairs in groupby(keyed, key=lambda pair: pair[0])]
    served: dict[str, list[tuple[str, int]]] = {}
    for row, (_, one) in enumerate(keyed):
        for postcode in one.postcodes:
            served.setdefault(postcode, []).append((one.insee, row))
    blocks = (
        (name for name, _ in grouped),
        (f"{len(ones)} {ones[0].population}" for _, ones in grouped),
        (_row(one) for _, one in keyed),
        (f"{postcode} {' '.join(str(row) for _, row in sorted(served[postcode]))}" for postcode in sorted(served)),
    )
    return "\n\n".join(map("\n".join, blocks)).encode()


def _row(one: Commune) -> str:
    ordinary = "ordinary" if one.ordinary else ""
    return "\t".join((one.insee, one.name, " ".join(one.postcodes), one.departement, str(one.population), ordinary))


def towns(communes: Iterable[Commune], key: Callable[[str], str]) -> Towns:
    """These communes, where there is no prepared text of them."""
    return Towns(written(communes, key))
