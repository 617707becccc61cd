"""Telegram's answers that never come: a few hundred sends of what `make conservation` does ten thousand times."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.settings import Settings
from bot.store.opening import KEY_FILE, open_store
from bot.store.outbox import Priority
from tests.real.soak.audit import Audit, Books
from tests.real.soak.conservation import Outcome, conserve
from tests.real.telegram_api import Fault
from tests.real.telegram_api.faults import Faults
from tests.store.bench import tells_uncertain

pytestmark = pytest.mark.long

SENDS, PEOPLE, SEED = 200, 30, 8
TELEGRAM, NOW = NetworkName.TELEGRAM, datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.xdist_group("soak")
async def test_what_left_is_seen_once_and_what_nobody_can_know_is_uncertain(tmp_path: Path) -> None:
    outcome = await conserve(tmp_path, SENDS, PEOPLE, SEED, print)
    print(outcome)
    assert outcome.dropped > 0, "the seed drops an answer among the first"
    assert outcome.broken() == []


@pytest.mark.parametrize(
    ("books", "dropped", "doubles"),
    [
        (Books(committed=100, delivered=99, uncertain=1, erased=0, waiting=0, tries=100), 1, 1),  # seen twice
        (Books(committed=100, delivered=98, uncertain=1, erased=0, waiting=0, tries=100), 1, 0),  # one is nowhere
        (Books(committed=100, delivered=100, uncertain=0, erased=0, waiting=0, tries=100), 1, 0),  # believed to be sent
        (Books(committed=100, delivered=99, uncertain=1, erased=0, waiting=0, tries=101), 1, 0),  # sent again
        (Books(committed=100, delivered=98, uncertain=2, erased=0, waiting=0, tries=100), 2, 0),  # too many
    ],
)
def test_books_that_break_the_law_are_found(books: Books, dropped: int, doubles: int) -> None:
    outcome = Outcome(books, own=books, calls=100, dropped=dropped, doubles=doubles, losses=0, wrong=())
    assert len(outcome.broken()) == 1


def test_each_row_of_the_outbox_is_in_the_books_for_ever_under_its_end(tmp_path: Path) -> None:
    store = open_store(Settings(data_dir=tmp_path))
    audit = Audit(tmp_path / "objecteur.sqlite3", tmp_path / KEY_FILE)
    audit.open()
    one, other = Destination("1", "1"), Destination("2", "2")
    for to, words in ((one, ("delivered", "uncertain, told", "uncertain")), (other, ("erased",)), (other, ("waits",))):
        with store.transaction() as unit:
            if words == ("waits",):
                unit.outbox.drop(TELEGRAM, other)
            unit.outbox.put(TELEGRAM, to, [Payload(word) for word in words], Priority.ANSWER, NOW)
    for end in ("done", "uncertain", "uncertain"):
        with store.transaction() as unit:
            claimed = next(out for out in unit.claims.claim(TELEGRAM, NOW, 1))
            getattr(unit.fates, end)(claimed.key)
            if end == "uncertain" and claimed.payload.text.endswith("told"):
                assert tells_uncertain(unit, TELEGRAM, one)
    assert audit.books(TELEGRAM) == Books(committed=5, delivered=1, uncertain=2, erased=1, waiting=1, tries=3)
    assert audit.sent(TELEGRAM, {"1": 3, "2": 0}) == {}
    assert audit.sent(TELEGRAM, {"1": 4}) == {"1": (3, 4)}, "one came twice"


def test_the_same_seed_lets_the_same_calls_go_wrong() -> None:
    faults = Faults()

    def wrong(seed: int) -> list[int]:
        faults.sometimes("sendMessage", Fault.DROP_AFTER, share=0.01, seed=seed)
        return [number for number in range(1_000) if faults.take("sendMessage")]

    assert wrong(8) == wrong(8) != wrong(9)
    assert faults.take("sendDocument") is None
