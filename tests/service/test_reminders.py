"""Reminders: each once, on its day, however often and however late the bot looks; none that nobody asked for."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.app.assembly import CAPABILITIES
from bot.core.case.event import Confirmed
from bot.core.ports.incoming import Arrived, Left
from bot.store import StoreError
from bot.store.outbox import Priority
from bot.store.tables import CaseRow
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import (
    BEGUN,
    CAISSE_ANSWERED,
    DUE,
    HDH_BY_EMAIL_TODAY,
    LATE,
    MATRIX,
    REMINDED,
    TELEGRAM,
    TO_THE_LETTERS,
    WHERE,
    Bench,
    at,
)

ON_TIME = at("Sat 2026-12-26 09:30")
"""The day after the last day is Christmas: nobody is written to on a holiday."""
AGAIN = at("Mon 2027-01-25 09:30")
"""Where nothing is told, the same is asked again thirty days after its own day: the 24th of January is a Sunday."""
MUCH_LATER = at("Wed 2028-01-12 12:00")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Camille sent a letter to the Health Data Hub by e-mail on Tuesday 24 November 2026, and wants to be reminded."""
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    return bench


def tick(bench: Bench, *moments: datetime) -> tuple[int, str]:
    """Look at each of these moments. Returns how many reminders were queued, and all that Camille got."""
    queued, got = 0, ""
    for moment in moments:
        queued += bench.service.tick(moment)
        got += bench.gets(moment)
    return queued, got


def test_a_reminder_does_not_come_before_its_moment(bench: Bench) -> None:
    assert tick(bench, BEGUN, at("Fri 2026-12-25 12:00"), ON_TIME - timedelta(microseconds=1)) == (0, "")


def test_a_reminder_comes_once_of_many_looks_and_once_again_a_month_later(bench: Bench) -> None:
    looks = [BEGUN + timedelta(hours=7 * n) for n in range(250)]
    told = {moment: found for moment in looks if (found := tick(bench, moment)) != (0, "")}
    assert list(told) == [next(moment for moment in looks if moment >= due) for due in (ON_TIME, AGAIN)]
    assert [(queued, got.count(DUE)) for queued, got in told.values()] == [(1, 1), (1, 1)]


def test_who_answers_nothing_is_asked_four_times_more_and_ever_more_rarely(bench: Bench) -> None:
    days = [BEGUN + timedelta(days=n, minutes=-20) for n in range(430)]  # each day at 9:40
    asked = [moment.date().isoformat() for moment in days if tick(bench, moment)[0]]
    assert asked == ["2026-12-26", "2027-01-25", "2027-03-25", "2027-07-23"]  # the fifth: they are forgotten before it


@pytest.mark.parametrize(
    ("seen", "late"),
    [
        (ON_TIME, False),
        (at("Sat 2026-12-26 18:59"), False),
        (at("Mon 2026-12-28 09:00"), True),
        (ON_TIME + timedelta(days=3), True),
        (ON_TIME + timedelta(days=40), True),
    ],
)
def test_after_being_down_a_reminder_comes_once_and_says_that_it_is_late(
    bench: Bench, seen: datetime, late: bool
) -> None:
    back = Bench(bench.directory)  # started again after days without one look
    queued, got = tick(back, seen, seen, seen + timedelta(minutes=1), seen + timedelta(days=1))
    assert queued == 1
    assert got.count(DUE) == 1
    assert (LATE in got) is late
    assert ("samedi 26 décembre 2026" in got) is late


def test_what_was_said_late_is_asked_again_a_month_after_it_was_said(bench: Bench) -> None:
    """They agreed to this: « Sans réponse de votre part, je redemande après un mois »."""
    seen = at("Sat 2027-01-23 09:30")
    assert tick(bench, seen)[0] == 1
    assert tick(bench, *(seen + timedelta(days=n) for n in range(1, 28))) == (0, "")


