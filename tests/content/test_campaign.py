"""The campaign's file: every claim has a source and a date, and a malformed one is refused by its file and entry."""

import re
import shutil
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.content import ContentError
from bot.content.campaigns import load_campaign
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.core.campaign.fact import Confidence, Fact
from bot.core.campaign.recipient import Medium
from bot.core.case.reminder import (
    AGAIN,
)
from tests.folded import folded

REAL = content_root() / "templates" / "health-data-hub"
CAMPAIGN = load_campaign(REAL)
DELAYS = tuple(one.name for one in fields(CAMPAIGN.delays))
FACTS: dict[str, Fact] = dict(CAMPAIGN.facts) | {f"delays.{key}": getattr(CAMPAIGN.delays, key).fact for key in DELAYS}
RECIPIENTS = {str(key): to for key, to in CAMPAIGN.recipients.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(REAL.parent / "common", tmp_path / "common")
    return Path(shutil.copytree(REAL, tmp_path / "health-data-hub"))


def standing(folder: Path, file: str) -> Path:
    """A file of the campaign, or the one that all campaigns share."""
    own = folder / file
    return own if own.exists() else folder.parent / "common" / file


def rewrite(folder: Path, old: str, new: str, file: str = "campaign.toml") -> None:
    path = standing(folder, file)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# --- The real one ---------------------------------------------------------------------------------------------------


@folded("key", FACTS)
def test_a_fact_has_words_a_source_and_dates_in_their_order(key: str) -> None:
    fact = FACTS[key]
    assert fact.says.strip() == fact.says != ""
    assert len(fact.source) > 5
    assert fact.read_on < fact.review_by <= fact.read_on + timedelta(days=366)


@pytest.mark.parametrize("key", RECIPIENTS)
def test_a_recipient_has_a_source_and_dates_in_their_order(key: str) -> None:
    to = RECIPIENTS[key]
    assert to.name
    assert to.short
    assert len(to.source) > 5
    assert to.checked_on < to.review_by


@pytest.mark.parametrize("key", RECIPIENTS)
def test_a_recipient_can_be_written_to_by_every_medium_that_it_lists(key: str) -> None:
    to = RECIPIENTS[key]
    assert to.media
    assert len(set(to.media)) == len(to.media)
    if key != "caisse":  # whose address is in the directory
        assert (Medium.EMAIL in to.media) == (to.email is not None)
        assert to.web or Medium.ONLINE not in to.media
        assert to.address
        assert to.address.postcode


@folded("key", [key for key in FACTS if not key.startswith("delays.")])
def test_no_fact_that_a_letter_prints_comes_from_memory_only(key: str) -> None:
    assert FACTS[key].confidence is not Confidence.LOW


@pytest.mark.parametrize("key", ["answer", "extension", "silence", "appeal"])
def test_a_delay_that_the_law_sets_was_read_in_an_official_copy(key: str) -> None:
    assert FACTS[f"delays.{key}"].confidence is Confidence.HIGH


def test_the_delays_are_those_of_the_law_and_of_our_own_choices() -> None:
    counts = {key: getattr(CAMPAIGN.delays, key).count for key in DELAYS}
    law = {"answer": 1, "extension": 2, "silence": 3, "appeal": 2}
    ours = {"post": 5, "chase": 15, "appeal_warning": 28, "nudge": 7, "snooze": 7, "pause": 30, "again": 30}
    assert counts == law | ours


def test_a_case_is_kept_until_a_complaint_and_its_three_months_are_over() -> None:
    assert CAMPAIGN.retention.case >= 31 + 93 + 93 + 62  # one month, an extension, the CNIL, the Conseil d’État
    keep = CAMPAIGN.retention
    assert keep.unanswered < keep.closed <= keep.request < keep.case


def test_answers_without_a_letter_that_was_sent_are_kept_for_three_months_or_as_long_as_was_promised() -> None:
    """A person who posts first and tells later is known still; who agreed to a month has what they agreed to."""
    keep = CAMPAIGN.retention
    assert keep.request == 90
    assert (keep.request_for(1), keep.request_for(2), keep.request_for(CAMPAIGN.terms)) == (30, 90, 90)
    assert max(keep.agreed) < CAMPAIGN.terms, "what is promised now is no exception"


def test_an_unanswered_reminder_is_repeated_for_longer_than_a_case_is_kept() -> None:
    """So that whoever says nothing more hears of their case until it is forgotten."""
    assert CAMPAIGN.delays.again.count * AGAIN[-1] >= CAMPAIGN.retention.case


def test_no_letter_is_older_than_the_law_that_it_rests_on() -> None:
    assert CAMPAIGN.since == date(2018, 5, 25)


def test_its_recipients_are_those_that_are_stored() -> None:
    assert tuple(CAMPAIGN.recipients) == ("caisse", "cnam", "hdh", "access", "cnil")


def test_links_are_https() -> None:
    assert all(to.web is None or to.web.startswith("https://") for to in CAMPAIGN.recipients.values())
    assert CAMPAIGN.recipients[CAMPAIGN.authority].web == "https://www.cnil.fr/fr/plaintes"


# --- Reviews --------------------------------------------------------------------------------------------------------


def test_nothing_is_overdue_the_day_everything_was_read() -> None:
    assert CAMPAIGN.overdue(date(2026, 11, 24)) == ()


def test_a_fact_is_overdue_from_the_day_after_its_review_date() -> None:
    assert CAMPAIGN.facts["lil-74"].review_by == date(2027, 5, 24)
    assert "facts.lil-74" not in CAMPAIGN.overdue(date(2027, 5, 24))
    assert "facts.lil-74" in CAMPAIGN.overdue(date(2027, 5, 25))


def test_everything_that_is_dated_is_overdue_one_day() -> None:
    overdue = set(CAMPAIGN.overdue(date(2100, 1, 1)))
    assert {f"facts.{key}" for key in CAMPAIGN.facts} <= overdue
    assert {f"delays.{key}" for key in DELAYS} <= overdue
    assert {f"recipients.{key}" for key in CAMPAIGN.recipients} <= overdue


# --- Malformed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ("read_on = 2026-11-24", 'read_on = "in autumn"', "facts.lil-74.read_on"),
        ('confidence = "M"', 'confidence = "sure"', "facts.lil-74.confidence"),
        ('source = "EUR-Lex 32016R0679, art. 15"\n', "", "facts.rgpd-15.source"),
        ('media = ["ameli", ', 'media = ["pigeon", ', "recipients.caisse.media"),
        ("[recipients.hdh]", "[recipients.hub]", "recipients.access"),
        ("count = 15", 'count = "a fortnight"', "delays.chase.count"),
        ("[delays.snooze]", "[delays.nap]", "delays.nap"),
        ("closed = 30\n", "", "retention.closed"),
        ('id = "health-data-hub"', "", "id"),
        ("[facts.lil-74]", "[facts.lil-74", None),  # not TOML at all
    ],
)
def test_a_malformed_campaign_is_refused_by_its_file_and_entry(
    folder: Path, old: str, new: str, entry: str | None
) -> None:
    rewrite(folder, old, new)
    with pytest.raises(ContentError, match=re.escape(str(folder / "campaign.toml"))) as refused:
        load_campaign(folder)
    assert "\n" not in str(refused.value)
    if entry:
        assert entry in str(refused.value)


