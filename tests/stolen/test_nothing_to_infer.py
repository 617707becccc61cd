"""A thief without the key has numbers of rows and days: not who, not what, not from where, not how far anybody is.

`python -m tests.stolen` prints what is left.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.stolen.lives import City, Somebody, believes, everybody, few
from tests.stolen.loot import Known, questions, signs_of, stolen
from tests.stolen.thief import Signs, asked, moments, rows, varying, words

NETWORKS = {"telegram", "matrix", "terminal"}
CAMPAIGNS = {"health-data-hub", "bank-data", "hospital-data", "mon-espace-sante"}
IN_CLEAR = {
    "alembic_version.version_num": {"0013"},
    "case.campaign": {"health-data-hub"},
    "cursor.network": NETWORKS,
    "deed.kind": {"sealed"},
    "delays.campaign": CAMPAIGNS,
    "home.mark": set[str](),
    "outbox.network": NETWORKS,
    "outbox.state": {"uncertain", "late"},
    "person.network": NETWORKS,
    "secret.name": {"index", "backup"},
    "tally.network": NETWORKS,
    "tally.what": {"committed", "delivered", "erased", "refused", "uncertain"},
}
"""All words that stand in clear, but for the delays of each action, which are in its folder too."""
OF_NOBODY = {"backup.at", "span.since", "span.until"}
"""The moments that stand in clear: when the bot itself did something."""


def lived(folder: Path, people: Sequence[Somebody]) -> Iterator[City]:
    with pytest.MonkeyPatch.context() as patch:
        city = City(folder, believes(patch.setattr), people)
        city.lives()
        city.is_stolen()
        yield city
        city.ends()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Four people, one of each stage, of whom one has two accounts; somebody had all erased."""
    yield from lived(tmp_path_factory.mktemp("stolen"), few())


ENCODINGS: dict[str, Callable[[str], tuple[bytes, ...]]] = {
    "UTF-8": lambda word: (word.encode(),),
    "UTF-16": lambda word: (word.encode("utf-16-le"), word.encode("utf-16-be")),
    "JSON": lambda word: (json.dumps(word)[1:-1].encode(),),
    "hex": lambda word: (word.encode().hex().encode(), word.encode().hex().upper().encode()),
    "base64": lambda word: (
        tuple(base64.b64encode(b"\0" * n + word.encode())[4:-4] for n in range(3)) if len(word) > 8 else ()
    ),
    "percent": lambda word: (quote(word).encode(),),
}


def found_in(city: City, secrets: set[str]) -> set[str]:
    """Those words that stand in any stolen file, in any of six encodings."""
    files = [path for path in (*city.data.rglob("*"), *city.copy.parent.glob("copy*")) if path.is_file()]
    content = b"\n".join(path.read_bytes() for path in files)
    return {word for word in secrets for encode in ENCODINGS.values() if any(form in content for form in encode(word))}


def test_neither_who_they_are_nor_what_they_said_stands_in_any_file(city: City) -> None:
    secrets = {"canary", "Canari", "rue du Canari-Étage", "CGSS", "Réunion", "CNIL", "par courriel", "réclamation"}
    secrets |= {"deadline@2026", "chase@2026", "posted", "Signature"}
    for who in city.people:
        secrets |= {who.to.person, who.to.place, who.name, who.street}
    assert found_in(city, secrets) == set()


def test_the_search_finds_what_stands_in_clear(city: City) -> None:
    (city.data / "in-clear.txt").write_text(base64.b64encode("12 rue du Canari-Étage".encode()).decode())
    try:
        assert found_in(city, {"rue du Canari-Étage"})
    finally:
        (city.data / "in-clear.txt").unlink()


def test_the_only_words_in_clear_are_those_of_the_program(city: City) -> None:
    for loot in stolen(city).values():
        found = {column: of for column, of in words(loot).items() if column != "delays.counted"}
        assert {column for column, of in found.items() if not of <= IN_CLEAR.get(column, set())} == set(), found


def test_the_only_moments_in_clear_are_the_bot_s_own(city: City) -> None:
    for loot in stolen(city).values():
        assert moments(loot) <= OF_NOBODY


def test_all_people_look_the_same_but_for_their_network_and_the_order_in_which_they_came(city: City) -> None:
    judged = [(who, row) for who, row in city.rows_of() if who != city.linked]
    for name, loot in stolen(city).items():
        assert differing(signs_of(loot, judged)) == set(), name


def differing(known: Known) -> set[str]:
    """What is not the same of all, but for their network and the order in which they came."""
    return {sign for sign in varying(tuple(known.values())) if ": order" not in sign and ".network: " not in sign}


def test_who_has_two_accounts_shows_that_and_no_more(city: City) -> None:
    judged = tuple(city.rows_of())
    signs = signs_of(rows((city.copy,)), judged)
    (theirs,) = (found for who, found in signs.items() if who == city.linked)
    other = next(found for who, found in signs.items() if who.network is city.linked.network and who != city.linked)
    unlike = {sign for sign in theirs.keys() | other.keys() if theirs.get(sign) != other.get(sign)}
    assert {sign.partition(".")[0] for sign in unlike if ": order" not in sign} == {"person", "person: rows"}


LIVES = 3
"""So many lives running a sign must be better than chance: of one life, one question in a hundred finds such a sign."""


@pytest.mark.long
def test_nothing_tells_where_people_live_or_how_far_they_are_better_than_chance(tmp_path: Path) -> None:
    """Before December 2026 thirty signs told Paris from La Réunion with certainty, and fifty the complaint."""
    left = None
    for life in range(LIVES):
        found = set(better_than_chance(tmp_path / str(life)))
        left = found if left is None else left & found
        if not left:
            return
    assert left == set()


def better_than_chance(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Live once more. Yields what was stolen, the question, and the sign that is better than chance at it."""
    folder.mkdir()
    for city in lived(folder, everybody(3)):
        judged = [(who, row) for who, row in city.rows_of() if who != city.linked]
        for thing, loot in stolen(city).items():
            if known := signs_of(loot, judged):
                assert differing(known) == set()
                for learned in questions(known):
                    yield from ((thing, learned.question, sign) for sign, _ in learned.better)


def test_a_sign_that_tells_two_groups_apart_is_found() -> None:
    ones: list[Signs] = [{"outbox: order (max)": n, "person: rows": 1} for n in range(6)]
    others: list[Signs] = [{"outbox: order (max)": n + 6, "person: rows": 1} for n in range(6)]
    assert [sign for sign, _ in asked("which?", ones, others).better] == ["outbox: order (max)"]
