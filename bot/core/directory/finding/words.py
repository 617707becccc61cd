"""Typed text as words to compare: folded, abbreviations spelt out; and the words that say nothing of a place."""

import re

from bot.core.directory.folding import fold

LONGEST = 200
"""The most characters of a typed text that are read."""
NAMING = frozenset({"cpam", "caisse", "ccss", "cgss", "css", "msa"})
"""Words that announce the name of a caisse."""
ARTICLES = frozenset({"la", "le", "les", "l"})
_NOISE_WORDS = """
    cpam caisse ccss cgss css msa primaire assurance maladie secu securite sociale generale ameli mutualite agricole
    d de du des la le les l a au aux en dans pour pres vers chez ici commune ville departement dept region siege code
    postal numero cedex arrondissement organisme ma mon c est je suis j habite vis viens reside demeure depends
    moi nous alors donc rattache rattachee affilie affiliee
    bonjour bonsoir salut merci svp the my is of in i m live from near hello thanks local insurance fund health
"""
NOISE = frozenset(_NOISE_WORDS.split())
_EVERYDAY_WORDS = """
    premiere premier deuxieme derniere dernier autre autres aucune aucun rien suite merci beaucoup mais passe passer
    passons encore plus tard bien bonne non oui peut etre comment combien quelle quel quelles pourquoi lettre lettres
    adresse maison matin matins soir mari marie mere pere fille fils martin martine salarie retraite retraitee chomage
    etudiant prive aide mineur mineure stop retour annuler dossier rappel rappels langue pause code test essai question
"""
EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
"""Words never read as a slip for a similar name: « ce matin » is no sailor (« marin »), « passe » no town."""
_WRITTEN = {
    "st": "saint",
    "ste": "sainte",
    "hte": "haute",
    "htes": "hautes",
    "dpt": "dept",
    "dep": "dept",
    "cpm": "cpam",
    "cam": "cpam",
    "cpa": "cpam",
    "msaa": "msa",
    "mssa": "msa",
    "mmsa": "msa",
}
_WRITTEN |= dict.fromkeys(("jhabite", "jabite", "abite", "habites", "habitons", "habitant"), "habite")
_UNITS = """
    un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf
"""
_COUNTED = {str(n): word.replace("-", " ") for n, word in enumerate(_UNITS.split(), 1)}
_VALUES = {word: n for n, word in enumerate(_UNITS.split(), 1) if n <= 16} | {"zero": 0, "une": 1, "vingts": 20}
_VALUES |= {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_OVER = re.compile(r"\bs/ ?(?=(?P<wood>bois|jouarre)?)", re.IGNORECASE)
"""The abbreviation of « sur » or « sous »: « Fontenay s/ Bois », « Ivry s/Seine »."""
_GLUED = re.compile(r"(cpam|ccss|cgss|css|msa)(\d+[ab]?)")
_DIGITS_BY_EYE = re.compile(r"o\d|(?=(?:[oil]*\d){3})[\doil]{5}")
_LIKE_DIGITS = str.maketrans("oil", "011")
_ROMAN = re.compile(r"(x{0,2})(ix|iv|v?i{0,3})(?:e|eme|er|ere)")
_ROMAN_VALUES = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
WITH_ARRONDISSEMENTS = ("paris", "marseille", "lyon")
_HAVE_ARRONDISSEMENTS = frozenset(WITH_ARRONDISSEMENTS)
_SPELT = re.compile(r"\b(?:c p a m|m s a)\b")
_NEARLY_CPAM = re.compile("cpam|.pam|c.am|cp.m|cpa.|pcam|capm|cpma|.cpam|c.pam|cp.am|cpa.m|cpam.")
"""« cpam », with one letter wrong, two swapped, or one more."""


def words_of(typed: str) -> list[str]:
    """The words of a typed text, ready to compare; at most LONGEST characters are read."""
    typed = typed[:LONGEST]
    opened = _OVER.sub(lambda found: "sous " if found["wood"] else "sur ", typed) if "/" in typed else typed
    text = _SPELT.sub(lambda found: found[0].replace(" ", ""), fold(opened))
    words = [_written(piece) for word in text.split() for piece in _apart(word)]
    if not _HAVE_ARRONDISSEMENTS.isdisjoint(words):
        return [_arabic(word, words[:n]) for n, word in enumerate(words)]
    return words


def _written(word: str) -> str:
    """The word with its abbreviation spelt out and a slip in « CPAM » corrected, unless it is « CNAM »."""
    return "cpam" if _NEARLY_CPAM.fullmatch(word) and word != "cnam" else _WRITTEN.get(word, word)


def bare(words: list[str]) -> str:
    """The words without those that say nothing of a place."""
    return " ".join(word for word in words if word not in NOISE)


def counted(words: list[str]) -> list[str]:
    """The words with small numbers in letters, as towns write them: « 6 fours les plages »."""
    return " ".join(_COUNTED.get(word, word) for word in words).split()


def number_in_letters(words: list[str]) -> str | None:
    """The number in « le neuf trois » or « quatre-vingt-treize » (93); None up to ten, which may be words."""
    said = [word for word in words if word not in NOISE and word != "et"]
    if not said or not set(said) <= set(_VALUES):
        return None
    if len(said) == 2 and all(_VALUES[word] < 10 for word in said):
        return "".join(str(_VALUES[word]) for word in said)
    total = sum(_VALUES[word] for word in said)
    if len(said) > 1 and said[0] == "quatre" and _VALUES[said[1]] == 20:
        total += 80 - 24
    return str(total) if 10 < total < 96 else None


def without_last_articles(words: list[str]) -> str:
    """The words without the articles at their end: « Saint-Denis de la »."""
    last = max((n for n, word in enumerate(words, 1) if word not in NOISE), default=0)
    return " ".join(words[:last])


def without_noise_around(words: list[str]) -> tuple[list[str], list[str]]:
    """The words without noise at both ends (« je vis à Nantes »: « nantes »), and with an article before them."""
    at = [n for n, word in enumerate(words) if word not in NOISE]
    if not at:
        return [], []
    first, last = at[0], at[-1] + 1
    core = words[first:last]
    return core, words[first - 1 : last] if first and words[first - 1] in ARTICLES else core


def _apart(word: str) -> tuple[str, ...]:
    """The parts of a word: « cpam45 » is two words; « O6600 » is a postcode with a letter that looks like its digit."""
    if word.isalpha():
        return (word,)
    if _DIGITS_BY_EYE.fullmatch(word):
        return (word.translate(_LIKE_DIGITS),)
    glued = _GLUED.fullmatch(word)
    return glued.groups() if glued else (word,)


def _arabic(word: str, before: list[str]) -> str:
    """A Roman number in digits, « Paris XXe », only after a town with arrondissements, as « vie » is a word."""
    roman = _ROMAN.fullmatch(word)
    if not roman or _HAVE_ARRONDISSEMENTS.isdisjoint(before):
        return word
    number = 10 * len(roman[1]) + _ROMAN_VALUES[roman[2]]
    return f"{number}e" if number else word