@pytest.mark.parametrize(
    ("after", "new", "entry"),
    [
        ("[delays.answer]\n", "hours = 3\n", "delays.answer.hours"),
        ("[facts.lil-74]\n", 'sorce = "made up"\n', "facts.lil-74.sorce"),
        ("[recipients.hdh]\n", 'fax = "none"\n', "recipients.hdh.fax"),
        ("[retention]\n", "forever = 1\n", "retention.forever"),
        ('id = "health-data-hub"\n', 'motto = "non"\n', "motto"),
        ("", "[delays.nap]\ncount = 1\n", "delays.nap"),
        ("", "[letters.caisse]\npages = 1\n", "letters"),
        ("", '[[changes]]\ntemplates = 2\nletters = []\nsays = {}\nwhy = ""\n', "changes.0.why"),
    ],
)
def test_an_entry_that_nobody_knows_is_refused_by_its_line(folder: Path, after: str, new: str, entry: str) -> None:
    text = (folder / "campaign.toml").read_text("utf-8")
    before, found, rest = text.partition(after) if after else (text, "\n", "")
    assert found
    (folder / "campaign.toml").write_text(before + found + new + rest, "utf-8")
    at = len((before + found).splitlines()) + (5 if "why" in new else 1)
    says = re.escape(f"{folder / 'campaign.toml'}, line {at}: {entry}: is not known here")
    with pytest.raises(ContentError, match=says):
        load_campaign(folder)


def test_a_campaign_that_is_not_there_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=re.escape(str(tmp_path / "campaign.toml"))):
        load_campaign(tmp_path)


@pytest.mark.parametrize(("old", "new"), [("count = 1\n", "count = 0\n"), ("count = 5\n", "count = -5\n")])
def test_a_delay_that_is_no_delay_is_refused(folder: Path, old: str, new: str) -> None:
    rewrite(folder, old, new)
    with pytest.raises(ContentError, match="delays"):
        load_campaign(folder)


def test_a_recipient_that_the_bot_needs_cannot_be_missing(folder: Path) -> None:
    rewrite(folder, "[recipients.caisse]", "[receivers.caisse]")
    with pytest.raises(ContentError):
        load_campaign(folder)


def test_a_fact_to_be_read_again_before_it_was_read_is_refused(folder: Path) -> None:
    rewrite(folder, "review_by = 2027-05-24", "review_by = 2025-05-24")
    with pytest.raises(ContentError, match="lil-74"):
        load_campaign(folder)


