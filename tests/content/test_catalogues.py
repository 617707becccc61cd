"""The catalogues: both languages say everything, with the same values, within what networks and eyes can bear."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.content import ContentError
from bot.content.catalogues import GENERAL, load_catalogues
from bot.content.place import content_root
from bot.core.conversation.commands import Command, command_of
from tests.folded import folded
from tests.read import CAMPAIGNS

LOCALES = content_root() / "locales"
FILES = {path.parts[-3]: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/objecteur.po"))}
DOMAINS = (GENERAL, *CAMPAIGNS)
"""The general words, then each campaign's own, which stand before them."""
SAME_IN_BOTH = {"actions.about", "start.stands", "verbatim", "letter.of-body", "case.track"}
SHOWN = {
    "fr": {command.value for command in Command},
    "en": {
        "start",
        "help",
        "back",
        "cancel",
        "case",
        "reminders",
        "pause",
        "language",
        "privacy",
        "export",
        "delete",
        "stop",
        "letters",
        "files",
        "address",
        "link",
        "here",
        "unlink",
        "clean",
        "actions",
    },
}
"""The command words that each language shows; any other shows those of French."""
WHOLE = ("fr", "en")
"""The languages that say everything; another may be in part."""


def catalogue(language: str) -> Catalog:
    with FILES[language].open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> dict[str, Message]:
    """Every entry of a language by its key: the general one, or else that of the first campaign that has it."""
    found: dict[str, Message] = {}
    for domain in DOMAINS:
        found = {**own(language, domain), **found}
    return found


