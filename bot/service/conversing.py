"""What somebody says in private is answered: their case is loaded, a step is taken, and what came of it is kept.

`core.conversation` decides what a message leads to; here what it needs is read, and what it leads to is written.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.campaign import Campaign
from bot.core.case.case import Case
from bot.core.conversation.asking import Turn
from bot.core.conversation.linking import Linking
from bot.core.conversation.news import News
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import ask_again, misses, step
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.message import Bundle, Paper, Picture, Say, Words, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.casework import Casework
from bot.service.cleaning import CLEANING, marked, note_heard
from bot.service.forgetting import erase, expiry
from bot.service.limits import Limits
from bot.service.linking import AccountLinker
from bot.service.speaking import Speaker
from bot.store.outbox import Priority
from bot.store.people import Person, moved, new_person
from bot.store.unit import Unit


class Dialogue:
    """Holds the conversations, each message within the transaction that it is given."""

    def __init__(
        self,
        campaign: Campaign,
        networks: Mapping[NetworkName, Capabilities],
        speaker: Speaker,
        casework: Casework,
        linker: AccountLinker,
        *,
        limits: Limits,
        served: Collection[NetworkName],
    ) -> None:
        """Take the campaign, what each network can do, who speaks, who keeps cases, and who links accounts.

        limits  what the service bears
        served  the networks that can be written to now
        """
        self._campaign = campaign
        self._networks = networks
        self._speaker = speaker
        self._casework = casework
        self._linker = linker
        self._limits = limits
        self._served = frozenset(served)

    def answer(self, unit: Unit, incoming: Incoming, known: Person | None, now: datetime, *, late: bool) -> bool:
        """Take what somebody said in private, and answer it. Returns whether something was erased."""
        to, name = _to(incoming), unit.people.fingerprints(incoming.network, incoming.person)[0]
        fresh = new_person(incoming.network, to, Conversation(self._speaker.language(incoming)), now.date())
        person = moved(known, to, now.date()) if known else fresh
        before, case = person.conversation, unit.cases.load(person.case_id)
        can = self._networks[person.network]
        turn = self._turn(unit, incoming, person, case, now)
        if turn.link:
            person, case, turn = self._placed(unit, person, case, turn.link, incoming, now)
        turn = self._affordable(turn, name, now)
        unit.outbox.release(incoming.network, to, now)
        turn = self._with_what_went_wrong(unit, incoming, turn, now, late=late)
        heard = replace(person, heard_on=known.heard_on) if known else None
        news = self._casework.news(unit, heard, case, now) if heard else News()
        if news.said:
            turn = turn.after(Words(news.said))
        if turn.forget:
            self._tell(unit, erase(unit, person, self._served), now)
        else:
            self._keep(unit, person, case, turn, now)
            self._casework.note(unit, person.case_id, news.keys, case, now)
            note_heard(unit, can, incoming, before, turn.conversation, now=now)
        answer = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
        if not turn.forget:
            answer = marked(can, answer, before, turn.conversation)
        if turn.cleans:
            answer = (CLEANING, *answer)
        unit.outbox.put(person.network, replace(to, thread=incoming.thread), answer, Priority.ANSWER, now)
        return turn.forget and known is not None

    def _turn(self, unit: Unit, incoming: Incoming, person: Person, case: Case, now: datetime) -> Turn:
        """What a message leads to; nothing, where it answers what was answered in the other place meanwhile."""
        world = self._casework.world(unit, person, case, now, incoming.link)
        if misses(person.conversation, case, incoming.content, world) and unit.people.beside(person):
            turn = ask_again(person.conversation, case, world, say("link.moved"))
        else:
            turn = step(person.conversation, case, incoming.content, world)
        return replace(turn, conversation=turn.conversation.learned(person.conversation, incoming.message))

    def _with_what_went_wrong(self, unit: Unit, incoming: Incoming, turn: Turn, now: datetime, *, late: bool) -> Turn:
        """The turn, after a word on what may not have arrived there, or came late: each is told once."""
        to, name = _to(incoming), unit.people.fingerprints(incoming.network, incoming.person)[0]
        if (unit.outbox.tell_late(incoming.network, to, now) or late) and self._limits.late.allows(name, now):
            turn = turn.after(Words((say("delivery.late"),)))
        if unit.outbox.tell_uncertain(incoming.network, to):
            turn = turn.after(Words((say("delivery.uncertain"),)))
        return turn

    def _affordable(self, turn: Turn, name: bytes, now: datetime) -> Turn:
        """The turn, without the files of somebody who had very many of them: the words stand in the chat."""
        papers = sum(isinstance(message, Paper | Bundle | Picture) for message in turn.messages)
        if not papers or self._limits.papers.allows(name, now, papers):
            return turn
        words = tuple(message for message in turn.messages if not isinstance(message, Paper | Bundle | Picture))
        return replace(turn, messages=words).after(Words((say("limit.papers"),)))

    def _placed(
        self, unit: Unit, person: Person, case: Case, asked: Linking, incoming: Incoming, now: datetime
    ) -> tuple[Person, Case, Turn]:
        """Join a place to a case, or part it; whoever is in the other place is told."""
        linked = self._linker.carry_out(unit, asked, person, case, now)
        self._tell(unit, linked.told, now)
        world = self._casework.world(unit, linked.person, linked.case, now, incoming.link)
        turn = ask_again(linked.person.conversation, linked.case, world).after(Words(linked.said))
        return linked.person, linked.case, turn

    def _tell(self, unit: Unit, told: Iterable[tuple[Person, Say]], now: datetime) -> None:
        """Say a line each to people who are in another place."""
        for place, line in told:
            said = self._speaker.rendered(place.network, place.conversation.language, (Words((line,)),))
            unit.outbox.put(place.network, place.to, said, Priority.ANSWER, now)

    def _keep(self, unit: Unit, person: Person, case: Case, turn: Turn, now: datetime) -> None:
        after = case.adding(turn.events)
        expires = expiry(turn.conversation, after, self._campaign, now.date())
        conversation = replace(turn.conversation, shown=turn.shows or turn.conversation.shown)
        self._casework.save(unit, replace(person, conversation=conversation, expires_on=expires))
        unit.cases.append(person.case_id, len(case.log), turn.events)
        if turn.report:
            unit.reports.add(turn.report.body, turn.report.text, now.date())
        self._casework.look_again(unit, person, after)


def _to(incoming: Incoming) -> Destination:
    return Destination(incoming.person, incoming.place)
