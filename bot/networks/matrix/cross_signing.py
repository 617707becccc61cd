"""Cross-signing the bot's own device, so that clients which exclude unsigned devices give it their keys.

matrix-nio cannot do it (its issue 229). Three Ed25519 keys: a master key, signed by the device; a self-signing key,
signed by the master key, which signs the device; a user-signing key, unused here but part of every identity.
Spec: https://spec.matrix.org/v1.11/client-server-api/#cross-signing ; unpadded base64 everywhere (padded key ids are
dropped in silence by some clients); canonical JSON without `signatures` and `unsigned`.
"""

import base64
import json
import os
from dataclasses import dataclass
from typing import Any, Protocol

from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa

from bot.core.ports.network import FatalNetworkError

Json = dict[str, Any]
USES = ("master", "self_signing", "user_signing")


def unpadded(raw: bytes) -> str:
    """Base64 without padding, as Matrix writes it."""
    return base64.b64encode(raw).decode().rstrip("=")


def canonical(value: Json) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8, without `signatures` and `unsigned`."""
    signed = {key: part for key, part in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


class SigningKey:
    """One Ed25519 key, from its seed."""

    def __init__(self, seed: bytes) -> None:
        """Take a seed of 32 bytes."""
        self._key: EccKey = eddsa.import_private_key(seed)
        self.public = unpadded(self._key.public_key().export_key(format="raw"))

    @property
    def id(self) -> str:
        """The key's id."""
        return f"ed25519:{self.public}"

    def sign(self, value: Json, user_id: str) -> Json:
        """The value with this key's signature added."""
        signature = unpadded(eddsa.new(self._key, "rfc8032").sign(canonical(value)))
        return signed_with(value, user_id, self.id, signature)


def signed_with(value: Json, user_id: str, key_id: str, signature: str) -> Json:
    """The value with a signature added."""
    signatures = {user: dict(keys) for user, keys in value.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[key_id] = signature
    return value | {"signatures": signatures}


class Signer(Protocol):
    """The port through which cross-signing uses the account: its names, its device's key, and requests."""

    @property
    def user_id(self) -> str:
        """The account."""

    @property
    def device_id(self) -> str:
        """The device that is to be signed."""

    @property
    def device_key(self) -> str:
        """The device's public Ed25519 key, as the crypto store holds it."""

    def sign(self, value: Json) -> str:
        """The device key's signature of a value."""

    async def request(self, method: str, path: str, content: Json) -> tuple[int, Json]:
        """Make an authenticated request, retried until the answer is lasting. Returns status and answer."""


@dataclass(frozen=True)
class Identity:
    """The cross-signing identity of an account: three keys."""

    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    def signing(self, device: Json, user_id: str) -> Json:
        """The device's keys with the self-signing key's signature added."""
        return self.self_signing.sign({key: value for key, value in device.items() if key != "unsigned"}, user_id)

    def has_signed(self, device: Json, user_id: str) -> bool:
        """Whether the device has this identity's signature; Ed25519 always makes the same one."""
        given = device.get("signatures", {}).get(user_id, {}).get(self.self_signing.id)
        return bool(given == self.signing(device, user_id)["signatures"][user_id][self.self_signing.id])

    def uploads(self, account: Signer) -> Json:
        """The body that publishes the identity."""
        keys = {"master": self.master, "self_signing": self.self_signing, "user_signing": self.user_signing}
        bodies = {
            use: {"user_id": account.user_id, "usage": [use], "keys": {key.id: key.public}} for use, key in keys.items()
        }
        device_key = f"ed25519:{account.device_id}"
        master = signed_with(bodies["master"], account.user_id, device_key, account.sign(bodies["master"]))
        return {
            "master_key": master,
            "self_signing_key": self.master.sign(bodies["self_signing"], account.user_id),
            "user_signing_key": self.master.sign(bodies["user_signing"], account.user_id),
        }


def new_seeds() -> dict[str, str]:
    """Seeds for a new identity."""
    return {use: unpadded(os.urandom(32)) for use in USES}


def identity_of(seeds: dict[str, str]) -> Identity:
    """The identity that these seeds give."""
    return Identity(*(SigningKey(base64.b64decode(f"{seeds[use]}==")) for use in USES))


async def ensure_signed(account: Signer, identity: Identity, *, password: str | None) -> None:
    """Publish the identity once, and sign the device if it is not; the device's keys must be on the server.

    password  asked for by servers that want it before a first identity; may be None

    Raises FatalNetworkError when the account already has another identity: it is never overwritten in silence.
    """
    served = await _query(account)
    master = served.get("master_keys", {}).get(account.user_id)
    if master is None:
        await _publish(account, identity, password)
        served = await _query(account)
    elif not _same(identity, served, account.user_id):
        raise FatalNetworkError(
            "this Matrix account has a cross-signing identity that is not in the bot's store: restore "
            "cross-signing.json from a backup, use an account of the bot's own, or replace the identity by hand with "
            "`objecteur matrix reset-identity`"
        )
    await _sign_device(account, identity, served)


async def replace_identity(account: Signer, identity: Identity, *, password: str | None) -> None:
    """Publish another identity over the one that the account has, and sign the device with it.

    Only an operator asks for it: everybody's client then says that the bot's identity has changed. Raises
    FatalNetworkError when the server refuses.
    """
    await _publish(account, identity, password)
    await _sign_device(account, identity, await _query(account))


async def _sign_device(account: Signer, identity: Identity, served: Json) -> None:
    device = _own_device(account, served)
    if not identity.has_signed(device, account.user_id):
        content = {account.user_id: {account.device_id: identity.signing(device, account.user_id)}}
        status, answer = await account.request("POST", "keys/signatures/upload", content)
        if status != 200 or answer.get("failures"):
            raise FatalNetworkError(f"the homeserver refuses the signature of the bot's device (status {status})")


def _same(identity: Identity, served: Json, user_id: str) -> bool:
    keys = {"master_keys": identity.master, "self_signing_keys": identity.self_signing}
    return all(key.id in served.get(use, {}).get(user_id, {}).get("keys", {}) for use, key in keys.items())


def _own_device(account: Signer, served: Json) -> Json:
    device: Json = served.get("device_keys", {}).get(account.user_id, {}).get(account.device_id, {})
    if device.get("keys", {}).get(f"ed25519:{account.device_id}") != account.device_key:
        raise FatalNetworkError(
            "the homeserver knows the bot's Matrix device with other keys than those in its store: restore the store "
            "from a backup, or remove session.json to log in as a new device"
        )
    return device


async def _query(account: Signer) -> Json:
    status, answer = await account.request("POST", "keys/query", {"device_keys": {account.user_id: []}})
    if status != 200:
        raise FatalNetworkError(f"the homeserver does not give the bot's own keys back (status {status})")
    return answer


async def _publish(account: Signer, identity: Identity, password: str | None) -> None:
    content = identity.uploads(account)
    status, answer = await account.request("POST", "keys/device_signing/upload", content)
    if status == 401 and password and "session" in answer:
        who = {"type": "m.id.user", "user": account.user_id}
        auth = {"type": "m.login.password", "identifier": who, "password": password, "session": answer["session"]}
        status, answer = await account.request("POST", "keys/device_signing/upload", content | {"auth": auth})
    if status != 200:
        raise FatalNetworkError(
            f"the homeserver refuses the bot's cross-signing identity (status {status}): "
            "set OBJECTEUR_MATRIX_PASSWORD for this start"
        )
