"""What is done when a person blocked the bot or left: nothing more goes to that place."""

from dataclasses import replace
from datetime import datetime

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
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
        waiting = unit.outbox.reminders_waiting(network, place)
        unit.outbox.drop(network, place)
        known = unit.people.find(network, place.person)
        if known and known.to == place:
            unit.people.save(replace(known, reachable=False), self._campaign)
            elsewhere = any(other.reachable for other in unit.people.beside(known))
            if elsewhere and unit.cases.take_back(known.case_id, (*waiting, *unsent)):
                unit.cases.look_again(known.case_id, now)
