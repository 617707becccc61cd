"""Rewriting a sentence about an answer in the words that the choices know, and whether it tells of one that came.

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


_NOT_SO = re.compile(
    r"\b(?:pas|aucun|jamais|not|no|never|(?:wasn|isn|hasn|weren) t) (?:\w+ ){0,2}?"
    r"(?:refus\w*|rejet\w*|declin\w*|enregistr\w*|accept\w*|recorded|registered|revenue?s?|retournee?s?|c[ao]me back|"
    r"returned|demandee? (?:ma|mon|mes|une?|la|de)|ask(?:ed)? (?:me )?(?:for|my))\b"
)


def denies(typed: str) -> bool:
    """Whether a sentence denies an answer: « ce n’est pas un refus »."""
    return bool(_NOT_SO.search(fold(typed)))


_NONE_SO_FAR = re.compile(
    r"^(?:(?:non|no|toujours|still|encore|et|ni|pour l instant|so far) )*"
    r"(?:pas (?:encore )?(?:eu )?(?:de|d)|aucune?|no|not? (?:yet )?(?:a|any)) (?:refus|rejet|refusal|rejection)\b"
)


def is_none_so_far(typed: str) -> bool:
    """Whether no refusal came, and nothing else is said of any: « pas de refus pour l’instant »."""
    return bool(_NONE_SO_FAR.search(fold(typed)))


_DOUBTFUL = re.compile(
    r"\b(?:surement|sans doute|au telephone (?:la|le|une?|ils?|elle) .*\b(?:va|vont|sera|ser)|sais pas ce que|"
    r"no idea what|on the phone .*\b(?:will|going|would)|ou (?:pas|non|refus\w*|accept\w*)|or not)\b"
)


_TO_COME = re.compile(
    r"^(?:et |mais |bon |and |but )*(?:si|s(?= ils?\b)|if|in case|au cas ou|a supposer|suppos\w+|on parie|je parie|"
    r"i bet|i wish|wish)\b|"
    r"\b(?:j aurais|on aurait|i d have) (?:aime|prefere|voulu|liked|loved)\b|\bhalf expecting\b|"
    r"\bm attend\w* a\b|\bexpect\w* (?:a|them)\b|"
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


_AT_THE_POST = re.compile(
    r"\b(?:avis de passage|recommande m attend|(?:chercher|retirer|recuperer) "
    r"(?:le |un |mon |la |ma )?(?:recommande|lettre recommandee|pli)|"
    r"(?:slip|card) (?:from|of) the (?:postman|post)|(?:collect|pick up) (?:it|a|the) (?:\w+ )?(?:letter|at))\b"
)


def is_at_the_post(typed: str) -> bool:
    """Whether what came waits at the post office: « j’ai eu un avis de passage »."""
    return bool(_AT_THE_POST.search(fold(typed)))


_NEVER_GOT = re.compile(
    r"\b(?:ils?|elles?|caisse|cpam|hub|hdh|dpo|they|fund)\b(?: \w+){0,5} (?:jamais|pas|never|not|haven t|hasn t|didn t)"
    r"(?: \w+){0,2} (?:recue?s?|received?|got|get|gotten|eue?)(?: (?:ma|mon|mes|my|the|la|le|ce))? "
    r"(?:lettre|courrier|demande|recommande|opposition|letter|request|objection)\b"
)


def is_never_got(typed: str) -> bool:
    """Whether a body says that it never got the letter: « ils disent n’avoir jamais reçu ma lettre »."""
    return bool(_NEVER_GOT.search(fold(typed)))


_WANTS_TO_KNOW = re.compile(
    r"\b(?:caisse|cpam|msa|cgss|secu|hub|hdh|ils?|elles?|fund|they) (?:me |m )?"
    r"(?:veu(?:t|lent)|demande(?:nt)?|reclame(?:nt)?|exige(?:nt)?|wants?|asks?(?: me)? for|needs?) "
    r"(?:(?:me|moi|aussi|encore|une?|la|le|copie|de|a|copy|of|to see|also) )*(?:ma|mon|mes|my) "
    r"(?:(?:date|lieu) de naissance|numero (?!de tel)|nir\b|carte|piece|identite|passeport|justificatif|"
    r"(?:date|place) of birth|(?:social security |nhs )?number|id\b|passport)"
)


def wants_to_know_who(typed: str) -> bool:
    """Whether a body asks who the person is: « la caisse veut ma date de naissance »."""
    return "?" not in typed and bool(_WANTS_TO_KNOW.search(f"{fold(typed)} "))


_UNOPENED = re.compile(
    r"\b(?:pas (?:encore )?(?:ouvert\w*|lue?|regarde|releve|consulte|verifie)|non ouvert\w*|"
    r"(?:haven|hasn|didn) t (?:even )?(?:opened|open|read|checked|check|looked)|"
    r"(?:not|un) ?(?:yet )?opened|not (?:yet )?read)\b"
)


def is_unopened(typed: str) -> bool:
    """Whether what came was not opened yet: « j’ai un courrier de la caisse, je ne l’ai pas ouvert »."""
    return is_at_the_post(typed) or bool(_UNOPENED.search(fold(typed)))


_OUI, _NON = re.compile(r"\b(?:oui|yes)\b"), re.compile(r"\b(?:non|no)\b")


def is_doubtful(typed: str) -> bool:
    """Whether what came is still to come (« on va sûrement l’accepter »), or is a yes and a no: it must be asked."""
    folded = fold(typed)
    return bool(_DOUBTFUL.search(folded) or (_OUI.search(folded) and _NON.search(folded)))
