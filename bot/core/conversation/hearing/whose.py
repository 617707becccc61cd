"""For whom somebody says that they write: a child under age, an adult, the dead, several people at once."""

import re
from enum import StrEnum, auto

from bot.core.conversation.hearing.kin import ADULTS, CHILDREN, KIN, SPOUSE
from bot.core.directory.folding import fold
from bot.core.directory.spoken import number_said


class Whom(StrEnum):
    """The person for whom somebody writes, as far as a sentence tells."""

    MINOR = auto()
    OFFSPRING = auto()
    """The writer's child, of an age that was not told."""
    PROTECTED = auto()
    """An adult whom the writer represents."""
    MANDATOR = auto()
    """Somebody who gave the writer a mandate."""
    GROWN = auto()
    """An adult, and not told by what right the writer writes for them."""
    DEAD = auto()
    COUPLE = auto()
    SEVERAL = auto()


_OF_AGE = 18
"""The years from which on nobody has parental authority over somebody any more (Code civil, art. 371-1 and 414)."""
_MINE = r"(?:mon|ma|mes|notre|nos|my|our)"
_OWN_CHILD = re.compile(
    rf"\b{_MINE} (?!petite?s? fil)(?:(?!belle|beau|step|grand|mari|femme|mere|pere)\w+ ){{0,4}}?{CHILDREN}\b"
)
"""« Mon fils »; « ma petite-fille » may be a grandchild, over whom one has no authority."""
_GRANDCHILD = re.compile(r"\bpetits?[- ]fils\b|\bpetites?-filles?\b|\bgrand-?(?:son|daughter|child)")
_CHILDREN_OF_MINE = re.compile(
    rf"\b(?:mes|nos|my (?:two|three|2|3)|our (?:two|three|2|3)) (?:\w+ )?{CHILDREN}\b|"
    r"\bmy (?:kids|children|sons|daughters)\b"
)
_PARENT_OF = re.compile(
    r"\b(?:je suis|i m|i am) (?:bien )?(?:sa|son|leur|la|le|his|her|their|the) "
    r"(?:mere|pere|maman|papa|parent|mother|father|mum|mom|dad)\b"
)
_THEIR_PARENT = re.compile(
    r"(?:(?:c est|it s|je suis|i m|i am) )?(?:sa|son|leur|his|her|their) "
    r"(?:mere|pere|maman|papa|mother|father|mum|mom|dad)"
)
"""« Son papa », in answer to the question for whom one writes."""
_UNDER_AGE = re.compile(
    r"\b(?<!pas )(?<!plus )(?<!not )(?:mineure?s?|bebe|nourrisson|nouveau nee?|minor|baby|toddler|newborn|under ?age|"
    r"(?:moins de|under) (?:18|dix huit))\b"
)
_ONLY_UNDER_AGE = re.compile(
    r"(?:(?:il|elle|he|she|c est|it s|est|is|une?|an?|enfant|child|personne|person) )*(?:mineure?|minor|under ?age)"
)
_NUMBER = (
    r"\d{1,3}|(?:(?:zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    r"vingts?|trente|quarante|cinquante|soixante|et) ?){1,4}"
)
_UNITS = r"(?:ans|an|years?(?: old)?|yrs?|yo|mois|months?(?: old)?|semaines?|weeks?(?: old)?)"
_ONLY_AGED = re.compile(
    r"(?P<who>(?:il|elle|he|she) )?(?:(?:c est|it s|une?|an?|mon|ma|my|bebe|baby|enfant|child|fils|fille|son|"
    r"daughter|petite?|de|is|has|aged) )*(?P<number>\d{1,3}|[a-z]+(?: [a-z]+){0,4}?)"
    rf"(?: (?P<unit>{_UNITS}))?"
)
"""« Il a 8 ans », « c’est un bébé de huit mois », « she is 9 »."""
_AGED = re.compile(
    r"(?<!depuis )(?<!pendant )(?<!y a )(?<!for )(?<!since )(?<!dans )(?<!past )(?<!last )(?<!\w)"
    rf"(?P<number>{_NUMBER}) ?(?P<unit>{_UNITS})\b"
)
"""An age within a sentence; « depuis 3 ans » is a length of time."""
_THEY_ARE = re.compile(r"(?:il|elle|he|she) (?:a|n a que|vient d avoir|va avoir|is|s|just turned)\b")
_AGED_IN_ENGLISH = re.compile(
    r"\b(?:he|she|son|daughter|child|kid|boy|girl) (?:is|s|just turned) (?P<number>\d{1,3})\b"
)
_BY_LAW = (
    r"(?:tut(?:elle|eur|rice|elles)|habilitation familiale|(?:majeure?|adulte) protegee?|"
    r"mandat de protection|protection juridique|guardian(?:ship)?|conservator|deputy(?:ship)?|"
    r"(?:lasting|enduring) power of attorney)\b"
)
_IN_WRITING = (
    r"(?:procuration|mandat|mandate|mandataire|power of attorney|proxy|pouvoir ecrit|written (?:authority|mandate|"
    r"permission|consent)|(?:accord|autorisation) ecrite?|ecrit une (?:lettre|autorisation))\b"
)
_DENIED = r"\b(?:pas|ni|sans|aucune?|plus|not|no|without|isn t|don t|never) (?:(?!mais|but|j|je|i)\w+ ){0,3}?"
_GUARDED, _NOT_GUARDED = re.compile(rf"\b{_BY_LAW}"), re.compile(rf"{_DENIED}{_BY_LAW}")
_MANDATED, _NOT_MANDATED = re.compile(rf"\b{_IN_WRITING}"), re.compile(rf"{_DENIED}{_IN_WRITING}")
_ADULT = re.compile(r"\b(?<!pas )(?<!not an )(?<!not )(?:majeure?|adulte|adult|over 18|plus de 18)\b")
_GROWN = re.compile(
    rf"\b(?:{_MINE}|une?|a) (?:\w+ ){{0,2}}?{ADULTS}\b|"
    rf"\b(?:je suis|i m|i am) (?:sa|son|leur|his|her|their) (?:{SPOUSE}|petite? (?:fils|fille)|fils|fille|"
    r"son|daughter|frere|"
    r"soeur|brother|sister|voisine?|amie?|niece|neveu|nephew|neighbou?r|friend|aidante?|carer)\b|\btoute sa tete\b|"
    r"\bcurat(?:elle|eur|rice)\b|"
    r"\bsound mind\b|\ball (?:her|his|their) (?:wits|marbles|faculties)\b|\b(?:il|elle) est d accord\b|"
    r"\b(?:he|she) agrees\b|\bavec son accord\b|\bwith (?:his|her|their) (?:consent|agreement|permission)\b"
)
"""A curateur assists and does not represent (Code civil, art. 440 and 467): they write with a mandate."""
_DEAD = re.compile(
    r"\b(?:decedee?s?|defunte?s?|passed away|deceased|died)\b|"
    r"\b(?:est|sont|etait|is|are) (?:deja )?(?:morte?s?|dead)\b|"
    rf"\b(?:morte?s?|dead) (?:en|il y a|depuis|le|last|in)\b|\b{KIN} (?:qui est )?(?:morte?s?|dead)\b|"
    r"\bfeue? (?:mon|ma|mes|le|la|notre|m|mme|monsieur|madame)\b|\b(?:my|our) late\b|"
    r"\b(?:mon|ma|notre) feue?\b|\bmy dead\b|\bn est plus de ce monde\b"
)
_BOTH = re.compile(
    rf"\b(?:moi|me|myself) (?:et|and|ainsi que|plus|avec) (?:(?:pour|for|aussi|also) )*{_MINE} |"
    rf"\b{_MINE} \w+(?: \w+)? (?:et|and) (?:pour |for )?(?:moi|me|i|myself)\b|"
    r"\b(?:pour|for) (?:nous|us)(?: deux| tous| both| two)?$|\b(?:nous deux|tous les deux|both of us|the two of us)\b|"
    rf"\b(?:pour|for) {_MINE} \w+ (?:et|and) (?:(?:pour|for) )?{_MINE} \w+"
)
_CLAUSES = re.compile(r"[,.;!\n](?! *(?:d[ée]c[ée]d|mort|deceased|qui|who))|\b(?:car|parce que|because|dont|whose)\b")


