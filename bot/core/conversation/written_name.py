"""A name as names are written: « madame yvonne de la tour » is printed « Madame Yvonne de La Tour »."""

import re
from dataclasses import replace

from bot.core.conversation.question import Taken
from bot.core.ports.message import Say

_PARTICLES = frozenset({
    "de", "du", "des", "d", "da", "do", "das", "dos", "di", "del", "della", "von", "den", "der", "y", "e", "et", "and",
    "ou", "or", "née", "né", "dit", "dite", "épouse", "époux", "ép", "veuve", "vve", "born",
})  # fmt: skip
"""What stays small within a name."""
_WORD = re.compile(r"[^\W\d_]+")
_OF_WORDS = re.compile(r"(?:[^\W\d_]|[ .,'’-])+")


def as_written(name: str) -> str:
    """The same name with the capitals of names; untouched where any letter but the first has a capital of its own."""
    if any(c.isupper() for c in name[1:]) or not _OF_WORDS.fullmatch(name):
        return name  # « DUPONT-MARTIN », « McDonald », « Jean de la Fontaine »

    def capital(word: re.Match[str]) -> str:
        small = word.start() > 0 and word[0] in _PARTICLES
        return word[0] if small else word[0][0].upper() + word[0][1:]

    return _WORD.sub(capital, name)


def with_names_written(taken: Taken) -> Taken:
    """The same answers with the names in them as names are written, and said so where they are noted."""
    names = {value: as_written(value) for key, value in taken.sets.items() if key in {"name", "whom"}}
    if all(value == written for value, written in names.items()):
        return taken

    def noted(note: Say) -> Say:
        return Say(note.key, tuple((key, names.get(str(value), value)) for key, value in note.params))

    sets = {key: names[value] if key in {"name", "whom"} else value for key, value in taken.sets.items()}
    return replace(taken, sets=sets, notes=tuple(map(noted, taken.notes)))
