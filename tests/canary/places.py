"""Where the canary speaks: on a Telegram or on a Matrix of this machine's own. The same words, in the same order."""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self
from uuid import uuid4

from tests.canary.words import ACCOUNT, FIRST, LAST, NAME, NICK, TOKEN
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse
from tests.real.telegram_api import Person, TelegramApi


class Place(Protocol):
    """One network, while somebody lives there."""

    @property
    def begins(self) -> str:
        """The first statement from which on people are heard there, by how its name begins."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The program's, of this network."""

    @property
    def secret(self) -> str:
        """The operator's secret among them: in the program's environment, and nowhere else."""

    @property
    def told(self) -> tuple[str, ...]:
        """What else tells who somebody is there."""

    async def __aenter__(self) -> Self:
        """Open the network, with the canary on it."""

    async def __aexit__(self, *_: object) -> None:
        """Close it."""

    async def say(self, text: str) -> None:
        """Say a line to the bot."""

    async def is_answered(self, seconds: float) -> bool:
        """Wait for a message of the bot. Returns whether one came in time."""


class OnTelegram:
    """A Bot API server of its own, for one life."""

    begins = "networks/telegram/polling.py:"
    secret = TOKEN
    told: tuple[str, ...] = ()

    def __init__(self) -> None:
        """Nothing is open yet."""
        self._api = TelegramApi(TOKEN)
        self._api._people = itertools.count(ACCOUNT)
        self._person = self._api.person(first_name=FIRST, language="fr")
        self._person.user |= {"last_name": LAST, "username": NICK}
        self.settings: Mapping[str, str] = {}

    async def __aenter__(self) -> Self:
        self.settings = {"telegram_token": TOKEN, "telegram_api_url": await self._api.start()}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._api.stop()

    async def say(self, text: str) -> None:
        """Say a line to the bot."""
        await self._person.say(text)

    async def is_answered(self, seconds: float) -> bool:
        """Wait for a message of the bot."""
        return await _is_answered(self._person, seconds)


class OnMatrix:
    """Accounts of its own on a real Synapse, and an encrypted room with the bot."""

    begins = "networks/matrix/receiving.py:"

    def __init__(self, synapse: Synapse, folder: Path) -> None:
        """Take the server, and a folder for the person's client: what is looked through lies elsewhere."""
        self._synapse, self._folder = synapse, folder
        name = uuid4().hex[:8]
        self._account = synapse.register(f"{NICK}-{name}")
        self._bot, self.secret = synapse.register(f"bot-{name}")
        self.settings: Mapping[str, str] = {
            "matrix_homeserver": synapse.url,
            "matrix_user": self._bot,
            "matrix_password": self.secret,
        }
        self._rooms: list[str] = []

    @property
    def told(self) -> tuple[str, ...]:
        """The rooms."""
        return tuple(self._rooms)

    async def __aenter__(self) -> Self:
        self._person = await NioPerson.start(self._synapse.url, self._account, self._folder)
        await self._person.client.set_displayname(NAME)
        await self._opens()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._person.close()

    async def say(self, text: str) -> None:
        """Say a line to the bot; in another room if it is not in this one: what broke may have lost the invitation."""
        room = self._person.client.rooms.get(self._person.room)
        if room and self._bot not in room.users:
            await self._opens()
        await self._person.say(text)

    async def is_answered(self, seconds: float) -> bool:
        """Wait for a message of the bot."""
        return await _is_answered(self._person, seconds)

    async def _opens(self) -> None:
        room = await self._person.opens_room_with(self._bot)
        self._rooms.append(room.strip("!").partition(":")[0])


async def _is_answered(person: Person | NioPerson, seconds: float) -> bool:
    try:
        await person.sees(".", timeout=seconds)
    except AssertionError:
        return False
    return True
