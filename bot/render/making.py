"""Making the file of a payload when it leaves: letters as paper, archives, timelines as pictures."""

import contextlib
import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from bot.core.letters.letter import Letter
from bot.core.letters.page import PaperKind
from bot.core.ports.outgoing import ArchiveFile, DrawnFile, File, LetterFile, Payload, Recipe, TextFile
from bot.logs import place
from bot.render.paper import UnprintableError, dossier, paper
from bot.render.picture import draw

log = logging.getLogger(__name__)


def made(payload: Payload) -> Payload:
    """A payload with its file instead of the recipe; the same bytes for the same recipe.

    A file that cannot be made is one line for the operator, and words for the person: the message leaves all the same.
    """
    recipe = payload.recipe
    if recipe is None:
        return payload
    try:
        return _with_file(payload, recipe)
    except BaseException as error:  # noqa: BLE001  whatever it is, a panic of Rust's too, the person is told
        log.error("a file could not be made: %s", place(error))  # noqa: TRY400  its words may hold a person's
        return replace(payload, text=recipe.failed, html=None, recipe=None)


def _with_file(payload: Payload, recipe: Recipe) -> Payload:
    match recipe.of:
        case LetterFile():
            try:
                return replace(payload, file=_written(recipe.of), recipe=None)
            except UnprintableError:
                instead = replace(recipe.of, kind=PaperKind.DOCX, annexes=())
                return replace(payload, text=recipe.unprintable, html=None, file=_written(instead), recipe=None)
        case ArchiveFile():
            return replace(payload, file=_packed(recipe.of), recipe=None)
        case DrawnFile(name=name, timeline=timeline):
            return replace(payload, file=File(name, "image/png", draw(timeline)), recipe=None)


def _written(file: LetterFile) -> File:
    """The file of a letter. Raises UnprintableError for a PDF with a character that no font has."""
    if file.annexes and isinstance(file.letter, Letter):
        content = dossier(file.letter, file.annexes)
    else:
        content = paper(file.letter, file.kind, file.email)
    return File(f"{file.name}.{file.kind}", file.kind.media_type, content)


def _packed(archive: ArchiveFile) -> File:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _contents(archive):
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return File(archive.name, "application/zip", written.getvalue())


def _contents(archive: ArchiveFile) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, without any PDF that cannot be written: its words are in the archive as text."""
    for file in archive.holds:
        match file:
            case TextFile(name=name, text=text):
                yield name, text.encode()
            case LetterFile():
                with contextlib.suppress(UnprintableError):
                    yield (written := _written(file)).name, written.content
