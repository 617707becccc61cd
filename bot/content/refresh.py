"""Comparing the directory's addresses with a file of open data, and updating them from it.

Records are offices, ours are caisses. A record belongs to the caisse of its kind in its département; where there are
several, to the one whose name it has, or whose postcode. A caisse's address is that of its seat; where no record says
that it is one, the mailing address that most of its offices share. An unclear case is reported and not changed.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.content import ContentError
from bot.content.opendata import Listed, Listing
from bot.core.directory.caisse import Kind
from bot.core.directory.finding.words import bare, words_of
from bot.core.directory.folding import fold

Row = dict[str, str]


class What(StrEnum):
    """The kinds of differences. The first three are written, the others are for the operator to review."""

    CHANGED = "changed"
    CONFIRMED = "confirmed"
    DPO = "dpo e-mail"
    OLDER = "older"
    UNCLEAR = "unclear"
    GONE = "gone"
    NEW = "new"


WRITTEN = frozenset({What.CHANGED, What.CONFIRMED, What.DPO})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the directory and a file.

    code    the caisse's; empty for an office of a caisse that we do not have
    fields  the columns that writing the difference changes
    """

    what: What
    code: str
    name: str
    before: str = ""
    after: str = ""
    on: date | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The content of `caisses.csv`: every column and row, known or not, in order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_caisses(path: Path) -> Table:
    """Read the directory's own file, which was checked when it was loaded. Raises ContentError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = tuple(reader)
            return Table(tuple(reader.fieldnames or ()), rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ContentError(f"{path}: {type(error).__name__}: cannot be read") from None


def differences(table: Table, listing: Listing) -> tuple[Difference, ...]:
    """The differences of a file: those of our caisses in their order, then the caisses that we do not have."""
    placed: dict[str, list[Listed]] = defaultdict(list)
    unknown = []
    for record in listing.records:
        if row := _caisse_of(record, table.rows):
            placed[row["code"]].append(record)
        else:
            unknown.append(record)
    covered = {row["kind"] for row in table.rows if row["code"] in placed}
    of_ours = (d for row in table.rows for d in _of_caisse(row, placed[row["code"]], covered, listing.credit))
    new = (Difference(What.NEW, "", record.name, after=_written(record), on=record.on) for record in unknown)
    return (*of_ours, *new)


def updated(table: Table, found: Iterable[Difference]) -> Table:
    """The table with these differences written into it, and everything else unchanged."""
    fields: dict[str, Row] = defaultdict(dict)
    for difference in found:
        fields[difference.code].update(difference.fields)
    return Table(table.columns, tuple(row | fields.get(row["code"], {}) for row in table.rows))


def write_caisses(path: Path, table: Table) -> None:
    """Replace the file with a table, in one step. Raises ContentError."""
    beside = path.with_suffix(".csv.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table.rows)
        beside.replace(path)
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from None


# --- Which caisse a record is of ------------------------------------------------------------------------------------


def _caisse_of(record: Listed, rows: Sequence[Row]) -> Row | None:
    of_kind = [row for row in rows if Kind(row["kind"]) in record.kinds]
    words = set(bare(words_of(record.name)).split())
    if not record.departement:
        named = [row for row in of_kind if _name_words(row) == words]
        return named[0] if len(named) == 1 else None
    there = [row for row in of_kind if record.departement in row["departements"].split()]
    if len(there) < 2:
        return there[0] if there else None
    named = [row for row in there if _name_words(row) <= words]
    by_postcode = [row for row in there if row["postcode"] == record.postcode]
    return next((found[0] for found in (named, by_postcode) if len(found) == 1), None)


def _name_words(row: Row) -> set[str]:
    return set(bare(words_of(row["name"])).split())


# --- What a caisse's records say ------------------------------------------------------------------------------------


def _of_caisse(row: Row, records: list[Listed], covered: set[str], credit: str) -> Iterator[Difference]:
    ours = (row["code"], row["name"])
    if not records:
        if row["kind"] in covered:
            yield Difference(What.GONE, *ours, before=_ours(row), on=_dated(row))
        return
    if email := next((r.dpo_email for r in records if r.dpo_email and r.dpo_email != row["dpo_email"]), None):
        yield Difference(What.DPO, *ours, row["dpo_email"], email, fields=(("dpo_email", email),))
    record = _seat(records)
    if record is None:
        yield Difference(What.UNCLEAR, *ours, _ours(row), f"{len(records)} offices, no seat and no usual address")
        return
    same = fold(_written(record)) == fold(_ours(row))
    known = _dated(row)
    on = record.on.isoformat() if record.on else ""
    sourced = (("source", credit), ("source_date", on), ("confidence", "H"))
    if same and record.on and (not known or record.on > known):
        yield Difference(What.CONFIRMED, *ours, _ours(row), _ours(row), record.on, sourced)
    elif not same and record.on and known and record.on < known:
        yield Difference(What.OLDER, *ours, _ours(row), _written(record), record.on)
    elif not same:
        line1, line2 = (*record.lines, "", "")[:2]
        address = (("address_line1", line1), ("address_line2", line2), ("postcode", record.postcode))
        fields = (*address, ("city", record.city), *sourced)
        yield Difference(What.CHANGED, *ours, _ours(row), _written(record), record.on, fields)


def _seat(records: list[Listed]) -> Listed | None:
    """The latest record with the caisse's mailing address; None when the records disagree."""
    whole = [r for r in records if re.fullmatch(r"\d{5}", r.postcode) and r.city]
    offices = [r for r in whole if r.seat] or [r for r in whole if r.mail]
    offices = [r for r in offices if r.mail] or offices
    most = Counter(fold(_written(r)) for r in offices).most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    shared = (r for r in offices if fold(_written(r)) == most[0][0])
    return max(shared, key=lambda r: r.on or date.min)


def _written(record: Listed) -> str:
    return ", ".join((*record.lines, f"{record.postcode} {record.city}"))


def _ours(row: Row) -> str:
    if not row["postcode"]:
        return ""
    return ", ".join(x for x in (row["address_line1"], row["address_line2"], f"{row['postcode']} {row['city']}") if x)


def _dated(row: Row) -> date | None:
    return date.fromisoformat(row["source_date"]) if row["source_date"] else None
