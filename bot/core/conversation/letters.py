"""Showing a letter in the chat: its recipient and the ways to send it, then the letter alone, then as a file."""

from bot.core.campaign.campaign import FRENCH
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium, Role
from bot.core.case.case import read_key
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Event
from bot.core.conversation.dates import person_today
from bot.core.conversation.giving import (
    Shown,
    letter_now,
    letter_to_give,
    prepared,
    written_on,
)
from bot.core.conversation.naming import knows_who
from bot.core.conversation.question import Asked, Finished
from bot.core.conversation.request import request_of
from bot.core.conversation.titles import (
    file_name,
    title_of,
)
from bot.core.letters.law import by_reading
from bot.core.letters.letter import Capacity
from bot.core.letters.page import PaperKind
from bot.core.ports.message import Copy, Message, Month, Paper, Say, Verbatim, Words, say


def _unchecked(stale: tuple[Fact, ...]) -> tuple[Say, ...]:
    """The sentence that names the facts past their review, for the person to check before they send the letter."""
    return tuple(say("letter.stale", texts=" ; ".join(texts), date=day) for day, texts in by_reading(stale))


def show(asked: Asked, shown: Shown, *, kept: bool = True) -> tuple[Message, ...]:
    """The messages that give one letter. `kept`: whether the person can ask for it again, as another kind of file."""
    letter, name = shown.letter, read_key(shown.key)[0]
    heading = (
        say("letter.title", letter=title_of(name)),
        say("letter.recipient", recipient=letter.recipient.strip()),
        say("letter.subject", subject=letter.subject),
        *_how_to_send(asked, name.track, _other_body(asked, shown)),
        *_unchecked(letter.stale),
        say("letter.as-sent", day=shown.sent_on) if shown.sent_on else say("letter.follows"),
    )
    explained = (Words((say(f"letter.says.{_told_as(name)}"),)),) if asked.conversation.language != FRENCH else ()
    copies = _copies(asked, shown)
    file = Paper(
        file_name(shown.key),
        say("letter.file" if kept else "letter.file-only"),
        letter,
        PaperKind.PDF,
    )
    return *explained, Words(heading, copies=copies), Verbatim(letter.text), file


def _other_body(asked: Asked, shown: Shown) -> bool:
    """Whether a letter goes to another body than the person's present one, whose address is then not shown."""
    name, opened_by = read_key(shown.key)
    if not asked.campaign.is_chosen(name.track) or opened_by is None:
        return False
    return not request_of(asked).still(asked.track(f"{name.track}.{opened_by}").request)


def _told_as(name: LetterName) -> str:
    """The name of a letter's explanation: a request has one for each recipient."""
    return name.track if name.kind is LetterKind.REQUEST else name.kind


def email_of(asked: Asked, shown: Shown) -> str | None:
    """The e-mail address of a letter's recipient, where a source gives one."""
    return None if _other_body(asked, shown) else request_of(asked).email(read_key(shown.key)[0].track)


def _copies(asked: Asked, shown: Shown) -> tuple[Copy, ...]:
    """The words to copy beside the letter's text: an envelope's address, the recipient and subject of an e-mail."""
    email, letter = email_of(asked, shown), shown.letter
    written = (Copy(say("copy.email"), email),) if email else ()
    return *written, Copy(say("copy.recipient"), letter.recipient.strip()), Copy(say("copy.subject"), letter.subject)


def _how_to_send(asked: Asked, track: str, other: bool = False) -> tuple[Say, ...]:
    """One line for each way to send the letter, the recommended one first, then the age of the addresses.

    other  whether the letter goes to another body than the person's present one
    """
    request = request_of(asked)
    ways: list[Say] = []
    for medium in request.media(track):
        match medium:
            case Medium.EMAIL:
                if (email := request.email(track)) and not other:
                    ways.append(say("send.email", email=email))
            case Medium.ONLINE:
                ways.append(say("send.online", web=request.web(track) or ""))
            case Medium.AMELI:
                ways.append(say("send.ameli"))
            case Medium.REGISTERED:
                ways.append(say("send.registered"))
            case Medium.POST:
                ways.append(say("send.post"))
            case Medium.HAND:
                ways.append(say("send.hand"))
    return (say("send.ways", lines=tuple(ways)), *(() if other else _age_of_addresses(asked, track)))


def _age_of_addresses(asked: Asked, track: str) -> tuple[Say, ...]:
    """The sentence on the day from which an address is known, and on the page where a body says it anew."""
    request = request_of(asked)
    recipient = request.recipient(track)
    if asked.campaign.is_chosen(track) and recipient.address is None:
        kept = request.found and request.body_address == request.found.address
        day = request.found.source_date if request.found and kept else None
        return (say("send.address-of", date=Month(day)),) if day else ()
    known = say("send.address-of", date=Month(recipient.checked_on))
    if recipient.web and recipient.role is Role.BODY:
        return known, say("send.web", web=recipient.web)
    return (known,)


