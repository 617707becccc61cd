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
_WRITTEN_OUT = {
    short: words
    for words, shorts in {
        "quoi": "koi kwa", "que": "ke", "qui": "ki", "quel": "kel", "quelle": "kelle", "pourquoi": "pk pkoi pq pourkoi",
        "pour": "pr", "j ai": "g jai ge", "ca": "sa", "combien": "cb", "il y a": "ya", "c etait": "ct cetait",
        "tout": "tt tou", "vous": "vs vou", "dans": "ds", "beaucoup": "bcp", "quand": "qd kan kand", "meme": "mm",
        "je sais pas": "jsp chepa", "salut": "slt", "bonjour": "bjr", "bonsoir": "bsr", "maintenant": "mtn",
        "mais": "ms", "donc": "dc", "je veux": "jveux jveu", "je suis": "chui jsuis jsui", "je peux": "jpeux jpeu",
        "je comprends": "jcomprends jcomprend", "je me": "jme", "je vais": "jvais", "je te": "jte", "je sais": "jsais",
        "c est": "cest ces sest", "qu est ce que": "keske kesk", "reponse": "rep", "message": "msg", "telephone": "tel",
        "moi": "mwa moa", "suis": "sui", "pas": "pa", "recu": "resu", "fait": "fe", "faut": "fo fau", "non": "nan",
        "oui": "ouais ui", "you": "u", "your": "ur", "are": "r", "thanks": "thx", "please": "pls plz", "don t": "dont",
        "i m": "im", "i ve": "ive", "can t": "cant", "didn t": "didnt", "haven t": "havent", "won t": "wont",
        "what s": "whats", "it s": "its", "that s": "thats", "don t know": "dunno", "going to": "gonna",
        "want to": "wanna",
    }.items()
    for short in shorts.split()
}  # fmt: skip
"""What people type in short on a phone, as others write it: « jai pa resu » has the features of « j’ai pas reçu »."""
ALWAYS = "always"
"""The feature of every sentence: how usual a class is."""


def features(text: str) -> tuple[str, ...]:
    """The features of a sentence, each once, in order. Raises nothing."""
    return tuple(dict.fromkeys(_features(normal(text).split(), asks="?" in text)))


def normal(text: str) -> str:
    """The sentence as it is compared: folded, written out, elisions joined, every number one sign."""
    words = " ".join(_WRITTEN_OUT.get(word, word) for word in fold(text[:LONGEST]).split())
    return _DIGITS.sub("#", _ELIDED.sub(r"\1", words))


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
