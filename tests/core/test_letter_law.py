"""Each legal reference that a letter prints is a dated fact of the campaign, named at the head of its template."""

import re

import pytest

from bot.content.place import content_root
from bot.core.campaign import Confidence
from tests.letters.written import content

LETTERS = content_root() / "templates" / "health-data-hub" / "letters"
TEMPLATES = sorted(path.name for path in LETTERS.glob("*.jinja"))


def used(name: str) -> set[str]:
    """The facts whose words a template prints."""
    return set(re.findall(r"""law\[["']([^"']+)["']\]""", (LETTERS / name).read_text("utf-8")))


def named(name: str) -> set[str]:
    """The facts that a template's head comment names."""
    head = re.match(r"\{#-?(.*?)-?#\}", (LETTERS / name).read_text("utf-8"), re.DOTALL)
    facts = re.search(r"Facts:(.*?)\(campaign\.toml\)", head.group(1), re.DOTALL) if head else None
    return {fact.strip() for fact in facts.group(1).split(",")} if facts else set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_at_its_head_the_facts_that_it_prints_and_no_other(name: str) -> None:
    assert used(name) == named(name), f"correct the head comment of {LETTERS / name}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_fact_that_a_template_prints_is_in_the_campaign(name: str) -> None:
    assert used(name) <= set(content().campaign.facts), "add the fact to campaign.toml, with its source"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_prints_a_fact_that_nobody_checked(name: str) -> None:
    facts = content().campaign.facts
    assert not [key for key in used(name) if facts[key].confidence is Confidence.LOW]


def test_no_fact_of_the_campaign_is_kept_without_a_letter_that_prints_it() -> None:
    printed = set().union(*(used(name) for name in TEMPLATES))
    assert set(content().campaign.facts) == printed