def first_letters(asked: Asked, names: tuple[LetterName, ...], *notes: Say) -> Finished:
    """The messages that give the first letters. `notes`: the sentences about letters that are given anew."""
    intro = notes or (say("letters.ready") if names == asked.campaign.first else say("letters.anew"),)
    written = tuple(_fresh(asked, name) for name in names)
    messages = (
        Words((*intro, say("letters.to-do"), say("letters.limits"), say("letters.not-advice"))),
        *for_another(asked),
        *(message for shown in written for message in show(asked, shown)),
        *_cleaning(asked),
    )
    return Finished((prepared(asked, names),), messages)


def _fresh(asked: Asked, name: LetterName) -> Shown:
    """A first letter written now, whatever was given or sent before."""
    return Shown(str(name), written_on(asked, name, None, person_today(asked)))


def _cleaning(asked: Asked) -> tuple[Message, ...]:
    """The advice to remove personal messages from the chat, where a company reads along and the bot can remove them."""
    hours = asked.world.removes_hours
    return (Words((say("clean.offer", hours=hours),)),) if hours and knows_who(asked.conversation) else ()


def for_another(asked: Asked) -> tuple[Message, ...]:
    """The papers that somebody who writes for another person must attach, or have signed."""
    applicant = request_of(asked).applicant
    match applicant.capacity:
        case Capacity.SELF:
            return ()
        case Capacity.PARENT:
            return (Words((say("letters.for-parent"),)),)
        case Capacity.GUARDIAN:
            return (Words((say("letters.for-guardian"),)),)
        case Capacity.MANDATE:
            sheet = asked.world.letters.sheet("mandat", applicant=applicant)
            file = Paper("objecteur-mandat", say("mandate.file"), sheet, PaperKind.PDF)
            return Words((say("letters.for-mandate"),)), Verbatim(sheet.text), file


def first_letters_again(asked: Asked) -> Finished:
    """The messages that show the first letters again: as they were sent, as they were given, or dated today."""
    shown = tuple(letter_now(asked, str(name)) for name in asked.campaign.first)
    messages = (message for one in shown for message in show(asked, one))
    return Finished(_recorded(shown), (*for_another(asked), *messages))


def _recorded(shown: tuple[Shown, ...]) -> tuple[Event, ...]:
    """The events of letters that are given for the first time."""
    return tuple(one.given for one in shown if one.given)


def with_blanks(asked: Asked) -> tuple[Message, ...]:
    """Both letters for a person of whom nothing is stored: each answer is a line to fill in."""
    shown = (letter_now(asked, str(name), dated=False) for name in asked.campaign.first)
    letters = tuple(message for one in shown for message in show(asked, one, kept=False))
    return (Words((say("letters.blank"), say("letters.limits"), say("letters.not-advice"))), *letters)


def follow_up(asked: Asked, key: str) -> Finished:
    """The messages that give a chase, an answer, a complaint, or a first letter again after it came back."""
    name, shown = read_key(key)[0], letter_to_give(asked, key)
    again = name.kind is LetterKind.REQUEST and asked.case.posted(name) is not None
    intro = say("letters.anew-back", letter=title_of(name)) if again else _intro(name)
    return Finished(_recorded((shown,)), (Words((intro, *_beside(asked, name))), *show(asked, shown)))


def _intro(name: LetterName) -> Say:
    """The sentence before a letter that says what it is."""
    return say(f"letter.intro.{_told_as(name)}")


def _beside(asked: Asked, name: LetterName) -> tuple[Say, ...]:
    if name.kind is LetterKind.COMPLAINT:
        return say("complaint.what-to-do"), say("complaint.form", web=request_of(asked).recipient(name.track).web or "")
    return ()


def in_pieces(asked: Asked) -> tuple[Message, ...]:
    """The complaint part by part, as the authority's online form has them: each alone in its message, to be copied."""
    letter = letter_now(asked, asked.campaign.complaint).letter
    shown = ((Words((say(f"piece.{name}"),)), Verbatim(text)) for name, text in letter.pieces)
    return Words((say("piece.intro"),)), *(message for piece in shown for message in piece)


def appeal_sheet(asked: Asked, track: ComplaintTrack) -> tuple[Message, ...]:
    """The information sheet on what can follow the authority's refusal or silence."""
    sheet = asked.world.letters.sheet(asked.campaign.court, (track,), person_today(asked))
    file = Paper(f"objecteur-{asked.campaign.court}", say("appeal.file"), sheet, PaperKind.PDF)
    return Words((say("appeal.intro"), *_unchecked(sheet.stale))), Verbatim(sheet.text), file
