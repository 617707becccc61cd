"""The request: consent, the body, name, address, and the check of all answers."""

from functools import cache

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterName
from bot.core.case.correspondence import PAPER
from bot.core.case.letter_event import Posted
from bot.core.conversation import giving, letters, titles
from bot.core.conversation.forms.address import (
    SKIP,
    complete,
    more_of,
    read_address,
    step_of,
)
from bot.core.conversation.forms.caisse import ADDRESS_QUESTIONS, BODY, SEARCH, WHICH
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.name import (
    CAPACITY,
    NAME,
    SAME,
    WHOM,
    known_elsewhere,
    same_as_elsewhere,
    told_for_another,
)
from bot.core.conversation.forms.own import own_question
from bot.core.conversation.forms.recipient import body_questions
from bot.core.conversation.forms.renaming import corrected_name
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import SKIPPED, request_of
from bot.core.directory.postal import PostalAddress
from bot.core.ports.message import Choice, Say, Words, say

# --- Address --------------------------------------------------------------------------------------------------------


def _read_own_address(typed: str, asked: Asked) -> Reading:
    known = known_elsewhere(asked, "address") if typed == SAME else None
    if known:
        return Taken({"address": known})
    if typed != SKIP.value and (other := told_for_another(typed, asked) or corrected_name(typed, asked)):
        return other
    return read_address("address", typed, asked)


ADDRESS = Question(
    "address",
    ask=lambda asked: (step_of(asked, "address"), say("address.question"), say("address.example")),
    read=_read_own_address,
    choices=lambda asked: (*same_as_elsewhere(asked, "address"), SKIP),
    numbered=False,
    closed=False,
)


def _own_address(asked: Asked) -> PostalAddress | None:
    text = asked.answers.get("address", SKIPPED)
    return None if text == SKIPPED else PostalAddress.stored(text)


def _doubtful(asked: Asked) -> bool:
    address = _own_address(asked)
    return address is not None and complete("\n".join(address.lines)) and bool(asked.world.postcodes.check(address))


def _ask_doubt(asked: Asked) -> tuple[Say, ...]:
    address = _own_address(asked)
    doubt = asked.world.postcodes.check(address) if address else None
    if address is None or doubt is None:
        raise ValueError("a doubt is asked about only where there is one")
    where = {"postcode": address.postcode or "", "town": address.town or ""}
    if doubt.suggestions:
        return (say("address.doubt-town", **where, towns=", ".join(doubt.suggestions)), say("address.doubt-question"))
    return (say("address.doubt-postcode", **where), say("address.doubt-question"))


def _read_doubt(typed: str, asked: Asked) -> Reading:
    match typed:
        case "keep":
            return Taken({"address_doubt": "keep"})
        case "correct":
            return Taken(drops=("address", "address_more", "address_doubt"))
        case _ if any(sign.isdigit() for sign in typed):
            return read_address("address", typed, asked)
        case _:
            return NotTaken((say("choice.expected"),))


DOUBT = Question(
    "address_doubt",
    ask=_ask_doubt,
    read=_read_doubt,
    choices=lambda _: (Choice("keep", say("choice.keep-it")), Choice("correct", say("choice.correct"))),
    applies=_doubtful,
)


def _finish(asked: Asked) -> Finished:
    """Give both letters; later, only those that changed, or that went to another body or address."""
    if not asked.case.log:
        return letters.first_letters(asked, asked.campaign.first)
    first = asked.campaign.first
    if asked.conversation.unchanged_since(CHECK.key) and not any(_came_back(asked, name) for name in first):
        return Finished(messages=(Words((say("check.nothing-changed"),)),))
    wanted = tuple(name for name in first if _to_be_given(asked, name))
    notes = tuple(note for name in wanted for note in _anew(asked, name))
    if not wanted:
        return Finished(messages=(Words((say("check.changed"),)),))
    return letters.first_letters(asked, wanted, *notes)


def _to_be_given(asked: Asked, name: LetterName) -> bool:
    """Whether these answers call for a first letter: it was not sent and changed, or it went somewhere else."""
    posted = asked.case.posted(name)
    if posted is None or not isinstance(posted.event, Posted):
        given = next((one for one in asked.unsent if one.key == str(name)), None)
        if given is None:  # the letter was never given, or the person will not send it
            return asked.case.given(name) is None
        return not giving.stands(asked, given)
    return _elsewhere(asked, posted.event) or _came_back(asked, name)


def _elsewhere(asked: Asked, sent: Posted) -> bool:
    """Whether a letter went to another body than the person's present one, or on paper to another address of it."""
    request = request_of(asked)
    if not asked.campaign.is_chosen(sent.letter.track) or sent.to == request.recipient(sent.letter.track).short:
        return False
    if not request.still(sent):
        return True
    address = request.body_address
    return sent.medium in PAPER and address is not None and address.lines != sent.address


def _came_back(asked: Asked, name: LetterName) -> bool:
    posted = asked.case.posted(name)
    track = next((t for t in asked.tracks if posted and t.request_seq == posted.seq), None)
    return track is not None and track.returned is not None and not track.settled


def _anew(asked: Asked, name: LetterName) -> tuple[Say, ...]:
    """The sentence on a first letter that is given again for the same body: its month starts anew."""
    posted = asked.case.posted(name)
    if posted is None or not isinstance(posted.event, Posted) or not request_of(asked).still(posted.event):
        return (say("letters.anew"),)
    if _came_back(asked, name):
        return (say("letters.anew-back", letter=titles.title_of(name)),)
    return (say("letters.anew-address", letter=titles.title_of(name)),)


# --- The order ------------------------------------------------------------------------------------------------------


@cache
def questions_of(campaign: Campaign) -> tuple[Question, ...]:
    """The questions of a campaign's request, in its order; the consent comes first."""
    own = {question.key: (own_question(question),) for question in campaign.questions}
    standard = {
        "recipient": body_questions(campaign),
        "recipient-address": ADDRESS_QUESTIONS,
        "capacity": (CAPACITY, WHOM),
        "name": (NAME,),
        "address": (ADDRESS, more_of("address", "address"), DOUBT),
        "check": (CHECK,),
    }
    return (CONSENT, *(question for key in campaign.asked for question in {**standard, **own}[key]))


REQUEST = Form(
    "request",
    (
        CONSENT, SEARCH, WHICH, BODY, *ADDRESS_QUESTIONS, CAPACITY, WHOM, NAME, ADDRESS,
        more_of("address", "address"), DOUBT, CHECK,
    ),
    finish=_finish,
    sealed_by=CHECK.key,
    ordered=questions_of,
)  # fmt: skip
"""`questions` are those of a campaign with a directory; each campaign has its own order (`questions_of`)."""
