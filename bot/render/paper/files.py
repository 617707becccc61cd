"""A letter in any file format, and the file for the CNIL: a complaint with the letters that it is about."""

from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.page import Annex, Page, PaperKind, page
from bot.render.paper.pdf import pdf
from bot.render.paper.pdf import pictures as set_as_pictures


def paper(letter: Letter | Sheet, kind: PaperKind, email: str | None = None) -> bytes:
    """A letter as a file: the same bytes for the same letter.

    email  the recipient's, for an EML, where it is known

    Raises UnprintableError for a PDF of a letter with a character that no font has.
    """
    match kind:
        case PaperKind.PDF:
            seen = page(letter)
            return pdf(seen.subject, (None, seen))
        case PaperKind.DOCX:  # its library, and those of the next, are loaded once somebody asks for such a file
            from bot.render.paper.docx import docx  # noqa: PLC0415

            return docx(page(letter))
        case PaperKind.ODT:
            from bot.render.paper.odt import odt  # noqa: PLC0415

            return odt(page(letter))
        case PaperKind.EML:
            from bot.render.paper.mail import mail  # noqa: PLC0415

            return mail(letter, email)


def dossier(complaint: Letter, annexes: tuple[Annex, ...]) -> bytes:
    """A complaint and its annexes as one PDF: each begins on a new sheet, and the pages are numbered through.

    Raises UnprintableError as `paper` does.
    """
    return pdf(page(complaint).subject, *_bound(complaint, annexes))


def pictures(letter: Letter | Sheet, annexes: tuple[Annex, ...] = ()) -> tuple[bytes, ...]:
    """The sheets of a letter's PDF, or of a dossier's, as PNG. Raises UnprintableError as `paper` does."""
    return set_as_pictures(page(letter).subject, *_bound(letter, annexes))


def _bound(first: Letter | Sheet, annexes: tuple[Annex, ...]) -> tuple[tuple[str | None, Page], ...]:
    titled = ((_title(n, annex), page(annex.letter)) for n, annex in enumerate(annexes, start=1))
    return ((None, page(first)), *titled)


def _title(number: int, annex: Annex) -> str:
    return f"Annexe {number}" if annex.exhibit is None else f"Annexe {number} (pièce n°\u00a0{annex.exhibit})"
