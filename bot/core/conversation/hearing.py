"""Rewriting a sentence about an answer in the words that the choices know.

« Mon refus » is the person's objection and never the body's refusal. What else could be meant stays in the sentence:
where it says two things, both are found, and the person is asked which.
"""

import re

from bot.core.directory.folding import fold

_MINE = re.compile(r"\b(?:mon|notre|my|our) (?:refus|non|refusal)\b|\b(?:je|j ai|nous|on a) refuse\w*\b")
_TAKEN = re.compile(
    r"\b(?:enregistre\w*|pris\w* en compte|prend\w* en compte|note\w*|valide\w*|accept\w*|recorded|registered)\b"
)
_OBJECTION = re.compile(r"\b(?:mon|ma|notre|l|my|the) (?:opposition|demande|objection|request)\b")
_DENIED = re.compile(r"\b(?:pas|jamais|non|not|never|sauf|mais|but|refus\w*)\b")


def heard(typed: str) -> str:
    """The sentence, folded, where « mon refus » has become « mon opposition ». Raises nothing."""
    folded = _MINE.sub("mon opposition", fold(typed))
    if folded == fold(typed) and not _OBJECTION.search(folded):
        return typed
    if _TAKEN.search(folded) and _OBJECTION.search(folded) and not _DENIED.search(folded):
        return "opposition enregistree"
    return folded
