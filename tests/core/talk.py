"""Somebody who talks to the pure core: what they type goes through `step`, what is said comes back as plain text.

Between any two messages the conversation and the events go to their stored form and come back, as they do in life.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.letter_event import Prepared
from bot.core.case.reminder import (
    Reminder,
    last_of_each,
    reminders,
    spent,
)
from bot.core.conversation.asking import Turn
from bot.core.conversation.request import Request
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import Due, remind, step
from bot.core.conversation.world import World
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Arrived, Content, Pressed, Text
from bot.core.ports.message import Words, say
from bot.core.understanding.model import Model
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import TERMINAL
from bot.render.render import render, wording
from bot.service.reminding import asks, items, sorry
from bot.store.records import dump_conversation, dump_event, load_conversation, load_event
from tests.letters.written import content

PARIS = ZoneInfo("Europe/Paris")
BEGUN = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)  # a Tuesday
NAME = "Camille Exemple"
STREET, TOWN = "12 rue des Essais", "75011 Paris"
TO_THE_CHECK = ("bonjour", "oui", "75011", "la garder", NAME, f"{STREET}\n{TOWN}")
TO_THE_LETTERS = (*TO_THE_CHECK, "c’est juste")
CAISSE_SENT = (
    "j’ai envoyé une lettre",
    "1",
    "par courriel",
    "hier",
    "oui",
)  # Monday 23 November, before it was given here
HDH_SENT = ("j’ai envoyé une lettre", "par courriel", "aujourd’hui")  # the only one left: not asked which
TO_THE_REMINDERS = (*TO_THE_LETTERS, *CAISSE_SENT, "oui, prévenez-moi")
TO_BOTH_SENT = (*TO_THE_REMINDERS, *HDH_SENT)


@dataclass
class Talk:
    """One person's conversation, from the first word."""

    now: datetime = BEGUN
    can: Capabilities = TERMINAL
    conversation: Conversation = field(default_factory=lambda: Conversation("fr"))
    case: Case = field(default_factory=Case)
    turn: Turn | None = None
    reminded: set[tuple[int, str]] = field(default_factory=set)
    heard_on: date = date(2026, 11, 24)
    others: dict[str, Case] = field(default_factory=dict)
    reminded_elsewhere: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    first: str = field(default_factory=lambda: content().campaign.id)
    model: Model = field(default_factory=lambda: content().model, repr=False)

    def world(self) -> World:
        """What the conversation may look at now."""
        read, catalogue = content(), content().catalogues[self.conversation.language]
        return World(
            books=read.books,
            about=self.about,
            directory=read.directory,
            postcodes=read.postcodes,
            model=self.model,
            spoken=lambda said: wording(said, catalogue),
            alike=lambda said: catalogue.of(said.campaign).others(said.key),
            knows=lambda said: catalogue.of(said.campaign).has(said.key),
            now=self.now,
            zone=PARIS,
            privacy=self.can.privacy,
            removes_hours=self.can.removes_hours,
            leaves=False,
            link=lambda step: f"https://example.org/objecteur?start={step}",
            encrypted="",
            controller="Association d’Essai, essai@example.org",
            languages={code: one.names for code, one in read.catalogues.items()},
            small_words={code: one.small_words for code, one in read.catalogues.items()},
            files=self.can.files,
            calendar="0123456789abcdef01234567",
            ledgers={campaign: dict.fromkeys(self._reminded(campaign)) for campaign in read.books},
            cases=self.others,
        )

    @property
    def about(self) -> str:
        """The campaign that is spoken of."""
        return self.conversation.campaign or content().campaign.id

    def does(self, what: Content) -> str:
        """Anything that a network hands in; returns what the bot says to it."""
        self.heard_on = self.now.date()
        return self._took(step(self.conversation, self.case, what, self.world()))

    def say(self, *texts: str) -> str:
        """Type these messages; returns what is said to the last one."""
        return [self.does(Text(text)) for text in texts][-1]

    def press(self, value: str) -> str:
        """Tap the button of that value, of the question that stands."""
        return self.does(Pressed(f"{self.asked}={value}"))

    def arrive(self) -> str:
        """Open the chat."""
        return self.does(Arrived())

    def wait(self, days: int) -> str:
        """Let days go by, one after the other; returns the reminders that came, or nothing."""
        came = [self.one_day() for _ in range(days)]
        return "\n\n".join(said for said in came if said)

    def one_day(self) -> str:
        """Let one day go by; returns the reminders of that day, of all cases, or nothing."""
        self.now += timedelta(days=1)
        cases = {self.about: self.case, **self.others}
        found = {campaign: self._found(campaign, case) for campaign, case in cases.items()}
        owed = {campaign: tuple(r for r in every if r.due <= self.now) for campaign, every in found.items()}
        for campaign, some in owed.items():
            delays = content().campaigns[campaign].delays
            self._reminded(campaign).update(r.key for r in spent(some, found[campaign], delays, self.now))
        if not any(owed.values()):
            return ""
        due = {
            campaign: Due(
                asks(last_of_each(some), cases[campaign], content().campaigns[campaign], self.now),
                items(some, cases[campaign], content().campaigns[campaign], self.now),
            )
            for campaign, some in owed.items()
            if some
        }
        own = due.pop(self.about, Due())
        late = sorry([r for some in owed.values() for r in some], self.heard_on, self.now)
        notes = (say("reminder.first-line"), *own.notes, *late)
        return self._took(remind(self.conversation, self.case, own.about, notes, self.world(), due))

    def _reminded(self, campaign: str) -> set[tuple[int, str]]:
        return self.reminded if campaign == self.first else self.reminded_elsewhere.setdefault(campaign, set())

    def _found(self, campaign: str, case: Case) -> list[Reminder]:
        return [r for r in self._reminders_of(campaign, case) if r.key not in self._reminded(campaign)]

    def reminders(self) -> tuple[Reminder, ...]:
        """All that the case calls for, as the service computes them."""
        return self._reminders_of(self.about, self.case)

    def _reminders_of(self, campaign: str, case: Case) -> tuple[Reminder, ...]:
        request = Request(self.conversation.answers, content().directory, content().campaigns[self.about])
        return reminders(case, content().campaigns[campaign], request.zone(PARIS), request.territory)

    def track(self, name: str = "caisse") -> BodyTrack | ComplaintTrack:
        """One track of the case, by its key; the newest of a recipient by its name."""
        found = self.case.track(name, content().campaigns[self.about])
        assert found
        return found

    def _took(self, turn: Turn) -> str:
        self.turn = turn
        loaded = load_conversation(dump_conversation(turn.conversation))
        assert loaded == turn.conversation, "what is stored is not what was"
        events = tuple(load_event(dump_event(event)) for event in turn.events)
        assert events == turn.events, "what is stored is not what happened"
        cases = {**self.others, self.about: self.case}
        for campaign, told in {turn.campaign or self.about: events, **turn.elsewhere}.items():
            cases[campaign] = cases.get(campaign, Case()).adding(told)
        cases.pop(turn.ends, None)
        self.conversation = loaded
        self.case = Case() if turn.forget else cases.pop(self.about, Case())
        self.others = {} if turn.forget else cases
        return self.shown

    @property
    def shown(self) -> str:
        """What was said last, in plain words."""
        assert self.turn
        catalogue = content().catalogues[self.conversation.language]
        return "\n\n".join(
            payload.text for message in self.turn.messages for payload in render(message, catalogue, self.can)
        )

    @property
    def keys(self) -> list[str]:
        """The keys of the sentences that were said last."""
        assert self.turn
        return [said.key for message in self.turn.messages if isinstance(message, Words) for said in message.paragraphs]

    @property
    def questions(self) -> tuple[Words, ...]:
        """The messages of the last turn that ask something."""
        said = self.turn.messages if self.turn else ()
        return tuple(m for m in said if isinstance(m, Words) and m.scope)

    @property
    def asked(self) -> str:
        """The question that stands, as its buttons name it: « request@:name »."""
        return self.questions[-1].scope if self.questions else ""

    @property
    def offered(self) -> tuple[str, ...]:
        """The values of the choices that are offered."""
        return tuple(choice.value for choice in self.questions[-1].choices) if self.questions else ()

    @property
    def answers(self) -> dict[str, str]:
        """The answers of the request that are kept."""
        return dict(self.conversation.answers)


def talk(*texts: str, can: Capabilities = TERMINAL) -> Talk:
    """A conversation that has come as far as these messages bring it."""
    person = Talk(can=can)
    for text in texts:
        person.say(text)
    return person


def asked_for_both(*texts: str) -> Talk:
    """The same for somebody whose letters were given by a release whose letter to the HDH asked for access too."""
    person = talk(*texts)
    log = (
        replace(entry, event=replace(entry.event, templates=1)) if isinstance(entry.event, Prepared) else entry
        for entry in person.case.log
    )
    person.case = Case(tuple(log))
    return person


def on_telegram(*texts: str) -> Talk:
    """The same, where there are buttons."""
    return talk(*texts, can=TELEGRAM)
