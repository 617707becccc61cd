"""Whether a sentence doubts, limits or takes back what it says: « oui, sauf le nom », « euh », « non rien »."""

import re

from bot.core.directory.folding import fold

_LIMITED = re.compile(r"\b(?:mais|sauf|excepte|hormis|par contre|cependant|but|except|however|apart from)\b")


_AMISS = re.compile(
    r"(?:(?:ah|oh|non|no|mais|euh|bah|ben|attention|zut|oups?) )*(?:(?:c|cest) )?(?:"
    r"(?:il )?y a (?:une|des|un) (?:petite?s? )?"
    r"(?:fautes?|erreurs?|problemes?|coquilles?|soucis?)(?: \w+)?(?: de frappe| d orthographe)?|"
    r"(?:c est |ce n est )?pas (?:tout a fait|tout a fait ca|ca|juste|bon|exact|correct|ca du tout|completement)|"
    r"presque|pas loin|erreur|faute|faux|c est faux|non rien|rien ne va|not quite|almost|nearly|wrong|"
    r"(?:je (?:veux|voudrais) |i (?:want|d like) to )?(?:corriger|modifier|changer|rectifier|correct|change|edit)|"
    r"(?:that s|it s) (?:not (?:right|correct|quite right)|wrong)|there(?: i)?s a (?:mistake|typo|problem))"
)


def is_amiss(typed: str) -> bool:
    """Whether a text only says that something is not right, and not what: « il y a une faute », « corriger »."""
    return bool(_AMISS.fullmatch(fold(typed)))


_ANSWERS = {
    "address": re.compile(r"\b(?:adresse|rue|batiment|appartement|address|street)\b"),
    "name": re.compile(r"\b(?:nom|prenom|name|surname)\b"),
    "body": re.compile(
        r"\b(?:caisse|cpam|secu|departement|code postal|postcode|ville|town|city|fund|banque|bank|hopital)\b"
    ),
}


def answer_named(typed: str) -> str:
    """The one answer that a sentence speaks of: « je me suis trompée de caisse »; empty where none, or several."""
    found = [key for key, words in _ANSWERS.items() if words.search(fold(typed))]
    return found[0] if len(found) == 1 else ""


_TAKEN_BACK = re.compile(
    r"(?:(?:ah|oh|bah|ben|euh|non|no|mais) )*(?:rien|c est rien|ce n est rien|laisse[rz]?|never ?mind|nothing)"
)


def is_taken_back(typed: str) -> bool:
    """Whether somebody takes back what they were about to say: « non rien »."""
    return bool(_TAKEN_BACK.fullmatch(fold(typed)))


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


_HESITATION = re.compile(r"(?:euh*|heu*|h+u*m+|m+h*|ben|bah|beh|er+|u+h+|u+m+|well)+")
_LONGEST_HESITATION = 30
"""Letters of one word: « euheuh » can be read in several ways, a long one in more than there is time to try."""


def is_hesitation(typed: str) -> bool:
    """Whether a text only says that somebody thinks: « euh », « hmm »."""
    words = fold(typed).split()
    return bool(words) and all(len(word) <= _LONGEST_HESITATION and _HESITATION.fullmatch(word) for word in words)


_AGAINST = re.compile(r"\b(?:(?<!par )contre|oppose\w*|desaccord|against)\b")


def is_against(typed: str) -> bool:
    """Whether somebody says that they are against it, whatever else they say: « oui, je suis contre »."""
    return bool(_AGAINST.search(fold(typed)))


def is_limited(typed: str) -> bool:
    """Whether a yes comes with a limit: « oui, sauf le nom »."""
    return bool(_LIMITED.search(fold(typed)))


_WAITS = re.compile(
    r"^(?:oh |ah |bon |oups |non )?"
    r"(?:attend(?:[sz]|e[rz]?)?(?! (?:la|leurs?|toujours|encore|(?:une|des) \w+ d[eu])\b)|"
    r"(?:une|2|deux) (?:minutes?|secondes?|sec|min)|minute|"
    r"bouge[sz]? pas|hold on|hang on|(?:one|just a) (?:sec\w*|minute|moment|tick)|brb)\b|"
    r"\b(?:je reviens|jreviens|be right back)$"
)


def is_waiting(typed: str) -> bool:
    """Whether somebody asks for a moment: « attends je demande à ma colocataire », « je reviens »."""
    return bool(_WAITS.search(fold(typed)))


_GREETING = re.compile(
    r"(?:wsh|wesh|yo|slt|cc|hey|bjr|bsr|salam|hola|coucou)"
    r"(?: (?:wsh|wesh|yo|a tous|frere|frero|bro|mec|toi|gros|ca va))*"
)


def only_greets(typed: str) -> bool:
    """Whether a text is a greeting as friends say it, and nothing else: « wsh »."""
    return bool(_GREETING.fullmatch(fold(typed)))


_JOKES = re.compile(
    r"\b(?:just kidding|only joking|lol|haha+|mdr|ptdr|je (?:plaisante|rigole|blague)|c est une blague|blague a part|"
    r"comme dit la chanson)\b"
)
_LAUGHING = frozenset("😂🤣😆😄😜🤪")


def is_joking(typed: str) -> bool:
    """Whether somebody laughs at what they say: « Emmanuel Exemple 😂 » may be no name."""
    return not _LAUGHING.isdisjoint(typed) or bool(_JOKES.search(fold(typed)))


_SENTENCE = re.compile(r"[.!?…\n]+\s*")
_MANY = 8
"""Sentences of a message that says more than can be read of it."""


def is_long(typed: str) -> bool:
    """Whether a message has so many sentences that its words are no answer to the one question."""
    return sum(len(one.split()) > 1 for one in _SENTENCE.split(typed)) >= _MANY
