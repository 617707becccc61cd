"""The complaint to the CNIL: what it says happened is what the case holds, and each paper it speaks of is numbered."""

import re
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.filling import french_date
from bot.content.place import content_root
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.correspondence import BODY_WROTE
from bot.core.case.effect import effect_of, track_of
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Silent,
    Told,
    Unidentified,
)
from bot.core.case.exhibits import Answer, chronology
from bot.core.case.letter_event import Delivered, Posted, Prepared
from tests.core.days import kind_of
from tests.letters.written import BLANKS, written
from tests.letters.written import sent as posted
from tests.letters.written import tracks as tracks_of

CAISSE, HDH = "Caisse de prévoyance des Exemples", "Health Data Hub"
PLATFORM = f"Plateforme des données de santé ({HDH})"
FIRST_DAY = date(2026, 11, 24)
TODAY = date(2027, 6, 1)
DAYS = st.integers(0, 40).map(lambda n: FIRST_DAY + timedelta(days=n))
ON = st.sampled_from(("caisse", "hdh"))
MEDIA = st.sampled_from((Medium.POST, Medium.REGISTERED, Medium.EMAIL, Medium.AMELI))


def requests(medium: Medium, other: Medium) -> tuple[Event, Event]:
    return (
        posted(FIRST_DAY, LetterName("caisse"), medium, CAISSE),
        posted(FIRST_DAY, LetterName("hdh"), other, HDH),
    )


HISTORIES: st.SearchStrategy[tuple[Event, ...]] = st.tuples(
    st.builds(requests, MEDIA, MEDIA),
    st.lists(
        st.one_of(
            st.builds(Declined, DAYS, ON),
            st.builds(Redirected, DAYS, ON),
            st.builds(Extended, DAYS, ON, st.booleans()),
            st.builds(Silent, DAYS, ON),
            *(st.builds(kind, DAYS, ON) for kind in (Acknowledged, Partial, Unidentified, IdentityAsked)),
            st.builds(Accessed, DAYS, st.just("hdh")),
            st.builds(Confirmed, DAYS, st.just("hdh"), st.just(False)),
            st.builds(Delivered, DAYS, st.just(LetterName("caisse"))),
            st.builds(posted, DAYS, st.just(LetterName("identity-answer-caisse")), MEDIA, st.just(CAISSE)),
            st.builds(posted, DAYS, st.just(LetterName("chase2-caisse")), MEDIA, st.just(CAISSE)),
            st.builds(posted, DAYS, st.just(LetterName("elsewhere-answer-caisse")), MEDIA, st.just(CAISSE)),
            st.builds(posted, DAYS, st.just(LetterName("refusal-answer-hdh")), MEDIA, st.just(HDH)),
            st.builds(posted, DAYS, st.just(LetterName("chase-caisse")), MEDIA, st.just(CAISSE)),
            st.builds(posted, DAYS, st.just(LetterName("chase-hdh")), MEDIA, st.just(HDH)),
        ),
        max_size=6,
    ),
).map(lambda both: (*both[0], *both[1]))


def complained_of(*events: Event, today: date = TODAY) -> tuple[BodyTrack, ...]:
    both = Prepared(date(2026, 11, 1), (LetterName("hdh"),), 1)
    bodies = (track for track in tracks_of(both, *events) if isinstance(track, BodyTrack))
    return tuple(track for track in bodies if track.complaint_open(today))


def complaint(*events: Event, today: date = TODAY) -> str:
    return written(LetterName("cnil"), about=complained_of(*events, today=today), today=today).text


def exhibits(text: str) -> list[str]:
    return re.findall(r"^(\d+\. .*)$", text.partition("Pièces jointes")[2], re.MULTILINE)


def story(text: str) -> list[str]:
    return re.findall(r"^– (Le .*)$", text.partition("Ce qui s’est passé")[2], re.MULTILINE)


def test_whatever_a_body_writes_is_an_exhibit_and_has_words_in_the_chronology() -> None:
    heard = {event for event in get_args(Told) if effect_of(event.__new__(event)) in BODY_WROTE}
    assert set(get_args(Answer)) == heard - {Progressed}, "the CNIL alone writes that"
    words = (content_root() / "templates/common/letters/chronology.txt.jinja").read_text("utf-8")
    assert [kind for kind in map(kind_of, get_args(Answer)) if f'event.kind == "{kind}"' not in words] == []


