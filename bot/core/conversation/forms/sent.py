"""The forms on sending: which letter, by what medium, on which day, and the day a registered letter was delivered.

A reminder opens the form LEFT, which asks first whether a letter has left. Medium and day are read in any sentence
that gives them.
"""

from datetime import date

from bot.core.campaign.recipient import Medium
from bot.core.case.case import read_key
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.day import day_choices, example_day, read_day
from bot.core.conversation.forms.noting import (
    ALSO,
    HEARD,
    LATER,
    delivery_matters,
    finish_delivered,
    finish_left,
    finish_sent,
    given_on,
    key_asked,
    sent_on,
    title_asked,
)
from bot.core.conversation.forms.said import (
    TOLD_OF_SENDING,
    corrected,
    earliest_sent,
    is_of_another_paper,
    one_of_two,
    said_back,
    taken_with,
)
from bot.core.conversation.forms.sending import media_offered, media_possible
from bot.core.conversation.hearing.sending import is_of_another_letter, is_of_no_sending
from bot.core.conversation.mending import denies, denies_the_day, mended_in
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.slots import subject_of, without_the_other
from bot.core.conversation.telling import Dispatch, is_about_sending, told_in
from bot.core.conversation.typed_day import day_of
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, say


def _read_letter(value: str, asked: Asked) -> Reading:
    keys = tuple(given.key for given in asked.unsent)
    if value in keys:
        return Taken({"letter": value})
    if is_of_no_sending(value) or is_of_another_paper(value, asked):
        return NotTaken((say("choice.expected"),))
    subject = subject_of(value, asked)
    meant = (
        keys
        if subject.all or fold(value) in _ALL
        else tuple(key for key in keys if read_key(key)[0].track in subject.bodies)
    )
    match meant:
        case (key,):
            return Taken({"letter": key})
        case (key, other):
            return Taken({"letter": key, ALSO: other, HEARD: "yes"})
        case _:
            return NotTaken((say("choice.expected"),))


_ALL = frozenset({"toutes", "tous", "all", "all of them", "aux 2", "oui toutes", "toutes les 2", "les deux lettres"})


