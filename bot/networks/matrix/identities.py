"""Whose devices may read: those that their owner's cross-signing identity signed, where the owner has one (MSC4153).

The identity is pinned at first sight. Whoever administers a person's homeserver can add a device to their account,
which nobody signed, or replace the whole identity: the first gets no key, the second is said to the person, who may
agree. A homeserver that no longer shows an identity that it showed is the same as one that shows another.
"""

from collections.abc import Collection, Mapping
from enum import Enum, auto

import nio

from bot.networks.matrix.device_lists import DeviceLists, ShownIdentity
from bot.networks.matrix.pins import Pins

Device = tuple[str, str]
"""A user's id and a device's."""


class KeyStanding(Enum):
    """How a person's keys stand."""

    UNKNOWN = auto()
    """The homeserver was not asked yet."""
    UNSIGNED = auto()
    """They have no identity, and had none."""
    KNOWN = auto()
    """Their identity is the one that was pinned."""
    CHANGED = auto()
    """It is not: nothing personal is said before they agree."""


class Audience(Enum):
    """Who is to read a message."""

    OWN = auto()
    """The devices that are certainly the person's own."""
    REACHABLE = auto()
    """The same, or all where there are none: for a neutral line."""
    ALL = auto()
    """All devices: for a neutral line about these very devices."""


class Identities:
    """The identities of people, as the homeserver shows them and as they were pinned."""

    def __init__(self, pins: Pins) -> None:
        """Take the pins."""
        self.pins = pins
        self._shown: dict[str, ShownIdentity | None] = {}

    def take(self, answer: DeviceLists) -> None:
        """Take what the homeserver shows; an identity that is seen for the first time is pinned."""
        for user, found in answer.identities.items():
            self._shown[user] = found
            if found and not self.pins.of(user).master:
                self.pins.change(user, master=found.master)

    def standing(self, user: str) -> KeyStanding:
        """How a person's keys stand."""
        if user not in self._shown:
            return KeyStanding.UNKNOWN
        pinned = self.pins.of(user).master
        if not pinned:
            return KeyStanding.UNSIGNED
        return KeyStanding.KNOWN if self.master(user) == pinned else KeyStanding.CHANGED

    def master(self, user: str) -> str:
        """The public master key that the homeserver shows; empty for none."""
        found = self._shown.get(user)
        return found.master if found else ""

    def agree(self, user: str, event_id: str) -> None:
        """Pin the identity that is shown now, because the person agreed to it in that event."""
        self.pins.change(user, master=self.master(user), asked=None, agreed=event_id)

    def forget(self, user: str) -> None:
        """Forget a person's identity: they are met for the first time when they come back."""
        self._shown.pop(user, None)
        self.pins.forget(user)

    def is_own(self, device: nio.crypto.OlmDevice) -> bool:
        """Whether a device is certainly its owner's, as far as that can be told."""
        match self.standing(device.user_id):
            case KeyStanding.UNKNOWN | KeyStanding.CHANGED:
                return False
            case KeyStanding.UNSIGNED:
                return True
            case KeyStanding.KNOWN:
                found = self._shown[device.user_id]
                keys = found.signed.get(device.id) if found else None
                return keys == (device.ed25519, device.curve25519)

    def readers(self, devices: Mapping[str, Collection[nio.crypto.OlmDevice]], audience: Audience) -> frozenset[Device]:
        """The devices that may read, of all devices by their user."""
        return frozenset(
            (user, device.id) for user, found in devices.items() for device in self._of_one(found, audience)
        )

    def _of_one(
        self, devices: Collection[nio.crypto.OlmDevice], audience: Audience
    ) -> Collection[nio.crypto.OlmDevice]:
        own = [device for device in devices if self.is_own(device)]
        match audience:
            case Audience.OWN:
                return own
            case Audience.REACHABLE:
                return own or devices
            case Audience.ALL:
                return devices
