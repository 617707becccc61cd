"""Outbox, tables and networks compared with what must be there: the conservation of messages and of people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.ports.network_name import NetworkName
from bot.store.fates import State
from bot.store.tables import CaseRow, FingerprintRow, OutboxRow
from tests.simulation.figure import Figure
from tests.simulation.fuse import FusedStore
from tests.simulation.laws import BrokenError
from tests.simulation.network import Item


@dataclass(frozen=True)
class Row:
    """What can be seen of a row of the outbox from outside."""

    key: str
    state: str
    empty: bool


def _lane(store: FusedStore, figure: Figure) -> bytes:
    return store.index.fingerprint("lane", f"{figure.network}|{figure.to.place}")


def outbox(store: FusedStore) -> dict[bytes, list[Row]]:
    """All rows of the outbox, lane by lane, in their order."""
    found: dict[bytes, list[Row]] = {}
    columns = (OutboxRow.lane, OutboxRow.key, OutboxRow.state, OutboxRow.content)
    with store.looking() as unit:
        for lane, key, state, content in unit.connection.execute(select(*columns).order_by(OutboxRow.id)):
            found.setdefault(lane, []).append(Row(key, state, content is None))
    return found


def uncertain(store: FusedStore, figure: Figure) -> list[str]:
    """The keys of what may not have reached somebody and was not told yet."""
    return [row.key for row in outbox(store).get(_lane(store, figure), []) if row.state == State.UNCERTAIN]


def late(store: FusedStore, figure: Figure, now: datetime) -> tuple[list[str], bool]:
    """The keys of answers that came late to somebody, which was not told yet; and whether that is worth telling now."""
    this = (OutboxRow.lane == _lane(store, figure), OutboxRow.state == State.LATE)
    with store.looking() as unit:
        rows = unit.connection.execute(select(OutboxRow.key, OutboxRow.claimed_at).where(*this)).all()
    return [key for key, _ in rows], any(at is not None and now - at < timedelta(hours=1) for _, at in rows)


def balance(
    store: FusedStore, figures: Iterable[Figure], keys: dict[tuple[NetworkName, str], tuple[Figure, Item]]
) -> set[NetworkName]:
    """What was committed is delivered, uncertain, refused, erased or waiting: nothing lost, nothing from nowhere.

    Returns the networks on which something waits, or was sent and is not recorded yet.
    """
    lanes, waiting = outbox(store), set[NetworkName]()
    for figure in figures:
        rows = {row.key: row for row in lanes.pop(_lane(store, figure), [])}
        if any(row.state not in {State.UNCERTAIN, State.LATE} for row in rows.values()):
            waiting.add(figure.network)
        _settle(figure, rows)
        fresh = [key for key in rows if (figure.network, key) not in keys]
        unbound = [item for item in figure.open if not item.key]
        if len(fresh) != len(unbound):
            expected = [item.text[:60] for item in unbound]
            raise BrokenError("conservation", f"{len(fresh)} messages queued for {figure.mind.name}, not {expected}")
        for key, item in zip(fresh, unbound, strict=True):
            item.key = key
            keys[figure.network, key] = figure, item
    if lanes:
        raise BrokenError("conservation", f"messages wait for {len(lanes)} places that nobody is in")
    return waiting


def _settle(figure: Figure, rows: dict[str, Row]) -> None:
    """Messages that are not in the outbox any more are those whose fate is known, or was told."""
    for item in figure.open:
        row = rows.get(item.key)
        if item.over == "dropped" and row is None:
            figure.close(item)
        elif not item.key or row is not None:
            _in_its_state(figure, item, row)
        elif item.over or (item.arrived and not item.unknown):
            figure.close(item)
        elif item.unknown:
            raise BrokenError(
                "uncertain_is_told", f"nobody told {figure.mind.name} that a message may not have arrived"
            )
        else:
            raise BrokenError("conservation", f"a message to {figure.mind.name} is lost: {item.text[:60]}")


def _in_its_state(figure: Figure, item: Item, row: Row | None) -> None:
    if row and item.over == "dropped" and not row.empty:
        raise BrokenError("nothing_after_leaving", f"words for {figure.mind.name} are kept after they left or erased")
    if row and item.over == "dropped" and not item.key:
        raise BrokenError("nothing_after_leaving", f"a message to {figure.mind.name} still waits")


def people(store: FusedStore, figures: Iterable[Figure]) -> None:
    """Exactly those are kept who must be: nobody after their time or their /effacer, everybody until then."""
    known = [figure for figure in figures if figure.life.known]
    with store.looking() as unit:
        prints = unit.connection.scalars(select(FingerprintRow.fingerprint)).all()
        kept = {one: person for one in prints if (person := unit.people.of_print(one))}
        rows = {one: person.expires_on for one, person in kept.items()}
        cases = unit.connection.scalars(select(CaseRow.id)).all()
        logs = [unit.cases.logs.read(case_id) for case_id in cases]
        counted = [len(cases), sum(len(log.events) for log in logs), sum(len(log.ledger) for log in logs)]
        for figure in known:
            fingerprint = unit.people.fingerprints(figure.network, figure.to.person)[0]
            if fingerprint not in rows:
                raise BrokenError(
                    "kept_until_their_time", f"{figure.mind.name} is gone, due on {figure.life.expires_on}"
                )
            if rows.pop(fingerprint) != figure.life.expires_on:
                raise BrokenError("kept_until_their_time", f"{figure.mind.name} expires on another day")
    if rows:
        raise BrokenError("erased_at_their_time", f"{len(rows)} people are kept who must be gone")
    lives = [figure.life for figure in known]
    expected = [len(lives), sum(len(life.case.log) for life in lives), sum(len(life.ledger) for life in lives)]
    if counted != expected:
        raise BrokenError("stored_as_it_happened", f"cases, events, ledger: {counted}, and it must be {expected}")


def same(store: FusedStore, figure: Figure) -> None:
    """What is stored of a person is what happened to them."""
    with store.looking() as unit:
        person = unit.people.find(figure.network, figure.to.person)
        if (person is not None) != figure.life.known:
            raise BrokenError("stored_as_it_happened", f"{figure.mind.name}: {'kept' if person else 'not kept'}")
        if person is None:
            return
        # Which question was last shown where is the service's own: tests/service/test_linking.py.
        stored = replace(person.conversation, shown="")
        if stored != figure.life.conversation or unit.cases.load(person.case_id) != figure.life.case:
            raise BrokenError("stored_as_it_happened", f"{figure.mind.name}: another conversation or case")
        if unit.cases.ledger(person.case_id) != figure.life.ledger:
            raise BrokenError("stored_as_it_happened", f"{figure.mind.name}: another ledger")
