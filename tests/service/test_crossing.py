"""Two who join each other's case at once, and marks taken from cases that somebody writes: on a real PostgreSQL.

Each pair is tried at each lock of one, as in `test_locks`, and looked at afterwards: nobody lost a case, one joined.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.limits import Bucket
from bot.store.tables import CaseRow, PersonRow
from tests.service.test_linking import ON_TIME
from tests.service.test_locks import Meeting, at_each_lock, begins, gives_a_code, says
from tests.service.test_two_workers import Worker
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.postgres import TEMPLATE, Postgres
from tests.store.talk import MATRIX, REMINDED, TELEGRAM

pytestmark = pytest.mark.long

SASHA = Destination("sasha-exemple-on-matrix", "room-of-sasha")
OTHER = "mon-espace-sante"
CROSSING = "objecteur_crossing"


class Crossing(Meeting):
    """Dominique and Sasha agreed, told nothing yet, and gave a code each; Camille has two cases, to be looked at."""

    def prepare(self, worker: Worker) -> None:
        """What is there before each meeting."""
        self.codes = {}
        for who, network in ((DOMINIQUE, TELEGRAM), (SASHA, MATRIX)):
            begins(worker, who, network, "bonjour", "oui", now=ON_TIME)
            self.codes[network] = gives_a_code(worker, who, ON_TIME, network)
        begins(worker, CAMILLE, TELEGRAM, *REMINDED)
        begins(worker, CAMILLE, TELEGRAM, f"/start {OTHER}", now=ON_TIME)
        with worker.store.transaction() as unit:
            known = unit.people.find(TELEGRAM, CAMILLE.person)
            assert known
            unit.cases.open(known.case_id, OTHER)
            unit.connection.execute(update(CaseRow).values(look_on=ON_TIME.date() - timedelta(days=3)))


@pytest.fixture(scope="module")
def crossing(postgres: Postgres) -> Iterator[Crossing]:
    yield Crossing(postgres.empty(CROSSING, TEMPLATE))
    postgres.drop(CROSSING)


Act = Callable[[Worker, Crossing], object]


def _joins(who: Destination, network: NetworkName, code_of: NetworkName) -> Act:
    return lambda worker, crossing: says(worker, f"!lier {crossing.codes[code_of]}", who, network)


def _recounts(worker: Worker, _: Crossing) -> None:
    with worker.store.transaction() as unit:
        unit.cases.count("health-data-hub", "made up")
    worker.service.tick(ON_TIME)


JOINS: dict[str, Act] = {
    "Dominique joins Sasha": _joins(DOMINIQUE, TELEGRAM, MATRIX),
    "Sasha joins Dominique": _joins(SASHA, MATRIX, TELEGRAM),
}
OTHERS: dict[str, Act] = {
    "Dominique speaks": lambda worker, _: says(worker, "/dossier", DOMINIQUE),
    "Sasha speaks": lambda worker, _: says(worker, "/dossier", SASHA, MATRIX),
    "Dominique gives another code": lambda worker, _: says(worker, "/lier", DOMINIQUE),
    "recount": _recounts,
    "rounds": lambda worker, _: worker.service.tick(ON_TIME),
}
PAIRS = [
    *((one, other) for one in JOINS for other in JOINS if one != other),
    *(pair for join in JOINS for other in OTHERS for pair in ((join, other), (other, join))),
]


def _together(worker: Worker) -> tuple[int, int]:
    """How many cases Dominique and Sasha have, and how many places."""
    with worker.store.transaction() as unit:
        found = [unit.people.find(TELEGRAM, DOMINIQUE.person), unit.people.find(MATRIX, SASHA.person)]
        first = {person.case_id for person in found if person}
        there = unit.connection.scalar(select(func.count()).where(CaseRow.id.in_(first)))
        nobodys = unit.connection.scalar(
            select(func.count()).where(
                CaseRow.of.is_(None), ~select(PersonRow.id).where(PersonRow.case_id == CaseRow.id).exists()
            )
        )
        assert there == len(first), "nobody is without a case"
        assert nobodys == 0, "no case is without anybody"
        return len(first), len([person for person in found if person])


@pytest.mark.parametrize(("act", "meanwhile"), PAIRS)
def test_whoever_joins_another_ends_nothing_and_loses_nothing(
    crossing: Crossing, act: str, meanwhile: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Before, of two who joined each other's case at once the database ended one; both had waited for a second.

    A recount wrote the moment of the case that a join had just deleted, and logged an IntegrityError for it.
    """
    one, other = (JOINS | OTHERS)[act], (JOINS | OTHERS)[meanwhile]
    joined = "gives" not in act + meanwhile

    def afterwards(worker: Worker) -> Iterator[str]:
        cases, places = _together(worker)
        if places != 2 or (joined and cases != 1):
            yield f"{cases} cases of {places} places"

    wrong = at_each_lock(
        crossing, lambda worker: one(worker, crossing), lambda worker: other(worker, crossing), afterwards
    )
    assert not wrong, "\n".join(wrong)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def _unmarks(worker: Worker) -> None:
    with worker.store.transaction() as unit:
        unit.cases.dues.unmark(ON_TIME.date())


def _writes_both(worker: Worker, *, back: bool) -> None:
    """A turn of somebody with two cases: both are written, in the order of when they were begun."""
    with worker.store.transaction() as unit:
        known = unit.people.find(TELEGRAM, CAMILLE.person)
        assert known
        cases = sorted((known.case_id, *unit.cases.beside(known.case_id).values()), reverse=back)
        for case_id in cases:
            unit.cases.dues.set(case_id, ON_TIME, ON_TIME)


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("first", ["unmarks", "writes"])
def test_marks_are_taken_away_while_somebody_with_two_cases_writes(crossing: Crossing, first: str, back: bool) -> None:
    both: list[Callable[[Worker], object]] = [_unmarks, partial(_writes_both, back=back)]
    act, meanwhile = both if first == "unmarks" else both[::-1]
    wrong = at_each_lock(crossing, act, meanwhile)
    assert not wrong, "\n".join(wrong)


def test_a_right_code_that_came_in_the_way_of_another_costs_no_try() -> None:
    tries = Bucket(1, timedelta(minutes=12)).keeper()
    assert tries.allows(b"a name", ON_TIME)
    tries.give_back(b"a name", ON_TIME)
    assert tries.allows(b"a name", ON_TIME)
    assert not tries.allows(b"a name", ON_TIME)
    tries.give_back(b"another", ON_TIME)
    assert [tries.allows(b"another", ON_TIME) for _ in range(2)] == [True, False], "nobody gets more than a bucket"
