"""Some rows of the table of faults (docs/faults.md), all at a time; `make faults` lives every row, and for longer."""

import asyncio
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from tests.real.faulty.benches import on_matrix, on_telegram
from tests.real.faulty.faults import Direction, Fault
from tests.real.faulty.row import Answers, Case, Outage, Row
from tests.real.faulty.scenario import lived
from tests.real.faulty.table import line, page
from tests.real.running import ROOT
from tests.real.synapse import Synapse

pytestmark = pytest.mark.long

BRIEFLY = 5.0
ON_TELEGRAM = (
    (Direction.RECEIVING, Fault.TLS),
    (Direction.SENDING, Fault.TRUNCATED),
)
ON_MATRIX = (
    (Direction.RECEIVING, Fault.RESET_AFTER),
    (Direction.SENDING, Fault.RESET_AFTER),
    (Direction.SENDING, Fault.UNAUTHORIZED),
)


async def test_a_telegram_that_fails_for_a_while_loses_nothing(tmp_path: Path) -> None:
    async def live(direction: Direction, fault: Fault) -> Row:
        folder = tmp_path / f"{direction} {fault}"
        folder.mkdir()
        async with on_telegram(folder, tls=fault is Fault.TLS) as bench:
            return await lived(bench, Case(NetworkName.TELEGRAM, direction, fault), lasts=BRIEFLY)

    rows = await asyncio.gather(*(live(*one) for one in ON_TELEGRAM))
    assert [(str(row.case), row.wrong()) for row in rows if row.wrong()] == []


@pytest.mark.xdist_group("matrix")
async def test_a_homeserver_that_fails_for_a_while_loses_nothing_and_one_that_ends_the_session_ends_the_bot(
    synapse: Synapse, tmp_path: Path
) -> None:
    async def live(direction: Direction, fault: Fault) -> Row:
        folder = tmp_path / f"{direction} {fault}"
        folder.mkdir()
        async with on_matrix(synapse, folder, tls=fault is Fault.TLS) as bench:
            return await lived(bench, Case(NetworkName.MATRIX, direction, fault), lasts=BRIEFLY)

    rows = await asyncio.gather(*(live(*one) for one in ON_MATRIX))
    assert [(str(row.case), row.wrong()) for row in rows if row.wrong()] == []


# --- The table itself -----------------------------------------------------------------------------------------------

CERTAIN = Case(NetworkName.TELEGRAM, Direction.SENDING, Fault.REFUSED)
UNCERTAIN = Case(NetworkName.TELEGRAM, Direction.SENDING, Fault.ERROR)
LASTING = Case(NetworkName.MATRIX, Direction.SENDING, Fault.UNAUTHORIZED)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row(CERTAIN, Outage(19, 20), Answers(14.9, 0, 0, 0)), []),
        (Row(CERTAIN, Outage(20, 20), Answers(14.9, 0, 0, 0)), ["20 requests in 20 s"]),
        (Row(CERTAIN, Outage(7, 5), Answers(14.9, 0, 0, 0)), []),
        (Row(CERTAIN, Outage(8, 5), Answers(14.9, 0, 0, 0)), ["8 requests in 5 s"]),
        (Row(CERTAIN, Outage(5, 20), Answers(15.0, 0, 0, 0)), ["recovered after 15.0 s"]),
        (Row(CERTAIN, Outage(5, 20), Answers(None, 1, 0, 0)), ["1 answers lost", "recovered after None s"]),
        (Row(CERTAIN, Outage(5, 20), Answers(1, 0, 1, 0)), ["1 answers doubled"]),
        (Row(CERTAIN, Outage(5, 20, 2), Answers(1, 0, 0, 0)), ["exit status 2"]),
        (Row(UNCERTAIN, Outage(5, 20), Answers(1, 2, 0, 1)), []),
        (
            Row(UNCERTAIN, Outage(5, 20), Answers(1, 2, 0, 0)),
            ["2 answers lost", "told 0 times that a message may not have arrived"],
        ),
        (Row(LASTING, Outage(1, 2, 2), Answers(99, 0, 0, 0)), []),
        (Row(LASTING, Outage(2, 2, 0), Answers(99, 0, 0, 0)), ["exit status 0", "2 requests in 2 s"]),
    ],
)
def test_a_row_says_what_it_breaks_of_the_promise(row: Row, wrong: list[str]) -> None:
    assert row.wrong() == wrong


def test_the_page_has_a_row_for_every_fault_on_either_network_and_nothing_lost() -> None:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in one.split("|")[1:-1]] for one in text.splitlines() if one.startswith("| ")][2:]
    assert {tuple(row[:3]) for row in rows} == {
        (network, direction, fault) for network in ("Telegram", "Matrix") for direction in Direction for fault in Fault
    }
    assert {(row[5], row[6]) for row in rows} == {("0", "0")}, "make faults"
    assert page((), "a day", "a machine").splitlines()[3:] == text.splitlines()[3 : -len(rows)], "make faults"
    assert line(Row(UNCERTAIN, Outage(5, 20), Answers(1, 2, 0, 1))).count("|") == len(rows[0]) + 1