LETTER = Question(
    "letter",
    ask=lambda _: (say("sent.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(given.key, title_asked(asked, given.key)) for given in asked.unsent),
    applies=lambda asked: not asked.about,
)


# --- Whether it left ------------------------------------------------------------------------------------------------


def _ask_left(asked: Asked) -> tuple[Say, ...]:
    return (say("left.question", letter=title_asked(asked, key_asked(asked))),)


def _read_left(typed: str, asked: Asked) -> Reading:
    """Read whether the letter left: yes, not yet, or never; a sentence may give the medium and the day as well."""
    if typed in set(Dispatch):
        return Taken({"left": typed})
    bodies = subject_of(typed, asked).bodies
    if bodies and read_key(asked.about)[0].track not in bodies:
        return NotTaken((say("left.again"),))  # « pas le Hub », where it is asked of the caisse
    found = told_in(without_the_other(typed), person_today(asked))
    match found.left:
        case Dispatch.YES:
            return taken_with(found, {"left": Dispatch.YES, **said_back(typed)}, asked)
        case Dispatch.LATER | Dispatch.NEVER:
            return Taken({"left": found.left})
        case None:
            return NotTaken((say("left.own-only" if is_of_another_letter(typed) else "left.again"),))


LEFT_QUESTION = Question(
    "left",
    ask=_ask_left,
    read=_read_left,
    choices=lambda _: (
        Choice(Dispatch.YES, say("left.yes")),
        Choice(Dispatch.LATER, say("left.later")),
        Choice(Dispatch.NEVER, say("left.never")),
    ),
    closed=False,
)


def _has_left(asked: Asked) -> bool:
    return asked.answers.get("left", Dispatch.YES) == Dispatch.YES


# --- How and when ---------------------------------------------------------------------------------------------------


def _media(asked: Asked) -> tuple[Choice, ...]:
    return tuple(Choice(medium, say(f"medium.{medium}")) for medium in media_offered(asked, key_asked(asked)))


def _read_medium(value: str, asked: Asked) -> Reading:
    if value in media_possible(asked, key_asked(asked)):
        return Taken({"medium": value})
    if is_of_another_letter(value):
        return NotTaken((say("left.own-only"),))
    found = mended_in(value, person_today(asked))
    if "day" in asked.answers and found.day and not is_about_sending(value):  # « hier » may be when an answer came
        return NotTaken((say("sent.day-kept", day=date.fromisoformat(asked.answers["day"])),))
    if is_of_no_sending(value) or is_of_another_paper(value, asked) or not (found.medium or found.day):
        return NotTaken((say("choice.expected"),))
    return taken_with(found, said_back(value), asked)


MEDIUM = Question(
    "medium",
    ask=lambda asked: (say("sent.medium", letter=title_asked(asked, key_asked(asked))),),
    read=_read_medium,
    choices=_media,
    understood=lambda _: (Choice(Medium.HAND, say(f"medium.{Medium.HAND}")),),
    applies=_has_left,
    closed=False,
)


def _read_sent_day(typed: str, asked: Asked) -> Reading:
    """Read the day; a medium in the sentence takes the place of the one that was said: « en recommandé »."""
    if is_of_another_letter(typed):
        return NotTaken((say("left.own-only"),))
    if is_of_no_sending(typed) or is_of_another_paper(typed, asked):
        return NotTaken((say("day.unreadable", example=example_day(asked)),))
    reading = read_day("day", typed, asked, earliest_sent(asked))
    today = person_today(asked)
    found = told_in(typed, today).medium
    medium = {"medium": str(found)} if found and found in media_possible(asked, key_asked(asked)) else {}
    if isinstance(reading, Taken):
        plain = typed in {choice.value for choice in day_choices(asked)} or isinstance(day_of(typed, today), date)
        said = {} if plain else said_back(typed)
        return Taken({**said, **medium, **reading.sets}, notes=() if said else reading.notes)
    return Taken(medium) if medium and {note.key for note in reading.notes} == {"day.unreadable"} else reading


DAY = Question(
    "day",
    ask=lambda asked: (say("sent.day", letter=title_asked(asked, key_asked(asked)), example=example_day(asked)),),
    read=_read_sent_day,
    choices=day_choices,
    applies=_has_left,
    closed=False,
)


def _before_it_was_given(asked: Asked) -> bool:
    given = given_on(asked)
    return given is not None and "day" in asked.answers and date.fromisoformat(asked.answers["day"]) < given


def _read_earlier(typed: str, asked: Asked) -> Reading:
    """Read whether that day is right; another one in the sentence takes its place."""
    if typed == "yes":
        return Taken({"earlier": "yes"})
    if typed == "no":
        return Taken(drops=("day",))
    if mended := corrected(typed, asked):
        return mended
    same = str(mended_in(typed, person_today(asked)).day) == asked.answers["day"]
    if same and denies(typed):  # « non, c’était hier », of yesterday
        return Taken(notes=(say("assent.unclear"),))
    if denies_the_day(typed):
        return Taken(drops=("day",))
    return Taken({"earlier": "yes"}) if same else NotTaken((say("choice.expected"),))


EARLIER = Question(
    "earlier",
    ask=lambda asked: (
        say("sent.earlier", day=date.fromisoformat(asked.answers["day"]), given=given_on(asked) or person_today(asked)),
    ),
    read=_read_earlier,
    choices=lambda _: (Choice("yes", say("choice.yes")), Choice("no", say("sent.another-day"))),
    applies=_before_it_was_given,
)


def _read_delivered(typed: str, asked: Asked) -> Reading:
    if typed == LATER:
        return Taken({"delivered": LATER})
    return read_day("delivered", typed, asked, sent_on(asked))


def _delivery_is_asked(asked: Asked) -> bool:
    """Whether the delivery is asked about: in a form of its own, once it is recorded that the letter left.

    Until December 2026 it was asked before; whoever was asked then still answers it there.
    """
    if "medium" not in asked.answers:
        return _has_left(asked)
    return asked.conversation.shown.endswith(":delivered") and delivery_matters(asked)


DELIVERED = Question(
    "delivered",
    ask=lambda _: (say("delivered.question"), say("delivered.where")),
    read=_read_delivered,
    choices=lambda _: (Choice(LATER, say("delivered.later")),),
    applies=_delivery_is_asked,
    numbered=False,
    closed=False,
)


# --- What a sentence said -------------------------------------------------------------------------------------------


def _ask_sure(asked: Asked) -> tuple[Say, ...]:
    letters = say("heard.both") if asked.answers.get(ALSO) else title_asked(asked, key_asked(asked))
    medium, day = say(f"medium.{asked.answers['medium']}"), date.fromisoformat(asked.answers["day"])
    return (say("heard.sure", letters=letters, medium=medium, day=day),)


def _read_sure(typed: str, asked: Asked) -> Reading:
    match typed:
        case "yes":
            return Taken({"sure": "yes"})
        case "no":
            return Taken(drops=TOLD_OF_SENDING)
        case _:
            if is_of_no_sending(typed) or is_of_another_paper(typed, asked):
                return NotTaken((say("assent.unclear"),))
            mends = is_about_sending(typed)
            return (
                one_of_two(typed, asked)
                or (corrected(typed, asked) if mends else None)
                or NotTaken((say("assent.unclear"),))
            )


HEARD_SURE = Question(
    "sure",
    ask=_ask_sure,
    read=_read_sure,
    choices=lambda _: (Choice("yes", say("outcome.sure-yes")), Choice("no", say("outcome.sure-no"))),
    applies=lambda asked: _has_left(asked) and HEARD in asked.answers,
    strict=lambda _: (say("assent.unclear"),),
)
"""What was read in a free sentence is said back, and recorded only once it is confirmed."""


SENT = Form(
    "sent",
    (LETTER, MEDIUM, DAY, EARLIER, HEARD_SURE, DELIVERED),
    finish=finish_sent,
    leads_to=("delivery", "reminders"),
)
LEFT = Form(
    "left",
    (LEFT_QUESTION, MEDIUM, DAY, EARLIER, HEARD_SURE, DELIVERED),
    finish=finish_left,
    leads_to=("delivery", "reminders"),
)
DELIVERY = Form("delivery", (DELIVERED,), finish=finish_delivered, leads_to=("reminders",))
