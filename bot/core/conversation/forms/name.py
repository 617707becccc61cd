"""The questions on who writes and for whom: oneself, a child, an adult one represents, or who gave a mandate."""

import re

from bot.core.conversation.aside import said_aside
from bot.core.conversation.forms.address import SKIP, step_of
from bot.core.conversation.lead_in import name_in
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import asks_back, is_small_talk, looks_like_email
from bot.core.conversation.request import SKIPPED, request_of
from bot.core.directory.folding import fold
from bot.core.directory.spoken import number_said
from bot.core.letters.letter import Capacity
from bot.core.ports.message import Choice, Say, say

SAME = "same"
"""The choice of the answer that the person gave in another campaign."""


def known_elsewhere(asked: Asked, key: str) -> str | None:
    """The answer to a question that the person gave in another campaign; not one that they left blank."""
    return next((value for value in said_aside(asked.conversation, key) if value != SKIPPED), None)


def same_as_elsewhere(asked: Asked, key: str) -> tuple[Choice, ...]:
    """The choice of that answer, in its own words."""
    known = known_elsewhere(asked, key)
    return (Choice(SAME, say("verbatim", text=known.replace("\n", ", ")), tells=True),) if known else ()


BEHALF = "behalf"
"""The stored answer of a person who writes for another; in what capacity is asked next."""


_WITH_THANKS = re.compile(r"(?<=\w)[ ,.!]+(?:merci|thanks?|thank you)\b.*$")
"""« Camille Exemple merci pour ce que vous faites »."""


def _read_name(key: str, typed: str) -> Reading:
    if typed == "skip":
        return Taken({key: SKIPPED}, notes=(say("skipped"),))
    name = _WITH_THANKS.sub("", " ".join(name_in(typed).split()))
    if is_small_talk(name) or asks_back(typed) or _age(typed) is not None:
        return NotTaken((say("no-answer"),))
    if looks_like_email(name):
        return NotTaken((say("name.email"),))
    if len(name) > 100:
        return NotTaken((say("name.too-long"),))
    if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name):
        return NotTaken((say("name.refused"),))
    return Taken({key: name}, notes=(say("understood", text=name),))


def _ask_name(asked: Asked) -> tuple[Say, ...]:
    question = say("name.question-own") if "capacity" in asked.answers else say("name.question")
    return step_of(asked, "name"), question, say("name.example")


_THEIRS = (
    r"enfants?|fils|filles?|mere|pere|mari|femme|epou\w+|minor child|child|son|daughter|mother|father|husband|wife"
)
_ANOTHER = re.compile(
    r"(?:j ecris |c est |ecrire )?pour (?!moi\b|quoi\b|qui\b)\w+(?: \w+){0,5}"
    r"|(?:ce n est )?pas (?:pour )?moi|.*\bquelqu un d autre|.*\bautre personne|tutelle|curatelle"
    r"|(?:je suis )?(?:le |la |sa |son )?(?:tuteur|tutrice|curateur|curatrice|mandataire)\b.*"
    r"|(?:i am |i m |i )?(?:writ\w+ )?for (?!me\b|myself\b).+|(?:.* )?(?:someone|somebody) else"
    r"|(?:(?:bonjour|alors|euh|en fait|oui) )*"
    r"(?:c est|j ecris|je (?:le )?fais(?: ca)?) pour (?:mon|ma|une?|notre|l[ea]) "
    rf"(?:{_THEIRS}|grand\w*|mamie|papi|voisine?|oncle|tante|frere|soeur|belle \w+|beau \w+|conjointe?|compagn\w+)\b.*"
    rf"|(?:c est )?(?:mon|ma|mes|my) (?:{_THEIRS})(?: \w+)?(?: (?:qui|who|elle|il|she|he|de) .*)?"
)
"""Phrases, folded, that say in answer to the question for a name that one writes for somebody else."""


def may_change_whom(asked: Asked) -> bool:
    """Whether the person may change whom they write for: not once a letter was sent, which the next ones follow."""
    return not asked.case.tracks(asked.world.campaign)


