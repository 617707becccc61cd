"""Whether a sentence with the words of an order gives it: « n’effacez rien », « effacez mon adresse »."""

import re

from bot.core.conversation.hearing.doubts import answer_named
from bot.core.directory.folding import fold

_NO_ORDER = re.compile(
    r"\b(?:don t|do not|didn t|ne|pas) (?:want|veux|voudrais|souhaite) (?:\w+ ){0,5}?(?:stop|arret)\w*|"
    r"\b(?:veux|voudrais|want) pas (?:\w+ ){0,5}?(?:stop|arret)\w*|"
    r"^(?:et |mais |and |but )*(?:si|if|when|quand)\b|"
    r"\b(?:n|ne m|ne l|ne les|m) (?:arret|stopp)\w+ (?:pas|surtout|plus)?|\bn (?:arret|stopp)\w+|"
    r"\b(?:pas besoin|no need|surtout pas|don t|do not|never) (?:d |de |to )?(?:m |l |les )?(?:arret|stop)\w*|"
    r"\b(?:failli|nearly|almost|rien (?:efface|supprime)|pas (?:efface|supprime)|key|touche|attendez|attends|wait)\b|"
    r"\b(?:peut etre|maybe|perhaps|might|un (?:autre )?jour|some ?day)\b|"
    r"\b(?:pas|not) (?:aujourd ?hui|maintenant|today|now)\b"
)


def is_no_order(typed: str) -> bool:
    """Whether the words of an order are none: « n’arrêtez pas », « si j’efface tout, que devient mon dossier ? »."""
    return "?" in typed or bool(_NO_ORDER.search(fold(typed)))


_NOT_ERASED = re.compile(
    r"\bn (?:effac|supprim)\w+|\b(?:effac|supprim)\w+ (?:pas|rien)\b|"
    r"\b(?:sans|surtout pas|pas) (?:tout )?(?:effac|supprim)\w+|"
    r"\b(?:don t|do not|never|without|not) (?:delete|erase|remove|deleting|erasing|removing)\b"
)


def is_not_to_be_erased(typed: str) -> bool:
    """Whether somebody asks that nothing be erased: « surtout n’effacez rien »."""
    return bool(_NOT_ERASED.search(fold(typed)))


_ERASED = re.compile(r"\b(?:effac\w*|supprim\w*|enlev\w*|retir\w*|delete|erase|remove) (?:\w+ ){0,2}?(?:mon|ma|my) \w+")


_ALL = re.compile(
    r"\b(?:tout|toutes?|tous|all|everything|donnees|data|dossier|file|compte|account|infos?|informations?|et|and)\b"
)


def answer_erased(typed: str) -> str:
    """The one answer that somebody asks to erase: « effacez mon adresse »; empty where it is none, or all."""
    found = _ERASED.search(fold(typed))
    return "" if found is None or _ALL.search(fold(typed)) else answer_named(found[0])


_ENTRY = re.compile(
    r"\b(?:effac\w*|supprim\w*|enlev\w*|retir\w*|annul\w*|delete|erase|remove|cancel) (?:\w+ ){0,2}?"
    r"(?:refus|reponse|accuse|date|jour|envoi|refusal|answer|day|date|entry)\b"
)


def is_entry_erased(typed: str) -> bool:
    """Whether somebody asks that one entry of their case go: « effacez le refus que j’ai noté »; not all."""
    folded = fold(typed)
    return bool(_ENTRY.search(folded)) and not _ALL.search(folded)
