"""Sealing anew what is kept of a person: under another key, or for the first time under their own."""

from sqlalchemy import Connection, bindparam, inspect, or_, select, update

from bot.store import StoreError
from bot.store.cases import event_place
from bot.store.people import person_place
from bot.store.seal import MARK
from bot.store.tables import CaseRow, EventRow, PersonRow
from bot.store.vault import OWN, Vault, wrapped_of

_PEOPLE = (
    select(PersonRow.id, PersonRow.contact, PersonRow.conversation, wrapped_of(inspect(PersonRow).columns["case_id"]))
    .where(PersonRow.case_id == bindparam("first"))
    .order_by(PersonRow.id)
    .with_for_update(of=PersonRow)
)
_EVENTS = (
    select(EventRow.case_id, EventRow.seq, EventRow.event)
    .join(CaseRow, CaseRow.id == EventRow.case_id)
    .where(or_(CaseRow.id == bindparam("first"), CaseRow.of == bindparam("first")))
)
_SEAL_PERSON = update(PersonRow).where(PersonRow.id == bindparam("this"))
_SEAL_EVENT = update(EventRow).where(EventRow.case_id == bindparam("of"), EventRow.seq == bindparam("place"))


class Households:
    """All that is sealed with one key, within one transaction. A person is named by the id of their first case."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        """Take the transaction's connection and the keys."""
        self._connection = connection
        self._vault = vault

    def renew(self, first: str) -> None:
        """Give a person another key: of what is not theirs any more no backup gives anything."""
        self._seal(first, anew=True)

    def adopt(self, first: str) -> int:
        """Seal what an earlier release kept of a person with a key of their own. Returns how much does not open."""
        return self._seal(first, anew=False)

    def _seal(self, first: str, *, anew: bool) -> int:
        """A value that does not open stays as it is. Returns how many of these are of an earlier release."""
        people = self._connection.execute(_PEOPLE, {"first": first}).all()
        for row in people:
            self._vault.learn(first, row.wrapped)
        events = self._connection.execute(_EVENTS, {"first": first}).all()
        sealed = {person_place(row.id, "contact"): row.contact for row in people}
        sealed |= {person_place(row.id, "conversation"): row.conversation for row in people}
        sealed |= {event_place(row.case_id, row.seq): row.event for row in events}
        plain = {
            where: found for where, value in sealed.items() if (found := self._opened(first, where, value)) is not None
        }
        if anew:
            self._vault.renew(first)
        again = {
            where: self._vault.seal(first, where, plain[where]) if where in plain else sealed[where] for where in sealed
        }
        if people:
            columns = ("contact", "conversation")
            self._connection.execute(
                _SEAL_PERSON,
                [{"this": row.id, **{name: again[person_place(row.id, name)] for name in columns}} for row in people],
            )
        if events:
            self._connection.execute(
                _SEAL_EVENT,
                [
                    {"of": row.case_id, "place": row.seq, "event": again[event_place(row.case_id, row.seq)]}
                    for row in events
                ],
            )
        return sum(where not in plain and value[:MARK] != OWN for where, value in sealed.items())

    def _opened(self, first: str, where: str, sealed: bytes) -> bytes | None:
        try:
            return self._vault.open(first, where, sealed)
        except StoreError:
            return None
