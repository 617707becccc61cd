"""Whether a sentence tells of the person's own letter and of its sending, or that one came back, or of another's."""

import re

from bot.core.conversation.hearing.kin import KIN
from bot.core.directory.folding import fold

SENT = r"(envoye[res]*|postees?|partie?s?|expediee?s?|sent|posted)"
"""That a letter left, folded, as a part of a regular expression."""
_OWN_UNSENT = re.compile(
    rf"\b(?:j|je|on|nous)(?: ne?)?(?: l| les)? (?:ai|avais|a|avons|avions)(?: (?:toujours|encore))? (?:rien|pas|jamais)"
    rf"(?: (?:encore|pu))? (?:{SENT}|poste)\b|"
    r"\b(?:i|we) (?:ve |have |had )?(?:haven t|hadn t|didn t|not|never|nothing)(?: \w+)? (?:send|sent|post|posted)\b"
)


_NEARLY = re.compile(r"\b(?:nearly|almost|failli|j aurais|aurais du|presque)\b")


def nearly_sent(typed: str) -> bool:
    """Whether a letter did not leave, though nearly: « I nearly posted it yesterday »."""
    return _NEARLY.search(fold(typed)) is not None


_OWN_SENT = re.compile(
    r"\b(?:a|ont|has|have) (?:deja |already )?(?:envoye\w*|poste\w*|mise?s?|depose\w*|posted|sent|mailed) (?:\w+ )?"
    r"(?:mienne?s?|mine)\b|\b(?:l|les) (?:a|ont) (?:envoye\w*|poste\w*|mise?s?|depose\w*)\b.* pour moi\b|"
    r"\b(?:posted|sent|mailed) (?:it|them|mine) for me\b|"
    rf"\b(?:mon|ma|my) {KIN} (?:a|has) (?:deja |bien |already )?"
    r"(?:envoye\w*|poste\w*|mis\w*|depose\w*|posted|sent|mailed) "
    r"(?:tout|la lettre|celle d|celle pour|celles|the one|the letter)\b|"
    rf"\b(?:mon|ma|my) {KIN} a tout (?:envoye|poste|mis|depose)\b|"
    r"\b(?:a|ont) (?:deja |bien )?(?:envoye\w*|poste\w*|mise?s?|depose\w*|porte\w*) (?:toutes )?"
    r"(?:les (?:deux|2)|mes (?:\w+ )?(?:lettres?|courriers?|demandes?)|ma lettre|mon (?:courrier|recommande))\b|"
    r"\b(?:posted|sent|mailed|dropped|took|put)(?: off| in)? (?:both|them both|my letters?|the two)\b"
)


def own_sent(typed: str) -> bool:
    """Whether somebody says that another sent their letter for them: « ma fille a posté la mienne »."""
    return _OWN_SENT.search(fold(typed)) is not None


def own_unsent(typed: str) -> bool:
    """Whether somebody says that they have sent nothing themselves: that is not that nothing came."""
    return _OWN_UNSENT.search(fold(typed)) is not None


_BODY = r"(?:caisse|cpam|secu\w*|assurance\w*|mutuelle|banque|hub|hdh|cnil|fund|bank|office)"
_BACK = (
    r"(?<!suis )(?<!sommes )\b(?:revenue?s?|retournee?s?|returned|(?:came|come|sent) back|"
    r"retour a l (?:envoyeur|expediteur))\b"
)
_NO_SENDING = re.compile(
    # It arrived, or came back.
    rf"(?<!suis )(?<!sommes )\b(?:arrivee?s?|arrived)\b|{_BACK}|"
    # They wrote.
    r"\b(?:(?:j ai|on a|ai|i|we) (?:bien )?(?:recu|received)|repondu|reponse|repl(?:y|ied)|answered|"
    r"(?<!to )(?<!at )their (?:letter|mail|e ?mail|answer)|"
    r"(?:ar|avis|e ?mail|courrier|lettre|recommande) (?:bien )?recue?s?|"
    r"got (?:their|your|an?|the|this) (?!receipt|proof|copy|ticket|slip)|"
    r"(?:m|nous) (?:a|ont|avait|avaient) (?:deja |bien )?(?:envoye\w*|ecrit|adresse|poste\w*)|"
    rf"(?:ils|elles|{_BODY}) (?:l |les |m |nous )?(?:a|ont) (?:envoye\w*|ecrit|poste\w*)|"
    rf"(?:they|{_BODY}) (?:ve |have |has )?(?:sent|wrote|written|posted|e ?mailed|mailed)|"
    r"(?:sent|wrote|written|posted|e ?mailed|mailed) (?:to )?(?:me|us))\b"
)


_OF_ANOTHER = re.compile(
    rf"\b(?:(?:celles?|celui|ceux|lettres?|courriers?|e ?mails?|(?<!ai )(?<!a )demandes?|opposition|"
    rf"recommandes?|dossier) "
    rf"(?:de|a|du|des|pour) (?:mon|ma|mes) (?!{_BODY})\w+|"
    r"my (?!letter|mail|e mail|email|post|request|objection|one)\w+ s (?:letter|one|mail|e ?mail|request)|"
    r"(?<!to )(?<!at )(?:his|her) (?:letter|one|mail|e ?mail|request|answer|parcel))\b"
)


def is_of_another_letter(typed: str) -> bool:
    """Whether a sentence tells of a letter that is not the person's: « celle de ma femme est partie »."""
    return bool(_OF_ANOTHER.search(fold(typed))) and not own_sent(typed)


def is_of_no_sending(typed: str) -> bool:
    """Whether a sentence tells that a letter arrived or came back, that another wrote, or of another's letter.

    A day or a medium in it is not that of a letter that left: « le recommandé est revenu aujourd’hui ».
    """
    return is_of_another_letter(typed) or (bool(_NO_SENDING.search(fold(typed))) and not own_sent(typed))


_NOT_BACK = re.compile(
    r"\b(?:pas|jamais|not|never|t) (?:encore |yet )?(?:revenue?s?|retournee?s?|returned|come back)\b|"
    r"\b(?:ar|accuse|avis|recepisse|receipt|slip|colis|parcel)\b"
)
_CAME_BACK = re.compile(_BACK)


def is_back(typed: str) -> bool:
    """Whether a sentence tells that a letter came back; not by its receipt: « l’accusé est revenu »."""
    folded = fold(typed)
    return "?" not in typed and bool(_CAME_BACK.search(folded)) and not _NOT_BACK.search(folded)
