"""Everything that the bot runs on may be part of a work under the AGPL-3.0-or-later."""

import re
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest

from tests.folded import folded
from tests.supply.licences import BY_HAND, COMPATIBLE, UnknownLicenceError, compatible, licence, said_by, text_of
from tests.supply.pins import REQUIREMENTS, pinned

RUN = pinned(REQUIREMENTS / "run.txt")


@folded("name", [pin.name for pin in RUN])
def test_what_the_bot_runs_on_goes_together_with_the_agpl(name: str) -> None:
    expression = licence(distribution(name))
    assert compatible(expression), f"{name} is under {expression}: COMPATIBLE says what goes together, and why"


@folded("name", BY_HAND)
def test_a_licence_entered_by_hand_is_shown_by_the_package_s_own_text_and_needed(name: str) -> None:
    package = distribution(name)
    assert BY_HAND[name].words in text_of(package)
    assert said_by(package) is None, "its metadata says it now: take the entry out"
    assert name in {pin.name for pin in RUN}


def test_no_licence_is_let_through_that_nothing_is_under() -> None:
    used = {word for pin in RUN for word in re.findall(r"[\w.-]+", licence(distribution(pin.name)))}
    assert set(COMPATIBLE) - used == set(), "take it out: who needs it adds it, with why"


@folded(
    ("expression", "goes"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-2.0-only OR MIT", True),
        ("BSD-2-Clause AND Unlicense AND MIT", True),
        ("MIT AND GPL-2.0-only", False),
        ("(MIT OR GPL-2.0-only) AND SSPL-1.0", False),
        ("GPL-2.0-only", False),
        ("BSD-4-Clause", False),
        ("CC-BY-NC-4.0", False),
        ("BUSL-1.1", False),
        ("LicenseRef-scancode-proprietary-license", False),
    ],
)
def test_an_expression_goes_when_all_of_an_and_and_one_of_an_or_do(expression: str, goes: bool) -> None:
    assert compatible(expression) is goes


def installed(folder: Path, *lines: str) -> PathDistribution:
    (folder / "made.dist-info").mkdir(exist_ok=True)
    (folder / "made.dist-info" / "METADATA").write_text("\n".join(("Name: made", *lines)), encoding="utf-8")
    return PathDistribution(folder / "made.dist-info")


def test_a_package_that_says_nothing_or_too_little_is_refused(tmp_path: Path) -> None:
    for line in (
        "Version: 1",
        "License: see the file",
        "License: Dual License",
        "Classifier: License :: OSI Approved :: BSD License",
    ):
        with pytest.raises(UnknownLicenceError, match="made"):
            licence(installed(tmp_path, line))
    assert licence(installed(tmp_path, "License: MIT")) == "MIT"
    assert licence(installed(tmp_path, "License-Expression: GPL-2.0-only", "License: MIT")) == "GPL-2.0-only"
