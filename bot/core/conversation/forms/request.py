"""The request: consent, caisse, name, address, and the check of all answers."""

from bot.core.caisse import Caisse, Note
from bot.core.conversation import letters
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import looks_like_email
from bot.core.conversation.request import OTHER, SKIPPED, Request
from bot.core.folding import fold
from bot.core.message import Choice, Say, say
from bot.core.postal import PostalAddress, address_from

STEPS = 4
_SKIP = Choice("skip", say("choice.skip"))
_SKIP_WORDS = {"passer", "skip", "laisser en blanc", "blanc", "blank", "leave blank"}


def request_of(asked: Asked) -> Request:
    """The request's answers as values."""
    return Request(asked.conversation.answers, asked.world.directory, asked.world.campaign)


# --- Consent --------------------------------------------------------------------------------------------------------


def _ask_consent(asked: Asked) -> tuple[Say, ...]:
    campaign = asked.world.campaign
    channel = say("consent.channel-private") if asked.world.private_chat else say("consent.channel-telegram")
    return (
        say("consent.keeps", request=campaign.retention.request, months=campaign.retention.case // 30),
        channel,
        say("consent.question"),
    )


def _read_consent(value: str, asked: Asked) -> Reading:
    if value == "yes":
        terms = f"{asked.world.campaign.terms}@{asked.world.today()}"
        return Taken({"consent": terms}, notes=(say("consent.thanks"),))
    return NotTaken((say("consent.expected"),))


CONSENT = Question(
    "consent",
    ask=_ask_consent,
    read=_read_consent,
    choices=lambda _: (
        Choice("yes", say("consent.yes")),
        Choice("no", say("consent.no")),
        Choice("blank", say("consent.blank")),
    ),
)


# --- Caisse ---------------------------------------------------------------------------------------------------------


def _notes(notes: tuple[Note, ...]) -> tuple[Say, ...]:
    return tuple(note_of(note) for note in notes)


def note_of(note: Note) -> Say:
    """What to say about a search result: one catalogue entry a note."""
    return say(f"caisse.note.{note.value}")


def _read_search(typed: str, asked: Asked) -> Reading:
    if typed == "unknown":
        return NotTaken((say("caisse.unknown-help"),))
    if typed == "other":
        return Taken({"search": OTHER})
    found = asked.world.directory.find(typed)
    notes = _notes(found.notes)
    match found.candidates:
        case ():
            return NotTaken(notes or (say("caisse.not-found"),))
        case (only,):
            return Taken({"search": typed[:80], "which": only.id}, notes=(*notes, say("caisse.found", name=only.name)))
        case _:
            return Taken({"search": typed[:80]}, notes=notes)


_AFTER_SEARCH = ("which", "body", "body_address", "body_address_more", "caisse_address")
SEARCH = Question(
    "search",
    ask=lambda _: (say("step", step=1, steps=STEPS), say("caisse.question"), say("caisse.example")),
    read=_read_search,
    choices=lambda _: (Choice("unknown", say("caisse.unknown")), Choice("other", say("caisse.other"))),
    numbered=False,
)


def _candidates(asked: Asked) -> tuple[Caisse, ...]:
    return asked.world.directory.find(asked.answers.get("search", "")).candidates


def _which_choices(asked: Asked) -> tuple[Choice, ...]:
    named = tuple(Choice(c.id, say("verbatim", text=c.name)) for c in _candidates(asked))
    return (*named, Choice("none", say("caisse.none-of-these")))


def _read_which(typed: str, asked: Asked) -> Reading:
    if typed == "none":
        return Taken(drops=("search", *_AFTER_SEARCH), notes=(say("caisse.again"),))
    if any(c.id == typed for c in _candidates(asked)) and (caisse := asked.world.directory.get(typed)):
        return Taken({"which": caisse.id}, notes=(say("caisse.found", name=caisse.name),))
    again = _read_search(typed, asked)
    if isinstance(again, Taken):
        return Taken(again.sets, _AFTER_SEARCH, notes=again.notes)
    return NotTaken((say("choice.expected"),))


WHICH = Question(
    "which",
    ask=lambda _: (say("step", step=1, steps=STEPS), say("caisse.which")),
    read=_read_which,
    choices=_which_choices,
    applies=lambda asked: asked.answers.get("search") != OTHER,
)


def _read_body(typed: str, _: Asked) -> Reading:
    name = " ".join(typed.split())
    if typed == "skip" or fold(typed) in _SKIP_WORDS:
        return Taken({"body": SKIPPED}, notes=(say("skipped"),))
    if looks_like_email(name):
        return NotTaken((say("body.email"),))
    if len(name) > 120 or not any(c.isalpha() for c in name):
        return NotTaken((say("body.refused"),))
    return Taken({"body": name}, notes=(say("understood", text=name),))


BODY = Question(
    "body",
    ask=lambda _: (say("step", step=1, steps=STEPS), say("body.question"), say("body.example")),
    read=_read_body,
    choices=lambda _: (_SKIP,),
    applies=lambda asked: asked.answers.get("search") == OTHER,
    numbered=False,
)


# --- Addresses: one message or line by line -------------------------------------------------------------------------


def _complete(text: str | None) -> bool:
    return text is None or text == SKIPPED or address_from(text).postcode is not None


def _read_address(key: str, typed: str, before: str = "") -> Reading:
    if typed == "skip" or fold(typed) in _SKIP_WORDS:
        return Taken({key: SKIPPED}, notes=(say("skipped"),))
    if looks_like_email(typed):
        return NotTaken((say("address.email"),))
    if not any(c.isalnum() for c in typed):
        return NotTaken((say("address.refused"),))
    address = address_from(f"{before}\n{typed}" if before else typed)
    text = "\n".join(address.lines)
    if len(text) > 400:
        return NotTaken((say("address.too-long"),))
    notes = (say("address.understood", address=text),) if _complete(text) else ()
    return Taken({key: text}, (f"{key}_more", f"{key}_doubt"), notes=notes)


def _more(key: str, step: int) -> Question:
    """The rest of an address that was begun line by line."""

    def read(typed: str, asked: Asked) -> Reading:
        if typed == "done":
            text = asked.answers[key]
            return Taken({f"{key}_more": "done"}, notes=(say("address.understood", address=text),))
        return _read_address(key, typed, asked.answers[key])

    return Question(
        f"{key}_more",
        ask=lambda asked: (
            say("step", step=step, steps=STEPS),
            say("address.so-far", address=asked.answers[key]),
            say("address.next-line"),
        ),
        read=read,
        choices=lambda _: (Choice("done", say("address.done")),),
        applies=lambda asked: not _complete(asked.answers.get(key)),
        numbered=False,
    )


# --- The caisse's address -------------------------------------------------------------------------------------------


def _ask_caisse_address(asked: Asked) -> tuple[Say, ...]:
    caisse = request_of(asked).caisse
    if caisse is None or caisse.address is None:
        raise ValueError("the caisse's address is asked about only where it is known")
    address = "\n".join((caisse.name, *caisse.address.lines))
    dated = (
        say("caisse.address-dated", date=caisse.source_date) if caisse.source_date else say("caisse.address-undated")
    )
    return (say("step", step=2, steps=STEPS), say("caisse.address", address=address), dated, say("caisse.compare"))


def _read_caisse_address(typed: str, _: Asked) -> Reading:
    match typed:
        case "keep":
            return Taken({"caisse_address": "keep"}, notes=(say("caisse.address-kept"),))
        case "blank":
            return Taken({"caisse_address": "blank", "body_address": SKIPPED}, notes=(say("skipped"),))
        case "correct":
            return Taken({"caisse_address": "correct"})
        case _ if "\n" in typed or address_from(typed).postcode:
            taken = _read_address("body_address", typed)
            if isinstance(taken, NotTaken):
                return taken
            return Taken({"caisse_address": "correct", **taken.sets}, taken.drops, notes=taken.notes)
        case _:
            return NotTaken((say("choice.expected"),))


def _known_address(asked: Asked) -> bool:
    caisse = request_of(asked).caisse
    return caisse is not None and caisse.address is not None


CAISSE_ADDRESS = Question(
    "caisse_address",
    ask=_ask_caisse_address,
    read=_read_caisse_address,
    choices=lambda _: (
        Choice("keep", say("choice.keep")),
        Choice("correct", say("choice.correct")),
        Choice("blank", say("choice.blank")),
    ),
    applies=_known_address,
)
BODY_ADDRESS = Question(
    "body_address",
    ask=lambda _: (say("step", step=2, steps=STEPS), say("body.address-question"), say("body.address-example")),
    read=lambda typed, _: _read_address("body_address", typed),
    choices=lambda _: (_SKIP,),
    applies=lambda asked: not _known_address(asked) or asked.answers.get("caisse_address") == "correct",
    numbered=False,
)


# --- Name and address -----------------------------------------------------------------------------------------------


def _read_name(typed: str, _: Asked) -> Reading:
    if typed == "skip" or fold(typed) in _SKIP_WORDS:
        return Taken({"name": SKIPPED}, notes=(say("skipped"),))
    name = " ".join(typed.split())
    if looks_like_email(name):
        return NotTaken((say("name.email"),))
    if len(name) > 100:
        return NotTaken((say("name.too-long"),))
    if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name):
        return NotTaken((say("name.refused"),))
    return Taken({"name": name}, notes=(say("understood", text=name),))


