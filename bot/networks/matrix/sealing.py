"""Sealing what the Matrix account keeps on disk, with keys derived from a secret of its store.

Small files are AES-256-GCM, each bound to its name, and padded; databases are encrypted by SQLCipher, see
`cipher_store`.
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
        self._secret = store_key.encode()
        self._cipher = AESGCM(self.derived("seal"))

    def derived(self, use: str) -> bytes:
        """The key of 32 bytes for one use."""
        return hmac.digest(self._secret, f"objecteur matrix {use}".encode(), "sha256")

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
                "the Matrix store cannot be opened: is it whole, and is the secret key the one that it was made with?"
            ) from None
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
