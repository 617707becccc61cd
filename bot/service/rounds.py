"""The rounds: every case whose day has come is looked at, and what is due is queued with its ledger row, once."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.case.hours import (
    closing,
    may_write,
)
from bot.core.case.reminder import (
    ReminderKind,
    last_of_each,
    spent,
)
from bot.core.case.working_days import Territory
from bot.core.conversation.step import remind
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.network_name import NetworkName
from bot.service.casework import Casework
from bot.service.cleaning import marked
from bot.service.reminding import asks, words
from bot.service.speaking import Content, Speaker
from bot.store import DatabaseError
from bot.store.outbox import Priority
from bot.store.people import Person
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

BATCH = 100
"""Cases looked at in one transaction of a tick."""


class Rounds:
    """Says what is due."""

    def __init__(
        self,
        store: Store,
        content: Content,
        networks: Mapping[NetworkName, Capabilities],
        speaker: Speaker,
        casework: Casework,
        *,
        served: Collection[NetworkName],
    ) -> None:
        """Take the store, the content, what each network can do, who speaks, and what is done with a case.

        served  the networks that can be written to now: of two places one there comes first
        """
        self._served = served
        self._store = store
        self._content = content
        self._networks = networks
        self._speaker = speaker
        self._casework = casework

    def tick(self, now: datetime) -> int:
        """Queue every reminder that is due, once. Returns how many were queued.

        A reminder and its ledger row commit together. After days of downtime each comes once, and says that it is
        late. Raises DatabaseError when the database fails: what was not queued will be.
        """
        queued = 0
        while True:
            with self._store.transaction() as unit:
                self._put_off(unit, now)
                self._recount(unit, now)
                cases = unit.cases.to_look_at(now, BATCH)
                queued += sum(self._look_at(unit, case_id, now) for case_id in cases)
            if len(cases) < BATCH:
                return queued

    def _recount(self, unit: Unit, now: datetime) -> None:
        """Have every case looked at when this release counts other delays than the index of days was made with."""
        campaign = self._content.campaign
        if unit.cases.look_at_all(campaign.id, campaign.delays.counted, now):
            log.info("the delays are new: every case is looked at")

    def _hours(self, person: Person, moment: datetime) -> tuple[datetime, datetime]:
        """From when, from that moment on, and until when on that day, a person may be written to unasked."""
        zone = self._speaker.zone(person)
        opens = may_write(moment, zone, self._speaker.request(person).territory)
        return opens, closing(opens, zone)

    def _put_off(self, unit: Unit, now: datetime) -> None:
        """A reminder that could not leave before its day ended, a network being slow, leaves on the next good day."""
        for id_, fingerprint in unit.outbox.overstayed(now):
            unit.outbox.postpone(id_, *self._hours_of(unit, fingerprint, now))

    def _hours_of(self, unit: Unit, fingerprint: bytes, now: datetime) -> tuple[datetime, datetime]:
        """The same of whoever is kept under that hash; the bot's own, of somebody who cannot be read or found."""
        try:
            with unit.apart():
                if person := unit.people.of_print(fingerprint):
                    return self._hours(person, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one row, the others get their reminders
            # The class only: an exception's words may hold a person's.
            why = type(error).__name__
            log.error("whom a reminder is for cannot be read, it leaves by the bot's own hours: %s", why)  # noqa: TRY400
        opens = may_write(now, self._speaker.home, Territory.METROPOLE)
        return opens, closing(opens, self._speaker.home)

    def _look_at(self, unit: Unit, case_id: str, now: datetime) -> int:
        try:
            with unit.apart():
                return self._remind(unit, case_id, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one case, the others get their reminders
            # The class only: an exception's words may hold a person's.
            log.error("a case cannot be looked at, again tomorrow: %s", type(error).__name__)  # noqa: TRY400
            unit.cases.look_again(case_id, now + timedelta(days=1))
            return 0

    def _remind(self, unit: Unit, case_id: str, now: datetime) -> int:
        standing = unit.standings.about(case_id, self._served)
        if standing is None or standing.person.network not in self._networks:
            unit.cases.look_again(case_id, now + timedelta(days=1))
            return 0
        person, case = standing.person, standing.case
        rings, (morning, evening) = self._networks[person.network].rings, self._hours(person, now)
        if rings and morning > now:
            unit.cases.look_again(case_id, morning)
            return 0
        found, campaign = self._casework.unsent(person, case, standing.ledger), self._content.campaign
        owed = tuple(reminder for reminder in found if reminder.due <= now)
        if not owed:
            unit.cases.look_again(case_id, min((reminder.due for reminder in found), default=None))
            return 0
        due, news = last_of_each(owed), self._casework.news(standing, now)
        said = (*words(owed, case, campaign, person.heard_on, now), *news.said)
        turn = remind(
            person.conversation, case, asks(due, case, campaign, now), said, self._casework.world(standing, now)
        )
        told = (*(reminder.key for reminder in spent(owed, found, campaign.delays, now)), *news.keys)
        # Nobody spoke: their data are kept no longer for it.
        person = replace(person, conversation=replace(turn.conversation, shown=turn.shows))
        self._casework.keep(unit, standing, person, (), told, now)
        reminding = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
        reminding = marked(self._networks[person.network], reminding, turn.conversation)
        nudge = all(reminder.kind is ReminderKind.UNSENT for reminder in due)
        priority = Priority.NUDGE if nudge else Priority.REMINDER
        unit.outbox.put(person.network, person.to, reminding, priority, now, until=evening if rings else None)
        return len(due)
