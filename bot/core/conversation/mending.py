"""Reading what a sentence denies or mends of what was said before: « ah non pardon, c’était avant-hier »."""

import re
from datetime import date

from bot.core.conversation.telling import A_DAY, Telling, told_in
from bot.core.directory.folding import fold

STARTS = r"(?:ah|oh|oups?|oops|zut|mince|euh+|heu|hm+|attention|attendez|wait|mais|but)"
"""What begins a sentence that may mend one."""
TAKES_BACK = (
    r"(?:pardon|sorry|excusez[ -]moi|d[ée]sol[ée]e?|non|nan|no|en fait|enfin|finalement|plut[ôo]t|actually|erreur"
    r"|je me suis tromp[ée]e?|je me trompe|my mistake|i mean|i meant(?: to say)?)"
)
"""What takes back what was said; like `STARTS`, for a text as it was typed or folded, between word boundaries."""
_MENDING = re.compile(rf"^(?:(?:{STARTS}|{TAKES_BACK}|oui|yes|c etait|c est|it was|je voulais dire) )+")


_SENT_BACK = re.compile(
    r"\b(?:sent back|a l envoyeur|(?:m|me l|me les|nous l) (?:a|ont) (?:ete )?(?:r?envoye\w*|retournee?s?)|"
    r"(?:ete )?renvoye\w* par)\b"
)
_SENT_AGAIN = re.compile(
    r"\b(?:r?envo[iy]\w*|(?:re)?poste(?:e|es|s)|(?:ai|avons|on a|on l a) (?:re)?poste|(?:re)?sent|(?:re)?posted|mailed|"
    r"(?:re)?expedie\w*)\b"
)


def is_sent_again(typed: str) -> bool:
    """Whether a sentence tells of a sending, where it is asked when a letter came back: « je l’ai renvoyée lundi »."""
    return bool(_SENT_AGAIN.search(_SENT_BACK.sub(" ", fold(typed))))


_DENIAL = re.compile(r"\b(?:non|nan|pas|no|not|jamais|never|nope)\b")
_NO_FIRST = re.compile(r"^(?:(?:ah|oh|euh+|heu|hm+|oui|mais|yes|but|well|ben|bah) )*(?:non|nan|no|nope)\b")
_DENIED_DAY = re.compile(rf"\b(?:pas|not)(?: (?:le|on|the|du|de))? {A_DAY}")


def begins_with_no(typed: str) -> bool:
    """Whether a no comes first: « non attendez »."""
    return _NO_FIRST.search(fold(typed)) is not None


def denies(typed: str) -> bool:
    """Whether a no or a not is anywhere in a sentence: « euh non pas lundi » is never a yes."""
    return _DENIAL.search(fold(typed)) is not None


def denies_the_day(typed: str) -> bool:
    """Whether it is said that a day is not the one: « euh non », « pas lundi »; not by « je ne sais pas »."""
    folded = fold(typed)
    return bool(_NO_FIRST.search(folded) or _DENIED_DAY.search(folded))


def mended_in(typed: str, today: date) -> Telling:
    """What a sentence puts in the place of what was said: « ah non pardon, avant-hier », « pas lundi, mardi »."""
    mended = _MENDING.sub("", _DENIED_DAY.sub(" ", fold(typed)) + " ", count=1)
    return Telling() if "?" in typed else told_in(" ".join(mended.split()), today)
