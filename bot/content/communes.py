"""The communes, of today and of before, from their CSV files or from the text that was prepared of these.

Reading 40,000 rows and folding their names took a quarter of a start. `communes.txt` is what comes of it, under the
hash of the files that it was made of: where these are others, they are read, and all is the same but the time.
`make golden` writes it anew; a test says that it is what the files make.
"""

import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from bot.content import ContentError
from bot.content.rows import rows
from bot.core.directory.commune import Commune
from bot.core.directory.finding.gazetteer import town_key
from bot.core.directory.folding import fold
from bot.core.directory.towns import Towns, written

PREPARED = "communes.txt"
_MADE_OF = ("communes.csv", "former.csv", "ordinary.csv")
_BETWEEN = b"\n=\n"
_OF_ONE = 4
"""The blocks of text of one `Towns`."""


@dataclass(frozen=True, slots=True)
class Communes:
    """The communes of today, and those of before by the names that they had."""

    present: Towns
    former: Towns


@cache
def communes(folder: Path) -> Communes:
    """Read the communes of a directory. Raises ContentError with the file, the line and the mistake."""
    first, *blocks = _prepared(folder)
    if first != _hash(folder):
        first, *blocks = made(folder).split(_BETWEEN)
    return Communes(Towns(*blocks[:_OF_ONE]), Towns(*blocks[_OF_ONE:]))


def made(folder: Path) -> bytes:
    """The text to prepare: the hash of the files, the communes of today, and those of before. Raises ContentError."""
    ordinary = frozenset(rows(folder / "ordinary.csv", lambda row: row["name"]))
    present = tuple(rows(folder / "communes.csv", lambda row: _commune(row, ordinary)))
    former = tuple(_former(folder, present, ordinary))
    return _BETWEEN.join((_hash(folder), *written(present, town_key), *written(former, town_key)))


def _prepared(folder: Path) -> list[bytes]:
    """The blocks of the prepared file; none of them is in memory twice, which nobody would give back."""
    try:
        with (folder / PREPARED).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
            return list(_blocks(text))
    except (OSError, ValueError):  # ValueError: the file is empty
        return [b""]


def _blocks(text: mmap) -> Iterator[bytes]:
    begins = 0
    while (ends := text.find(_BETWEEN, begins)) >= 0:
        yield text[begins:ends]
        begins = ends + len(_BETWEEN)
    yield text[begins : len(text)]


def _hash(folder: Path) -> bytes:
    found = hashlib.sha256()
    for name in _MADE_OF:
        try:
            found.update((folder / name).read_bytes())
        except OSError as error:
            raise ContentError(f"{folder / name}: {error.strerror}") from None
        found.update(b"\n\n")
    return found.hexdigest().encode()


def _commune(row: dict[str, str], ordinary: Container[str]) -> Commune:
    people, name = int(row["population"] or 0), row["name"]
    return Commune(
        row["insee"], name, tuple(row["postcodes"].split()), row["departement"], people, fold(name) in ordinary
    )


def _former(folder: Path, present: tuple[Commune, ...], ordinary: Container[str]) -> Iterator[Commune]:
    """The former communes, each with its own name and the numbers of its present commune."""
    now = {commune.insee: commune for commune in present}
    for name, insee in rows(folder / "former.csv", lambda row: (row["name"], row["insee"])):
        if insee not in now:
            raise ContentError(f"{folder / 'former.csv'}: {name}: unknown commune {insee}")
        yield replace(now[insee], name=name, population=0, ordinary=fold(name) in ordinary)
