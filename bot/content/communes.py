"""The communes, of today and of before, from their CSV files or from the text that was prepared of these.

Reading 40,000 rows and folding their names took a quarter of a start. `communes.txt` is what comes of it, under the
hash of the files that it was made of: where these are others, they are read, and all is the same but the time.
`make golden` writes it anew; a test says that it is what the files make.
"""

import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cache
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


@dataclass(frozen=True, slots=True)
class Communes:
    """The communes of today, and those of before by the names that they had."""

    present: Towns
    former: Towns


@cache
def communes(folder: Path) -> Communes:
    """Read the communes of a directory. Raises ContentError with the file, the line and the mistake."""
    first, _, text = _prepared(folder).partition(b"\n")
    if first != _hash(folder):
        text = made(folder).partition(b"\n")[2]
    present, former = text.split(_BETWEEN)
    return Communes(Towns(present), Towns(former))


def made(folder: Path) -> bytes:
    """The text to prepare: the hash of the files, the communes of today, and those of before. Raises ContentError."""
    ordinary = frozenset(rows(folder / "ordinary.csv", lambda row: row["name"]))
    present = tuple(rows(folder / "communes.csv", lambda row: _commune(row, ordinary)))
    former = tuple(_former(folder, present, ordinary))
    return _BETWEEN.join((_hash(folder) + b"\n" + written(present, town_key), written(former, town_key)))


def _prepared(folder: Path) -> bytes:
    try:
        return (folder / PREPARED).read_bytes()
    except OSError:
        return b""


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
