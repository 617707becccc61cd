"""Speaking to a person: what their conversation may look at, and what is said in their language on their network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.content.catalogues import SOURCE, Catalogue
from bot.core.campaign.campaign import Campaign
from bot.core.case.hours import closing, may_write
from bot.core.case.working_days import Territory
from bot.core.conversation.aside import turned_to
from bot.core.conversation.request import Request
from bot.core.conversation.world import HeldAccount, World
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
from bot.store.people import NO_OTHER, OtherPlaces, Person
from bot.store.standing import Kept

Home = tuple[ZoneInfo, Territory]
"""The civil time of somebody, and where they live."""


@dataclass(frozen=True)
class Content:
    """What was read from files at start. `books`: the letters of each campaign, the first one first."""

    books: Mapping[str, LetterBook]
    directory: Directory
    postcodes: Postcodes
    model: Model
    catalogues: Mapping[str, Catalogue]

    @cached_property
    def campaigns(self) -> Mapping[str, Campaign]:
        """The campaigns by their id, the first one first."""
        return {key: book.campaign for key, book in self.books.items()}

    @cached_property
    def languages(self) -> Mapping[str, tuple[str, ...]]:
        """What can be spoken, by its code: its own name, then what others call it."""
        return {code: one.names for code, one in self.catalogues.items()}

    @cached_property
    def small_words(self) -> Mapping[str, frozenset[str]]:
        """The words by which a sentence of each language is known, folded."""
        return {code: one.small_words for code, one in self.catalogues.items()}

    @property
    def letters(self) -> LetterBook:
        """The letters of the first campaign."""
        return next(iter(self.books.values()))

    @property
    def campaign(self) -> Campaign:
        """The first campaign."""
        return self.letters.campaign


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
        self,
        person: Person,
        now: datetime,
        kept: Mapping[str, Kept],
        link: str = "",
        beside: OtherPlaces = NO_OTHER,
    ) -> World:
        """What the conversation of that person may look at, at that moment.

        kept    their cases, by campaign
        link    to the bot, where they speak
        beside  the other places of their case
        """
        about, can = self.about(person), self._networks[person.network]
        catalogue = self._content.catalogues[person.conversation.language]
        return World(
            books=self._content.books,
            about=about,
            directory=self._content.directory,
            postcodes=self._content.postcodes,
            model=self._content.model,
            spoken=lambda said: wording(said, catalogue),
            alike=lambda said: catalogue.of(said.campaign).others(said.key),
            knows=lambda said: catalogue.of(said.campaign).has(said.key),
            now=now,
            zone=self.home,
            privacy=can.privacy,
            removes_hours=can.removes_hours,
            leaves=can.leaves,
            link=lambda step: self.link(person.network, link, step),
            encrypted=self._encrypted,
            controller=self._controller,
            languages=self._content.languages,
            small_words=self._content.small_words,
            files=can.files,
            calendar=sha256(f"calendar|{person.case_id}".encode()).hexdigest()[:24],
            ledgers={campaign: one.ledger for campaign, one in kept.items()},
            cases={campaign: one.case for campaign, one in kept.items() if campaign != about},
            beside=beside.networks,
            accounts=tuple(map(_held, (person, *beside.people))),
        )

    def link(self, network: NetworkName, link: str, step: str) -> str:
        """The link to the bot, at a step where the network can say so; empty when there is no link."""
        return f"{link}?start={step}" if link and self._networks[network].deep_links else link

    def about(self, person: Person) -> str:
        """The campaign that the conversation of that person is about."""
        about = person.conversation.campaign
        return about if about in self._content.books else self._content.campaign.id

    def home_of(self, person: Person) -> Home:
        """The civil time of that person, and where they live, as far as a body that they chose tells it.

        Else the bot's own time, and mainland France.
        """
        zone, territory = self.home, Territory.METROPOLE
        for request in self._requests(person):
            if zone == self.home:
                zone = request.zone(self.home)
            if territory is Territory.METROPOLE:
                territory = request.territory
        return zone, territory

    def hours(self, person: Person, moment: datetime) -> tuple[datetime, datetime]:
        """From when, from that moment on, and until when on that day, a person may be written to unasked."""
        return hours_at(self.home_of(person), moment)

    def _requests(self, person: Person) -> Iterator[Request]:
        """What the answers of that person amount to, in each campaign."""
        conversation, about = person.conversation, self.about(person)
        for campaign in (about, *(one.campaign for one in conversation.aside)):
            if book := self._content.books.get(campaign):
                answers = turned_to(conversation, campaign, about).answers
                yield Request(answers, self._content.directory, book.campaign)

    def language(self, incoming: Incoming) -> str:
        """The client's language when it is spoken here, else French."""
        code = (incoming.language or "").partition("-")[0].lower()
        return code if code in self._content.catalogues else SOURCE

    def rendered(self, network: NetworkName, language: str, messages: tuple[Message, ...]) -> tuple[Payload, ...]:
        """What the network sends for these messages."""
        catalogue, can = self._content.catalogues[language], self._networks[network]
        said = (payload for message in messages for payload in render(message, catalogue, can))
        return tuple(replace(payload, language=language) for payload in said)


@lru_cache(maxsize=100)  # all who are reminded at one moment live in a dozen places
def hours_at(home: Home, moment: datetime) -> tuple[datetime, datetime]:
    """From when, from that moment on, and until when on that day, somebody who lives there may be written to."""
    zone, territory = home
    opens = may_write(moment, zone, territory)
    return opens, closing(opens, zone)


def _held(person: Person) -> HeldAccount:
    """A person's account, as the conversation may tell of it."""
    to = person.to
    return HeldAccount(
        person.network, to.person, to.place, person.heard_on, person.expires_on, person.reachable, person.joined_at
    )
