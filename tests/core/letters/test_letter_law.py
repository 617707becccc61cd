"""Each legal reference that a letter prints is a dated fact of the campaign, named at the head of its template.

What a letter relies on is computed: it is filled in every sample situation, and notes what it cites.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path

from bot.commands.preview import claims, load
from bot.content.place import content_root
from bot.content.samples import samples, sheets
from bot.core.campaign.fact import Confidence
from bot.core.campaign.letter_name import LetterName
from bot.core.letters.law import dated
from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.templates import templates_of
from tests.folded import folded
from tests.letters.written import BLANKS, FULL, LETTERS, content, written

FOLDER = content_root() / "templates" / "health-data-hub" / "letters"
SHARED = content_root() / "templates" / "common" / "letters"
UNUSED = {"complaint.txt.jinja"}
"""What this campaign has of its own instead."""
TEMPLATES = sorted(path.name for path in (*FOLDER.glob("*.jinja"), *SHARED.glob("*.jinja")) if path.name not in UNUSED)
ANY_DAY = date(2026, 11, 24)
SHEET = "conseil-etat"


def template_of(name: LetterName) -> str:
    """The template that a letter is made from."""
    return next(one.removesuffix(".txt.jinja") for one in templates_of(name) if path_of(one).exists())


def path_of(name: str) -> Path:
    """A template of the campaign, or else the one that all campaigns share."""
    return FOLDER / name if (FOLDER / name).exists() else SHARED / name


WHOLE = sorted({template_of(name) for name in LETTERS} | {SHEET})
"""Templates of letters and sheets; the others are parts of them."""


@cache
def filled() -> dict[str, tuple[Letter | Sheet, ...]]:
    """Every sample, and every golden letter, by the template that it was filled from."""
    made: dict[str, list[Letter | Sheet]] = {template: [] for template in WHOLE}
    campaign, book = content().campaign, content().letters
    for name, one in samples(campaign, ANY_DAY):
        made[template_of(name)].append(book.write(name, one.applicant, one.to, ANY_DAY, one.tracks))
    for name in LETTERS:
        made[template_of(name)] += [written(name, FULL), written(name, BLANKS)]
    made[SHEET] += [book.sheet(SHEET, one.tracks) for one in sheets(campaign, ANY_DAY)]
    return {template: tuple(found) for template, found in made.items()}


def relied_on(template: str) -> set[str]:
    """The facts that a template's letters rely on, in any situation; but no delay: those are no words of a template."""
    return {key for letter in filled()[template] for key in letter.facts if not key.startswith("delays.")}


def text_of(name: str) -> str:
    return path_of(name).read_text("utf-8")


def written_in(name: str) -> set[str]:
    """The facts that a template's source prints; a part is not filled by itself."""
    return set(re.findall(r"""law(?:\.current)?[\[(]["']([^"']+)["'][\])]""", text_of(name)))


def named(name: str) -> set[str]:
    """The facts that a template's head comment names."""
    head = re.match(r"\{#-?(.*?)-?#\}", text_of(name), re.DOTALL)
    facts = (
        re.search(r"Facts: (?:as (\S+);|(.*?)(?: \(campaign\.toml\)|;|\.(?!\w)))", head[1], re.DOTALL) if head else None
    )
    if facts is None:
        return set()
    return named(facts[1]) if facts[1] else {fact.strip() for fact in facts[2].split(",")} - {"none"}


@folded("template", WHOLE)
def test_a_template_names_at_its_head_the_facts_that_its_letters_rely_on_and_no_other(template: str) -> None:
    name = f"{template}.txt.jinja"
    assert named(name) == relied_on(template), f"correct the head comment of {path_of(name)}"


@folded("name", sorted({*TEMPLATES} - {f"{template}.txt.jinja" for template in WHOLE}))
def test_a_part_names_at_its_head_the_facts_that_it_prints_and_no_other(name: str) -> None:
    assert named(name) == written_in(name), f"correct the head comment of {path_of(name)}"


def test_the_samples_reach_every_place_where_a_template_prints_a_fact() -> None:
    """What stands in a branch that no sample takes would be in no table of uses."""
    assert set().union(*(written_in(name) for name in TEMPLATES)) == set().union(*(relied_on(one) for one in WHOLE))
    for template in WHOLE:
        assert written_in(f"{template}.txt.jinja") <= relied_on(template)


@folded("template", WHOLE)
def test_every_article_that_a_letter_names_is_one_of_its_facts(template: str) -> None:
    facts = dated(content().campaign)
    for letter in filled()[template]:
        known = " ".join(f"{facts[key].says} {facts[key].title}" for key in letter.facts)
        for article in re.findall(r"\barticles? ((?:[LRD]\. )?\d+(?:-\d+)*)", letter.text):
            assert f"{article}" in known, f"article {article} is no fact that {template} relies on"


@folded("template", WHOLE)
def test_no_letter_relies_on_words_that_nobody_checked(template: str) -> None:
    facts = content().campaign.facts
    assert not [key for key in relied_on(template) if facts[key].confidence is Confidence.LOW]


def test_no_fact_of_the_campaign_is_kept_without_a_letter_or_a_message_that_relies_on_it() -> None:
    printed = set().union(*(relied_on(template) for template in WHOLE))
    said = {claim.id for claim in claims(load("health-data-hub"), ANY_DAY) if claim.messages}
    assert printed <= set(content().campaign.facts)
    assert set(content().campaign.facts) - printed <= said
    assert set(content().campaign.facts) - printed == {"post-refused"}, "what a message says and no letter prints"
