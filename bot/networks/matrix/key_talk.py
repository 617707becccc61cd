"""What is said about a person's keys before anything personal is: they changed, nobody signed them, not this device.

These lines are neutral, and the adapter says them by itself: a message that waits for the answer would hold up the
question behind it. Only a plain yes to the question is kept from the conversation; whatever else the person writes is
handed in as always, and its answer waits with the others.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import nio

from bot.core.ports.incoming import Content, Text
from bot.core.ports.outgoing import Fate, Later, Payload, Sent
from bot.networks.matrix.identities import Audience, Identities, KeyStanding
from bot.networks.matrix.rooms import is_private

log = logging.getLogger(__name__)

SOONEST, LATEST = 5.0, 60.0
"""The seconds after which a message that waits for the person is tried again: a tenth of what it waited."""
AGAIN = 30.0
"""The seconds after which the question is put once more to a person who writes something else."""

MOST_DEVICES = 50
"""The most devices of one person that are remembered as told of."""

Tell = Callable[[nio.MatrixRoom, Payload, str, Audience], Awaitable[Fate]]


@dataclass(frozen=True, slots=True)
class KeyLines:
    """The lines, in one language.

    changed  asks whether new keys are the person's: a yes goes on
    agreed   says that it goes on
    none     says that nobody signs their devices, so that the homeserver's admin could add one
    device   says that a device is not verified, so that nothing personal is sent to it
    """

    changed: Payload
    agreed: Payload
    none: Payload
    device: Payload


class KeyTalk:
    """Talks with people about their keys: says the lines, and takes the yes that lets personal messages go on."""

    def __init__(
        self,
        client: nio.AsyncClient,
        identities: Identities,
        tell: Tell,
        lines: Mapping[str, KeyLines],
        agrees: Callable[[str], bool],
    ) -> None:
        """Take the client that knows rooms and devices, how a line is sent, the lines by language, what is a yes."""
        self._client = client
        self._identities = identities
        self._tell = tell
        self._lines = lines
        self._agrees = agrees
        self._began: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # --- Before a message -------------------------------------------------------------------------------------------

    async def allow(self, room: nio.MatrixRoom, person: str, payload: Payload) -> Fate | None:
        """Say what must be said before a personal message. Returns None when it may go, or its fate for now."""
        if not payload.personal or not room.encrypted:
            return None
        if payload.language:
            self._identities.pins.change(person, language=payload.language)
        match self._identities.standing(person):
            case KeyStanding.UNKNOWN:
                return Later("the person's devices are not known yet", timedelta(0))
            case KeyStanding.CHANGED:
                return await self._asked_first(room, person)
            case KeyStanding.UNSIGNED:
                return await self._told_first(room, person)
            case KeyStanding.KNOWN:
                return await self._verified_first(room, person)

    def may_go(self, person: str, room: nio.MatrixRoom, payload: Payload) -> bool:
        """Whether a message may still go, after something was awaited."""
        if not payload.personal or not room.encrypted:
            return True
        return self._identities.standing(person) in {KeyStanding.KNOWN, KeyStanding.UNSIGNED}

    async def _asked_first(self, room: nio.MatrixRoom, person: str) -> Fate:
        if self._identities.pins.of(person).asked != self._identities.master(person):
            asked = await self._ask(room, person)
            if not isinstance(asked, Sent):
                return asked
        return self._wait(person, "the person has not agreed to their new keys")

    async def _told_first(self, room: nio.MatrixRoom, person: str) -> Fate | None:
        lines = self._of(person)
        if lines is None or self._identities.pins.of(person).told:
            return None
        told = await self._tell(room, lines.none, _own_id(), Audience.ALL)
        if not isinstance(told, Sent):
            return told
        self._identities.pins.change(person, told=True)
        return None

    async def _verified_first(self, room: nio.MatrixRoom, person: str) -> Fate | None:
        devices = list(self._client.olm.device_store.active_user_devices(person))
        if any(self._identities.is_own(device) for device in devices):
            self._began.pop(person, None)
            return None
        for device in devices:
            await self._tell_of(room, person, device.id)
        return self._wait(person, "the person has verified none of their devices")

    def _wait(self, person: str, why: str) -> Later:
        now = time.monotonic()
        waited = now - self._began.setdefault(person, now)
        return Later(why, timedelta(seconds=min(max(SOONEST, waited / 10), LATEST)))

    # --- After a message of theirs ----------------------------------------------------------------------------------

    def heard(self, room_id: str, event: nio.Event, content: Content) -> bool:
        """Look at what a person wrote. Returns whether it was the yes to the question, and no answer to another."""
        room, person = self._client.rooms.get(room_id), event.sender
        if not is_private(room, self._client.user_id, person) or not isinstance(content, Text):
            return False
        pin = self._identities.pins.of(person)
        if event.event_id == pin.agreed:
            return True  # read again after a restart
        match self._identities.standing(person):
            case KeyStanding.CHANGED:
                return self._answered(room, event, content)
            case KeyStanding.KNOWN:
                self._look_at_device(room, event)
            case KeyStanding.UNKNOWN | KeyStanding.UNSIGNED:
                pass
        return False

    def _answered(self, room: nio.MatrixRoom, event: nio.Event, content: Text) -> bool:
        person = event.sender
        about_this = self._identities.pins.of(person).asked == self._identities.master(person)
        if about_this and event.decrypted and self._agrees(content.text):
            self._identities.agree(person, event.event_id)
            self._began.pop(person, None)
            self._do(person, self._thank(room, person))
            return True
        if time.monotonic() - self._asked.get(person, -AGAIN) >= AGAIN:
            self._do(person, self._ask(room, person))
        return False

    def _look_at_device(self, room: nio.MatrixRoom, event: nio.Event) -> None:
        """Tell who writes from a device that is not verified why they will not read the answer there."""
        device = self._client.olm.device_store.device_from_sender_key(event.sender, event.sender_key or "")
        if device and not device.deleted and not self._identities.is_own(device):
            self._do(event.sender, self._tell_of(room, event.sender, device.id))

    def _do(self, person: str, what: Awaitable[object]) -> None:
        """Say something beside the syncs; one thing at a time to one person."""
        before = self._tasks.get(person)

        async def carefully() -> None:
            if before:
                await asyncio.wait([before])
            try:
                await what
            except Exception as error:  # noqa: BLE001  a line that cannot be said stops nobody; it is said with the next
                log.warning("matrix: a line about keys could not be sent: %s", type(error).__name__)

        task = self._tasks[person] = asyncio.create_task(carefully())
        task.add_done_callback(lambda done: self._tasks.pop(person) if self._tasks.get(person) is done else None)

    # --- The lines --------------------------------------------------------------------------------------------------

    async def _ask(self, room: nio.MatrixRoom, person: str) -> Fate:
        lines, about = self._of(person), self._identities.master(person)
        if lines is None:
            return self._wait(person, "the person has new keys")
        asked = await self._tell(room, lines.changed, _own_id(), Audience.ALL)
        if isinstance(asked, Sent):
            self._identities.pins.change(person, asked=about)
            self._asked[person] = time.monotonic()
        return asked

    async def _thank(self, room: nio.MatrixRoom, person: str) -> None:
        if lines := self._of(person):
            await self._tell(room, lines.agreed, _own_id(), Audience.REACHABLE)

    async def _tell_of(self, room: nio.MatrixRoom, person: str, device_id: str) -> None:
        """Tell of a device that nobody signed, once."""
        lines, pin = self._of(person), self._identities.pins.of(person)
        if lines is None or device_id in pin.devices:
            return
        if isinstance(await self._tell(room, lines.device, _own_id(), Audience.ALL), Sent):
            told = self._identities.pins.of(person).devices
            self._identities.pins.change(person, devices=(*told, device_id)[-MOST_DEVICES:])

    def _of(self, person: str) -> KeyLines | None:
        """The lines in the person's language; in the first one while they were never written to."""
        return self._lines.get(self._identities.pins.of(person).language) or next(iter(self._lines.values()), None)

    def close(self) -> None:
        """Say nothing more."""
        for task in self._tasks.values():
            task.cancel()


def _own_id() -> str:
    """A transaction id for a line that is not of the outbox: its dash tells it from the keys there."""
    return f"keys-{uuid4().hex}"
