"""Showing letters in the chat: to whom and how to send it, then the letter alone, then the same as a file."""

from bot.core.campaign import Medium, TrackName
from bot.core.case import LetterName, Prepared, Track
from bot.core.conversation.question import Asked, Finished
from bot.core.conversation.request import Request
from bot.core.letter import Letter
from bot.core.message import Document, Message, Say, Verbatim, Words, say


def _request(asked: Asked) -> Request:
    return Request(asked.conversation.answers, asked.world.directory, asked.world.campaign)


def write(asked: Asked, name: LetterName, tracks: tuple[Track, ...] = ()) -> Letter:
    """Fill one letter from what the conversation and the case know, dated the person's own day."""
    request = _request(asked)
    today = asked.world.today(request.zone(asked.world.zone))
    return asked.world.letters.write(name, request.applicant, request.addressee(name), today, tracks)


def show(asked: Asked, name: LetterName, tracks: tuple[Track, ...] = ()) -> tuple[Message, ...]:
    """The messages that give one letter."""
    letter = write(asked, name, tracks)
    heading = (
        say(f"letter.title.{name}"),
        say("letter.recipient", recipient=letter.recipient.strip()),
        say("letter.subject", subject=letter.subject),
        *_how_to_send(asked, name.track),
        say("letter.follows"),
    )
    file = Document(f"objecteur-{name}.txt", say("letter.file"), "text/plain", letter.text, shown=True)
    return Words(heading), Verbatim(letter.text), file


def _how_to_send(asked: Asked, track: TrackName) -> tuple[Say, ...]:
    """One line for each way to send it, the recommended one first, then when the addresses were last checked."""
    request = _request(asked)
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
    checked = () if track is TrackName.CAISSE else (say("send.checked-on", date=recipient.checked_on),)
    return (say("send.ways", lines=tuple(ways)), *checked)


def first_letters(asked: Asked) -> Finished:
    """Both letters, once all answers are checked."""
    names = (LetterName.CAISSE, LetterName.HDH)
    messages = (Words((say("letters.ready"), say("letters.not-advice"))), *_all(asked, names))
    return Finished((_prepared(asked, names),), messages)


def again(asked: Asked) -> Finished:
    """The first letters once more, dated today."""
    return Finished(messages=_all(asked, (LetterName.CAISSE, LetterName.HDH)))


def with_blanks(asked: Asked) -> tuple[Message, ...]:
    """Both letters for someone of whom nothing is kept: every answer is a line to fill in."""
    return (Words((say("letters.blank"),)), *_all(asked, (LetterName.CAISSE, LetterName.HDH)))


def chase(asked: Asked, track: Track, name: LetterName) -> Finished:
    """The letter that chases one recipient."""
    return Finished((_prepared(asked, (name,)),), (Words((say("chase.ready"),)), *show(asked, name, (track,))))


def complaint(asked: Asked, tracks: tuple[Track, ...]) -> Finished:
    """The complaint to the CNIL about every track on which it is admissible."""
    messages = (
        Words((say("cnil.ready"), say("cnil.what-to-do"), say("cnil.exclusions"))),
        *show(asked, LetterName.CNIL, tracks),
    )
    return Finished((_prepared(asked, (LetterName.CNIL,)),), messages)


def _all(asked: Asked, names: tuple[LetterName, ...]) -> tuple[Message, ...]:
    return tuple(message for name in names for message in show(asked, name))


def _prepared(asked: Asked, names: tuple[LetterName, ...]) -> Prepared:
    today = asked.world.today(_request(asked).zone(asked.world.zone))
    return Prepared(today, names, asked.world.campaign.templates)
