"""How fast the pure parts are: a step of the conversation, a letter, a search, a sentence; and paper."""

import time
from collections.abc import Callable, Mapping

from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.core.directory.search_quality import LISTS, queries
from tests.core.talk import TO_THE_LETTERS, Talk
from tests.render.papers import letter_of
from tests.store.talk import the_content

_AT_LEAST = 1.0
_SENTENCE = "bonjour madame j’ai envoyé les deux lettres hier matin en recommandé et toujours rien reçu"


def each() -> Mapping[str, float]:
    """What is done, and the milliseconds of CPU that it takes."""
    content = the_content()
    typed = tuple(query.typed for query in queries(LISTS[0]))
    return {
        "a step of the conversation, on the way to the letters": _each(lambda _: _to_the_letters())
        / len(TO_THE_LETTERS),
        "a sentence read for what it means": _each(lambda _: content.model.guess(_SENTENCE)),
        "a search for a caisse": _each(lambda number: content.directory.find(typed[number % len(typed)])),
        "a letter as words": _each(lambda number: letter_of(f"Camille Exemple {number}")),
        **{f"a letter as {kind.upper()}": _each(_writing(kind)) for kind in PaperKind},
    }


def _to_the_letters() -> None:
    Talk().say(*TO_THE_LETTERS)


def _writing(kind: PaperKind) -> Callable[[int], bytes]:
    return lambda number: paper(letter_of(f"Camille Exemple {number}"), kind)


def _each(act: Callable[[int], object]) -> float:
    """The milliseconds of CPU that something takes, over a second of it."""
    act(0)
    began, number = time.process_time(), 0
    while (took := time.process_time() - began) < _AT_LEAST:
        number += 1
        act(number)
    return took / number * 1000
