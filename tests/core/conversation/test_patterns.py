"""No pattern of the conversation takes long for a word of its own that somebody types again and again.

« Il faut ajouter ajouter ajouter… » could be read in two ways at each word, and would have kept everybody waiting.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from time import process_time

import bot.core.conversation
from bot.core.conversation.hearing.doubts import is_hesitation

TIMES = 26
"""So often that a pattern with two ways to read a word tries 67 million."""
SECONDS = 0.2
BOUNDED = {"bot.core.conversation.hearing.doubts._HESITATION"}
"""Patterns that are only asked of a short word: the function beside them is tried instead."""
_WORD = re.compile(r"(?<![\\?])[a-z]{1,}(?:\[[a-z]+\])?")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of the conversation keeps, by its name."""
    found = pkgutil.walk_packages(bot.core.conversation.__path__, "bot.core.conversation.")
    for module in (importlib.import_module(one.name) for one in found):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value


def words(pattern: str) -> set[str]:
    """The words in a pattern, with each of the letters that may end them."""
    found = set[str]()
    for one in _WORD.findall(pattern):
        word, _, ends = one.partition("[")
        found |= {word + end for end in ends.rstrip("]")} | {word}
    return found


def test_a_word_of_a_pattern_again_and_again_takes_no_time() -> None:
    every = [(name, pattern) for name, pattern in patterns() if name not in BOUNDED]
    slow = list[tuple[str, str]]()
    assert len(every) > 100
    for name, pattern in every:
        for word in sorted(words(pattern.pattern)):
            began = process_time()
            for text in (f"{word} " * TIMES + "0x", word * TIMES + "0x"):
                pattern.fullmatch(text)
                pattern.search(text)
            if process_time() - began > SECONDS:
                slow.append((name, word))
                break
    assert slow == []


def test_a_long_hesitation_is_none_and_takes_no_time() -> None:
    began = process_time()
    assert not is_hesitation("euh" * 20_000 + "x")
    assert is_hesitation("euh ben euheuh hmmm well")
    assert process_time() - began < SECONDS
