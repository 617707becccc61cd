"""Forgetting: by `/effacer` at once, by the campaign's retention on its day; whole, and nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.core.ports.incoming import Left
from bot.core.ports.outgoing import Destination
from bot.service.forgetting import Expiry
from bot.store import DatabaseError
from bot.store.tables import OutboxRow, PersonRow
from tests.store.bench import CAMILLE, DOMINIQUE, TODAY, forms_of, kept, written
from tests.store.talk import (
    BEGUN,
    DUE,
    HDH_BY_EMAIL_TODAY,
    LETTER,
    MATRIX,
    NAME,
    PARIS,
    REMINDED,
    STREET,
    TELEGRAM,
    TO_THE_LETTERS,
    Bench,
    at,
    the_content,
)

ERASE = ("/effacer", "Oui, tout effacer")
KEEP = the_content().campaign.retention


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def personal_rows(bench: Bench) -> dict[str, int]:
    """What is kept beside the keyed hashes of message ids, the delays of the release and the day of the last look."""
    return {name: n for name, n in bench.rows().items() if name not in {"seen", "delays", "look"}}


# --- At once --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ("bonjour", "oui"),
        ("bonjour", "oui", "75011"),
        TO_THE_LETTERS,
        (*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY),
        REMINDED,
        (*REMINDED, "J’ai envoyé une lettre", "par courriel"),
        (*REMINDED, "Changer mes réponses", "Changer mon nom"),
        (*REMINDED, "/langue en", "/langue fr"),
    ],
)
def test_erasing_everything_erases_everything_wherever_somebody_is(bench: Bench, lines: tuple[str, ...]) -> None:
    bench.has_said(*lines, *ERASE, now=BEGUN)
    assert personal_rows(bench) == {}
    content = written(bench.directory)
    words = (NAME, STREET, CAMILLE.person, CAMILLE.place)
    assert [word for word in words if any(form in content for form in forms_of(word))] == []


def test_who_gave_no_answer_yet_has_nothing_to_confirm(bench: Bench) -> None:
    assert "Je ne garde rien de vous" in bench.says("bonjour", "/effacer", now=BEGUN)
    assert personal_rows(bench) == {}


def test_an_erasure_empties_the_files_of_what_was_sealed_in_them(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    with bench.store.transaction() as unit:
        rows = unit.connection.execute(select(PersonRow.contact, PersonRow.conversation)).all()
    values = [bytes(value) for row in rows for value in row]
    assert all(value in written(bench.directory) for value in values)
    bench.says(*ERASE, now=BEGUN)
    content = written(bench.directory)
    assert [value for value in values if value in content] == []


def test_what_was_waiting_to_be_sent_is_erased_too(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    for line in ("/lettres", "/dossier", *ERASE):
        bench.service.receive(bench.incoming(line), BEGUN)
    got = bench.gets(BEGUN)
    assert got.startswith("C’est effacé.")
    assert NAME not in got


def test_an_erasure_says_what_it_erased_and_comes_once(bench: Bench) -> None:
    assert "5 réponses" not in bench.has_said(*REMINDED, "/effacer", now=BEGUN)
    answers, events = len(bench.known().conversation.said), len(bench.case().log)
    got = bench.says("Oui, tout effacer", now=BEGUN)
    assert f"{answers} réponses" in got
    assert f"{events} dates de votre dossier" in got


def test_nothing_is_erased_before_it_was_confirmed(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    case = bench.case()
    assert "Je n’ai rien effacé" in bench.says("/effacer", "Non, garder", now=BEGUN)
    assert bench.case() == case


def test_a_replay_of_what_was_said_before_the_erasure_brings_nothing_back(bench: Bench) -> None:
    said = [bench.incoming(line) for line in (*TO_THE_LETTERS, *ERASE)]
    for incoming in (*said, *said):
        bench.service.receive(incoming, BEGUN)
    bench.sent(BEGUN)
    assert personal_rows(bench) == {}


def test_who_comes_back_after_an_erasure_is_a_stranger(bench: Bench) -> None:
    bench.has_said(*REMINDED, *ERASE, now=BEGUN)
    said = bench.says("bonjour", now=BEGUN)
    assert "Si nous nous sommes déjà parlé : je n’ai rien gardé" in said
    assert "Êtes-vous d’accord" in said
    assert bench.known().conversation.said == ()
    assert bench.case().log == ()


def test_who_comes_back_after_their_days_is_told_that_nothing_is_kept_and_why(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    later = BEGUN + timedelta(days=KEEP.request + 1)
    bench.runs(BEGUN, later)
    said = bench.says("je l’ai envoyée hier", now=later)
    assert said.startswith("Je ne garde rien sur vous.")
    assert f"le temps prévu était passé ({KEEP.request} jours sans lettre envoyée" in said
    assert "Je ne garde rien" not in bench.says("/start", now=later, who=DOMINIQUE)


def test_where_the_bot_leaves_a_chat_whose_time_is_over_is_told_so_by_day_and_their_chat_is_left(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN, network=MATRIX)
    over = at("Mon 2026-11-23 00:05") + timedelta(days=KEEP.request + 2)
    bench.runs(BEGUN, over)
    assert bench.person(CAMILLE, MATRIX) is None
    assert bench.sent(over, MATRIX) == []
    (said, order) = bench.sent(over + timedelta(hours=10), MATRIX)
    assert said[1].startswith("Comme prévu, j’ai tout effacé")
    assert order == (CAMILLE, "")
    assert personal_rows(bench) == {}


def test_who_agreed_to_nothing_yet_keeps_their_chat(bench: Bench) -> None:
    """Nothing personal was said there, and who answers the first question a week later must be heard."""
    bench.has_said("bonjour", now=BEGUN, network=MATRIX)
    later = BEGUN + timedelta(days=KEEP.unanswered + 1)
    bench.runs(BEGUN, later)
    assert bench.person(CAMILLE, MATRIX) is None
    assert bench.sent(later, MATRIX) == []


@pytest.mark.parametrize("lines", [("bonjour",), TO_THE_LETTERS])
def test_where_the_bot_leaves_a_chat_an_erasure_says_what_stays_and_the_order_comes_last(
    bench: Bench, lines: tuple[str, ...]
) -> None:
    bench.has_said(*lines, now=BEGUN, network=MATRIX)
    for line in ERASE if lines == TO_THE_LETTERS else ERASE[:1]:
        bench.service.receive(bench.incoming(line, CAMILLE, MATRIX), BEGUN)
    *_, said, order = bench.sent(BEGUN, MATRIX)
    assert "messages chiffrés dont je n’ai plus la clé" in said[1]
    assert order == (CAMILLE, "")
    assert personal_rows(bench) == {}


def test_an_order_to_leave_a_chat_outlives_what_the_person_does_before_it_is_carried_out(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN, network=MATRIX)
    for line in (*ERASE, "bonjour", "non"):
        bench.service.receive(bench.incoming(line, CAMILLE, MATRIX), BEGUN)
    assert (CAMILLE, "") in bench.sent(BEGUN, MATRIX)


def test_an_order_to_leave_a_chat_outlives_the_persons_own_leaving(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN, network=MATRIX)
    for line in ERASE:
        bench.service.receive(bench.incoming(line, CAMILLE, MATRIX), BEGUN)
    bench.service.receive(bench.incoming(Left(), CAMILLE, MATRIX), BEGUN)
    assert bench.sent(BEGUN, MATRIX) == [(CAMILLE, "")]


def test_one_erasure_leaves_everybody_else_as_they_were(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN, who=DOMINIQUE)
    bench.says(*REMINDED, now=BEGUN, network=MATRIX)
    before = (bench.known(DOMINIQUE), bench.known(CAMILLE, MATRIX), bench.case(DOMINIQUE))
    bench.says(*REMINDED, *ERASE, now=BEGUN)
    assert (bench.known(DOMINIQUE), bench.known(CAMILLE, MATRIX), bench.case(DOMINIQUE)) == before


def test_an_erased_person_is_told_of_no_message_that_may_not_have_arrived(bench: Bench) -> None:
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    with bench.store.transaction() as unit:
        (one,) = unit.claims.claim(TELEGRAM, BEGUN, 1)
        unit.fates.uncertain(one.key)
    bench.says("oui", "75011", now=BEGUN)
    bench.says(*ERASE, now=BEGUN)
    assert "peut-être pas arrivé" not in bench.says("bonjour", now=BEGUN)


def test_a_letter_that_could_not_leave_before_the_erasure_never_leaves(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    bench.service.receive(bench.incoming("/lettres"), BEGUN)
    with bench.store.transaction() as unit:
        (one,) = unit.claims.claim(TELEGRAM, BEGUN, 1)
    for line in ERASE:
        bench.service.receive(bench.incoming(line), BEGUN)
    with bench.store.transaction() as unit:
        unit.fates.put_back(one.key, BEGUN)
    assert LETTER not in bench.gets(BEGUN)
    with bench.store.transaction() as unit:
        assert unit.connection.scalars(select(OutboxRow.id)).all() == []


# --- On its day -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("bonjour",), KEEP.unanswered),
        (("bonjour", "oui"), KEEP.request),
        (TO_THE_LETTERS, KEEP.request),
        ((*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, "non"), KEEP.case),
    ],
)
def test_what_somebody_said_is_kept_for_the_days_promised_and_gone_the_day_after(
    bench: Bench, lines: tuple[str, ...], days: int
) -> None:
    bench.has_said(*lines, now=BEGUN)
    bench.runs(BEGUN, BEGUN + timedelta(days=days))
    assert bench.person() is not None
    bench.service.tick(BEGUN + timedelta(days=days + 1))
    assert personal_rows(bench) == {}


def test_whose_time_is_over_and_who_cannot_be_forgotten_is_not_reminded(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at what is due goes on where forgetting fails: nobody is written to about what is to be gone."""
    bench.has_said(*REMINDED, now=BEGUN)
    over = replace(bench.known(), expires_on=(BEGUN + timedelta(days=150)).date())
    with bench.store.transaction() as unit:
        unit.people.save(over, the_content().campaign.id)

    def fails(*_: object, **__: object) -> None:
        raise DatabaseError("the database failed")

    monkeypatch.setattr(Expiry, "look", fails)
    for days in (150, 151, 200):
        with pytest.raises(DatabaseError):
            bench.service.tick(BEGUN + timedelta(days=days))
    assert "outbox" not in {name for name, n in personal_rows(bench).items() if n}


