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
    Reminder,
    ReminderKind,
    last_of_each,
    spent,
)
from bot.core.case.working_days import Territory
from bot.core.conversation.asking import Turn
from bot.core.conversation.step import Due, remind
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.message import say
from bot.core.ports.network_name import NetworkName
from bot.service.agenda import Agenda
from bot.service.casework import Casework, Happened, Key
from bot.service.cleaning import marked
from bot.service.reminding import asks, items, sorry
from bot.service.setting_aside import FailedCases
from bot.service.speaking import Content, Home, Speaker, hours_at
from bot.store import DatabaseError, StoreError
from bot.store.cases import Alike
from bot.store.outbox import Priority
from bot.store.standing import Standing
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
        self._agenda = Agenda(store)
        self._failed = FailedCases()

    @property
    def set_aside(self) -> int:
        """How many cases could not be looked at twice or more."""
        return self._failed.set_aside

    def tick(self, now: datetime) -> int:
        """Queue every reminder that is due, once. Returns how many were queued.

        A reminder and its ledger row commit together. After days of downtime each comes once, and says that it is
        late. Raises DatabaseError when the database fails: what was not queued will be.
        """
        self._agenda.recount({one.id: one.delays.counted for one in self._content.campaigns.values()}, now)
        self._agenda.begin(now)
        with self._store.transaction() as unit:
            self._put_off(unit, now)
        self._agenda.catch_up(now)
        queued = 0
        alike: Alike = {}
        for cases in self._agenda.come(now, BATCH):
            with self._store.transaction() as unit:
                unit.with_people_of(cases)
                unit.cases.share(alike)
                come, looked_at = unit.cases.dues.claim(cases, now)
                queued += self._look_at_all(unit, tuple(come), now)
            self._agenda.done(looked_at)
        return queued

    def _put_off(self, unit: Unit, now: datetime) -> None:
        """A reminder that could not leave before its day ended, a network being slow, leaves on the next good day."""
        for id_, fingerprint in unit.outbox.overstayed(now):
            unit.outbox.postpone(id_, *self._hours_of(unit, fingerprint, now))

    def _hours_of(self, unit: Unit, fingerprint: bytes, now: datetime) -> tuple[datetime, datetime]:
        """The same of whoever is kept under that hash; the bot's own, of somebody who cannot be read or found."""
        try:
            with unit.apart():
                if person := unit.people.of_print(fingerprint):
                    return self._speaker.hours(person, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one row, the others get their reminders
            # The class only: an exception's words may hold a person's.
            why = type(error).__name__
            log.error("whom a reminder is for cannot be read, it leaves by the bot's own hours: %s", why)  # noqa: TRY400
        opens = may_write(now, self._speaker.home, Territory.METROPOLE)
        return opens, closing(opens, self._speaker.home)

    def _look_at_all(self, unit: Unit, cases: Collection[str], now: datetime) -> int:
        """Queue what is due in all these cases: together, or one by one where something is wrong with one."""
        try:
            with unit.apart(), unit.writes.together():
                unit.standings.hold(cases)
                queued = sum(self._remind(unit, one, now) for one in cases)
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001  whatever it is, it is told of when that case is looked at by itself
            return sum(self._look_at(unit, one, now) for one in cases)
        for one in cases:
            self._failed.mended(one)
        return queued

    def _look_at(self, unit: Unit, case_id: str, now: datetime) -> int:
        try:
            with unit.apart():
                queued = self._remind(unit, case_id, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one case, the others get their reminders
            self._failed.tell(case_id, error)
            _put_to_tomorrow(unit, case_id, now)
            return 0
        self._failed.mended(case_id)
        return queued

    def _remind(self, unit: Unit, first: str, now: datetime) -> int:
        """Queue what is due in all cases of a person as one message. `first`: the id of their first case."""
        standing = unit.standings.about(first, self._served)
        if standing is None or standing.person.network not in self._networks:
            unit.cases.dues.postpone(first, now + timedelta(days=1), now)
            return 0
        if standing.person.expires_on <= now.date():
            return 0  # they may not be erased yet, but nobody is written to about them any more
        standing = self._casework.present(standing)
        person = standing.person
        home, rings = self._speaker.home_of(person), self._networks[person.network].rings
        morning, evening = hours_at(home, now)
        if rings and morning > now:
            unit.cases.dues.postpone(first, morning, now)
            return 0
        kept = self._casework.kept(standing)
        found = {
            campaign: self._casework.unsent(home, campaign, one.case, one.ledger) for campaign, one in kept.items()
        }
        owed = {campaign: tuple(one for one in all_ if one.due <= now) for campaign, all_ in found.items()}
        if not any(owed.values()):
            for campaign, one in kept.items():
                unit.cases.dues.set(one.case_id, min((r.due for r in found[campaign]), default=None), now)
            return 0
        due = {campaign: last_of_each(some) for campaign, some in owed.items() if some}
        turn, told = self._turn(standing, home, due, owed, now)
        for campaign, some in owed.items():
            delays = self._content.campaigns[campaign].delays
            told[campaign] += tuple(one.key for one in spent(some, found[campaign], delays, now))
        conversation = replace(turn.conversation, shown=turn.shows)
        self._casework.keep_told(unit, standing, conversation, Happened({}, told, found=found), now)
        reminding = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
        reminding = marked(self._networks[person.network], reminding, turn.conversation)
        every = [reminder for some in due.values() for reminder in some]
        nudge = all(reminder.kind is ReminderKind.UNSENT for reminder in every)
        priority = Priority.NUDGE if nudge else Priority.REMINDER
        unit.outbox.put(person.network, person.to, reminding, priority, now, until=evening if rings else None)
        return len(every)

    def _turn(
        self,
        standing: Standing,
        home: Home,
        due: Mapping[str, tuple[Reminder, ...]],
        owed: Mapping[str, tuple[Reminder, ...]],
        now: datetime,
    ) -> tuple[Turn, dict[str, tuple[Key, ...]]]:
        """One message about what is due in all cases, which asks one question; and the keys of its news."""
        person, kept = standing.person, self._casework.kept(standing)
        about, news = self._speaker.about(person), self._casework.news(standing, now, home)
        said = {
            campaign: Due(
                asks(some, kept[campaign].case, self._content.campaigns[campaign], now),
                items(owed[campaign], kept[campaign].case, self._content.campaigns[campaign], now),
            )
            for campaign, some in due.items()
        }
        ends = (
            *sorry([one for some in owed.values() for one in some], person.heard_on, now),
            *(line for one in news.values() for line in one.said),
        )
        own = said.pop(about, Due())
        notes = (say("reminder.first-line"), *own.notes)
        if said:
            last = list(said)[-1]
            said[last] = replace(said[last], notes=(*said[last].notes, *ends))
        else:
            notes = (*notes, *ends)
        case, world = self._casework.case(standing), self._casework.world(standing, now)
        turn = remind(person.conversation, case, own.about, notes, world, said)
        return turn, {campaign: news[campaign].keys if campaign in news else () for campaign in kept}


def _put_to_tomorrow(unit: Unit, first: str, now: datetime) -> None:
    """Look at a case again tomorrow; where its key does not open, the agenda has it then all the same."""
    try:
        with unit.apart():
            unit.cases.dues.postpone(first, now + timedelta(days=1), now)
    except DatabaseError:
        raise
    except StoreError:
        return
