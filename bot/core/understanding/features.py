"""What the model looks at in a sentence: its words, pairs of them, and the letters of which they are made.

People type « jai pas recu », « j’ai pas reçu » and « g pas resu »: words are folded and elisions joined, so that the
first two are one, and pieces of words let the third be near.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.core.directory.folding import fold

LONGEST = 400
"""Characters of a sentence that are looked at: what somebody wants stands near its beginning."""
_ELIDED = re.compile(r"\b(j|l|d|c|n|s|m|t|qu|y) (?=[a-z])")
_DIGITS = re.compile(r"\d+")
_PIECE = 4
ALWAYS = "always"
"""The feature of every sentence: how usual a class is."""


def features(text: str) -> tuple[str, ...]:
    """The features of a sentence, each once, in order. Raises nothing."""
    return tuple(dict.fromkeys(_features(normal(text).split(), asks="?" in text)))


def normal(text: str) -> str:
    """The sentence as it is compared: folded, elisions joined, every number one sign."""
    return _DIGITS.sub("#", _ELIDED.sub(r"\1", fold(text[:LONGEST])))


def _features(words: list[str], *, asks: bool) -> Iterator[str]:
    yield ALWAYS
    if asks:
        yield "?"
    framed = ["^", *words, "$"]
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(framed))
    yield from (f"{one} _ {two}" for one, two in zip(framed, framed[2:], strict=False))
    for word in words:
        spelt = f"<{word}>"
        yield from (f"{spelt[i : i + _PIECE]}~" for i in range(max(1, len(spelt) - _PIECE + 1)))
