"""One person's case on the pure core: what comes in goes through `step`, what falls due through `reminders`, `remind`.

At the service level the same life runs beside the real service, and says what the service must have done.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from bot.core.case.absence import Absence
from bot.core.case.case import Case
from bot.core.case.hours import (
    may_write,
)
from bot.core.case.reminder import (
    Reminder,
    last_of_each,
    reminders,
    spent,
    unsent,
)
from bot.core.case.working_days import Territory
from bot.core.conversation.asking import Turn
from bot.core.conversation.news import News, news
from bot.core.conversation.request import Request
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import remind, step
from bot.core.conversation.world import World
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Content, Left
from bot.core.ports.message import Message, Say, Words, say
from bot.render.render import render, wording
from bot.service.reminding import asks, items, sorry
from bot.service.speaking import Content as Files
from tests import read
from tests.read import with_campaign
from tests.simulation import law

CONTROLLER = "Association Exemple, contact@exemple.test"


@cache
def first_version() -> Files:
    """What the bot reads at start, with one action: the other cases of a person are tested elsewhere."""
    content = read.content()
    return replace(content, books={content.campaign.id: content.letters})


@cache
def version_before() -> Files:
    """The release before this one: the letter to the Health Data Hub asked for access too."""
    first = first_version()
    return with_campaign(first, replace(first.campaign, templates=1))


@cache
def second_version() -> Files:
    """A later release: other delays of the bot's own choice, other templates. The law's months stay."""
    first = first_version()
    delays = first.campaign.delays
    delays = replace(
        delays,
        post=replace(delays.post, count=6),
        chase=replace(delays.chase, count=20),
        nudge=replace(delays.nudge, count=5),
        snooze=replace(delays.snooze, count=10),
    )
    return with_campaign(first, replace(first.campaign, delays=delays, templates=first.campaign.templates + 1))


def said_in(messages: tuple[Message, ...]) -> Iterator[Say]:
    """Every sentence of these messages, those within others too."""
    for message in messages:
        if isinstance(message, Words):
            for paragraph in message.paragraphs:
                yield from _within(paragraph)


def _within(sentence: Say) -> Iterator[Say]:
    yield sentence
    for _, value in sentence.params:
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Say):
                yield from _within(inner)


@dataclass(frozen=True)
class Option:
    """A choice as a person sees it."""

    value: str
    label: str


@dataclass(frozen=True)
class View:
    """What a person has before their eyes: the question, and the answers that are offered."""

    form: str
    about: str
    question: str
    options: tuple[Option, ...]
    numbered: bool

    @property
    def scope(self) -> str:
        return f"{self.form}@{self.about}:{self.question}"

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)


NOTHING = View("", "", "", (), False)


@dataclass(frozen=True)
class Came:
    """Reminders that were said in one message."""

    due: tuple[Reminder, ...]
    turn: Turn
    noted: tuple[Reminder, ...] = ()
    """What they leave nothing to say of: what fell due with them on the same subjects, and what would come too soon."""


@dataclass
class Life:
    """Everything that is known of one person, as it must be stored."""

    can: Capabilities
    files: Files = field(default_factory=first_version)
    conversation: Conversation = field(default_factory=lambda: Conversation("fr"))
    case: Case = field(default_factory=Case)
    ledger: dict[tuple[int, str], int | None] = field(default_factory=dict)
    heard_on: date = date.min
    expires_on: date = date.min
    reachable: bool = True
    known: bool = False
    view: View = NOTHING
    unaware: list[Absence] = field(default_factory=list)
    """What they may have written and was lost, and they do not know yet."""

    # --- What the service is given ----------------------------------------------------------------------------------

    def receive(self, content: Content, now: datetime) -> Turn | None:
        """What one incoming thing leads to; None when nothing is said to it."""
        if isinstance(content, Left):
            self.reachable = False
            return None
        if not self.known:
            self.conversation, self.case, self.ledger = Conversation("fr"), Case(), {}
        turn = step(self.conversation, self.case, content, self.world(now))
        if turn.forget:
            self.forget()
        else:
            self.known, self.reachable, self.heard_on = True, True, now.date()
            self.conversation, self.case = turn.conversation, self.case.adding(turn.events)
            self.expires_on = now.date() + timedelta(days=self._kept(now) + 1)
        self.view = self._seen(turn)
        return turn

    def tick(self, now: datetime) -> Came | None:
        """The reminders that are due now, if the person may be written to."""
        if not (self.known and self.reachable):
            return None
        if self.can.rings and may_write(now, law.ZONES[self.home], self.home) > now:
            return None
        found = self.unsent()
        owed = tuple(r for r in found if r.due <= now)
        if not owed:
            return None
        campaign, due = self.files.campaign, last_of_each(owed)
        about = asks(due, self.case, campaign, now)
        late = sorry(owed, self.heard_on, now)
        said = (say("reminder.first-line"), *items(owed, self.case, campaign, now), *late, *self.lost.said)
        turn = remind(self.conversation, self.case, about, said, self.world(now))
        noted = spent(owed, found, campaign.delays, now)
        keys = (*(reminder.key for reminder in noted), *(missed.key for missed in self.unaware))
        self.ledger |= dict.fromkeys(keys, len(self.case.log))
        self.unaware = []
        self.conversation = turn.conversation
        self.view = self._seen(turn)
        return Came(due, turn, noted)

    def goodbye(self) -> list[str]:
        """What must go to them when their time is over, where the bot leaves their chat; the order has no words."""
        if not self.can.leaves or "consent" not in self.conversation.answers:
            return []
        catalogue, line = self.files.catalogues[self.conversation.language], Words((say("erase.expired"),))
        return [*(p.text for p in render(line, catalogue, self.can)), ""] if self.reachable else [""]

    def forget(self) -> None:
        """Nothing is known of them any more."""
        self.known, self.conversation, self.case, self.ledger = False, Conversation("fr"), Case(), {}
        self.unaware = []

    # --- What follows from it ---------------------------------------------------------------------------------------

    @property
    def request(self) -> Request:
        return Request(self.conversation.answers, self.files.directory, self.files.campaign)

    @property
    def home(self) -> Territory:
        """Where the person's caisse is."""
        return self.request.territory

    def today(self, now: datetime) -> date:
        return law.today(now, self.home)

    def reminders(self) -> tuple[Reminder, ...]:
        """All that the events call for."""
        return reminders(self.case, self.files.campaign, law.ZONES[self.home], self.home)

    @property
    def lost(self) -> News:
        """What they must be told that could not be received."""
        return news(self.unaware, (), self.conversation.language, law.ZONES[self.home])

    def unsent(self) -> tuple[Reminder, ...]:
        """Those of them that were not sent."""
        return unsent(self.reminders(), self.case, self.ledger)

    def _kept(self, now: datetime) -> int:
        campaign = self.files.campaign
        keep = campaign.retention
        if self.case.tracks(campaign):
            return keep.closed if self.case.closed(campaign, now.date()) else keep.case
        return 90 if "consent" in self.conversation.answers else keep.unanswered

    def world(self, now: datetime) -> World:
        files, catalogue = self.files, self.files.catalogues[self.conversation.language]
        return World(
            books=files.books,
            about=files.campaign.id,
            directory=files.directory,
            postcodes=files.postcodes,
            model=files.model,
            spoken=lambda said: wording(said, catalogue),
            alike=lambda said: catalogue.of(said.campaign).others(said.key),
            knows=lambda said: catalogue.of(said.campaign).has(said.key),
            now=now,
            zone=law.PARIS,
            privacy=self.can.privacy,
            removes_hours=self.can.removes_hours,
            leaves=self.can.leaves,
            link=lambda _: "",
            encrypted="",
            controller=CONTROLLER,
            languages={code: one.names for code, one in files.catalogues.items()},
            small_words={code: one.small_words for code, one in files.catalogues.items()},
            files=self.can.files,
            calendar="of-this-case",
            ledgers={files.campaign.id: self.ledger},
        )

    def texts(self, turn: Turn, *before: Message) -> list[str]:
        """The words of a turn as the network shows them."""
        catalogue = self.files.catalogues[turn.conversation.language]
        return [p.text for message in (*before, *turn.messages) for p in render(message, catalogue, self.can)]

    def _seen(self, turn: Turn) -> View:
        last = turn.messages[-1] if turn.messages else None
        if not isinstance(last, Words) or not last.scope:
            return NOTHING
        catalogue = self.files.catalogues[turn.conversation.language]
        form, _, rest = last.scope.partition("@")
        about, _, question = rest.partition(":")
        options = tuple(Option(choice.value, wording(choice.label, catalogue)) for choice in last.choices)
        return View(form, about, question, options, last.numbered)
