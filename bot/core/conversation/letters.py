"""Showing letters in the chat: to whom and how to send it, then the letter alone, then the same as a file."""

from dataclasses import dataclass
from datetime import date

from bot.core.campaign import Delays, Fact, Medium, TrackName
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given, read_key
from bot.core.case.cnil import CnilTrack
from bot.core.case.event import Event, Recorded
from bot.core.case.letter_event import Posted, Prepared
from bot.core.case.letter_name import LetterKind, LetterName
from bot.core.case.track import Track
from bot.core.conversation.naming import knows_who
from bot.core.conversation.question import Asked, Finished
from bot.core.conversation.request import Request, request_of
from bot.core.letters.law import by_reading
from bot.core.letters.letter import Capacity, Letter
from bot.core.letters.page import PaperKind
from bot.core.ports.message import Copy, Message, Month, Paper, Say, Verbatim, Words, say

FIRST = (LetterName.CAISSE, LetterName.HDH)
LETTERS = "fr"
"""The language of the letters: in any other, each is explained."""


def title_of(letter: LetterName) -> Say:
    """How a letter is named in a sentence: « la relance à votre caisse »."""
    return say(f"letter.name.{letter.kind}", to=say(f"letter.to.{letter.track}"))


def title_in(case: Case, delays: Delays, key: str) -> Say:
    """The same, of one letter of a case; with the body that it goes to, where two of that name were written to."""
    name, opened_by = read_key(key)
    same = [track for track in case.tracks(delays) if track.name is name.track]
    own = next((track for track in same if track.opened == opened_by), None)
    if own is None or len(same) < 2 or not isinstance(own, BodyTrack):
        return title_of(name)
    return say("letter.of-body", letter=title_of(name), to=own.request.to)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter, and what is told of it.

    key       what names it among the letters of the case
    sent_on   the day it was sent, where it is a copy of what was
    given     the event to record, where it is given for the first time
    """

    key: str
    letter: Letter
    sent_on: date | None = None
    given: Prepared | None = None


def letter_now(asked: Asked, key: str, *, dated: bool = True) -> Shown:
    """A letter as it stands: as it was sent, as it was given, or else written today.

    Raises ValueError when no letter was sent on the track that it follows on.
    """
    name, opened_by = read_key(key)
    waits = any(given.key == key for given in asked.unsent)
    posted = asked.case.posted(name, opened_by)
    if posted and isinstance(posted.event, Posted) and not waits and not _goes_again(asked, posted):
        return Shown(key, as_sent(asked, posted), posted.event.on)
    return letter_to_give(asked, key, dated=dated)


def letter_to_give(asked: Asked, key: str, *, dated: bool = True) -> Shown:
    """A letter that is to be sent: as it was given, or else written today, whatever was sent before.

    A letter that was given keeps its date and its words for as long as nothing that it says has changed; then a new one
    is written, and given. Raises ValueError when no letter was sent on the track that it follows on.
    """
    name, opened_by = read_key(key)
    waits = next((given for given in asked.unsent if given.key == key), None)
    if waits and stands(asked, waits):
        return Shown(key, _as_given(asked, waits))
    letter = _written(asked, name, opened_by, _today(asked) if dated else None)
    return Shown(key, letter, given=prepared(asked, (name,), opened_by))


def _goes_again(asked: Asked, posted: Recorded) -> bool:
    """Whether a first letter that was sent is to be sent anew: it came back, and nothing settled its track since."""
    if not isinstance(posted.event, Posted) or posted.event.letter.kind is not LetterKind.REQUEST:
        return False
    track = next((one for one in asked.tracks if one.request_seq == posted.seq), None)
    return track is not None and track.returned is not None and not track.settled


def stands(asked: Asked, given: Given) -> bool:
    """Whether a letter that was given says what it would say now, were it of the same day."""
    now = _written(asked, given.letter, given.opened_by, given.on, given.templates)
    return now.text == _as_given(asked, given).text


def _written(
    asked: Asked, name: LetterName, opened_by: int | None, day: date | None, version: int | None = None
) -> Letter:
    """A letter written from what the conversation and the case know, dated that day; without one, not dated."""
    request, tracks = request_of(asked), tracks_of(asked, name, opened_by)
    sent = tracks[0].request if tracks and not name.kind.opens else None
    to = request.addressee(name, sent)
    return asked.world.letters.write(name, request.applicant, to, day, tracks, on=day or _today(asked), version=version)


def _as_given(asked: Asked, given: Given) -> Letter:
    """A letter that waits to be sent, with the day and the words that it was given with."""
    then = _then(asked, given.seq)
    request, tracks = request_of(then), _tracks_then(asked, then, given.letter, given.opened_by, given.on)
    to = request.addressee(given.letter, tracks[0].request if tracks and not given.letter.kind.opens else None)
    write = then.world.letters.write
    return write(given.letter, request.applicant, to, given.on, tracks, version=given.templates)


def as_sent(asked: Asked, posted: Recorded) -> Letter:
    """A letter as it was sent: the day, the words and the answers of its giving. What was added by hand is not on it.

    Raises TypeError for an event that is no letter.
    """
    sent = posted.event
    if not isinstance(sent, Posted):
        raise TypeError("only what was sent can be shown as it was sent")
    opened_by = None if sent.letter.kind.opens else asked.case.opener_of(posted)
    given = asked.case.given(sent.letter, opened_by, before=posted.seq)
    day = min(given.event.on, sent.on) if given else sent.on
    then = _then(asked, given.seq if given else posted.seq)
    request = request_of(then)
    tracks = _tracks_then(asked, then, sent.letter, opened_by, day)
    version = given.event.templates if given and isinstance(given.event, Prepared) else None
    to = request.as_sent(sent)
    return then.world.letters.write(sent.letter, request.applicant, to, day, tracks, version=version)


def _then(asked: Asked, seq: int) -> Asked:
    """What was known when a letter was given at that place of the log: not what was corrected since."""
    case = Case(tuple(entry for entry in asked.case.log if entry.seq < seq))
    conversation = asked.conversation.as_written(seq)
    return Asked(conversation.answers, asked.about, conversation, case, asked.world)


def _tracks_then(asked: Asked, then: Asked, name: LetterName, opened_by: int | None, day: date) -> tuple[Track, ...]:
    """What a letter was about when it was given; as it is now, where what came first was told anew since."""
    if not name.kind.opens:
        key = str(name.track) if opened_by is None else f"{name.track}.{opened_by}"
        return (then.case.track(key, then.delays) or asked.track(key),)
    return open_on(then, day) if name.kind is LetterKind.COMPLAINT else ()


def _today(asked: Asked) -> date:
    return asked.world.today(request_of(asked).zone(asked.world.zone))


def _unchecked(stale: tuple[Fact, ...]) -> tuple[Say, ...]:
    """What a letter cites that nobody read again in time: said beside it, to be checked before it is sent."""
    return tuple(say("letter.stale", texts=" ; ".join(texts), date=day) for day, texts in by_reading(stale))


def show(asked: Asked, shown: Shown, *, kept: bool = True) -> tuple[Message, ...]:
    """The messages that give one letter. `kept`: whether it can be asked for again, in other kinds of files."""
    letter, name = shown.letter, read_key(shown.key)[0]
    heading = (
        say("letter.title", letter=title_of(name)),
        say("letter.recipient", recipient=letter.recipient.strip()),
        say("letter.subject", subject=letter.subject),
        *_how_to_send(asked, name.track, _other_body(asked, shown)),
        *_unchecked(letter.stale),
        say("letter.as-sent", day=shown.sent_on) if shown.sent_on else say("letter.follows"),
    )
    explained = (Words((say(f"letter.says.{_told_as(name)}"),)),) if asked.conversation.language != LETTERS else ()
    copies = _copies(asked, shown)
    file = Paper(
        file_name(shown.key),
        say("letter.file" if kept else "letter.file-only"),
        letter,
        PaperKind.PDF,
    )
    return *explained, Words(heading, copies=copies), Verbatim(letter.text), file


def file_name(key: str) -> str:  # noqa: C901  one line for each kind
    """What a letter's file is called, in French as its words are and without its ending: ASCII, one name a letter."""
    name, opened_by = read_key(key)
    match name.kind:
        case LetterKind.REQUEST:
            what = ""
        case LetterKind.CHASE:
            what = "relance"
        case LetterKind.CHASE2:
            what = "seconde-relance"
        case LetterKind.IDENTITY:
            what = "reponse-identite"
        case LetterKind.ELSEWHERE:
            what = "reponse-renvoi"
        case LetterKind.EXTENSION:
            what = "reponse-delai"
        case LetterKind.REFUSAL:
            what = "reponse-refus"
        case LetterKind.UNIDENTIFIED:
            what = "reponse-identification"
        case LetterKind.COMPLAINT:
            what = "reclamation"
        case LetterKind.NEWS:
            what = "demande-de-nouvelles"
        case LetterKind.SETTLED:
            what = "demandes-satisfaites"
    parts = ("objecteur", what, name.track, "" if opened_by is None else str(opened_by))
    return "-".join(part for part in parts if part)


