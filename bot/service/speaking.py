"""Speaking to a person: what their conversation may look at, and what is said in their language on their network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.content.catalogues import SOURCE, Catalogue
from bot.core.campaign.campaign import Campaign
from bot.core.case.reminder import (
    Ledger,
)
from bot.core.conversation.request import Request
from bot.core.conversation.world import World
from bot.core.directory.directory import Directory
from bot.core.directory.postal import Postcodes
from bot.core.letters.letter import LetterBook
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.message import Message
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.core.understanding.model import Model
from bot.render.render import render, wording
from bot.store.people import Person


@dataclass(frozen=True)
class Content:
    """What was read from files at start."""

    campaign: Campaign
    directory: Directory
    postcodes: Postcodes
    letters: LetterBook
    model: Model
    catalogues: Mapping[str, Catalogue]


class Speaker:
    """Knows the content, the networks and who runs the bot."""

    def __init__(
        self,
        content: Content,
        networks: Mapping[NetworkName, Capabilities],
        zone: ZoneInfo,
        controller: str,
        encrypted: str,
    ) -> None:
        """Take what `Service` is given. `home`: the civil time of the bot, and of people whose own is not known."""
        self._content = content
        self._networks = networks
        self.home = zone
        self._controller = controller
        self._encrypted = encrypted

    def world(
        self, person: Person, now: datetime, ledger: Ledger, link: str = "", beside: tuple[NetworkName, ...] = ()
    ) -> World:
        """What the conversation of that person may look at, at that moment.

        ledger  of their case
        link    to the bot, where they speak
        beside  the networks where their case has another place
        """
        catalogue = self._content.catalogues[person.conversation.language]
        return World(
            campaign=self._content.campaign,
            directory=self._content.directory,
            postcodes=self._content.postcodes,
            letters=self._content.letters,
            model=self._content.model,
            wording=lambda said: wording(said, catalogue),
            others=lambda said: catalogue.others(said.key),
            now=now,
            zone=self.home,
            privacy=self._networks[person.network].privacy,
            removes_hours=self._networks[person.network].removes_hours,
            link=lambda step: self.link(person.network, link, step),
            encrypted=self._encrypted,
            controller=self._controller,
            languages={code: one.names for code, one in self._content.catalogues.items()},
            files=self._networks[person.network].files,
            calendar=sha256(f"calendar|{person.case_id}".encode()).hexdigest()[:24],
            ledger=ledger,
            beside=beside,
        )

    def link(self, network: NetworkName, link: str, step: str) -> str:
        """The link to the bot, at a step where the network can say so; empty when there is no link."""
        return f"{link}?start={step}" if link and self._networks[network].deep_links else link

    def request(self, person: Person) -> Request:
        """What the answers of that person amount to."""
        return Request(person.conversation.answers, self._content.directory, self._content.campaign)

    def zone(self, person: Person) -> ZoneInfo:
        """The civil time of that person."""
        return self.request(person).zone(self.home)

    def language(self, incoming: Incoming) -> str:
        """The client's language when it is spoken here, else French."""
        code = (incoming.language or "").partition("-")[0].lower()
        return code if code in self._content.catalogues else SOURCE

    def rendered(self, network: NetworkName, language: str, messages: tuple[Message, ...]) -> tuple[Payload, ...]:
        """What the network sends for these messages."""
        catalogue, can = self._content.catalogues[language], self._networks[network]
        return tuple(payload for message in messages for payload in render(message, catalogue, can))
