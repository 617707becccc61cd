"""A device is its owner's only when each signature from the master key down to it is right."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vodozemac import Account

from bot.networks.matrix.cross_signing import Json, canonical, identity_of, new_seeds, signed_with
from bot.networks.matrix.device_lists import DeviceLists, ShownIdentity, shown
from tests.folded import folded

ME, OTHERS = "@camille-exemple:exemple.test", "@sacha-exemple:exemple.test"


def device(name: str, account: Account) -> Json:
    """The keys of a device, with its own signature."""
    keys = {
        f"ed25519:{name}": account.ed25519_key.to_base64(),
        f"curve25519:{name}": account.curve25519_key.to_base64(),
    }
    body: Json = {"user_id": ME, "device_id": name, "algorithms": ["m.megolm.v1.aes-sha2"], "keys": keys}
    return signed_with(body, ME, f"ed25519:{name}", account.sign(canonical(body)).to_base64())


IDENTITY, OTHER = identity_of(new_seeds()), identity_of(new_seeds())
PHONE, TABLET = Account(), Account()


def public(use: str, key: str) -> Json:
    return {"user_id": ME, "usage": [use], "keys": {f"ed25519:{key}": key}}


def answer() -> Json:
    """Of two devices the phone is signed."""
    phone = IDENTITY.signing(device("PHONE", PHONE), ME)
    return {
        "device_keys": {ME: {"PHONE": phone, "TABLET": device("TABLET", TABLET)}},
        "master_keys": {ME: public("master", IDENTITY.master.public)},
        "self_signing_keys": {
            ME: IDENTITY.master.sign(public("self_signing", IDENTITY.self_signing.public), ME),
        },
        "failures": {},
    }


def test_the_devices_that_the_identity_signed_are_its_owners() -> None:
    keys = (PHONE.ed25519_key.to_base64(), PHONE.curve25519_key.to_base64())
    assert shown(answer(), ME) == ShownIdentity(IDENTITY.master.public, {"PHONE": keys})
    assert shown(answer(), "@dominique-exemple:exemple.test") is None


def _sign_by_another(shown_: Json) -> None:
    shown_["device_keys"][ME]["TABLET"] = OTHER.signing(shown_["device_keys"][ME]["TABLET"], ME)


def _copy_the_signature(shown_: Json) -> None:
    signatures = shown_["device_keys"][ME]["PHONE"]["signatures"][ME]
    own = {key: value for key, value in signatures.items() if key != "ed25519:PHONE"}
    shown_["device_keys"][ME]["TABLET"]["signatures"][ME] |= own


def _swap_a_key(shown_: Json) -> None:
    stolen = shown_["device_keys"][ME]["PHONE"] | {"device_id": "TABLET"}
    shown_["device_keys"][ME]["TABLET"] = stolen


@pytest.mark.parametrize("attack", [_sign_by_another, _copy_the_signature, _swap_a_key])
def test_no_other_device_becomes_the_owners(attack: Callable[[Json], None]) -> None:
    attacked = answer()
    attack(attacked)
    found = shown(attacked, ME)
    assert found
    assert set(found.signed) == {"PHONE"}


def _other_self_signing(shown_: Json) -> None:
    shown_["self_signing_keys"][ME] = OTHER.master.sign(public("self_signing", OTHER.self_signing.public), ME)


def _unsigned_self_signing(shown_: Json) -> None:
    shown_["self_signing_keys"][ME] = public("self_signing", OTHER.self_signing.public)


def _another_use(shown_: Json) -> None:
    shown_["self_signing_keys"][ME] = IDENTITY.master.sign(public("user_signing", IDENTITY.self_signing.public), ME)


def _another_user(shown_: Json) -> None:
    shown_["master_keys"][ME]["user_id"] = "@dominique-exemple:exemple.test"


def _two_keys(shown_: Json) -> None:
    shown_["master_keys"][ME]["keys"]["ed25519:x"] = "x"


def _key_by_another_name(shown_: Json) -> None:
    shown_["master_keys"][ME]["keys"] = {"ed25519:x": IDENTITY.master.public}


@pytest.mark.parametrize(
    "attack",
    [_other_self_signing, _unsigned_self_signing, _another_use, _another_user, _two_keys, _key_by_another_name],
)
def test_an_identity_whose_keys_do_not_fit_together_is_none(attack: Callable[[Json], None]) -> None:
    attacked = answer()
    attack(attacked)
    assert shown(attacked, ME) is None


def test_nothing_is_kept_of_people_who_share_no_room_any_more() -> None:
    """They were asked for, and the room was left before the answer came: who erased everything would stay known."""
    read = DeviceLists.from_dict(answer())
    assert isinstance(read, DeviceLists)
    assert read.leave_out_all_but({ME}) == set()
    assert set(read.device_keys) == set(read.identities) == {ME}
    assert read.leave_out_all_but({"@dominique-exemple:exemple.test"}) == {ME}
    assert (read.device_keys, read.identities) == ({}, {})


def test_another_master_key_is_seen_as_one() -> None:
    attacked = answer()
    attacked["master_keys"][ME] = public("master", OTHER.master.public)
    attacked["self_signing_keys"][ME] = OTHER.master.sign(public("self_signing", OTHER.self_signing.public), ME)
    assert shown(attacked, ME) == ShownIdentity(OTHER.master.public, {})


def _nested(deep: int) -> object:
    made: object = "a"
    for _ in range(deep):
        made = {"a": made}
    return made


@folded(
    "told",
    [
        *({"PHONE": of} for of in (1, {}, {"keys": 1}, {"keys": {"ed25519:PHONE": _nested(500)}})),
        *({"PHONE": answer()["device_keys"][ME]["PHONE"] | {"x": _nested(deep)}} for deep in (500, 900, 960)),
    ],
    ids=lambda told: repr(json.dumps(told)[:60]),
)
def test_what_another_server_tells_of_somebody_hides_nobody_elses_devices(told: Json) -> None:
    """nio takes a whole answer or nothing of it: the devices of whoever was asked for with them were never known."""
    devices = answer()
    devices["device_keys"] = {OTHERS: told} | devices["device_keys"]
    read = DeviceLists.from_dict(devices)
    assert isinstance(read, DeviceLists)
    assert set(read.device_keys[ME]) == {"PHONE", "TABLET"}
    assert read.device_keys[OTHERS] == {}, "they are not asked for again and again"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_what_is_malformed_in_one_place_raises_nothing_and_takes_no_device_in(data: st.DataObject) -> None:
    """nio raises for some of these: the devices of everybody would not be known any more."""
    attacked: Any = answer()
    at: Any = attacked
    path: list[str] = []
    while isinstance(at, dict) and at and (not path or data.draw(st.booleans())):
        path.append(data.draw(st.sampled_from(sorted(at))))
        at = at[path[-1]]
    into = attacked
    for step in path[:-1]:
        into = into[step]
    into[path[-1]] = data.draw(JSON)
    before = copy.deepcopy(attacked)
    read = DeviceLists.from_dict(attacked)
    if isinstance(read, DeviceLists):
        assert set(read.device_keys.get(ME, {})) <= {"PHONE", "TABLET"}
        found = read.identities.get(ME)
        assert found is None or set(found.signed) <= {"PHONE"}
    assert attacked == before