def age_alone(typed: str) -> int | None:
    """The age that a text tells and nothing else, in whole years; None where it is no such text."""
    found = _ONLY_AGED.fullmatch(fold(typed))
    return _years(found["number"], found["unit"]) if found and (found["who"] or found["unit"]) else None


def _age_within(folded: str) -> int | None:
    if found := _AGED.search(folded):
        return _years(found["number"].strip(), found["unit"])
    found = _AGED_IN_ENGLISH.search(folded)
    return _years(found["number"], None) if found else None


def _years(number: str, unit: str | None) -> int | None:
    said, counted = number_said(number), not unit or unit.startswith(("an", "y"))
    return said if counted or said is None else 0


_FOR_NOBODY_ELSE = re.compile(
    r"\b(?:pas|not) (?:du tout )?(?:pour|for) (?:quelqu un(?: d autre)?|(?:une )?autre personne|un autre|"
    r"(?:someone|somebody|anyone|anybody)(?: else)?)$"
)
_WRITES_FOR_ME = re.compile(
    r"\b(?:ecrit|tape|remplit|saisit|note|fait|writes?|writing|types?|typing|fills?|filling|does|doing)"
    r"(?: (?!pas\b|not\b)\w+){0,3}? (?:pour moi|a ma place|for me)\b(?! (?:et|and|ni|nor)\b)"
)


