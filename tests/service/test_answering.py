"""One message in, one transaction: dedupe, conversation, events, answer; and nobody's words reach anybody else."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.case.letter_event import Posted, Prepared
from bot.core.ports.incoming import Arrived, Edited, Left, Media, Pressed, Unreadable
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.outbox import Priority
from tests.store.bench import CAMILLE, DOMINIQUE, NOW, forms_of, payload, written
from tests.store.talk import (
    BEGUN,
    CONTROLLER,
    HDH_BY_EMAIL_TODAY,
    LETTER,
    MATRIX,
    NAME,
    STREET,
    TELEGRAM,
    TO_THE_LETTERS,
    Bench,
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# --- Replays --------------------------------------------------------------------------------------------------------


def test_the_same_message_twice_is_answered_once(bench: Bench) -> None:
    hello = bench.incoming("bonjour", message_id="update-1")
    bench.service.receive(hello, BEGUN)
    first = bench.gets(BEGUN)
    bench.service.receive(hello, BEGUN)
    assert "Êtes-vous d’accord" in first
    assert bench.gets(BEGUN) == ""


def test_a_whole_conversation_that_comes_again_changes_nothing(bench: Bench) -> None:
    said = [bench.incoming(line) for line in (*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY)]
    for incoming in said:
        bench.service.receive(incoming, BEGUN)
    bench.sent(BEGUN)
    before, case, rows = bench.known(), bench.case(), bench.rows()
    for incoming in said:
        bench.service.receive(incoming, BEGUN)
    assert bench.sent(BEGUN) == []
    assert (bench.known(), bench.case(), bench.rows()) == (before, case, rows)


def test_the_same_id_on_two_networks_is_two_messages(bench: Bench) -> None:
    for network in (TELEGRAM, MATRIX):
        bench.service.receive(bench.incoming("bonjour", CAMILLE, network, "1"), BEGUN)
        assert "Êtes-vous d’accord" in bench.gets(BEGUN, CAMILLE, network)


def test_a_replay_still_moves_the_cursor_on(bench: Bench) -> None:
    hello = bench.incoming("bonjour", message_id="update-1")
    for cursor in ("41", "42"):
        bench.service.receive(hello, BEGUN, cursor)
    with bench.store.transaction() as unit:
        saved = unit.cursor(TELEGRAM)
    assert saved is not None
    assert (saved.value, saved.saved_at) == ("42", BEGUN)


# --- One transaction ------------------------------------------------------------------------------------------------


def test_what_was_said_what_happened_and_the_answer_commit_together(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS[:-1], now=BEGUN)
    bench.service.receive(bench.incoming(TO_THE_LETTERS[-1]), BEGUN, "99")
    again = Bench(bench.directory)  # another process, which sees only what was committed
    assert again.known().conversation.answers["check"] == "good"
    assert [type(entry.event) for entry in again.case().log] == [Prepared]
    assert f"{NAME}\n{STREET}\n75011 Paris" in again.gets(BEGUN)


@pytest.mark.parametrize("table", ["outbox", "case_log", "person", "seen", "cursor"])
def test_when_any_table_fails_nothing_of_the_message_is_kept_and_it_can_come_again(bench: Bench, table: str) -> None:
    bench.has_said(*TO_THE_LETTERS[:-1], now=BEGUN)
    before, rows = bench.known(), bench.rows()
    last = bench.incoming(TO_THE_LETTERS[-1])

    def rename(one: str, other: str) -> None:
        with bench.store.engine.begin() as connection:
            connection.execute(text(f'ALTER TABLE "{one}" RENAME TO "{other}"'))

    rename(table, "away")
    with pytest.raises(StoreError):
        bench.service.receive(last, BEGUN, "99")
    rename("away", table)
    assert (bench.known(), bench.rows(), bench.case().log) == (before, rows, ())
    bench.service.receive(last, BEGUN, "99")
    assert LETTER in bench.gets(BEGUN)
    assert len(bench.case().log) == 1


def test_the_conversation_goes_on_in_another_process(bench: Bench) -> None:
    for number, line in enumerate(TO_THE_LETTERS):
        other = Bench(bench.directory)
        other.service.receive(other.incoming(line, message_id=f"update-{number}"), BEGUN)
    assert LETTER in bench.gets(BEGUN)


# --- Anything a person can do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "done",
    [
        Arrived(),
        Edited("bonjour"),
        Pressed("request@:consent=yes"),
        Pressed("\x00 = no button of ours = "),
        *(Media(what) for what in Unreadable),
        "",
        "\u200b",
        "x" * 20_000,
        "'; DROP TABLE person; --",
        "{name} {0} %s {{ 7 * 7 }} <b>*_`",
    ],
)
@pytest.mark.parametrize("network", NetworkName)
def test_whatever_somebody_does_first_they_get_an_answer(
    bench: Bench, done: Arrived | Edited | Pressed | Media | str, network: NetworkName
) -> None:
    assert bench.says(done, now=BEGUN, network=network)
    assert bench.says("/aide", now=BEGUN, network=network)


def test_somebody_unknown_who_leaves_gets_no_answer_and_leaves_no_row(bench: Bench) -> None:
    assert bench.says(Left(), now=BEGUN) == ""
    assert bench.rows() == {"seen": 1}


def test_the_notice_names_who_runs_this_bot(bench: Bench) -> None:
    assert CONTROLLER in bench.says("/confidentialite", now=BEGUN)


def test_an_answer_goes_to_the_place_the_question_came_from(bench: Bench) -> None:
    bench.says("bonjour", now=BEGUN)
    elsewhere = Destination(CAMILLE.person, "a-new-room")
    assert "Question 1 sur 4" in bench.says("oui", now=BEGUN, who=elsewhere)
    assert bench.known().to == elsewhere


def test_a_message_that_may_not_have_arrived_is_told_once_at_the_next_contact(bench: Bench) -> None:
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    with bench.store.transaction() as unit:
        (one,) = unit.claims.claim(TELEGRAM, BEGUN, 10)
    with bench.store.transaction() as unit:
        unit.fates.uncertain(one.key)
    assert "ne vous est peut-être pas arrivé" in bench.says("oui", now=BEGUN)
    assert "ne vous est peut-être pas arrivé" not in bench.says("75011", now=BEGUN)


# --- Two people -----------------------------------------------------------------------------------------------------


def test_two_people_who_talk_at_the_same_time_never_see_each_others_words(bench: Bench) -> None:
    names = {CAMILLE: ("Camille Exemple", "1 rue du Modèle"), DOMINIQUE: ("Dominique Témoin", "2 allée du Patron")}
    heard: dict[Destination, str] = dict.fromkeys(names, "")
    for place in range(len(TO_THE_LETTERS)):
        for who, (name, street) in names.items():
            line = {NAME: name, STREET: street}.get(TO_THE_LETTERS[place], TO_THE_LETTERS[place])
            bench.service.receive(bench.incoming(line, who), BEGUN)
        for to, words in bench.sent(BEGUN):
            heard[to] += f"\n{words}"
    for who, (name, street) in names.items():
        bench.service.receive(bench.incoming("/exporter", who), BEGUN)
        bench.service.receive(bench.incoming("/dossier", who), BEGUN)
        heard[who] += bench.gets(BEGUN, who)
        (other,) = (told for to, told in names.items() if to != who)
        assert heard[who].count(f"{name}\n{street}\n75011 Paris") >= 2, "the letters are theirs"
        assert not [word for word in other if word in heard[who]]


def test_the_same_id_on_another_network_is_somebody_else(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    answer = bench.says("/dossier", now=BEGUN, network=MATRIX)
    assert NAME not in answer
    assert "Votre dossier est vide" in answer


def test_where_we_are_shows_somebody_their_own_question_and_changes_nothing(bench: Bench) -> None:
    bench.says("bonjour", "oui", now=BEGUN)
    before, rows = bench.known(), bench.rows()
    shown = bench.service.where_we_are(TELEGRAM, CAMILLE.person, BEGUN)
    assert "Question 1 sur 4" in "".join(one.text for one in shown)
    assert bench.service.where_we_are(TELEGRAM, DOMINIQUE.person, BEGUN) == ()
    assert (bench.known(), bench.rows()) == (before, rows)


# --- What is written down -------------------------------------------------------------------------------------------


def test_no_file_says_who_talks_or_what_about(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, now=BEGUN)
    bench.service.receive(bench.incoming("/lettres", message_id="message-canary-1"), BEGUN)
    assert isinstance(bench.case().log[-1].event, Posted)
    words = (NAME, STREET, CAMILLE.person, CAMILLE.place, "message-canary-1", "75011", "CPAM", "oppose")
    content = written(bench.directory)
    assert [word for word in words if any(form in content for form in forms_of(word))] == []


def test_an_answer_leaves_before_a_reminder_to_somebody_else(bench: Bench) -> None:
    with bench.store.transaction() as unit:
        unit.outbox.put(TELEGRAM, DOMINIQUE, (payload("reminder"),), Priority.REMINDER, NOW)
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    with bench.store.transaction() as unit:
        (first,) = unit.claims.claim(TELEGRAM, BEGUN, 1)
    assert first.to == CAMILLE
