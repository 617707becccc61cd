"""A third language is one more folder of `locales/`: no line of code names it, and what it does not say is French."""

import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from functools import partial as with_arguments
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot import clock
from bot.app import assembly
from bot.commands.check import content
from bot.commands.finding import Finding, Level
from bot.content import ContentError
from bot.content.catalogues import OWN, load_catalogues
from bot.content.place import content_root
from bot.core.campaign.campaign import Change
from bot.core.campaign.fact import Confidence, Fact
from bot.core.ports.message import say
from bot.render.render import wording
from bot.settings import Settings
from tests.read import CAMPAIGNS
from tests.store.talk import BEGUN, PARIS, TELEGRAM, Bench, the_content

MARK = "§"
"""Stands before each sentence of the made-up German, whose words are English."""
UNSAID = ("caisse.question", "deadline.received", "step")


def german(folder: Path, *unsaid: str) -> Catalog:
    """The English catalogue with a mark before each entry, without those."""
    with (folder / "en" / "LC_MESSAGES" / "objecteur.po").open("rb") as file:
        english = read_po(file, locale="en")
    made = Catalog(locale="de", fuzzy=False)
    for entry in english:
        key = entry.id if isinstance(entry.id, str) else entry.id[0] if entry.id else ""
        if key and key not in {OWN, *unsaid} and not key.startswith("also."):
            words = (entry.string,) if isinstance(entry.string, str) else entry.string
            marked = tuple(f"{MARK}{text}" for text in words or ())
            made.add(entry.id, marked if entry.pluralizable else marked[0])
    made.add(OWN, "Deutsch|allemand|German")
    return made


def write(folder: Path, catalogue: Catalog) -> Path:
    path = folder / str(catalogue.locale) / "LC_MESSAGES" / "objecteur.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the files that the bot lives from, and what each campaign says in German."""
    for folder in ("locales", "templates"):
        shutil.copytree(content_root() / folder, tmp_path / folder)
    for campaign in CAMPAIGNS:
        read = tmp_path / "locales" / "en" / "LC_MESSAGES" / f"{campaign}.po"
        made = tmp_path / "locales" / "de" / "LC_MESSAGES" / f"{campaign}.po"
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(read.read_text("utf-8").replace("Language: en", "Language: de"), "utf-8")
    return tmp_path


@pytest.fixture
def bench(root: Path) -> Bench:
    """The bot with a German that does not say everything."""
    write(root / "locales", german(root / "locales", *UNSAID))
    return Bench(root, replace(the_content(), catalogues=load_catalogues(root / "locales", CAMPAIGNS)))


@pytest.mark.parametrize("chosen", ["Deutsch", "allemand", "de"])
def test_a_third_language_is_offered_chosen_and_spoken(bench: Bench, chosen: str) -> None:
    bench.says("bonjour", now=BEGUN)
    bench.service.receive(bench.incoming("/langue"), BEGUN)
    with bench.store.transaction() as unit:
        (asked,) = unit.claims.claim(TELEGRAM, BEGUN, 10)
        unit.fates.done(asked.key)
    assert [button.label for button in asked.payload.buttons] == ["1. Français", "2. Deutsch", "3. English"]
    assert bench.says(chosen, now=BEGUN).startswith(f"{MARK}All right")
    assert bench.known().conversation.language == "de"
    assert bench.says("/dossier", now=BEGUN).startswith(MARK)


def test_what_a_language_does_not_say_is_said_in_french_with_its_dates(bench: Bench) -> None:
    bench.says("bonjour", "/langue de", now=BEGUN)
    first = bench.says("1", now=BEGUN)
    assert f"{MARK}Thank you" in first
    assert "Quelle est votre caisse" in first
    catalogue = load_catalogues(bench.directory / "locales", CAMPAIGNS)["de"]
    assert sorted(catalogue.lacking) == list(UNSAID)
    assert "mardi 24 novembre 2026" in wording(say("deadline.received", received=date(2026, 11, 24)), catalogue)


