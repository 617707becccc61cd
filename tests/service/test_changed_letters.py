"""What changed in somebody's letters is said once: when they write, or with a reminder."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.service.speaking import Content
from tests.core.conversation.test_news import CHANGE
from tests.read import with_campaign
from tests.store.talk import BEGUN, REMINDED, TO_THE_LETTERS, Bench, at, the_content

TOLD = "Vos lettres ont changé"


def changed() -> Content:
    """The next release, whose first letters changed."""
    campaign = the_content().campaign
    version = campaign.templates + 1
    change = replace(CHANGE, templates=version, letters=("caisse", "hdh"))
    return with_campaign(the_content(), replace(campaign, templates=version, changes=(*campaign.changes, change)))


def test_it_is_said_once_when_they_write(tmp_path: Path) -> None:
    Bench(tmp_path).has_said(*TO_THE_LETTERS, now=BEGUN)
    bench = Bench(tmp_path, changed())
    said = bench.says("dossier", now=BEGUN + timedelta(days=1))
    assert f"{TOLD} depuis que je vous les ai données. L’article a changé." in said
    assert "Journal officiel" in said
    assert TOLD not in bench.says("dossier", now=BEGUN + timedelta(days=1))


def test_it_comes_with_a_reminder_and_is_not_said_again(tmp_path: Path) -> None:
    Bench(tmp_path).has_said(*REMINDED, now=BEGUN)
    bench, due = Bench(tmp_path, changed()), at("Sat 2026-12-26 10:00")
    bench.service.tick(due)
    got = bench.gets(due)
    assert got.count(TOLD) == 1
    assert TOLD not in bench.says("dossier", now=due)


def test_who_was_given_the_new_letters_is_told_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, changed())
    assert TOLD not in bench.says(*TO_THE_LETTERS, "dossier", now=BEGUN)
