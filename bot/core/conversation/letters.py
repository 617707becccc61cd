"""Showing letters in the chat: to whom and how to send it, then the letter alone, then the same as a file."""

from datetime import date

from bot.core.campaign import Fact, Medium, TrackName
from bot.core.conversation.naming import knows_who
from bot.core.conversation.question import Asked, Finished
from bot.core.conversation.request import Request, request_of
from bot.core.event import Posted, Prepared
from bot.core.law import by_reading
from bot.core.letter import Capacity, Letter
from bot.core.letter_name import LetterKind, LetterName
from bot.core.message import Copy, Message, Month, Paper, Say, Verbatim, Words, say
from bot.core.page import PaperKind
from bot.core.track import Track

FIRST = (LetterName.CAISSE, LetterName.HDH)
LETTERS = "fr"
"""The language of the letters: in any other, each is explained."""


def title_of(letter: LetterName) -> Say:
    """How a letter is named in a sentence: « la relance à votre caisse »."""
    return say(f"letter.name.{letter.kind}", to=say(f"letter.to.{letter.track}"))


def write(asked: Asked, name: LetterName, tracks: tuple[Track, ...] = (), *, dated: bool = True) -> Letter:
    """Fill one letter from what the conversation and the case know, dated the person's own day."""
    request, day = request_of(asked), _today(asked)
    sent = tracks[0].request if tracks and name.kind is not LetterKind.REQUEST else None
    to = request.addressee(name, sent)
    return asked.world.letters.write(name, request.applicant, to, day if dated else None, tracks, on=day)


def _today(asked: Asked) -> date:
    return asked.world.today(request_of(asked).zone(asked.world.zone))


def _unchecked(stale: tuple[Fact, ...]) -> tuple[Say, ...]:
    """What a letter cites that nobody read again in time: said beside it, to be checked before it is sent."""
    return tuple(say("letter.stale", texts=" ; ".join(texts), date=day) for day, texts in by_reading(stale))


def again_as_sent(before: Asked, sent: Posted) -> Letter:
    """A letter as it was sent, from what was known before. What was added by hand is not on it."""
    request, name = request_of(before), sent.letter
    tracks = () if name.kind is LetterKind.REQUEST else (before.track(name.track),)
    return before.world.letters.write(name, request.applicant, request.addressee(name, sent), sent.on, tracks)


def show(asked: Asked, name: LetterName, tracks: tuple[Track, ...] = (), *, dated: bool = True) -> tuple[Message, ...]:
    """The messages that give one letter; a first letter that has left is given as it was sent."""
    sent = asked.case.posted(name) if name.kind is LetterKind.REQUEST and name not in asked.case.unsent else None
    letter = again_as_sent(asked, sent) if sent else write(asked, name, tracks, dated=dated)
    heading = (
        say("letter.title", letter=title_of(name)),
        say("letter.recipient", recipient=letter.recipient.strip()),
        say("letter.subject", subject=letter.subject),
        *_how_to_send(asked, name.track),
        *_unchecked(letter.stale),
        say("letter.as-sent", day=sent.on) if sent else say("letter.follows"),
    )
    explained = (Words((say(f"letter.says.{_told_as(name)}"),)),) if asked.conversation.language != LETTERS else ()
    copies = _copies(asked, name.track, letter)
    file = Paper(f"objecteur-{name}", say("letter.file"), letter, PaperKind.PDF)
    return *explained, Words(heading, copies=copies), Verbatim(letter.text), file


def _told_as(name: LetterName) -> str:
    """Which explanation fits a letter: the Cnam's is the caisse's."""
    if name.kind is not LetterKind.REQUEST:
        return name.kind
    return "hdh" if name is LetterName.HDH else "caisse"


def _copies(asked: Asked, track: TrackName, letter: Letter) -> tuple[Copy, ...]:
    """What is put elsewhere than the letter's text: on an envelope, in the lines of an e-mail or a form."""
    email = request_of(asked).email(track)
    written = (Copy(say("copy.email"), email),) if email else ()
    return *written, Copy(say("copy.recipient"), letter.recipient.strip()), Copy(say("copy.subject"), letter.subject)


def tracks_of(asked: Asked, name: LetterName) -> tuple[Track, ...]:
    """What a letter is about: for a complaint the tracks that can be complained of, for what follows a letter its own.

    Raises ValueError when no letter was sent on that track.
    """
    match name.kind:
        case LetterKind.REQUEST:
            return ()
        case LetterKind.COMPLAINT:
            return complained_of(asked)
        case _:
            return (asked.track(name.track),)


def complained_of(asked: Asked) -> tuple[Track, ...]:
    """The tracks that a complaint made today is about."""
    today, case = _today(asked), asked.case
    tracks = case.tracks(asked.world.campaign.delays)
    return tuple(track for track in tracks if track.complaint_open(today) and not case.complained(track))