NAME = Question(
    "name",
    ask=lambda _: (say("step", step=3, steps=STEPS), say("name.question"), say("name.example")),
    read=_read_name,
    choices=lambda _: (_SKIP,),
    numbered=False,
)
ADDRESS = Question(
    "address",
    ask=lambda _: (say("step", step=4, steps=STEPS), say("address.question"), say("address.example")),
    read=lambda typed, _: _read_address("address", typed),
    choices=lambda _: (_SKIP,),
    numbered=False,
)


def _own_address(asked: Asked) -> PostalAddress | None:
    text = asked.answers.get("address", SKIPPED)
    return None if text == SKIPPED else address_from(text)


def _doubtful(asked: Asked) -> bool:
    address = _own_address(asked)
    return address is not None and _complete("\n".join(address.lines)) and bool(asked.world.postcodes.check(address))


def _ask_doubt(asked: Asked) -> tuple[Say, ...]:
    address = _own_address(asked)
    doubt = asked.world.postcodes.check(address) if address else None
    if address is None or doubt is None:
        raise ValueError("a doubt is asked about only where there is one")
    where = {"postcode": address.postcode or "", "town": address.town or ""}
    if doubt.suggestions:
        return (say("address.doubt-town", **where, towns=", ".join(doubt.suggestions)), say("address.doubt-question"))
    return (say("address.doubt-postcode", **where), say("address.doubt-question"))