def _read(typed: str, asked: Asked) -> Reading:
    if typed != BEHALF and not asks_back(typed) and "?" not in typed and _ANOTHER.fullmatch(fold(typed)):
        if not may_change_whom(asked):
            return NotTaken((say("whom.fixed"),))
        typed = BEHALF
    if typed == BEHALF:
        return Taken({BEHALF: "yes"}, ("capacity", "whom"))
    if (known := known_elsewhere(asked, "name")) and typed == SAME:
        typed = known
    return _read_name("name", typed)


def _choices(asked: Asked) -> tuple[Choice, ...]:
    another = "capacity" not in asked.answers and may_change_whom(asked)
    same = same_as_elsewhere(asked, "name")
    return (*same, SKIP, Choice(BEHALF, say("name.behalf"))) if another else (*same, SKIP)


NAME = Question("name", ask=_ask_name, read=_read, choices=_choices, numbered=False, closed=False)


_AGED = re.compile(
    r"(?P<who>(?:il|elle|he|she) )?(?:(?:c est|it s|une?|an?|mon|ma|my|bebe|baby|enfant|child|fils|fille|son|"
    r"daughter|petite?|de|is|has|aged) )*(?P<number>\d{1,3}|[a-z]+(?: [a-z]+){0,4}?)"
    r"(?: (?P<unit>ans|an|years?(?: old)?|mois|months?(?: old)?|semaines?|weeks?(?: old)?))?"
)
"""« Il a 8 ans », « c’est un bébé de huit mois », « she is 9 »."""
_OF_AGE = 18
"""The years from which on nobody has parental authority over somebody any more (Code civil, art. 371-1 and 414)."""


def _age(typed: str) -> int | None:
    """The age that a text tells, in whole years; None where it tells none."""
    found = _AGED.fullmatch(fold(typed))
    if found is None or not (found["who"] or found["unit"]):
        return None
    number = number_said(found["number"])
    years = not found["unit"] or found["unit"].startswith(("an", "year"))
    return number if years or number is None else 0


def _read_capacity(typed: str, _: Asked) -> Reading:
    if (age := _age(typed)) is not None and age < _OF_AGE:
        typed = Capacity.PARENT
    if typed == Capacity.SELF:
        return Taken(drops=(BEHALF, "capacity", "whom"))
    known = typed in set(Capacity)
    return Taken({"capacity": typed}, ("whom",)) if known else NotTaken((say("choice.expected"),))


CAPACITY = Question(
    "capacity",
    ask=lambda _: (say("capacity.question"),),
    read=_read_capacity,
    choices=lambda _: (
        Choice(Capacity.PARENT, say("capacity.parent")),
        Choice(Capacity.GUARDIAN, say("capacity.guardian")),
        Choice(Capacity.MANDATE, say("capacity.mandate")),
        Choice(Capacity.SELF, say("capacity.self")),
    ),
    applies=lambda asked: BEHALF in asked.answers,
)


def _read_whom(typed: str, _: Asked) -> Reading:
    return NotTaken((say("whom.one"),)) if _SEVERAL & set(typed.lower().split()) else _read_name("whom", typed)


_SEVERAL = frozenset({"et", "&", "and", "+"})
WHOM = Question(
    "whom",
    ask=lambda _: (say("whom.question"), say("name.example")),
    read=_read_whom,
    choices=lambda _: (SKIP,),
    applies=lambda asked: "capacity" in asked.answers,
    numbered=False,
    closed=False,
)


def check_whom(asked: Asked) -> tuple[Say, ...]:
    """The line of the check that says for whom the person writes; none when they write for themselves."""
    applicant = request_of(asked).applicant
    if applicant.capacity is Capacity.SELF:
        return ()
    whom = say("verbatim", text=applicant.whom) if applicant.whom else say("check.blank")
    return (say("check.whom", name=whom, capacity=say(f"capacity.short-{applicant.capacity}")),)
