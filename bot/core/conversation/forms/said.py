"""What a sentence says of a letter that left, as answers of its form: medium and day, where they are possible."""

from datetime import date

from bot.core.campaign.recipient import Medium
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.day import taken_day
from bot.core.conversation.forms.noting import ALSO, HEARD, key_asked, letter_asked, opener_asked
from bot.core.conversation.forms.sending import media_possible
from bot.core.conversation.mending import mended_in
from bot.core.conversation.question import Asked, Reading, Taken
from bot.core.conversation.slots import subject_of
from bot.core.conversation.telling import Telling, is_plain_sending
from bot.core.directory.folding import fold
from bot.core.ports.message import say


def said_back(typed: str) -> dict[str, str]:
    """That a sentence is read back before it counts; not where it only answers: « oui, hier, par mail »."""
    return {} if is_plain_sending(typed) else {HEARD: "yes"}


def taken_with(found: Telling, sets: dict[str, str], asked: Asked) -> Reading:
    """The answer that adds a sentence's medium and day where they are possible; the others are asked."""
    possible = media_possible(asked, key_asked(asked))
    medium = {"medium": str(found.medium)} if found.medium in possible else {}
    reading = _read_day(found.day, asked) if found.day else None
    day = dict(reading.sets) if isinstance(reading, Taken) else {}
    notes = reading.notes if reading and HEARD not in sets else ()  # the day is read back, or said
    return Taken({**sets, **medium, **day}, notes=notes)


def _read_day(day: date, asked: Asked) -> Reading:
    earliest, today = earliest_sent(asked), person_today(asked)
    return taken_day("day", day if day <= today else say("day.future", day=day, today=today), earliest)


def earliest_sent(asked: Asked) -> date:
    """The first day on which a letter can have left: for one that follows another, the day of that one."""
    first = asked.case.track(f"{letter_asked(asked).track}.{opener_asked(asked)}", asked.campaign)
    return first.request.on if first else asked.world.campaign.since


def corrected(typed: str, asked: Asked) -> Reading | None:
    """What a sentence changes in what was read before: « non, en recommandé », « oui, enfin c’était samedi »."""
    if asked.answers.get(ALSO) and subject_of(typed, asked).bodies:
        return None  # « oui, mais le Hub c’était par e-mail » is about one of the two
    found = mended_in(typed, person_today(asked))
    medium = found.medium if found.medium in media_possible(asked, key_asked(asked)) else None
    if medium is Medium.POST and asked.answers.get("medium") == Medium.REGISTERED and "simpl" not in fold(typed):
        medium = None  # « oui, par la poste »: registered post is post
    sets = {"medium": str(medium)} if medium and medium != asked.answers.get("medium") else {}
    if found.day is None or found.day.isoformat() == asked.answers["day"]:
        return Taken(sets) if sets else None
    reading = _read_day(found.day, asked)
    return Taken({**sets, **reading.sets}, notes=reading.notes) if isinstance(reading, Taken) else reading
