"""A message that cannot be taken: nothing of it is kept, it is set aside with a sentence, earlier answers stand."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.event import listens_for

from bot import clock
from bot.content.catalogues import Catalogue
from bot.core.ports.incoming import Incoming
from bot.runtime.inbox import ServiceInbox
from bot.service.speaking import Content
from bot.store import StoreError
from tests.store.bench import CAMILLE, DOMINIQUE, without_settings
from tests.store.talk import BEGUN, LETTER, TELEGRAM, TO_THE_LETTERS, Bench, the_content

SORRY = "Quelque chose n’a pas marché de mon côté"


class OneMissing(Catalogue):
    """A catalogue in which one entry is missing: whoever would read it makes the bot fail."""

    def __init__(self, whole: Catalogue, missing: str) -> None:
        super().__init__(whole.language, NullTranslations())
        self._whole, self._missing = whole, missing

    def of(self, campaign: str) -> Catalogue:
        """The whole one has each campaign's words; what is missing is missing in all."""
        return OneMissing(self._whole.of(campaign), self._missing)

    def saying(self, key: str) -> Catalogue:
        if key == self._missing:
            raise KeyError(f"made up, in front of {TO_THE_LETTERS[4]}")
        return self._whole.saying(key)


def without_letters() -> Content:
    """Content that fails when the letters are shown, after everything else was written."""
    whole = the_content()
    return replace(whole, catalogues={"fr": OneMissing(whole.catalogues["fr"], "letters.ready")})


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Somebody who is about to get their letters, from a bot that fails then."""
    Bench(tmp_path).has_said(*TO_THE_LETTERS[:-1], now=BEGUN)
    return Bench(tmp_path, without_letters())


def last(bench: Bench) -> Incoming:
    return bench.incoming(TO_THE_LETTERS[-1], message_id="the-last")


def test_a_message_that_fails_leaves_nothing(bench: Bench) -> None:
    before, rows = bench.known(), bench.rows()
    with pytest.raises(KeyError):
        bench.service.receive(last(bench), BEGUN, "99")
    again = Bench(bench.directory)
    assert (again.known(), again.case().log, again.rows()) == (before, (), rows)
    assert again.sent(BEGUN) == []


def test_a_message_that_failed_can_be_taken_once_the_bot_is_mended(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.service.receive(last(bench), BEGUN)
    mended = Bench(bench.directory)
    mended.service.receive(last(mended), BEGUN)
    assert LETTER in mended.gets(BEGUN)


def test_a_message_that_is_set_aside_is_answered_with_a_sentence_and_earlier_answers_stand(bench: Bench) -> None:
    before = bench.known()
    bench.service.fail(last(bench), BEGUN, "99")
    assert SORRY in bench.gets(BEGUN)
    assert bench.known() == before
    with bench.store.transaction() as unit:
        cursor = unit.cursor(TELEGRAM)
    assert cursor is not None
    assert cursor.value == "99"


def test_a_message_that_was_set_aside_is_not_taken_again_nor_said_sorry_for_twice(bench: Bench) -> None:
    bench.service.fail(last(bench), BEGUN)
    bench.sent(BEGUN)
    mended = Bench(bench.directory)
    mended.service.receive(last(mended), BEGUN)
    mended.service.fail(last(mended), BEGUN)
    assert mended.sent(BEGUN) == []
    assert "Vérifions vos réponses" in mended.says("/start", now=BEGUN)


# --- Together -------------------------------------------------------------------------------------------------------


def test_messages_of_several_people_are_taken_in_one_transaction_and_a_replay_is_a_no_op(tmp_path: Path) -> None:
    well, commits = Bench(tmp_path), list[None]()
    assert well.rows() == {}
    listens_for(well.store.engine, "commit")(lambda _: commits.append(None))
    some = [well.incoming("bonjour", who) for who in (CAMILLE, DOMINIQUE)]
    well.service.receive_together(some, BEGUN, "7")
    assert len(commits) == 1
    well.service.receive_together(some, BEGUN, "7")
    asked = [to for to, words in well.sent(BEGUN) if "Êtes-vous d’accord" in words]
    assert asked == [CAMILLE, DOMINIQUE]


def test_where_one_fails_none_of_those_with_it_is_taken(bench: Bench) -> None:
    rows, hello = bench.rows(), bench.incoming("bonjour", DOMINIQUE)
    with pytest.raises(KeyError):
        bench.service.receive_together([hello, last(bench)], BEGUN, "99")
    assert (bench.rows(), bench.person(DOMINIQUE)) == (rows, None)
    bench.service.receive(hello, BEGUN)
    assert "Êtes-vous d’accord" in bench.gets(BEGUN, DOMINIQUE)


# --- Through the inbox ----------------------------------------------------------------------------------------------


def inbox(bench: Bench, delivered: Callable[[], None]) -> ServiceInbox:
    return ServiceInbox(bench.service, bench.store, TELEGRAM, delivered)


@pytest.fixture(autouse=True)
def _clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_settings(tmp_path, monkeypatch)

    def now() -> datetime:
        return BEGUN

    monkeypatch.setattr(clock, "now", now)


async def test_a_message_is_tried_three_times_and_then_set_aside(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    woken: list[None] = []
    taking = inbox(bench, lambda: woken.append(None))
    with caplog.at_level(logging.DEBUG, "bot"):
        for _ in range(3):
            with pytest.raises(KeyError):
                await taking.receive(last(bench), "99")
        assert (bench.sent(BEGUN), woken) == ([], [])
        assert await taking.cursor() is None
        await taking.receive(last(bench), "99")
    assert SORRY in bench.gets(BEGUN)
    assert len(woken) == 1
    assert (await taking.cursor()) is not None
    assert "KeyError" in caplog.text
    assert [word for word in (*TO_THE_LETTERS[4:6], CAMILLE.person) if word in caplog.text] == []


async def test_somebody_elses_message_is_taken_in_between(bench: Bench) -> None:
    taking = inbox(bench, lambda: None)
    for _ in range(2):
        with pytest.raises(KeyError):
            await taking.receive(last(bench))
    await taking.receive(bench.incoming("bonjour", DOMINIQUE))
    assert "Êtes-vous d’accord" in bench.gets(BEGUN, DOMINIQUE)
    with pytest.raises(KeyError):
        await taking.receive(last(bench))
    await taking.receive(last(bench))
    assert SORRY in bench.gets(BEGUN)


def rename(bench: Bench, table: str, other: str) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {other}"))


async def test_a_message_that_came_while_the_database_was_away_is_taken_once_it_is_back(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    taking, hello = inbox(bench, lambda: None), bench.incoming("bonjour")
    rename(bench, "seen", "away")
    for _ in range(5):
        with pytest.raises(StoreError):
            await taking.receive(hello)
    rename(bench, "away", "seen")
    await taking.receive(hello)
    assert "Êtes-vous d’accord" in bench.gets(BEGUN)


async def test_what_cannot_be_taken_together_is_left_for_one_by_one(bench: Bench) -> None:
    woken: list[None] = []
    taking, hello = inbox(bench, lambda: woken.append(None)), bench.incoming("bonjour", DOMINIQUE)
    assert not await taking.receive_together([hello, last(bench)], "99")
    assert (await taking.cursor(), bench.sent(BEGUN), woken) == (None, [], [])
    assert await taking.receive_together([hello], "98")
    assert "Êtes-vous d’accord" in bench.gets(BEGUN, DOMINIQUE)
    assert len(woken) == 1
    assert (cursor := await taking.cursor()) is not None
    assert cursor.value == "98"


async def test_where_several_processes_write_each_message_is_a_transaction_of_its_own(bench: Bench) -> None:
    taking = ServiceInbox(bench.service, bench.store, TELEGRAM, lambda: None, together=False)
    assert not await taking.receive_together([bench.incoming("bonjour", DOMINIQUE)], "98")
    assert bench.sent(BEGUN) == []