# --- Letters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("letters/caisse.txt.jinja", "{% block body %}", "{% block body", "caisse.txt.jinja, line"),
        ("letters/access.txt.jinja", 'law["rgpd-15"]', 'law["rgpd-51"]', "rgpd-51"),
        ("letters/chase.txt.jinja", "track.request.medium", "track.request.means", "means"),
        ("letters/signature.txt.jinja", "applicant.name", "aplicant.name", "aplicant"),
    ],
)
def test_a_letter_that_cannot_be_filled_is_refused_at_start(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    rewrite(folder, old, new, file)
    with pytest.raises(ContentError, match=re.escape(said)):
        load_letters(folder, load_campaign(folder))


def test_a_date_that_a_letter_misnames_is_refused_at_start(folder: Path) -> None:
    rewrite(folder, "track.request.on", "track.request.went", "letters/chase.txt.jinja")
    with pytest.raises(ContentError, match="letters"):
        load_letters(folder, load_campaign(folder))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("letters/chronology.txt.jinja", "event.reasons", "event.reason"),
        ("letters/exhibit.txt.jinja", "du {{ exhibit.event.on", "du {{ exhibit.event.day"),
        (
            "letters/conseil-etat.txt.jinja",
            "track.refusal.on | french_date }} qu’elle n’y donnait pas suite. Mais",
            "track.refusal.day | french_date }} qu’elle n’y donnait pas suite. Mais",
        ),
        (
            "letters/conseil-etat.txt.jinja",
            "track.silence.last_day | french_date }}. Si",
            "track.silence.lastday }}. Si",
        ),
        ("letters/conseil-etat.txt.jinja", "était le {{ track.appeal_by", "était le {{ track.appeal"),
        ("letters/settled.txt.jinja", "body.granted_on", "body.granted_day"),
        ("letters/news.txt.jinja", "track.progress.on", "track.progress.day"),
        ("letters/refusal-answer.txt.jinja", "track.recorded.on", "track.recorded.day"),
        ("letters-1/chase2.txt.jinja", "track.chase.event.medium", "track.chase.event.way"),
        ("letters/extension-answer.txt.jinja", "track.deadline.last_day", "track.dead.last_day"),
        ("letters/chase2.txt.jinja", "track.chase.event.medium", "track.chase.event.way"),
        ("letters/receipt.txt.jinja", "track.delivery.on", "track.delivery.day"),
    ],
)
def test_a_branch_of_the_complaint_that_cannot_be_filled_is_refused_at_start(
    folder: Path, file: str, old: str, new: str
) -> None:
    rewrite(folder, old, new, file)
    with pytest.raises(ContentError):
        load_letters(folder, load_campaign(folder))


def test_a_value_that_a_letter_misnames_is_refused_by_its_line(folder: Path) -> None:
    path = standing(folder, "letters/chase.txt.jinja")
    line = next(n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "track.request.on" in text)
    rewrite(folder, "track.request.on", "track.request.went", "letters/chase.txt.jinja")
    with pytest.raises(ContentError, match=re.escape(f"{path}, line {line}: ")):
        load_letters(folder, load_campaign(folder))


@pytest.mark.parametrize("stray", ["letters/chasse.txt.jinja", "letters-1/notes.txt", "letters/caisse.txt.jinja~"])
def test_a_file_among_the_letters_that_is_none_is_refused_by_its_path(folder: Path, stray: str) -> None:
    (folder / stray).write_text("{% extends", "utf-8")
    with pytest.raises(ContentError, match=re.escape(f"{folder / stray}: is no letter")):
        load_letters(folder, load_campaign(folder))


def test_a_part_that_no_letter_includes_any_more_is_refused_by_its_path(folder: Path) -> None:
    rewrite(folder, '{% include "identity.txt.jinja" %}', "", "letters/caisse.txt.jinja")
    rewrite(folder, '{% include "identity.txt.jinja" %}', "", "letters/identify.txt.jinja")
    with pytest.raises(ContentError, match=re.escape(str(folder / "letters" / "identity.txt.jinja"))):
        load_letters(folder, load_campaign(folder))


@pytest.mark.parametrize("stray", ["letters-2", "letters-0", "letters-old", "letters_1", "letters.bak"])
def test_letters_of_no_version_of_before_are_refused_by_their_folder(folder: Path, stray: str) -> None:
    (folder / stray).mkdir()
    with pytest.raises(ContentError, match=re.escape(f"{folder / stray}: letters stand in")):
        load_letters(folder, load_campaign(folder))


@pytest.mark.parametrize(
    "name", sorted({path.name for of in (REAL, REAL.parent / "common") for path in (of / "letters").glob("*.jinja")})
)
def test_a_letter_that_is_missing_is_refused_by_its_name(folder: Path, name: str) -> None:
    if name == "complaint.txt.jinja":
        return  # this campaign has its own
    standing(folder, f"letters/{name}").unlink()
    # What all campaigns share stands in for these, and lacks its parts.
    shared = {"cnil.txt.jinja": "grounds.txt.jinja", "mandat.txt.jinja": "mandated.txt.jinja"}
    with pytest.raises(ContentError, match=re.escape(shared.get(name, name))):
        load_letters(folder, load_campaign(folder))
