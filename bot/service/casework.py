"""What is done with a case whoever asks: kept in all its places, its news told once, its next day noted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.case.absence import untold
from bot.core.case.case import Case
from bot.core.case.reminder import (
    Reminder,
    reminders,
    unsent,
)
from bot.core.conversation.news import News, changed_since, key_of, news
from bot.core.conversation.world import World
from bot.service.speaking import Content, Speaker
from bot.store.people import Person
from bot.store.unit import Unit


class Casework:
    """Knows the campaign and the speaker; works within the transaction that it is given."""

    def __init__(self, content: Content, speaker: Speaker) -> None:
        """Take what was read from files, and who speaks."""
        self._campaign = content.campaign
        self._speaker = speaker

    def save(self, unit: Unit, person: Person) -> None:
        """Keep a person, and the same conversation at the other place of their case."""
        unit.people.save(person, self._campaign.id)
        for other in unit.people.beside(person):
            conversation = replace(person.conversation, shown=other.conversation.shown)
            same = replace(other, conversation=conversation, expires_on=person.expires_on)
            unit.people.save(same, self._campaign.id)

    def news(self, unit: Unit, person: Person, case: Case, now: datetime) -> News:
        """What they must be told once: what could not be received, what changed in their letters."""
        zone, ledger = self._speaker.zone(person), unit.cases.ledger(person.case_id)
        missed = untold(unit.absences.of(person.network), person.heard_on, ledger)
        changed = changed_since(case, self._campaign, now.astimezone(zone).date())
        new = [change for change in changed if key_of(change) not in ledger]
        return news(missed, new, person.conversation.language, zone)

    def note(self, unit: Unit, case_id: str, keys: Iterable[tuple[int, str]], case: Case, now: datetime) -> None:
        """Write in the ledger what is said of a case."""
        for key in keys:
            unit.cases.note_reminded(case_id, key, now, len(case.log))

    def world(self, unit: Unit, person: Person, case: Case, now: datetime, link: str = "") -> World:
        """What the conversation of that person may look at, at that moment. `link`: to the bot, where they speak."""
        ledger = unit.cases.ledger(person.case_id) if case.log else {}  # nothing is reminded of where nothing was done
        return self._speaker.world(person, now, ledger, link, unit.people.networks_beside(person))

    def unsent(self, unit: Unit, person: Person, case: Case) -> tuple[Reminder, ...]:
        """The reminders of a case that were not sent, whenever they are due."""
        home = self._speaker.request(person).territory
        found = reminders(case, self._campaign.delays, self._speaker.zone(person), home)
        return unsent(found, case, unit.cases.ledger(person.case_id))

    def look_again(self, unit: Unit, person: Person, case: Case) -> None:
        """Note the day on which the case must be looked at next."""
        coming = (reminder.due for reminder in self.unsent(unit, person, case))
        unit.cases.look_again(person.case_id, min(coming, default=None))
