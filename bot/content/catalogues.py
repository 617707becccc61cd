"""The catalogues in `locales/`: every sentence a person reads, by its key, in each language."""

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.content import ContentError
from bot.core.campaign.campaign import FRENCH

SOURCE = FRENCH
"""The language written first, and spoken to whoever's own is not there."""
ALSO = "also."
"""How the keys begin of what people may type, which each language has as it likes."""
OWN = "language.own"
"""What a language is called: by itself, then by others, between bars. No catalogue can do without."""
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
    """One language. What it does not say yet is said in French."""

    def __init__(
        self,
        language: str,
        translations: gettext.NullTranslations,
        source: "Catalogue | None" = None,
        lacking: tuple[str, ...] = (),
    ) -> None:
        """Take a language code and its gettext translations.

        source   the French catalogue, where this is another
        lacking  the keys of what is said in French
        """
        self.language = language
        self.lacking = lacking
        self._translations = translations
        self._source = source

    @property
    def names(self) -> tuple[str, ...]:
        """What the language is called: by itself, then by others."""
        return tuple(self.text(OWN).split("|"))

    def saying(self, key: str) -> "Catalogue":
        """The catalogue that has the words for a key: this one, or the French one. Raises KeyError when neither has."""
        if self._translations.gettext(key) != key:
            return self
        if self._source is None:
            raise KeyError(f"the {self.language} catalogue has no {key}")
        return self._source.saying(key)

    def text(self, key: str, n: int | None = None) -> str:
        """The words for a key, in the plural form that `n` calls for. Raises KeyError when there are none."""
        return self.saying(key)._said(key, n)

    def _said(self, key: str, n: int | None) -> str:
        found = key if n is None else self._translations.ngettext(key, key, n)
        return self._translations.gettext(key) if found == key else found

    def others(self, key: str) -> str:
        """Other words that people type for a choice, between bars (entry `also.<key>`); empty where none are given."""
        found = self.saying(key)._translations.gettext(f"{ALSO}{key}")
        return "" if found == f"{ALSO}{key}" else found


class Catalogues(dict[str, Catalogue]):
    """The catalogues by their language, French first; French for a language that has none, or none any more."""

    def __missing__(self, language: str) -> Catalogue:
        return self[SOURCE]


def load_catalogues(folder: Path) -> Catalogues:
    """Read `<language>/LC_MESSAGES/objecteur.po` of every language that has one.

    Raises ContentError when one cannot be read, does not say its own name, or asks for values that French does not.
    """
    paths = {path.parts[-3]: path for path in sorted(folder.glob("*/LC_MESSAGES/objecteur.po"))}
    if SOURCE not in paths:
        raise ContentError(f"{folder}: the catalogue {SOURCE}/LC_MESSAGES/objecteur.po is missing")
    path = paths.pop(SOURCE)
    written = _read(path)
    if lacking := tuple(_lacking(written, written)):
        raise ContentError(f"{path}: {lacking[0]}: nothing is said")
    source = Catalogue(SOURCE, _compiled(written))
    return Catalogues({SOURCE: source} | {name: _other(other, written, source) for name, other in paths.items()})


def _other(path: Path, written: Catalog, source: Catalogue) -> Catalogue:
    """The catalogue of another language than French."""
    read = _read(path)
    lacking = tuple(_lacking(read, written))
    if OWN in lacking:
        raise ContentError(f"{path}: {OWN}: nothing is said")
    for key in lacking:
        read.delete(key)
    for entry in written:
        said = read.get(entry.id)
        if said and entry.id and not _key(entry).startswith(ALSO) and (unlike := _values(said) ^ _values(entry)):
            raise ContentError(f"{path}: {_key(entry)}: {{{min(unlike)}}} is here or in {SOURCE}, not in both")
    return Catalogue(path.parts[-3], _compiled(read), source, lacking)


def citations(folder: Path) -> tuple[Cited, ...]:
    """The French messages that cite a text of law, in the catalogue's order. Raises ContentError."""
    path = folder / SOURCE / "LC_MESSAGES" / "objecteur.po"
    found: list[Cited] = []
    for entry in _read(path):
        says, comment = " / ".join(_forms(entry)), " ".join(entry.auto_comments)
        source = comment if _LAW.search(comment) else " ; ".join(text[1:-1] for text in _IN_WORDS.findall(says))
        if entry.id and source:
            found.append(Cited(_key(entry), says, source))
    return tuple(found)


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            read = read_po(file, locale=path.parts[-3], abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from None
    if str(read.locale) != path.parts[-3]:  # of a language that nobody knows how to date in: None
        raise ContentError(f"{path}: its header says Language: {read.locale}, not {path.parts[-3]}")
    return read


def _lacking(catalogue: Catalog, source: Catalog) -> Iterator[str]:
    """The keys of what a catalogue does not say, in one of its plural forms or at all."""
    for entry in source:
        said = catalogue.get(entry.id)
        if entry.id and not _key(entry).startswith(ALSO) and (said is None or said.fuzzy or not all(_forms(said))):
            yield _key(entry)


def _key(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def _forms(entry: Message) -> tuple[str, ...]:
    """The words of an entry, one text for each plural form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def _values(entry: Message) -> set[str]:
    """The names of an entry's values, without the number of a plural, which a singular may spell out."""
    return {name for form in _forms(entry) for name in _VALUE.findall(form)} - ({"n"} if entry.pluralizable else set())


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
