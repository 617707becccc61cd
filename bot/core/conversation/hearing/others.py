"""Whether a sentence is about somebody else, another matter, or another place than the person's own."""

import re

from bot.core.conversation.hearing.kin import KIN
from bot.core.directory.folding import fold

_OF_ANOTHER = re.compile(
    rf"^(?:(?:bonjour|et|mais|bon|non|c est|hi|hello|and|but|it s) )*"
    rf"(?:mon|ma|mes|my|une?|le|la|a) (?!meme que){KIN} (?!(?:l|les|la|le) )|"
    r"\b(?:fait|envoyee?|postee?) pour (?:lui|elle|eux)\b|"
    r"\b(?:lui|leur) (?:est|sont|a|ont) (?:ete )?(?:revenue?s?|retournee?s?|renvoyee?s?|repondu|ecrit|arrivee?s?)\b|"
    r"\b(?:la sienne|le sien|his|hers|theirs|the neighbou?rs?)\b|"
    r"\b(?:repondu|ecrit|replied|answered|written|wrote) (?:a|to) (?:mon|ma|mes|my) "
    r"(?!lettre|demande|courrier|opposition|mail|courriel|recommande|message|letter|request|objection|e ?mail)\w+|"
    r"\b(?:il|elle) (?:n )?(?:a|avait)(?: \w+){0,2} (?:eu|recu)\b|\b(?:he|she) (?:has |had )?(?:got|received)\b"
)


_THEIR_OWN = re.compile(
    rf"\b(?:pas|not) (?:pour|for) (?:mon|ma|mes|my|le|la|un|une|the|a) (?!.*\b(?:pour|for) (?:mon|ma|mes|my)\b)|"
    rf"\b(?:mon|ma|mes|my) {KIN} (?:l |la |les )?(?:a|ont|has|did|have) (?:deja |already )?"
    r"(?:fait|faite|envoye\w*|poste\w*|done|sent|posted|hers|his)\b|"
    r"\bs appelle(?:nt)?\b|\b(?:is|are) called\b"
)


_OTHER_MATTER = re.compile(
    r"\b(?:arrets? (?:de travail|maladie)|rembours\w*|indemnites?|ij|allocations?|retraite|rsa|apl|prime|cure|lunettes|"
    r"dentiste|dentaire|operations?|op|genou|knee|hanche|hip|surgery|scanner|irm|vaccin\w*|depistage|screening|"
    r"ordonnance|prescription|visa|logement|impots?|fisc|tax(?:es)?|"
    r"sick (?:leave|note|pay)|benefits?|refund\w*|reimburs\w*|pension)\b"
)


_HEARSAY = re.compile(
    r"\b(?:on m a dit a la|il parait|j ai (?:lu|entendu)|a la (?:tele|radio)|dans le journal|"
    r"i (?:heard|read) that|on (?:tv|the news|the radio))\b"
)


_LIST_OF = re.compile(
    r"\b(?:liste|releve|copie|historique|detail|export|list|copy|record|statement|history)s? (?:\w+ ){0,3}?"
    r"(?:rembours|refund|reimburs)\w+"
)
"""« La liste de mes remboursements » is what a body sends to whoever asked for a copy of their data."""


def is_of_another_matter(typed: str) -> bool:
    """Whether a sentence is about another matter with the body: « une lettre de la CPAM, pour mon opération »."""
    return bool(_OTHER_MATTER.search(_LIST_OF.sub("", fold(typed))))


def of_another(typed: str) -> bool:
    """Whether a sentence tells of somebody else's letters, another matter or hearsay: nothing is taken from it."""
    folded = _LIST_OF.sub("", fold(typed))
    return is_of_another_matter(typed) or any(pattern.search(folded) for pattern in (_OF_ANOTHER, _HEARSAY))


_YEAR = re.compile(r"(?<!né )(?<!née )(?<!born )\b(?:en|in|début|fin) ((?:19|20)\d\d)\b", re.IGNORECASE)


def is_of_a_year_before(typed: str, year: int) -> bool:
    """Whether a sentence names a year before that one, and none since: « en 2022 le hdh m’avait demandé ma carte »."""
    named = [int(found) for found in _YEAR.findall(typed)]
    return bool(named) and max(named) < year


