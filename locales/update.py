"""Bring every catalogue into the order and shape of the French one: `make catalogues`.

The keys are words of the code, not sentences, so nothing is extracted: an entry is added to the French catalogue by
hand, together with the code that says it. This script then gives the other languages the same entries, in the same
order, with the same comments; one that has no translation yet stays empty, and is said in French until it has.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

SOURCE = "fr"
WIDTH = 112


def path_of(folder: Path, language: str) -> Path:
    """Where the catalogue of a language stands."""
    return folder / language / "LC_MESSAGES" / "objecteur.po"


def read(folder: Path, language: str) -> Catalog:
    """One catalogue."""
    with path_of(folder, language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def write(folder: Path, catalogue: Catalog, language: str) -> None:
    """Write one catalogue, wrapped."""
    with path_of(folder, language).open("wb") as file:
        write_po(file, catalogue, width=WIDTH, no_location=True, omit_header=False)


def shaped(source: Catalog, other: Catalog) -> Catalog:
    """The other catalogue's translations of the source's entries, in the source's order."""
    made = Catalog(locale=other.locale, header_comment=other.header_comment, fuzzy=False)
    made.mime_headers = other.mime_headers
    for message in source:
        if not message.id:
            continue
        known = other.get(message.id)
        empty = ("",) * other.num_plurals if isinstance(message.id, tuple | list) else ""
        translation = known.string if known and known.string else empty
        made.add(message.id, translation, auto_comments=message.auto_comments)
    return made


def main(folder: Path) -> int:
    """Reshape every catalogue. Returns 1 when one lacks a translation, 0 otherwise."""
    source = read(folder, SOURCE)
    missing = 0
    for path in sorted(folder.glob("*/LC_MESSAGES/objecteur.po")):
        language = path.parts[-3]
        catalogue = shaped(source, read(folder, language))
        write(folder, catalogue, language)
        for message in catalogue:
            said = (message.string,) if isinstance(message.string, str) else message.string or ("",)
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key and not key.startswith("also.") and not all(said):
                print(f"{language}: {key} is missing")
                missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent))