def test_a_reminder_that_was_queued_before_a_crash_is_sent_after_it_and_not_queued_again(bench: Bench) -> None:
    assert bench.service.tick(ON_TIME) == 1
    back = Bench(bench.directory)
    queued, got = tick(back, ON_TIME + timedelta(hours=1))
    assert queued == 0
    assert got.count(DUE) == 1


def test_a_look_that_fails_queues_nothing_and_the_next_one_makes_up_for_it(bench: Bench) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO away"))
    with pytest.raises(StoreError):
        bench.service.tick(ON_TIME)
    with bench.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO outbox"))
    queued, got = tick(bench, ON_TIME)
    assert queued == 1
    assert got.count(DUE) == 1


def test_two_processes_that_look_at_the_same_time_remind_once(bench: Bench) -> None:
    assert sum(Bench(bench.directory).service.tick(ON_TIME) for _ in range(5)) == 1
    assert bench.gets(ON_TIME).count(DUE) == 1


def test_the_moments_of_cases_can_be_thrown_away_and_are_made_again(bench: Bench) -> None:
    def moment() -> datetime | None:
        with bench.store.transaction() as unit:
            ((due),) = unit.cases.dues.page(None, 10)
            return due.at

    before = moment()
    with bench.store.transaction() as unit:
        unit.connection.execute(update(CaseRow).values(due=b"thrown away", look_on=None))
    assert tick(Bench(bench.directory), BEGUN) == (0, "")
    assert moment() == before == ON_TIME
    assert tick(bench, ON_TIME)[0] == 1


def test_more_people_than_one_transaction_takes_are_all_reminded(bench: Bench) -> None:
    """A hundred and twenty cases are to be looked at, the one with a reminder after all others."""
    with bench.store.transaction() as unit:
        for number in range(120):
            case_id = f"exemple-{number}"
            unit.cases.begin(case_id, "health-data-hub")
            unit.cases.dues.set(case_id, ON_TIME - timedelta(days=1), BEGUN)
    queued, got = tick(bench, ON_TIME)
    assert queued == 1
    assert got.count(DUE) == 1


def test_two_letters_that_are_due_on_one_day_are_one_message(tmp_path: Path) -> None:
    bench, caisse = Bench(tmp_path), ("J’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "non")
    bench.has_said(*TO_THE_LETTERS, *caisse, now=BEGUN)
    bench.says("J’ai envoyé une lettre", "par courriel", "aujourd’hui", "oui", now=BEGUN)
    assert bench.service.tick(ON_TIME) == 2
    ((_, got),) = bench.sent(ON_TIME)
    assert got.count(DUE) == 2
    assert got.startswith("Votre démarche : une étape est possible."), "a lock screen shows no word on health"
    assert got.count(WHERE) == 1, "one question at a time"
    assert WHERE in bench.says("Rien n’est venu", now=ON_TIME)


# --- Only what was asked for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        TO_THE_LETTERS,
        (*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY),  # asked, and not answered
        (*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, "non"),
        (*REMINDED, "/stop"),
        (*REMINDED, "/stop", "/start"),
        (*REMINDED, "/effacer", "oui, tout effacer"),
    ],
)
def test_nothing_is_sent_to_whoever_did_not_agree_or_does_not_any_more(tmp_path: Path, lines: tuple[str, ...]) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*lines, now=BEGUN)
    assert tick(bench, *(BEGUN + timedelta(days=n) for n in range(0, 400, 16))) == (0, "")


def test_who_stops_and_agrees_again_in_time_is_reminded_once(bench: Bench) -> None:
    bench.says("/stop", "/rappels", "oui", now=BEGUN + timedelta(days=1))
    queued, got = tick(bench, ON_TIME, AGAIN - timedelta(minutes=1))
    assert queued == got.count(DUE) == 1
    assert LATE not in got
    queued, got = tick(bench, MUCH_LATER, MUCH_LATER + timedelta(minutes=1))
    assert queued == got.count(DUE) == 1, "what would have come meanwhile, in one"


