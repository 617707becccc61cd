"""Joining two places of one person to one case, in the transaction of the message that asks for it.

Nobody is told why a code is refused: a wrong one, one that is too old, one that was used and one that cannot be used
here have the same answer. After five tries it is the answer to every code, but for one more every twelve minutes.
"""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.core.case.case import Case
from bot.core.conversation.linking import ALPHABET, GOOD_FOR, LENGTH, LinkAct, Linking, as_shown
from bot.core.conversation.state import Conversation
from bot.core.ports.message import Say, say
from bot.core.ports.network_name import NetworkName
from bot.service.attempts import Attempt, Attempts
from bot.service.limits import Bucket
from bot.store.deeds import DeedKind
from bot.store.people import Person
from bot.store.turns import CrossedError
from bot.store.unit import Unit

WRONG_CODES = Bucket(burst=5, every=timedelta(minutes=12))
"""Codes that one person may try: five, then five an hour."""


def new_code() -> str:
    """A code that nobody can foresee."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


@dataclass(frozen=True)
class Linked:
    """What came of it: the person and their case as they are now, what to say to them, and at the other place."""

    person: Person
    case: Case
    said: tuple[Say, ...]
    told: tuple[tuple[Person, Say], ...] = ()


class AccountLinker:
    """Carries out what people ask about their places."""

    def __init__(
        self,
        campaign: str,
        served: Collection[NetworkName],
        link: Callable[[NetworkName], str],
        attempts: Attempts,
        code: Callable[[], str] = new_code,
    ) -> None:
        """Take the campaign that cases are of, where a code can be typed, how the bot is found there; what makes codes.

        link      empty for a network of which that is not known
        attempts  where the codes that are typed are counted
        """
        self._campaign = campaign
        self._link = link
        self._served = frozenset(served) - {NetworkName.TERMINAL}
        self._attempts = attempts
        self._code = code
        self._tries = WRONG_CODES.keeper()

    def carry_out(self, unit: Unit, asked: Linking, person: Person, case: Case, now: datetime) -> Linked:
        """Do what is asked. Changes people and cases in the transaction; the person themself is saved by the caller."""
        match asked.act:
            case LinkAct.OFFER if self._served <= {person.network}:
                return Linked(person, case, (say("link.only-here"),))
            case LinkAct.OFFER:
                return self._offer(unit, person, case, now)
            case LinkAct.JOIN:
                linked = self._join(unit, asked.code, person, case, now)
                self._attempts.note(Attempt.CODE_TAKEN if linked else Attempt.CODE)
                return linked or Linked(person, case, (say("link.wrong"),))
            case LinkAct.HERE if not unit.people.alone(person):
                return Linked(replace(person, chosen_at=now), case, (say("link.here"),))
            case LinkAct.PART if not unit.people.alone(person):
                return self._part(unit, person, now)
            case LinkAct.PUT_OUT if not unit.people.alone(person):
                return self._put_out(unit, person, case, now)
            case LinkAct.HERE | LinkAct.PART | LinkAct.PUT_OUT:
                return Linked(person, case, (say("link.alone"),))

    def _offer(self, unit: Unit, person: Person, case: Case, now: datetime) -> Linked:
        code = self._code()
        unit.people.save(person, self._campaign)
        unit.links.offer(person.id, code, now + GOOD_FOR)
        elsewhere = sorted(self._served - {person.network})
        found = tuple(say(f"link.where-{name}", link=link) for name in elsewhere if (link := self._link(name)))
        return Linked(person, case, (say("link.code", code=as_shown(code)), *found, say("link.secret")))

    def _join(self, unit: Unit, code: str, person: Person, case: Case, now: datetime) -> Linked | None:
        """What a code leads to; None for one that is refused."""
        name = unit.people.fingerprints(person.network, person.to.person)[0]
        if not code or not self._tries.allows(name, now):
            return None
        owner_id = unit.links.whose(code)
        if owner_id is None:
            return None
        try:
            unit.order.lock(owner_id, after=person.id)
        except CrossedError:
            self._tries.give_back(name, now)  # it is tried again at once
            raise
        owner = unit.people.by_id(owner_id)
        if not unit.links.take(code, now) or owner is None or not unit.people.alone(person):
            return None
        if person.network in {place.network for place in (owner, *unit.people.beside(owner, every=True))}:
            return None
        theirs = unit.cases.load(owner.case_id)
        if _has_begun(person, case):
            both = _has_begun(owner, theirs)
            return Linked(person, case, (say("link.two-cases" if both else "link.other-way"),))
        return self._joined(unit, owner, person, theirs, now)

    def _joined(self, unit: Unit, owner: Person, person: Person, case: Case, now: datetime) -> Linked:
        """The case and the conversation of the code's owner, for both: nothing ever goes the other way."""
        alone, kept = person.case_id, replace(owner.conversation, shown="")
        joined = replace(person, case_id=owner.case_id, conversation=kept, chosen_at=now, joined_at=now)
        unit.people.save(joined, self._campaign)
        unit.people.delete_case_of_nobody(alone)
        told = tuple((place, say("link.told")) for place in unit.people.beside(joined) if place.reachable)
        return Linked(joined, case, (say("link.joined"), say("link.choose")), told)

    def _put_out(self, unit: Unit, person: Person, case: Case, now: datetime) -> Linked:
        """Whoever was joined later is on the case no more: only who was there before can ask for that."""
        later = [place for place in unit.people.beside(person, every=True) if _joined_after(place, person)]
        for place in later:
            _note_parted(unit, place, now)
            unit.people.save(_alone(place, now), self._campaign)
            unit.outbox.drop(place.network, place.to)
            unit.traces.forget_of(unit.people.fingerprints(place.network, place.to.person))
        if later:
            unit.households.renew(person.case_id)
        return Linked(person, case, (say("link.put-out" if later else "link.not-yours"),))

    def _part(self, unit: Unit, person: Person, now: datetime) -> Linked:
        """What a backup of before holds of who leaves opens no more, whatever the others do with the case."""
        unit.households.renew(person.case_id)
        _note_parted(unit, person, now)
        unit.traces.forget_of(unit.people.fingerprints(person.network, person.to.person))
        return Linked(_alone(person, now), Case(), (say("link.parted"),))


def _has_begun(person: Person, case: Case) -> bool:
    """Whether there is more of somebody than their consent."""
    conversation = person.conversation
    return bool(case.log or conversation.aside) or bool(set(conversation.answers) - {"consent"})


def _note_parted(unit: Unit, place: Person, now: datetime) -> None:
    """No backup puts that account on the case again: it is a stranger then, as it is now."""
    unit.deeds.note(DeedKind.FORGOTTEN, unit.people.fingerprints(place.network, place.to.person), now)


def _joined_after(place: Person, other: Person) -> bool:
    return place.joined_at is not None and (other.joined_at is None or place.joined_at > other.joined_at)


def _alone(person: Person, now: datetime) -> Person:
    """Somebody as if they had never been on a case."""
    fresh = Conversation(person.conversation.language, greeted=True)
    return replace(
        person,
        case_id=uuid4().hex,
        conversation=fresh,
        chosen_at=None,
        joined_at=None,
        heard_on=now.date(),
        expires_on=now.date(),
    )
