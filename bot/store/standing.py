"""All that is kept about whoever speaks, read at once: what one message, or one reminder, is answered from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.case.absence import Absence
from bot.core.case.case import Case
from bot.core.case.reminder import Ledger
from bot.core.ports.network_name import NetworkName
from bot.store.absences import Absences
from bot.store.cases import Cases
from bot.store.outbox import Pending
from bot.store.people import OtherPlaces, People, Person


@dataclass(frozen=True, slots=True)
class Kept:
    """One case as it is kept; `case_id` is empty for one of which nothing is."""

    case_id: str = ""
    case: Case = field(default_factory=Case)
    ledger: Ledger = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody, their case, and what stands around it; as it was read, and then as it becomes.

    heard_on  the day they were heard before; None for somebody of whom nothing was kept
    case      their first case
    ledger    the reminders of it that were sent
    others    their other cases, by campaign
    beside    the other places of the case
    missed    what could not be received on their network
    pending   what must be seen to in the place where they write
    """

    person: Person
    heard_on: date | None = None
    case: Case = field(default_factory=Case)
    ledger: Ledger = field(default_factory=dict)
    others: Mapping[str, Kept] = field(default_factory=dict)
    beside: OtherPlaces = field(default_factory=OtherPlaces)
    missed: tuple[Absence, ...] = ()
    pending: Pending = field(default_factory=Pending)

    @property
    def known(self) -> bool:
        """Whether something of them was kept before."""
        return self.heard_on is not None

    def speaks(self, person: Person, pending: Pending) -> "Standing":
        """The same, while they write from a place where that is pending."""
        return replace(self, person=person, pending=pending)


class Standings:
    """Reads them, within one transaction."""

    def __init__(self, people: People, cases: Cases, absences: Absences) -> None:
        """Take what reads each part."""
        self._people = people
        self._cases = cases
        self._absences = absences

    def of(self, network: NetworkName, person: str) -> Standing | None:
        """All about whoever has that id on that network; None for a stranger. Raises StoreError."""
        found = self._people.find_with_places(network, person)
        return self._about(*found) if found else None

    def about(self, case_id: str, served: Collection[NetworkName]) -> Standing | None:
        """All about a case, and whom of it to write to; None when nobody can be reached. Raises StoreError.

        served  the networks that can be written to: of two places one there comes first
        """
        found = self._people.of_case(case_id, served)
        return self._about(*found) if found else None

    def hold(self, cases: Collection[str]) -> None:
        """Read at once what `about` needs of all these cases, each the first one of somebody."""
        self._people.hold(cases)
        self._cases.logs.hold((*cases, *self._cases.hold(cases)))

    def _about(self, person: Person, beside: OtherPlaces) -> Standing:
        case, missed = self._cases.load(person.case_id), self._absences.of(person.network)
        ledger = self._cases.ledger(person.case_id) if case.log or missed else {}  # there is nothing to tell yet
        # Nobody has another case who never turned to another campaign, which their conversation knows for good.
        others = self._cases.beside(person.case_id) if person.conversation.campaign else {}
        kept = {campaign: self._kept(case_id) for campaign, case_id in others.items()}
        return Standing(person, person.heard_on, case, ledger, kept, beside, missed)

    def _kept(self, case_id: str) -> Kept:
        return Kept(case_id, self._cases.load(case_id), self._cases.ledger(case_id))
