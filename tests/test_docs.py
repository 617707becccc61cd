"""The documentation cannot rot: what it names exists, what exists is named, what is drawn from the code is current."""

import argparse
import os
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

from bot import cli
from bot.core.conversation.commands import Command
from bot.runtime.http import HEALTH, METRICS, READY
from bot.settings import Settings
from tests.folded import folded
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


@folded("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text) + re.findall(r'src="(?!https?:)([^"]+)"', text)
    assert [link for link in links if not (page.parent / link).exists()] == []


@folded("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|tests|templates|locales|docs|deploy|requirements)/[\w./*-]*)`", text)
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


CITED = re.compile(r"([\w./-]*\w\.md)\b((?:(?:, )?#[\w-]+)*)")
MADE = frozenset({"node_modules", "__pycache__", "var", "dist", "build"})
"""Folders of what is made or installed."""
OF_ANOTHER_REPOSITORY = {"politique_de_confidentialite.md", "mentions_legales.md"}  # indsante/Documentation-SNDS


def texts() -> Iterator[Path]:
    """The files of the repository; not what is made or installed in it, nor the letters that are never edited."""
    for folder, folders, names in os.walk(ROOT):
        kept = (name for name in folders if name not in MADE and not name.startswith((".", "letters-")))
        folders[:] = sorted(kept)
        yield from (Path(folder, name) for name in sorted(names))


def citations() -> Iterator[tuple[Path, str, str]]:
    """Every document that a file names, with the headings named."""
    for path in texts():
        for name, headings in CITED.findall(path.read_bytes().decode(errors="replace")):
            if name not in OF_ANOTHER_REPOSITORY:
                yield path, name, headings


def documents(path: Path, name: str) -> list[Path]:
    """The files that a name in this file can mean: beside it, from the root, or by the base name alone."""
    near = [place for place in (path.parent / name, ROOT / name.lstrip("/")) if place.is_file()]
    return near or [page for page in PAGES if page.name == name]


def anchors(page: Path) -> set[str]:
    """What a link can call the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_document_is_cited_that_does_not_exist() -> None:
    missing = {f"{path.relative_to(ROOT)}: {name}" for path, name, _ in citations() if not documents(path, name)}
    assert missing == set(), "name a document of this repository, or the source itself"


def test_no_heading_is_cited_that_does_not_exist() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {name}#{heading}"
        for path, name, headings in citations()
        for heading in re.findall(r"#([\w-]+)", headings)
        if not any(heading in anchors(page) for page in documents(path, name))
    }
    assert missing == set()


def test_the_page_on_the_law_has_the_day_and_the_confidence_of_every_fact() -> None:
    campaign = tomllib.loads((ROOT / "templates" / "health-data-hub" / "campaign.toml").read_text(encoding="utf-8"))
    claims = campaign["facts"] | {f"delays.{name}": delay for name, delay in campaign["delays"].items()}
    law = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.-]+)` \|.* \| ([\d-]{10}) \| ([HML]) \|$", law, flags=re.MULTILINE)
    read = {(name, str(claim["read_on"]), claim["confidence"]) for name, claim in claims.items()}
    assert set(rows) == read, "docs/law.md: one row a fact and a delay of campaign.toml"


def test_the_conversation_is_drawn_from_the_code() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "draw.py"))["drawing"]()
    assert (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8") == drawn, "make diagram"


def test_a_command_that_a_page_names_is_one() -> None:
    known = {command.value for command in Command} | {one.strip("/") for one in (HEALTH, READY, METRICS)}
    words = set(re.findall(r"`/([a-z]+)`", README + CONTRIBUTING + (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    assert words <= known


def test_decisions_are_numbered_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > 30] == []


def test_no_address_of_an_index_and_no_path_of_a_machine_is_in_the_requirements() -> None:
    for path in filter(Path.is_file, (ROOT / "requirements").glob("*")):  # not what Python compiled there
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links|file:|/(?:home|root|opt|work)/", text), path.name
