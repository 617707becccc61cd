"""The preview: every letter in every file, pages that work from a folder, and nobody else's file ever touched."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.commands.preview import FolderError, preview, shown
from bot.commands.preview.folder import MARK, OutputFolder
from bot.content.samples import samples, sheets
from bot.core.campaign.letter_name import LetterName
from tests.letters.written import LETTERS
from tests.preview import MATERIAL

TODAY = date(2026, 11, 25)
LATER = date(2027, 6, 1)
SOME = (*map(LetterName, ("caisse", "hdh", "access", "cnil")),)
FEW = (LetterName("hdh"), LetterName("cnil"))


class Page(HTMLParser):
    """What a page refers to, and how it is built."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.refers: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.refers += [value for name in ("href", "src") if (value := found.get(name))]
        self.ids += [value for value in [found.get("id")] if value]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview") / "new" / "letters"
    assert preview(MATERIAL, folder, TODAY) == 139
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preview of the first letters and the complaint, with all its pages."""
    folder = tmp_path_factory.mktemp("preview") / "letters"
    some = [pair for pair in samples(MATERIAL.campaign, TODAY) if pair[0] in SOME]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shown, "samples", lambda *_: iter(some))
        assert 10 < preview(MATERIAL, folder, TODAY) < 60
    return folder


def some(*given: object) -> Iterator[object]:
    return (pair for pair in samples(MATERIAL.campaign, TODAY) if pair[0] in FEW)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two letters instead of all: what a folder is does not hang on their number."""
    monkeypatch.setattr(shown, "samples", some)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preview of these two; to be copied by who changes it."""
    folder = tmp_path_factory.mktemp("preview") / "short"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shown, "samples", some)
        preview(MATERIAL, folder, TODAY)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


# --- What is there --------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_every_sample_is_there_in_every_file(whole: Path) -> None:
    keys = [one.key for _, one in samples(MATERIAL.campaign, TODAY)]
    keys += [one.key for one in sheets(MATERIAL.campaign, TODAY)]
    assert len(set(keys)) == len(keys) == 132
    for key in keys:
        for end in ("pdf", "txt", "png", "docx", "odt"):
            assert (whole / f"{key}.{end}").stat().st_size > 500, f"{key}.{end}"


@pytest.mark.long
def test_each_letter_to_each_body_is_there_filled_and_with_blanks(whole: Path) -> None:
    for name in LETTERS:
        assert (whole / f"{name}.txt").read_text("utf-8").startswith("Camille Exemple\n12 rue des Essais\n")
        assert (whole / f"{name}-blancs.txt").read_text("utf-8").startswith("......")


@pytest.mark.long
def test_a_draft_of_an_e_mail_is_there_for_those_who_take_one(whole: Path) -> None:
    to = {path.stem.split("-blancs")[0]: path.read_text("utf-8") for path in whole.glob("*.eml")}
    assert {key for key in to if key in {*LETTERS}} == {
        name for name in LETTERS if name.track in {"caisse", "hdh", "access"}
    }
    assert "To: dpd@health-data-hub.fr" in to["hdh"]
    assert "To:" not in to["caisse"]


def test_a_dossier_holds_the_complaint_and_its_letters_each_with_its_number_there(written: Path) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(written / "dossier-cnil.pdf").pages)
    listed = (written / "cnil.txt").read_text("utf-8")
    numbers = re.findall(r"Annexe \d \(pièce n°\s(\d)\)", text)
    copies = re.findall(r"^(\d)\. Copie de ", listed, flags=re.MULTILINE)
    assert numbers == copies
    assert len(numbers) == 3


@pytest.mark.long
def test_there_is_a_picture_of_every_page(whole: Path) -> None:
    for pdf in whole.glob("*.pdf"):
        pictures = [whole / f"{pdf.stem}.png", *whole.glob(f"{pdf.stem}-[2-9].png")]
        assert len(pictures) == len(PdfReader(pdf).pages), pdf.name
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.html", "review.html"])
def test_a_page_needs_nothing_but_its_folder(written: Path, name: str) -> None:
    page = Page(written / name)
    others = {other: Page(written / other).ids for other in ("index.html", "review.html")}
    assert {tag for tag, _ in page.tags} & {"script", "iframe", "link", "object", "form"} == set()
    assert "url(" not in (written / name).read_text("utf-8")
    for refers in page.refers:
        path, _, anchor = refers.partition("#")
        assert not re.match(r"[a-z]+:|/", refers), refers
        assert not path or (written / path).is_file(), refers
        assert not anchor or anchor in others[path or name], refers


@pytest.mark.parametrize("name", ["index.html", "review.html"])
def test_a_page_can_be_read_without_seeing_it(written: Path, name: str) -> None:
    page = Page(written / name)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "fr"}) in page.tags
    assert [tags.count(one) for one in ("h1", "main", "title")] == [1, 1, 1]
    assert len(set(page.ids)) == len(page.ids)
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    assert tags.count("caption") == tags.count("table")


@pytest.mark.long
def test_the_index_shows_every_letter_with_what_it_relies_on(whole: Path) -> None:
    text = (whole / "index.html").read_text("utf-8")
    for name, one in samples(MATERIAL.campaign, TODAY):
        shown_as = text.partition(f'<article id="{one.key}"')[2].partition("</article>")[0]
        letter = MATERIAL.book.write(name, one.applicant, one.to, TODAY, one.tracks)
        table = re.findall(r'<a href="review\.html#([\w.-]+)"><code>', shown_as)
        assert tuple(table) == letter.facts
        for key in letter.facts:
            assert key.startswith("delays.") or f'<a href="review.html#{key}"><mark>' in shown_as, (one.key, key)
        assert "Relecture dépassée" not in shown_as


def test_the_index_shows_what_is_past_its_review(few: None, tmp_path: Path) -> None:
    preview(MATERIAL, tmp_path, LATER)
    text = (tmp_path / "index.html").read_text("utf-8")
    assert "Relecture dépassée pour" in text
    assert "dans leur rédaction connue le 24 novembre 2026" in (tmp_path / "hdh.txt").read_text("utf-8")


# --- The folder -----------------------------------------------------------------------------------------------------


def test_the_same_day_gives_the_same_bytes(few: None, short: Path, tmp_path: Path) -> None:
    preview(MATERIAL, tmp_path, TODAY)
    assert hashes(tmp_path) == hashes(short)


def test_a_preview_is_written_again_without_a_trace_of_the_former(
    few: None, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(short, tmp_path, dirs_exist_ok=True)
    (tmp_path / "mine.txt").write_text("a jurist’s own notes")
    before = hashes(tmp_path)
    monkeypatch.setattr(shown, "sheets", lambda *given: iter(()))
    preview(MATERIAL, tmp_path, TODAY)
    gone = set(before) - set(hashes(tmp_path))
    assert gone
    assert all(name.startswith("conseil-etat") for name in gone)
    assert hashes(tmp_path)["mine.txt"] == before["mine.txt"]


def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match="not empty"):
        preview(MATERIAL, tmp_path, TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="is a file"):
        OutputFolder(tmp_path / "file")


def test_a_list_that_names_a_file_elsewhere_removes_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    folder = tmp_path / "preview"
    OutputFolder(folder).write("a.txt", b"")
    (folder / MARK).write_text("../kept.txt\na.txt\n")
    OutputFolder(folder)
    assert (tmp_path / "kept.txt").is_file()
    assert not (folder / "a.txt").exists()
