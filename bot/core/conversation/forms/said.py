"""What a sentence says of a letter that left, as answers of its form: medium and day, where they are possible."""

import re
from datetime import date

from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Medium
from bot.core.case.case import read_key
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.day import impossible_day
from bot.core.conversation.forms.noting import ALSO, HEARD, key_asked
from bot.core.conversation.forms.sending import media_possible
from bot.core.conversation.hearing.doubts import is_limited
from bot.core.conversation.mending import mended_in
from bot.core.conversation.question import Asked, NotTaken, Reading, Taken
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
    why = impossible_day(day, person_today(asked), earliest_sent(asked))
    return NotTaken((why,)) if why else Taken({"day": day.isoformat()}, notes=(say("day.understood", day=day),))


def earliest_sent(asked: Asked) -> date:
    """The first day on which a letter can have left: for one that follows another, the day of that one."""
    return earliest_of(key_asked(asked), asked)


def earliest_of(key: str, asked: Asked) -> date:
    """The same, of the letter with that key."""
    letter, opener = read_key(key)
    first = asked.case.track(f"{letter.track}.{opener}", asked.campaign)
    return first.request.on if first else asked.world.campaign.since


def corrected(typed: str, asked: Asked) -> Reading | None:
    """What a sentence changes in what was read before: « non, en recommandé », « oui, enfin c’était samedi »."""
    if asked.answers.get(ALSO) and subject_of(typed, asked).bodies:
        return None  # « oui, mais le Hub c’était par e-mail » is about one of the two
    if is_of_another_paper(typed, asked):
        return None
    found = mended_in(typed, person_today(asked))
    medium = found.medium if found.medium in media_possible(asked, key_asked(asked)) else None
    if medium is Medium.POST and asked.answers.get("medium") == Medium.REGISTERED and "simpl" not in fold(typed):
        medium = None  # « oui, par la poste »: registered post is post
    sets = {"medium": str(medium)} if medium and medium != asked.answers.get("medium") else {}
    if found.day is None or found.day.isoformat() == asked.answers["day"]:
        return Taken(sets) if sets else None
    reading = _read_day(found.day, asked)
    return Taken({**sets, **reading.sets}, notes=reading.notes) if isinstance(reading, Taken) else reading


_COMPLAINT = re.compile(r"\b(?:plainte|reclamation|complaint)\b")
_CHASE = re.compile(r"\b(?:relance|chaser)\b")
_PAPERS = re.compile(
    r"\b(?:photocop\w*|copie de (?:ma|mon|la)|(?:carte|piece) d identite|ma carte|passeport|justificatif\w*|"
    r"(?:a |the )?copy of my|passport|id card)\b"
)

_WITH_A_LETTER = re.compile(r"\b(?:lettre|courrier|letter)\b.*\b(?:avec|et|with|and)\b")
"""« La lettre, avec la photocopie de ma carte » is the letter."""


def is_of_another_paper(typed: str, asked: Asked) -> bool:
    """Whether a sentence tells of the sending of something else: « j’ai envoyé la photocopie de ma carte »."""
    folded, key = fold(typed), key_asked(asked)
    kind = read_key(key)[0].kind if key else None
    complaint = kind is not LetterKind.COMPLAINT and _COMPLAINT.search(folded)
    chase = kind not in {LetterKind.CHASE, LetterKind.CHASE2} and _CHASE.search(folded)
    return bool(complaint or chase or (_PAPERS.search(folded) and not _WITH_A_LETTER.search(folded)))


_ONLY = re.compile(r"\b(?:juste|seulement|uniquement|que|only|just)\b")


def one_of_two(typed: str, asked: Asked) -> Taken | None:
    """What a sentence that names one of two letters makes of them: that one only, or each told anew.

    « Non, juste celle de la caisse »; « oui, sauf celle du Hub ». None where there are not two, or none is named.
    """
    first, also, bodies = key_asked(asked), asked.answers.get(ALSO), subject_of(typed, asked).bodies
    named = [key for key in (first, also) if key and read_key(key)[0].track in bodies]
    if not also or len(named) != 1:
        return None  # « oui, la caisse et le Hub » names both
    if _ONLY.search(fold(typed)) and not is_limited(typed):
        return Taken({"letter": named[0]}, drops=(ALSO, "earlier", "delivered"))
    return Taken(drops=TOLD_OF_SENDING, notes=(say("heard.one-by-one"),))


TOLD_OF_SENDING = (HEARD, ALSO, "left", "letter", "medium", "day", "earlier", "delivered")
"""The answers on a sending, which go where what was said back is not so."""