def is_for_oneself(typed: str) -> bool:
    """Whether somebody else is named whom the letter is not for: « c’est mon mari qui écrit pour moi »."""
    folded = fold(typed)
    return "?" not in typed and bool(_FOR_NOBODY_ELSE.search(folded) or _WRITES_FOR_ME.search(folded))


_REPRESENTS = re.compile(
    r"\b(?:je suis|i m|i am) (?:la|le|une?|the|a)? ?(?:tut(?:eur|rice)|curat(?:eur|rice)|mandataire|"
    r"(?:legal )?guardian)\b"
)


def represents(typed: str) -> bool:
    """Whether somebody says that they represent another: « bonjour je suis la tutrice de ma mère »."""
    return "?" not in typed and bool(_REPRESENTS.search(fold(typed)))


def is_of_several(typed: str) -> bool:
    """Whether several children are spoken of at once."""
    return bool(_CHILDREN_OF_MINE.search(fold(typed)))


def whom_said(typed: str) -> Whom | None:
    """For whom a sentence says that the letter is; None where it does not say."""
    folded = fold(typed)
    if _is_of_the_dead(typed):
        return Whom.DEAD
    if _BOTH.search(folded):
        return Whom.COUPLE if re.search(rf"\b{SPOUSE}\b|\b(?:nous|us)\b", folded) else Whom.SEVERAL
    if right := _by_what_right(folded):
        return right
    return None if _GRANDCHILD.search(typed.lower()) else _by_age(typed)


def _by_age(typed: str) -> Whom | None:
    """A child or an adult, as far as a sentence tells; over a grandchild it is the parents who have authority."""
    folded, age = fold(typed), age_alone(typed)
    if age is not None and age < _OF_AGE:
        return Whom.MINOR
    age = _age_within(folded) if age is None else age
    if (age is not None and age >= _OF_AGE) or _ADULT.search(folded):
        return Whom.GROWN
    if _ONLY_UNDER_AGE.fullmatch(folded):
        return Whom.MINOR
    if _OWN_CHILD.search(folded) or (age is not None and _THEY_ARE.match(folded)):
        return Whom.MINOR if age is not None or _UNDER_AGE.search(folded) else Whom.OFFSPRING
    if _PARENT_OF.search(folded) or _THEIR_PARENT.fullmatch(folded):
        return Whom.OFFSPRING
    return Whom.GROWN if _GROWN.search(folded) else None


def _by_what_right(folded: str) -> Whom | None:
    """By what right somebody writes for an adult: one that they say they have not leaves it open."""
    if _GUARDED.search(folded) and not _NOT_GUARDED.search(folded):
        return Whom.PROTECTED
    if _MANDATED.search(folded) and not _NOT_MANDATED.search(folded):
        return Whom.MANDATOR
    return Whom.GROWN if _GUARDED.search(folded) or _MANDATED.search(folded) else None


def _is_of_the_dead(typed: str) -> bool:
    """Whether the letter would be for somebody who died; « pour mon fils, son père est décédé » is for the son."""
    clauses = [fold(clause) for clause in _CLAUSES.split(typed)]
    meant = [clause for clause in clauses if re.search(r"\b(?:pour|for)\b", clause)]
    return any(_DEAD.search(clause) for clause in meant or clauses)
