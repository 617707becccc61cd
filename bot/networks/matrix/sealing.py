"""Sealing what the Matrix account keeps on disk, with a key derived from the operator's.

Ids of people and rooms are looked up by a keyed hash; everything else about them is AES-256-GCM, bound to its place,
and padded, so that neither a copied value nor a length tells anything.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.ports.network import FatalNetworkError

_NONCE = 12
_PAD = 256


class Sealer:
    """The seal of one Matrix account."""

    def __init__(self, store_key: str) -> None:
        """Take the secret that the crypto store is encrypted with; each use has a key of its own."""
        secret = store_key.encode()
        self._cipher = AESGCM(hmac.digest(secret, b"objecteur matrix seal", "sha256"))
        self._names = hmac.digest(secret, b"objecteur matrix names", "sha256")

    def name(self, kind: str, value: str) -> bytes:
        """The keyed hash under which an id is stored."""
        return hmac.digest(self._names, f"{kind}|{value}".encode(), "sha256")

    def seal(self, where: str, plain: bytes) -> bytes:
        """Seal a value for one place."""
        padded = len(plain).to_bytes(4, "big") + plain
        padded += bytes(-len(padded) % _PAD)
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, padded, where.encode())

    def open(self, where: str, sealed: bytes) -> bytes:
        """Open a value. Raises FatalNetworkError when it was sealed with another key, or for another place."""
        try:
            padded = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], where.encode())
        except (InvalidTag, ValueError):
            raise FatalNetworkError(
                "what is kept for Matrix does not open: is it whole, and is the secret key the one that it was made "
                "with?"
            ) from None
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
