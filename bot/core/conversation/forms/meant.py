"""Which of the likeliest readings of a sentence was meant, where none is sure enough to be acted on."""

from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.ports.message import Choice, Say, say
from bot.core.understanding.meaning import Act, is_named

FIRST = "first"
SECOND = "second"
"""The readings, by the names of their classes in the model, which are stored: the form is opened with them."""
TOLD = "told"
"""What the sentence said of bodies, medium and day; its own words are not kept."""
SAID = "said"
"""What was read as the answer to the question below, as it would be stored; only where that is one of the readings."""
SHOWN = "shown"
"""The same as the person is shown it."""
NEITHER = "neither"


def readings(asked: Asked) -> tuple[str, ...]:
    """The readings that are offered, the likeliest first; one that an earlier release knew is left out."""
    offered = (asked.answers.get(key, "") for key in (FIRST, SECOND))
    return tuple(name for name in offered if is_named(name))


def _choices(asked: Asked) -> tuple[Choice, ...]:
    offered = (Choice(name, say(f"meant.{name}")) for name in readings(asked))
    return (*offered, Choice(NEITHER, say("meant.neither")))


def _ask(asked: Asked) -> tuple[Say, ...]:
    if Act.ANSWER in readings(asked):
        return (say("meant.question-answer", answer=asked.answers.get(SHOWN, "")),)
    return _discreet(asked)


def _discreet(asked: Asked) -> tuple[Say, ...]:
    return (say("meant.question" if len(readings(asked)) > 1 else "meant.question-one"),)


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"reading": value})
    return NotTaken((say("choice.expected"),))


READING = Question(
    "reading",
    ask=_ask,
    discreet=_discreet,
    read=_read,
    choices=_choices,
    closed=False,  # anything else that is typed is read by the question below
)
MEANT = Form("meant", (READING,), finish=lambda _: Finished())
