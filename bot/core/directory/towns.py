"""Many communes, found by name and by postcode, kept as text: as 35,000 objects they take 25 MB, and a second to make.

Each is made when it is asked for. The text is four blocks:

    names      one a line, in their order, each once
    numbers    for each name how many communes have it, and how many people live in the largest
    communes   name by name, the largest first: number, name, postcodes, département, inhabitants, whether ordinary
    postcodes  in their order, each with the numbers of its communes' lines, by their INSEE numbers
"""

from array import array
from collections.abc import Callable, Collection, Iterable
from itertools import accumulate, groupby

from bot.core.directory.commune import Commune
from bot.core.directory.lines import Lines, pieces


class Towns:
    """Communes by name and by postcode."""

    def __init__(self, names: bytes, numbers: bytes, communes: bytes, postcodes: bytes) -> None:
        """Take the blocks, as `written` gives them. Raises ValueError where they are no such text."""
        self.names = Lines(names)
        """Every name, as it is looked up, in their order."""
        counted = array("I", (int(number) for piece in pieces(numbers) for number in piece.split()))
        self.people = counted[1::2]
        """For each name, how many people live in the largest commune that has it."""
        self._first = array("I", accumulate(counted[::2], initial=0))
        self._rows, self._served = Lines(communes), Lines(postcodes)

    def __contains__(self, name: object) -> bool:
        """Whether a commune has exactly that name."""
        return isinstance(name, str) and self.names.at(name) is not None

    def named(self, name: str) -> list[Commune]:
        """The communes of exactly that name, the largest first."""
        at = self.names.at(name)
        return [] if at is None else [self._read(row) for row in range(self._first[at], self._first[at + 1])]

    def largest(self, name: str) -> int:
        """How many people live in the largest commune of that name; 0 where there is none."""
        at = self.names.at(name)
        return 0 if at is None else self.people[at]

    def beginning(self, letters: str) -> list[str]:
        """The names that begin with those letters, in their order."""
        return self.names.beginning(letters)

    def at(self, postcode: str) -> list[Commune]:
        """The communes of a postcode, by their INSEE numbers."""
        return [self._read(int(row)) for line in self._served.beginning(f"{postcode} ") for row in line.split()[1:]]

    def serving(self, digits: str) -> list[str]:
        """The postcodes that begin with those digits, in their order."""
        return [line.partition(" ")[0] for line in self._served.beginning(digits)]

    def numbered(self, wanted: Collection[str]) -> dict[str, Commune]:
        """Those of these INSEE numbers that there are, looked for in all."""
        rows = (n for n, row in enumerate(self._rows) if row.partition("\t")[0] in wanted)
        return {commune.insee: commune for commune in map(self._read, rows)}

    def _read(self, row: int) -> Commune:
        insee, name, postcodes, departement, people, ordinary = self._rows[row].split("\t")
        return Commune(insee, name, tuple(postcodes.split()), departement, int(people), bool(ordinary))


def written(communes: Iterable[Commune], key: Callable[[str], str]) -> tuple[bytes, bytes, bytes, bytes]:
    """The blocks of `Towns` for these communes. `key`: the name under which one is looked up."""
    keyed = sorted(((key(one.name), one) for one in communes), key=lambda pair: (pair[0], -pair[1].population))
    grouped = [(name, [one for _, one in pairs]) for name, pairs in groupby(keyed, key=lambda pair: pair[0])]
    served: dict[str, list[tuple[str, int]]] = {}
    for row, (_, one) in enumerate(keyed):
        for postcode in one.postcodes:
            served.setdefault(postcode, []).append((one.insee, row))
    return (
        _block(name for name, _ in grouped),
        _block(f"{len(ones)} {ones[0].population}" for _, ones in grouped),
        _block(_row(one) for _, one in keyed),
        _block(
            f"{postcode} {' '.join(str(row) for _, row in sorted(served[postcode]))}" for postcode in sorted(served)
        ),
    )


def _block(lines: Iterable[str]) -> bytes:
    return "\n".join(lines).encode()


def _row(one: Commune) -> str:
    ordinary = "ordinary" if one.ordinary else ""
    return "\t".join((one.insee, one.name, " ".join(one.postcodes), one.departement, str(one.population), ordinary))


def towns(communes: Iterable[Commune], key: Callable[[str], str]) -> Towns:
    """These communes, where there is no prepared text of them."""
    return Towns(*written(communes, key))
