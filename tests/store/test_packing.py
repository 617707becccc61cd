"""What is sealed in a room: as it stands where it fits, packed where it does not, and read back either way."""

import zlib

from bot.store.packing import packed, unpacked
from bot.store.seal import LENGTH, Keyring

ROOM = 1024


def record(length: int) -> bytes:
    """A record of so many bytes."""
    return b'{"v":1,"said":"%s"}' % (b"x" * (length - 17))


def test_a_record_that_fits_is_sealed_as_it_stands() -> None:
    fits = record(ROOM - LENGTH)
    assert packed(fits, ROOM) == fits
    assert len(packed(record(ROOM - LENGTH + 1), ROOM)) < 100


def test_every_record_is_read_back_and_one_of_yesterday_too() -> None:
    for length in (20, ROOM - LENGTH, ROOM - LENGTH + 1, 20_000):
        assert unpacked(packed(record(length), ROOM)) == record(length)
        assert unpacked(zlib.compress(record(length))) == record(length)


def test_sealed_what_fits_and_what_is_packed_are_as_long() -> None:
    keyring = Keyring.new()
    sealed = {
        len(keyring.seal("a|b|c", packed(record(length), ROOM), ROOM)) for length in (20, 700, 1_020, 1_021, 9_000)
    }
    assert len(sealed) == 1
