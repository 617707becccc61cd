"""The answers to what people ask: a sentence of the catalogue for each topic, with the facts that it states."""

from bot.core.conversation.question import Asked, Question
from bot.core.ports.message import Say, say

_WHY = {
    "search": say("ask.why-caisse"),
    "caisse_address": say("ask.why-caisse"),
    "body_address": say("ask.why-caisse"),
    "name": say("ask.why-name"),
    "whom": say("ask.why-name"),
    "address": say("ask.why-address"),
    "medium": say("ask.why-sent"),
    "day": say("ask.why-sent"),
    "left": say("ask.why-sent"),
    "delivered": say("ask.why-sent"),
    "what": say("ask.why-outcome"),
    "answer": say("ask.why-outcome"),
    "rare": say("ask.why-outcome"),
    "when": say("ask.why-outcome"),
}
"""Why a question is asked, by its key."""


def answer_to(topic: str, question: Question, asked: Asked) -> tuple[Say, ...]:
    """What is said to somebody who asks that. A topic without words of its own has those of « other »."""
    world = asked.world
    match topic:
        case "why":
            return (_WHY.get(question.key, say("ask.why")),)
        case "readers":
            return (say(f"ask.readers-{world.privacy}"),)
        case "my-caisse":
            return (say("caisse.unknown-help"),)
        case "duration":
            delays = world.campaign.delays
            return (say("ask.duration", answer=delays.answer.count, extension=delays.extension.count),)
        case "law":
            facts = world.campaign.facts
            return (say("ask.law", first=facts["lil-74"].says, second=facts["rgpd-21"].says),)
        case _:
            return (say(f"ask.{topic}"),)
