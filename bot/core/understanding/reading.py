"""A message to what it means: the whole of it, and each of its clauses where it has several."""

import re
from collections.abc import Collection

from bot.core.understanding.meaning import Act, Meaning, named
from bot.core.understanding.model import Model

MOST_CLAUSES = 6
_ENDS = re.compile(r"[.!?;:\n…]+|\s-\s")
_JOINS = re.compile(
    r",| et | mais | puis | par contre | parce que | car | puisque | sinon |"
    r" and | but | then | because | since | however ",
    re.IGNORECASE,
)
_SHORTEST = 2
"""Words of a clause: one alone says too little."""


def meanings(text: str, model: Model, moment: str = "", but: Collection[Act] = ()) -> tuple[Meaning, ...]:
    """What a message means: the whole first, then its clauses in order. Raises nothing.

    moment  what is being asked, by its name in `moments.csv`: at the name, « ma mère » is for whom it is
    but     what cannot be meant at that moment
    """
    return tuple(_meaning(part, model, moment, but) for part in (text, *clauses(text)))


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a message that has several: its sentences, and what « et », « mais » or a comma parts in them."""
    sentences = [(sentence, end) for sentence, end in _sentences(text) if sentence.split()]
    parts = [part for sentence, end in sentences for part in _parts(sentence, end)]
    return tuple(parts[:MOST_CLAUSES]) if len(parts) > 1 or (parts and len(parts[0]) < len(text.strip()) - 1) else ()


def _sentences(text: str) -> list[tuple[str, str]]:
    """Each sentence, with the sign that ends it."""
    found, start = [], 0
    for match in _ENDS.finditer(text):
        found.append((text[start : match.start()].strip(), match[0].strip()))
        start = match.end()
    return [*found, (text[start:].strip(), "")]


def _parts(sentence: str, end: str) -> list[str]:
    ending = "?" if "?" in end else ""
    parts = [part.strip() for part in _JOINS.split(sentence) if len(part.split()) >= _SHORTEST]
    *told, last = parts or [sentence]
    return [*told, f"{last}{ending}"]


def _meaning(words: str, model: Model, moment: str, but: Collection[Act]) -> Meaning:
    guess = model.guess(words, moment, but)
    act, topic = named(guess.meant)
    then = named(guess.next) if guess.next else None
    return Meaning(act, topic, guess.sure, words, guess.beyond, then, guess.behind)
