"""The questions on who writes and for whom: oneself, a child, an adult one represents, or who gave a mandate."""

import re
from dataclasses import replace

from bot.core.conversation.aside import said_aside
from bot.core.conversation.forms.address import SKIP, step_of
from bot.core.conversation.hearing.kin import KIN
from bot.core.conversation.hearing.others import names_somebody
from bot.core.conversation.hearing.whose import Whom, age_alone, is_for_oneself, is_of_several, whom_said
from bot.core.conversation.lead_in import looks_like_name, name_in, names_said
from bot.core.conversation.mending import STARTS, TAKES_BACK
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import asks_back, is_small_talk, looks_like_email
from bot.core.conversation.request import SKIPPED, request_of
from bot.core.directory.folding import fold
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
    if is_small_talk(name) or asks_back(typed) or age_alone(typed) is not None:
        return NotTaken((say("no-answer"),))
    if looks_like_email(name):
        return NotTaken((say("name.email"),))
    if len(name) > 100:
        return NotTaken((say("name.too-long"),))
    if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name):
        return NotTaken((say("name.refused"),))
    if key == NAME.key and _are_two(name):
        return NotTaken((_NOT_FOR[Whom.COUPLE],))
    return Taken({key: name}, notes=(say("understood", text=name),))


_TWO = re.compile(r"(?!(?:M|Mr|Mme|Monsieur|Madame)\b)(?P<one>.+?) (?:et|and|&|\+) (?P<other>.+)", re.IGNORECASE)
"""« Pierre et Marie Dupont »: a letter each. « M. et Mme Pierre Exemple » stands as it is: both will sign."""


def _are_two(name: str) -> bool:
    both = _TWO.fullmatch(name)
    return both is not None and looks_like_name(both["one"]) and looks_like_name(both["other"], weak=True)


def _ask_name(asked: Asked) -> tuple[Say, ...]:
    question = say("name.question-own") if "capacity" in asked.answers else say("name.question")
    return step_of(asked, "name"), question, say("name.example")


_ANOTHER = re.compile(
    r"(?:j ecris |c est |ecrire )?pour (?!moi\b|quoi\b|qui\b)\w+(?: \w+){0,5}"
    r"|(?:ce n est )?pas (?:pour )?moi|.*\bquelqu un d autre|.*\bautre personne|tutelle|curatelle"
    r"|(?:je suis )?(?:le |la |sa |son )?(?:tuteur|tutrice|curateur|curatrice|mandataire)\b.*"
    r"|(?:i am |i m |i )?(?:writ\w+ )?for (?!me\b|myself\b).+|(?:.* )?(?:someone|somebody) else"
    r"|(?:(?:bonjour|alors|euh|en fait|oui) )*"
    r"(?:c est|j ecris|je (?:le )?fais(?: ca)?) pour (?:mon|ma|une?|notre|l[ea]) "
    rf"(?:{KIN}|grand\w*|belle \w+|beau \w+)\b.*"
    rf"|(?:c est )?(?:mon|ma|mes|my) (?:minor )?{KIN}(?: \w+)?(?: (?:qui|who|elle|il|she|he|de) .*)?"
)
"""Phrases, folded, that say in answer to the question for a name that one writes for somebody else."""


def may_change_whom(asked: Asked) -> bool:
    """Whether the person may change whom they write for: not once a letter was sent, which the next ones follow."""
    return not asked.case.tracks(asked.world.campaign)


_FOR_THEM = re.compile(
    rf"(?:(?:{STARTS}|{TAKES_BACK}|alors|bonjour) )*"
    r"(?:(?:c est|j ecris|je (?:le )?fais (?:ca )?|je demande|it s|it is|this is|"
    r"i m (?:writing|asking|doing (?:it|this))|i am writing|i write) "
    r"(?:pas pour moi (?:mais )?|not for me (?:but )?)?)?(?:pour|for) "
    r"(?:(?:mon|ma|mes|notre|my|our|l) (?:\w+ ){0,4}?"
    rf"(?:{KIN}|parent|grand\w*)\b.*|"
    r"quelqu un d autre.*|une autre personne.*|(?:someone|somebody) else.*)"
)
"""What is surely said of for whom one writes, where something else is asked."""
_BESIDE = re.compile(
    r"(?P<name>[^\W\d_][^,;:?!\d(]*?)\s*[,;.(–-]?\s*(?:(?:mais|et|but|and)\s+)?"
    r"(?:c['’ ]?est\s+|it['’]?s\s+|j['’ ]?[ée]cris\s+|i['’]?m writing\s+)?"
    r"(?P<whom>(?:pour|for)\s+(?:(?:mon|ma|mes|notre|my|our)\b|quelqu['’]un d['’]autre|some(?:one|body) else).*)",
    re.IGNORECASE | re.DOTALL,
)
"""« Jeanne Martin, mais c’est pour ma fille Zoé »."""
_TOLD_CAPACITY = {
    Whom.MINOR: Capacity.PARENT,
    Whom.PROTECTED: Capacity.GUARDIAN,
    Whom.MANDATOR: Capacity.MANDATE,
}
_NOT_FOR = {Whom.DEAD: say("ask.death"), Whom.COUPLE: say("ask.couple"), Whom.SEVERAL: say("whom.one")}
"""For whom no letter is made, and what is said instead."""