WORDS = {
    LetterKind.REQUEST: "ma demande",
    LetterKind.CHASE: "ma relance",
    LetterKind.CHASE2: "ma seconde relance",
    LetterKind.ELSEWHERE: "ma demande de transmission",
    LetterKind.REFUSAL: "ma réponse au refus",
    LetterKind.IDENTITY: "ma réponse sur mon identité",
}
PROOFS = {
    Medium.REGISTERED: "preuve de dépôt de la lettre recommandée",
    Medium.EMAIL: "courriel envoyé, avec sa date",
    Medium.AMELI: "copie d’écran du message du compte ameli",
}


def papers(events: tuple[Event, ...]) -> list[str]:
    """What should be in the list, counted here from the events: letters, proofs where there are any, answers."""
    listed: list[str] = []
    for track in complained_of(*events):
        body = CAISSE if track.name == "caisse" else HDH
        for event in events:
            if track_of(event) != track.name or isinstance(event, Silent | Delivered):
                continue
            on = french_date(event.on)
            if not isinstance(event, Posted):
                paper = "Accusé de réception" if isinstance(event, Acknowledged) else "Réponse"
                listed.append(f"{paper} du {on} ({body})")
                continue
            listed.append(f"Copie de {WORDS[event.letter.kind]} du {on} ({body})")
            if event.medium is not Medium.POST:
                handed = any(isinstance(e, Delivered) and e.letter == event.letter and e.on >= event.on for e in events)
                notice = ", et avis de réception" if event.medium is Medium.REGISTERED and handed else ""
                listed.append(f"Preuve de l’envoi du {on} ({body}) : {PROOFS[event.medium]}{notice}")
    return [f"{number}. {line}" for number, line in enumerate(listed, start=1)]


@given(HISTORIES)
def test_the_list_holds_every_paper_of_the_case_once_numbered_and_named_and_no_other(
    events: tuple[Event, ...],
) -> None:
    assert exhibits(complaint(*events)) == papers(events)


@given(HISTORIES)
def test_every_paper_that_the_complaint_speaks_of_is_in_its_list(events: tuple[Event, ...]) -> None:
    text = complaint(*events)
    listed = exhibits(text)
    for line in story(text):
        on, _, what = line.removeprefix("Le ").partition(" : ")
        if "j’ai adressé" in what:
            (named,) = (words for words in WORDS.values() if f"adressé {words} par" in what)
            assert any(f"Copie de {named} du {on}" in exhibit for exhibit in listed), line
        elif "l’organisme" in what:
            paper = "Accusé de réception" if "accusé réception" in what else "Réponse"
            assert any(f"{paper} du {on}" in exhibit for exhibit in listed), line
        else:
            assert "fin du délai" in what or "a été remise" in what


@given(HISTORIES)
def test_every_dated_event_that_the_cnil_can_use_is_told(events: tuple[Event, ...]) -> None:
    text = complaint(*events)
    names = {track.name for track in complained_of(*events)}
    told = [event for event in events if not isinstance(event, Silent) and track_of(event) in names]
    for event in told:
        assert f"– Le {french_date(event.on)} :" in text
    late = sum(track.settled is None for track in complained_of(*events))
    assert len(story(text)) == len(told) + late


@given(HISTORIES)
def test_the_story_of_each_body_is_in_the_order_of_its_days(events: tuple[Event, ...]) -> None:
    for track in complained_of(*events):
        days = [moment.on for moment in chronology(track, TODAY)]
        assert days == sorted(days)