_SOMEBODY = re.compile(
    rf"\b(?:{KIN}|pour|for|behalf|nom|place|compte|pas moi|not me|tut(?:elle|eur|rice|ora)\w*|curat\w+|mandat\w*|"
    r"guardian\w*|procuration|attorney|enfants?|gosses?|kids?|child(?:ren)?|bebe|baby|jumeaux|twins|petite?s?|little|quelqu|"
    r"some(?:one|body)|autres?|another|other half|madame|monsieur|dame|lady|gentleman|patiente?s?|residente?s?|"
    r"clients?|il|elle|lui|eux|he|she|her|him|they|nous|us|both|couple|famille|family|papa|maman|papi|papy|mamie|mamy|meme|pepe|"
    r"gran\w*|nan|dada?|da|ma|missus|hubby|patron|boss|aide|carer|nurse|infirmiere?|coloc|flatmate|pal|pote|bro)\b"
)


_ONES_OWN = re.compile(
    r"\b(?:(?:pour|a|sur|for) )?(?:mon|ma|my) (?:nom|compte|part|name|account)\b|\b(?:pour moi|for me)\b"
)


def names_somebody(typed: str) -> bool:
    """Whether a sentence speaks of anybody else at all."""
    return bool(_SOMEBODY.search(_ONES_OWN.sub(" ", fold(typed))))


_ON_BEHALF = re.compile(
    r"\b(?<!pas )(?<!not )(?:pour|for|a la place|au nom|de la part|on behalf|mandat\w*|tut(?:elle|eur|rice)\w*|"
    r"curat\w+|guardian\w*|procuration|attorney|m occupe|look after|gere)\b"
)


_FEW = 4


def is_on_behalf(typed: str) -> bool:
    """Whether a text says that the letter is for somebody else, or names them and little more: « ma mère »."""
    return len(typed.split()) <= _FEW or bool(_ON_BEHALF.search(_ONES_OWN.sub(" ", fold(typed))))


def is_of_their_own(typed: str) -> bool:
    """Whether a sentence names another person whom the letter is not for: « ma voisine l’a fait pour elle »."""
    return bool(_THEIR_OWN.search(fold(typed)))


_ELSEWHERE = re.compile(
    r"\b(?:j etais|j habitais|j avais|c etait|on etait|jusqu en|autrefois|a l epoque|mon ancienne|ma caisse d avant|"
    r"(?:en|in) (?:19|20)\d\d|"
    r"i was|we were|used to|it was|i lived|my old|my former)\b|\b(?:mon|ma|my) ex\b|"
    r"\bm(?:y|on) (?:employer|employeur|patron)\b"
)


_MY_BODY = (
    r"(?:caisse|cpam|msa|cgss|secu|securite|assurance|dossier|carte|ville|commune|departement|village|adresse|fund|"
    r"office|town|city|insurance|address)\b"
)
"""What is said of one’s own place: « ma caisse est à Lyon »; « mon comptable est à Lyon » is another’s."""


_NOT_THERE = re.compile(
    r"\bpas (?:a|de(?! calais)|celle|du|la|en|dans)\b|\bnot (?:in|at|the one|insured|with)\b|"
    r"\b(?:certainly|surely) not\b|\bnee? (?:a|en|dans|au)\b|\bborn (?:in|at|near)\b|"
    rf"\b(?:mon|ma|mes|my|our) {KIN} (?:est|sont|a|ont|habite\w*|is|are|has|have|lives?|was)\b|"
    rf"\b(?:mon|ma|mes|my|our) (?!{_MY_BODY})\w+ (?:est|sont|is|are|s) (?:a|au|aux|en|dans|in|at|from|near)\b|"
    r"\b(?:je|on|nous|i|we) (?:serai|sera|serons|will be|ll be)\b|\b(?:en|pour les) vacances\b|\bon holidays?\b|"
    r"\bbientot\b|\b(?:quelqu un|une? (?:dame|monsieur|homme|femme)|somebody|someone) (?:de|d|from)\b"
)


_HERE = re.compile(
    r"\b(?:maintenant|aujourd hui|depuis|desormais|actuellement|habite|je suis|ma secu|now|today|since|currently|"
    r"live)\b"
)


def is_of_elsewhere(typed: str) -> bool:
    """Whether the place that a sentence names is where somebody was, where another is, or where one is not."""
    folded = fold(typed)
    return bool(_NOT_THERE.search(folded) or (_ELSEWHERE.search(folded) and not _HERE.search(folded)))
