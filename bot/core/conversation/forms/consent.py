"""The consent to keeping what the person answers (GDPR art. 9(2)(a)), without which nothing is kept."""

from bot.core.conversation.assent import Assent
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.world import World
from bot.core.ports.capabilities import Privacy
from bot.core.ports.message import Choice, Say, say


def _ask_consent(asked: Asked) -> tuple[Say, ...]:
    campaign = asked.world.campaign
    return (
        say("consent.keeps", request=campaign.retention.request, months=campaign.retention.case // 30),
        say(f"consent.channel-{asked.world.privacy}"),
        *elsewhere(asked.world),
        say("consent.question"),
    )


def elsewhere(world: World) -> tuple[Say, ...]:
    """The sentence that names an encrypted chat with the same bot, for a person in a chat that a company can read."""
    return (
        (say("privacy.elsewhere", link=world.encrypted),) if world.privacy is Privacy.CLOUD and world.encrypted else ()
    )


def _read_consent(value: str, asked: Asked) -> Reading:
    if value == "yes":
        terms = f"{asked.world.campaign.terms}@{asked.world.today()}"
        return Taken({"consent": terms}, notes=(say("consent.thanks"),))
    return NotTaken((say("assent.unclear"),))


def _not_consented(heard: Assent) -> tuple[Say, ...]:
    """The sentences after any answer but a plain yes or no: why consent is asked, and the letters that need none."""
    match heard:
        case Assent.QUESTION:
            return say("consent.why"), say("consent.hedged")
        case Assent.HEDGED | Assent.UNCLEAR | Assent.YES | Assent.NO:
            return (say("consent.hedged"),)


CONSENT = Question(
    "consent",
    ask=_ask_consent,
    read=_read_consent,
    choices=lambda _: (
        Choice("yes", say("consent.yes")),
        Choice("no", say("consent.no")),
        Choice("blank", say("consent.blank")),
    ),
    repeat=lambda _: (say("consent.repeat"),),
    strict=_not_consented,
)
