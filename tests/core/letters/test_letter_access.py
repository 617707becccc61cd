"""Two requests in one letter to the Health Data Hub, as it was before: what follows asks for
what is owed, and for nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.event import (
    Accessed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Redirected,
    Scope,
    Unidentified,
)
from bot.core.case.letter_event import Prepared
from bot.core.letters.letter import Letter
from tests.folded import folded
from tests.letters.written import CHASED, FULL, LATE, MADE, posted, tracks, written

HDH = "hdh"
BOTH = Prepared(MADE, (LetterName("hdh"),), 1)
SENT = posted(LetterName("hdh"), FULL, MADE, Medium.EMAIL)
RECORDED = Confirmed(date(2026, 12, 7), HDH, whole=False)
ANSWERED = Accessed(date(2026, 12, 10), HDH)
ON = date(2026, 12, 14)
CHASE = posted(LetterName("chase-hdh"), FULL, CHASED, Medium.POST)
THEN: dict[LetterKind, Event | None] = {
    LetterKind.CHASE: None,
    LetterKind.CHASE2: CHASE,
    LetterKind.REFUSAL: Declined(ON, HDH, Scope.ALL),
    LetterKind.IDENTITY: IdentityAsked(ON, HDH),
    LetterKind.ELSEWHERE: Redirected(ON, HDH),
    LetterKind.EXTENSION: Extended(ON, HDH, reasons=False),
    LetterKind.UNIDENTIFIED: Unidentified(ON, HDH),
    LetterKind.COMPLAINT: None,
}
"""Each letter that can follow the first one, and what the Health Data Hub wrote that it answers."""


def after(kind: LetterKind, *told: Event) -> Letter:
    """The letter of a kind, once this and what it answers was told."""
    then = THEN[kind]
    letter = LetterName("cnil") if kind is LetterKind.COMPLAINT else LetterName.of(kind, HDH)
    return written(letter, FULL, tracks(BOTH, SENT, *told, *((then,) if then else ())), LATE)


def asked(letter: Letter) -> str:
    """What a letter asks for: its sentences that ask."""
    asks = ("je vous prie", "je vous demande", "je vous remercie", "de me confirmer", "de répondre", "je maintiens")
    lines = letter.body.replace(" ;\n", ". ").split("\n")
    return "\n".join(line for line in lines if any(word in line.casefold() for word in asks))


@folded("kind", THEN)
def test_no_letter_asks_to_confirm_an_objection_that_was_confirmed(kind: LetterKind) -> None:
    letter = after(kind, RECORDED)
    assert "mon opposition est prise en compte" not in asked(letter)
    assert "mon opposition soit enregistrée" not in asked(letter)
    assert "demande d’accès" in letter.text


@pytest.mark.parametrize("kind", [LetterKind.CHASE, LetterKind.CHASE2, LetterKind.REFUSAL])
def test_a_letter_takes_note_of_the_objection_that_was_confirmed(kind: LetterKind) -> None:
    assert "Le 7 décembre 2026, vous m’av" in after(kind, RECORDED).text


@folded("kind", THEN)
def test_no_letter_asks_for_the_access_that_was_given(kind: LetterKind) -> None:
    assert "demande d’accès" not in asked(after(kind, ANSWERED))


@folded("kind", THEN)
def test_a_letter_goes_on_asking_for_both_where_neither_was_answered(kind: LetterKind) -> None:
    text = after(kind).text
    assert "opposition" in text
    if kind not in {LetterKind.IDENTITY, LetterKind.EXTENSION}:  # what they ask of comes before both answers
        assert "accès" in text


def test_a_partial_answer_after_the_objection_was_recorded_is_one_to_the_request_for_access() -> None:
    about = tracks(BOTH, SENT, RECORDED, Partial(ON, HDH))
    text = written(LetterName("refusal-answer-hdh"), FULL, about, LATE).text
    assert "Je maintiens ma demande d’accès" in text
    assert "vous n’y avez répondu qu’en partie" in text


def test_the_complaint_says_which_of_both_is_owed() -> None:
    assert "Je n’ai pas reçu de réponse à ma demande d’accès à ce jour" in after(LetterKind.COMPLAINT, RECORDED).text
    assert "Je n’ai pas reçu de réponse sur mon opposition à ce jour" in after(LetterKind.COMPLAINT, ANSWERED).text
    assert "Je n’ai pas reçu de réponse sur le fond à ce jour" in after(LetterKind.COMPLAINT).text


def test_the_complaint_tells_both_answers_and_lists_both() -> None:
    text = after(LetterKind.COMPLAINT, RECORDED, Declined(ON, HDH, Scope.ALL)).text
    assert "– Le 7 décembre 2026 : l’organisme a confirmé que mon opposition est enregistrée." in text
    assert "Réponse du 7 décembre 2026 (Health Data Hub)" in text
    assert "Réponse du 14 décembre 2026 (Health Data Hub)" in text


# --- Telling the CNIL that it is settled ----------------------------------------------------------------------------

FILED = replace(posted(LetterName("cnil"), FULL, date(2027, 1, 20), Medium.ONLINE), about=(HDH,), against=(1,))
GIVEN = Accessed(date(2027, 2, 10), HDH)


@pytest.mark.parametrize(
    ("before", "since", "answered"),
    [
        ((), (Confirmed(date(2027, 2, 10), HDH),), "10 février 2027"),
        ((RECORDED,), (GIVEN,), "10 février 2027"),
        ((ANSWERED,), (Confirmed(date(2027, 2, 10), HDH, whole=False),), "10 février 2027"),
    ],
)
def test_the_cnil_is_told_of_the_answer_that_was_missing_when_it_was_asked(
    before: tuple[Event, ...], since: tuple[Event, ...], answered: str
) -> None:
    """« Depuis, j’ai obtenu … » is said of what came after the complaint."""
    (complaint,) = (t for t in tracks(BOTH, SENT, *before, FILED, *since) if t.name == "cnil")
    text = written(LetterName("cnil-settled"), FULL, (complaint,), date(2027, 2, 12)).text
    assert "une réclamation" in text
    assert f"Health Data Hub : réponse du {answered}." in text
