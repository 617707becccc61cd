"""The documentation cannot rot: what it names exists, what exists is named, what is drawn from the code is current."""

import argparse
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.core.conversation.commands import Command
from bot.runtime.http import HEALTH, METRICS
from bot.settings import Settings
from tests.real.running import ROOT

PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("templates/**/*.md")))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"^\| `(OBJECTEUR_\w+)`", README, flags=re.MULTILINE))
    assert named == {f"OBJECTEUR_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_with_a_default_says_it() -> None:
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, str | Path) and name != "controller":
            assert f"| `OBJECTEUR_{name.upper()}` | `{field.default}` |" in README


def test_every_command_of_the_command_line_is_in_the_readme_and_no_other() -> None:
    named = re.findall(r"^\| `objecteur ([a-z -]*[a-z])[^`]*`", README, flags=re.MULTILINE)
    assert named == list(commands_of(cli.parser()))


def commands_of(parser: argparse.ArgumentParser, above: str = "") -> Iterator[str]:
    """The words of every command; where it has commands of its own, theirs."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield above.strip()
    for action in below:
        for name, one in action.choices.items():
            yield from commands_of(one, f"{above} {name}")


def test_every_target_of_the_makefile_is_in_contributing_and_no_other() -> None:
    phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)[0].split()
    named = set(re.findall(r"^\| `make ([\w-]+)`", CONTRIBUTING, flags=re.MULTILINE))
    assert named == set(phony)
    assert {name for name in phony if not re.search(rf"^{name}:", MAKEFILE, flags=re.MULTILINE)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text) + re.findall(r'src="(?!https?:)([^"]+)"', text)
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|tests|templates|locales|docs|deploy|requirements)/[\w./*-]*)`", text)
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


def test_the_conversation_is_drawn_from_the_code() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "draw.py"))["drawing"]()
    assert (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8") == drawn, "make diagram"


def test_a_command_that_a_page_names_is_one() -> None:
    known = {command.value for command in Command} | {HEALTH.strip("/"), METRICS.strip("/")}
    words = set(re.findall(r"`/([a-z]+)`", README + CONTRIBUTING + (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    assert words <= known


def test_decisions_are_numbered_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > 30] == []


def test_no_address_of_an_index_and_no_path_of_a_machine_is_in_the_requirements() -> None:
    for path in (ROOT / "requirements").glob("*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links|file:|/(?:home|root|opt|work)/", text), path.name
