"""Which body somebody says that they belong to, where something else was asked: « non, c’est la CPAM de Lyon »."""

import re

from bot.core.conversation.mending import STARTS, TAKES_BACK
from bot.core.directory.finding.words import EVERYDAY, NAMING, NOISE
from bot.core.directory.folding import fold
from bot.core.directory.spoken import with_digits

_NOT_THIS = r"(?:elle|celle[- ]l[àa]|[çc]a|la bonne(?: caisse)?|ma caisse|(?:dans )?(?:le )?\d{2,5})"
_MISTAKEN = re.compile(
    rf"\s*(?:(?:{STARTS}|{TAKES_BACK}(?: de caisse)?|j['’ ]?ai fait (?:une )?erreur"
    r"|i (?:got it|was) wrong|i made a mistake|wrong (?:one|fund)"
    rf"|(?:ce n['’]est|c['’ ]?est) pas {_NOT_THIS})(?!\w)[\s,.;:!]*)+",
    re.IGNORECASE,
)
"""What is said before the right caisse: « je me suis trompée, c’est 78000 »."""
_I_BELONG = re.compile(
    r"\s*(?:(?:moi )?je (?:suis|d[ée]pends)(?: affili[ée]e?| rattach[ée]e?| inscrite?)?"
    r"(?= (?:[àa]|au|aux|de|du|dans|en|chez)\b)"
    r"|(?:ma|la|my|the) (?:bonne )?(?:caisse|s[ée]cu|cpam|fund)(?: [àa] moi)?,? (?:c['’ ]?est|est|is|it['’]s)"
    r"(?: plut[ôo]t)?"
    r"|i['’ ]?a?m (?:with|registered (?:with|in|at)|insured (?:with|in|at))"
    r"|(?:c['’ ]?est|it['’]?s)(?: plut[ôo]t)?(?: celle de)?|celle de)\s+",
    re.IGNORECASE,
)
"""What is said of the caisse that one belongs to: « je suis à la MSA », « ma caisse c’est la MSA Gironde »."""
_IT_IS = re.compile(r"\s*(?:c['’ ]?est|it['’]?s)\s+", re.IGNORECASE)
_AFTERWARDS = re.compile(
    r"[\s,]+(?:en fait|finalement|plut[ôo]t|pardon|d[ée]sol[ée]e?|actually|sorry|instead)[\s.!]*$", re.IGNORECASE
)
_NO_BODY = re.compile(
    r"\b(?:adresses?|address(?:es)?|courriers?|lettres?|letters?|boite|bp|cs|cedex|rue|avenue|av|boulevard|bd|place|"
    r"chemin|impasse|allee|quai|route|square|cours|street|road|bonne|mauvaise|juste|fausse|meme|elle|lui|ca|cela|celle|"
    r"bon|bien|ok|changee?|demenagee?|moved|parfait|exacte?|correcte?|vraie?|nickel|impeccable|super|top|perfect|right|"
    r"wrong|fine|good|great|true|change[rz]?|gard\w+|corrige\w*|keep|yes|blanc|laisse[rz]?|blank|retraitee?)\b"
)
"""Words of an address, or of what is said of one: « la caisse a déménagé »."""
_OF_A_BODY = re.compile(rf"\b(?:{'|'.join(sorted(NAMING))}|secu|fund|affiliee?|rattachee?|insured|registered)\b")
_POSTCODE = re.compile(r"\d{5}")
_NUMBERS = re.compile(r"\d+")
_MOST_WORDS = 10


def body_named(typed: str) -> str:
    """The words that may name the right body, where a text says which; empty where it says nothing of that."""
    begun = _MISTAKEN.match(typed)
    text = typed[begun.end() :] if begun else typed
    ended = _AFTERWARDS.search(text)
    text = text[: ended.start()] if ended else text
    said = _I_BELONG.match(text)
    text = with_digits(text[said.end() :] if said else text, alone=True).strip(" .!")
    named = not NAMING.isdisjoint(fold(text).split()) or bool(_POSTCODE.match(text))
    surely = named or begun or ended or (said and not _IT_IS.fullmatch(said[0]))
    return text if surely and "?" not in typed and _may_be_a_body(text) else ""


def body_named_as_such(typed: str) -> str:
    """The same, only where a caisse is spoken of: where nothing is asked, « je suis à Lyon » may be of one's home."""
    return body_named(typed) if _OF_A_BODY.search(fold(typed)) else ""


def _may_be_a_body(text: str) -> bool:
    """Whether words may name a body, or its place: no line of an address, no day, no word on the address itself."""
    words = fold(text).split()
    if "\n" in text or len(words) > _MOST_WORDS or _NO_BODY.search(fold(text)):
        return False
    numbers = _NUMBERS.findall(text)
    if numbers and NAMING.isdisjoint(words) and not any(_POSTCODE.fullmatch(number) for number in numbers):
        return False  # « c’est le 18 »
    return not (NOISE | EVERYDAY).issuperset(words) or "msa" in words
