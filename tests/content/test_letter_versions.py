"""The letters of earlier versions are what people sent: they are kept as they were, and a copy has their words."""

import hashlib
from datetime import date
from pathlib import Path

from bot.content.place import content_root
from bot.content.samples import samples
from bot.core.campaign.letter_name import LetterName
from tests.letters.written import content

FOLDER = content_root() / "templates" / "health-data-hub"
SHARED = content_root() / "templates" / "common" / "letters"
FROZEN = {"letters-1": "db2461553cd4882fd0ced8c52ae466985ee0125b3c96eb936f42dd6baa3120ad"}

PRESENT = (
    2,
    "35aa2f7fbcfe39d83e98997541bfb6395b1c1be53bd3b5ef522f5ae6938b94e1",
    "9f4da8d2233dc8aafbaebfde8d9530426d04660fbd88cd10f85bfbbd53d27254",
)
"""The version of the letters as they are, and the digests of the campaign's own and of those that all share."""


def digest(folder: Path) -> str:
    """Of the names and the bytes of all files in it."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def test_the_letters_of_before_were_not_edited() -> None:
    found = {path.name: digest(path) for path in FOLDER.glob("letters-*")}
    assert found == FROZEN, "a letter that people sent is never edited: put it back, and raise `templates`"


def test_letters_whose_words_changed_are_of_another_version() -> None:
    """Without it a copy shows words that nobody was given, and whoever holds a letter of before hears of no change."""
    assert (content().campaign.templates, digest(FOLDER / "letters"), digest(SHARED)) == PRESENT, (
        "were letters of this version given to people? Then keep those in letters-<version>/ (FROZEN) and raise "
        "`templates` in campaign.toml; in either case write their version and digest here"
    )


def test_every_version_before_the_present_one_is_kept() -> None:
    book = content().letters
    assert sorted(book.versions) == list(range(1, content().campaign.templates + 1))


def test_a_copy_has_the_words_of_the_version_that_was_given() -> None:
    book, day = content().letters, date(2026, 11, 28)
    name, sample = next(
        (name, one) for name, one in samples(content().campaign, day) if one.key == "chase-caisse-accuse"
    )
    old, new = (book.write(name, sample.applicant, sample.to, day, sample.tracks, version=n).text for n in (1, 2))
    assert "Vous en avez accusé réception" in new
    assert "Vous en avez accusé réception" not in old
    assert book.write(name, sample.applicant, sample.to, day, sample.tracks, version=99).text == new


def test_a_letter_that_came_later_is_in_no_earlier_version() -> None:
    assert not content().letters.has(LetterName("cnil-settled"), 1)
    assert content().letters.has(LetterName("cnil-settled"), 2)
