"""A thief with the files and without the key: whatever stands in clear is tried on a question with two answers.

Rows that share an id or a hash belong together; what hangs on one person is theirs. Of each person every column gives
signs: how many rows, numbers, days, times of day, lengths, words, and the order of the rows. A sign is as good as it
separates two groups: 0 is chance, 1 is certain. What chance itself reaches is found by mixing the groups.
"""

import random
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{32}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:[+]00:00)?)?")
_FEW = 6
"""The most different words of a column that are taken for kinds."""
_MIXED = 200

Value = str | int | bytes | float | None
Signs = dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a stolen database, and its place in the order of its table."""

    table: str
    place: int
    values: Mapping[str, Value]

    @property
    def ids(self) -> set[Value]:
        return {value for value in self.values.values() if _is_id(value)}


def _is_id(value: Value) -> bool:
    """A hash, an id, or a number that was drawn."""
    match value:
        case bytes():
            return len(value) == 32
        case str():
            return _ID.fullmatch(value) is not None
        case int():
            return value < 0
        case _:
            return False


def rows(files: Iterable[Path]) -> list[Row]:
    """All rows of some SQLite databases."""
    found: list[Row] = []
    for path in files:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                every = database.execute(f'SELECT * FROM "{name}"').fetchall()
                found += [Row(name, place, dict(row)) for place, row in enumerate(every)]
    return found


def households(every: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows that belong together, by the ids of the people in them."""
    by_id: dict[Value, list[int]] = defaultdict(list)
    for number, row in enumerate(every):
        for one in row.ids:
            by_id[one].append(number)
    found: dict[str, list[Row]] = {}
    for start in every:
        if start.table != "person" or str(start.values["id"]) in found:
            continue
        known, left = set[int](), list(start.ids)
        seen = set(left)
        while left:
            for number in by_id[left.pop()]:
                known.add(number)
                new = every[number].ids - seen
                seen |= new
                left += new
        theirs = [every[number] for number in sorted(known)]
        found |= {str(row.values["id"]): theirs for row in theirs if row.table == "person"}
    return found


def signs(theirs: Iterable[Row]) -> Signs:
    """All that can be read, counted or measured of somebody."""
    found: dict[str, list[float | str]] = defaultdict(list)
    counted: Counter[str] = Counter()
    for row in theirs:
        counted[row.table] += 1
        found[f"{row.table}: order"].append(row.place)
        for column, value in row.values.items():
            if not _is_id(value):
                for sign, read in _read(value):
                    found[f"{row.table}.{column}: {sign}"].append(read)
    signs: Signs = {f"{table}: rows": n for table, n in counted.items()}
    for name, values in found.items():
        if all(isinstance(value, str) for value in values):
            signs[name] = "|".join(sorted(map(str, values)))
        else:
            numbers = [value for value in values if not isinstance(value, str)]
            signs |= {f"{name} ({how.__name__})": how(numbers) for how in (min, max, sum)}
    return signs


def _read(value: Value) -> Iterator[tuple[str, float | str]]:
    if value is None:
        yield "nothing", "nothing"
    elif isinstance(value, bytes):
        yield "length", len(value)
    elif isinstance(value, int | float):
        yield "number", value
    elif moment := _MOMENT.fullmatch(value):
        yield "day", float(moment[1].replace("-", ""))
        if moment[2]:
            hours, minutes, seconds = map(int, moment[2].split(":"))
            yield "time of day", (hours * 60 + minutes) * 60 + seconds
    else:
        yield "length", len(value)
        yield "word", value


def separates(ones: Sequence[Signs], others: Sequence[Signs], name: str) -> float:
    """How well one sign tells two groups apart: 0 as chance does, 1 with certainty."""
    left, right = [one.get(name, "") for one in ones], [one.get(name, "") for one in others]
    if any(isinstance(value, str) for value in (*left, *right)):
        left, right = [str(value) for value in left], [str(value) for value in right]
        kinds = {*left, *right}
        if len(kinds) > _FEW and ".word" in name.replace(": word", ".word"):
            return 0.0
        return sum(abs(left.count(kind) / len(left) - right.count(kind) / len(right)) for kind in kinds) / 2
    numbers = [[value for value in side if not isinstance(value, str)] for side in (left, right)]
    pairs = [int(a > b) - int(a < b) for a, b in product(*numbers)]
    return abs(sum(pairs)) / len(pairs)


def varying(every: Sequence[Signs]) -> set[str]:
    """The signs that are not the same of all people."""
    names = {name for one in every for name in one}
    return {name for name in names if len({one.get(name) for one in every}) > 1}


@dataclass(frozen=True, slots=True)
class Learned:
    """What a question gave: the signs that are better than chance, the best first, and how good chance is."""

    question: str
    chance: float
    better: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        told = "".join(f"\n    {good:.2f}  {name}" for name, good in self.better) or "\n    nothing"
        return f"{self.question} (chance gives {self.chance:.2f}){told}"


def asked(question: str, ones: Sequence[Signs], others: Sequence[Signs]) -> Learned:
    """Try every sign on two groups."""
    names = sorted({name for one in (*ones, *others) for name in one})
    mixed, every = random.Random(11), [*ones, *others]
    by_chance: list[float] = []
    for _ in range(_MIXED):
        mixed.shuffle(every)
        by_chance.append(max(separates(every[: len(ones)], every[len(ones) :], name) for name in names))
    chance = sorted(by_chance)[int(_MIXED * 0.99)]
    good = {name: separates(ones, others, name) for name in names}
    better = sorted(((name, one) for name, one in good.items() if one > chance), key=lambda pair: -pair[1])
    return Learned(question, chance, tuple(better))


def words(every: Iterable[Row]) -> dict[str, set[str]]:
    """The words that stand in clear, by their column: neither ids nor moments."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in every:
        for column, value in row.values.items():
            if isinstance(value, str) and not _is_id(value) and not _MOMENT.fullmatch(value):
                found[f"{row.table}.{column}"].add(value)
    return dict(found)


def moments(every: Iterable[Row]) -> set[str]:
    """The columns in which a moment stands, and not only a day."""
    return {
        f"{row.table}.{column}"
        for row in every
        for column, value in row.values.items()
        if isinstance(value, str) and (found := _MOMENT.fullmatch(value)) and found[2] and found[2] != "00:00:00"
    }
