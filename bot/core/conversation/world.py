"""What the conversation may look at: everything is passed in, nothing is looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.campaign import Campaign
from bot.core.directory import Directory
from bot.core.letter import LetterBook
from bot.core.message import Say
from bot.core.postal import Postcodes


@dataclass(frozen=True)
class World:
    """The things outside a conversation, for one step.

    wording       a catalogue entry in the person's language, as plain words: to know a choice by what it says
    now           the moment, aware
    zone          civil time of people whose caisse is not overseas
    private_chat  whether the chat is end-to-end encrypted, or local
    controller    who runs this bot, for the privacy notice
    languages     what can be spoken
    """

    campaign: Campaign
    directory: Directory
    postcodes: Postcodes
    letters: LetterBook
    wording: Callable[[Say], str]
    now: datetime
    zone: ZoneInfo
    private_chat: bool
    controller: str
    languages: tuple[str, ...]

    def today(self, zone: ZoneInfo | None = None) -> date:
        """The civil date, in the person's zone when it is given."""
        return self.now.astimezone(zone or self.zone).date()
