"""Rewriting a sentence about an answer in the words that the choices know.

« Mon refus » is the person's objection and never the body's refusal. What else could be meant stays in the sentence:
where it says two things, both are found, and the person is asked which.
"""

import re

from bot.core.directory.folding import fold

_MINE = re.compile(r"\b(?:mon|notre|my|our) (?:refus|non|refusal)\b|\b(?:je|j ai|nous|on a) refuse\w*\b")
_TAKEN = re.compile(
    r"\b(?:enregistre\w*|pris\w* en compte|prend\w* en compte|note\w*|valide\w*|accept\w*|recorded|registered)\b"
)
_OBJECTION = re.compile(r"\b(?:mon|ma|notre|l|my|the) (?:opposition|demande|objection|request)\b")
_DENIED = re.compile(r"\b(?:pas|jamais|non|not|never|sauf|mais|but|refus\w*)\b")


def heard(typed: str) -> str:
    """The sentence, folded, where « mon refus » has become « mon opposition ». Raises nothing."""
    folded = _MINE.sub("mon opposition", fold(typed))
    if folded == fold(typed) and not _OBJECTION.search(folded):
        return typed
    if _TAKEN.search(folded) and _OBJECTION.search(folded) and not _DENIED.search(folded):
        return "opposition enregistree"
    return folded


def with_own_objection(typed: str) -> str:
    """The sentence with « mon refus » as the objection that it is; as it was typed where it says nothing of that."""
    folded = fold(typed)
    return _MINE.sub("mon opposition", folded) if _MINE.search(folded) else typed


