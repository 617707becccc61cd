"""What somebody says in private is answered, in five steps: admit, load, step, render, keep.

`answering` admits. `load` reads all that is kept about whoever speaks; `core.conversation` decides, without a database,
what their message leads to; that is rendered for their network; `keep` writes what came of it. Only joining two places
of a case touches the database between: what stands is loaded anew then.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.conversation.asking import Turn
from bot.core.conversation.linking import Linking
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import ask_again, misses, step
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.message import Bundle, Paper, Picture, Say, Words, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.service.attempts import Attempt, Attempts
from bot.service.casework import Casework, Happened, Key
from bot.service.cleaning import CLEANING, marked, note_heard
from bot.service.forgetting import LEAVING, erase
from bot.service.limits import Limits
from bot.service.linking import AccountLinker
from bot.service.speaking import Speaker
from bot.store.outbox import Priority
from bot.store.people import Person, new_person
from bot.store.standing import Standing
from bot.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Received:
    """One message, and when and as whose it is answered.

    name  by which the limits know the person, which says nothing of them
    late  whether their network could not be read for a while, so that the message may have waited
    """

    incoming: Incoming
    now: datetime
    name: bytes
    late: bool

    @property
    def to(self) -> Destination:
        """Where it came from."""
        return Destination(self.incoming.person, self.incoming.place)


class Dialogue:
    """Holds the conversations, each message within the transaction that it is given."""

    def __init__(
        self,
        networks: Mapping[NetworkName, Capabilities],
        speaker: Speaker,
        casework: Casework,
        linker: AccountLinker,
        *,
        limits: Limits,
        attempts: Attempts,
        served: Collection[NetworkName],
    ) -> None:
        """Take what each network can do, who speaks, who keeps cases, and who links accounts.

        limits    what the service bears
        attempts  where it is counted what it does not bear
        served    the networks that can be written to now
        """
        self._networks = networks
        self._speaker = speaker
        self._casework = casework
        self._linker = linker
        self._limits = limits
        self._attempts = attempts
        self._left = {network: networks[network].leaves for network in served if network in networks}
        """The networks that can be written to now, and whether the bot leaves the chats of those who are erased."""

    def answer(self, unit: Unit, received: Received, known: Standing | None) -> bool:
        """Take what somebody said in private, and answer it. Returns whether something was erased.

        known  what was kept about them; None for a stranger
        """
        standing = self._load(unit, received, known)
        before = standing.person.conversation
        turn = self._step(standing, received)
        if turn.link:
            standing, turn = self._linked(unit, standing, turn.link, received)
        turn, told = self._with_what_must_be_told(standing, turn, received)
        answer = self._rendered(standing, before, turn)
        self._keep(unit, standing, turn, told, received)
        if not turn.forget:
            note_heard(unit, self._can(standing), received.incoming, before, turn.conversation, now=received.now)
        thread = replace(received.to, thread=received.incoming.thread)
        unit.outbox.put(received.incoming.network, thread, answer, Priority.ANSWER, received.now)
        return turn.forget and standing.known

    # --- Load -------------------------------------------------------------------------------------------------------

    def _load(self, unit: Unit, received: Received, known: Standing | None) -> Standing:
        """What stands as they speak: they can be reached, and from there."""
        network, today = received.incoming.network, received.now.date()
        pending = unit.outbox.pending(network, received.to)
        if known:
            known = self._casework.present(known)
            return known.speaks(_heard(known.person, received.to, today), pending)
        fresh = new_person(network, received.to, Conversation(self._speaker.language(received.incoming)), today)
        return Standing(fresh, pending=pending)

    # --- Step -------------------------------------------------------------------------------------------------------

    def _step(self, standing: Standing, received: Received) -> Turn:
        """What a message leads to; nothing, where it answers what was answered in the other place meanwhile."""
        incoming, conversation = received.incoming, standing.person.conversation
        world = self._casework.world(standing, received.now, incoming.link)
        case = self._casework.case(standing)
        if standing.beside.people and misses(conversation, case, incoming.content, world):
            turn = ask_again(conversation, case, world, say("link.moved"))
        else:
            turn = step(conversation, case, incoming.content, world)
        return replace(turn, conversation=turn.conversation.learned(conversation, incoming.message))

    def _linked(self, unit: Unit, standing: Standing, asked: Linking, received: Received) -> tuple[Standing, Turn]:
        """Join a place to a case, or part it, and tell the other place. What stands then is loaded anew."""
        linked = self._linker.carry_out(unit, asked, standing.person, standing.case, received.now)
        self._tell(unit, linked.told, received.now)
        self._casework.save(unit, linked.person, ())
        anew = unit.standings.of(linked.person.network, linked.person.to.person) or standing
        standing = replace(self._casework.present(anew), heard_on=standing.heard_on, pending=standing.pending)
        world = self._casework.world(standing, received.now, received.incoming.link)
        turn = ask_again(standing.person.conversation, self._casework.case(standing), world).after(Words(linked.said))
        return standing, turn

    def _with_what_must_be_told(
        self, standing: Standing, turn: Turn, received: Received
    ) -> tuple[Turn, Mapping[str, tuple[Key, ...]]]:
        """The turn, after what is said once: what may not have arrived or came late, and news; the keys of the news."""
        turn = self._affordable(turn, received)
        pending, allows = standing.pending, self._limits.late.allows
        if (pending.late(received.now) or received.late) and allows(received.name, received.now):
            turn = turn.after(Words((say("delivery.late"),)))
        if pending.uncertain:
            turn = turn.after(Words((say("delivery.uncertain"),)))
        news = self._casework.news(standing, received.now)
        said = tuple(line for one in news.values() for line in one.said)
        keys = {campaign: one.keys for campaign, one in news.items() if one.keys}
        return (turn.after(Words(said)) if said else turn), keys

    def _affordable(self, turn: Turn, received: Received) -> Turn:
        """The turn, without the files of somebody who had very many of them: the words stand in the chat."""
        papers = sum(isinstance(message, Paper | Bundle | Picture) for message in turn.messages)
        if not papers or self._limits.papers.allows(received.name, received.now, papers):
            return turn
        self._attempts.note(Attempt.FILES)
        words = tuple(message for message in turn.messages if not isinstance(message, Paper | Bundle | Picture))
        return replace(turn, messages=words).after(Words((say("limit.papers"),)))

    # --- Render -----------------------------------------------------------------------------------------------------

    def _rendered(self, standing: Standing, before: Conversation, turn: Turn) -> tuple[Payload, ...]:
        """What their network sends, those messages marked that tell who they are."""
        answer = self._speaker.rendered(standing.person.network, turn.conversation.language, turn.messages)
        if not turn.forget:
            answer = marked(self._can(standing), answer, before, turn.conversation)
        if turn.leaves and self._can(standing).leaves:
            return (*answer, LEAVING)
        return (CLEANING, *answer) if turn.cleans else answer

    def _can(self, standing: Standing) -> Capabilities:
        return self._networks[standing.person.network]

    # --- Keep -------------------------------------------------------------------------------------------------------

    def _keep(
        self, unit: Unit, standing: Standing, turn: Turn, told: Mapping[str, tuple[Key, ...]], received: Received
    ) -> None:
        """Write what came of a message; or delete all, where that was asked for."""
        person, now = standing.person, received.now
        unit.outbox.settle(person.network, received.to, standing.pending, now)
        if turn.forget:
            self._tell(unit, erase(unit, standing, self._left, now), now)
            for place in standing.beside.people:
                if self._left.get(place.network):
                    order = LEAVING if place.reachable else replace(LEAVING, leaves=0)
                    unit.outbox.put(place.network, place.to, (order,), Priority.ANSWER, now)
            return
        events = {turn.campaign or self._speaker.about(person): turn.events, **turn.elsewhere}
        happened = Happened(events, told, turn.ends)
        person = replace(person, conversation=replace(turn.conversation, shown=turn.shows or turn.conversation.shown))
        person = replace(person, expires_on=self._casework.expires(standing, person, happened, now.date()))
        self._casework.keep(unit, standing, person, happened, now)
        if turn.report and self._limits.reports.allows(received.name, now):
            unit.reports.add(turn.report.body, turn.report.text, now.date())
        elif turn.report:
            self._attempts.note(Attempt.REPORT)

    def _tell(self, unit: Unit, told: Iterable[tuple[Person, Say]], now: datetime) -> None:
        """Say a line each to people who are in another place."""
        for place, line in told:
            said = self._speaker.rendered(place.network, place.conversation.language, (Words((line,)),))
            unit.outbox.put(place.network, place.to, said, Priority.ANSWER, now)


def _heard(person: Person, to: Destination, today: date) -> Person:
    """The person after a message of today from that destination: they can be reached there."""
    return replace(person, to=to, reachable=True, heard_on=today)
