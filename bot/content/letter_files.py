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


def refuse_strays(letters: Path, environment: jinja2.Environment, campaign: Campaign) -> None:
    """Raises ContentError for a file in a folder of letters that is no letter, and that none extends or includes."""
    there = {str(path.relative_to(letters)): path for path in sorted(letters.rglob("*")) if path.is_file()}
    used = made_of(environment, campaign)
    for name, path in there.items():
        if name not in used:
            raise ContentError(f"{path}: is no letter of campaign.toml and no letter includes it: remove it")


def made_of(environment: jinja2.Environment, campaign: Campaign) -> tuple[str, ...]:
    """The templates that a campaign's letters and sheets are made of, wherever they stand.

    Raises ContentError for one that another includes and that is not there.
    """
    every = set(environment.list_templates())
    found = list(_made(campaign, every))
    for name in found:  # which grows while it is read
        source, path, _ = _loader(environment).get_source(environment, name)
        named = {one for one in meta.find_referenced_templates(environment.parse(source, name, path)) if one}
        if lacking := sorted(named - every):
            raise ContentError(f"{path}: {lacking[0]} is missing, which it includes")
        found += sorted(named - {*found})
    return tuple(found)


def _loader(environment: jinja2.Environment) -> jinja2.BaseLoader:
    if environment.loader is None:
        raise TypeError("an environment without a loader has no letters")
    return environment.loader


def line_of(trace: TracebackType | None) -> str | None:
    """The file and the line of the template in which something was raised, the innermost; None where it was in none."""
    found = None
    while trace:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            found = f"{template.filename}, line {template.get_corresponding_lineno(trace.tb_lineno)}"
        trace = trace.tb_next
    return found


def _made(campaign: Campaign, every: set[str]) -> tuple[str, ...]:
    """The template of each letter and sheet, of those that are there: a letter's own stands before that of its kind."""
    letters = (next((file for file in templates_of(letter) if file in every), None) for letter in campaign.letters)
    sheets = (f"{sheet}{SUFFIX}" for sheet in (campaign.court, MANDATE) if f"{sheet}{SUFFIX}" in every)
    return tuple(dict.fromkeys(file for file in (*letters, *sheets) if file))
