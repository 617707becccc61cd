"""Packing what is sealed, so that what little and what much was said fit in the same room (`Cipher.seal`)."""

import zlib

from bot.store import StoreError
from bot.store.seal import LENGTH

_WINDOW, _MEMORY = 12, 5
"""Of zlib, as powers of two. By default it clears a quarter of a megabyte for a record of a kilobyte."""


def packed(plain: bytes, room: int) -> bytes:
    """A JSON record, smaller where it does not fit in that room (`Cipher.seal`) as it is: sealed, both look alike."""
    if len(plain) + LENGTH <= room:
        return plain
    packing = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, _WINDOW, _MEMORY)
    return packing.compress(plain) + packing.flush()


def unpacked(stored: bytes) -> bytes:
    """The record. Raises StoreError."""
    if stored[:1] == b"{":
        return stored
    try:
        return zlib.decompress(stored)
    except zlib.error:
        raise StoreError("a stored record cannot be unpacked") from None