@given(HISTORIES)
def test_days_of_lateness_are_counted_only_on_a_track_without_an_answer(events: tuple[Event, ...]) -> None:
    text = complaint(*events)
    silent = [track for track in complained_of(*events) if track.settled is None]
    missing = {"à ma demande d’accès": 0, "sur mon opposition": 0, "sur le fond": 0}
    for track in silent:
        told = [event for event in events if track_of(event) == track.name]
        recorded = any(isinstance(event, Confirmed) for event in told)
        given_access = any(isinstance(event, Accessed) for event in told)
        owed = "à ma demande d’accès" if recorded else "sur mon opposition" if given_access else "sur le fond"
        missing[owed] += 1
    for owed, times in missing.items():
        assert text.count(f"Je n’ai pas reçu de réponse {owed} à ce jour") == times
    assert all(track.deadline.passed(TODAY) for track in silent)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 25), "soit 1 jour après cette date"),
        (date(2026, 12, 26), "soit 2 jours après cette date"),
        (date(2027, 1, 12), "soit 19 jours après cette date"),
    ],
)
def test_the_complaint_says_how_late_the_answer_is(today: date, said: str) -> None:
    text = complaint(posted(FIRST_DAY, LetterName("caisse"), Medium.EMAIL, CAISSE), today=today)
    assert "– Le 24 décembre 2026 : fin du délai de réponse, d’un mois." in text
    assert said in text


def test_an_extension_moves_the_end_of_the_period_that_is_told() -> None:
    told = Extended(date(2026, 12, 7), "caisse", reasons=True)
    text = complaint(posted(FIRST_DAY, LetterName("caisse"), Medium.EMAIL, CAISSE), told)
    assert "– Le 24 février 2027 : fin du délai de réponse, d’un mois prolongé de deux mois." in text


def test_a_body_that_confirmed_is_not_complained_of() -> None:
    both = requests(Medium.EMAIL, Medium.EMAIL)
    text = complaint(*both, Confirmed(date(2026, 12, 7), "caisse"))
    assert CAISSE not in text
    assert f"– {PLATFORM}." in text


def test_each_body_complained_of_is_named_in_the_list_and_over_its_story() -> None:
    text = complaint(*requests(Medium.EMAIL, Medium.REGISTERED))
    assert f"\n– {CAISSE} ;\n– {PLATFORM}.\n" in text
    assert f"\n{CAISSE} :\n– Le 24 novembre 2026" in text
    assert f"\n{HDH} :\n– Le 24 novembre 2026" in text


@pytest.mark.parametrize(
    ("medium", "proof"),
    [
        (Medium.REGISTERED, "preuve de dépôt de la lettre recommandée"),
        (Medium.EMAIL, "courriel envoyé, avec sa date"),
        (Medium.AMELI, "copie d’écran du message du compte ameli"),
        (Medium.ONLINE, "accusé d’enregistrement"),
    ],
)
def test_the_proof_of_sending_is_the_one_that_its_medium_gives(medium: Medium, proof: str) -> None:
    text = complaint(posted(FIRST_DAY, LetterName("caisse"), medium, CAISSE))
    assert f"2. Preuve de l’envoi du 24 novembre 2026 ({CAISSE}) : {proof}" in text


def test_the_complaint_speaks_to_nobody_but_the_cnil() -> None:
    text = complaint(posted(FIRST_DAY, LetterName("caisse"), Medium.POST, CAISSE))
    assert not re.search(r"\b(?:si vous|votre|vos)\b", text)


def test_a_caisse_whose_name_was_left_blank_is_the_person_s_own_and_a_line_to_fill_in() -> None:
    text = written(LetterName("cnil"), BLANKS).text
    assert "votre caisse" not in text
    assert re.search(r"– [^\n]*caisse[^\n]*\.{10}", text)


def test_two_answers_of_one_day_are_told_apart_in_the_list() -> None:
    both = requests(Medium.EMAIL, Medium.EMAIL)
    on = date(2026, 12, 7)
    text = complaint(*both, Declined(on, "caisse"), Declined(on, "hdh"))
    answers = [line.partition(". ")[2] for line in exhibits(text) if "Réponse" in line]
    assert len(set(answers)) == 2


def test_the_subject_of_a_complaint_about_a_refusal_does_not_speak_of_silence() -> None:
    sent = posted(FIRST_DAY, LetterName("hdh"), Medium.EMAIL, HDH)
    text = complaint(sent, Declined(date(2026, 12, 7), "hdh"))
    assert "restée sans suite" not in text
