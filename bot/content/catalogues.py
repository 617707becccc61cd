"""The catalogues in `locales/`: every sentence a person reads, by its key, in each language."""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.content import ContentError

SOURCE = "fr"
"""The language that is written first, and used with people whose own has no catalogue."""
ALSO = "also."
"""The beginning of the keys of words that people may type, which need not be in every language."""
_VALUE = re.compile(r"\{(\w+)\}")


_LAW = re.compile(r"\b(?:CE|CJA|CRPA|CSP|Décret|GDPR|LIL|Loi|Regulation|RGPD)\b.*\d")


_IN_WORDS = re.compile(r"\((?:CJA|CRPA|CSP|LIL|RGPD)\b[^)]*\d[^)]*\)")


@dataclass(frozen=True, slots=True)
class Cited:
    """A message that claims something about the law, and the texts that it or its comment names."""

    key: str
    says: str
    source: str


class Catalogue:
    """The catalogue of one language."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        """Take a language code and its gettext translations."""
        self.language = language
        self._translations = translations

    def text(self, key: str, n: int | None = None) -> str:
        """The catalogue's words for a key, in the plural form that `n` calls for. Raises KeyError when it has none."""
        found = self._translations.gettext(key) if n is None else self._translations.ngettext(key, key, n)
        if found == key and n is not None:
            found = self._translations.gettext(key)
        if found == key:
            raise KeyError(f"the {self.language} catalogue has no {key}")
        return found

    def others(self, key: str) -> str:
        """Other words that people type for a choice, between bars (entry `also.<key>`); empty where none are given."""
        found = self._translations.gettext(f"{ALSO}{key}")
        return "" if found == f"{ALSO}{key}" else found


def load_catalogues(folder: Path) -> Mapping[str, Catalogue]:
    """Read `<language>/LC_MESSAGES/objecteur.po` of every language, French first.

    Raises ContentError when one cannot be read, lacks an entry of the French one, or asks for other values in it.
    """
    paths = sorted(folder.glob("*/LC_MESSAGES/objecteur.po"), key=lambda path: (path.parts[-3] != SOURCE, path))
    read = {path: _read(path) for path in paths}
    if not paths or paths[0].parts[-3] != SOURCE:
        raise ContentError(f"{folder}: the catalogue {SOURCE}/LC_MESSAGES/objecteur.po is missing")
    for path, catalogue in read.items():
        _compare(path, catalogue, read[paths[0]])
    return {path.parts[-3]: _compiled(path.parts[-3], catalogue) for path, catalogue in read.items()}


def citations(folder: Path) -> tuple[Cited, ...]:
    """The French messages that cite a text of law, in the catalogue's order. Raises ContentError."""
    path = folder / SOURCE / "LC_MESSAGES" / "objecteur.po"
    found: list[Cited] = []
    for entry in _read(path):
        says, comment = " / ".join(_forms(entry)), " ".join(entry.auto_comments)
        source = comment if _LAW.search(comment) else " ; ".join(text[1:-1] for text in _IN_WORDS.findall(says))
        if entry.id and source:
            found.append(Cited(entry.id if isinstance(entry.id, str) else entry.id[0], says, source))
    return tuple(found)


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.parts[-3], abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from None


def _compare(path: Path, catalogue: Catalog, source: Catalog) -> None:
    """Raise ContentError unless this language has every French sentence, with the same values in it."""
    for entry in source:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if not key or key.startswith(ALSO):
            continue
        said = catalogue.get(key)
        if said is None or said.fuzzy or not all(_forms(said)):
            raise ContentError(f"{path}: {key}: nothing is said")
        if unlike := _values(said) ^ _values(entry):
            raise ContentError(f"{path}: {key}: {{{min(unlike)}}} is here or in {SOURCE}, not in both")


def _forms(entry: Message) -> tuple[str, ...]:
    """The words of an entry, one text for each plural form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def _values(entry: Message) -> set[str]:
    """The names of an entry's values, without the number of a plural, which a singular may spell out."""
    return {name for form in _forms(entry) for name in _VALUE.findall(form)} - ({"n"} if entry.pluralizable else set())


def _compiled(language: str, catalogue: Catalog) -> Catalogue:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Catalogue(language, gettext.GNUTranslations(compiled))
