"""The address of the body, told in a sentence where something else is asked: « leur nouvelle adresse c’est … »."""

import re

from bot.core.conversation.forms.address import complete, read_address
from bot.core.conversation.forms.caisse import known_address
from bot.core.conversation.question import Asked, Taken
from bot.core.conversation.reading import begins_asking, looks_like_email
from bot.core.directory.folding import fold

_BODY = r"(?:caisse|cpam|msa|cgss|secu|fund|banque|bank|hopital|hospital)"
_THEIRS = re.compile(
    rf"\b(?:leur|their) (?:nouvelle |new |vraie |bonne )?(?:adresse|address)\b(?! (?:mail|e ?mail|electronique))|"
    rf"\b(?:nouvelle |new )?(?:adresse|address) (?:de |du |of )?(?:la |ma |l |the |my )?{_BODY}\b|"
    rf"\b(?:{_BODY}|ils|they) (?:a|ont|has|have) (?:demenage|change d adresse|moved|changed (?:its |their )?address)\b"
)
_OF_ANOTHER = re.compile(r"\b(?:hub|hdh|plateforme|cnam|cnil)\b")
_TOLD = re.compile(r"(?:c['’ ]?est|sont|est|is|it['’]?s|au|[àa]|at|:)\s+(?=\d)", re.IGNORECASE)
"""Where the address itself begins."""


def body_address_told(typed: str, asked: Asked) -> Taken | None:
    """The body's address that a sentence tells, or that it is to be asked; None where nothing is said of it."""
    folded = fold(typed)
    if not asked.campaign.chosen or not _THEIRS.search(folded) or _OF_ANOTHER.search(folded):
        return None
    if "?" in typed or begins_asking(typed) or looks_like_email(typed):
        return None
    begun = _TOLD.search(typed)
    reading = read_address("body_address", typed[begun.end() :], asked) if begun else None
    if isinstance(reading, Taken) and complete(reading.sets["body_address"]):
        return Taken({"caisse_address": "correct", **reading.sets}, reading.drops)
    return Taken(revise="caisse_address" if known_address(asked) else "body_address")
