"""The documentation cannot rot: what it names exists, what exists is named, what is drawn from the code is current."""

import argparse
import ast
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


TREE = sorted(
    path.relative_to(ROOT).as_posix() + ("/" if path.is_dir() else "")
    for top in ("bot", "tests", "templates", "locales", "docs", "deploy", "requirements")
    for path in (ROOT / top, *(ROOT / top).rglob("*"))
    if not {"node_modules", "__pycache__"} & set(path.parts)
)
GUIDES = {"README.md": README, "CONTRIBUTING.md": CONTRIBUTING}
WORDS = frozenset(
    word
    for name in (*TREE, "pyproject.toml", "Makefile")
    if name.endswith((".py", ".toml", "Makefile", ".ini"))
    for word in re.findall(r"\w+", (ROOT / name).read_text(encoding="utf-8"))
)
"""Every word of the code."""
in_each_guide = pytest.mark.parametrize("guide", GUIDES)


def quoted(guide: str, pattern: str) -> list[str]:
    """What stands between backticks in a guide, inside a line, and has that shape from end to end."""
    return [text for text in re.findall(r"`([^`\n]+)`", GUIDES[guide]) if re.fullmatch(pattern, text)]


@in_each_guide
def test_a_file_that_is_named_by_its_end_exists(guide: str) -> None:
    """« forms/request.py », « campaign.toml »; what an operator has is not in the tree."""
    named = set(quoted(guide, r"[\w/-][\w./-]*(?:\.(?:py|toml|md|jinja|po)|/)"))
    known = {*TREE, *(path.name for path in ROOT.iterdir() if path.is_file())}
    lost = {name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in known)}
    assert {name for name in lost if not name.startswith(("var/", "/"))} == set()


@in_each_guide
def test_a_name_of_the_code_that_is_named_is_in_it(guide: str) -> None:
    programs = {"strings", "grep", "soffice", "pdftotext"}
    named = set(quoted(guide, r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\(\))?")) - programs
    lost = {name for name in named if not set(re.findall(r"\w+", name)) <= WORDS}
    assert {name for name in lost if not name.startswith("OBJECTEUR_")} == set(), "settings have a test of their own"


@in_each_guide
def test_a_method_that_is_named_in_a_file_is_there(guide: str) -> None:
    for owner, method, file in re.findall(r"`(\w+)\.(\w+)` in `([\w/]+\.py)`", GUIDES[guide]):
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == owner]
        methods = {node.name for one in classes for node in one.body if isinstance(node, ast.FunctionDef)}
        assert method in methods, f"{owner}.{method} is not in {file}"


@in_each_guide
def test_what_is_named_in_a_module_is_there(guide: str) -> None:
    """« `Answer` in `bot/core/case/complaint.py` »; « `FORMS`, `bot/…` »."""
    for name, file in re.findall(r"`(\w+)`(?: in|,) `([\w/]+\.py)`", GUIDES[guide]):
        shapes = rf"^(?:{name}\b.*=|class {name}\b|def {name}\b)"
        assert re.search(shapes, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), f"{name} is not in {file}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_to_type_can_be_typed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", MAKEFILE, flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets
    known = {*commands_of(cli.parser()), *(command.partition(" ")[0] for command in commands_of(cli.parser()))}
    typed = {words.strip() for words in re.findall(r"`objecteur ((?:[a-z][a-z-]* ?)+)", text)}
    assert {words for words in typed if not known & {words, " ".join(words.split()[:2])}} == set()


def test_the_layout_of_the_readme_is_that_of_the_code() -> None:
    """A line for each package of bot/, and for each wing of the core; no line for what is none."""
    layout = "\n".join(re.findall(r"^\| (`bot/[^|]*) \|", README, flags=re.MULTILINE))
    named = set(re.findall(r"`(bot/[\w/]+/)`", layout))
    packages = (path.parent for folder in ("*", "core/*") for path in (ROOT / "bot").glob(f"{folder}/__init__.py"))
    assert named == {f"{package.relative_to(ROOT).as_posix()}/" for package in packages}


def test_the_lists_of_contributing_are_short() -> None:
    lists = re.findall(r"(?:^\d+\. .*\n(?:   .*\n)*)+", CONTRIBUTING, flags=re.MULTILINE)
    assert len(lists) == 5
    assert max(len(one.splitlines()) for one in lists) <= 10


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
