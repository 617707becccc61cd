"""Until when what is kept about somebody is kept, and forgetting it on that day: `retention` of the campaign."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.case.case import Case
from bot.core.conversation.state import Conversation, terms_of
from bot.core.ports.message import Say, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.dating import doubt
from bot.logs import place
from bot.store import DatabaseError, StoreError
from bot.store.deeds import DeedKind
from bot.store.outbox import Priority
from bot.store.people import Person
from bot.store.standing import Standing
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

LEAVING = Payload("", leaves=1)
"""The order to take the bot's messages back from a chat, but for the last one, which says so, and to leave it."""
BATCH = 100
"""People forgotten in one transaction."""
PAGE = 250
"""People whose days are opened in one transaction: some hundredths of a second, for which others wait."""


def expiry(conversation: Conversation, case: Case, campaign: Campaign, today: date) -> date:
    """The day from which nothing of somebody is kept who was heard today, unless they speak before."""
    keep = campaign.retention
    if case.tracks(campaign):
        days = keep.closed if case.closed(campaign, today) else keep.case
    else:
        days = keep.request_for(terms_of(conversation)) if "consent" in conversation.answers else keep.unanswered
    return today + timedelta(days=days + 1)


def agreed(conversation: Conversation) -> bool:
    """Whether somebody agreed that anything is kept, in one action at least."""
    return "consent" in conversation.answers or bool(conversation.aside)


def forget(unit: Unit, prints: tuple[bytes, ...]) -> None:
    """Delete somebody, and all that was to be said to them."""
    unit.people.erase(prints)
    unit.outbox.forget(prints)
    unit.traces.forget_of(prints)


def erase(
    unit: Unit, standing: Standing, served: Mapping[NetworkName, bool], now: datetime
) -> tuple[tuple[Person, Say], ...]:
    """Delete somebody in every place of their case. Returns the other places where that can be said, and what.

    No backup brings them back: noted whatever they agree to now, because a backup may hold an earlier agreement; under
    every hash of each of their accounts, because a backup may be older than the present key.

    served  the networks that can be written to now, and whether the bot leaves a chat there; elsewhere the word would
            wait for good, with their address in it
    """
    person = standing.person
    others = (place for place in standing.beside.people if place.reachable and place.network in served)
    told = tuple((place, say("erase.told-left" if served[place.network] else "erase.told")) for place in others)
    known = (unit.people.fingerprints(one.network, one.to.person) for one in (person, *standing.beside.people))
    prints = tuple({*unit.people.prints_on(person.case_id), *(each for one in known for each in one)})
    if standing.known:
        unit.deeds.note(DeedKind.FORGOTTEN, prints, now)
    forget(unit, prints)
    return told


@dataclass(frozen=True, slots=True)
class Goodbye:
    """What goes to somebody whose time is over, from when on it may, and until when on that day (None: at any time)."""

    said: tuple[Payload, ...]
    opens: datetime
    closes: datetime | None = None


class Expiry:
    """Forgets everybody in their time, on days that are believed."""

    def __init__(
        self,
        store: Store,
        campaign: Campaign,
        longest: int,
        zone: ZoneInfo,
        goodbye: Callable[[Person, datetime], Goodbye | None],
    ) -> None:
        """Take the store, the campaign that says how long what is of nobody is kept, and the civil time of the bot.

        longest  the days that nobody is kept beyond, in whatever campaigns
        goodbye  what goes to a person at that moment; None for nothing
        """
        self._goodbye = goodbye
        self._store = store
        self._campaign = campaign
        self._longest = longest
        self._zone = zone
        self._doubted = False
        self._swept_on: date | None = None

    def look(self, now: datetime, *, agreed: bool = True) -> None:
        """Forget everybody whose time is over, and what is kept for a while only; nobody while the day is in doubt.

        agreed  whether two readings of the clock agreed: without that, the first day of a database is kept, no more

        Raises DatabaseError.
        """
        with self._store.transaction() as unit:
            if not self._believed(unit, now.astimezone(self._zone).date(), agreed=agreed):
                return
            self._forget_the_rest(unit, now)
        over = sum(self._marked(now)) + sum(self._swept(now))
        if over:
            self._store.scrub()
            log.info("expired: %d", over)

    def _marked(self, now: datetime) -> Iterator[int]:
        """Forget those whose day stands in clear. Yields how many, batch by batch."""
        found = BATCH
        while found == BATCH:
            with self._store.transaction() as unit:
                over = unit.sweep.marked(now.date(), BATCH)
                self._forget(unit, over, now)
            yield (found := len(over))

    def _swept(self, now: datetime) -> Iterator[int]:
        """Open the days of all, once a day, and forget those whose time is over. Yields how many, batch by batch."""
        today, after = now.date(), ""
        if self._swept_on == today:
            return
        at_last = today + timedelta(days=self._longest + 1)
        while True:
            with self._store.transaction() as unit:
                swept = unit.sweep.page(after, today, at_last, PAGE)
                self._forget(unit, swept.over, now)
            if swept.unreadable:
                log.error("until when somebody is kept cannot be read: for %d days at most", self._longest)
            yield len(swept.over)
            if swept.last is None:
                break
            after = swept.last
        self._swept_on = today

    def _believed(self, unit: Unit, today: date, *, agreed: bool) -> bool:
        """Whether that day is believed; it is then the last one that was. A doubt is told once."""
        last = unit.looks.begin(today)
        if not agreed:
            return False
        if why := doubt(last, today):
            if not self._doubted:
                log.warning("%s", why)
            self._doubted = True
            return False
        if today > last:
            unit.looks.believe(today)
        self._doubted = False
        return True

    def _forget(self, unit: Unit, prints: Iterable[bytes], now: datetime) -> None:
        """Forget people whose time is over."""
        for fingerprint in prints:
            parting = self._parting(unit, fingerprint, now)
            forget(unit, (fingerprint,))
            if parting:
                person, goodbye = parting
                said, opens, closes = goodbye.said, goodbye.opens, goodbye.closes
                unit.outbox.put(person.network, person.to, said, Priority.ANSWER, opens, until=closes)
                unit.deeds.note(DeedKind.FORGOTTEN, (fingerprint,), now)  # no backup says goodbye twice

    def _forget_the_rest(self, unit: Unit, now: datetime) -> None:
        """Forget what is kept for a while only."""
        keep = self._campaign.retention
        unit.forget_seen(now.date() - timedelta(days=keep.replay))
        unit.forget_index(now.date())
        unit.absences.forget(now - timedelta(days=keep.case + 1))
        unit.links.forget(now)
        unit.traces.forget(now)
        unit.outbox.forget_late(now)
        unit.reports.forget(now.date() - timedelta(days=keep.case))

    def _parting(self, unit: Unit, fingerprint: bytes, now: datetime) -> tuple[Person, Goodbye] | None:
        """Who is kept under that hash, and what goes to them; None for nothing.

        Whoever cannot be read is forgotten all the same.
        """
        try:
            with unit.apart():
                person = unit.people.of_print(fingerprint)
                goodbye = self._goodbye(person, now) if person else None
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one row, the others are forgotten
            why = str(error) if isinstance(error, StoreError) else place(error)
            log.error("somebody whose time is over cannot be read, their chat is not left: %s", why)  # noqa: TRY400
            return None
        return (person, goodbye) if person and goodbye else None
