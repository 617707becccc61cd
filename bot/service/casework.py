"""What is done with a case whoever asks: kept in all its places, its news told once, its next day noted."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.case.absence import untold
from bot.core.case.case import Case
from bot.core.case.event import Event
from bot.core.case.reminder import Ledger, Reminder, reminders, unsent
from bot.core.conversation.news import News, changed_since, key_of, news
from bot.core.conversation.world import World
from bot.service.speaking import Content, Speaker
from bot.store.people import Person
from bot.store.standing import Standing
from bot.store.unit import Unit

Key = tuple[int, str]
"""A reminder, or a piece of news, in the ledger."""


class Casework:
    """Knows the campaign and the speaker. It reads values, and writes in the transaction that it is given."""

    def __init__(self, content: Content, speaker: Speaker) -> None:
        """Take what was read from files, and who speaks."""
        self._campaign = content.campaign
        self._speaker = speaker

    def news(self, standing: Standing, now: datetime) -> News:
        """What they must be told once: what could not be received, what changed in their letters."""
        if standing.heard_on is None:
            return News()
        zone = self._speaker.zone(standing.person)
        missed = untold(standing.missed, standing.heard_on, standing.ledger)
        changed = changed_since(standing.case, self._campaign, now.astimezone(zone).date())
        new = [change for change in changed if key_of(change) not in standing.ledger]
        return news(missed, new, standing.person.conversation.language, zone)

    def world(self, standing: Standing, now: datetime, link: str = "") -> World:
        """What the conversation of that person may look at, at that moment. `link`: to the bot, where they speak."""
        return self._speaker.world(standing.person, now, standing.ledger, link, standing.beside.networks)

    def unsent(self, person: Person, case: Case, ledger: Ledger) -> tuple[Reminder, ...]:
        """The reminders of a case that were not sent, whenever they are due."""
        home = self._speaker.request(person).territory
        found = reminders(case, self._campaign, self._speaker.zone(person), home)
        return unsent(found, case, ledger)

    def save(self, unit: Unit, person: Person, beside: Iterable[Person]) -> None:
        """Keep a person, and the same conversation at the other places of their case."""
        unit.people.save(person, self._campaign.id)
        for other in beside:
            conversation = replace(person.conversation, shown=other.conversation.shown)
            same = replace(other, conversation=conversation, expires_on=person.expires_on)
            unit.people.save(same, self._campaign.id)

    def keep(
        self,
        unit: Unit,
        standing: Standing,
        person: Person,
        events: tuple[Event, ...],
        told: Collection[Key],
        now: datetime,
    ) -> None:
        """Keep what came of a message or a reminder: the person as they are now, new events, and what they were told.

        The day on which the case must be looked at next is reckoned anew.
        """
        self.save(unit, person, standing.beside.people)
        case = standing.case.adding(events)
        unit.cases.append(person.case_id, len(standing.case.log), events)
        known = len(standing.case.log)
        ledger = {**standing.ledger, **dict.fromkeys(told, known)}
        for key in told:
            unit.cases.note_reminded(person.case_id, key, now, known)
        if case.log:
            coming = (reminder.due for reminder in self.unsent(person, case, ledger))
            unit.cases.look_again(person.case_id, min(coming, default=None))
