"""docs/security.md: each requirement once, each test that it names is there, and its sums are right."""

import re
from collections import Counter
from pathlib import Path

from tests.real.running import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = {number: (here, why) for number, _, here, why in ROW.findall(PAGE)}
SECTIONS = {
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section has in ASVS 5.0: in each they come before those of level 3."""


def _defines(file: Path, name: str) -> bool:
    return file.exists() and re.search(rf"^(async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE) is not None


def test_every_requirement_of_levels_one_and_two_is_there_once() -> None:
    wanted = [f"{section}.{n}" for section, most in SECTIONS.items() for n in range(1, most + 1)]
    assert [number for number, *_ in ROW.findall(PAGE)] == wanted


def test_every_test_that_is_named_exists() -> None:
    named = TEST.findall(PAGE)
    assert len(named) > 60
    missing = [f"{file}::{name}" for file, name in named if not _defines(ROOT / file, name)]
    assert missing == []
    assert PAGE.count("::test_") == len(named), "each is written as `tests/file.py::test_name`"


def test_what_is_met_is_shown_and_what_is_not_has_a_reason() -> None:
    assert {here for here, _ in ROWS.values()} <= {"met", "in part", "not met", "does not apply"}
    bare = []
    for number, (here, why) in ROWS.items():
        asks_for_a_page = re.fullmatch(r"\d+\.1\.\d", number) and re.search(r"\]\(#[a-z-]+\)", why)
        shown = TEST.search(why) or asks_for_a_page
        said = len(TEST.sub("", why).strip(" :,;.`")) > 5
        if not (shown if here == "met" else said):
            bare.append(number)
    assert bare == []


def test_all_that_fell_under_attack_is_shown_by_a_test() -> None:
    attacked = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert [int(number) for number, _ in attacked] == list(range(1, 16))
    assert [number for number, shown in attacked if not TEST.search(shown)] == []


def test_its_sums_are_those_of_its_rows() -> None:
    sums = Counter(here for here, _ in ROWS.values())
    told = re.search(
        r"(\d+) requirements, of which (\d+) are met,\s(\d+) in part, (\d+) (?:is|are) not, and (\d+) do not", PAGE
    )
    assert told
    found = [len(ROWS), *(sums[here] for here in ("met", "in part", "not met", "does not apply"))]
    assert [int(number) for number in told.groups()] == found


def test_every_part_that_is_cited_is_a_heading() -> None:
    headings = {"-".join(re.findall(r"\w+", line.lower())) for line in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", PAGE)) <= headings