def _read_doubt(typed: str, _: Asked) -> Reading:
    match typed:
        case "keep":
            return Taken({"address_doubt": "keep"})
        case "correct":
            return Taken(drops=("address", "address_more", "address_doubt"))
        case _:
            return _read_address("address", typed)


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
    caisse, mine = request.caisse_address, request.applicant.address
    return (
        say("check.title"),
        say("check.caisse", name=_shown(request.caisse_name)),
        say("check.caisse-address", address=_shown("\n".join(caisse.lines) if caisse else None)),
        say("check.name", name=_shown(request.applicant.name)),
        say("check.address", address=_shown("\n".join(mine.lines) if mine else None)),
        say("check.question"),
    )


def _read_check(typed: str, asked: Asked) -> Reading:
    match typed:
        case "good":
            return Taken({"check": "good"})
        case "caisse":
            return Taken(revise="search")
        case "caisse-address":
            return Taken(revise="caisse_address" if _known_address(asked) else "body_address")
        case "name" | "address":
            return Taken(revise=typed)
        case _:
            return NotTaken((say("choice.expected"),))


def _check_choices(_: Asked) -> tuple[Choice, ...]:
    return (
        Choice("good", say("check.good")),
        Choice("caisse", say("check.change-caisse")),
        Choice("caisse-address", say("check.change-caisse-address")),
        Choice("name", say("check.change-name")),
        Choice("address", say("check.change-address")),
    )


CHECK = Question("check", ask=_ask_check, read=_read_check, choices=_check_choices)


def _finish(asked: Asked) -> Finished:
    return letters.first_letters(asked)


REQUEST = Form(
    "request",
    (
        CONSENT,
        SEARCH,
        WHICH,
        BODY,
        CAISSE_ADDRESS,
        BODY_ADDRESS,
        _more("body_address", 2),
        NAME,
        ADDRESS,
        _more("address", 4),
        DOUBT,
        CHECK,
    ),
    finish=_finish,
)
FORGOTTEN_WITH = {
    "search": _AFTER_SEARCH,
    "which": ("caisse_address", "body_address", "body_address_more"),
    "caisse_address": ("body_address", "body_address_more"),
}
"""Answers that mean nothing once another is given anew."""
