"""Reading a campaign's folder into a `Campaign`, or refusing it with one clear line."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.content import ContentError
from bot.core.campaign import Campaign

_CAMPAIGN = TypeAdapter(Campaign)


def load_campaign(folder: Path) -> Campaign:
    """Read `campaign.toml` in a folder. Raises ContentError that names the file and the wrong entry."""
    path = folder / "campaign.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _CAMPAIGN.validate_python(_shaped(raw))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise ContentError(f"{path}: {entry}: {first['msg']}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: not written in UTF-8") from None
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise ContentError(f"{path}: {type(error).__name__}: {error}") from None


def _shaped(raw: dict[str, Any]) -> dict[str, Any]:
    """The file's tables in the shape of the values: its address is a list of lines, its delay a dated fact."""
    recipients = {key: _recipient(value) for key, value in raw["recipients"].items()}
    delays = {
        key: {"count": value["count"], "fact": _fact({k: v for k, v in value.items() if k != "count"})}
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
