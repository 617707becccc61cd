"""Which of the likeliest readings of a sentence was meant, where none is sure enough to be acted on."""

from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.ports.message import Choice, say
from bot.core.understanding.meaning import is_named

FIRST = "first"
SECOND = "second"
"""The readings, by the names of their classes in the model, which are stored: the form is opened with them."""
TOLD = "told"
"""What the sentence said of bodies, medium and day; its own words are not kept."""
NEITHER = "neither"


def readings(asked: Asked) -> tuple[str, ...]:
    """The readings that are offered, the likeliest first; one that an earlier release knew is left out."""
    offered = (asked.answers.get(key, "") for key in (FIRST, SECOND))
    return tuple(name for name in offered if is_named(name))


def _choices(asked: Asked) -> tuple[Choice, ...]:
    offered = (Choice(name, say(f"meant.{name}")) for name in readings(asked))
    return (*offered, Choice(NEITHER, say("meant.neither")))


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"reading": value})
    return NotTaken((say("choice.expected"),))


READING = Question(
    "reading",
    ask=lambda asked: (say("meant.question" if len(readings(asked)) > 1 else "meant.question-one"),),
    read=_read,
    choices=_choices,
    closed=False,  # anything else that is typed is read by the question below
)
MEANT = Form("meant", (READING,), finish=lambda _: Finished())