def test_a_case_that_is_closed_goes_sooner(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    assert bench.known().expires_on == BEGUN.date() + timedelta(days=KEEP.case + 1)
    bench.says("1", "Mon opposition est enregistrée", "aujourd’hui", "Oui, c’est cela", now=BEGUN)
    assert bench.known().expires_on == BEGUN.date() + timedelta(days=KEEP.closed + 1)


def test_every_word_somebody_says_begins_their_days_again(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    later = BEGUN + timedelta(days=KEEP.request)
    bench.says("/aide", now=later)
    bench.service.tick(later + timedelta(days=KEEP.request))
    assert bench.person() is not None
    bench.service.tick(later + timedelta(days=KEEP.request + 1))
    assert bench.person() is None


def test_a_reminder_of_ours_does_not_lengthen_how_long_somebody_is_kept(bench: Bench) -> None:
    """The notice says: after *your* last message."""
    bench.has_said(*REMINDED, now=BEGUN)
    before = bench.known().expires_on
    bench.service.tick(at("Sat 2026-12-26 09:30"))
    assert DUE in bench.gets(at("Sat 2026-12-26 09:30"))
    assert bench.known().expires_on == before


def test_leaving_does_not_lengthen_how_long_somebody_is_kept(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    before = bench.known().expires_on
    bench.says(Left(), now=BEGUN + timedelta(days=20))
    assert bench.known().expires_on == before


def test_what_waited_for_somebody_whose_days_are_over_goes_with_them(bench: Bench) -> None:
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    over = BEGUN + timedelta(days=KEEP.unanswered + 1)
    bench.service.tick(over)
    assert bench.sent(over) == []


def test_a_hundred_and_more_people_expire_at_once_and_nobody_else(bench: Bench) -> None:
    for number in range(230):
        kept(bench.store, Destination(f"exemple-{number}", f"place-{number}"), TODAY)
    kept(bench.store, CAMILLE, TODAY + timedelta(days=1))
    bench.service.tick(BEGUN)
    assert personal_rows(bench) == {"person": 1, "case": 1, "case_log": 1, "fingerprint": 1, "vault": 1}


def test_somebody_whose_row_cannot_be_read_is_forgotten_in_their_time_like_everybody_else(bench: Bench) -> None:
    bench.says("bonjour", now=BEGUN)
    with bench.store.engine.begin() as connection:
        connection.execute(text("UPDATE person SET conversation = :junk"), {"junk": b"\x00" * 300})
    bench.says("bonjour", now=BEGUN, who=DOMINIQUE)
    bench.service.tick(BEGUN + timedelta(days=KEEP.unanswered + 1))
    assert personal_rows(bench) == {}


def test_whose_days_do_not_open_are_kept_as_long_as_any_action_keeps_anybody(bench: Bench) -> None:
    """Before: as long as the first action does."""
    first, longest = the_content().campaign, 900
    assert replace(first.retention, agreed={1: longest}).longest == longest
    kept(bench.store)
    with bench.store.transaction() as unit:
        unit.connection.execute(text("UPDATE person SET dates = :junk"), {"junk": b"\x00" * 300})
    forgets = Expiry(bench.store, first, longest, PARIS, lambda *_: None)
    forgets.look(BEGUN)
    with bench.store.transaction() as unit:
        assert unit.connection.scalar(select(PersonRow.expires_on)) == BEGUN.date() + timedelta(days=longest + 1)


# --- Replays --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "answered"), [(0, False), (KEEP.replay, False), (KEEP.replay + 1, True), (KEEP.replay + 30, True)]
)
def test_a_message_is_known_again_for_the_days_that_its_hash_is_kept(bench: Bench, days: int, answered: bool) -> None:
    hello, later = bench.incoming("bonjour"), BEGUN + timedelta(days=days)
    bench.service.receive(hello, BEGUN)
    bench.sent(BEGUN)
    bench.service.tick(later)
    bench.service.receive(hello, later)
    assert bool(bench.sent(later)) is answered


@pytest.mark.parametrize("refusal", ["non", "des lettres à remplir à la main"])
@pytest.mark.parametrize("moment", [BEGUN, at("Fri 2027-12-31 23:59")])
def test_who_does_not_agree_leaves_no_row(bench: Bench, refusal: str, moment: datetime) -> None:
    bench.says("bonjour", refusal, now=moment)
    assert personal_rows(bench) == {}
