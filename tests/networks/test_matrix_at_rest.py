"""What is kept for Matrix says nothing without the key; what an earlier release wrote is read, and sealed at once."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from bot.core.ports.network import FatalNetworkError
from bot.networks.matrix.account import Account
from bot.networks.matrix.cipher_store import encrypt
from bot.networks.matrix.log_in import restore
from bot.networks.matrix.pins import FILE, Pin, Pins
from bot.networks.matrix.session import CRYPTO, Folder, Session

STORED = Path(__file__).resolve().parents[1] / "stored" / "matrix-2026-11-29"
"""Made by commit 4efdf37 on a Synapse that is no more: two made-up people said hello. Never edited."""
DIGESTS = {
    "cross-signing.json": "597ad5eb175b8da0590c7a0d7915fcf3207ee9e8b53ed3fc5257a45a94da48ea",
    "crypto.sqlite3": "0c225f55947ebac10736cd8a52b7f2a97ca929bc3522b8b59dd7d7a4710ad1bf",
    "session.json": "2dfa9237acf53896b8fb55af77bdbbffa36f1f699990e33d2a061567728125ff",
}
KEY = "made up"
BOT = "@objecteur:test.localhost"
SAID = (
    b"camille-exemple", b"dominique-exemple", b"@objecteur", b"test.localhost", b"access_token", b"master", b"made-up",
    b"curve25519", b"CREATE TABLE", b"SQLite format",
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A copy of what that release left."""
    shutil.copytree(STORED, tmp_path / "matrix")
    return tmp_path / "matrix"


def account(kept: Path, key: str = KEY) -> tuple[Account, Session]:
    """The account of a directory, its log-in restored as a start does it."""
    folder = Folder(kept, key)
    session = folder.session()
    assert session
    folder.prepare_crypto()
    found = Account("http://127.0.0.1:1", BOT, None, folder=folder, store_key=key)
    restore(found.client, session, BOT, kept)
    return found, session


def written(kept: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(kept.iterdir()))


@pytest.mark.parametrize("name", DIGESTS)
def test_the_frozen_store_was_not_edited(name: str) -> None:
    assert hashlib.sha256((STORED / name).read_bytes()).hexdigest() == DIGESTS[name], "put it back, and add another"


def test_what_an_earlier_release_wrote_is_read_and_says_nothing_any_more(kept: Path) -> None:
    before = [said for said in SAID if said in written(kept)]
    assert set(SAID) <= set(before), "that release said all of this"
    device = json.loads((STORED / "session.json").read_text())["device_id"]
    seeds = json.loads((STORED / "cross-signing.json").read_text())
    for _ in range(2):  # the second start finds it sealed
        found, session = account(kept)
        assert (session.device_id, session.access_token) == (device, "made-up")
        assert Folder(kept, KEY).seeds() == seeds
        olm = found.client.olm
        assert olm.account.shared
        assert {one.user_id.partition(":")[0] for one in olm.device_store} == {"@camille-exemple", "@dominique-exemple"}
        assert len(list(olm.inbound_group_store)) == 4
        assert len(list(olm.session_store)) >= 2
        olm.store.database.close()
        assert [said for said in SAID if said in written(kept)] == []
        assert {path.stat().st_mode & 0o777 for path in kept.iterdir() if path.name == CRYPTO} == {0o600}


def test_the_store_does_not_open_with_another_key(kept: Path) -> None:
    found, _ = account(kept)
    found.client.olm.store.database.close()
    with pytest.raises(FatalNetworkError, match="cannot be opened"):
        Folder(kept, "another").session()
    session = Folder(kept, KEY).session()
    assert session
    other = Account("http://127.0.0.1:1", BOT, None, folder=Folder(kept, "another"), store_key="another")
    with pytest.raises(FatalNetworkError, match="cannot be opened"):
        restore(other.client, session, BOT, kept)


def test_a_crash_while_a_store_was_being_encrypted_loses_nothing(kept: Path) -> None:
    (kept / f".{CRYPTO}").write_bytes(b"half of it")
    (kept / ".session.json").write_bytes(b"half of it")
    found, _ = account(kept)
    assert len(list(found.client.olm.inbound_group_store)) == 4
    assert sorted(path.name for path in kept.iterdir() if path.name.startswith(".crypto")) == []


def test_a_store_that_is_not_whole_is_told_and_left(kept: Path) -> None:
    store = kept / CRYPTO
    raw = store.read_bytes()
    broken = raw[:4096] + bytes(4096) + raw[8192:]
    store.write_bytes(broken)
    with pytest.raises(FatalNetworkError, match="is it whole"):
        Folder(kept, KEY).prepare_crypto()
    assert store.read_bytes() == broken


def test_a_backup_that_shares_the_file_stays_as_it_is(kept: Path, tmp_path: Path) -> None:
    raw = (kept / CRYPTO).read_bytes()
    os.link(kept / CRYPTO, tmp_path / "backup")
    encrypt(kept / CRYPTO, KEY)
    assert (tmp_path / "backup").read_bytes() == raw
    assert (kept / CRYPTO).read_bytes()[:16] != raw[:16]


def test_pins_say_nothing_and_are_read_again(kept: Path) -> None:
    person = "@camille-exemple:test.localhost"
    pins = Pins(Folder(kept, KEY))
    pins.open()
    pins.change(person, master="a key", devices=("PHONE",), language="fr")
    pins.close()
    said = (kept / FILE).read_bytes()
    assert not any(word in said for word in (b"camille", b"a key", b"PHONE", b"CREATE TABLE"))
    again = Pins(Folder(kept, KEY))
    again.open()
    assert again.of(person) == Pin(master="a key", devices=("PHONE",), language="fr")
    again.forget(person)
    assert again.of(person) == Pin()
    again.close()
