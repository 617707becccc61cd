"""The log: what happened and where, never a word of anybody's."""

import asyncio
import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot import cli
from bot.logs import Discreet, configure_logging, keep_words_out, place
from bot.store.records import load_payload
from bot.store.seal import Keyring

CANARY = "Camille Exemple, 12 rue des Essais"


@pytest.fixture(autouse=True)
def _logging_put_back() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("bot")
    handlers, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def raised(fails: Callable[..., object], *given: object) -> Exception:
    try:
        fails(*given)
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("it did not fail")


def test_the_place_of_an_exception_is_the_last_of_ours_and_has_none_of_its_words() -> None:
    assert place(raised(Keyring, (CANARY.encode(),))).startswith("ValueError at bot/store/seal.py:")
    assert place(raised(load_payload, CANARY.encode())).startswith("StoreError at bot/store/records.py:")
    assert place(KeyError(CANARY)) == "KeyError"
    assert place(raised(int, CANARY)).startswith("ValueError at test_logs.py:")


@pytest.mark.parametrize("name", ["bot.anywhere", "nio.client", "asyncio", "sqlalchemy.engine", "some.library"])
def test_no_exception_s_words_are_logged_by_anybody(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True)
    log = logging.getLogger(name)
    log.error("it failed", exc_info=raised(int, CANARY))
    log.error("it failed", exc_info=raised(int, CANARY), stack_info=True)
    err = capsys.readouterr().err
    assert CANARY not in err
    assert len(err.splitlines()) == 2
    assert err.count("ValueError at test_logs.py:") == 2


@pytest.mark.parametrize("name", ["nio.client", "asyncio", "sqlalchemy.engine", "some.library", "botany"])
def test_a_library_s_words_are_not_logged_but_where_they_were(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True)
    logging.getLogger(name).error("could not send %s", CANARY)
    (line,) = capsys.readouterr().err.splitlines()
    assert CANARY not in line
    assert f"ERROR {name}: test_logs:" in line


def test_what_nobody_awaited_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True)

    async def fails() -> None:
        raise KeyError(CANARY)

    async def forgets() -> None:
        asyncio.get_running_loop().create_task(fails())
        await asyncio.sleep(0)

    asyncio.run(forgets())
    assert CANARY not in capsys.readouterr().err


def test_a_line_of_ours_is_as_it_was_written() -> None:
    record = logging.LogRecord("bot.store", logging.WARNING, __file__, 1, "%d rows", (3,), None)
    assert Discreet("%(levelname)s %(name)s: %(message)s").format(record) == "WARNING bot.store: 3 rows"


def test_a_mistake_in_the_program_ends_it_with_its_place_and_none_of_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> int:
        raise KeyError(CANARY)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_command", fails)
    assert cli.main(["check"]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("objecteur: ended by a mistake in the program: KeyError at bot/cli.py:")


def test_a_time_has_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("bot.store", logging.WARNING, __file__, 1, "three rows", (), None)
    record.created = 1795944000.25
    told = {}
    try:
        for zone in ("Europe/Paris", "Indian/Reunion", "UTC"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            told[zone] = Discreet("%(asctime)s %(message)s").format(record)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told == {
        "Europe/Paris": "2026-11-29T10:20:00.250+01:00 three rows",
        "Indian/Reunion": "2026-11-29T13:20:00.250+04:00 three rows",
        "UTC": "2026-11-29T09:20:00.250+00:00 three rows",
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_a_record_is_one_line_whatever_is_in_it(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True, as_json=as_json)
    logging.getLogger("bot.store").warning("of %s\n2026-11-30 ERROR bot.store: made up\r\x85\u2028", "one line")
    (line,) = capsys.readouterr().err.splitlines()
    assert "of one line 2026-11-30 ERROR" in line


def test_json_has_these_fields_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True, as_json=True)
    ours, theirs = logging.getLogger("bot.store"), logging.getLogger("nio.client")
    ours.warning("« %d » rows", 3, extra={"who": CANARY, "task": CANARY})
    ours.error("it failed", exc_info=raised(int, CANARY), stack_info=True, extra={"person": CANARY})
    theirs.error("could not send %s", CANARY)
    written = capsys.readouterr().err
    first, second, third = map(json.loads, written.splitlines())
    assert CANARY not in written
    assert list(first) == ["time", "level", "logger", "message"]
    assert (first["level"], first["logger"], first["message"]) == ("WARNING", "bot.store", "« 3 » rows")
    assert list(second) == ["time", "level", "logger", "message", "error"]
    assert second["error"].startswith("ValueError at test_logs.py:")
    assert third["message"].startswith("test_logs:")
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None


def test_json_hides_a_token_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(verbose=True, as_json=True)
    logging.getLogger("bot.networks").warning("asked /bot123456789:AAmade-up_for_these_tests_only_0000/getMe")
    assert json.loads(capsys.readouterr().err)["message"] == "asked /bot<token>/getMe"


def test_the_log_goes_to_stderr_and_nowhere_else() -> None:
    configure_logging(verbose=True)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    assert handler.stream is sys.stderr
    others = [logging.getLogger(name).handlers for name in logging.root.manager.loggerDict]
    assert all(isinstance(one, logging.NullHandler) for handlers in others for one in handlers)


class Ending:
    """An object whose end fails."""

    def __del__(self) -> None:
        raise ValueError(CANARY)


def test_what_nothing_catches_is_logged_without_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before: Python printed the words of an error in a thread, or of an object's end, with the code around it."""
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    configure_logging(verbose=True)
    keep_words_out()
    thread = threading.Thread(target=int, args=(CANARY,))
    thread.start()
    thread.join()
    Ending().__del__  # noqa: B018  it ends here
    error = raised(int, CANARY)
    sys.excepthook(type(error), error, error.__traceback__)
    err = capsys.readouterr().err
    assert "Camille" not in err
    assert "Traceback" not in err
    for line in (
        "a thread ended by a mistake: ValueError at",
        "nothing could catch: ValueError at",
        "ended by a mistake: ValueError at",
    ):
        assert line in err
