"""Passing over reminders of which nobody knows whether they were sent: noted as sent, they are sent no more."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.network_name import NetworkName
from bot.service.agenda import PAGE, Agenda
from bot.service.casework import Casework, Happened
from bot.service.speaking import Speaker
from bot.store import DatabaseError, StoreError
from bot.store.people import Person
from bot.store.unit import Store

log = logging.getLogger(__name__)


class Passing:
    """Marks reminders as sent that a bot may have sent before a backup was put back."""

    def __init__(
        self,
        store: Store,
        networks: Mapping[NetworkName, Capabilities],
        speaker: Speaker,
        casework: Casework,
        *,
        served: Collection[NetworkName],
    ) -> None:
        """Take what `Rounds` is given."""
        self._store = store
        self._networks = networks
        self._speaker = speaker
        self._casework = casework
        self._served = served

    def over(self, since: datetime, until: datetime, now: datetime) -> int:
        """Note as sent every reminder that would have left in that time. Returns how many. Raises DatabaseError."""
        agenda = Agenda(self._store)
        agenda.begin(until)
        passed = 0
        for some in agenda.come(until, PAGE):
            with self._store.transaction() as unit:
                cases, _ = unit.cases.dues.claim(some, until)
            passed += sum(self._look_at(case_id, since, until, now) for case_id in cases)
        return passed

    def _look_at(self, first: str, since: datetime, until: datetime, now: datetime) -> int:
        try:
            return self._pass_over(first, since, until, now)
        except DatabaseError:
            raise
        except StoreError as error:
            log.error("a case cannot be read, none of its reminders is passed over: %s", error)  # noqa: TRY400
            return 0

    def _pass_over(self, first: str, since: datetime, until: datetime, now: datetime) -> int:
        with self._store.transaction() as unit:
            standing = unit.standings.about(first, self._served)
            if standing is None or standing.person.network not in self._networks:
                return 0
            standing = self._casework.present(standing)
            person, told = standing.person, {}
            for campaign, one in self._casework.kept(standing).items():
                unsent = self._casework.unsent(self._speaker.home_of(person), campaign, one.case, one.ledger)
                told[campaign] = tuple(r.key for r in unsent if since < self._leaves(person, r.due) <= until)
            self._casework.keep(unit, standing, person, Happened({}, told), now)
            return sum(map(len, told.values()))

    def _leaves(self, person: Person, due: datetime) -> datetime:
        """When a reminder that is due then leaves, if nothing hinders it."""
        return self._speaker.hours(person, due)[0] if self._networks[person.network].rings else due
