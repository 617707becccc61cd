"""How hard the French texts are to read: Björnsson's LIX, words in a sentence plus the percentage of long words.

Under 30 is easy, 40 a newspaper, 50 an official text, 60 a law. Messages are for everybody; letters cite the law.
"""

import re
from statistics import median

import pytest

from tests.proofread.texts import letters, messages

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_END = re.compile(r"[.!?:;]+(?=\s|$)|\n")
LONG = 6


def lix(text: str) -> float:
    words = _WORD.findall(text)
    sentences = [part for part in _END.split(text) if _WORD.search(part)]
    long = [word for word in words if max(len(piece) for piece in re.split(r"[’']", word)) > LONG]
    return len(words) / len(sentences) + 100 * len(long) / len(words)


def sentences(text: str) -> list[int]:
    return [len(_WORD.findall(part)) for part in _END.split(text)]


def test_the_measure_is_bjornsson_s() -> None:
    assert lix("Le chat dort. Il rêve.") == 2.5
    assert lix("Le gouvernement dort.") == pytest.approx(3 + 100 / 3)


def test_messages_are_easier_than_a_newspaper() -> None:
    long_enough = [lix(text) for text in messages().values() if len(_WORD.findall(text)) >= 15]
    print(f"messages of 15 words and more: {len(long_enough)}, median LIX {median(long_enough):.1f}")
    assert median(long_enough) < 40


def test_no_sentence_of_a_message_is_longer_than_a_breath() -> None:
    assert {key: max(sentences(text)) for key, text in messages().items() if max(sentences(text)) > 34} == {}


def test_letters_are_no_harder_than_official_texts() -> None:
    measured = {name: lix(text) for name, text in letters().items() if len(_WORD.findall(text)) > 100}
    print(f"letters: {len(measured)}, median LIX {median(measured.values()):.1f}, most {max(measured.values()):.1f}")
    assert median(measured.values()) < 50
    assert max(measured.values()) < 60