def _other_body(asked: Asked, shown: Shown) -> bool:
    """Whether a letter goes to another caisse than the person's present one: what is known of that one is not shown."""
    name, opened_by = read_key(shown.key)
    if name.track is not TrackName.CAISSE or opened_by is None:
        return False
    return not request_of(asked).still(asked.track(f"{name.track}.{opened_by}").request)


def _told_as(name: LetterName) -> str:
    """Which explanation fits a letter: the Cnam's is the caisse's."""
    if name.kind is not LetterKind.REQUEST:
        return name.kind
    return "caisse" if name is LetterName.CNAM else name


def email_of(asked: Asked, shown: Shown) -> str | None:
    """The e-mail address of whom a letter goes to, where a source gives one."""
    return None if _other_body(asked, shown) else request_of(asked).email(read_key(shown.key)[0].track)


def _copies(asked: Asked, shown: Shown) -> tuple[Copy, ...]:
    """What is put elsewhere than the letter's text: on an envelope, in the lines of an e-mail or a form."""
    email, letter = email_of(asked, shown), shown.letter
    written = (Copy(say("copy.email"), email),) if email else ()
    return *written, Copy(say("copy.recipient"), letter.recipient.strip()), Copy(say("copy.subject"), letter.subject)


def tracks_of(asked: Asked, name: LetterName, opened_by: int | None = None) -> tuple[BodyTrack | CnilTrack, ...]:
    """What a letter is about: for a complaint the tracks that can be complained of, for what follows a letter its own.

    Raises ValueError when no letter was sent on that track.
    """
    if not name.kind.opens:
        return (asked.track(str(name.track) if opened_by is None else f"{name.track}.{opened_by}"),)
    return complained_of(asked) if name.kind is LetterKind.COMPLAINT else ()


