"""What a question read in a text, weighed with what the text means: a name may be anything, and would be printed."""

import re

from bot.core.conversation.forms.caisse import BODY, BODY_ADDRESS, SEARCH
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.listed import LISTED
from bot.core.conversation.forms.name import NAME
from bot.core.conversation.forms.request import ADDRESS
from bot.core.conversation.hearing.doubts import is_hesitation, is_waiting
from bot.core.conversation.hearing.others import is_of_elsewhere
from bot.core.conversation.question import NotTaken, Reading, Taken
from bot.core.conversation.reading import begins_asking
from bot.core.conversation.replying.doubting import OF_ADDRESS, is_doubtful_delay, is_doubtful_sending
from bot.core.conversation.replying.looks import PLACES, POSTCODE, SPEAKS, WHO_SPEAKS, is_placed, is_titled
from bot.core.conversation.replying.typed import COURTESY, DISPUTES, SURE, VERY_SURE, Typed
from bot.core.conversation.request import OTHER
from bot.core.directory.finding.words import NOISE, words_of
from bot.core.directory.folding import fold
from bot.core.ports.message import say
from bot.core.understanding.meaning import Act

SPOKEN = 25
"""By how much a text with the words of a sentence must be likelier anything else than a name or an address."""
UNSPOKEN = 25
"""By how much one without them must be."""
UNPLACED = 15
"""By how much a text without a word of an address must be likelier anything else than an address."""
OF_A_NAME = 60
"""How sure it must be what two or three words in capitals mean, to be no name."""
COURTEOUS = 55
"""How sure courtesy must be where a name is asked: « Jeanne Merci » is one."""
SHORTEST_SENTENCE = 5
"""Words from which on what is typed as a name must look like one."""
ENOUGH_FOR_A_PLACE = 4
"""Words of a place and a sign of doubt: « celle de Lyon ? » names one, a longer question does not."""
_OPEN = frozenset({SEARCH.key, NAME.key, ADDRESS.key, f"{ADDRESS.key}_more"})
"""The questions that nearly anything may answer."""
_OF_BODY = frozenset({BODY.key, BODY_ADDRESS.key, f"{BODY_ADDRESS.key}_more"})
"""Those that the names of offices answer: « American Express », « Hello bank! », « Service DPO »."""
_PARTS = re.compile(r"[,;.!?]| mais | but | et (?=moi )", re.IGNORECASE)
"""Where the place of today is parted from another: « 83, mais avant j’étais dans le 13 »."""
_ATTACHED = re.compile(
    r"\b(?:rattache\w*|affilie\w*|(?:ma|mon) (?:caisse|cpam|secu|dossier) (?:est|c est|a)|et moi|moi je suis a|"
    r"registered (?:with|in|at)|insured (?:with|in|at))\b"
)
"""What is said of the body that one belongs to, beside another place."""
_EITHER = re.compile(r"\b\w{3,} (?:ou|or) (?!(?:est|c|ca|je|on|se|sont)\b)\w{3,}")
_EITHER_OR = re.compile(r"\bsoit\b.*\bsoit\b|\beither\b.*\bor\b")
_NO_LONGER = re.compile(
    r"\b(?:(?:n )?habite plus|plus (?:la|maintenant|mon adresse)|any ?more|no longer|not there now|j habitais|"
    r"used to live|pas d adresse|no (?:fixed )?address)\b|^(?:chez moi|at home|a la maison|my place)$"
)
"""An address of before, or none: « je n’habite plus au 18 rue des Essais »."""
_NUMBERED = re.compile(rf"\b\d+ (?:bis |ter |quater |[a-d] )?(?:{'|'.join(sorted(PLACES))})\b")
_PRINTED = frozenset({BODY.key, BODY_ADDRESS.key, NAME.key, ADDRESS.key})
"""The answers that are printed as they were typed."""


def weighed(typed: Typed, reading: Reading) -> Reading:
    """What the question read, or why not: what would be printed is weighed with what it means."""
    if isinstance(reading, NotTaken):
        return _of_any_body(typed, reading)
    if typed.question.key in OF_ADDRESS and OF_ADDRESS.isdisjoint(reading.sets):
        return reading  # « pardon, Marie Durand » answers the question before
    return _weighed(typed, reading)


def _weighed(typed: Typed, reading: Taken) -> Reading:
    if is_doubtful_delay(typed, reading) or is_doubtful_sending(typed, reading):
        return NotTaken((say("left.again"),))
    waits = is_waiting(typed.text) and not POSTCODE.search(typed.text)
    if _OPEN & reading.sets.keys() and (waits or (is_hesitation(typed.text) and not is_titled(typed.text))):
        return NotTaken((say("no-answer"),))
    if _is_no_name(typed, reading):
        return NotTaken((say("name.refused"),))
    if typed.question.key in OF_ADDRESS and _is_no_address(typed):
        return NotTaken((say("no-answer"),))
    if _PRINTED & reading.sets.keys() and _means_more(typed):
        return NotTaken((say("no-answer"),))
    if SEARCH.key in reading.sets and reading.sets[SEARCH.key] != OTHER:
        return _of_here(typed, reading)
    return reading


def _of_any_body(typed: Typed, reading: NotTaken) -> NotTaken:
    """How to find one's body, where a text names them all: « la sécu, comme tout le monde »."""
    if typed.question is not SEARCH or "caisse.not-found" not in {note.key for note in reading.notes}:
        return reading
    folded, world = f" {fold(typed.text)} ", typed.asked.world
    any_body = any(f" {fold(words)} " in folded for words in world.others(say("caisse.unknown")).split("|") if words)
    return NotTaken((say("caisse.unknown-help"),)) if any_body else reading


