"""Packing what is sealed, so that what little and what much was said fit in the same room (`Cipher.seal`)."""

import zlib

from bot.store import StoreError


def packed(plain: bytes) -> bytes:
    """A JSON record, smaller."""
    return zlib.compress(plain)


def unpacked(stored: bytes) -> bytes:
    """The record; one of a release before 2026-12-01 stands as it is. Raises StoreError."""
    if stored[:1] == b"{":
        return stored
    try:
        return zlib.decompress(stored)
    except zlib.error:
        raise StoreError("a stored record cannot be unpacked") from None
