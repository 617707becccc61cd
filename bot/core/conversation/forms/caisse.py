"""The questions on the caisse and its address: found from typed words, chosen among several, or named by hand."""

import re

from bot.core.campaign.recipient import Where
from bot.core.conversation.forms.address import SKIP, more_of, read_address, step_of
from bot.core.conversation.hearing.belonging import body_named
from bot.core.conversation.hearing.doubts import is_limited
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import asks_back, is_small_talk, looks_like_email
from bot.core.conversation.request import OTHER, SKIPPED, request_of
from bot.core.directory.caisse import GENERAL, Caisse, Note
from bot.core.directory.directory import LONGEST
from bot.core.directory.folding import fold
from bot.core.directory.postal import PostalAddress, address_from
from bot.core.directory.spoken import with_digits
from bot.core.ports.message import Choice, Month, Say, say


def _notes(notes: tuple[Note, ...]) -> tuple[Say, ...]:
    return tuple(note_of(note) for note in notes)


def note_of(note: Note) -> Say:
    """The sentence of a note about a search result."""
    return say(f"caisse.note.{note.value}")


def _read_search(typed: str, asked: Asked) -> Reading:
    if typed == "unknown":
        return NotTaken((say("caisse.unknown-help"),))
    if typed == "other":
        return Taken({"search": OTHER})
    typed = with_digits(typed, alone=True)
    found = asked.world.directory.find(typed)
    notes, kept = _notes(found.notes), typed[:LONGEST]  # it is searched again when the candidates are listed
    match found.candidates:
        case ():
            return NotTaken(notes or (say("caisse.not-found"),))
        case (only,) if not found.guessed:
            return Taken({"search": kept, "which": only.id}, notes=(*notes, say("caisse.found", name=only.name)))
        case _:
            return Taken({"search": kept}, notes=notes)


_AFTER_SEARCH = ("which", "body", "body_address", "body_address_more", "caisse_address")
SEARCH = Question(
    "search",
    ask=lambda asked: (step_of(asked, "recipient"), say("caisse.question"), say("caisse.example")),
    read=_read_search,
    choices=lambda _: (Choice("unknown", say("caisse.unknown")), Choice("other", say("caisse.other"))),
    numbered=False,
    closed=False,
)


def _candidates(asked: Asked) -> tuple[Caisse, ...]:
    return asked.world.directory.find(asked.answers.get("search", "")).candidates


def _ask_which(asked: Asked) -> tuple[Say, ...]:
    step = step_of(asked, "recipient")
    if len(_candidates(asked)) == 1:
        return step, say("caisse.this-one")
    return step, say("caisse.which"), say("caisse.which-help")


def _which_choices(asked: Asked) -> tuple[Choice, ...]:
    found, unknown = _candidates(asked), Choice("unknown", say("caisse.unknown"))
    if len(found) == 1:
        (only,) = found
        return Choice(only.id, say("caisse.this", name=only.name)), Choice("none", say("caisse.not-this")), unknown
    named = tuple(Choice(c.id, say("verbatim", text=c.name)) for c in found)
    return (*named, Choice("none", say("caisse.none-of-these")), unknown)


def _read_which(typed: str, asked: Asked) -> Reading:
    if typed == "none":
        return Taken(drops=("search", *_AFTER_SEARCH), notes=(say("caisse.again"),))
    if any(c.id == typed for c in _candidates(asked)) and (caisse := asked.world.directory.get(typed)):
        return Taken({"which": caisse.id}, notes=(say("caisse.found", name=caisse.name),))
    if typed == "unknown":
        return NotTaken((say("caisse.unknown-help"),))
    if len(typed) > 3 and not is_small_talk(typed):
        again = _read_search(typed, asked)
        if isinstance(again, Taken):
            return Taken(again.sets, _AFTER_SEARCH, notes=again.notes)
    return NotTaken((say("choice.expected"),))


WHICH = Question(
    "which",
    ask=_ask_which,
    read=_read_which,
    choices=_which_choices,
    applies=lambda asked: asked.answers.get("search") != OTHER,
)


def _typed(asked: Asked) -> bool:
    """Whether the campaign knows no body: the person types its name."""
    to = asked.campaign.recipients.get(asked.campaign.chosen or "")
    return to is not None and to.where is Where.TYPED


def _read_body(typed: str, _: Asked) -> Reading:
    name = " ".join(typed.split())
    if typed == "skip":
        return Taken({"body": SKIPPED}, notes=(say("skipped"),))
    if is_small_talk(name) or asks_back(name):
        return NotTaken((say("no-answer"),))
    if looks_like_email(name):
        return NotTaken((say("body.email"),))
    if len(name) > 120 or not any(c.isalpha() for c in name):
        return NotTaken((say("body.refused"),))
    return Taken({"body": name}, notes=(say("understood", text=name),))


BODY = Question(
    "body",
    ask=lambda asked: (step_of(asked, "recipient"), say("body.question"), say("body.example")),
    read=_read_body,
    choices=lambda _: (SKIP,),
    applies=lambda asked: OTHER in {asked.answers.get("search"), asked.answers.get("which")} or _typed(asked),
    numbered=False,
    closed=False,
)


def _ask_caisse_address(asked: Asked) -> tuple[Say, ...]:
    request = request_of(asked)
    body = request.found
    if body is None or body.address is None:
        raise ValueError("a body's address is asked about only where it is known")
    address = "\n".join((body.name, *body.address.lines))
    recipient = request.recipient(asked.campaign.chosen or "")
    read_on = body.source_date or (recipient.checked_on if recipient.address else None)
    dated = say("caisse.address-dated", date=Month(read_on)) if read_on else say("caisse.address-undated")
    web = request.caisse.website if request.caisse else ""
    compare = say("caisse.compare-web", web=web) if web else say("caisse.compare")
    step = step_of(asked, "recipient-address")
    return step, say("caisse.address", address=address), dated, compare, say("caisse.keep-question")


