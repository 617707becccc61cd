"""Letters as e-mail: a draft that a mail program opens, and a link that opens one where the letter is short enough."""

from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from bot.core.letter import Letter, Sheet
from bot.core.page import legible

SAFE_LINK = 2_000
"""Characters of a link: some phones and Windows's own handler cut or drop a `mailto:` of a little over 2,000."""


def mail(letter: Letter | Sheet, to: str | None = None) -> bytes:
    """A draft (RFC 5322) with the whole letter as its text, addresses included: they say who writes.

    `X-Unsent` opens it ready to be sent, where a program knows that line. From and Date are the mail program's to
    write: nobody told the bot an address to write from.
    """
    draft = EmailMessage(policy=SMTP)
    draft["X-Unsent"] = "1"
    if to is not None:
        draft["To"] = to
    draft["Subject"] = _subject(letter)
    draft.set_content(legible(letter.text), charset="utf-8", cte="quoted-printable")
    return draft.as_bytes()


def mailto(letter: Letter | Sheet, to: str | None = None) -> str | None:
    """A link that opens the same draft; None for a letter too long for one."""
    body = legible(letter.text).replace("\n", "\r\n")
    link = f"mailto:{quote(to or '', safe='@')}?subject={quote(_subject(letter), safe='')}&body={quote(body, safe='')}"
    return link if len(link) < SAFE_LINK else None


def _subject(letter: Letter | Sheet) -> str:
    match letter:
        case Letter():
            return letter.subject
        case Sheet():
            return letter.title
