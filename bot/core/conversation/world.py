"""The world around a conversation: it is passed in, and the conversation looks nothing else up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.case.case import Case
from bot.core.case.reminder import (
    Ledger,
)
from bot.core.directory.directory import Directory
from bot.core.directory.postal import Postcodes
from bot.core.letters.letter import LetterBook
from bot.core.ports.capabilities import Privacy
from bot.core.ports.message import Say, within
from bot.core.ports.network_name import NetworkName
from bot.core.understanding.model import Model


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """One account of the person, as it is kept: what `/exporter` says of it.

    id         the network's name for it
    place      the chat or room where it is answered
    heard_on   the day they last wrote there
    expires_on the day on which it is erased, unless they write before
    reachable  False once they blocked the bot or left
    joined_at  when a code joined it to the case; None for the one that began the case
    """

    network: NetworkName
    id: str = field(repr=False)
    place: str = field(repr=False)
    heard_on: date
    expires_on: date
    reachable: bool
    joined_at: datetime | None


@dataclass(frozen=True)
class World:
    """The things outside a conversation, for one step.

    books         the letters of each campaign, the first one first
    about         the campaign that the conversation is about
    spoken        a catalogue entry in the person's language, as plain words: to know a choice by what it says
    alike         other words that people use for that choice, between bars; empty where the catalogue has none
    knows         whether the catalogue has words for an entry
    model         what reads sentences
    now           the moment, aware
    zone          civil time of people whose body is not overseas
    privacy       who can read the chat
    removes_hours for how many hours the bot can take a message out of it; zero: it never can
    leaves        whether the bot leaves the chat of a person who is erased, and takes its messages back
    link          a link that opens this chat at a step ("dossier", "reponse-hdh"); empty where there is none
    encrypted     a link to the same bot where the chat is encrypted end to end; empty when there is none
    controller    who runs this bot, for the privacy notice; empty where they did not say so
    languages     what can be spoken, by its code: its own name, then what others call it
    small_words   the words by which a sentence of each is known, folded
    files         whether a file can be given here
    calendar      names this case in a calendar: the same for good, and nobody can guess it
    ledgers       by campaign, the reminders that came, and those that need to come no more
    cases         by campaign, the person's other cases
    beside        the networks where the same case has another place
    accounts      the person's accounts as they are kept, the one that speaks first
    """

    books: Mapping[str, LetterBook]
    about: str
    directory: Directory
    postcodes: Postcodes
    model: Model
    spoken: Callable[[Say], str]
    alike: Callable[[Say], str]
    knows: Callable[[Say], bool]
    now: datetime
    zone: ZoneInfo
    privacy: Privacy
    removes_hours: int
    leaves: bool
    link: Callable[[str], str]
    encrypted: str
    controller: str
    languages: Mapping[str, tuple[str, ...]]
    small_words: Mapping[str, frozenset[str]]
    files: bool = True
    calendar: str = ""
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    beside: tuple[NetworkName, ...] = ()
    accounts: tuple[HeldAccount, ...] = ()

    # --- The campaign that the conversation is about ------------------------------------------------------------------

    @property
    def letters(self) -> LetterBook:
        """The letters of the campaign that the conversation is about."""
        return self.books[self.about]

    @property
    def campaign(self) -> Campaign:
        """The campaign that the conversation is about."""
        return self.letters.campaign

    @property
    def first(self) -> str:
        """The campaign that a newcomer begins with."""
        return next(iter(self.books))

    @property
    def ledger(self) -> Ledger:
        """The ledger of the case that the conversation is about."""
        return self.ledgers.get(self.about, {})

    def turned_to(self, campaign: str, left: Case) -> "World":
        """The world of a conversation about that campaign. `left`: the case of the present one."""
        others = {key: case for key, case in self.cases.items() if key != campaign}
        return replace(self, about=campaign, cases={**others, self.about: left})

    def case_of(self, campaign: str) -> Case:
        """The person's case in another campaign; an empty one where they have none."""
        return self.cases.get(campaign, Case())

    # --- Words --------------------------------------------------------------------------------------------------------

    def wording(self, said: Say) -> str:
        """A catalogue entry in the person's language, as plain words."""
        return self.spoken(within(said, self.about))

    def others(self, said: Say) -> str:
        """Other words that people use for a choice, between bars; empty where the catalogue has none."""
        return self.alike(within(said, self.about))

    def has(self, said: Say) -> bool:
        """Whether the catalogue has words for an entry."""
        return self.knows(within(said, self.about))

    # --- Time ---------------------------------------------------------------------------------------------------------

    def today(self, zone: ZoneInfo | None = None) -> date:
        """The civil date, in the person's zone when it is given."""
        return self.now.astimezone(zone or self.zone).date()
