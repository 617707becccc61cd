"""The world around a conversation: it is passed in, and the conversation looks nothing else up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.case.reminder import (
    Ledger,
)
from bot.core.directory.directory import Directory
from bot.core.directory.postal import Postcodes
from bot.core.letters.letter import LetterBook
from bot.core.ports.capabilities import Privacy
from bot.core.ports.message import Say
from bot.core.ports.network_name import NetworkName
from bot.core.understanding.model import Model


@dataclass(frozen=True)
class World:
    """The things outside a conversation, for one step.

    wording       a catalogue entry in the person's language, as plain words: to know a choice by what it says
    others        other words that people use for that choice, between bars; empty where the catalogue has none
    model         what reads sentences
    now           the moment, aware
    zone          civil time of people whose caisse is not overseas
    privacy       who can read the chat
    removes_hours for how many hours the bot can take a message out of it; zero: it never can
    link          a link that opens this chat at a step ("dossier", "reponse-hdh"); empty where there is none
    encrypted     a link to the same bot where the chat is encrypted end to end; empty when there is none
    controller    who runs this bot, for the privacy notice; empty where they did not say so
    languages     what can be spoken, by its code: its own name, then what others call it
    files         whether a file can be given here
    calendar      names this case in a calendar: the same for good, and nobody can guess it
    ledger        the reminders that came, and those that need to come no more
    beside        the networks where the same case has another place
    """

    campaign: Campaign
    directory: Directory
    postcodes: Postcodes
    letters: LetterBook
    model: Model
    wording: Callable[[Say], str]
    others: Callable[[Say], str]
    now: datetime
    zone: ZoneInfo
    privacy: Privacy
    removes_hours: int
    link: Callable[[str], str]
    encrypted: str
    controller: str
    languages: Mapping[str, tuple[str, ...]]
    files: bool = True
    calendar: str = ""
    ledger: Ledger = field(default_factory=dict)
    beside: tuple[NetworkName, ...] = ()

    def today(self, zone: ZoneInfo | None = None) -> date:
        """The civil date, in the person's zone when it is given."""
        return self.now.astimezone(zone or self.zone).date()
