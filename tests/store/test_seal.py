"""Sealing: a value opens in its own place, unchanged, with a key that is known; and nowhere else."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import StoreError
from bot.store.seal import Keyring, key_file, parse_keys
from tests.folded import folded
from tests.store.bench import KEY, OLD_KEY, OTHER_KEY, PowerCutError, keyring

HERE = "person|p1|contact"
WORD = b"Camille Exemple"


def written(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


@given(st.binary(max_size=2_000), st.text(max_size=40).filter(lambda where: where.isprintable()))
def test_what_was_sealed_opens_as_it_was(plain: bytes, where: str) -> None:
    assert keyring().open(where, keyring().seal(where, plain)) == plain


@pytest.mark.parametrize(
    "elsewhere", ["person|p2|contact", "person|p1|conversation", "outbox|p1|contact", "", HERE.upper()]
)
def test_a_value_does_not_open_in_another_row_or_column(elsewhere: str) -> None:
    sealed = keyring().seal(HERE, WORD)
    with pytest.raises(StoreError, match="changed by hand"):
        keyring().open(elsewhere, sealed)


def test_a_value_with_any_one_bit_flipped_does_not_open() -> None:
    sealed = keyring().seal(HERE, WORD)
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StoreError):
            keyring().open(HERE, bytes(flipped))


@folded("length", range(33))
def test_a_value_that_was_cut_short_is_a_clear_error(length: int) -> None:
    sealed = keyring().seal(HERE, WORD)
    with pytest.raises(StoreError):
        keyring().open(HERE, sealed[:length])


def test_another_key_opens_nothing_and_the_error_says_where_keys_are_set() -> None:
    sealed = keyring().seal(HERE, WORD)
    with pytest.raises(StoreError, match="OBJECTEUR_SECRET_KEYS") as caught:
        keyring(OTHER_KEY).open(HERE, sealed)
    assert "Camille" not in str(caught.value)


def test_the_first_key_writes_and_every_key_reads() -> None:
    before = keyring(OLD_KEY).seal(HERE, WORD)
    both = keyring(KEY, OLD_KEY)
    assert both.open(HERE, before) == WORD
    after = both.seal(HERE, WORD)
    assert keyring(KEY).open(HERE, after) == WORD
    with pytest.raises(StoreError):
        keyring(OLD_KEY).open(HERE, after)


def test_the_same_value_never_looks_the_same_twice() -> None:
    sealed = {keyring().seal(HERE, WORD) for _ in range(100)}
    assert len(sealed) == 100
    assert all(WORD not in value for value in sealed)


@folded(("shorter", "longer"), [*combinations((0, 1, 15, 100, 252), 2)])
def test_two_names_of_different_lengths_are_as_long_once_sealed(shorter: int, longer: int) -> None:
    assert len(keyring().seal(HERE, b"x" * shorter)) == len(keyring().seal(HERE, b"x" * longer))


def test_a_length_is_told_to_a_quarter_of_a_kilobyte_only() -> None:
    lengths = {len(keyring().seal(HERE, b"x" * n)) for n in range(1_021)}
    assert len(lengths) == 4


@pytest.mark.parametrize("keys", [(), (b"short",), (KEY, b"k" * 33)])
def test_a_keyring_is_made_of_keys_of_thirty_two_bytes(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(keys)


def test_keys_are_read_in_their_order_whatever_the_spaces() -> None:
    assert parse_keys(f" {written(KEY)} ,{written(OLD_KEY)}") == (KEY, OLD_KEY)
    assert parse_keys(base64.b64encode(b"\xff" * 32).decode()) == (b"\xff" * 32,)  # the other base64, with "/"


@folded("text", ["", "hunter2-hunter2", written(b"short"), f"{written(KEY)},", "é" * 44, "é"])
def test_keys_that_are_none_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="OBJECTEUR_SECRET_KEYS") as caught:
        parse_keys(text)
    assert not text or text not in str(caught.value)


# --- The key file ---------------------------------------------------------------------------------------------------


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    made = key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_file(path) == made
    assert key_file(tmp_path / "another.key") != made


@pytest.mark.parametrize("cut", ["fsync", "replace"])
def test_a_first_start_that_is_cut_short_leaves_no_key_file_that_holds_no_key(
    cut: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise PowerCutError

    path = tmp_path / "secret.key"
    with monkeypatch.context() as patched:
        patched.setattr(os, cut, power_cut)
        with pytest.raises(PowerCutError):
            key_file(path)
    assert not path.exists()
    made = key_file(path)
    assert key_file(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


def test_two_first_starts_at_once_make_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as starts:
        assert len(set(starts.map(key_file, [path] * 8))) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o644, 0o660, 0o777])
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.key"
    key_file(path)
    path.chmod(mode)
    with pytest.raises(StoreError, match=f"chmod 600 {path}") as caught:
        key_file(path)
    assert path.read_text(encoding="ascii").strip() not in str(caught.value)


def test_a_key_file_of_several_lines_holds_several_keys(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.touch(0o600)
    path.write_text(f"{written(KEY)}\n{written(OLD_KEY)}\n", encoding="ascii")
    assert key_file(path) == (KEY, OLD_KEY)


@pytest.mark.parametrize("content", [b"", b"hunter2-hunter2\n", b"\xff\xfe\x00", b"A" * 20])
def test_a_key_file_that_holds_no_key_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"secret\.key") as caught:
        key_file(path)
    assert "hunter2" not in str(caught.value)
    assert path.read_bytes() == content


def test_a_key_file_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        key_file(tmp_path / "missing" / "secret.key")