def own(language: str, domain: str) -> dict[str, Message]:
    """The entries of one file."""
    path = FILES[language].with_name(f"{domain}.po")
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {key(message): message for message in read_po(file, locale=language) if message.id}


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts(message: Message) -> tuple[str, ...]:
    """The message's words, one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


FRENCH, ENGLISH = messages("fr"), messages("en")
SHARED = sorted(set(FRENCH) & set(ENGLISH))
in_each_language = folded("language", FILES)


def said(language: str) -> Iterator[tuple[str, str]]:
    """Each key with each form of its words, in each file."""
    for domain in DOMAINS:
        for name, message in own(language, domain).items():
            yield from ((name, text) for text in texts(message))


def holding(language: str, pattern: str) -> list[str]:
    """The keys of the entries in which a pattern stands."""
    return [name for name, text in said(language) if re.search(pattern, text, re.IGNORECASE)]


def test_french_and_english_are_there_and_whole() -> None:
    read = load_catalogues(LOCALES, CAMPAIGNS)
    assert [read[language].lacking for language in WHOLE] == [(), ()]
    assert set(WHOLE) <= set(read)


def test_both_languages_have_the_same_keys() -> None:
    assert set(FRENCH) == set(ENGLISH)


@in_each_language
def test_no_entry_is_fuzzy_or_obsolete(language: str) -> None:
    found = catalogue(language)
    assert not [key(message) for message in found if message.id and message.fuzzy]
    assert not found.obsolete
    assert not found.fuzzy


@pytest.mark.parametrize("language", WHOLE)
def test_every_entry_has_words_in_every_plural_form(language: str) -> None:
    assert not [name for name, text in said(language) if not text.strip() or text == name]
    forms = catalogue(language).num_plurals
    assert not [name for name, m in messages(language).items() if m.pluralizable and len(texts(m)) != forms]


def test_an_entry_is_given_the_same_values_in_both_languages() -> None:
    """`n` may be left out of a singular: « d’un mois », “of one month”."""
    for name in SHARED:
        forms = (*texts(FRENCH[name]), *texts(ENGLISH[name]))
        assert len({frozenset(placeholders(text) - {"n"}) for text in forms}) == 1, name
        assert FRENCH[name].pluralizable == ENGLISH[name].pluralizable, name


def test_every_entry_is_translated() -> None:
    assert not [name for name in SHARED if name not in SAME_IN_BOTH and texts(FRENCH[name]) == texts(ENGLISH[name])]


# --- Writing --------------------------------------------------------------------------------------------------------


@in_each_language
@folded("slip", ["  ", r"\.\.\.", r"^\s|\s$", r" \n|\n ", "'", r"\s[,.](?!\w)"])
def test_no_entry_holds_a_slip_of_the_keyboard(language: str, slip: str) -> None:
    """Double spaces, three dots for …, spaces at an end, an apostrophe that is not ’, a space before a comma."""
    assert not holding(language, slip)


@in_each_language
@pytest.mark.parametrize("mark", ["*", "`"])
def test_bold_and_text_to_copy_are_closed(language: str, mark: str) -> None:
    assert not [name for name, text in said(language) if text.count(mark) % 2]


@pytest.mark.parametrize(
    "slip",
    [
        r"[\w»)][?!;]",  # a space stands before ? ! ;
        r"[^\W\d]:(?!//)",  # and before :
        r"«[^ \u00a0\u202f]|[^ \u00a0\u202f]»",
        '"',
    ],
)
def test_french_has_its_spaces_and_its_quotation_marks(slip: str) -> None:
    assert set(holding("fr", slip)) <= {"start.more"}  # which ends with a word of English


@in_each_language
def test_every_command_that_is_named_exists(language: str) -> None:
    shown = SHOWN.get(language, SHOWN["fr"])
    known = "|".join(shown)
    assert {command_of(f"/{word}") for word in shown} == {(command, "") for command in Command}
    wrong = holding(language, rf"(?<![\w/:.])/(?!(?:{known})\b)[a-z]{{3,16}}\b")
    assert set(wrong) <= {"start.more"}  # which ends with the other language's word


@in_each_language
def test_no_entry_makes_a_claim_that_is_false_or_out_of_date(language: str) -> None:
    assert not holding(language, r"privacy shield|patriot act|pays-bas|netherlands|\bsdns\b|microsoft|illég|illegal")


# --- What networks allow --------------------------------------------------------------------------------------------


@in_each_language
@folded(
    ("name", "most"),
    [("bot.description", 512), ("bot.short", 120), *((f"command.{command}", 256) for command in Command)],
)
def test_what_telegram_shows_of_the_bot_is_short_enough(language: str, name: str, most: int) -> None:
    text = load_catalogues(LOCALES, CAMPAIGNS)[language].text(name)
    assert 3 <= len(text) <= most


# --- Loading --------------------------------------------------------------------------------------------------------


def test_an_unknown_key_is_an_error_that_names_it_and_its_language() -> None:
    with pytest.raises(KeyError, match=r"fr catalogue has no no\.such\.key"):
        load_catalogues(LOCALES, CAMPAIGNS)["en"].text("no.such.key")


def test_a_plural_is_chosen_by_its_number() -> None:
    french = load_catalogues(LOCALES, CAMPAIGNS)["fr"]
    assert french.text("case.status.late", 1) != french.text("case.status.late", 7)
    assert french.text("deadline.ends", 1) == "Le délai d’un mois finit le {last_day}."


def test_french_comes_first() -> None:
    assert next(iter(load_catalogues(LOCALES, CAMPAIGNS))) == "fr"


def test_a_catalogue_that_cannot_be_read_is_refused_by_its_file(tmp_path: Path) -> None:
    for language, path in FILES.items():
        broken = tmp_path / language / "LC_MESSAGES" / "objecteur.po"
        broken.parent.mkdir(parents=True)
        broken.write_text(path.read_text("utf-8"), "utf-8")
    broken.write_text(broken.read_text("utf-8") + '\nmsgid "half\n', "utf-8")
    with pytest.raises(ContentError, match=re.escape(str(broken))):
        load_catalogues(tmp_path, ())


def test_french_cannot_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="fr/LC_MESSAGES"):
        load_catalogues(tmp_path, ())
