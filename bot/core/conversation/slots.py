"""What a sentence names: bodies, letters of the case, the tracks that are meant."""

import re
from dataclasses import dataclass

from bot.core.campaign.recipient import Medium
from bot.core.case.case import read_key
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Confirmed,
    Declined,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Unidentified,
)
from bot.core.case.track import DONE
from bot.core.conversation.assent import LONGEST
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.sending import sendable
from bot.core.conversation.question import Asked
from bot.core.conversation.telling import told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import Say, say


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a sentence speaks of: the bodies that it names, or all of them (« les deux »)."""

    bodies: frozenset[str]
    all: bool


_SENT_ON = re.compile(
    r"\b(?:(?:renvo|orient|dirig|redirig)\w+(?: \w+){0,2} (?:vers|a|au|aupres|chez)|d ecrire (?:a|au)|"
    r"(?:dit|disent|repondu|demandent) (?:de|d) (?:voir|contacter|m adresser|demander|ecrire)|"
    r"(?:must|have to|should|need to) (?:write|contact|ask|go|speak|see)|"
    r"(?:c est|it s|it is) (?:a |au |le |la |the |up to )*"
    r"(?=(?:\w+ ){1,4}(?:qui|de|to|that|who) (?:decid|ger|s occup|trait|repond|handl|answer))|"
    r"(?:refer\w*|redirect\w*|point\w*|sen[dt]s?) (?:me|us) (?:on )?to|"
    r"(?:told|tell|tells) (?:me|us) to (?:write|contact|ask))\b.*"
)
"""Where a body sends somebody: « ils me renvoient vers le Health Data Hub » is no answer of the Health Data Hub."""


def subject_of(words: str, asked: Asked) -> Subject:
    """The bodies that a sentence names, by the words that people use for them."""
    folded = f" {_SENT_ON.sub('', fold(words))} "
    bodies = (key for key, to in asked.campaign.recipients.items() if not to.same)
    named = frozenset(key for key in bodies if _says(folded, say(f"body.{key}"), asked))
    return Subject(named, _says(folded, say("body.both"), asked))


_AS_SAID = {Medium.POST: "poste", Medium.HAND: "main propre"}


def told_again(words: str, asked: Asked) -> str:
    """What a sentence says of bodies, medium and day, in words that are read as the same; nothing else of it is kept.

    « la boîte rouge, hier, pour la caisse » is « caisse 2026-11-29 ».
    """
    subject, said = subject_of(words, asked), told_in(words, person_today(asked))
    bodies = [word_for(key, asked) for key in sorted(subject.bodies)]
    every = [_first_word(say("body.both"), asked)] if subject.all else []
    medium = _AS_SAID.get(said.medium, said.medium) if said.medium else ""
    return " ".join(filter(None, (*bodies, *every, medium, said.day.isoformat() if said.day else "")))


def word_for(body: str, asked: Asked) -> str:
    """A word that people use for a body."""
    return _first_word(say(f"body.{body}"), asked)


def _first_word(label: Say, asked: Asked) -> str:
    return asked.world.others(label).partition("|")[0]


def _says(folded: str, label: Say, asked: Asked) -> bool:
    return any(f" {fold(word)} " in folded for word in asked.world.others(label).split("|") if word)


_ANSWERS = (
    Acknowledged, Confirmed, Accessed, Declined, Partial, Redirected, IdentityAsked, Unidentified, Extended, Progressed,
)  # fmt: skip
"""What a body or the authority wrote."""


def is_told_of_several(asked: Asked) -> bool:
    """Whether something was told today of another track than the one that is asked about, untold so far.

    « Ils disent que la loi ne le permet pas », right after the caisse's refusal was noted, is not the Hub's answer.
    """
    over, today = asked.conversation.over, person_today(asked)
    if over is None or over.form != "outcome" or over.answers:
        return False
    last = asked.case.log[-1] if asked.case.log else None
    if last is None or not isinstance(last.event, _ANSWERS) or last.event.told != today:
        return False
    track = next((one for one in asked.tracks if one.opened == asked.case.opener_of(last)), None)
    return track is not None and track.key != over.about


_THE_OTHER = re.compile(
    r"(?<!ni )(?<!ni de )(?<!pas )\bl autre\b(?! (?:jour|fois|semaine|mois|soir|matin)\b)|"
    r"(?<!not )(?<!nor )\bthe other\b(?! (?:day|week|night)\b)"
)


def is_of_the_other(words: str) -> bool:
    """Whether a sentence speaks of « l’autre »."""
    return len(words) <= LONGEST and bool(_THE_OTHER.search(fold(words)))


_NOT_THE_OTHER = re.compile(
    r" (?:mais |but |et |and )?(?:pas|not) (?:encore |yet )?(?:l autre|the other(?: one)?)(?: (?:encore|yet|lettre))?$"
)


def without_the_other(words: str) -> str:
    """A sentence without what it denies of the other letter: « celle-ci hier, mais pas encore l’autre »."""
    folded = fold(words[-LONGEST:])
    left = _NOT_THE_OTHER.sub("", folded)
    return words if left == folded else left


def the_other_meant(words: str, asked: Asked) -> str:
    """The key of the track that « l’autre » is, where one is asked about; empty where nothing says so.

    Right after something was told of another track it is the one that is asked about; else it is the other.
    """
    over = asked.conversation.over
    if over is None or over.form != "outcome" or not is_of_the_other(words):
        return ""
    if is_told_of_several(asked):
        return over.about
    others = [key for key in tracks_meant(Subject(frozenset(), all=False), asked) if key != over.about]
    return others[0] if len(others) == 1 else ""


def letters_meant(subject: Subject, asked: Asked) -> tuple[str, ...]:
    """The keys of the letters that may be meant as sent; several where nobody can know which, or all are meant."""
    keys = sendable(asked)
    return tuple(key for key in keys if not subject.bodies or read_key(key)[0].track in subject.bodies)


def tracks_meant(subject: Subject, asked: Asked) -> tuple[str, ...]:
    """The keys of the tracks that may be meant: those of which something can still be told."""
    today = person_today(asked)
    running = (track for track in asked.tracks if track.status(today) not in DONE)
    return tuple(track.key for track in running if not subject.bodies or track.name in subject.bodies)
