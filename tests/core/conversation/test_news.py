"""A change in law is told to whoever holds a letter of before, and to nobody else."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.campaign.campaign import Campaign, Change
from bot.core.campaign.fact import Confidence, Fact
from bot.core.campaign.letter_name import LetterName
from bot.core.case.case import Case
from bot.core.case.event import Closed, Confirmed, Event
from bot.core.case.letter_event import Dropped, Prepared
from bot.core.conversation.news import changed_since
from tests.core.days import OTHER_BODY, case_of, day, posted
from tests.folded import folded
from tests.letters.written import content

TODAY = day("Tue 2027-01-12")
BEFORE = content().campaign.templates
SINCE = BEFORE + 1
CHANGE = Change(
    SINCE,
    ("caisse",),
    {"fr": "L’article a changé.", "en": "The article has changed."},
    Fact("", "Journal officiel", date(2027, 1, 5), date(2027, 7, 5), Confidence.HIGH),
)
CAISSE, HDH = LetterName("caisse"), LetterName("hdh")


def campaign(*changes: Change) -> Campaign:
    return replace(content().campaign, templates=SINCE, changes=changes)


def given(*letters: LetterName, templates: int = BEFORE) -> Prepared:
    return Prepared(day("Tue 2026-11-24"), letters, templates)


@folded(
    ("events", "told"),
    [
        ((given(CAISSE, HDH),), True),  # not sent: it would go out with what is no longer true
        ((given(CAISSE), posted("Wed 2026-11-25")), True),  # sent, and not answered
        ((given(HDH),), False),  # another letter
        ((given(CAISSE, templates=SINCE),), False),  # given since
        ((given(CAISSE), given(CAISSE, templates=SINCE)), False),  # given again since
        ((given(CAISSE), posted("Wed 2026-11-25"), Confirmed(TODAY, "caisse")), False),
        ((given(CAISSE), posted("Wed 2026-11-25"), Closed(TODAY, "caisse")), False),
        # Two caisses: the one that was written to first still waits for its answer, and its letter for its sending.
        (
            (
                given(CAISSE),
                posted("Wed 2026-11-25"),
                posted("Thu 2026-11-26", to=OTHER_BODY),
                Closed(TODAY, "caisse", 2),
            ),
            True,
        ),
        ((given(CAISSE), Dropped(TODAY, CAISSE)), False),  # it will not be sent
        ((), False),
    ],
)
def test_a_change_is_told_where_a_letter_of_before_still_matters(events: tuple[Event, ...], told: bool) -> None:
    assert bool(changed_since(case_of(*events), campaign(CHANGE), TODAY)) is told


def test_nothing_is_told_where_nothing_changed() -> None:
    assert changed_since(Case().adding((given(CAISSE),)), campaign(), TODAY) == ()


def test_a_change_of_letters_that_are_not_there_yet_is_refused() -> None:
    with pytest.raises(ValueError, match="not there yet"):
        replace(content().campaign, changes=(CHANGE,))
