"""What was sent: which letter, by what medium, on which day; then the day a registered letter was delivered."""

from datetime import date, timedelta

from bot.core.campaign import Medium, TrackName
from bot.core.case import Delivered, Event, LetterName, Posted
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.request import request_of
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import past_day
from bot.core.conversation.state import Opened
from bot.core.message import Choice, Say, Words, say
from bot.core.working_days import Territory

LATER = "later"
_OLDEST = timedelta(days=366)


def letter_label(letter: LetterName) -> Say:
    """How a letter is named in a list of choices."""
    return say(f"letter.name.{letter}")


def _letter(asked: Asked) -> LetterName:
    return LetterName(asked.answers.get("letter") or asked.about)


def _read_letter(value: str, asked: Asked) -> Reading:
    if value in asked.case.unsent:
        return Taken({"letter": value})
    return NotTaken((say("choice.expected"),))


LETTER = Question(
    "letter",
    ask=lambda _: (say("sent.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(letter, letter_label(letter)) for letter in asked.case.unsent),
    applies=lambda asked: not asked.about,
)


def _media(asked: Asked) -> tuple[Choice, ...]:
    request = request_of(asked)
    track = _letter(asked).track
    media = list(request.media(track))
    if Medium.EMAIL not in media and track is not TrackName.CNIL:
        media.append(Medium.EMAIL)
    return tuple(Choice(medium, say(f"medium.{medium}")) for medium in media)


def _read_medium(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _media(asked)}:
        return Taken({"medium": value})
    return NotTaken((say("choice.expected"),))


MEDIUM = Question(
    "medium",
    ask=lambda asked: (say("sent.medium", letter=letter_label(_letter(asked))),),
    read=_read_medium,
    choices=_media,
)


def _read_day(key: str, typed: str, asked: Asked, earliest: date) -> Reading:
    today = person_today(asked)
    match typed:
        case "today" | "yesterday":
            day: date | Say = today - timedelta(days=typed == "yesterday")
        case _:
            day = past_day(typed, today, earliest)
    if isinstance(day, Say):
        return NotTaken((day,))
    if day < earliest:
        return NotTaken((say("day.too-early", day=day, earliest=earliest),))
    return Taken({key: day.isoformat()}, notes=(say("day.understood", day=day),))


def day_choices(_: Asked) -> tuple[Choice, ...]:
    """Today, yesterday; another day is typed."""
    return Choice("today", say("day.today")), Choice("yesterday", say("day.yesterday"))


DAY = Question(
    "day",
    ask=lambda asked: (say("sent.day", example=person_today(asked) - timedelta(days=3)),),
    read=lambda typed, asked: _read_day("day", typed, asked, person_today(asked) - _OLDEST),
    choices=day_choices,
)


def _sent_on(asked: Asked) -> date:
    if "day" in asked.answers:
        return date.fromisoformat(asked.answers["day"])
    track = asked.case.track(TrackName(asked.about), asked.world.campaign.delays)
    if track is None:
        raise ValueError("a delivery is told only of a letter that was sent")
    return track.request.on


def _read_delivered(typed: str, asked: Asked) -> Reading:
    if typed == LATER:
        return Taken({"delivered": LATER})
    return _read_day("delivered", typed, asked, _sent_on(asked))


DELIVERED = Question(
    "delivered",
    ask=lambda _: (say("delivered.question"), say("delivered.where")),
    read=_read_delivered,
    choices=lambda _: (Choice(LATER, say("delivered.later")),),
    applies=lambda asked: asked.answers.get("medium", Medium.REGISTERED) == Medium.REGISTERED,
    numbered=False,
)


def _finish_sent(asked: Asked) -> Finished:
    letter, request = _letter(asked), request_of(asked)
    on, medium = date.fromisoformat(asked.answers["day"]), Medium(asked.answers["medium"])
    territory = request.territory if letter.track is TrackName.CAISSE else Territory.METROPOLE
    events: list[Event] = [Posted(on, letter, medium, request.named(letter.track), territory)]
    if (delivered := asked.answers.get("delivered", LATER)) != LATER:
        events.append(Delivered(date.fromisoformat(delivered), letter))
    return _noted(asked, tuple(events), letter)


def _finish_delivered(asked: Asked) -> Finished:
    delivered = asked.answers["delivered"]
    if delivered == LATER:
        return Finished(messages=(Words((say("delivered.when-known"),)),))
    track = asked.case.track(TrackName(asked.about), asked.world.campaign.delays)
    if track is None:
        raise ValueError("a delivery is told only of a letter that was sent")
    return _noted(asked, (Delivered(date.fromisoformat(delivered), track.request.letter),), track.request.letter)


def _noted(asked: Asked, events: tuple[Event, ...], letter: LetterName) -> Finished:
    track = asked.case.adding(events).track(letter.track, asked.world.campaign.delays)
    paragraphs: list[Say] = []
    posted = events[0]
    if isinstance(posted, Posted):
        medium = say(f"medium.{posted.medium}")
        paragraphs.append(say("sent.noted", to=posted.to, medium=medium, day=posted.on))
    if track:
        paragraphs += explain_deadline(track)
    offer = () if asked.case.reminding else (Opened("reminders"),)
    return Finished(events, (Words(tuple(paragraphs)),), offer)


SENT = Form("sent", (LETTER, MEDIUM, DAY, DELIVERED), finish=_finish_sent, leads_to=("reminders",))
DELIVERY = Form("delivery", (DELIVERED,), finish=_finish_delivered, leads_to=("reminders",))