def _how_to_send(asked: Asked, track: TrackName) -> tuple[Say, ...]:
    """One line for each way to send it, the recommended one first, then how old the addresses are."""
    request = request_of(asked)
    recipient = request.recipient(track)
    ways: list[Say] = []
    for medium in request.media(track):
        match medium:
            case Medium.EMAIL:
                if email := request.email(track):
                    ways.append(say("send.email", email=email))
            case Medium.ONLINE:
                ways.append(say("send.online", web=recipient.web or ""))
            case Medium.AMELI:
                ways.append(say("send.ameli"))
            case Medium.REGISTERED:
                ways.append(say("send.registered"))
            case Medium.POST:
                ways.append(say("send.post"))
    return (say("send.ways", lines=tuple(ways)), *_age_of_addresses(request, track))


def _age_of_addresses(request: Request, track: TrackName) -> tuple[Say, ...]:
    recipient = request.recipient(track)
    match track:
        case TrackName.CAISSE if recipient.address is None:
            kept = request.caisse and request.caisse_address == request.caisse.address
            day = request.caisse.source_date if request.caisse and kept else None
            return (say("send.address-of", date=Month(day)),) if day else ()
        case TrackName.HDH:
            return say("send.address-of", date=Month(recipient.checked_on)), say("send.hdh", web=recipient.web or "")
        case _:
            return (say("send.address-of", date=Month(recipient.checked_on)),)


def first_letters(asked: Asked, names: tuple[LetterName, ...] = FIRST) -> Finished:
    """The first letters, once all answers are checked."""
    intro = say("letters.ready") if names == FIRST else say("letters.anew")
    messages = (
        Words((intro, say("letters.to-do"), say("letters.limits"), say("letters.not-advice"))),
        *for_another(asked),
        *_all(asked, names),
        *_cleaning(asked),
    )
    return Finished((prepared(asked, names),), messages)


def _cleaning(asked: Asked) -> tuple[Message, ...]:
    """Where a company can read along, and the bot can take it out: what to do once the letters are copied."""
    hours = asked.world.removes_hours
    return (Words((say("clean.offer", hours=hours),)),) if hours and knows_who(asked.conversation) else ()


def for_another(asked: Asked) -> tuple[Message, ...]:
    """What somebody who writes for another person must attach, or have signed."""
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


def again(asked: Asked) -> Finished:
    """The first letters once more: as they were sent, or dated today."""
    return Finished(messages=(*for_another(asked), *_all(asked, FIRST)))


def with_blanks(asked: Asked) -> tuple[Message, ...]:
    """Both letters for someone of whom nothing is kept: every answer is a line to fill in."""
    letters = tuple(message for name in FIRST for message in show(asked, name, dated=False))
    return (Words((say("letters.blank"), say("letters.limits"), say("letters.not-advice"))), *letters)


def follow_up(asked: Asked, name: LetterName) -> Finished:
    """A letter that follows from the case: a chase, an answer, a complaint."""
    intro = Words((say(f"letter.intro.{name.kind}"), *_beside(asked, name)))
    return Finished((prepared(asked, (name,)),), (intro, *show(asked, name, tracks_of(asked, name))))


def _beside(asked: Asked, name: LetterName) -> tuple[Say, ...]:
    if name.kind is LetterKind.COMPLAINT:
        return say("cnil.what-to-do"), say("cnil.form", web=request_of(asked).recipient(TrackName.CNIL).web or "")
    return ()


def in_pieces(asked: Asked) -> tuple[Message, ...]:
    """The complaint part by part, in the order of the CNIL's online form: each alone in its message, to be copied."""
    letter = write(asked, LetterName.CNIL, complained_of(asked))
    shown = ((Words((say(f"piece.{name}"),)), Verbatim(text)) for name, text in letter.pieces)
    return Words((say("piece.intro"),)), *(message for piece in shown for message in piece)


def appeal_sheet(asked: Asked, track: Track) -> tuple[Message, ...]:
    """What can follow the CNIL's refusal or silence, as information."""
    sheet = asked.world.letters.sheet("conseil-etat", (track,), _today(asked))
    file = Paper("objecteur-conseil-etat", say("appeal.file"), sheet, PaperKind.PDF)
    return Words((say("appeal.intro"), *_unchecked(sheet.stale))), Verbatim(sheet.text), file


def prepared(asked: Asked, names: tuple[LetterName, ...]) -> Prepared:
    """The event that these letters were given today."""
    return Prepared(_today(asked), names, asked.world.campaign.templates)


def _all(asked: Asked, names: tuple[LetterName, ...]) -> tuple[Message, ...]:
    return tuple(message for name in names for message in show(asked, name))