def given_body(typed: str, asked: Asked) -> Taken | None:
    """Another caisse than the one that was found, where something else is asked: it is searched for again.

    None where the words name no caisse for certain.
    """
    text, request = body_named(typed), request_of(asked)
    if not text or not (request.caisse or "search" in asked.answers):
        return None
    found = asked.world.directory.find(text)
    if found.guessed or not (found.candidates or found.notes):
        return None
    again = _read_search(text, asked)
    if isinstance(again, NotTaken):  # « je suis à la MSA »: there is one in each region
        return _near_home(text, asked) or Taken(drops=("search", *_AFTER_SEARCH), notes=again.notes)
    return Taken(again.sets, _AFTER_SEARCH, notes=again.notes)


def _near_home(text: str, asked: Asked) -> Taken | None:
    """The body of that scheme where the person lives, which is asked about; None where their address is not known."""
    home = PostalAddress.stored(asked.answers.get("address", SKIPPED)).postcode
    there = f"{text} {home}"
    found = asked.world.directory.find(there).candidates if home else ()
    return Taken({"search": there[:LONGEST]}, _AFTER_SEARCH) if found else None


_OF_ONES_OWN = re.compile(r"\b(?:mon adresse|j habite|chez moi|my address|i live|my home)\b")


def _read_body_address(typed: str, asked: Asked) -> Reading:
    """Read the address of the body; the person's own is asked for later, and would be written as the body's."""
    if _OF_ONES_OWN.search(fold(typed)):
        return NotTaken((say("body.address-not-yours"),))
    if (other := given_body(typed, asked)) and not _is_line(typed, other, asked):
        return other
    return read_address("body_address", typed, asked)


def _is_line(typed: str, other: Taken, asked: Asked) -> bool:
    """Whether it may be a line of the caisse's address: its name, or a town of its own département."""
    if typed.isdigit() or fold(body_named(typed)) != fold(typed):
        return False
    now, then = request_of(asked).caisse, asked.world.directory.get(other.sets.get("which", ""))
    if not typed[0].isdigit() or now is None or then is None:
        return now is not None and now == then
    return now.kind not in GENERAL or not set(now.departements).isdisjoint(then.departements)


_NO = re.compile(r"(?:ah |mais |euh )*(?:non|no)\b")


def _denies(typed: str) -> bool:
    """Whether a text says no to the address, with words that might have named another caisse: « non, une autre »."""
    return bool(body_named(typed) and _NO.match(fold(typed)) and not is_limited(typed))


def _read_caisse_address(typed: str, asked: Asked) -> Reading:
    match typed:
        case "keep":
            return Taken({"caisse_address": "keep"}, notes=(say("caisse.address-kept"),))
        case "blank":
            return Taken({"caisse_address": "blank", "body_address": SKIPPED}, notes=(say("skipped"),))
        case "correct":
            return Taken({"caisse_address": "correct"})
        case _ if (other := given_body(typed, asked)) and not _is_line(typed, other, asked):
            return other
        case _ if _denies(typed):
            return Taken({"caisse_address": "correct"})
        case _ if "\n" in typed or address_from(typed, asked.world.postcodes).postcode:
            taken = _read_body_address(typed, asked)
            if isinstance(taken, NotTaken):
                return taken
            return Taken({"caisse_address": "correct", **taken.sets}, taken.drops, notes=taken.notes)
        case _:
            return NotTaken((say("choice.expected"),))


def known_address(asked: Asked) -> bool:
    """Whether the directory, or the list, has the address of the chosen body."""
    body = request_of(asked).found
    return body is not None and body.address is not None


def lives_elsewhere(asked: Asked) -> bool:
    """Whether the person's own address is in no département of the caisse, one of a place, that was chosen."""
    caisse, home = request_of(asked).caisse, PostalAddress.stored(asked.answers.get("address", SKIPPED)).postcode
    if caisse is None or caisse.kind not in GENERAL or not caisse.departements or not home:
        return False
    there = [one for one in asked.world.directory.find(home).candidates if one.kind in GENERAL]
    return bool(there) and all(set(caisse.departements).isdisjoint(one.departements) for one in there)


CAISSE_ADDRESS = Question(
    "caisse_address",
    ask=_ask_caisse_address,
    read=_read_caisse_address,
    choices=lambda _: (
        Choice("keep", say("choice.keep")),
        Choice("correct", say("choice.correct")),
        Choice("blank", say("choice.blank")),
    ),
    applies=known_address,
    heard=lambda typed: "" if body_named(typed) else typed,
)
BODY_ADDRESS = Question(
    "body_address",
    ask=lambda asked: (step_of(asked, "recipient-address"), say("body.address-question"), say("body.address-example")),
    read=_read_body_address,
    choices=lambda _: (SKIP,),
    applies=lambda asked: not known_address(asked) or asked.answers.get("caisse_address") == "correct",
    numbered=False,
    closed=False,
)

ADDRESS_QUESTIONS = (CAISSE_ADDRESS, BODY_ADDRESS, more_of("body_address", "recipient-address"))
FORGOTTEN_WITH = {
    "search": _AFTER_SEARCH,
    "which": ("body", "caisse_address", "body_address", "body_address_more"),
    "caisse_address": ("body_address", "body_address_more"),
}
"""For each question, the answers that become void when it is answered anew."""
