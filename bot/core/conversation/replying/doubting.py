"""Whether what a question read in a sentence was meant as the answer: where it may not be, the person is asked.

« Demain je vais à Dijon chercher des plants » names a town, « 7 allée des Tilleuls, c’est le notaire » an address, and
neither is the person's own. What is short, or what the model takes for a plain answer, stands.
"""

import re

from bot.core.conversation.forms.caisse import SEARCH
from bot.core.conversation.forms.name import NAME, WHOM
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE, WHAT
from bot.core.conversation.forms.request import ADDRESS
from bot.core.conversation.forms.sent import LEFT_QUESTION
from bot.core.conversation.hearing.doubts import is_joking, thinks_aloud
from bot.core.conversation.hearing.others import is_of_elsewhere, of_another
from bot.core.conversation.hearing.sending import own_sent
from bot.core.conversation.question import Taken
from bot.core.conversation.reading import begins_asking
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.looks import POSTCODE, SPEAKS, WHO_SPEAKS, is_placed
from bot.core.conversation.replying.typed import VERY_SURE, Typed
from bot.core.conversation.request import OTHER
from bot.core.conversation.telling import Dispatch, tells_of_leaving
from bot.core.directory.finding.words import NOISE, words_of
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice
from bot.core.understanding.meaning import Act, Meaning

OF_ADDRESS = frozenset({ADDRESS.key, f"{ADDRESS.key}_more"})
"""The questions that ask for the lines of the person's own address."""
TOLD_SURELY = 35
"""How sure it must be what came of a letter, told in a sentence, for its form to be opened: below, it is asked."""
TOLD_ALOUD = 60
"""How sure it must be where the sentence doubts, asks or reports: « on m’a répondu que la dame était en congé »."""
ALONE = 55
"""How sure a clause of a message must be that means something else as a whole."""
FEW_OF_A_PLACE = 3
"""Words up to which what is typed for a body is not doubted, prepositions left out: « Agneaux, Manche »."""
FEW_OF_A_NAME = 3
"""Words up to which what is typed for a name is not doubted."""
MOST_OF_A_LONG_NAME = 7
FEW_OF_A_LETTER = 4
"""Words up to which « pas encore, demain » is not weighed."""
_ANSWERS = frozenset({Act.ANSWER, Act.FOR_SELF})
_OF_A_LETTER_THAT_WAITS = frozenset({Act.NOT_SENT, Act.LATER, Act.WAIT, Act.GIVE_UP, Act.REFUSE, Act.CORRECT_OTHER})
_BEFORE = re.compile(
    r"\b(?:i|we) lived\b|\b(?:j ai (?:tenu|vecu|habite|grandi|travaille|loge)|pendant (?:\w+ ){1,3}ans|"
    r"avant|autrefois|vendue?|demenag\w*|n (?:habite|est|ai|y)|surtout pas|n allez|notaire|voisine?s?|"
    r"proprietaire|(?:ce n est|c est|c) pas|pas chez moi|moi non|not mine|isn t|"
    r"sold|used to|was|were|landlord|lawyer|never|not|neighbou?r\w*)\b"
)
"""What is said of an address or a name that is not the person's, or not any more."""
_PARTICLES = frozenset({
    "de", "du", "des", "au", "aux", "en", "les", "sur", "sous",
    "da", "das", "do", "dos", "d'", "d’", "la", "le", "van", "von", "den", "der", "ben", "bin", "el",
    "al", "di", "del", "della", "y", "e", "née", "né", "dit", "dite", "épouse", "veuve", "et", "ép.", "vve",
})  # fmt: skip
"""Words in small letters that names have."""
_DOES = frozenset({"does", "do", "did", "isn", "ont", "has", "have", "that", "us"})
"""Words of a sentence that names and lines of an address in French have not."""
_TOLD = frozenset(happened.OUTCOMES.values())


def is_doubtful_answer(typed: Typed, taken: Taken) -> bool:
    """Whether a sentence that was read as a body, a name or an address may say something else."""
    question = typed.question
    if question is SEARCH:
        if taken.sets.get(SEARCH.key, OTHER) == OTHER:
            return False
        if is_joking(typed.text):
            return True
        said = [word for word in words_of(typed.text) if word not in NOISE]
        asks = "?" in typed.text and len(typed.text.split()) > FEW_OF_A_PLACE
        return (asks or len(said) > FEW_OF_A_PLACE) and not _is_said_as_answer(typed)
    if question in {NAME, WHOM} and question.key in taken.sets:
        name = taken.sets[question.key]
        if _GREETS.match(fold(name)) or is_joking(typed.text):
            return True
        return not _is_like_a_name(name) and (_has_words_of_a_sentence(name) or not _is_surely_an_answer(typed))
    if question.key in OF_ADDRESS and ADDRESS.key in taken.sets:
        if thinks_aloud(typed.text) or is_joking(typed.text):
            return True
        whole = bool(POSTCODE.search(typed.text)) and not _is_of_before(typed)
        return not (whole or _has_capitals(typed.text) or (_is_like_an_address(typed) and _is_said_as_answer(typed)))
    return False


