"""Postal addresses as answers, in one message or line by line; one is complete once it has a postcode and a town."""

import re

from bot.core.conversation.lead_in import address_in
from bot.core.conversation.mending import STARTS, TAKES_BACK
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import asks_back, is_small_talk, looks_like_email, without_email
from bot.core.conversation.request import SKIPPED
from bot.core.directory.folding import fold
from bot.core.directory.postal import PostalAddress, address_from
from bot.core.directory.spoken import with_digits
from bot.core.ports.message import Choice, Say, say
from bot.core.ports.nir import looks_like_nir

UNNUMBERED = frozenset({"capacity", "check"})
"""The questions of the request that are shown as no step."""


def step_of(asked: Asked, key: str) -> Say:
    """« Question 2 sur 4 »: the place of a question among those that the campaign asks."""
    shown = [one for one in asked.campaign.asked if one not in UNNUMBERED]
    return say("step", step=shown.index(key) + 1, steps=len(shown))


ENOUGH_LINES = 3
"""The number of lines without a postcode after which the bot asks whether the address is complete."""
LONGEST = 400
"""The most characters of an address."""
SKIP = Choice("skip", say("choice.skip"))


def complete(text: str | None) -> bool:
    """Whether an address is complete: it has a postcode and a town, or was left blank."""
    return text is None or text == SKIPPED or PostalAddress.stored(text).postcode is not None


def read_address(key: str, typed: str, asked: Asked, before: str = "") -> Reading:
    """Read an address, or one more line of it, to the answer `key`. `before`: the lines that were given already."""
    if typed == "skip":
        return Taken({key: SKIPPED}, notes=(say("skipped"),))
    if is_small_talk(typed) or asks_back(typed):
        return NotTaken((say("no-answer"),))
    if looks_like_nir(f"{before}\n{typed}"):
        return NotTaken((say("nir.refused"),))
    if looks_like_email(typed):
        typed = without_email(typed)
        if not any(c.isdigit() for c in typed):
            return NotTaken((say("address.email"),))
    if not any(c.isalnum() for c in typed):
        return NotTaken((say("address.refused"),))
    # A person who comes back in the middle of an address often types its first line again.
    given = {fold(line) for line in before.split("\n")}
    lines = (with_digits(line) for line in address_in(typed).split("\n"))
    said = "\n".join(line for line in lines if not before or fold(line) not in given)
    before = _without_postcode(before, said, asked) if before else before
    address = address_from(f"{before}\n{said}" if before else said, asked.world.postcodes)
    text = "\n".join(address.lines)
    if len(text) > LONGEST:
        return NotTaken((say("address.too-long"),))
    # The person's own address is shown right after with all answers; that of the body is not.
    notes = (say("address.understood", address=text),) if complete(text) and key != "address" else ()
    return Taken({key: text}, (f"{key}_more", f"{key}_doubt"), notes=notes)


_POSTCODE = re.compile(r"\d{5}")


def _without_postcode(before: str, said: str, asked: Asked) -> str:
    """The lines without a postcode alone, where its town comes with it again; with it last, where only that comes."""
    alone = [line for line in before.split("\n") if _POSTCODE.fullmatch(line)]
    others = [line for line in before.split("\n") if line not in alone]
    if len(alone) != 1 or not said:
        return before
    if address_from(said, asked.world.postcodes).postcode == alone[0]:
        return "\n".join(others)
    return "\n".join((*others, *alone)) if asked.world.postcodes.serves(alone[0], said) else before


_BUT = re.compile(rf"(?:(?:{STARTS}|{TAKES_BACK})\b[\s,.!:]*)+", re.IGNORECASE)
"""What is said before a correction: « ah non zut, c’est 18 rue des Essais, 75011 Paris »."""
_STREET_NAMED = re.compile(
    r"(?:c est )?(?:au |le |l )?\d{1,4} ?(?:bis |ter |[a-d] )?"
    r"(?:rue|avenue|av|boulevard|bd|place|chemin|impasse|allee|quai|route|square)\b"
)
_STREET = re.compile(r"\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))?,? (?!\d)\w+", re.IGNORECASE)


_WITHIN = re.compile(
    r"(?:(?:il|faut|r?ajoute[rz]|manque|j ai|vous avez|on a|oublie|mettre|juste|mais|et|"
    r"avec|le|la|l|du|de|please|add|you forgot|i forgot|my|the|missing) )*"
    r"(?:batiment|bat|escalier|appartement|appt|apt|etage|residence|lieu dit|hall|flat|apartment|floor|building)"
    r"(?: \w+){1,8}|"
    r"(?:non |mais )?(?:le |mon |the )?(?:numero|number) (?:c est|est|is) (?:le )?\d{1,4}(?: (?:bis|ter|pas)(?: \w+)*)?"
)


def adds_to_an_address(typed: str) -> bool:
    """Whether a text is a part of an address that was left out: « il faut ajouter bâtiment C escalier 2 »."""
    return "?" not in typed and bool(_WITHIN.fullmatch(fold(typed)))


_MOST_OF_A_STREET = 8


def is_street(typed: str) -> bool:
    """Whether a text is a street with its number, and little more: « 21 rue des Essais, pas 12 »."""
    short = len(typed.split()) <= _MOST_OF_A_STREET and "?" not in typed
    return short and bool(_STREET_NAMED.match(fold(_BUT.sub("", typed, count=1))))


def corrected_address(typed: str, asked: Asked) -> Taken | None:
    """A whole address in the place of the one that was given, where it was asked whether all is right.

    None for anything else: a street without its town, a town without a street, a postcode that is another town's.
    """
    if len(typed) > LONGEST:
        return None
    reading = read_address("address", _BUT.sub("", typed, count=1), asked)
    if not isinstance(reading, Taken) or not complete(text := reading.sets["address"]):
        return None
    address = PostalAddress.stored(text)
    return reading if _STREET.match(address.lines[0]) and not asked.world.postcodes.check(address) else None


def more_of(key: str, step: str) -> Question:
    """The question for the rest of an address that is typed line by line. `step`: the question that it belongs to."""

    def read(typed: str, asked: Asked) -> Reading:
        if typed == "done":
            text = asked.answers[key]
            if _POSTCODE.fullmatch(text):
                return NotTaken((say("address.only-postcode"),))
            return Taken({f"{key}_more": "done"}, notes=(say("address.understood", address=text),))
        return read_address(key, typed, asked, asked.answers[key])

    def rest(asked: Asked) -> Say:
        lines = asked.answers[key].split("\n")
        if len(lines) < ENOUGH_LINES:
            return say("address.next-town" if any(map(_POSTCODE.fullmatch, lines)) else "address.next-line")
        return say("address.all-of-it") if key == "address" else say("address.all-of-theirs")

    def ask(asked: Asked) -> tuple[Say, ...]:
        return step_of(asked, step), say("address.so-far", address=asked.answers[key]), rest(asked)

    def discreet(asked: Asked) -> tuple[Say, ...]:
        return step_of(asked, step), rest(asked)

    return Question(
        f"{key}_more",
        ask=ask,
        read=read,
        choices=lambda _: (Choice("done", say("address.done")),),
        applies=lambda asked: not complete(asked.answers.get(key)),
        numbered=False,
        closed=False,
        discreet=discreet,
    )
