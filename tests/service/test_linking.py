"""One case on both networks: a code joins them once; reminders go to the chosen place, and to the other if need be."""

import io
import json
import logging
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.case.case import Case
from bot.core.conversation.linking import ALPHABET, LENGTH, LinkAct, Linking
from bot.core.ports.incoming import Left
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.render.making import made
from bot.service.attempts import Attempts
from bot.service.linking import AccountLinker
from bot.store.people import new_person
from tests.store.bench import CAMILLE, DOMINIQUE, TODAY, forms_of, written
from tests.store.talk import BEGUN, DUE, MATRIX, NAME, REMINDED, STREET, TELEGRAM, TO_THE_LETTERS, Bench, at

ELSEWHERE = Destination("camille-exemple-on-matrix", "room-of-camille")
ON_TIME = at("Mon 2026-12-28 10:00")
MINUTE = timedelta(minutes=1)
WRONG = "Ce code ne marche pas ici"
ERASED = (
    "Votre dossier vient d’être effacé depuis votre autre compte. Ici non plus, je ne garde plus rien de vous. "
    "Pour recommencer un jour : "
)
LEFT = (
    "Votre dossier vient d’être effacé depuis votre autre compte. Ici non plus, je ne garde plus rien de vous, et je "
    "quitte cette conversation. Pour recommencer un jour, ouvrez-en une nouvelle avec moi."
)
ERASED_ELSEWHERE = {TELEGRAM: [f"{ERASED}/start."], MATRIX: [LEFT, ""]}
"""On Matrix the bot then leaves the chat; that order has no words."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def code(bench: Bench, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> str:
    """What somebody is given to type elsewhere."""
    said = bench.says("/lier", now=BEGUN, who=who, network=network)
    found = re.search(r"/lier (\w{4}-\w{4})", said) or re.search(r"!lier (\w{4}-\w{4})", said)
    assert found, said
    return found[1]


def joined(bench: Bench) -> None:
    """Camille, with a case on Telegram, goes on on Matrix."""
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.receive(bench.incoming(f"!lier {code(bench)}", ELSEWHERE, MATRIX), BEGUN)
    assert "C’est relié" in bench.gets(BEGUN, ELSEWHERE, MATRIX)
    assert "Si ce n’est pas vous" in bench.gets(BEGUN)


def tries(bench: Bench, typed: str, who: Destination = ELSEWHERE, network: NetworkName = MATRIX) -> str:
    return bench.says(typed, now=BEGUN, who=who, network=network)


# --- Joining --------------------------------------------------------------------------------------------------------


def test_what_was_begun_on_one_network_goes_on_on_the_other(bench: Bench) -> None:
    bench.says("bonjour", "oui", "75011", "la garder", now=BEGUN)
    given = code(bench)
    answer = tries(bench, f"lier {given.lower()}")
    assert "C’est relié" in answer
    assert "Votre nom et votre prénom" in answer
    bench.sent(BEGUN)
    bench.says("Camille Exemple", now=BEGUN, who=ELSEWHERE, network=MATRIX)
    assert "sur votre autre compte" in bench.says("Camille Exemple", now=BEGUN), "it asked for the name here"
    assert "12 rue" in bench.says("12 rue des Essais", "75011 Paris", now=BEGUN)
    assert bench.rows()["case"] == 1


def test_both_see_one_case_and_it_is_told_where_the_code_was_made(bench: Bench) -> None:
    joined(bench)
    assert bench.known().case_id == bench.known(ELSEWHERE, MATRIX).case_id
    assert "CPAM de Paris" in tries(bench, "!dossier")


def test_who_types_a_code_never_gives_a_case_away(bench: Bench) -> None:
    """A stranger who has nothing but a consent shows their code to somebody who has a case."""
    bench.says("bonjour", "oui", now=BEGUN, who=ELSEWHERE, network=MATRIX)
    bench.says(*TO_THE_LETTERS, now=BEGUN)
    assert "Votre dossier a commencé ici" in bench.says(f"/lier {code(bench, ELSEWHERE, MATRIX)}", now=BEGUN)
    assert bench.sent(BEGUN, MATRIX) == []
    assert bench.known().case_id != bench.known(ELSEWHERE, MATRIX).case_id


def test_answers_on_both_sides_are_not_lost_in_silence(bench: Bench) -> None:
    bench.says("bonjour", "oui", "75011", "la garder", now=BEGUN)
    bench.says("bonjour", "oui", "33", now=BEGUN, who=ELSEWHERE, network=MATRIX)
    assert "je ne peux pas les mélanger" in tries(bench, f"!lier {code(bench)}")


def test_two_cases_are_not_mixed_and_nothing_is_lost(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    bench.has_said(*TO_THE_LETTERS, now=BEGUN, who=ELSEWHERE, network=MATRIX)
    given, before = code(bench), bench.case()
    assert "je ne peux pas les mélanger" in tries(bench, f"!lier {given}")
    assert bench.case() == before
    assert bench.known().case_id != bench.known(ELSEWHERE, MATRIX).case_id


# --- Codes ----------------------------------------------------------------------------------------------------------


def test_a_code_works_once_for_ten_minutes_on_another_network(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    given = code(bench)
    assert WRONG in tries(bench, f"/lier {given}", DOMINIQUE, TELEGRAM)  # the same network
    assert WRONG in tries(bench, f"/lier {given}")  # spent by that
    given = code(bench)
    late = bench.says(f"/lier {given}", now=BEGUN + 10 * MINUTE, who=ELSEWHERE, network=MATRIX)
    assert WRONG in late
    earlier, given = code(bench), code(bench)
    assert WRONG in tries(bench, f"/lier {earlier}")
    assert "C’est relié" in tries(bench, f"/lier {given}")
    bench.sent(BEGUN)
    assert WRONG in tries(bench, f"/lier {given}", DOMINIQUE, MATRIX)


def test_a_code_that_is_refused_and_one_that_is_right_are_counted_and_logged_of_nobody(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    for n in range(4):
        tries(bench, f"/lier AAAA-AAA{n + 2}")
    given = code(bench)
    assert "C’est relié" in tries(bench, f"/lier {given}")
    tries(bench, "/lier AAAA-AAA2")
    with caplog.at_level(logging.INFO):
        bench.service.attempts.tell()
    assert caplog.messages == ["since the last such line: 5 code-refused, 1 code-taken"]
    assert given not in caplog.text


def test_after_a_few_wrong_codes_even_the_right_one_is_refused_for_a_while(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    for n in range(5):
        assert WRONG in tries(bench, f"/lier AAAA-AAA{n + 2}")
    given = code(bench)
    assert WRONG in tries(bench, f"/lier {given}")
    bench.says("/lier", now=BEGUN + 60 * MINUTE)
    person = bench.known().id
    with bench.store.transaction() as unit:
        unit.links.offer(person, given.replace("-", ""), BEGUN + 90 * MINUTE)
    answer = bench.says(f"/lier {given}", now=BEGUN + 61 * MINUTE, who=ELSEWHERE, network=MATRIX)
    assert "C’est relié" in answer


@pytest.mark.long
def test_a_hundred_thousand_guesses_give_nothing(bench: Bench) -> None:
    """Two thousand people guess fifty times each, in a minute; a code stands, and works afterwards."""
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    standing, owner = code(bench).replace("-", ""), bench.known()
    linker, said = AccountLinker("health-data-hub", tuple(NetworkName), lambda _: "", Attempts()), set()
    with bench.store.transaction() as unit:
        for n in range(100_000):
            guess = "".join(ALPHABET[n * 7919 >> 5 * place & 31] for place in range(LENGTH))
            guesser = new_person(MATRIX, Destination(f"guesser-{n // 50}", "made up"), owner.conversation, TODAY)
            said.add(linker.carry_out(unit, Linking(LinkAct.JOIN, guess), guesser, Case(), BEGUN).said)
        assert len(said) == 1, "whatever the reason, one answer"
        assert unit.links.whose(standing) == owner.id
        assert unit.links.take(standing, BEGUN)


# --- Reminders ------------------------------------------------------------------------------------------------------


def test_reminders_go_to_the_chosen_place_only(bench: Bench) -> None:
    joined(bench)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME, ELSEWHERE, MATRIX)
    assert bench.sent(ON_TIME) == []


def test_another_place_can_be_chosen(bench: Bench) -> None:
    joined(bench)
    assert "vos rappels arriveront ici" in bench.says("/ici", now=BEGUN + MINUTE)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)
    assert bench.sent(ON_TIME, MATRIX) == []


def test_who_blocked_the_chosen_place_gets_them_in_the_other(bench: Bench) -> None:
    joined(bench)
    bench.service.receive(bench.incoming(Left(), ELSEWHERE, MATRIX), BEGUN)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)


def test_while_the_network_of_the_chosen_place_is_not_served_the_other_gets_them(bench: Bench) -> None:
    joined(bench)
    case_id = bench.known().case_id
    with bench.store.transaction() as unit:
        found = unit.people.of_case(case_id, (TELEGRAM,))
        assert found
        assert found[0].network == TELEGRAM


def test_a_reminder_that_finds_its_place_blocked_comes_in_the_other_once(bench: Bench) -> None:
    joined(bench)
    assert bench.service.tick(ON_TIME) == 1
    with bench.store.transaction() as unit:
        (one,) = unit.claims.claim(MATRIX, ON_TIME, 1)
        unit.fates.done(one.key)
    bench.service.gone(MATRIX, ELSEWHERE, one.queued_at, ON_TIME)
    later = ON_TIME + MINUTE
    assert [bench.service.tick(later) for _ in range(2)] == [1, 0]
    assert bench.gets(later).count(DUE) == 1
    assert bench.sent(later, MATRIX) == []


# --- Two places, one question ---------------------------------------------------------------------------------------


def test_words_for_a_question_that_the_other_place_has_answered_are_not_taken(bench: Bench) -> None:
    bench.says("bonjour", "oui", "75011", "la garder", now=BEGUN)
    assert "Votre nom" in tries(bench, f"!lier {code(bench)}")
    bench.sent(BEGUN)
    assert "Votre adresse postale" in bench.says("Camille Exemple", now=BEGUN)
    again = tries(bench, "Camille Exemple")
    assert "sur votre autre compte" in again
    assert "Votre adresse postale" in again
    assert "address" not in bench.known().conversation.answers
    assert "Jusqu’ici" in tries(bench, "12 rue des Essais")


def test_a_number_for_another_menu_is_not_taken_and_a_command_is(bench: Bench) -> None:
    joined(bench)
    bench.says("J’ai une réponse", now=BEGUN)
    events = bench.case().log
    assert "sur votre autre compte" in tries(bench, "1")
    assert bench.case().log == events
    bench.says("/annuler", now=BEGUN)
    assert "Votre dossier" in tries(bench, "!dossier")


# --- Parting and erasing --------------------------------------------------------------------------------------------


def test_a_place_that_parts_keeps_nothing_and_the_other_keeps_the_case(bench: Bench) -> None:
    joined(bench)
    assert "n’est plus relié" in tries(bench, "!delier")
    assert not bench.known(ELSEWHERE, MATRIX).conversation.said
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)
    assert bench.sent(ON_TIME, MATRIX) == []


def test_who_made_the_code_can_put_the_newcomer_out_and_not_the_other_way_round(bench: Bench) -> None:
    joined(bench)
    assert "ne peut pas l’écarter" in tries(bench, "!delier autre")
    assert "l’autre compte n’est plus relié" in bench.says("/delier autre", now=BEGUN)
    assert bench.case().log
    assert not bench.known(ELSEWHERE, MATRIX).conversation.said
    assert "CPAM de Paris" not in tries(bench, "!dossier")
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)


@pytest.mark.parametrize("typed", ["/delier", "/ici"])
def test_who_has_one_place_is_told_how_to_have_two(bench: Bench, typed: str) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    assert "n’est relié à aucun autre" in bench.says(typed, now=BEGUN)


@pytest.mark.parametrize(
    ("who", "here", "there"), [(CAMILLE, TELEGRAM, "sur Matrix"), (ELSEWHERE, MATRIX, "sur Telegram")]
)
def test_who_would_erase_is_told_first_that_the_other_place_goes_too(
    bench: Bench, who: Destination, here: NetworkName, there: str
) -> None:
    joined(bench)
    asked = bench.says("/effacer", now=BEGUN, who=who, network=here)
    assert f"aussi relié à votre compte {there}" in asked
    assert "Confirmez-vous" in asked


def test_who_has_one_place_is_told_of_no_other_when_they_would_erase(bench: Bench) -> None:
    assert "aussi relié" not in bench.has_said(*TO_THE_LETTERS, "/effacer", now=BEGUN)


@pytest.mark.parametrize(
    ("who", "here", "other", "there"), [(CAMILLE, TELEGRAM, ELSEWHERE, MATRIX), (ELSEWHERE, MATRIX, CAMILLE, TELEGRAM)]
)
def test_erasing_erases_both_places_and_the_other_is_told_once(
    bench: Bench, who: Destination, here: NetworkName, other: Destination, there: NetworkName
) -> None:
    joined(bench)
    bench.service.receive(bench.incoming("/dossier", other, there), BEGUN)  # its answer waits, and goes as well
    assert "C’est effacé" in bench.says("/effacer", "Oui, tout effacer", now=BEGUN, who=who, network=here)
    assert bench.sent(BEGUN, there) == [(other, line) for line in ERASED_ELSEWHERE[there]]
    assert set(bench.rows()) <= {"seen", "delays", "look"}
    content = written(bench.directory)
    words = (NAME, STREET, CAMILLE.person, CAMILLE.place, ELSEWHERE.person, ELSEWHERE.place)
    assert [word for word in words if any(form in content for form in forms_of(word))] == []


def test_to_take_a_consent_back_is_told_in_the_other_place_too(bench: Bench) -> None:
    bench.says("bonjour", "oui", now=BEGUN)
    tries(bench, f"!lier {code(bench)}")
    bench.sent(BEGUN)
    bench.says("/retour", "non", now=BEGUN)
    assert bench.sent(BEGUN, MATRIX) == [(ELSEWHERE, line) for line in ERASED_ELSEWHERE[MATRIX]]
    assert bench.person(ELSEWHERE, MATRIX) is None


def test_where_they_left_nothing_is_said_of_an_erasure(bench: Bench) -> None:
    joined(bench)
    bench.service.receive(bench.incoming(Left(), ELSEWHERE, MATRIX), BEGUN)
    bench.says("/effacer", "Oui, tout effacer", now=BEGUN)
    assert bench.sent(BEGUN, MATRIX) == [(ELSEWHERE, "")]  # the order to leave the chat
    assert set(bench.rows()) <= {"seen", "delays", "look"}


def test_no_word_of_an_erasure_waits_for_a_network_that_is_not_served(bench: Bench, tmp_path: Path) -> None:
    """It would wait for good, with the address of somebody of whom nothing is kept."""
    joined(bench)
    later = Bench(tmp_path, served=(TELEGRAM,))
    later.says("/effacer", "Oui, tout effacer", now=BEGUN)
    assert set(later.rows()) <= {"seen", "delays", "look"}


def test_a_code_of_somebody_who_was_erased_opens_nothing(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    given = code(bench)
    bench.says("/effacer", "Oui, tout effacer", now=BEGUN)
    assert WRONG in tries(bench, f"/lier {given}")


def test_it_is_said_where_the_code_is_to_be_typed(tmp_path: Path) -> None:
    links = {TELEGRAM: "https://t.me/exemple_bot", MATRIX: "https://matrix.to/#/@exemple:exemple.test"}
    bench = Bench(tmp_path, link=links.__getitem__)
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    said = bench.says("/lier", now=BEGUN)
    assert links[MATRIX] in said
    assert links[TELEGRAM] not in said


def test_no_code_is_given_where_it_could_be_typed_nowhere(tmp_path: Path) -> None:
    bench = Bench(tmp_path, served=(TELEGRAM, NetworkName.TERMINAL))
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    assert "n’est ouvert que sur ce réseau" in bench.says("/lier", now=BEGUN)
    assert "link" not in bench.rows()


def test_who_has_nothing_yet_is_told_where_to_ask_for_a_code(bench: Bench) -> None:
    assert "Vous avez commencé ailleurs" in bench.says("/lier", now=BEGUN)


def test_the_export_tells_of_both_accounts_of_what_was_agreed_to_and_of_the_reminders_that_came(bench: Bench) -> None:
    joined(bench)
    bench.runs(BEGUN, ON_TIME)
    bench.sent(ON_TIME, MATRIX)
    bench.service.receive(bench.incoming("/exporter"), ON_TIME)
    kept = exported(bench, ON_TIME)
    told = [(one["network"], one["id"], one["place"]) for one in kept["accounts"]]
    assert told == [
        ("telegram", CAMILLE.person, CAMILLE.place),
        ("matrix", ELSEWHERE.person, ELSEWHERE.place),
    ]
    assert kept["consent"]["on"] == BEGUN.date().isoformat()
    assert "accord" in kept["consent"]["text"]
    assert kept["reminders_sent"]


def exported(bench: Bench, now: datetime) -> dict[str, Any]:
    """What stands in the archive that leaves now."""
    for _ in range(20):
        with bench.store.transaction() as unit:
            for one in unit.claims.claim(TELEGRAM, now, 100):
                unit.fates.done(one.key)
                if file := made(one.payload).file:
                    found: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(file.content)).read("objecteur.json"))
                    return found
    raise AssertionError("no archive")
