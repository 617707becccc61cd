"""The journey on Matrix, against a real Synapse: encrypted, the bot cross-signed, the person with a plain client."""

import asyncio
from pathlib import Path
from typing import Self
from uuid import uuid4

import nio

from tests.crash.process import Bot
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse

PAGE = 200
"""Events: more than a journey has."""
COMES_WITHIN = 10
"""Seconds until the person's client has shown what the homeserver took."""


class OnMatrix:
    """Two new accounts and one new room on a homeserver that many runs share."""

    def __init__(self, synapse: Synapse, folder: Path) -> None:
        """Take the homeserver, and where the person's client keeps its keys."""
        self._synapse, self._folder = synapse, folder
        self._person: NioPerson | None = None
        self._bot_id = ""
        self._said: set[str] = set()
        self.settings: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        name = uuid4().hex[:12]
        self._bot_id, password = await asyncio.to_thread(self._synapse.register, f"bot-{name}")
        account = await asyncio.to_thread(self._synapse.register, f"person-{name}")
        self._person = await NioPerson.start(self._synapse.url, account, self._folder)
        self.settings = {
            "matrix_homeserver": self._synapse.url,
            "matrix_user": self._bot_id,
            "matrix_password": password,
        }
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._there().close()

    async def begin(self, bot: Bot) -> None:
        """Open an encrypted room and invite the bot."""
        await self._there().opens_room_with(self._bot_id)

    async def say(self, line: str) -> None:
        """Say a line."""
        self._said.add(await self._there().say(line))

    def heard(self, received: set[str]) -> bool:
        """Whether each event was taken; before the first one, whether the bot's own arrival was."""
        return bool(received) and self._said <= received

    async def messages(self, atleast: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All that the person could read, once their client has shown all there is; what they could not read is odd."""
        person = self._there()
        atleast = max(atleast, await self._events())
        try:
            async with asyncio.timeout(COMES_WITHIN):
                while len(person.messages) < atleast:
                    person._changed.clear()
                    await person._changed.wait()
        except TimeoutError:
            pass  # the judge sees what is missing
        unread = [line.removeprefix("* ") for line in person.transcript().split("\n") if line.startswith("* ")]
        plain = [f"not encrypted: {one.body[:40]}" for one in person.messages if not one.encrypted]
        return tuple(one.body for one in person.messages), (*unread, *plain)

    async def _events(self) -> int:
        """How many messages of the bot the homeserver has."""
        person = self._there()
        page = await person.client.room_messages(person.room, start=None, limit=PAGE)
        assert isinstance(page, nio.RoomMessagesResponse), page
        said = (nio.MegolmEvent, nio.RoomMessage)
        return sum(event.sender == self._bot_id and isinstance(event, said) for event in page.chunk)

    def transcript(self) -> str:
        """Both sides."""
        return self._there().transcript()

    def _there(self) -> NioPerson:
        assert self._person, "nobody is there yet"
        return self._person
