"""What is said where others read, or the network itself: one neutral line a day, and nobody's case moves."""

from dataclasses import replace
from datetime import datetime

from bot.core.ports.incoming import Incoming, Left, Reacted, Redacted
from bot.core.ports.outgoing import Destination
from bot.render.render import neutral, unencrypted
from bot.service.casework import Casework
from bot.service.speaking import Speaker
from bot.store.outbox import Priority
from bot.store.unit import Unit


class Public:
    """Answers what is not said in private."""

    def __init__(self, speaker: Speaker, casework: Casework) -> None:
        """Take who speaks, and who keeps cases: what is taken back there goes from them."""
        self._speaker = speaker
        self._casework = casework

    def answer(self, unit: Unit, incoming: Incoming, now: datetime) -> None:
        """One neutral line a day in each place where others read: nobody is asked anything there."""
        if isinstance(incoming.content, Redacted):
            self._unlearn(unit, incoming, incoming.content.of)
        if isinstance(incoming.content, Left | Redacted | Reacted):
            return
        if unit.first_time(incoming.network, f"public|{incoming.place}|{now.date()}", now.date()):
            link = self._speaker.link(incoming.network, incoming.link, "bonjour")
            said = unencrypted() if incoming.plain else neutral(link)
            line = self._speaker.rendered(incoming.network, self._speaker.language(incoming), (said,))
            to = Destination(incoming.person, incoming.place)
            unit.outbox.put(incoming.network, to, line, Priority.ANSWER, now)

    def _unlearn(self, unit: Unit, incoming: Incoming, message: str) -> None:
        """A message is taken back where others read: what it told goes, and nothing is said of it there."""
        found = unit.people.find_with_places(incoming.network, incoming.person)
        if found is None:
            return
        known, beside = found
        if keys := known.conversation.learned_in(message):
            unlearned = replace(known, conversation=known.conversation.unlearning(keys))
            self._casework.save(unit, unlearned, beside.people)
