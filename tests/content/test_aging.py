"""When an address counts as old, and how many do."""

from datetime import date
from pathlib import Path

import pytest

from bot.content import ContentError
from bot.content.aging import Ages, OldAddress, ages, load_old_address
from bot.content.place import content_root
from bot.core.directory.caisse import Caisse, Kind
from bot.core.directory.postal import PostalAddress

REAL = content_root() / "templates" / "directory" / "upkeep.toml"
DAY = date(2026, 11, 25)
SOMEWHERE = PostalAddress(("1 rue de l’Exemple", "01000 Exemple"))


def old_address(months: int) -> OldAddress:
    return OldAddress(months, "a test", DAY, DAY)


@pytest.mark.parametrize(
    ("months", "today", "before"),
    [
        (24, date(2026, 11, 25), date(2024, 11, 1)),
        (24, date(2026, 1, 1), date(2024, 1, 1)),
        (1, date(2026, 1, 31), date(2025, 12, 1)),
        (11, date(2026, 11, 30), date(2025, 12, 1)),
        (12, date(2028, 2, 29), date(2027, 2, 1)),
    ],
)
def test_an_address_is_old_from_the_month_after_the_months_have_passed(months: int, today: date, before: date) -> None:
    assert old_address(months).before(today) == before


def caisse(on: date | None, address: PostalAddress | None = SOMEWHERE) -> Caisse:
    return Caisse("1", "CPAM", Kind.CPAM, (), address, "", None, "a test", on, "L")


def test_old_and_undated_addresses_are_counted_and_caisses_without_one_are_not() -> None:
    caisses = [caisse(date(2015, 1, 1)), caisse(date(2024, 11, 1)), caisse(None), caisse(date(2015, 1, 1), None)]
    assert ages(caisses, date(2024, 11, 1)) == Ages(addresses=3, old=1, undated=1)


def test_the_real_setting_says_why_and_until_when() -> None:
    found = load_old_address(REAL.parent)
    assert found.why
    assert found.decided_on < found.review_by


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("months = 24", "months = 0", "at least one"),
        ("months = 24", 'months = "long"', "old_address.months"),
        ("months = 24", "", "old_address.months"),
        ("review_by = 2027-11-25", "review_by = 2027-13-25", "TOMLDecodeError"),
        ("[old_address]", "[older]", "old_address"),
        ("[old_address]", "[old_address", "TOMLDecodeError"),
    ],
)
def test_a_setting_that_is_wrong_is_one_line_that_names_it(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = REAL.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "upkeep.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match=says) as caught:
        load_old_address(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"months = 24 # \xe9"])
def test_a_setting_that_cannot_be_read_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "upkeep.toml").write_bytes(content)
    with pytest.raises(ContentError, match=r"upkeep\.toml"):
        load_old_address(tmp_path)