def _is_said_as_answer(typed: Typed) -> bool:
    """Whether the model takes a text for a plain answer: surely, where it has a sentence's words."""
    whole, speaks = typed.meanings[0], _has_words_of_a_sentence(typed.text)
    return whole.act in _ANSWERS and (whole.sure >= VERY_SURE or not speaks) and not _is_of_before(typed)


def _is_surely_an_answer(typed: Typed) -> bool:
    return typed.meanings[0].sure >= VERY_SURE and _is_said_as_answer(typed)


_GREETS = re.compile(r"(?:merci|bonjour|bonsoir|salut|coucou|thanks?|hello|hi|hey) \w")
"""What is said to the bot by its own name, or another's: « Merci Camille »."""


def _is_like_a_name(name: str) -> bool:
    """Whether a name has few words, none of them a sentence’s, or capitals: « Maria da Conceição dos Santos »."""
    return _has_capitals(name) or (len(name.split()) <= FEW_OF_A_NAME and not _has_words_of_a_sentence(name))


def _has_capitals(text: str) -> bool:
    """Whether every word begins with a capital, but those that stand within names: « La Grange aux Moines »."""
    words = text.split()
    return len(words) <= MOST_OF_A_LONG_NAME and all(word[0].isupper() or word in _PARTICLES for word in words)


def _has_words_of_a_sentence(text: str) -> bool:
    return bool((SPEAKS | WHO_SPEAKS | _DOES) & set(fold(text).split()))


def _is_of_before(typed: Typed) -> bool:
    """Whether a text has words of what is not the person's, or not any more."""
    return bool(_BEFORE.search(fold(typed.text))) or is_of_elsewhere(typed.text) or of_another(typed.text)


def _is_like_an_address(typed: Typed) -> bool:
    """Whether a text has a number, a word of an address, or the model is sure: not « au diable vauvert »."""
    text = typed.text
    sure = typed.meanings[0].sure >= VERY_SURE and not _has_words_of_a_sentence(text)
    return any(c.isdigit() for c in text) or is_placed(text) or sure


def is_doubtful_delay(typed: Typed, taken: Taken) -> bool:
    """Whether a sentence read as « not yet » or « never » may say something else: « par mail ça vaut rien »."""
    whole, words = typed.meanings[0], fold(typed.text).split()
    late = typed.question is LEFT_QUESTION and taken.sets.get(LEFT_QUESTION.key) in {Dispatch.LATER, Dispatch.NEVER}
    if not late or len(words) <= FEW_OF_A_LETTER:
        return False
    return whole.act not in _OF_A_LETTER_THAT_WAITS or (whole.act is not Act.REFUSE and whole.sure < VERY_SURE)


def is_doubtful_sending(typed: Typed, taken: Taken) -> bool:
    """Whether a sentence in which a letter left may tell of another's, another letter, or doubts it."""
    text = typed.text
    if typed.question is not LEFT_QUESTION or taken.sets.get(LEFT_QUESTION.key) != Dispatch.YES:
        return False
    aloud = thinks_aloud(text) and not tells_of_leaving(text)
    return not own_sent(text) and (of_another(text) or aloud or begins_asking(text))


def is_doubtful_outcome(typed: Typed, found: tuple[Choice, ...]) -> bool:
    """Whether the words of an outcome stand in a sentence that is not surely about it: « on parie qu’ils refusent »."""
    if typed.question not in {WHAT, ANSWER, RARE} or len(found) != 1 or found[0].value not in _TOLD:
        return False
    told = (one for one in typed.meanings if happened.OUTCOMES.get(one.act) == found[0].value)
    return not any(is_told_surely(one, typed.meanings[0]) for one in told)


def is_told_surely(meaning: Meaning, whole: Meaning) -> bool:
    """Whether it is sure enough what came of a letter for its form to be opened: by the whole message, not by a clause.

    « Enregistré, validé : voilà ce que j’aurais aimé lire » has a clause that is.
    """
    least = TOLD_ALOUD if thinks_aloud(whole.words) else TOLD_SURELY
    return whole.sure >= least if whole.act is meaning.act else meaning.sure >= max(ALONE, least)
