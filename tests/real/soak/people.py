"""Somebody on either network, as the soak knows them: they say a line, and notice all that they were not to get."""

import time
from collections import Counter
from pathlib import Path
from typing import Protocol

import nio

from tests.real import matrix_person
from tests.real.nio_person import NioPerson
from tests.real.soak.lives import Deed, Line
from tests.real.synapse import Synapse
from tests.real.telegram_api import Message, Person, TelegramApi

OF_KEYS = "À savoir : dans votre application, vos appareils ne sont pas vérifiés."
"""What the adapter says once to somebody without an identity, beside the outbox; a test finds it in the catalogue."""
PATIENCE = 120
"""Seconds within which an answer must be whole, however busy the machine."""


class Someone(Protocol):
    """A person on a network."""

    network: str

    async def does(self, line: Line, *, taps: bool) -> None:
        """Say a line, or do the deed; tap the button instead where there is one and `taps` says so."""

    async def sees(self, pattern: str) -> None:
        """Wait for a message that matches; it and all before it are read then. Raises AssertionError."""

    def unread(self) -> list[str]:
        """How the messages begin that came and were not waited for."""

    def received(self) -> Counter[str]:
        """How many messages of the bot came, by place: whatever the network showed, doubles too."""

    async def close(self) -> None:
        """Switch the client off."""


def _beginnings(messages: list[Message] | list[matrix_person.Message], words: str) -> list[str]:
    return [getattr(message, words)[:80] for message in messages if not message.consumed]


class OnTelegram:
    """A person of the Bot API test server."""

    network = "telegram"

    def __init__(self, api: TelegramApi) -> None:
        """Come to the server as somebody who never wrote."""
        self._person: Person = api.person(first_name="Camille", language="fr")

    async def does(self, line: Line, *, taps: bool) -> None:
        match line.said:
            case Deed.COMES:
                await self._person.say("/start")
            case Deed.GOES_AND_COMES_BACK:
                self._person.blocks()
                self._person.unblocks()
            case Deed.BEGINS_AGAIN:
                await self._person.say("bonjour")
            case str(words) if line.tap and taps:
                await self._person.taps(line.tap)
            case words:
                await self._person.say(words)

    async def sees(self, pattern: str) -> None:
        await self._person.sees(pattern, PATIENCE)

    def unread(self) -> list[str]:
        return _beginnings(self._person.messages, "text")

    def received(self) -> Counter[str]:
        return Counter({str(self._person.id): len(self._person.messages)})

    async def close(self) -> None:
        """Nothing is held open."""


class _Client(NioPerson):
    """Shows pictures too."""

    async def _take(self, room_id: str, event: nio.Event) -> None:
        if not isinstance(event, nio.RoomMessageImage | nio.RoomEncryptedImage):
            await super()._take(room_id, event)
        elif event.sender != self.user_id:
            file = await self._file(event.source["content"])
            message = matrix_person.Message(room_id, event.sender, event.body, encrypted=event.decrypted, file=file)
            self._saw(message)


class OnMatrix:
    """A person with a Matrix client of their own, in an encrypted room with the bot."""

    network = "matrix"

    def __init__(self, person: NioPerson, bot: str) -> None:
        """Take the client and the bot's id."""
        self._person, self._bot = person, bot

    @classmethod
    async def start(cls, synapse: Synapse, account: tuple[str, str], folder: Path, bot: str) -> "OnMatrix":
        """Log in; `folder` holds the client's keys."""
        return cls(await _Client.start(synapse.url, account, folder), bot)

    async def does(self, line: Line, *, taps: bool) -> None:
        match line.said:
            case Deed.COMES | Deed.BEGINS_AGAIN:
                await self._person.opens_room_with(self._bot)
            case Deed.GOES_AND_COMES_BACK:
                await self._person.leaves()
                await self._person.opens_room_with(self._bot)
            case words:
                await self._person.say(words)

    async def sees(self, pattern: str) -> None:
        await self._person.sees(pattern, PATIENCE)

    def unread(self) -> list[str]:
        return _beginnings(self._person.messages, "body")

    def received(self) -> Counter[str]:
        return Counter(message.room for message in self._person.messages if not message.body.startswith(OF_KEYS))

    async def close(self) -> None:
        await self._person.close()


async def turn(person: Someone, line: Line, *, taps: bool) -> float:
    """One line and its whole answer. Returns the seconds between them.

    Raises AssertionError for an answer that does not come, or a message that came before and that nothing asked for: a
    copy, or one that was overtaken.
    """
    assert person.unread() == [], f"{person.network}: nobody asked for this"
    begun = time.monotonic()
    await person.does(line, taps=taps)
    await person.sees(line.until)
    return time.monotonic() - begun
