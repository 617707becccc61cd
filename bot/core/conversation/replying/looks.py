"""How a text looks: like a line of an address, like a name, like a sentence."""

import re

from bot.core.directory.folding import fold

POSTCODE = re.compile(r"\b\d{5}\b")
MOST_OF_A_NAME = 4
"""Words up to which capitals make a name."""
PLACES = frozenset({
    "rue", "r", "avenue", "av", "ave", "boulevard", "bd", "bld", "place", "pl", "chemin", "ch", "impasse", "imp",
    "allee", "allees", "quai", "cours", "route", "rte", "square", "sq", "passage", "sentier", "ruelle", "montee",
    "lieu", "ld", "hameau", "village", "bourg", "quartier", "cite", "lotissement", "lot", "residence", "res", "ehpad",
    "foyer", "maison", "chateau", "ferme", "domaine", "villa", "mas", "clos", "parc", "zone", "za", "zi", "batiment",
    "bat", "appartement", "appt", "apt", "app", "etage", "porte", "esc", "bp", "cs", "cedex", "chez", "co",
    "camping", "moulin", "ccas", "street", "road", "house", "flat", "farm",
})  # fmt: skip
"""Words that the lines of an address have, and hardly a sentence about something else."""
SPEAKS = frozenset({
    "je", "j", "tu", "vous", "me", "m", "c", "ce", "ca", "que", "quoi", "qui", "quel", "quelle", "pourquoi", "comment",
    "combien", "ou", "rien", "pas", "plus", "toujours", "i", "you", "it", "what", "why", "how", "where", "not", "est",
    "suis", "avez", "veux", "oui", "non", "pour", "mais", "mon", "ma", "mes", "un", "une", "my", "is", "for", "yes",
    "no", "elle", "il", "on", "she", "he",
})  # fmt: skip
"""Words that a sentence has, and hardly the name of a body."""
WHO_SPEAKS = frozenset({
    "je", "j", "c", "tu", "vous", "nous", "on", "il", "elle", "ils", "elles", "i", "you", "we", "they", "he", "she",
})  # fmt: skip
"""Who does something in a sentence; a line of an address has them only beside a number and a street."""


def is_placed(text: str) -> bool:
    """Whether a text has a word that lines of an address have."""
    return bool(PLACES & set(fold(text).split()))


def is_titled(text: str) -> bool:
    """Whether every word begins as names do: « Constant Mauvais », « Les Moutiers-en-Cinglais »."""
    words = text.split()
    shouted = text.isupper() and SPEAKS & set(fold(text).split())
    return len(words) <= MOST_OF_A_NAME and all(word[0].isupper() for word in words) and not shouted