def test_a_stop_after_the_reminder_ends_its_question_too(bench: Bench) -> None:
    tick(bench, ON_TIME)
    assert WHERE not in bench.says("/stop", now=ON_TIME)


def test_an_answer_that_came_before_its_day_needs_no_reminder(bench: Bench) -> None:
    replied = BEGUN + timedelta(days=2)
    bench.says("Dire où j’en suis : Health Data Hub", now=replied)
    bench.says("Mon opposition est enregistrée", "aujourd’hui", "Oui, j’ai cette réponse aussi", now=replied)
    assert [entry for entry in bench.case().log if entry.event.on == replied.date()] == [], "said back first"
    bench.says("Oui, c’est cela", now=replied)
    assert isinstance(bench.case().log[-1].event, Confirmed)
    assert tick(bench, ON_TIME, at("Tue 2026-12-29 09:30"), AGAIN, MUCH_LATER) == (0, "")


def test_who_asks_for_another_week_is_asked_again_after_it_once(bench: Bench) -> None:
    tick(bench, ON_TIME)
    bench.says("Redemandez-moi plus tard", "dans une semaine", now=ON_TIME)
    assert tick(bench, at("Sat 2027-01-02 09:29")) == (0, "")
    queued, got = tick(bench, at("Sat 2027-01-02 09:30"), at("Sat 2027-01-02 09:31"), at("Mon 2027-02-01 09:29"))
    assert queued == 1
    assert got.count("Vous m’aviez demandé de revenir vers vous") == 1
    queued, got = tick(bench, at("Mon 2027-02-01 09:30"), at("Fri 2027-02-12 09:30"))
    assert queued == 1, "no answer to that one either"
    assert got.count("Vous m’aviez demandé de revenir vers vous") == 1


COMES_BACK = "Je reviens vers vous, comme prévu, au sujet de votre courrier"


@pytest.mark.parametrize(
    ("reason", "come"),
    [
        ("they agreed only after that day", 0),
        ("they had left until after that day", 1),
        ("they told of the letter only after that day", 0),
    ],
)
def test_a_reminder_that_is_late_for_another_reason_does_not_say_that_the_bot_was_down(
    tmp_path: Path, reason: str, come: int
) -> None:
    """What they know themselves on that day is not said on it: it is asked about fifteen days later.

    What was said late is not asked again within a month.
    """
    bench, back = Bench(tmp_path), at("Tue 2027-01-12 10:00")
    if reason == "they agreed only after that day":
        bench.has_said(*REMINDED[:-1], "non", now=BEGUN)
        bench.service.tick(ON_TIME)
        bench.says("/rappels", "oui", now=back)
    elif reason == "they had left until after that day":
        bench.says(*REMINDED, Left(), now=BEGUN)
        bench.service.tick(ON_TIME)
        bench.says(Arrived(), now=back)
    else:
        bench.has_said(*TO_THE_LETTERS, *CAISSE_ANSWERED, "/rappels", "oui", now=BEGUN)
        tick(bench, at("Tue 2026-12-01 09:30"))
        bench.says("J’ai envoyé une lettre", "par courriel", "25/11/2026", now=back)
    queued, got = tick(bench, back, back + timedelta(minutes=1))
    assert queued == come
    assert got.count(DUE) == come
    assert LATE not in got
    mornings = [at("Wed 2027-01-13 09:30") + timedelta(days=n) for n in range(34)]
    told = {moment: found for moment in mornings if (found := tick(bench, moment)) != (0, "")}
    assert list(told) == ([] if come else [at("Wed 2027-01-27 09:30")])
    assert all(queued == got.count(COMES_BACK) == 1 and LATE not in got for queued, got in told.values())