def _of_here(typed: Typed, reading: Taken) -> Reading:
    """The body that was found, or why not: a place in a question, or where somebody was once, is not the person's."""
    (whole, *said), words = typed.meanings, fold(typed.text).split()
    named = reading.sets[SEARCH.key] if typed.question is CHECK else typed.text  # « pas la bonne, je suis à la MSA »
    parts = [part.strip() for part in _PARTS.split(named) if part.strip()]
    attached = [part for part in parts if _ATTACHED.search(fold(part))]
    here = attached if len(attached) == 1 else [part for part in parts if not is_of_elsewhere(part)]
    if len(here) < len(parts):
        again = typed.question.read(", ".join(here), typed.asked) if here else None
        return again if isinstance(again, Taken) else NotTaken((say("caisse.of-today"),))
    if _EITHER_OR.search(fold(typed.text)):
        return NotTaken((say("caisse.unknown-help"),))
    if _is_of_no_body(typed) or _OTHER_CAISSE.search(fold(typed.text)):
        return NotTaken((say("caisse.not-found"),))
    if begins_asking(typed.text) and whole.act is Act.ASK:  # « what is a caisse »
        return NotTaken((say("caisse.not-found"),))
    if "?" not in typed.text or len(words) <= ENOUGH_FOR_A_PLACE:
        return reading
    if _EITHER.search(fold(typed.text)):
        return NotTaken((say("caisse.unknown-help"),))
    answers = any(one.act is Act.ANSWER and one.sure >= VERY_SURE for one in said)
    asks = whole.act is Act.ASK and whole.sure >= SURE and not answers
    return NotTaken((say("caisse.not-found"),)) if asks else reading


_OTHER_CAISSE = re.compile(r"\bcaisse (?:d epargne|des depots|\d{1,2} d[ue]\b)")
"""« Caisse d’Épargne de Reims » is a bank, « la caisse 12 du supermarché » another counter."""
_PLACED = frozenset({Act.ANSWER, Act.AGREE, Act.MOVED, Act.FOR_OTHER, Act.NOTHING, Act.WAIT})
"""What a sentence can mean that names the person's body by its place: « on a déménagé de Nice à Limoges »."""


def _is_of_no_body(typed: Typed) -> bool:
    """Whether a longer sentence names a place in passing: « je suis en vacances à Biarritz, à plus tard »."""
    said = [word for word in words_of(typed.text) if word not in NOISE]
    whole, *parts = typed.meanings
    answers = any(one.act is Act.ANSWER and one.sure >= DISPUTES for one in parts)
    corrects = whole.act is Act.CORRECT_BODY and whole.sure >= DISPUTES
    return len(said) > ENOUGH_FOR_A_PLACE and whole.act not in _PLACED and not (answers or corrects)


def _is_no_address(typed: Typed) -> bool:
    """Whether a sentence was read as a line of an address: « le 15 j’ai rendez-vous chez le notaire »."""
    (whole, *parts), folded = typed.meanings, fold(typed.text)
    if _NO_LONGER.search(folded):
        return True
    if POSTCODE.search(typed.text) or (whole.act is Act.ANSWER and whole.sure >= DISPUTES):
        return False
    if is_titled(typed.text):
        return whole.sure >= OF_A_NAME and whole.act is not Act.ANSWER
    placed = is_placed(typed.text)
    if placed and whole.act in {Act.MOVED, Act.CORRECT_ADDRESS} and "?" not in typed.text:
        return False
    if WHO_SPEAKS & set(folded.split()) and not _NUMBERED.search(folded):
        return True
    if whole.act is Act.ANSWER or (placed and whole.beyond < OF_A_NAME):
        return False
    answers = any(one.act is Act.ANSWER and one.sure >= VERY_SURE and is_placed(one.words) for one in parts)
    return not answers and whole.beyond >= UNPLACED


def _means_more(typed: Typed) -> bool:
    """Whether a text that was read as a name, an address or the name of a body means something else."""
    whole, text = typed.meanings[0], typed.text
    words = fold(text).split()
    speaks = bool(SPEAKS & set(words))
    of_body = typed.question.key in _OF_BODY or typed.question is LISTED
    if (of_body and not speaks) or not (of_body or typed.question.key in _OPEN):
        return False
    if typed.question.key in OF_ADDRESS and PLACES & set(words):
        return False
    if whole.act is Act.ANSWER or (whole.act is Act.FOR_OTHER and not speaks):
        return False  # « Mona Mère »
    if whole.act in COURTESY:
        return whole.sure >= COURTEOUS
    if any(c.isdigit() for c in text) and "?" not in text:
        return speaks and whole.beyond >= OF_A_NAME and not POSTCODE.search(text)
    if is_titled(text):
        return whole.sure >= OF_A_NAME
    return whole.beyond >= (SPOKEN if speaks else UNSPOKEN)


_NO_NAME = frozenset({
    "je", "vous", "nous", "on", "ils", "elles", "you", "we", "they", "mdr", "ptdr", "lol", "haha", "hihi", "bof",
    "nah", "next", "brb", "nope", "whatever",
})  # fmt: skip
"""Words in small letters that no name has: « vous êtes gentil »."""


def _is_no_name(typed: Typed, reading: Reading) -> bool:
    """Whether a sentence was read as a name."""
    name = reading.sets.get(NAME.key, "") if isinstance(reading, Taken) else ""
    if _NO_NAME & set(name.replace(",", " ").split()):
        return True
    return len(name.split()) >= SHORTEST_SENTENCE and typed.meanings[0].act is not Act.ANSWER
