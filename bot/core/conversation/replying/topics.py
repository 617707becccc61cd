"""The answers to what people ask: a sentence of the catalogue for each topic, with the facts that it states."""

from collections.abc import Iterable

from bot.core.campaign.recipient import Where
from bot.core.conversation.question import Asked, Question
from bot.core.ports.message import Say, say
from bot.core.understanding.meaning import Act, Meaning

_WHY = {
    "search": say("ask.why-body"),
    "which": say("ask.why-body"),
    "body": say("ask.why-body"),
    "caisse_address": say("ask.why-body"),
    "body_address": say("ask.why-body"),
    "name": say("ask.why-name"),
    "whom": say("ask.why-name"),
    "address": say("ask.why-address"),
    "address_more": say("ask.why-address"),
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


MOST = 2
"""Questions of one message that are answered."""


def answers_to(found: Iterable[Meaning], question: Question, asked: Asked) -> tuple[Say, ...]:
    """The answers to what a message asks, each once."""
    topics = tuple(dict.fromkeys(meaning.topic for meaning in found if meaning.act is Act.ASK))
    return tuple(note for topic in topics[:MOST] for note in _answer_to(topic, question, asked))


def _answer_to(topic: str, question: Question, asked: Asked) -> tuple[Say, ...]:
    """The answer to a question; those that state a fact or depend on where they are asked are put together here."""
    world = asked.world
    match topic:
        case "why":
            return (_WHY.get(question.key, say("ask.why")),)
        case "readers":
            return (say(f"ask.readers-{world.privacy}"),)
        case "my-caisse" if any(to.where is Where.DIRECTORY for to in world.campaign.recipients.values()):
            return (say("caisse.unknown-help"),)
        case "my-caisse":
            return _answer_to("caisse", question, asked)
        case "duration":
            delays = world.campaign.delays
            return (say("ask.duration", n=delays.answer.count, extension=delays.extension.count),)
        case "law":
            facts = world.campaign.facts
            first, second = (facts[key].says for key in world.campaign.rests_on)
            return (say("ask.law", first=first, second=second),)
        case _:
            answer = say(f"ask.{topic}")
            return (answer if world.has(answer) else say("ask.other"),)
