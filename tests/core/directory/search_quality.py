"""How good the search for a caisse is, in two figures and a list of misses: `make search-quality`, docs/search.md."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.caisses import load_directory
from bot.content.place import content_root
from bot.core.directory.caisse import Found, Note
from bot.core.directory.directory import Directory

LISTS = tuple(f"caisse_queries{which}.csv" for which in ("", "_fresh", "_second", "_third", "_fourth", "_fifth"))
TOP_1, TOP_3 = 0.95, 0.99
"""The floors: what part of a list must be answered well, and nearly well."""

_NOTED = {"general": Note.HOME, "independants": Note.HOME, "fonctionnaires": Note.HOME, "alsace-moselle": Note.HOME}
_NOTED |= {"msa": Note.MSA}


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the answers that a helpful person could give.

    expected  caisse codes; `regime:<slug>`; nothing where nothing can be told
    """

    typed: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A list, and what was missed in it."""

    queries: tuple[Query, ...]
    not_first: tuple[Query, ...]
    not_in_three: tuple[Query, ...]

    @property
    def top_1(self) -> float:
        """The part of the queries that is answered well."""
        return 1 - len(self.not_first) / len(self.queries)

    @property
    def top_3(self) -> float:
        """The part of the queries that is answered at least nearly well."""
        return 1 - len(self.not_in_three) / len(self.queries)


def queries(name: str) -> Iterator[Query]:
    """The rows of a list."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Query(row["query"], tuple(row["expected"].replace("?", "").split()))


def first(expected: tuple[str, ...], found: Found) -> bool:
    """Whether the answer is right as it stands; stated in docs/search.md."""
    ids = [caisse.id for caisse in found.candidates]
    match expected:
        case ():
            return not ids
        case (only,):
            scheme = only.removeprefix("regime:")
            return _NOTED[scheme] in found.notes and len(ids) != 1 if scheme in _NOTED else ids[:1] == [scheme]
        case _:
            return len(ids) > 1 and (ids[0] in expected or set(expected) <= set(ids))


def in_three(expected: tuple[str, ...], found: Found) -> bool:
    """Whether a right answer is within reach: among the first three, or nothing wrong is claimed."""
    ids = [caisse.id for caisse in found.candidates]
    if not expected:
        return len(ids) != 1
    accepted = {code.removeprefix("regime:") for code in expected}
    return first(expected, found) or bool(accepted & set(ids[:3]))


def measured(name: str, directory: Directory) -> Measured:
    """Search everything that a list asks for."""
    asked = tuple(queries(name))
    found = {query: directory.find(query.typed) for query in asked}
    return Measured(
        asked,
        tuple(query for query in asked if not first(query.expected, found[query])),
        tuple(query for query in asked if not in_three(query.expected, found[query])),
    )


def main() -> None:
    """Print both figures of each list, and what was missed."""
    directory = load_directory(content_root() / "templates" / "directory")
    for name in LISTS:
        done = measured(name, directory)
        print(f"{name}: {len(done.queries)} queries, top-1 {done.top_1:.1%}, top-3 {done.top_3:.1%}")
        for query in done.not_first:
            ids = " ".join(caisse.id for caisse in directory.find(query.typed).candidates)
            place = "beyond three" if query in done.not_in_three else "in three"
            print(f"  {query.typed!r}: {ids or 'nothing'}, not {' '.join(query.expected) or 'nothing'} ({place})")


if __name__ == "__main__":
    main()