def complained_of(asked: Asked) -> tuple[BodyTrack, ...]:
    """The tracks that a complaint made today is about."""
    return open_on(asked, _today(asked))


def open_on(asked: Asked, day: date) -> tuple[BodyTrack, ...]:
    """The tracks that a complaint made on that day is about."""
    bodies = (track for track in asked.tracks if isinstance(track, BodyTrack))
    return tuple(track for track in bodies if track.complaint_open(day) and not track.complained)


def _how_to_send(asked: Asked, track: TrackName, other: bool = False) -> tuple[Say, ...]:
    """One line for each way to send it, the recommended one first, then how old the addresses are.

    other  it goes to another caisse than the person's present one
    """
    request = request_of(asked)
    recipient = request.recipient(track)
    ways: list[Say] = []
    for medium in request.media(track):
        match medium:
            case Medium.EMAIL:
                if (email := request.email(track)) and not other:
                    ways.append(say("send.email", email=email))
            case Medium.ONLINE:
                ways.append(say("send.online", web=recipient.web or ""))
            case Medium.AMELI:
                ways.append(say("send.ameli"))
            case Medium.REGISTERED:
                ways.append(say("send.registered"))
            case Medium.POST:
                ways.append(say("send.post"))
    return (say("send.ways", lines=tuple(ways)), *(() if other else _age_of_addresses(request, track)))


