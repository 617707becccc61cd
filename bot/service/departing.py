"""What is done when a person left or blocked the bot, and what is said to whom the bot leaves."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.message import Words, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.forgetting import LEAVING, Goodbye, agreed
from bot.service.speaking import Speaker
from bot.store.people import Person
from bot.store.unit import Unit


class Departures:
    """Closes the places that people have left, within the transaction that it is given."""

    def __init__(self, campaign: str) -> None:
        """Take the campaign that cases are of."""
        self._campaign = campaign

    def leave(self, unit: Unit, network: NetworkName, place: Destination, now: datetime, *unsent: datetime) -> None:
        """The person blocked the bot or left: nothing more goes there; the case stays until its time is over.

        A place where they are not any more is only that: they can still be reached in the one they use. Where their
        case has another place, the reminders that did not arrive are sent anew, there.

        unsent  when those were queued that were refused just now
        """
        place = replace(place, thread="")
        found = unit.people.find_with_places(network, place.person)
        waiting = unit.outbox.reminders_waiting(network, place)
        unit.outbox.drop(network, place)
        if found and found[0].to == place:
            known, beside = found
            unit.people.save(replace(known, reachable=False), self._campaign)
            elsewhere = any(other.reachable for other in beside.people)
            if elsewhere and unit.cases.take_back(known.case_id, (*waiting, *unsent)):
                unit.cases.dues.set(known.case_id, now, now)


class Goodbyes:
    """What goes to people whose time is over."""

    def __init__(
        self, networks: Mapping[NetworkName, Capabilities], speaker: Speaker, served: Collection[NetworkName]
    ) -> None:
        """Take what each network can do, who speaks, and the networks that can be written to now."""
        self._networks = networks
        self._speaker = speaker
        self._served = frozenset(served)

    def to(self, person: Person, now: datetime) -> Goodbye | None:
        """What goes to that person: where the bot leaves their chat how to come back, by day only; None for nothing."""
        if person.network not in self._served or not self._networks[person.network].leaves:
            return None
        if not agreed(person.conversation):
            return None  # they hesitate, nothing personal was said: who writes in that chat next week must be answered
        if not person.reachable:
            return Goodbye((replace(LEAVING, leaves=0),), now)
        line = Words((say("erase.expired"),), personal=False)
        said = self._speaker.rendered(person.network, person.conversation.language, (line,))
        return Goodbye((*said, LEAVING), *self._speaker.hours(person, now))
