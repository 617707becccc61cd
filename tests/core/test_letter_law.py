"""Each legal reference that a letter prints is a dated fact of the campaign, named at the head of its template."""

import re

import pytest

from bot.content.place import content_root
from bot.core.campaign import Confidence
from tests.letters.written import content

LETTERS = content_root() / "templates" / "health-data-hub" / "letters"
TEMPLATES = sorted(path.name for path in LETTERS.glob("*.jinja"))


def text_of(name: str) -> str:
    return (LETTERS / name).read_text("utf-8")


def used(name: str) -> set[str]:
    """The facts whose words a template prints."""
    return set(re.findall(r"""law\[["']([^"']+)["']\]""", text_of(name)))


def parts(name: str) -> set[str]:
    """The templates of which a template is made, itself included."""
    within = re.findall(r"""\{%-? (?:include|extends) ["']([^"']+)["']""", text_of(name))
    return {name}.union(*(parts(part) for part in within))


def cited(name: str) -> set[str]:
    """The articles of the code that a template names by their number, beside the facts that it prints."""
    body = text_of(name).partition("#}")[2]
    return {f"csp-{key.lower()}{number}" for key, number in re.findall(r"l’article ([LR])\. (1461-\d)", body)}


def named(name: str) -> set[str]:
    """The facts that a template's head comment names."""
    head = re.match(r"\{#-?(.*?)-?#\}", text_of(name), re.DOTALL)
    facts = (
        re.search(r"Facts: (?:as (\S+);|(.*?)(?: \(campaign\.toml\)|;|\.(?!\w)))", head[1], re.DOTALL) if head else None
    )
    if facts is None:
        return set()
    return named(facts[1]) if facts[1] else {fact.strip() for fact in facts[2].split(",")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_at_its_head_the_facts_that_it_prints_and_no_other(name: str) -> None:
    printed = set().union(*(used(part) | cited(part) for part in parts(name)))
    assert named(name) == printed, f"correct the head comment of {LETTERS / name}"


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
