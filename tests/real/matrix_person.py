"""What the people of the Matrix tests have in common: what they see, waited for and told as a transcript."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that was received, decrypted."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(eq=False)
class Message:
    """One message that somebody else wrote. `shield`: what the client warns of beside it, None for nothing."""

    room: str
    sender: str
    body: str
    html: str | None = None
    encrypted: bool = False
    shield: str | None = None
    file: File | None = None
    consumed: bool = False


class MatrixPerson:
    """A person in one room at a time: `room` is where they are."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.user_id = ""
        self.room = ""
        self.messages: list[Message] = []
        self.invitations: dict[str, str] = {}
        """Rooms that the person is invited to, and by whom."""
        self._told: list[str] = []
        self._changed = asyncio.Event()

    # --- What each client does its own way --------------------------------------------------------------------------

    async def say(self, text: str) -> str:
        """Write a message in the present room; returns the event's id."""
        self._told.append(f"> {text}")
        return await self.send({"msgtype": "m.text", "body": text})

    async def send(self, content: Json) -> str:
        """Send the content of a message in the present room; returns the event's id."""
        raise NotImplementedError

    async def joins(self, room: str) -> str:
        """Join a room by its alias or id, without going there; returns its id."""
        raise NotImplementedError

    async def opens_room_with(self, *people: str, encrypt: bool = True) -> str:
        """Make a room, invite people to it, and go there."""
        raise NotImplementedError

    async def invites(self, person: str) -> None:
        """Invite somebody to the present room."""
        raise NotImplementedError

    async def leaves(self) -> None:
        """Leave the present room."""
        raise NotImplementedError

    async def close(self) -> None:
        """Switch the client off."""
        raise NotImplementedError

    # --- What is seen -----------------------------------------------------------------------------------------------

    async def sees(self, pattern: str, timeout: float = 30) -> Message:  # noqa: ASYNC109  reads as a sentence
        """Wait for a message that matches and was not consumed; it and all before it then are.

        Raises AssertionError with the transcript when none comes.
        """

        def unseen() -> Message | None:
            return next((one for one in self.messages if not one.consumed and re.search(pattern, one.body)), None)

        found: Message = await self._until(unseen, timeout, f"nothing like {pattern!r}")
        for message in self.messages[: self.messages.index(found) + 1]:
            message.consumed = True
        return found

    async def is_invited_by(self, person: str, timeout: float = 30) -> str:  # noqa: ASYNC109  the same
        """Wait for an invitation; returns the room's id."""

        def invitation() -> str | None:
            return next((room for room, by in self.invitations.items() if by == person), None)

        found: str = await self._until(invitation, timeout, "no invitation")
        return found

    async def accepts_invitation_of(self, person: str) -> str:
        """Wait for an invitation, accept it, and go there."""
        self.room = await self.joins(await self.is_invited_by(person))
        return self.room

    async def _until(self, condition: Callable[[], Any], timeout: float, missing: str) -> Any:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout):
                while not (found := condition()):
                    self._changed.clear()
                    await self._changed.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"{missing} within {timeout} s in\n{self.transcript()}") from None

    def transcript(self) -> str:
        """What was said on both sides, in order."""
        return "\n".join(self._told)

    def _saw(self, message: Message) -> None:
        self.messages.append(message)
        lines = message.body.split("\n")
        if message.file:
            lines.append(f"< {message.file.name}, {message.file.media_type}, {len(message.file.content)} bytes >")
        if message.shield:
            lines.append(f"! {message.shield}")
        self._told += [f"  {line}" for line in lines]
        self._changed.set()

    def _noticed(self, what: str) -> None:
        self._told.append(f"* {what}")
        self._changed.set()
