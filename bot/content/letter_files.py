"""The files of a campaign's letters: which versions stand in its folder, and that each file belongs to a letter."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import jinja2
from jinja2 import meta

from bot.content import ContentError
from bot.core.campaign.campaign import Campaign
from bot.core.letters.letter import templates_of

SUFFIX = ".txt.jinja"
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


def refuse_strays(letters: Path, environment: jinja2.Environment, campaign: Campaign) -> None:
    """Raises ContentError for a file in a folder of letters that is no letter, and that none extends or includes."""
    there = {str(path.relative_to(letters)): path for path in sorted(letters.rglob("*")) if path.is_file()}
    made_of = [name for name in _made(campaign) if name in there]
    for name in made_of:  # which grows while it is read
        parsed = environment.parse(there[name].read_text(encoding="utf-8"), name, str(there[name]))
        named = sorted(one for one in meta.find_referenced_templates(parsed) if one in there)
        made_of += [one for one in named if one not in made_of]
    for name, path in there.items():
        if name not in made_of:
            raise ContentError(
                f"{path}: is no letter (bot/core/campaign/letter_name.py) and no letter includes it: remove it"
            )


def line_of(trace: TracebackType | None) -> str | None:
    """The file and the line of the template in which something was raised, the innermost; None where it was in none."""
    found = None
    while trace:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            found = f"{template.filename}, line {template.get_corresponding_lineno(trace.tb_lineno)}"
        trace = trace.tb_next
    return found


def _made(campaign: Campaign) -> list[str]:
    """The files that letters and sheets are made from, whether they are there or not."""
    letters = (file for letter in campaign.letters for file in templates_of(letter))
    sheets = (f"{sheet}{SUFFIX}" for sheet in (campaign.court, MANDATE) if sheet)
    return list(dict.fromkeys((*letters, *sheets)))
