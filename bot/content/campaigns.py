"""Reading a campaign's folder into a `Campaign`, or refusing it with one clear line."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content import ContentError
from bot.content.letter_files import COMMON
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.delay import UNITS
from bot.core.campaign.recipient import Medium, Where


class _Read(BaseModel):
    """What is read, where an entry that nobody knows is refused: values of the core take this from what holds them."""

    model_config = ConfigDict(extra="forbid")

    campaign: Campaign


_SHAPE = {"fact", "[key]"}
"""Parts of an entry's place that are not in the file."""
_UNKNOWN = "unexpected_keyword_argument"
_TABLE = re.compile(r"\[\[?([\w.-]+)\]")
_ENTRY = re.compile(r"([\w.-]+): ")
_KEY = re.compile(r"([\w-]+) *=")


NO_CAMPAIGNS = (COMMON, "directory")
"""The folders beside the campaigns: what they share."""


def load_campaigns(folder: Path) -> dict[str, Campaign]:
    """Read every campaign's folder there, by their rank: newcomers begin with the first.

    Raises ContentError when there is none, when one lacks its `campaign.toml`, is wrong or is not called like its
    folder, or two have one rank.
    """
    folders = (path for path in sorted(folder.glob("[!.]*")) if path.is_dir() and path.name not in NO_CAMPAIGNS)
    found = {path: load_campaign(path) for path in folders}
    if not found:
        raise ContentError(f"{folder}: no campaign has a folder there")
    ranks: dict[int, Path] = {}
    for path, campaign in found.items():
        if campaign.id != path.name:
            raise ContentError(f"{path / 'campaign.toml'}: id: {campaign.id} stands in a folder called {path.name}")
        if other := ranks.get(campaign.rank):
            raise ContentError(f"{path / 'campaign.toml'}: rank: {campaign.rank} is that of {other.name}")
        ranks[campaign.rank] = path
    ordered = sorted(found.values(), key=lambda campaign: campaign.rank)
    return {campaign.id: campaign for campaign in ordered}


def load_campaign(folder: Path) -> Campaign:
    """Read `campaign.toml` in that folder. Raises ContentError with the file, the line and the entry that is wrong."""
    path = folder / "campaign.toml"
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return _Read.model_validate({"campaign": _shaped(tomllib.loads(text), folder)}).campaign
    except ValidationError as error:
        raise ContentError(_refusal(path, text, error)) from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: not written in UTF-8") from None
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise ContentError(f"{path}: {type(error).__name__}: {error}") from None


def _refusal(path: Path, text: str, error: ValidationError) -> str:
    """The first mistake in one line, one that stands in the file before one that is missing in it."""
    found = error.errors(include_url=False, include_input=False)
    first = next((one for one in found if one["type"] == _UNKNOWN), found[0])
    entry = tuple(str(part) for part in first["loc"][1:] if part not in _SHAPE)
    says = "is not known here" if first["type"] == _UNKNOWN else first["msg"].removeprefix("Value error, ")
    if not entry and (named := _ENTRY.match(says)):  # a part that contradicts another names itself
        entry, says = tuple(named[1].split(".")), says[named.end() :]
    line = _line_of(text, entry)
    where = f"{path}, line {line}" if line else str(path)
    return f"{where}: {'.'.join(entry)}: {says}"


def _line_of(text: str, entry: tuple[str, ...]) -> int | None:
    """The line on which an entry of a file stands, or else the table that it belongs to; None where neither does."""
    table: tuple[str, ...] = ()
    lists: Counter[str] = Counter()
    found: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if named := _TABLE.match(line):
            table = tuple(named[1].split("."))
            if line.startswith("[["):
                table = (*table, str(lists[named[1]]))
                lists[named[1]] += 1
            for n in range(1, len(table) + 1):
                found.setdefault(table[:n], number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1]), number)
    return next((found[entry[:n]] for n in range(len(entry), 0, -1) if entry[:n] in found), None)


def _shaped(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The file's tables in the shape of the values: its address is a list of lines, its delay a dated fact."""
    recipients = {key: _recipient(value) for key, value in raw["recipients"].items()}
    for key, value in recipients.items():
        if value.get("where") == Where.LIST:
            value["listed"] = _listed(folder / f"{key}.csv")
    delays = {
        key: {
            "count": value["count"],
            "unit": value.get("unit", UNITS.get(key, "days")),
            "fact": _fact({k: v for k, v in value.items() if k not in {"count", "unit"}}),
        }
        for key, value in raw["delays"].items()
    }
    facts = {key: _fact(value) for key, value in raw["facts"].items()}
    changes = [_change(value) for value in raw.get("changes", ())]
    return raw | {"facts": facts, "recipients": recipients, "delays": delays, "changes": changes}


def _fact(raw: dict[str, Any]) -> dict[str, Any]:
    """A fact's table with the file's word `stale` renamed `once_stale`, since `Fact.stale` is a method."""
    return {"once_stale" if key == "stale" else key: value for key, value in raw.items()}


def _change(raw: dict[str, Any]) -> dict[str, Any]:
    own = ("templates", "letters", "says")
    fact = {"says": ""} | {key: value for key, value in raw.items() if key not in own}
    return {key: raw[key] for key in own} | {"fact": _fact(fact)}


def _recipient(raw: dict[str, Any]) -> dict[str, Any]:
    address = {"lines": tuple(raw["address"])} if "address" in raw else None
    return {"email": None, "web": None} | raw | {"address": address}


_COLUMNS = ("id", "name", "address", "email", "web", "media", "source", "source_date")
_WITHIN = " | "
"""What stands between the lines of an address, and between ways to write, in a table."""


def _listed(path: Path) -> list[dict[str, Any]]:
    """The rows of a campaign's small table of bodies. Raises ContentError with the file and the line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: {type(error).__name__}: {error}") from None
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if tuple(row) != _COLUMNS or None in row.values():
            raise ContentError(f"{path}, line {number}: the columns are {', '.join(_COLUMNS)}")
        if not row["id"] or not row["name"] or not row["source"] or row["id"] in seen:
            raise ContentError(f"{path}, line {number}: id, name and source are needed, and each id once")
        if wrong := next((one for one in _within(row["media"]) if one not in set(Medium)), None):
            raise ContentError(f"{path}, line {number}: media: {wrong} is no way to write")
        seen.add(row["id"])
    return [_row(row) for row in rows]


def _row(row: dict[str, str]) -> dict[str, Any]:
    address = {"lines": tuple(_within(row["address"]))} if row["address"] else None
    empty = {key: row[key] or None for key in ("email", "web", "source_date")}
    return {**row, **empty, "address": address, "media": tuple(_within(row["media"]))}


def _within(text: str) -> list[str]:
    return [part for part in text.split(_WITHIN) if part]
