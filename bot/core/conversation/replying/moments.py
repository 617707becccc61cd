"""The moment of the conversation, by which some meanings are likelier: the names are those of `locales/moments.csv`."""

from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.name import CAPACITY, NAME, WHOM
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.request import ADDRESS, REQUEST
from bot.core.conversation.forms.sent import DELIVERY, LEFT, SENT
from bot.core.conversation.forms.tell import TELL
from bot.core.conversation.question import Form, Question

_BY_FORM = {
    HOME.key: "home", SENT.key: "sent", LEFT.key: "sent", DELIVERY.key: "sent", OUTCOME.key: "outcome",
    TELL.key: "outcome",
}  # fmt: skip
_BY_QUESTION = {
    CONSENT.key: "consent", CAPACITY.key: "name", WHOM.key: "name", NAME.key: "name", ADDRESS.key: "address",
    f"{ADDRESS.key}_more": "address", f"{ADDRESS.key}_doubt": "address", CHECK.key: "check",
}  # fmt: skip
_OF_BODY = "caisse"
"""Every other question of the request is about the body that the first letter goes to."""


def moment_of(form: Form, question: Question) -> str:
    """The moment at which a question is asked; empty where none was counted."""
    if form is REQUEST:
        return _BY_QUESTION.get(question.key, _OF_BODY)
    return _BY_FORM.get(form.key, "")
