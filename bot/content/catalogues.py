"""The catalogues in `locales/`: every sentence a person reads, by its key, in each language."""

import gettext
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.content import ContentError
from bot.core.campaign.campaign import FRENCH

SOURCE = FRENCH
"""The language written first, and spoken to whoever's own is not there."""
GENERAL = "objecteur"
"""The domain of the words that no campaign has for itself."""
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
        own: "dict[str, Catalogue] | None" = None,
    ) -> None:
        """Take a language code and its gettext translations.

        source   what is said where these have nothing: the French catalogue, or the general words behind a campaign's
        lacking  the keys of what is said in French
        own      the same language with each campaign's own words before the general ones
        """
        self.language = language
        self.lacking = lacking
        self._translations = translations
        self._source = source
        self._own = {} if own is None else own

    def of(self, campaign: str) -> "Catalogue":
        """The catalogue with that campaign's own words before the general ones; this one, where it has none."""
        return self._own.get(campaign, self)

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return self._translations.gettext(key) != key or (self._source is not None and self._source.has(key))

    @property
    def names(self) -> tuple[str, ...]:
        """What the language is called: by itself, then by others."""
        return tuple(self.text(OWN).split("|"))

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words by which a sentence of the language is known, folded."""
        return frozenset(self.others(OWN).split("|"))

    def add(
        self,
        campaign: str,
        translations: gettext.NullTranslations,
        french: gettext.NullTranslations | None = None,
        lacking: tuple[str, ...] = (),
    ) -> None:
        """Add a campaign's own words. `french`: the same in French, for what `lacking` names."""
        behind = Catalogue(SOURCE, french, self, own=self._own) if french else self
        self._own[campaign] = Catalogue(self.language, translations, behind, own=self._own)
        self.lacking = (*self.lacking, *lacking)

    def saying(self, key: str) -> "Catalogue":
        """The catalogue that has the words for a key: this one, or the French one. Raises KeyError when neither has."""
        if self._translations.gettext(key) != key:
            return self
        if self._source is None:
            raise KeyError(f"the {self.language} catalogue has no {key}")
        return self._source.saying(key)

    def text(self, key: str, n: int | None = None) -> str:
        """The words for a key, in the plural form that `n` calls for. Raises KeyError when there are none."""
        return self.saying(key).form_of(key, n)

    def form_of(self, key: str, n: int | None) -> str:
        """The same, of a key that this catalogue itself has words for."""
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


def load_catalogues(folder: Path, campaigns: Iterable[str]) -> Catalogues:
    """Read `<language>/LC_MESSAGES/objecteur.po` of every language that has one, and `<campaign>.po` beside it.

    Raises ContentError when one cannot be read or is missing, does not say its own name, asks for values that French
    does not, or stands for a general entry with other values.
    """
    paths = {path.parts[-3]: path for path in sorted(folder.glob(f"*/LC_MESSAGES/{GENERAL}.po"))}
    if SOURCE not in paths:
        raise ContentError(f"{folder}: the catalogue {SOURCE}/LC_MESSAGES/{GENERAL}.po is missing")
    path = paths.pop(SOURCE)
    written = _read(path)
    if lacking := tuple(_lacking(written, written)):
        raise ContentError(f"{path}: {lacking[0]}: nothing is said")
    source = Catalogue(SOURCE, _Spoken(written))
    found = Catalogues({SOURCE: source} | {name: _other(other, written, source) for name, other in paths.items()})
    for campaign in campaigns:
        _add_own(folder, campaign, written, found)
    return found


def _add_own(folder: Path, campaign: str, general: Catalog, found: Catalogues) -> None:
    """Put a campaign's own words before the general ones, in every language; what it lacks in one is said in French."""
    path = path_of(folder, SOURCE, campaign)
    written = _read(path)
    if lacking := tuple(_lacking(written, written)):
        raise ContentError(f"{path}: {lacking[0]}: nothing is said")
    _refuse_other_values(path, written, general, "the general entry")
    french = _Spoken(written)
    for language, catalogue in found.items():
        if language == SOURCE:
            catalogue.add(campaign, french)
            continue
        path = path_of(folder, language, campaign)
        read = _read(path) if path.exists() else Catalog(locale=language)
        lacking = tuple(_lacking(read, written))
        for key in lacking:
            read.delete(key)
        _refuse_other_values(path, read, written, SOURCE)
        catalogue.add(campaign, _Spoken(read), french, tuple(f"{campaign}: {key}" for key in lacking))


def _refuse_other_values(path: Path, read: Catalog, source: Catalog, of: str) -> None:
    """Raises ContentError for an entry that asks for other values than the one that it stands for or translates."""
    for entry in read:
        like = source.get(entry.id)
        if like and entry.id and not _key(entry).startswith(ALSO) and (unlike := _values(entry) ^ _values(like)):
            raise ContentError(f"{path}: {_key(entry)}: {{{min(unlike)}}} is here or in {of}, not in both")


def path_of(folder: Path, language: str, domain: str) -> Path:
    """The file of a language's general words, or of those of a campaign."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def _other(path: Path, written: Catalog, source: Catalogue) -> Catalogue:
    """The catalogue of another language than French."""
    read = _read(path)
    lacking = tuple(_lacking(read, written))
    if OWN in lacking:
        raise ContentError(f"{path}: {OWN}: nothing is said")
    for key in lacking:
        read.delete(key)
    _refuse_other_values(path, read, written, SOURCE)
    return Catalogue(path.parts[-3], _Spoken(read), source, lacking)


def citations(folder: Path, domain: str) -> tuple[Cited, ...]:
    """The French messages of a domain that cite a text of law, in the catalogue's order. Raises ContentError."""
    path = path_of(folder, SOURCE, domain)
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
    except (OSError, PoFileError, ValueError, LookupError) as error:  # a charset that nobody knows
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


class _Spoken(gettext.NullTranslations):
    """The words of a catalogue, ready to be said. To compile a file of them, only to read it, took as long as all."""

    def __init__(self, catalogue: Catalog) -> None:
        super().__init__()
        self._form = gettext.c2py(catalogue.plural_expr)
        self._said: dict[str, str] = {}
        self._forms: dict[tuple[str, int], str] = {}
        for entry in catalogue:
            if not entry.id or not entry.string or entry.fuzzy:
                continue
            forms = _forms(entry)
            if entry.pluralizable:
                self._forms |= {(_key(entry), n): form for n, form in enumerate(forms)}
            if (at := self._form(1) if entry.pluralizable else 0) < len(forms):
                self._said[_key(entry)] = forms[at]

    def gettext(self, message: str) -> str:
        return self._said.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._forms.get((msgid1, self._form(n)), msgid1 if n == 1 else msgid2)
