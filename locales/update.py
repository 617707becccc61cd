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


def read(path: Path, language: str) -> Catalog:
    """One catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def write(path: Path, catalogue: Catalog) -> None:
    """Write one catalogue, wrapped."""
    with path.open("wb") as file:
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
    """Reshape every catalogue, the general words and each campaign's. Returns 1 when a translation lacks, else 0."""
    missing = 0
    for written in sorted((folder / SOURCE / "LC_MESSAGES").glob("*.po")):
        source = read(written, SOURCE)
        for general in sorted(folder.glob("*/LC_MESSAGES/objecteur.po")):
            path, language = general.with_name(written.name), general.parts[-3]
            known = read(path, language) if path.exists() else Catalog(locale=language)
            catalogue = shaped(source, known)
            write(path, catalogue)
            missing |= told(catalogue, language, written.stem)
    return missing


def told(catalogue: Catalog, language: str, domain: str) -> int:
    """Print what lacks a translation. Returns 1 when something does."""
    missing = 0
    for message in catalogue:
        said = (message.string,) if isinstance(message.string, str) else message.string or ("",)
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key and not key.startswith("also.") and not all(said):
            print(f"{language}, {domain}: {key} is missing")
            missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent))
