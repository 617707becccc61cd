"""Home, the question when no other is being asked: it offers the open steps of the case. Never a dead end.

What can be done at any time is behind one more choice, « autre chose », once there is much to choose from.
"""

from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.next_step import Step, StepKind, steps
from bot.core.conversation import giving, letters, titles
from bot.core.conversation.dates import named, person_today
from bot.core.conversation.forms.actions import begun_elsewhere
from bot.core.conversation.forms.besides import besides
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.state import Opened
from bot.core.conversation.timeline import case_messages
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Message, Say, say

FEW = 5
"""The most choices that are all on buttons; of more, what can be done at any time is behind one of them."""
NOTHING = "nothing"


def _steps(asked: Asked) -> tuple[Step, ...]:
    return steps(asked.case, asked.world.campaign, person_today(asked))


def _title(asked: Asked, key: str) -> Say:
    return titles.title_in(asked.case, asked.campaign, key)


def _choice(step: Step, asked: Asked) -> Choice:
    key = step.track or ""
    match step.kind:
        case StepKind.COMPLAINT:
            return Choice("complaint", say("home.complaint"))
        case StepKind.LETTER:
            return Choice(f"letter.{step.letter_key}", say("home.letter", letter=_title(asked, step.letter_key)))
        case StepKind.SENT:
            return Choice("sent", say("home.sent"))
        case StepKind.APPEAL:
            return Choice(f"appeal.{key}", say("home.appeal"))
        case StepKind.OUTCOME | StepKind.DELIVERY as kind:
            return Choice(f"{kind}.{key}", say(f"home.{kind}", to=named(asked.track(key))))


def _called_for(asked: Asked) -> tuple[Choice, ...]:
    """What the case calls for now, and the case itself."""
    found = [_choice(step, asked) for step in _steps(asked)]
    if any(given.letter == asked.campaign.complaint for given in asked.unsent) and giving.complained_of(asked):
        found.append(Choice("pieces", say("home.pieces")))
    return (*found, *((Choice("case", say("home.case")),) if asked.tracks else ()))


def _further(asked: Asked) -> tuple[Choice, ...]:
    """What can be done at any time."""
    found = []
    if asked.tracks and not asked.case.reminding:
        found.append(Choice("reminders", say("home.reminders")))
    found.append(Choice("letters", say("home.letters")))
    if besides(asked):
        found.append(Choice("besides", say("home.besides")))
    if asked.case.log and len(asked.world.books) > 1:
        found.append(Choice("actions", say("home.actions" if begun_elsewhere(asked) else "home.another")))
    correct = say("home.correct") if asked.tracks else say("home.change")
    return (*found, Choice("correct" if asked.tracks else "change", correct))


def offered(asked: Asked) -> tuple[Choice, ...]:
    """Whatever can be chosen at home, on a button or in words."""
    return (*_called_for(asked), *_further(asked), *besides(asked))


def _parted(asked: Asked) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The choices on buttons, all where they are few, else what the case calls for; and those in words alone."""
    called, further = _called_for(asked), _further(asked)
    if len(called) + len(further) <= FEW:
        return (*called, *further), besides(asked)
    return (*called, Choice(MORE.key, say("home.more"))), (*further, *besides(asked))


def _ask(asked: Asked) -> tuple[Say, ...]:
    tracks = asked.case.tracks(asked.world.campaign)
    if asked.case.closed(asked.world.campaign, person_today(asked)):
        return say("home.closed"), say("home.question")
    return (say("home.question"),) if tracks or not asked.case.log else (say("home.nothing-runs"), say("home.question"))


def _read(value: str, asked: Asked) -> Reading:
    shown, in_words = _parted(asked)
    if value in {choice.value for choice in (*shown, *in_words)}:
        return Taken({"next": value})
    if _is_thanks(value, asked):
        return NotTaken((say("home.thanks"),))
    return NotTaken((say("home.not-understood"),))


def _is_thanks(typed: str, asked: Asked) -> bool:
    return fold(typed) in {fold(words) for words in asked.world.others(say("home.thanks")).split("|")}


HOME_QUESTION = Question(
    "next",
    ask=_ask,
    read=_read,
    choices=lambda asked: _parted(asked)[0],
    understood=lambda asked: _parted(asked)[1],
    repeat=lambda _: (say("home.question"),),
)


def _finish(asked: Asked) -> Finished:
    action, _, about = asked.answers["next"].partition(".")
    match action:
        case "sent" if len(asked.unsent) == 1:
            return Finished(opens=(Opened("sent", asked.unsent[0].key),))
        case "sent" | "outcome" | "delivery" | "correct" | "reminders" | "besides" | "actions" | MORE.key:
            return Finished(opens=(Opened(action, about),))
        case "letter":
            return letters.follow_up(asked, about)
        case "complaint":
            return letters.follow_up(asked, asked.campaign.complaint)
        case "letters":
            return letters.first_letters_again(asked)
        case "change":
            return Finished(recheck=True)
        case _:
            return Finished(messages=_shown(asked, action, about))


def _shown(asked: Asked, what: str, about: str) -> tuple[Message, ...]:
    """The messages of a choice that only shows something. Raises ValueError for an unknown choice."""
    match what:
        case "case":
            return case_messages(asked)
        case "pieces":
            return letters.in_pieces(asked)
        case "appeal":
            track = asked.track(about)
            return letters.appeal_sheet(asked, track) if isinstance(track, ComplaintTrack) else ()
        case _:
            raise ValueError(f"home does not know {what!r}")


HOME = Form(
    "home",
    (HOME_QUESTION,),
    finish=_finish,
    leads_to=("sent", "outcome", "delivery", "more", "correct", "reminders", "besides", "actions", "request"),
)


# --- What is behind one choice --------------------------------------------------------------------------------------


def _read_more(value: str, asked: Asked) -> Reading:
    known = {choice.value for choice in _behind(asked)}
    return Taken({"next": value}) if value in known else NotTaken((say("choice.expected"),))


def _behind(asked: Asked) -> tuple[Choice, ...]:
    return (*_further(asked), Choice(NOTHING, say("correct.nothing")))


def _finish_more(asked: Asked) -> Finished:
    return Finished() if asked.answers["next"] == NOTHING else _finish(asked)


MORE = Form(
    "more",
    (
        Question(
            "next",
            ask=lambda _: (say("more.question"),),
            read=_read_more,
            choices=_behind,
            closed=False,  # anything else that is typed is read at home
        ),
    ),
    finish=_finish_more,
    leads_to=("correct", "reminders", "besides", "actions", "request"),
)
