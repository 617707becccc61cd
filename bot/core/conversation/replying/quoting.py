"""A sentence of the question quoted back, which answers nothing: « “Votre nom et votre prénom ?” »."""

import re

from bot.core.conversation.asking import Scene, standing
from bot.core.conversation.assent import LONGEST
from bot.core.directory.folding import fold

_QUOTED = re.compile(r"\s*[«“”\"„]\s*(?P<quoted>[^«»“”\"]+)[»“”\"]\s*(?P<rest>.*)", re.DOTALL)
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_FEWEST = 3
"""Words of a sentence: fewer may be an answer."""


def without_quote(scene: Scene, text: str) -> str:
    """The text without a sentence of the question at its beginning; empty where nothing else is in it."""
    quoted = _QUOTED.fullmatch(text)
    said, rest = (quoted["quoted"], quoted["rest"]) if quoted else (text, "")
    if len(said.split(maxsplit=_FEWEST)) < _FEWEST or len(said) > LONGEST:
        return text
    _, question, asked = standing(scene)
    briefly = question.repeat(asked) if question.repeat else ()
    shown = [scene.world.wording(paragraph) for paragraph in (*question.ask(asked), *briefly)]
    every = {fold(one) for paragraph in shown for one in (paragraph, *_SENTENCES.split(paragraph))}
    if fold(said) not in every or (rest and question.strict):
        return text
    return rest