def _age_of_addresses(request: Request, track: TrackName) -> tuple[Say, ...]:
    recipient = request.recipient(track)
    match track:
        case TrackName.CAISSE if recipient.address is None:
            kept = request.caisse and request.caisse_address == request.caisse.address
            day = request.caisse.source_date if request.caisse and kept else None
            return (say("send.address-of", date=Month(day)),) if day else ()
        case TrackName.HDH | TrackName.ACCESS:
            return say("send.address-of", date=Month(recipient.checked_on)), say("send.hdh", web=recipient.web or "")
        case TrackName.CAISSE | TrackName.CNAM | TrackName.CNIL:
            return (say("send.address-of", date=Month(recipient.checked_on)),)


def first_letters(asked: Asked, names: tuple[LetterName, ...] = FIRST, *notes: Say) -> Finished:
    """The first letters, once all answers are checked. `notes`: what is said of letters that are given anew."""
    intro = notes or (say("letters.ready") if names == FIRST else say("letters.anew"),)
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
    return Shown(str(name), _written(asked, name, None, _today(asked)))


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
    """The first letters once more: as they were sent, as they were given, or dated today."""
    shown = tuple(letter_now(asked, str(name)) for name in FIRST)
    messages = (message for one in shown for message in show(asked, one))
    return Finished(_recorded(shown), (*for_another(asked), *messages))


def _recorded(shown: tuple[Shown, ...]) -> tuple[Event, ...]:
    """That letters were given, for those that are given for the first time."""
    return tuple(one.given for one in shown if one.given)


def with_blanks(asked: Asked) -> tuple[Message, ...]:
    """Both letters for someone of whom nothing is kept: every answer is a line to fill in."""
    shown = (letter_now(asked, str(name), dated=False) for name in FIRST)
    letters = tuple(message for one in shown for message in show(asked, one, kept=False))
    return (Words((say("letters.blank"), say("letters.limits"), say("letters.not-advice"))), *letters)


def follow_up(asked: Asked, key: str) -> Finished:
    """A letter that follows from the case: a chase, an answer, a complaint; the first one again, after it came back."""
    name, shown = read_key(key)[0], letter_to_give(asked, key)
    again = name.kind is LetterKind.REQUEST and asked.case.posted(name) is not None
    intro = say("letters.anew-back", letter=title_of(name)) if again else say(f"letter.intro.{name.kind}")
    return Finished(_recorded((shown,)), (Words((intro, *_beside(asked, name))), *show(asked, shown)))


def _beside(asked: Asked, name: LetterName) -> tuple[Say, ...]:
    if name.kind is LetterKind.COMPLAINT:
        return say("cnil.what-to-do"), say("cnil.form", web=request_of(asked).recipient(TrackName.CNIL).web or "")
    return ()


def in_pieces(asked: Asked) -> tuple[Message, ...]:
    """The complaint part by part, in the order of the CNIL's online form: each alone in its message, to be copied."""
    letter = letter_now(asked, LetterName.CNIL).letter
    shown = ((Words((say(f"piece.{name}"),)), Verbatim(text)) for name, text in letter.pieces)
    return Words((say("piece.intro"),)), *(message for piece in shown for message in piece)


def appeal_sheet(asked: Asked, track: CnilTrack) -> tuple[Message, ...]:
    """What can follow the CNIL's refusal or silence, as information."""
    sheet = asked.world.letters.sheet("conseil-etat", (track,), _today(asked))
    file = Paper("objecteur-conseil-etat", say("appeal.file"), sheet, PaperKind.PDF)
    return Words((say("appeal.intro"), *_unchecked(sheet.stale))), Verbatim(sheet.text), file


def prepared(asked: Asked, names: tuple[LetterName, ...], opened_by: int | None = None) -> Prepared:
    """The event that these letters were given today."""
    return Prepared(_today(asked), names, asked.world.campaign.templates, opened_by)
