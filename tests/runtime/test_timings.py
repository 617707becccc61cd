"""What is measured while the program runs is shown as histograms, and an error in the log is counted."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.runtime.histograms import Histograms
from bot.store.outbox import Priority
from tests.store.bench import CAMILLE, NOW, payload
from tests.store.post import Post

TELEGRAM = NetworkName.TELEGRAM


def shown(timings: Histograms) -> dict[str, float]:
    """The samples of the registry."""
    return {
        f"{sample.name}{''.join(sorted(sample.labels.values()))}": sample.value
        for family in timings.registry.collect()
        for sample in family.samples
    }


def test_a_turn_and_a_send_are_measured_also_when_they_fail() -> None:
    seconds = iter((0.0, 0.02, 1.0, 5.0))
    timings = Histograms(lambda: next(seconds))
    with timings.turn(TELEGRAM):
        pass
    with pytest.raises(OSError, match="away"), timings.send(TELEGRAM):
        raise OSError("away")
    seen = shown(timings)
    assert seen["objecteur_turn_seconds_sumtelegram"] == pytest.approx(0.02)
    assert seen["objecteur_turn_seconds_bucket0.025telegram"] == 1
    assert seen["objecteur_turn_seconds_bucket0.01telegram"] == 0
    assert seen["objecteur_send_seconds_sumtelegram"] == 4


def test_a_message_that_leaves_anew_does_not_count_as_waiting_twice(tmp_path: Path) -> None:
    store, timings = Post(tmp_path).store, Histograms()
    later = NOW + timedelta(seconds=3)
    with store.transaction() as unit:
        unit.outbox.put(TELEGRAM, CAMILLE, (payload("a"),), Priority.REMINDER, NOW)
    for _ in range(2):
        with store.transaction() as unit:
            (out,) = unit.claims.claim(TELEGRAM, later, 1)
            unit.fates.put_back(out.key, later)
        timings.leaves(TELEGRAM, out, later)
    seen = shown(timings)
    assert seen["objecteur_wait_seconds_countremindertelegram"] == 1
    assert seen["objecteur_wait_seconds_sumremindertelegram"] == 3


def test_an_error_in_the_log_is_counted_by_its_module_and_says_nothing_more() -> None:
    timings = Histograms()
    log, before = logging.getLogger("bot.runtime.delivery"), list(logging.getLogger("bot").handlers)
    with timings.counting():
        log.error("cannot write to %s", "Camille Exemple")
        log.warning("later")
    log.error("after it")
    assert logging.getLogger("bot").handlers == before
    assert shown(timings)["objecteur_errors_totalbot.runtime.delivery"] == 1
    assert not [name for name in shown(timings) if re.search("Camille", name)]
