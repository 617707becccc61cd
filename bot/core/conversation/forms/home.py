"""Home: when nothing else is asked, what the person may want next, computed from the case. Never a dead end."""

from bot.core.campaign import TrackName
from bot.core.case import CHASES, Status, Track
from bot.core.conversation import letters
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.settings import coming, reminder_lines
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.state import Opened
from bot.core.message import Choice, Say, Words, say


def _tracks(asked: Asked) -> tuple[Track, ...]:
    return asked.case.tracks(asked.world.campaign.delays)


def _choices(asked: Asked) -> tuple[Choice, ...]:
    """The most urgent first: the CNIL where it is open, then what is late, then what was sent, then the rest."""
    today = person_today(asked)
    found: list[Choice] = []
    if _complained_of(asked) and not any(t.name is TrackName.CNIL for t in _tracks(asked)):
        found.append(Choice("cnil", say("home.cnil")))
    found += [
        Choice(f"chase.{track.name}", say("home.chase", to=track.request.to))
        for track in _tracks(asked)
        if track.status(today) is Status.LATE and track.name in CHASES and not track.chase
    ]
    if asked.case.unsent:
        found.append(Choice("sent", say("home.sent")))
    for track in _tracks(asked):
        if track.status(today) in {Status.WAITING, Status.LATE}:
            found.append(Choice(f"outcome.{track.name}", say("home.outcome", to=track.request.to)))
        if track.awaits_delivery and track.answer is None:
            found.append(Choice(f"delivery.{track.name}", say("home.delivery", to=track.request.to)))
    if _tracks(asked):
        found.append(Choice("case", say("home.case")))
    return (*found, Choice("letters", say("home.letters")), Choice("change", say("home.change")))


def _complained_of(asked: Asked) -> tuple[Track, ...]:
    today = person_today(asked)
    return tuple(track for track in _tracks(asked) if track.complaint_open(today))


def _ask(asked: Asked) -> tuple[Say, ...]:
    if not asked.case.log:
        return (say("home.question"),)
    tracks = _tracks(asked)
    if tracks and asked.case.closed(asked.world.campaign.delays, person_today(asked)) and not asked.case.unsent:
        return say("home.closed"), say("home.question")
    return (say("home.nothing-runs"), say("home.question")) if not tracks else (say("home.question"),)


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"next": value})
    return NotTaken((say("home.not-understood"),))


HOME_QUESTION = Question("next", ask=_ask, read=_read, choices=_choices)


def _finish(asked: Asked) -> Finished:
    action, _, about = asked.answers["next"].partition(".")
    match action:
        case "sent":
            return Finished(opens=(Opened("sent", asked.case.unsent[0] if len(asked.case.unsent) == 1 else ""),))
        case "outcome" | "delivery":
            return Finished(opens=(Opened(action, about),))
        case "chase":
            track = next(track for track in _tracks(asked) if track.name == about)
            return letters.chase(asked, track, CHASES[track.name])
        case "cnil":
            return letters.complaint(asked, _complained_of(asked))
        case "case":
            return Finished(messages=(case_view(asked),))
        case "letters":
            return letters.again(asked)
        case "change":
            return Finished(recheck=True)
        case _:
            raise ValueError(f"home does not know {action!r}")


HOME = Form("home", (HOME_QUESTION,), finish=_finish, leads_to=("sent", "outcome", "delivery", "request"))


def case_view(asked: Asked) -> Words:
    """The case on one screen: for each recipient what was sent, what is due and when, and what the bot will do."""
    today, paragraphs = person_today(asked), [say("case.title")]
    for track in _tracks(asked):
        paragraphs.append(
            say("case.sent", to=track.request.to, medium=say(f"medium.{track.request.medium}"), day=track.request.on)
        )
        if track.answer:
            paragraphs.append(say(f"case.status.{track.status(today)}", day=track.answer.event.on))
        else:
            paragraphs += explain_deadline(track)
            if track.complaint_opens() and track.name is not TrackName.CNIL:
                paragraphs.append(_complaint_line(track, asked))
        if track.chase:
            paragraphs.append(say("case.chased", day=track.chase.event.on))
    paragraphs += [say("case.unsent", letter=say(f"letter.name.{letter}")) for letter in asked.case.unsent]
    if len(paragraphs) == 1:
        return Words((say("case.empty"),))
    return Words((*paragraphs, *reminders_view(asked)))


def _complaint_line(track: Track, asked: Asked) -> Say:
    if track.complaint_open(person_today(asked)):
        return say("cnil.may-now")
    return say("cnil.from", day=track.complaint_opens() or person_today(asked))


def reminders_view(asked: Asked) -> tuple[Say, ...]:
    """What the bot will write, and when."""
    if not asked.case.reminding:
        return (say("reminders.off"),)
    lines = reminder_lines(asked, coming(asked))
    return (say("reminders.list", lines=lines),) if lines else (say("reminders.none-due"),)