def for_another(typed: str, asked: Asked) -> Reading:
    """Somebody writes for another: in what capacity, and for whom, where the sentence tells it."""
    if not may_change_whom(asked):
        return NotTaken((say("whom.fixed"),))
    whom = whom_said(typed)
    if whom in _NOT_FOR:
        return NotTaken((_NOT_FOR[whom],))
    sets, notes = {BEHALF: "yes", **_full_name("whom", names_said(typed).theirs)}, tuple[Say, ...]()
    if capacity := _TOLD_CAPACITY.get(whom) if whom else None:
        sets["capacity"] = capacity
        notes = _capacity_noted(capacity, typed, asked)
    return Taken(sets, ("capacity", "whom"), notes=notes)


def told_for_another(typed: str, asked: Asked) -> Reading | None:
    """The same, where something else was asked; None where a text does not surely say so."""
    if BEHALF in asked.answers or "?" in typed or not _FOR_THEM.fullmatch(fold(typed)):
        return None
    return for_another(typed, asked)


def _capacity_noted(capacity: Capacity, typed: str, asked: Asked) -> tuple[Say, ...]:
    noted = say("capacity.noted", capacity=say(f"capacity.short-{capacity}"))
    body = (say("capacity.their-body"),) if asked.campaign.chosen else ()
    return (noted, *body, *((say("whom.one"),) if is_of_several(typed) else ()))


def _full_name(key: str, name: str) -> dict[str, str]:
    """A name that a sentence tells beside something else, where it is a first name and a surname."""
    return {key: name} if " " in name else {}


def _read(typed: str, asked: Asked) -> Reading:
    if typed == BEHALF:
        return for_another("", asked)
    if (known := known_elsewhere(asked, "name")) and typed == SAME:
        return _read_name("name", known)
    if asks_back(typed) or "?" in typed:
        return _read_name("name", typed)
    if is_for_oneself(typed):
        own = names_said(typed).own
        return _read_name("name", own) if own else NotTaken((say("heard.for-self"),))
    if BEHALF in asked.answers and (names := names_said(typed)).theirs:
        return names_taken(asked, names.theirs, names.own or names.bare)
    if (both := _BESIDE.fullmatch(typed)) and _FOR_THEM.fullmatch(fold(both["whom"])):
        name, reading = name_in(both["name"]), for_another(both["whom"], asked)
        if looks_like_name(name, weak=True):
            return replace(reading, sets={**reading.sets, "name": name}) if isinstance(reading, Taken) else reading
    if _ANOTHER.fullmatch(fold(typed)) or _FOR_THEM.fullmatch(fold(typed)) or whom_said(typed) in _NOT_FOR:
        return for_another(typed, asked)
    return _read_name("name", typed)


def names_taken(asked: Asked, theirs: str, own: str) -> Taken:
    """The name of the person for whom one writes, and the writer's own where it is told too."""
    notes = (say("understood", text=theirs),) if theirs else ()
    noted = say("name.own-noted", text=own) if BEHALF in asked.answers else say("understood", text=own)
    mine = (noted,) if own else ()
    sets = {key: name for key, name in (("whom", theirs), ("name", own)) if name}
    return Taken(sets, notes=(*notes, *mine))


def _choices(asked: Asked) -> tuple[Choice, ...]:
    another = "capacity" not in asked.answers and may_change_whom(asked)
    same = same_as_elsewhere(asked, "name")
    return (*same, SKIP, Choice(BEHALF, say("name.behalf"))) if another else (*same, SKIP)


NAME = Question("name", ask=_ask_name, read=_read, choices=_choices, numbered=False, closed=False)


_UNSAID = {Whom.GROWN: say("capacity.grown"), Whom.OFFSPRING: say("capacity.child")}
"""Of whom it must still be said by what right one writes for them."""


def _is_bare_name(typed: str) -> bool:
    """Whether a text is a first name and a surname, and nothing else: « Léo Martin »."""
    words = typed.split()
    titled = all(word[0].isupper() for word in words)
    return len(words) > 1 and titled and looks_like_name(typed) and not names_somebody(typed)


def _read_capacity(typed: str, asked: Asked) -> Reading:
    if typed == Capacity.SELF:
        return Taken(drops=(BEHALF, "capacity", "whom"))
    again = ("whom",) if "capacity" in asked.answers else ()
    if typed in set(Capacity):
        return Taken({BEHALF: "yes", "capacity": typed}, again)
    whom = None if asks_back(typed) or "?" in typed else whom_said(typed)
    if whom is None and "capacity" not in asked.answers and _is_bare_name(typed):
        return Taken({BEHALF: "yes", "whom": typed}, notes=(say("understood", text=typed),))
    if whom is None:
        return NotTaken((say("choice.expected"),))
    if reason := {**_NOT_FOR, **_UNSAID}.get(whom):
        return NotTaken((reason,))
    capacity = _TOLD_CAPACITY[whom]
    return Taken(
        {BEHALF: "yes", "capacity": capacity, **_full_name("whom", names_said(typed).theirs)},
        again,
        notes=_capacity_noted(capacity, typed, asked),
    )


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
    applies=lambda asked: BEHALF in asked.answers or asked.conversation.revising == "capacity",
)


def _read_whom(typed: str, asked: Asked) -> Reading:
    if typed != "skip" and not asks_back(typed):
        names = names_said(typed)
        if names.theirs or names.own:
            return names_taken(asked, names.theirs or names.bare, names.own)
        if whom_said(typed) is Whom.DEAD:
            return NotTaken((say("ask.death"),))
        if _ANOTHER.fullmatch(fold(typed)) and not looks_like_name(typed):
            return NotTaken((say("name.refused"),))
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
