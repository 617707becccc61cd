"""What a thief may have, and what they ask of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from tests.stolen.lives import COMPLAINED, CONSENTED, LETTERS, PARIS, REMINDED, REUNION, City, Somebody
from tests.stolen.thief import Learned, Row, Signs, asked, households, rows, signs

Known = Mapping[Somebody, Signs]
STAGES = (CONSENTED, LETTERS, REMINDED, COMPLAINED)


def stolen(city: City) -> dict[str, list[Row]]:
    """The rows of each thing that can be stolen."""
    copy = city.copy
    keys, deeds = (copy.with_name(f"{copy.name}.{end}") for end in ("keys", "deeds"))
    return {
        "the data directory": rows(sorted(city.data.glob("*.sqlite3"))),
        "FILE": rows((copy,)),
        "FILE.keys": rows((keys,)),
        "FILE, FILE.keys and FILE.deeds": rows((copy, keys, deeds)),
    }


def signs_of(every: Sequence[Row], judged: Sequence[tuple[Somebody, str]]) -> Known:
    """What the thief has of each person; nothing, where nobody can be told from another."""
    theirs = households(every)
    return {who: signs(theirs[row]) for who, row in judged if row in theirs}


def questions(known: Known) -> Iterator[Learned]:
    """From where people are, and how far they are; judged by what they really lived."""
    for stage in (REMINDED, COMPLAINED):
        groups = [[s for who, s in known.items() if (who.where, who.stage) == (at, stage)] for at in (PARIS, REUNION)]
        yield asked(f"of those who {stage}: Paris or La Réunion?", *groups)
    for pair in combinations(STAGES, 2):
        groups = [[s for who, s in known.items() if who.stage == stage] for stage in pair]
        yield asked(f"{pair[0]} or {pair[1]}?", *groups)
