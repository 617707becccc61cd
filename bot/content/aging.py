"""The age from which the directory's addresses count as old: `templates/directory/upkeep.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.content import ContentError
from bot.core.directory.caisse import Caisse


@dataclass(frozen=True, slots=True)
class OldAddress:
    """The age in months from which an address counts as old, and the day by which somebody reviews that number."""

    months: int
    why: str
    decided_on: date
    review_by: date

    def before(self, today: date) -> date:
        """The day before which an address counts as old: the first of its month, as days of addresses are not known."""
        months = today.year * 12 + today.month - 1 - self.months
        return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Ages:
    """The numbers of addresses, of old ones, and of those without a day."""

    addresses: int
    old: int
    undated: int


_OLD_ADDRESS = TypeAdapter(OldAddress)


def load_old_address(folder: Path) -> OldAddress:
    """Read `upkeep.toml` in a folder. Raises ContentError that names the wrong entry."""
    path = folder / "upkeep.toml"
    try:
        found = _OLD_ADDRESS.validate_python(tomllib.loads(path.read_text(encoding="utf-8"))["old_address"])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        entry = ".".join(str(part) for part in ("old_address", *first["loc"]))
        raise ContentError(f"{path}: {entry}: {first['msg']}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: not written in UTF-8") from None
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ContentError(f"{path}: {type(error).__name__}: {error}") from None
    if found.months < 1:
        raise ContentError(f"{path}: old_address.months: at least one")
    return found


def ages(caisses: Iterable[Caisse], before: date) -> Ages:
    """Count the addresses, and those that a source recorded before a day."""
    days = [caisse.source_date for caisse in caisses if caisse.address]
    return Ages(len(days), sum(day is not None and day < before for day in days), days.count(None))