_KIN = (
    r"voisine?s?|mari|femme|epouse?|frere|soeur|cousine?s?|collegues?|amie?s?|fils|fille|mere|pere|parents|tante|oncle|"
    r"mam[iy]e?|pap[iy]|maman|papa|copains?|copines?|conjointe?|neighbou?rs?|husband|wife|brother|sister|friends?|colleagues?|cousins?|son|daughter|"
    r"mother|father|mum|mom|dad|partner|mates?"
)
_OF_ANOTHER = re.compile(
    rf"^(?:(?:bonjour|et|mais|bon|non|c est|hi|hello|and|but|it s) )*"
    rf"(?:mon|ma|mes|my|une?|le|la|a) (?:{_KIN}) (?!(?:l|les|la|le) )|"
    r"\b(?:la sienne|le sien|his|hers|theirs|the neighbou?rs?)\b|"
    r"\b(?:repondu|ecrit|replied|answered|written|wrote) (?:a|to) (?:mon|ma|mes|my) "
    r"(?!lettre|demande|courrier|opposition|mail|courriel|recommande|message|letter|request|objection|e ?mail)\w+|"
    r"\b(?:il|elle) (?:n )?(?:a|avait)(?: \w+){0,2} (?:eu|recu)\b|\b(?:he|she) (?:has |had )?(?:got|received)\b"
)
_THEIR_OWN = re.compile(
    rf"\b(?:pas|not) (?:pour|for) (?:mon|ma|mes|my|le|la|un|une|the|a) (?!.*\b(?:pour|for) (?:mon|ma|mes|my)\b)|"
    rf"\b(?:mon|ma|mes|my) (?:{_KIN}) (?:l |la |les )?(?:a|ont|has|did|have) (?:deja |already )?"
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
_NOT_SO = re.compile(
    r"\b(?:pas|aucun|jamais|not|no|never|(?:wasn|isn|hasn|weren) t) (?:\w+ ){0,2}?"
    r"(?:refus\w*|rejet\w*|declin\w*|enregistr\w*|accept\w*|recorded|registered)\b"
)
_LIMITED = re.compile(r"\b(?:mais|sauf|excepte|hormis|par contre|cependant|but|except|however|apart from)\b")


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


_SOMEBODY = re.compile(
    rf"\b(?:{_KIN}|pour|for|behalf|nom|place|compte|pas moi|not me|tut(?:elle|eur|rice|ora)\w*|curat\w+|mandat\w*|"
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


def denies(typed: str) -> bool:
    """Whether a sentence denies an answer: « ce n’est pas un refus »."""
    return bool(_NOT_SO.search(fold(typed)))


_DOUBTFUL = re.compile(
    r"\b(?:surement|sans doute|au telephone (?:la|le|une?|ils?|elle) .*\b(?:va|vont|sera|ser)|sais pas ce que|"
    r"no idea what|on the phone .*\b(?:will|going|would)|ou (?:pas|non|refus\w*|accept\w*)|or not)\b"
)
_TO_COME = re.compile(
    r"^(?:et |mais |bon |and |but )*(?:si|if|in case|au cas ou|a supposer|suppos\w+|on parie|je parie|"
    r"i bet|i wish|wish)\b|"
    r"\b(?:j aurais|on aurait|i d have) (?:aime|prefere|voulu|liked|loved)\b|\bhalf expecting\b|"
    r"\b(?:redoute|crains|craint|peur|fear|afraid|dread)\b|"
    r"\b(?:vont|va|will|ll|going to) (?:\w+ )?(?:refus\w*|accept\w*|dire|repondre|say|reject|decline|answer)\b"
)


def is_to_come(typed: str) -> bool:
    """Whether a sentence speaks of what may come: « ils vont refuser », « si c’est un refus, je fais quoi »."""
    return bool(_TO_COME.search(fold(typed)))


_AWAITED = re.compile(
    r"\b(?:j attends?|on attend|nous attendons|en attente d\w*|(?:i m|we re|still) waiting|waiting for|awaiting)\b"
)


def is_awaited(typed: str) -> bool:
    """Whether what a sentence names is still awaited: « j’attends l’accusé de réception »."""
    return bool(_AWAITED.search(fold(typed)))


_UNOPENED = re.compile(
    r"\b(?:pas (?:encore )?(?:ouvert\w*|lue?)|non ouvert\w*|(?:haven|hasn|didn) t (?:even )?(?:opened|open|read)|"
    r"(?:not|un) ?(?:yet )?opened|not (?:yet )?read)\b"
)


def is_unopened(typed: str) -> bool:
    """Whether what came was not opened yet: « j’ai un courrier de la caisse, je ne l’ai pas ouvert »."""
    return bool(_UNOPENED.search(fold(typed)))


_NO_ORDER = re.compile(
    r"^(?:et |mais |and |but )*(?:si|if|when|quand)\b|"
    r"\b(?:n|ne m|ne l|ne les|m) (?:arret|stopp)\w+ (?:pas|surtout|plus)?|\bn (?:arret|stopp)\w+|"
    r"\b(?:pas besoin|no need|surtout pas|don t|do not|never) (?:d |de |to )?(?:m |l |les )?(?:arret|stop)\w*|"
    r"\b(?:failli|nearly|almost|rien (?:efface|supprime)|pas (?:efface|supprime)|key|touche|attendez|attends|wait)\b"
)


def is_no_order(typed: str) -> bool:
    """Whether the words of an order are none: « n’arrêtez pas », « si j’efface tout, que devient mon dossier ? »."""
    return "?" in typed or bool(_NO_ORDER.search(fold(typed)))


_NOT_ERASED = re.compile(
    r"\bn (?:effac|supprim)\w+|\b(?:effac|supprim)\w+ (?:pas|rien)\b|"
    r"\b(?:sans|surtout pas|pas) (?:tout )?(?:effac|supprim)\w+|"
    r"\b(?:don t|do not|never|without) (?:delete|erase|remove|deleting|erasing)\b"
)


def is_not_to_be_erased(typed: str) -> bool:
    """Whether somebody asks that nothing be erased: « surtout n’effacez rien »."""
    return bool(_NOT_ERASED.search(fold(typed)))


_THINKS_ALOUD = re.compile(
    r"\b(?:peut etre|j?crois|je pense|pense|parait|dit qu\w*|dis que|espere|sais (?:pas|rien|plus)|en sais rien|"
    r"aucune idee|pas sure?|a confirmer|attends|attendez|enfin (?:si|non|oui|bon|presque|pas)|hein|"
    r"si (?:on|ils|je|c|j)|ou (?:alors|bien|l autre)|ah|oh|zut|oups|que je sache|i know of|as far as|oubliez|reve|"
    r"dream|telephone|phone|maybe|think|hope|says|said|not sure|guess|no idea|wait|oops|forget|either|"
    r"rien a voir|nothing to do|pas (?:celle|cel(?:ui|les?)|ca)|hesite|allez savoir|serieux|honestly)\b"
)
_LONG = 8


def thinks_aloud(typed: str) -> bool:
    """Whether somebody doubts, asks, reports or mends their words in a long sentence: its words are no plain fact."""
    return len(typed.split()) >= _LONG and ("?" in typed or bool(_THINKS_ALOUD.search(fold(typed))))


_OUI, _NON = re.compile(r"\b(?:oui|yes)\b"), re.compile(r"\b(?:non|no)\b")


def is_doubtful(typed: str) -> bool:
    """Whether what came is still to come (« on va sûrement l’accepter »), or is a yes and a no: it must be asked."""
    folded = fold(typed)
    return bool(_DOUBTFUL.search(folded) or (_OUI.search(folded) and _NON.search(folded)))


_HESITATION = re.compile(r"(?:(?:euh*|heu*|h+u*m+|m+h*|ben|bah|beh|er+|u+h+|u+m+|well) ?)+")


def is_hesitation(typed: str) -> bool:
    """Whether a text only says that somebody thinks: « euh », « hmm »."""
    return bool(_HESITATION.fullmatch(fold(typed)))


_AGAINST = re.compile(r"\b(?:(?<!par )contre|oppose\w*|desaccord|against)\b")


def is_against(typed: str) -> bool:
    """Whether somebody says that they are against it, whatever else they say: « oui, je suis contre »."""
    return bool(_AGAINST.search(fold(typed)))


def is_limited(typed: str) -> bool:
    """Whether a yes comes with a limit: « oui, sauf le nom »."""
    return bool(_LIMITED.search(fold(typed)))


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
    rf"\b(?:mon|ma|mes|my|our) (?:{_KIN}) (?:est|sont|a|ont|habite\w*|is|are|has|have|lives?|was)\b|"
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
