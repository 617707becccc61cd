"""The choice that a text is near, where it is the words of none."""

from bot.core.conversation.asking import Turn
from bot.core.conversation.assent import Assent, plainly
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.meant import MEANT
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.hearing.doubts import is_taken_back
from bot.core.conversation.hearing.likely import NEARLY_ITS_WORDS, PLAINLY, likely_choice
from bot.core.conversation.question import NotTaken, Reading
from bot.core.conversation.reading import named_words
from bot.core.conversation.replying.chosen import is_of_another_body
from bot.core.conversation.replying.offering import asked_whether
from bot.core.conversation.replying.reply import GENERIC
from bot.core.conversation.replying.typed import DISPUTES, Typed
from bot.core.understanding.meaning import Act

UNREAD_DAY = frozenset({"day.unreadable", "outcome.until-between"})
"""What is said of a text that is no day, where a day is asked for beside choices."""


def choice_offered(typed: Typed, reading: Reading) -> Turn | None:
    """The question whether the choice is meant that a text is near: « une semene »; None where it is near none.

    reading  what the question made of the text: nothing, without a reason that the text itself gives
    """
    question, asked = typed.question, typed.asked
    if not _may_be_near(typed, reading) or plainly(typed.text) is Assent.QUESTION:
        return None
    choices = (*question.choices(asked), *question.understood(asked))
    named = {choice.value: named_words(choice, asked.world) for choice in choices}
    likely = likely_choice(typed.text, choices, named, asked.world.small_words[asked.conversation.language])
    opens = typed.form in {HOME, OUTCOME} or not question.numbered
    whole, least = typed.meanings[0], NEARLY_ITS_WORDS if opens else 0.0
    if (
        likely is None
        or likely.near < least
        or (likely.near < PLAINLY and whole.sure >= DISPUTES and whole.act is not Act.ANSWER)
    ):
        return None
    return asked_whether(typed, likely.choice.value, asked.world.wording(likely.choice.label))


def _may_be_near(typed: Typed, reading: Reading) -> bool:
    """Whether a text is no choice for no reason of its own, and it was not asked just now what was meant."""
    if not isinstance(reading, NotTaken) or not {note.key for note in reading.notes} <= GENERIC | UNREAD_DAY:
        return False
    if typed.question is CHECK or typed.asked.conversation.unread == MEANT.key:
        return False
    if typed.form is OUTCOME and is_of_another_body(typed):
        return False
    return not is_taken_back(typed.text) and not typed.is_none_of_these
