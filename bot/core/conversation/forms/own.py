"""The questions of a campaign's own: its choices, in its own words."""

from bot.core.campaign.campaign import OwnQuestion
from bot.core.conversation.forms.address import step_of
from bot.core.conversation.question import Asked, NotTaken, Question, Taken
from bot.core.ports.message import Choice, Say, say


def own_answered(asked: Asked) -> tuple[str, ...]:
    """The questions of the campaign's own that were answered."""
    return tuple(question.key for question in asked.campaign.questions if question.key in asked.answers)


def own_answer(key: str, asked: Asked) -> Say:
    """The answer to a question of the campaign's own, in its words."""
    return say(f"question.{key}.{asked.answers[key]}")


def own_question(own: OwnQuestion) -> Question:
    """The question that a campaign asks of its own: one of its choices."""
    return Question(
        own.key,
        ask=lambda asked: (step_of(asked, own.key), say(f"question.{own.key}")),
        read=lambda value, _: Taken({own.key: value}) if value in own.choices else NotTaken((say("choice.expected"),)),
        choices=lambda _: tuple(Choice(value, say(f"question.{own.key}.{value}")) for value in own.choices),
    )
