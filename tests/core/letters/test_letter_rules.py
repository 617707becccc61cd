"""What letters may say, and when: the law that they cite, the papers that they list, the lateness that they claim."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import (
    Acknowledged,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Redirected,
    Scope,
)
from bot.core.case.next_step import StepKind, steps
from bot.core.conversation.typed_day import day_of
from bot.core.letters.letter import SHORT_BLANK, Letter, plain
from tests.core.days import bodies_of, campaign
from tests.core.histories import honest_cases, last_day, lived_cases
from tests.folded import folded
from tests.letters.written import BLANKS, FULL, LETTERS, MADE, posted, tracks, tracks_for, written

ANY = honest_cases() | lived_cases()
FIRST = (LetterName("caisse"), LetterName("hdh"), LetterName("cnam"))
ARGUED = (*FIRST, LetterName("cnil"))
every_letter = folded("letter", LETTERS)


def of(*kinds: LetterKind) -> list[LetterName]:
    return [name for name in LETTERS if name.kind in kinds]


# --- The law --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ARGUED)
def test_the_right_that_needs_no_reason_is_cited_before_the_one_that_does(letter: LetterName) -> None:
    text = written(letter).text
    assert 0 < text.index("l’article 74 de la loi n° 78-17") < text.index("l’article 21 du règlement (UE) 2016/679")


@pytest.mark.parametrize("letter", FIRST)
def test_a_first_letter_says_the_thing_first_and_numbers_two_demands(letter: LetterName) -> None:
    """The first sentence had 93 words, and « je m’oppose » was the 46th: request, law, two demands, who asks."""
    body = written(letter).body
    parts = "Je m’oppose à ce que ", "Ce droit est prévu par ", "\n1. ", "\n2. ", "Pour m’identifier :"
    assert [body.index(part) for part in parts] == sorted(body.index(part) for part in parts)
    assert "mises à disposition pour des recherches, des études ou des évaluations" in body
    assert "pour les traitements mentionnés au 1° du I de l’article L. 1461-3" in body
    assert "\n3. " not in body


@folded("letter", FIRST)
@folded("capacity", ["self", "parent", "guardian", "mandate"])
def test_a_first_letter_has_190_words_at_most(letter: LetterName, capacity: str) -> None:
    """And some more where it must say for whom somebody writes, and name them three times."""
    answers = FULL | ({} if capacity == "self" else {"capacity": capacity, "whom": "Sacha Exemple"})
    words = [word for word in written(letter, answers).body.split() if any(c.isalnum() for c in word)]
    assert len(words) <= (190 if capacity == "self" else 210)


@pytest.mark.parametrize("letter", FIRST)
def test_exclusions_identity_papers_and_reasons_stay_for_the_answers_that_need_them(letter: LetterName) -> None:
    printed = written(letter).printed
    for word in ("exclusion", "pièce d’identité", "raisons", "motif", "transmettre", "à compléter"):
        assert word not in printed


def test_the_letter_after_a_refusal_admits_both_exclusions_of_the_right() -> None:
    for letter in of(LetterKind.REFUSAL):
        text = written(letter).text
        if letter.track == "access":
            continue
        assert "Elle ne vise pas les exclusions de l’article R. 1461-9" in text
        assert "notamment pour l’alimentation de la base principale du SNDS et pour les accès permanents" in text


_OTHERS = {LetterKind.NEWS, LetterKind.SETTLED, LetterKind.UNIDENTIFIED}
ASKS = [x for x in LETTERS if x.kind not in _OTHERS and x.track != "access"]


@folded("letter", ASKS)
def test_a_letter_asks_for_a_written_confirmation_with_its_date(letter: LetterName) -> None:
    text = written(letter).text
    assert re.search(r"confirm\w+ par écrit", text)
    assert re.search(r"à quelle date|sa date", text)


@folded("letter", [*FIRST, *of(LetterKind.IDENTITY)])
def test_what_identifies_is_filled_in_by_hand_and_the_number_stands_on_paper_only(letter: LetterName) -> None:
    made = written(letter)
    assert f"\nNé(e) le : {SHORT_BLANK}\n" in made.text
    numbered = letter.track not in {"hdh", "access"}
    assert (f"\nNuméro de sécurité sociale : {SHORT_BLANK}\n" in made.printed) is numbered
    assert "sécurité sociale :" not in made.text
    assert "sécurité sociale :" not in plain(made.body)
    announced = "Pour m'identifier" in plain(made.body)
    assert announced is not numbered, "what announces lines goes with them: the caisse’s name is filled in"


@pytest.mark.parametrize("letter", of(LetterKind.IDENTITY))
def test_no_copy_of_an_identity_paper_is_promised(letter: LetterName) -> None:
    text = written(letter).text
    assert "Je ne joins pas de copie de pièce d’identité" in text
    assert "jointe" not in text


# --- After the first letter -----------------------------------------------------------------------------------------


@every_letter
@folded("answers", [FULL, BLANKS], ids=["full", "blanks"])
def test_every_copy_that_a_letter_speaks_of_is_one_that_it_lists(letter: LetterName, answers: dict[str, str]) -> None:
    text = written(letter, answers).text
    listed = re.findall(r"\nPi[èe]ces? jointes?(?: :|\n).+", text)
    if "est jointe" in text or "avec une copie" in text or letter.kind in {LetterKind.NEWS, LetterKind.REFUSAL}:
        assert len(listed) == 1
    if listed and letter.kind is not LetterKind.COMPLAINT:
        for day in re.findall(r"(\d+(?:er)? \S+ \d{4})", listed[0]):
            assert day in text.partition(listed[0])[0], "a paper of a day that the letter does not tell of"


@folded("letter", of(LetterKind.CHASE, LetterKind.CHASE2))
def test_a_chase_letter_is_polite(letter: LetterName) -> None:
    assert "Sauf erreur de ma part" in written(letter).text


def test_the_second_chase_is_firmer_than_the_first_and_tells_of_it() -> None:
    first, second = written(LetterName("chase-caisse")).text, written(LetterName("chase2-caisse")).text
    assert "Je préférerais ne pas avoir à le faire" in first
    assert "préférerais" not in second
    assert "Ma relance, envoyée par courrier, date du 5 janvier 2027" in second


def test_the_second_chase_is_shown_although_the_first_was_taken_back() -> None:
    """Core seed 8911 of the simulation: looked at again, it asked for the day of a letter that never left."""
    never_chased = tracks_for(LetterName("chase-caisse"), FULL)
    second = written(LetterName("chase2-caisse"), about=never_chased).text
    assert "Ma relance" not in second
    assert "Sauf erreur de ma part" in second


def test_a_chase_letter_says_that_a_day_of_receipt_is_an_estimate_only_when_it_is() -> None:
    estimated = written(LetterName("chase-caisse"), BLANKS).text
    assert "Vous l’avez reçue, selon mon estimation, au plus tard le 1er décembre 2026." in estimated
    told = written(LetterName("chase-caisse")).text
    assert "estimation" not in told
    assert "Elle vous a été remise le 26 novembre 2026." in told


# --- Lateness -------------------------------------------------------------------------------------------------------


def offered(case: Case, today: date) -> Iterator[tuple[BodyTrack | ComplaintTrack, Letter]]:
    """The letters that follow on a track and are offered on that day, written as of it."""
    for step in steps(case, campaign(), today):
        if step.kind is StepKind.LETTER and step.letter and step.letter.kind is not LetterKind.REQUEST:
            track = case.track(step.track or "", campaign())
            assert track
            yield track, written(step.letter, FULL, (track,), today)


LATENESS = r"a (?:donc )?pris fin|avait pris fin|jours? après cette date|il y a \d+ jours?|fin du délai|sur le fond"


@given(ANY, st.integers(0, 500))
def test_a_letter_that_is_offered_claims_a_lateness_only_once_it_is_there(case: Case, later: int) -> None:
    """Whatever happened: each letter that is offered on a day is written as of that day."""
    today = last_day(case) + timedelta(days=later)
    for track, letter in offered(case, today):
        if re.search(LATENESS, letter.text):
            assert track.deadline.passed(today)


@given(ANY, st.integers(0, 500))
def test_a_complaint_claims_a_lateness_only_of_a_body_that_is_late(case: Case, later: int) -> None:
    today = last_day(case) + timedelta(days=later)
    bodies = tuple(t for t in bodies_of(case) if t.complaint_open(today) and not t.complained)
    if bodies:
        text = written(LetterName("cnil"), FULL, bodies, today).text
        late = [t for t in bodies if t.settled is None]
        assert text.count("fin du délai de réponse") == len(late)
        assert all(t.deadline.passed(today) for t in late)


@given(ANY, st.integers(0, 500))
def test_a_letter_that_is_offered_tells_of_no_day_that_is_to_come_as_past(case: Case, later: int) -> None:
    """Every day that a letter names is of what happened, or is the end of a delay that it says is to come."""
    today = last_day(case) + timedelta(days=later)
    for track, letter in offered(case, today):
        days = [day_of(found, today) for found in re.findall(r"\d+(?:er)? \w+ \d{4}", letter.body)]
        to_come = {day for day in days if isinstance(day, date) and day > today}
        assert to_come <= {track.deadline.last_day}


@pytest.mark.parametrize(
    ("told", "today", "said"),
    [
        # Without reasons, before the last day: it will end; from the day after: it has ended.
        (Extended(date(2026, 12, 7), "caisse", reasons=False), date(2026, 12, 24), "d’ici là, le délai"),
        (Extended(date(2026, 12, 7), "caisse", reasons=False), date(2026, 12, 25), "a donc pris fin le 24"),
        (Extended(date(2026, 12, 25), "caisse", reasons=True), date(2026, 12, 25), "venue après la fin"),
    ],
)
def test_the_answer_to_an_invalid_extension_speaks_of_the_day_it_is(told: Extended, today: date, said: str) -> None:
    about = tracks(posted(LetterName("caisse"), FULL, MADE, Medium.EMAIL), told)
    assert said in written(LetterName("extension-answer-caisse"), FULL, about, today).text


@pytest.mark.parametrize("track", ["caisse", "hdh", "cnam"])
def test_a_chase_after_an_extension_says_so(track: str) -> None:
    told = Extended(date(2026, 12, 7), track, reasons=True)
    about = tracks(posted(LetterName(track), FULL, MADE, Medium.EMAIL), told)
    text = written(LetterName.of(LetterKind.CHASE, track), FULL, about, date(2027, 3, 1)).text
    assert "prolongé de deux mois, a pris fin le 24 février 2027" in text


# --- What does not fit the case -------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [Redirected(date(2026, 12, 7), "hdh"), Acknowledged(MADE, "hdh")])
def test_a_chase_does_not_suppose_lost_a_letter_that_was_answered(told: Event) -> None:
    about = tracks(posted(LetterName("hdh"), FULL, MADE, Medium.EMAIL), told)
    assert "égarée" not in written(LetterName("chase-hdh"), FULL, about, date(2027, 1, 12)).text


def test_an_answer_does_not_wait_for_a_day_that_is_past() -> None:
    assert "Sans réponse à cette date" not in written(LetterName("extension-answer-caisse")).text


def test_the_receipt_of_an_electronic_message_is_never_asserted() -> None:
    assert "Vous avez reçu ma demande" not in written(LetterName("extension-answer-hdh")).text


def test_an_acknowledgement_is_not_listed_as_an_answer() -> None:
    assert "Réponse du 1er décembre 2026" not in written(LetterName("cnil")).text


# --- What a reading as a DPO, a jurist and a new user found -----------------------------------------------------------


def _chased(*told: Event, medium: Medium = Medium.POST) -> str:
    about = tracks(posted(LetterName("caisse"), FULL, MADE, medium), *told)
    return written(LetterName("chase-caisse"), FULL, about, date(2027, 2, 15)).text


def test_a_chase_tells_of_the_identity_that_was_asked_and_from_when_the_month_runs() -> None:
    answer = posted(LetterName("identity-answer-caisse"), FULL, date(2026, 12, 20), Medium.POST)
    text = _chased(IdentityAsked(date(2026, 12, 10), "caisse"), answer)
    assert "Le 10 décembre 2026, vous m’avez demandé de justifier de mon identité ; je vous ai répondu le 20" in text
    assert "compté par prudence à partir de la réception de cette réponse, a pris fin le 28 janvier 2027" in text


@pytest.mark.parametrize(
    "told",
    [
        Acknowledged(date(2026, 12, 1), "caisse"),
        Extended(date(2026, 12, 10), "caisse", reasons=False),
        Redirected(date(2026, 12, 10), "caisse"),
        IdentityAsked(date(2027, 1, 20), "caisse"),
    ],
)
def test_a_request_that_was_answered_in_any_way_was_not_lost(told: Event) -> None:
    assert "égarée" in _chased()
    assert "égarée" not in _chased(told)


def test_a_chase_does_not_pass_over_an_extension_that_does_not_count() -> None:
    text = _chased(Extended(date(2026, 12, 10), "caisse", reasons=False))
    assert "sans en donner les motifs : à ma connaissance, cela ne prolonge pas le délai" in text


def test_an_acknowledgement_is_the_proof_of_receipt_and_no_estimate() -> None:
    text = _chased(Acknowledged(date(2026, 11, 26), "caisse"))
    assert "Vous en avez accusé réception le 26 novembre 2026." in text
    assert "selon mon estimation" not in text


def test_a_refusal_of_what_the_law_excludes_is_taken_note_of_and_not_called_a_refusal_of_the_objection() -> None:
    told = Declined(date(2026, 12, 10), "caisse", Scope.EXCLUSIONS)
    about = tracks(posted(LetterName("caisse"), FULL, MADE, Medium.POST), told)
    text = written(LetterName("refusal-answer-caisse"), FULL, about, date(2026, 12, 12)).text
    assert "J’en prends acte : elle ne les vise pas." in text
    assert "refusé de donner suite" not in text


@folded("letter", [x for x in LETTERS if x.track == "access"])
def test_what_asks_for_access_says_nothing_of_the_objection(letter: LetterName) -> None:
    text = written(letter).text
    assert "ccès" in text
    assert "oppos" not in text


@folded("letter", [x for x in LETTERS if x.track == "hdh"])
def test_what_objects_asks_for_no_access(letter: LetterName) -> None:
    assert "ccès" not in written(letter).text.replace("accès permanents", "")
