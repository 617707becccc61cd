"""Reading a `keys/query` answer: which devices people have, and which of them their own identity signed.

An identity is a master key, and a self-signing key that the master key signed; a device is its owner's when the
self-signing key signed it (spec, 11.12.2 Cross-signing). Each signature is checked here, Ed25519 over canonical JSON. A
device that is not what it promises is left out, because nio would raise for it, and read nobody's keys any more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import nio
from vodozemac import Curve25519PublicKey, Ed25519PublicKey, Ed25519Signature

from bot.networks.matrix.cross_signing import canonical
from bot.networks.matrix.syncs import SENSELESS

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """The identity that a homeserver shows for a person: their public master key, and the devices it vouches for.

    signed  by device id its two public keys (Ed25519, Curve25519)
    """

    master: str
    signed: Mapping[str, tuple[str, str]]


@dataclass
class DeviceLists(nio.KeysQueryResponse):  # type: ignore[misc]
    """The answer, as nio takes it, with the identities, which nio leaves out."""

    identities: dict[str, ShownIdentity | None] = field(init=False, default_factory=dict)
    """By user, for all whom the homeserver answered for; None for somebody without an identity that is valid."""

    @classmethod
    def from_dict(cls, parsed_dict: Json) -> "nio.KeysQueryResponse | nio.ErrorResponse":
        """Read the answer of the homeserver."""
        answer = cls._read(parsed_dict)
        if not isinstance(answer, cls) and isinstance(parsed_dict.get("device_keys"), dict):
            answer = cls._read(parsed_dict | {"device_keys": cls._readable(parsed_dict["device_keys"])})
        if isinstance(answer, cls):
            answer.device_keys = {user: _sound(user, devices) for user, devices in answer.device_keys.items()}
            answer.identities = {user: shown(parsed_dict, user) for user in answer.device_keys}
        return answer

    @classmethod
    def _read(cls, answer: Json) -> "nio.KeysQueryResponse | nio.ErrorResponse":
        """As the library reads it, which takes a whole answer or nothing of it."""
        try:
            return super().from_dict(answer)
        except SENSELESS:
            return nio.KeysQueryError("makes no sense")

    @classmethod
    def _readable(cls, every: Json) -> Json:
        """The devices that can be read, by user: what another server tells of one may have any shape."""
        return {
            user: {id_: one for id_, one in devices.items() if cls._is_read({user: {id_: one}})}
            for user, devices in every.items()
            if isinstance(devices, dict)
        }

    @classmethod
    def _is_read(cls, devices: Json) -> bool:
        return isinstance(cls._read({"failures": {}, "device_keys": devices}), cls)

    def leave_out_all_but(self, people: Collection[str]) -> set[str]:
        """Leave out everybody else. Returns who that is."""
        others = {user for user in self.device_keys if user not in people}
        for user in others:
            del self.device_keys[user], self.identities[user]
        return others


def shown(answer: Json, user: str) -> ShownIdentity | None:
    """The identity of a user in an answer, if it has one whose keys are signed as they must be."""
    master, signing = (_key(answer, use, user) for use in ("master", "self_signing"))
    if not master or not signing:
        return None
    body = answer["self_signing_keys"][user]
    if not signed_by(body, user, master):
        return None
    devices = answer["device_keys"][user]
    own = {id_: device for id_, device in devices.items() if signed_by(device, user, signing)}
    return ShownIdentity(master, {id_: keys for id_, device in own.items() if (keys := _keys(user, id_, device))})


def signed_by(value: object, user: str, public: str, key_id: str = "") -> bool:
    """Whether a value bears the signature of that user's Ed25519 key, and it is right.

    key_id  what the key is called; a cross-signing key is called by itself
    """
    try:
        given = value["signatures"][user][f"ed25519:{key_id or public}"]  # type: ignore[index]
        Ed25519PublicKey.from_base64(public).verify_signature(
            canonical(value),  # type: ignore[arg-type]
            Ed25519Signature.from_base64(given),
        )
    except SENSELESS:  # ValueError: vodozemac's own, and text that is none
        return False
    return True


def _key(answer: Json, use: str, user: str) -> str:
    """The public key that is shown for a use, if it is well-formed; empty otherwise."""
    try:
        body = answer[f"{use}_keys"][user]
        ((key_id, public),) = body["keys"].items()
        if body["user_id"] != user or use not in body["usage"] or key_id != f"ed25519:{public}":
            return ""
    except SENSELESS:
        return ""
    return str(public)


def _keys(user: str, device_id: str, device: object) -> tuple[str, str] | None:
    """The two keys of a device; None for one that is not what it promises."""
    try:
        named = (device["user_id"], device["device_id"]) == (user, device_id)  # type: ignore[index]
        signing, curve = (device["keys"][f"{kind}:{device_id}"] for kind in ("ed25519", "curve25519"))  # type: ignore[index]
        Curve25519PublicKey.from_base64(curve)
        unsigned = device.get("unsigned", {})  # type: ignore[attr-defined]
        sound = named and isinstance(unsigned, dict) and signed_by(device, user, signing, device_id)
    except SENSELESS:
        return None
    return (str(signing), str(curve)) if sound else None


def _sound(user: str, devices: Json) -> Json:
    return {device_id: device for device_id, device in devices.items() if _keys(user, device_id, device)}
