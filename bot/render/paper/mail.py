"""Letters as e-mail: a draft that a mail program opens. No `mailto:` link: docs/decisions/0008 says why."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.page import legible


def mail(letter: Letter | Sheet, to: str | None = None) -> bytes:
    """A draft (RFC 5322) with the whole letter as its text, addresses included: they say who writes.

    `X-Unsent` opens it ready to be sent, where a program knows that line. From and Date are the mail program's to
    write: nobody told the bot an address to write from.
    """
    draft = EmailMessage(policy=SMTP)
    draft["X-Unsent"] = "1"
    if to is not None:
        draft["To"] = to
    draft.set_content(legible(letter.text), charset="utf-8", cte="quoted-printable")
    # Where EmailMessage folds a long subject (Python 3.11) it loses the space between two encoded words: « ma
    # demanded’accès ». Header encodes the whole of it, its spaces too (RFC 2047, 6.2).
    subject = Header(_subject(letter), "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {subject}\r\n".encode("ascii") + draft.as_bytes()


def _subject(letter: Letter | Sheet) -> str:
    match letter:
        case Letter():
            return letter.subject
        case Sheet():
            return letter.title
