"""The request: consent, the body, name, address, and the check of all answers."""

from functools import cache

from bot.core.campaign.campaign import Campaign, OwnQuestion
from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Where
from bot.core.case.correspondence import PAPER
from bot.core.case.letter_event import Posted
from bot.core.conversation import giving, letters, titles
from bot.core.conversation.assent import Assent, assent
from bot.core.conversation.forms.address import (
    SKIP,
    adds_to_an_address,
    complete,
    corrected_address,
    more_of,
    read_address,
    step_of,
)
from bot.core.conversation.forms.caisse import ADDRESS_QUESTIONS, BODY, SEARCH, WHICH, known_address
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.listed import LISTED
from bot.core.conversation.forms.name import (
    CAPACITY,
    NAME,
    SAME,
    WHOM,
    check_whom,
    known_elsewhere,
    may_change_whom,
    same_as_elsewhere,
)
from bot.core.conversation.hearing.doubts import is_amiss
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import SKIPPED, request_of
from bot.core.directory.postal import PostalAddress
from bot.core.ports.message import Choice, Say, Words, say

# --- Address --------------------------------------------------------------------------------------------------------


def _read_own_address(typed: str, asked: Asked) -> Reading:
    known = known_elsewhere(asked, "address") if typed == SAME else None
    return Taken({"address": known}) if known else read_address("address", typed, asked)


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
        case _:
            return read_address("address", typed, asked)


DOUBT = Question(
    "address_doubt",
    ask=_ask_doubt,
    read=_read_doubt,
    choices=lambda _: (Choice("keep", say("choice.keep-it")), Choice("correct", say("choice.correct"))),
    applies=_doubtful,
)


# --- Check ----------------------------------------------------------------------------------------------------------


def _shown(text: str | None) -> Say:
    return say("verbatim", text=text) if text else say("check.blank")


def _ask_check(asked: Asked) -> tuple[Say, ...]:
    request = request_of(asked)
    body, mine = request.body_address, request.applicant.address
    chosen = (
        say("check.body", name=_shown(request.body_name)),
        say("check.body-address", address=_shown("\n".join(body.lines) if body else None)),
    )
    return (
        say("check.title"),
        *(chosen if asked.campaign.chosen else ()),
        *(say("check.own", answer=own_answer(key, asked)) for key in _own(asked)),
        *check_whom(asked),
        say("check.name", name=_shown(request.applicant.name)),
        say("check.address", address=_shown("\n".join(mine.lines) if mine else None)),
        say("check.question"),
    )


def _read_check(typed: str, asked: Asked) -> Reading:
    match typed:
        case "good":
            return Taken({"check": "good"})
        case "body" if asked.campaign.chosen:
            return Taken(revise=body_questions(asked.campaign)[0].key)
        case "body-address" if asked.campaign.chosen:
            return Taken(revise="caisse_address" if known_address(asked) else "body_address")
        case "name" | "address":
            return Taken(revise=typed)
        case _ if typed in _own(asked) or (typed == "capacity" and may_change_whom(asked)):
            return Taken(revise=typed)
        case _ if adds_to_an_address(typed):
            return Taken(revise="address")
        case _ if assent(typed) is Assent.NO or is_amiss(typed):
            return NotTaken((say("check.what"),))
        case _:
            return corrected_address(typed, asked) or NotTaken((say("choice.expected"),))


def _check_choices(asked: Asked) -> tuple[Choice, ...]:
    changes = "capacity" in asked.answers and may_change_whom(asked)
    whom = (Choice("capacity", say("check.change-whom")),) if changes else ()
    body = (
        Choice("body", say("check.change-body")),
        Choice("body-address", say("check.change-body-address")),
    )
    return (
        Choice("good", say("check.good")),
        *(body if asked.campaign.chosen else ()),
        *(Choice(key, say("check.change-own", answer=own_answer(key, asked))) for key in _own(asked)),
        Choice("name", say("check.change-name")),
        Choice("address", say("check.change-address")),
        *whom,
    )


CHECK = Question(
    "check",
    ask=_ask_check,
    read=_read_check,
    choices=_check_choices,
    discreet=lambda _: (say("check.title"), say("check.question")),
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


def _own(asked: Asked) -> tuple[str, ...]:
    """The questions of the campaign's own that were answered."""
    return tuple(question.key for question in asked.campaign.questions if question.key in asked.answers)


def own_answer(key: str, asked: Asked) -> Say:
    """The answer to a question of the campaign's own, in its words."""
    return say(f"question.{key}.{asked.answers[key]}")


def _own_question(own: OwnQuestion) -> Question:
    return Question(
        own.key,
        ask=lambda asked: (step_of(asked, own.key), say(f"question.{own.key}")),
        read=lambda value, _: Taken({own.key: value}) if value in own.choices else NotTaken((say("choice.expected"),)),
        choices=lambda _: tuple(Choice(value, say(f"question.{own.key}.{value}")) for value in own.choices),
    )


def body_questions(campaign: Campaign) -> tuple[Question, ...]:
    """The questions by which the person says which body they write to."""
    match campaign.recipients[campaign.chosen].where if campaign.chosen else Where.FIXED:
        case Where.DIRECTORY:
            return SEARCH, WHICH, BODY
        case Where.LIST:
            return LISTED, BODY
        case Where.TYPED:
            return (BODY,)
        case Where.FIXED:
            return ()


@cache
def questions_of(campaign: Campaign) -> tuple[Question, ...]:
    """The questions of a campaign's request, in its order; the consent comes first."""
    own = {question.key: (_own_question(question),) for question in campaign.questions}
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
