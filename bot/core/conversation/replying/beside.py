"""The sentence that is said to what changes nothing: thanks, a farewell, somebody who is lost, and the like."""

from bot.core.conversation.forms.address import SKIP
from bot.core.conversation.hearing.wishes import is_change_declined, moves_later
from bot.core.conversation.question import Asked, Question
from bot.core.ports.message import Say, say
from bot.core.understanding.meaning import Act, Meaning


def anonymous(question: Question, asked: Asked) -> Say:
    """What is said to somebody who would rather not tell: a blank, where the letter can have one."""
    blank = next((choice for choice in question.choices(asked) if choice.value in {SKIP.value, "blank"}), None)
    return say("heard.anonymous", blank=blank.label) if blank else say("heard.anonymous-all")


_CHANGES = frozenset({
    Act.CORRECT_BODY, Act.CORRECT_NAME, Act.CORRECT_ADDRESS, Act.CORRECT_OTHER, Act.MOVED, Act.PAUSE_REMINDERS,
    Act.LETTER_AGAIN,
})  # fmt: skip
"""What opens something that may be named only to be declined."""


def not_to_be_done(first: Meaning) -> Say | None:
    """What is said to whoever does not want what they name, or will move one day; None where it is wanted now."""
    if first.act is Act.MOVED and moves_later(first.words):
        return say("heard.moves-later")
    return say("heard.as-it-is") if first.act in _CHANGES and is_change_declined(first.words) else None


BESIDE = {
    Act.GREET: say("start.again"),
    Act.THANKS: say("home.thanks"),
    Act.BYE: say("heard.bye"),
    Act.LOST: say("heard.lost"),
    Act.HELP: say("heard.lost"),
    Act.UPSET: say("heard.upset"),
    Act.WAIT: say("heard.wait"),
    Act.LATER: say("heard.later"),
    Act.HUMAN: say("heard.human"),
    Act.NOTHING: say("heard.nothing"),
    Act.LANGUAGE_OTHER: say("heard.other-language"),
    Act.NOT_SENT: say("heard.not-sent"),
    Act.FOR_OTHER: say("heard.for-other"),
    Act.WROTE_BEFORE: say("heard.wrote-before"),
}
"""The sentence for each act of which nothing else comes."""
