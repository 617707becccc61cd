"""The catalogues in `locales/`: every sentence a person reads, by its key, in each language."""

import gettext
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.content import ContentError

SOURCE = "fr"
"""The language written first, and spoken to whoever's own is not there."""


class Catalogue:
    """One language."""

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


def load_catalogues(folder: Path) -> Mapping[str, Catalogue]:
    """Read `<language>/LC_MESSAGES/objecteur.po` of every language. Raises ContentError when one cannot be read."""
    found: dict[str, Catalogue] = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/objecteur.po")):
        language = path.parts[-3]
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language, abort_invalid=True)
        except (OSError, PoFileError, ValueError) as error:
            raise ContentError(f"{path}: {error}") from None
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        found[language] = Catalogue(language, gettext.GNUTranslations(compiled))
    if SOURCE not in found:
        raise ContentError(f"{folder}: the catalogue {SOURCE}/LC_MESSAGES/objecteur.po is missing")
    return dict(sorted(found.items(), key=lambda item: item[0] != SOURCE))
