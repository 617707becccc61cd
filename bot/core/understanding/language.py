"""The language of a text, told by its small words: « the », « my » and « is » are in hardly any French sentence."""

from collections.abc import Mapping

from bot.core.directory.folding import fold

LEAST = 2
"""Small words that make a sentence one of that language."""


def language_of(text: str, small_words: Mapping[str, frozenset[str]]) -> str:
    """The code of the language that a text is plainly in; empty where it may be another, or too little is said.

    small_words  folded, by the code of their language
    """
    words = set(fold(text).split())
    told = {code: len(words & small) for code, small in small_words.items()}
    found = [code for code, count in told.items() if count]
    return found[0] if len(found) == 1 and told[found[0]] >= LEAST else ""
