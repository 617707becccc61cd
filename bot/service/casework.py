"""What is done with cases whoever asks: kept in all their places, their news told once, their next day noted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.case.absence import untold
from bot.core.case.case import Case
from bot.core.case.event import Event
from bot.core.case.reminder import Ledger, Reminder, reminders, unsent
from bot.core.conversation.aside import among, turned_to
from bot.core.conversation.news import News, changed_since, key_of, news
from bot.core.conversation.state import Conversation
from bot.core.conversation.world import World
from bot.core.ports.message import within
from bot.service.forgetting import expiry
from bot.service.speaking import Content, Home, Speaker
from bot.store.deeds import DeedKind, erased_of, reminded
from bot.store.people import Person
from bot.store.standing import Kept, Standing
from bot.store.unit import Unit

Key = tuple[int, str]
"""A reminder, or a piece of news, in the ledger."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What came of a message or of reminders, by campaign: new events, what was told, and the case that is erased.

    found  the reminders that were not sent before, where they were looked for and nothing else came of it
    """

    events: Mapping[str, tuple[Event, ...]]
    told: Mapping[str, Collection[Key]]
    ends: str = ""
    found: Mapping[str, tuple[Reminder, ...]] | None = None


class Casework:
    """Knows the campaigns and the speaker. It reads values, and writes in the transaction that it is given."""

    def __init__(self, content: Content, speaker: Speaker) -> None:
        """Take what was read from files, and who speaks."""
        self._campaigns = content.campaigns
        self._first = content.campaign.id
        self._speaker = speaker

    # --- What is read -----------------------------------------------------------------------------------------------

    def present(self, standing: Standing) -> Standing:
        """What stands, spoken of a campaign that there is: an operator may have taken one away."""
        conversation = among(standing.person.conversation, self._campaigns, self._first)
        if conversation is standing.person.conversation:
            return standing
        return replace(standing, person=replace(standing.person, conversation=conversation))

    def kept(self, standing: Standing) -> dict[str, Kept]:
        """All cases of a person by their campaign: the first one, and the others that have begun."""
        first = {self._first: Kept(standing.person.case_id, standing.case, standing.ledger)}
        if not standing.others:
            return first
        return first | {campaign: one for campaign, one in standing.others.items() if campaign in self._campaigns}

    def case(self, standing: Standing) -> Case:
        """The case that the conversation is about."""
        about = self._speaker.about(standing.person)
        return standing.case if about == self._first else standing.others.get(about, Kept()).case

    def news(self, standing: Standing, now: datetime, home: Home | None = None) -> dict[str, News]:
        """What they must be told once, by campaign: what could not be received, what changed in their letters.

        home  theirs, where it is known already
        """
        if standing.heard_on is None:
            return {}
        (zone, _), language = home or self._speaker.home_of(standing.person), standing.person.conversation.language
        found: dict[str, News] = {}
        for campaign, one in self.kept(standing).items():
            missed = untold(standing.missed, standing.heard_on, one.ledger) if campaign == self._first else ()
            changed = changed_since(one.case, self._campaigns[campaign], now.astimezone(zone).date())
            new = [change for change in changed if key_of(change) not in one.ledger]
            if missed or new:
                told = news(missed, new, language, zone)
                found[campaign] = replace(told, said=tuple(within(line, campaign) for line in told.said))
        return found

    def world(self, standing: Standing, now: datetime, link: str = "") -> World:
        """What the conversation of that person may look at, at that moment. `link`: to the bot, where they speak."""
        return self._speaker.world(standing.person, now, self.kept(standing), link, standing.beside)

    def unsent(self, home: Home, campaign: str, case: Case, ledger: Ledger) -> tuple[Reminder, ...]:
        """The reminders of a case that were not sent, whenever they are due. `home`: that of whoever has it."""
        return unsent(reminders(case, self._campaigns[campaign], *home), case, ledger)

    def expires(self, standing: Standing, person: Person, happened: Happened, today: date) -> date:
        """The day from which nothing is kept of somebody who was heard today: the last one of all their cases."""
        about, cases = self._speaker.about(person), self._after(standing, happened)
        aside = (one.campaign for one in person.conversation.aside if one.campaign in self._campaigns)
        days = [
            expiry(turned_to(person.conversation, one, about), cases.get(one, Case()), self._campaigns[one], today)
            for one in (about, *aside)
        ]
        return max(days)

    def _after(self, standing: Standing, happened: Happened) -> dict[str, Case]:
        cases = {campaign: one.case for campaign, one in self.kept(standing).items() if campaign != happened.ends}
        for campaign, events in happened.events.items():
            cases[campaign] = cases.get(campaign, Case()).adding(events)
        return cases

    # --- What is written --------------------------------------------------------------------------------------------

    def save(self, unit: Unit, person: Person, beside: Iterable[Person]) -> None:
        """Keep a person, and the same conversation at the other places of their case."""
        unit.people.save(person, self._first)
        for other in beside:
            conversation = replace(person.conversation, shown=other.conversation.shown)
            same = replace(other, conversation=conversation, expires_on=person.expires_on)
            unit.people.save(same, self._first)

    def keep(self, unit: Unit, standing: Standing, person: Person, happened: Happened, now: datetime) -> None:
        """Keep what came of a message: the person as they are now, new events, and what they were told.

        The day on which each case must be looked at next is reckoned anew.
        """
        self.save(unit, person, standing.beside.people)
        self._keep_cases(unit, standing, person, happened, now)

    def keep_told(
        self, unit: Unit, standing: Standing, conversation: Conversation, happened: Happened, now: datetime
    ) -> None:
        """The same of reminders: nobody spoke, so that of the person the conversation alone is another one."""
        person = replace(standing.person, conversation=conversation)
        if standing.beside.people:
            self.save(unit, person, standing.beside.people)
        else:
            unit.people.save_conversation(person)
        self._keep_cases(unit, standing, person, happened, now)

    def _keep_cases(self, unit: Unit, standing: Standing, person: Person, happened: Happened, now: datetime) -> None:
        kept = self.kept(standing)
        if happened.ends:
            self._erase(unit, person, happened.ends, kept, now)
        written = [campaign for campaign, events in happened.events.items() if events]
        for campaign in dict.fromkeys((*kept, *written)):
            if campaign != happened.ends:
                self._keep_one(unit, person, campaign, kept.get(campaign, Kept()), happened, now)

    def _erase(self, unit: Unit, person: Person, campaign: str, kept: Mapping[str, Kept], now: datetime) -> None:
        """Delete one case of somebody who keeps others; no backup brings it back, nor what was said for it."""
        prints = {*unit.people.prints_on(person.case_id), *unit.people.fingerprints(person.network, person.to.person)}
        unit.deeds.note(DeedKind.CASE_ERASED, (erased_of(one, campaign) for one in prints), now)
        if campaign in kept:
            unit.cases.erase(kept[campaign].case_id)
        unit.households.renew(person.case_id)  # a backup of before holds it under the key that they had

    def _keep_one(
        self, unit: Unit, person: Person, campaign: str, one: Kept, happened: Happened, now: datetime
    ) -> None:
        events, told = happened.events.get(campaign, ()), happened.told.get(campaign, ())
        case_id, known = one.case_id or unit.cases.open(person.case_id, campaign), len(one.case.log)
        case = one.case.adding(events)
        unit.cases.append(case_id, known, events)
        if told:
            unit.cases.note_reminded(case_id, told, now, known)
            unit.deeds.note(DeedKind.REMINDED, (reminded(case_id, key, known) for key in told), now)
        if case.log:
            ledger = {**one.ledger, **dict.fromkeys(told, known)}
            if events or happened.found is None:
                left = self.unsent(self._speaker.home_of(person), campaign, case, ledger)
            else:
                left = unsent(happened.found[campaign], case, ledger)
            coming = (reminder.due for reminder in left)
            unit.cases.dues.set(case_id, min(coming, default=None), now)
