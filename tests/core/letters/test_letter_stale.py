"""A fact past its review is never printed as if somebody had just read it: over all letters, facts and situations."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import jinja2
import pytest

from bot.content import ContentError
from bot.content.campaigns import load_campaign
from bot.content.filling import french_date
from bot.content.letters import load_letters
from bot.content.samples import Sample, samples, sheets
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Confidence, Fact, OnceStale
from bot.core.campaign.letter_name import LetterName
from bot.core.letters.law import by_reading, dated
from bot.core.letters.letter import Letter, LetterBook, Sheet
from tests.content.test_campaign import folder as folder  # noqa: PLC0414  the fixture: a copy of the campaign's folder
from tests.content.test_campaign import rewrite
from tests.folded import folded
from tests.letters.written import content

TODAY = date(2026, 11, 24)
READ = date(2026, 3, 1)
FACTS = dated(content().campaign)
NOTE = "dans leur rédaction connue le"
SHEET_NOTE = "n’ont pas été relus pour cette fiche depuis le"


def with_fact(campaign: Campaign, key: str, fact: Fact, count: int | None = None) -> Campaign:
    """The same campaign with another fact, or another delay."""
    if not key.startswith("delays."):
        return replace(campaign, facts={**campaign.facts, key: fact})
    name = key.removeprefix("delays.")
    now = campaign.delays.named(name)
    delay = replace(now, count=count or now.count, fact=fact)
    return replace(campaign, delays=replace(campaign.delays, **{name: delay}))


def book_of(campaign: Campaign) -> LetterBook:
    return LetterBook(content().letters._templates[campaign.templates], campaign)


def every_sample(campaign: Campaign) -> list[tuple[LetterName | None, Sample]]:
    return [*samples(campaign, TODAY), *((None, sheet) for sheet in sheets(campaign, TODAY))]


def fill(book: LetterBook, name: LetterName | None, one: Sample) -> Letter | Sheet:
    if name is None:
        return book.sheet("conseil-etat", one.tracks, TODAY)
    return book.write(name, one.applicant, one.to, TODAY, one.tracks)


@cache
def current() -> dict[str, Letter | Sheet]:
    """Every sample with all facts current, by its key."""
    book = book_of(content().campaign)
    return {one.key: fill(book, name, one) for name, one in every_sample(content().campaign)}


def aged(key: str) -> Fact:
    return replace(FACTS[key], read_on=READ, review_by=TODAY - timedelta(days=1))


@folded("key", FACTS)
def test_a_fact_past_its_review_is_hedged_or_gone_in_every_letter_that_relies_on_it(key: str) -> None:
    campaign = with_fact(content().campaign, key, aged(key))
    book, fact = book_of(campaign), aged(key)
    for name, one in every_sample(campaign):
        before, after = current()[one.key], fill(book, name, one)
        if key not in before.facts:
            assert (after.text, after.stale) == (before.text, ()), one.key
        elif fact.once_stale is OnceStale.DROP:
            assert fact.says not in after.text, one.key
            assert key not in after.facts
            assert after.stale == ()
        else:
            assert after.stale == (fact,), one.key
            hedge = SHEET_NOTE if name is None else NOTE
            said = f"{hedge} {french_date(READ)} : {fact.title}."
            assert (said in after.text) is (fact.confidence is not Confidence.LOW), one.key
            assert after.text.count(hedge) <= 1


@folded("key", FACTS)
def test_a_fact_on_the_last_day_of_its_review_is_current(key: str) -> None:
    campaign = with_fact(content().campaign, key, replace(FACTS[key], read_on=READ, review_by=TODAY))
    book = book_of(campaign)
    for name, one in every_sample(campaign):
        found = fill(book, name, one)
        assert (found.text, found.stale) == (current()[one.key].text, ()), one.key


@folded("key", [key for key in FACTS if key.startswith("delays.")])
def test_a_letter_that_another_delay_would_change_says_that_it_relies_on_it(key: str) -> None:
    """Nothing in a template names a delay: the dates that it prints do."""
    name = key.removeprefix("delays.")
    count = content().campaign.delays.named(name).count
    campaign = with_fact(content().campaign, key, FACTS[key], count + 1)
    book = book_of(campaign)
    for letter, one in every_sample(campaign):
        try:
            same = fill(book, letter, one).text == current()[one.key].text
        except jinja2.UndefinedError:  # an announcement that came too late came in time: there is no such letter
            same = False
        assert same or key in current()[one.key].facts, one.key


def test_with_no_fact_current_each_letter_is_still_whole_and_says_it_once_a_day() -> None:
    book = content().letters
    for name, one in samples(content().campaign, TODAY):
        letter = book.write(name, one.applicant, one.to, TODAY, one.tracks, on=date.max)
        assert letter.printed.endswith(letter.body)
        assert not re.search(r"[{}<>']|None|\n{3}|[ \t]\n|  | [.,](?!\.)|\( | \)|,\.", letter.text), one.key
        told = [fact for fact in letter.stale if fact.confidence is not Confidence.LOW]
        assert letter.text.count(NOTE) == len({fact.read_on for fact in told}), one.key
        assert "objecteur" not in letter.text.casefold()
        assert all(fact.once_stale is OnceStale.HEDGE for fact in letter.stale)


def test_the_part_of_a_complaint_that_is_copied_alone_says_it_too() -> None:
    name, one = next(pair for pair in samples(content().campaign, TODAY) if pair[0] == LetterName("cnil"))
    letter = content().letters.write(name, one.applicant, one.to, TODAY, one.tracks, on=date.max)
    assert NOTE in dict(letter.pieces)["wanted"]


def test_a_letter_with_no_date_on_it_is_judged_by_the_day_it_is_written() -> None:
    name, one = next(iter(samples(content().campaign, TODAY)))
    write = content().letters.write
    assert write(name, one.applicant, one.to, None, one.tracks).stale == ()
    undated = write(name, one.applicant, one.to, None, one.tracks, on=date.max)
    assert undated.stale
    assert NOTE in undated.text
    assert f"\nLe {'.' * 30}\n" in undated.text


def test_texts_are_grouped_by_the_day_they_were_read_and_named_once() -> None:
    older = replace(FACTS["rgpd-77"], read_on=READ)
    found = by_reading((FACTS["csp-r1461-9"], FACTS["csp-exclusions"], older, FACTS["delays.post"]))
    assert found == (
        (READ, ("l’article 77 du RGPD",)),
        (TODAY, ("le II de l’article R. 1461-9 du code de la santé publique",)),
    )


def test_a_text_has_a_name_that_can_stand_in_a_list() -> None:
    """« les textes suivants : du II de l’article … » is no French."""
    printed = set().union(*(letter.facts for letter in current().values()))
    for key, fact in FACTS.items():
        if fact.confidence is not Confidence.LOW and key in printed:
            assert re.match(r"l[’e]s? ?(?:article|articles|\d+°|[IVX]+) ?", fact.title), key


# --- Mistakes in a template -----------------------------------------------------------------------------------------


def test_a_template_that_keeps_what_it_should_drop_is_refused_at_start(folder: Path) -> None:
    rewrite(folder, "[facts.rgpd-77]\n", '[facts.rgpd-77]\nstale = "drop"\n')
    with pytest.raises(ContentError, match="l’article 77 du RGPD"):
        load_letters(folder, load_campaign(folder))


def test_a_template_that_asks_for_a_fact_that_is_none_is_refused_at_start(folder: Path) -> None:
    rewrite(folder, 'law.current("rgpd-12-6")', 'law.current("rgpd-126")', "letters/identity-answer.txt.jinja")
    with pytest.raises(ContentError, match="rgpd-126"):
        load_letters(folder, load_campaign(folder))


def test_a_mistake_in_what_is_said_once_a_fact_is_stale_is_refused_at_start(folder: Path) -> None:
    rewrite(folder, "day | french_date", "jour | french_date", "letters/unchecked.txt.jinja")
    with pytest.raises(ContentError, match="letters"):
        load_letters(folder, load_campaign(folder))


def test_an_unknown_way_to_be_stale_is_refused_by_its_entry(folder: Path) -> None:
    rewrite(folder, 'stale = "drop"', 'stale = "hide"')
    with pytest.raises(ContentError, match="once_stale"):
        load_campaign(folder)


def test_the_samples_are_of_nobody() -> None:
    for name, one in samples(content().campaign, TODAY):
        letter = content().letters.write(name, one.applicant, one.to, TODAY, one.tracks)
        assert one.key.endswith("-blancs") or letter.sender.startswith("Camille Exemple\n")
