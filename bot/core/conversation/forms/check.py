"""The check: all answers shown, and what is not right in them said in whatever words."""

import re

from bot.core.conversation.assent import LONGEST, Assent, plainly
from bot.core.conversation.forms.address import adds_to_an_address, corrected_address, is_street
from bot.core.conversation.forms.amending import amended
from bot.core.conversation.forms.body_moved import body_address_told
from bot.core.conversation.forms.caisse import given_body, known_address, lives_elsewhere
from bot.core.conversation.forms.name import check_whom, may_change_whom, told_for_another
from bot.core.conversation.forms.own import own_answer, own_answered
from bot.core.conversation.forms.recipient import body_questions
from bot.core.conversation.forms.renaming import corrected_name
from bot.core.conversation.hearing.belonging import body_named_as_such
from bot.core.conversation.hearing.doubts import answer_named, is_amiss, is_limited
from bot.core.conversation.lead_in import names_said
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, say


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
        *(say("check.own", answer=own_answer(key, asked)) for key in own_answered(asked)),
        *check_whom(asked),
        say("check.name", name=_shown(request.applicant.name)),
        say("check.address", address=_shown("\n".join(mine.lines) if mine else None)),
        *((say("check.elsewhere"),) if lives_elsewhere(asked) else ()),
        say("check.question"),
    )


_BELONGS = re.compile(r"\b(?:affiliee?s?|rattachee?s?|je depends|registered (?:with|in|at))\b")
"""Words of a sentence that says which body one belongs to: « affiliée à Nanterre »."""
_SPELT = re.compile(r"\b(?:pas|not|s ecrit|prend|avec|sans|au lieu|instead|manque|missing|double|spel\w*|mal ecrit)\b")


def _respells(typed: str, name: str | None) -> bool:
    """Whether a text says how the name that was given is spelt: « c’est Camila, pas Camille »."""
    said = set(fold(typed).split()) & {word for word in fold(name or "").split() if len(word) > 2}
    return bool(said and _SPELT.search(fold(typed)))


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
        case _ if typed in own_answered(asked) or (typed == "capacity" and may_change_whom(asked)):
            return Taken(revise=typed)
        case _:
            return _corrected(typed, asked)


def _corrected(typed: str, asked: Asked) -> Reading:
    """What a sentence says is not right; or that it is not known what it says."""
    if len(typed) > LONGEST:
        return NotTaken((say("choice.expected"),))  # a whole letter: its sentences are read as such
    if moved := body_address_told(typed, asked):
        return moved
    if told := corrected_address(typed, asked) or told_for_another(typed, asked) or corrected_name(typed, asked):
        return told
    if body_named_as_such(typed) and (body := given_body(typed, asked)):
        return body
    if other := amended(typed, asked):
        return other
    if key := _limited_by(typed, asked) or _spoken_of(typed, asked):
        return Taken(revise=key)
    amiss = plainly(typed) is Assent.NO or is_amiss(typed)
    return NotTaken((say("check.what" if amiss else "choice.expected"),))


def _spoken_of(typed: str, asked: Asked) -> str:
    """The question of the answer that a sentence corrects, where its new value is not sure; else empty."""
    if adds_to_an_address(typed) or is_street(typed):
        return "address"
    if asked.campaign.chosen and _BELONGS.search(fold(typed)):
        return body_questions(asked.campaign)[0].key
    return "name" if _respells(typed, request_of(asked).applicant.name) else ""


_EXCEPTED = re.compile(
    r"\b(?:mais|sauf|excepte|hormis|par contre|but|except|apart from) "
    r"(?:(?:que|qu|pour|for|that|c est|it s|le|la|l|mon|ma|my|the) )*"
    r"(?:(?P<name>nom(?: de famille)?|prenom|(?:first |last )?name|surname)|(?P<address>adresse|address|rue|street)"
    r"|(?P<body>caisse|cpam|fund))"
    r"(?: (?:qui|est|n|ne|va|pas|is|isn|t|not|bonne?|juste|correcte?|right|faux|fausse|wrong|mal|ecrite?|misspelt|a"
    r"|change[er]?))*(?(name)(?: c est (?!bon|bien|ok|juste|correct)\w+(?: \w+)?)?)"
)
"""The answer that a yes leaves out: « oui, sauf le nom »."""


def _limited_by(typed: str, asked: Asked) -> str:
    """The question of the one answer that a yes leaves out, where no more is said of it; else empty."""
    folded = fold(typed)
    begun = _EXCEPTED.search(folded) if "?" not in typed else None
    if begun is None or begun.end() != len(folded):
        return ""
    if begun["body"]:
        return body_questions(asked.campaign)[0].key if asked.campaign.chosen else ""
    return "name" if begun["name"] else "address"


_ADDS = re.compile(
    r"\b(?:r?ajoute[rz]?|il manque|add|missing|enleve[rz]?|retire[rz]?|remove|corrige[rz]?|a part|toutefois|though|"
    r"numero|number|batiment|bat|appartement|appt|apt|etage|flat|apartment|floor|building|faux|fausse|wrong|erreur|"
    r"fautes?|typo|mistake)\b|\d"
)


def is_yes_with_more(typed: str) -> bool:
    """Whether a yes comes with something to change, which a yes alone would drop: « parfait, ajoutez un mot »."""
    return is_limited(typed) or bool(answer_named(typed)) or bool(_ADDS.search(fold(typed)))


def _heard(typed: str) -> str:
    """Nothing to compare with the choices, where a value is given: « mon nom c’est … » is no « mon nom »."""
    names = names_said(typed)
    return "" if names.own or names.theirs or body_named_as_such(typed) else typed


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
        *(Choice(key, say("check.change-own", answer=own_answer(key, asked))) for key in own_answered(asked)),
        Choice("name", say("check.change-name")),
        Choice("address", say("check.change-address")),
        *whom,
    )


CHECK = Question(
    "check",
    ask=_ask_check,
    read=_read_check,
    choices=_check_choices,
    heard=_heard,
    discreet=lambda _: (say("check.title"), say("check.question")),
)
