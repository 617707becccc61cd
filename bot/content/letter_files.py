"""The files of a campaign's letters: which versions stand in its folder."""

from collections.abc import Mapping
from pathlib import Path

from bot.content import ContentError

SUFFIX = ".txt.jinja"
COMMON = "common"
"""The folder beside those of the campaigns, of what they share."""
MANDATE = "mandat"
"""The sheet by which somebody lets another write for them."""


def versions_before(folder: Path, present: int) -> Mapping[int, Path]:
    """By their version, the folders `letters-<version>/` of a campaign. Raises ContentError for another `letters…`."""
    found: dict[int, Path] = {}
    for path in sorted(folder.glob("letters*")):
        number = path.name.removeprefix("letters-")
        if path.name == "letters":
            continue
        if not path.is_dir() or not number.isdecimal() or not 0 < int(number) < present:
            raise ContentError(f"{path}: letters stand in letters/, those of before in letters-1/ to -{present - 1}/")
        found[int(number)] = path
    return found
