"""Whether somebody wants what a sentence names: « je ne veux pas relancer », « faut-il relancer ? », « relancez »."""

import re

from bot.core.conversation.hearing.doubts import is_limited
from bot.core.conversation.reading import begins_asking
from bot.core.directory.folding import fold

_UNWANTED = re.compile(
    r"\b(?:veux|vais|voudrais|souhaite|compte|tiens|pense|want|wish|going|plan|intend) (?:surtout )?(?:pas|plus|not)\b|"
    r"\bne (?:la |le |les )?(?:veux|vais|voudrais|souhaite|compte|pense) \w+ pas\b|"
    r"\bpas (?:besoin|envie|la peine|question|encore|tout de suite|maintenant|pour l instant)\b|\binutile de\b|"
    r"\b(?:don t|do not|didn t|did not|won t|will not|wouldn t|am not|i m not|rather not|not yet|no need|no wish)\b|"
    r"\b(?:qu )?(?:ils?|elles?|on|they|he|she) (?:me|m|nous|us|will|ll|would) (?:\w+ )?(?:re)?(?:lanc|contact|chas)\w+"
)


def is_unwanted(typed: str) -> bool:
    """Whether somebody says that they do not want what they name, not now, or that others will do it."""
    return bool(_UNWANTED.search(fold(typed)))


_ORDERS = re.compile(
    r"\b(?:pouvez|pourriez|peux|pourrais|voulez|veuillez|could|can|would|will)(?: (?:vous|tu|you))\b|"
    r"^(?:je (?:peux|pourrais)|est ce que (?:je peux|vous pouvez)|may i|can i|could i)\b"
)


def is_only_asked(typed: str) -> bool:
    """Whether a sentence asks about something and does not ask for it: « faut-il porter plainte ? »."""
    return ("?" in typed or begins_asking(typed)) and not _ORDERS.search(fold(typed))


_CHANGE_DECLINED = re.compile(
    r"\b(?:(?:veux|souhaite|voudrais|desire|compte|vais) (?:surtout |vraiment )?(?:pas|plus)|"
    r"(?:pas|plus|aucun) (?:besoin|envie)|inutile|pas la peine|(?:don t|do not|won t) (?:need|want)|no need)"
    r"(?: (?:d|de|du|des|le|la|les|l|une?|a|the|to|for|any|my|ma|mon|mes|of|see|get|have|faire|"
    r"renvoyer|revoir|mettre)){0,4}"
    r" (?:chang\w*|modifi\w*|corrige\w*|pauses?|breaks?|lettres?|letters?|demenager|move)\b(?: \w+){0,3}$"
)
_MOVES_LATER = re.compile(
    r"\b(?:pense|penses|compte|vais|va|allons|prevois|envisage|dois|devrais|will|ll|going to|planning|plan|might|may|"
    r"thinking of|hope)(?: \w+){0,3}? (?:demenager|move|moving)\b|"
    r"\bdemenage\b(?: \w+){0,3}? (?:l an prochain|l annee prochaine|le mois prochain|bientot|dans)\b|"
    r"\bmov(?:e|ing)\b(?: \w+){0,3}? (?:next|soon|in (?:a|two|three|\d))\b"
)


_OF_A_BODY = re.compile(r"\b(?:caisse|cpam|msa|secu|fund|hub|banque|bank)\b")
"""Whoever moves then is not the person: « il paraît que la caisse va déménager »."""


def is_change_declined(typed: str) -> bool:
    """Whether somebody says that no answer, pause or letter is to change: « je ne veux pas changer de caisse »."""
    return not is_limited(typed) and bool(_CHANGE_DECLINED.search(fold(typed)))


def moves_later(typed: str) -> bool:
    """Whether somebody will move, and has not yet, with no new address told: « je pense déménager l’an prochain »."""
    folded = fold(typed)
    told = any(c.isdigit() for c in typed) or _OF_A_BODY.search(folded)
    return not told and bool(_MOVES_LATER.search(folded))