def test_what_falls_due_once_somebody_is_back_is_the_bot_s_own_fault_again(bench: Bench) -> None:
    bench.says(Left(), now=BEGUN + timedelta(days=1))
    bench.says(Arrived(), now=BEGUN + timedelta(days=9))
    queued, got = tick(bench, at("Tue 2027-01-12 10:00"))
    assert queued == 1
    assert LATE in got


def test_a_reminder_of_a_letter_that_nobody_waits_for_leaves_after_all_others(tmp_path: Path) -> None:
    bench, found = Bench(tmp_path), []
    bench.has_said(*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, "oui", now=BEGUN)
    for moment in (at("Tue 2026-12-01 09:30"), ON_TIME):
        assert bench.service.tick(moment)
        with bench.store.transaction() as unit:
            (out,) = unit.claims.claim(TELEGRAM, moment, 1)
            unit.fates.done(out.key)
        found.append(out.priority)
    assert found == [Priority.NUDGE, Priority.REMINDER]


# --- In the middle of something -------------------------------------------------------------------------------------


def test_a_reminder_in_the_middle_of_a_form_waits_for_the_question_in_hand(tmp_path: Path) -> None:
    bench, nudged = Bench(tmp_path), at("Tue 2026-12-01 09:30")
    bench.has_said(*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, "oui", now=BEGUN)
    assert "Avez-vous envoyé la lettre à votre caisse ?" in tick(bench, nudged)[1], "the letter to the caisse was not"
    bench.says("J’ai envoyé une lettre", "par lettre recommandée", now=ON_TIME)
    _, got = tick(bench, ON_TIME)
    assert "Nous y viendrons juste après la question en cours." in got
    assert got.rstrip().split("\n\n")[-1].startswith("Quel jour est partie la lettre à votre caisse ?")
    noted = bench.says("hier", now=ON_TIME)
    assert "(CPAM de Paris), par lettre recommandée" in noted
    assert "Quel jour la lettre recommandée a-t-elle été remise" in noted
    after = bench.says("Je le dirai plus tard", now=ON_TIME)
    assert WHERE in after
    assert "vendredi 25 décembre 2026 : la lettre à votre caisse est partie" in bench.says("/dossier", now=ON_TIME)


def test_a_reminder_while_an_answer_is_changed_keeps_the_answer_that_is_typed_next(bench: Bench) -> None:
    bench.says("Corriger une date ou une réponse", "Mes réponses", "Changer mon nom", now=ON_TIME)
    tick(bench, ON_TIME)
    assert "J’ai noté : Camille Autrement" in bench.says("Camille Autrement", now=ON_TIME)
    assert bench.known().conversation.answers["name"] == "Camille Autrement"
    assert WHERE in bench.says("C’est juste", now=ON_TIME)


# --- Several people, several networks -------------------------------------------------------------------------------


def test_each_is_reminded_in_their_own_place_of_their_own_letter(bench: Bench) -> None:
    later = BEGUN + timedelta(days=1)
    bench.has_said(*REMINDED, now=later, who=DOMINIQUE)
    seen = at("Tue 2026-12-29 09:30")
    assert bench.service.tick(seen) == 2
    got = {to: words for to, words in bench.sent(seen) if DUE in words}
    assert "mardi 24 novembre 2026" in got[CAMILLE]
    assert "mercredi 25 novembre 2026" in got[DOMINIQUE]


def test_a_network_that_is_not_served_any_more_holds_its_reminders_until_it_is(tmp_path: Path) -> None:
    Bench(tmp_path).has_said(*REMINDED, now=BEGUN, network=MATRIX)
    only = Bench(tmp_path, networks={TELEGRAM: CAPABILITIES[TELEGRAM]})
    assert only.service.tick(ON_TIME) == 0
    both = Bench(tmp_path)
    monday = at("Mon 2026-12-28 09:30")
    assert both.service.tick(monday) == 1
    assert both.gets(monday, network=MATRIX).count(DUE) == 1
