"""Opens every DOCX and ODT letter in LibreOffice, prints it, and compares words and pages with the chat's letter.

    make office     needs `soffice` and `pdftotext`: apt-get install libreoffice-writer-nogui poppler-utils

Not part of `make test`: it takes a minute and a large program. Exit status 1 says what differs, or what is missing.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.letters.written import LETTERS
from tests.render.papers import first_letters, golden, leaflet
from tests.render.readers import size, words

KINDS = (PaperKind.DOCX, PaperKind.ODT)
PROGRAMS = {"soffice": "libreoffice-writer-nogui", "pdftotext": "poppler-utils"}
_PAGE_NUMBER = re.compile(r"\s*page \d+ sur \d+\s*\Z")


def letters() -> Iterator[tuple[str, Letter | Sheet]]:
    """Every golden letter and the sheet, each with a name for its file."""
    for name in LETTERS:
        for blanks in (False, True):
            yield f"{name}{'-blanks' if blanks else ''}", golden(name, blanks=blanks)
    yield from ((f"drawn-{n}", letter) for n, letter in enumerate(first_letters(50)))
    yield "conseil-etat", leaflet()


def print_all(folder: Path, kind: PaperKind) -> None:
    """Have LibreOffice print all files of a kind, with a profile of its own that goes with the folder."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = sorted(folder.glob(f"*.{kind}"))
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder / kind),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def printed(pdf: Path) -> str:
    """What stands on the pages that LibreOffice printed, without their numbers."""
    read = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    pages = read.stdout.decode().split("\f")
    return "\n".join(_PAGE_NUMBER.sub("", page) for page in pages)


def plain(text: str) -> list[str]:
    """The words of a text as it can be read from a page: « fi » may be one sign, a narrow space before « ; » looks like
    none, and « faites-la » may be cut at its hyphen.
    """
    return words(re.sub(r"\s+(?=[;!?»])|(?<=\w-)\s+", "", unicodedata.normalize("NFKC", text)))


def differences(folder: Path) -> Iterator[str]:
    """A sentence for each file that is not what the chat says."""
    for kind in KINDS:
        for name, letter in letters():
            (folder / f"{name}.{kind}").write_bytes(paper(letter, kind))
        print_all(folder, kind)
        for name, letter in letters():
            yield from (f"{name}.{kind}: {what}" for what in _differs(letter, folder / kind / f"{name}.pdf"))


def _differs(letter: Letter | Sheet, pdf: Path) -> Iterator[str]:
    if not pdf.is_file():
        yield "LibreOffice did not open it"
        return
    expected, found = plain(letter.printed if isinstance(letter, Letter) else letter.text), plain(printed(pdf))
    if found != expected:
        at = next(n for n in range(len(found) + 1) if found[: n + 1] != expected[: n + 1])
        yield f"« {' '.join(found[at : at + 5])} » for « {' '.join(expected[at : at + 5])} »"
    pages, ours = size(pdf.read_bytes()), size(paper(letter, PaperKind.PDF))
    if pages != ours:
        yield f"{pages} pages, and our PDF has {ours}"


def main() -> int:
    """Print what differs; 0 when nothing does."""
    missing = [f"{program} (apt-get install {of})" for program, of in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        print(f"Missing on this machine: {', '.join(missing)}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="objecteur-office-") as folder:
        found = list(differences(Path(folder)))
    for line in found:
        print(line)
    print(f"{len(list(letters()))} letters as {' and '.join(KINDS)} in LibreOffice: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
