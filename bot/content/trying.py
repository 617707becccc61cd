"""Trying letters out on sample cases, so that a mistake shows at start, or in a test, and not to a person."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType

import jinja2
from jinja2 import meta

from bot.content import ContentError
from bot.content.letter_files import MANDATE, SUFFIX
from bot.content.samples import Sample, samples, sheets
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import LetterName
from bot.core.letters.law import kept_though_optional
from bot.core.letters.letter import Applicant, Capacity, LetterBook
from bot.core.letters.templates import templates_of


def try_out(folder: Path, book: LetterBook, environments: Mapping[Path, jinja2.Environment]) -> None:
    """Fill every letter of a campaign, of all versions; and look for files that no letter is made of.

    folder        of the campaign
    environments  what fills the letters of each version, by the folder that holds them

    Raises ContentError with the file and line of the first mistake.
    """
    try:
        for path, environment in environments.items():
            refuse_strays(path, environment, book.campaign)
        for version in book.versions:
            _try_out(book, book.campaign, version)
    except jinja2.TemplateSyntaxError as error:
        raise ContentError(f"{error.filename or error.name}, line {error.lineno}: {error.message}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{folder / 'letters'}: a letter is not written in UTF-8") from None
    except jinja2.TemplateNotFound as error:
        raise ContentError(f"{folder / 'letters'}: {error.name} is missing") from None
    except jinja2.TemplateError as error:
        raise ContentError(f"{line_of(error.__traceback__) or folder / 'letters'}: {error.message}") from None


_ANY_DAY = date(2026, 11, 24)


def _try_out(book: LetterBook, campaign: Campaign, version: int) -> None:
    """Fill every letter in each situation that it is written for, so that a mistake shows at start, not to a person.

    Each is filled once with every fact current and once with none, because a stale fact takes another branch; and by
    whoever can write it, in the first situation: who writes and what happened stand in pieces of their own. Tests
    fill each letter for everybody in every situation.
    """
    tried: set[LetterName] = set()
    for name, one in samples(campaign, _ANY_DAY):
        if not book.has(name, version):
            continue
        for on in (_ANY_DAY, date.max):
            letter = book.write(name, one.applicant, one.to, _ANY_DAY, one.tracks, on=on, version=version)
            _refuse_kept(letter.stale, one)
        for capacity in () if name in tried else Capacity:
            book.write(name, Applicant(None, None, capacity), one.to, _ANY_DAY, one.tracks, version=version)
        tried.add(name)
    if version == campaign.templates:
        for sample in sheets(campaign, _ANY_DAY):
            for on in (_ANY_DAY, date.max):
                _refuse_kept(book.sheet(campaign.court, sample.tracks, on).stale, sample)
        book.sheet(MANDATE, applicant=Applicant(None, None, Capacity.MANDATE))


def _refuse_kept(stale: tuple[Fact, ...], sample: Sample) -> None:
    """Raises ContentError where a letter relies on a fact that it should have left out."""
    if fact := kept_though_optional(stale):
        raise ContentError(
            f"letters: {sample.key} keeps « {fact.title} » past its review, though it is to be dropped: "
            'put {% if law.current("…") %} around it, or set stale = "hedge" in campaign.toml'
        )


# --- The files --------------------------------------------------------------------------------------------------------


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