def test_who_spoke_a_language_that_is_there_no_more_is_answered_in_french(bench: Bench) -> None:
    bench.says("bonjour", "/langue de", now=BEGUN)
    later = Bench(bench.directory)
    answer = later.says("oui", now=BEGUN)
    assert later.known().conversation.language == "de"
    assert "Quelle est votre caisse" in answer
    assert MARK not in answer


def test_who_speaks_another_language_is_told_of_a_change_in_french() -> None:
    source = Fact("", "Journal officiel", date(2027, 1, 5), date(2027, 7, 5), Confidence.HIGH)
    told = Change(2, ("caisse",), {"fr": "L’article a changé.", "en": "The article has changed."}, source)
    assert [told.told(language) for language in ("de", "en")] == [told.says["fr"], told.says["en"]]
    with pytest.raises(ValueError, match="fr"):
        Change(2, ("caisse",), {"en": "The article has changed."}, source)


def checked(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What `objecteur check` says of the catalogues."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, tzinfo=PARIS))
    monkeypatch.setattr("bot.commands.check.content_root", lambda: root)
    monkeypatch.setattr(
        assembly, "load_content", with_arguments(assembly.load_content, tried=True)
    )  # the letters are ours
    return [one for one in content(Settings.model_validate({"data_dir": root})) if one.subject == "catalogues"]


def test_the_check_says_what_is_said_in_french(bench: Bench, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, partial = checked(root, monkeypatch)
    assert (named.level, named.says) == (Level.OK, "fr, de, en")
    assert partial.level is Level.WARNING
    assert partial.says.startswith(f"de says {len(UNSAID)} sentences in French, such as ")


def test_a_whole_catalogue_is_nothing_to_look_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root / "locales", german(root / "locales"))
    assert [one.level for one in checked(root, monkeypatch)] == [Level.OK]


def test_half_a_plural_is_not_said_at_all(root: Path) -> None:
    partial = german(root / "locales")
    partial["case.status.late"].string = ("", f"{MARK}late")
    write(root / "locales", partial)
    catalogue = load_catalogues(root / "locales", CAMPAIGNS)["de"]
    assert catalogue.lacking == ("case.status.late",)
    assert catalogue.text("case.status.late", 7) == load_catalogues(root / "locales", CAMPAIGNS)["fr"].text(
        "case.status.late", 7
    )


@pytest.mark.parametrize("says", [None, ""])
def test_a_language_without_its_own_name_is_refused(root: Path, says: str | None) -> None:
    nameless = german(root / "locales")
    nameless.delete(OWN)
    if says is not None:
        nameless.add(OWN, says)
    path = write(root / "locales", nameless)
    with pytest.raises(ContentError, match=re.escape(f"{path}: {OWN}: nothing is said")):
        load_catalogues(root / "locales", CAMPAIGNS)


def test_a_sentence_that_asks_for_another_value_is_refused(root: Path) -> None:
    path = write(root / "locales", german(root / "locales"))
    path.write_text(path.read_text("utf-8").replace("{received}", "{recieved}"), "utf-8")
    with pytest.raises(ContentError, match=r"\{received\}|\{recieved\}"):
        load_catalogues(root / "locales", CAMPAIGNS)


@pytest.mark.parametrize("header", ["en", "qqq"])
def test_a_folder_that_is_no_language_or_holds_another_is_refused(root: Path, header: str) -> None:
    path = root / "locales" / "qqq" / "LC_MESSAGES" / "objecteur.po"
    shutil.copytree(root / "locales" / "en", root / "locales" / "qqq")
    path.write_text(path.read_text("utf-8").replace("Language: en", f"Language: {header}"), "utf-8")
    with pytest.raises(ContentError, match=re.escape(str(path))):
        load_catalogues(root / "locales", CAMPAIGNS)
