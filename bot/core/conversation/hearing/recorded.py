"""Whether a sentence puts another body or medium in the place of one that was recorded: « c’était le Hub, pas … »."""

import re

from bot.core.directory.folding import fold

_LEAD = (
    r"(?:(?:ah|oh|non|no|mais|pardon|sorry|en fait|euh|zut|c etait|c est|it was|it s|je l ai|j ai|envoyee?|postee?|"
    r"partie|sent|posted|i) )*"
)
_BODY = (
    r"(?:(?:le|la|a|au|du|de|pour|the|to|from|celle|celui) )*"
    r"(?:hub|hdh|health data hub|caisse|cpam|msa|cgss|cnam|fund)"
)
_MEDIUM = (
    r"(?:(?:en|par|une?|lettre|la|by|in|a|the) )*"
    r"(?:recommandee?|e ?mails?|mails?|courriel|poste|courrier(?: simple)?|simple|ameli|registered(?: post)?|post|"
    r"internet|main propre)"
)


def _one_not_the_other(what: str) -> str:
    return rf"{what} (?:et |and |mais |but )?(?:pas|not) {what}|(?:pas|not) {what} (?:mais |but )?{what}"


_CORRECTS = re.compile(rf"{_LEAD}(?:{_one_not_the_other(_BODY)}|{_one_not_the_other(_MEDIUM)})")


def corrects_an_entry(typed: str) -> bool:
    """Whether it says only that one body or medium is right and not another."""
    return "?" not in typed and bool(_CORRECTS.fullmatch(fold(typed)))
