"""What a sentence may mean, offered as choices, where no reading is sure enough to be acted on."""

import re
from collections.abc import Sequence

from bot.core.conversation.asking import Turn, ask, scene_of, standing
from bot.core.conversation.assent import Assent
from bot.core.conversation.forms.caisse import SEARCH
from bot.core.conversation.forms.meant import FIRST, MEANT, NEITHER, READING, SAID, SECOND, SHOWN, TOLD, readings
from bot.core.conversation.forms.name import NAME, WHOM
from bot.core.conversation.forms.request import ADDRESS
from bot.core.conversation.hearing.likely import PLAINLY, likely_choice
from bot.core.conversation.hearing.others import names_somebody
from bot.core.conversation.question import Asked, Form, Question, Taken
from bot.core.conversation.reading import named_words
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.acts import REPLIES
from bot.core.conversation.replying.heard import Heard
from bot.core.conversation.replying.typed import CERTAIN, COURTESY, VERY_SURE, Typed
from bot.core.conversation.slots import is_of_the_other, subject_of, told_again
from bot.core.conversation.state import Opened, Said
from bot.core.ports.message import say
from bot.core.understanding.meaning import Act, Meaning, name_of, named
from bot.core.understanding.reading import meanings

WITHIN = 25
"""By how much the second reading may be less likely than the first, to be offered beside it."""
LIKELIER = 15
"""By how much the first must be likelier than a plain answer."""
MOST_SHOWN = 3
"""Bodies that are named where it is asked whether one of them was meant."""
NEVER_OFFERED = frozenset[str]({
    Act.GREET, Act.THANKS, Act.BYE, Act.UPSET, Act.LOST, Act.WAIT, Act.NOTHING, Act.ANSWER, Act.AGREE, Act.REFUSE,
    Act.LANGUAGE_ENGLISH, Act.LANGUAGE_OTHER, "ask-other",
})  # fmt: skip
"""The classes that are not offered: moods, manners, "any other question", and what only a question can take."""


def offered(typed: Typed) -> Turn | None:
    """The question which of its likeliest readings was meant; None where none is likely, or it was just asked."""
    if typed.question.strict or typed.is_none_of_these or typed.asked.conversation.unread == MEANT.key:
        return None
    likely = tuple(filter(None, map(_likeliest, typed.meanings)))
    told = told_again(typed.text, typed.asked) if likely else ""
    for names in likely:
        if led := tuple(name for name in names if _leads(name, told, typed)):
            return _asked(typed, led, told)
    return None


def _leads(name: str, told: str, typed: Typed) -> bool:
    """Whether that reading leads anywhere now: « j’ai envoyé » does not where it is asked which letter left."""
    if name == Act.FOR_OTHER and not names_somebody(typed.text):
        return False  # « la troisième »
    return _led(name, told, typed.form, typed.question, typed.asked) is not None


def _led(name: str, told: str, form: Form, question: Question, asked: Asked) -> Turn | None:
    """What that reading leads to, as if it had been sure at once; None where nothing comes of it."""
    act, topic = named(name)
    return REPLIES[act](Heard(form, question, asked, (Meaning(act, topic, CERTAIN, told),)))


def _likeliest(meaning: Meaning) -> tuple[str, ...]:
    """The readings of a message or a clause that can be offered; none where its likeliest cannot be."""
    if meaning.next is None or meaning.beyond < LIKELIER or meaning.name in NEVER_OFFERED:
        return ()
    then = name_of(*meaning.next)
    two = meaning.behind <= WITHIN and then not in NEVER_OFFERED and then != meaning.name
    return (meaning.name, then) if two else (meaning.name,)


def _asked(typed: Typed, names: Sequence[str], told: str) -> Turn:
    said = (*(Said(key, name) for key, name in zip((FIRST, SECOND), names, strict=False)), Said(TOLD, told))
    scene = scene_of(typed.asked)
    return ask(scene.now(scene.conversation.opening(Opened(MEANT.key, "", said))))


_FIRST = (
    r"Bonjour|Bonsoir|Merci|Salut|Coucou|Alors|Bon|Euh|Oui|Non|Mon|Ma|Je|C|Ok|Mais|Et|En|Pour|"
    r"Hello|Hi|Thanks|My|I|It|Well"
)
"""Words with which a sentence begins, and no name."""
_NAME = re.compile(
    rf"(?!(?:{_FIRST})\b)\b[A-ZÀ-Ý][\w'’-]+(?:,? (?:de |du |da |van |von |le |la )*[A-ZÀ-Ý][\w'’-]+){{1,3}}"
)


def name_offered(typed: Typed) -> Turn | None:
    """The question whether the one name in a sentence is the answer: « Jojo, sur les papiers Georges Audibert »."""
    if typed.question not in {NAME, WHOM} or "?" in typed.text or typed.asked.conversation.unread == MEANT.key:
        return None
    found, whole = _NAME.findall(typed.text), typed.meanings[0]
    if whole.sure >= VERY_SURE and whole.act not in COURTESY and not _NAME.match(typed.text):
        return None  # « ma fille s’appelle Jeanne Exemple »
    reading = typed.question.read(found[0], typed.asked) if len(found) == 1 else None
    return answer_offered(typed, reading) if isinstance(reading, Taken) else None


def answer_offered(typed: Typed, taken: Taken) -> Turn:
    """The question whether what was read in a sentence is the answer; and what the sentence may mean otherwise."""
    answer = taken.sets[typed.question.key if typed.question.key in taken.sets else ADDRESS.key]
    return asked_whether(typed, answer, _shown(typed, answer))


def asked_whether(typed: Typed, answer: str, shown: str) -> Turn:
    """The question whether that is the answer, shown so; and what the text may mean otherwise."""
    told = ""
    other = [name for name in _likeliest(typed.meanings[0])[:1] if _leads(name, told, typed)]
    names = (Act.ANSWER.value, *other)
    scene = scene_of(typed.asked)
    said = (
        *(Said(key, name) for key, name in zip((FIRST, SECOND), names, strict=False)),
        Said(SAID, answer),
        Said(SHOWN, shown),
    )
    return ask(scene.now(scene.conversation.opening(Opened(MEANT.key, "", said))))


def _shown(typed: Typed, answer: str) -> str:
    """An answer as the person is shown it: the bodies that were found, or its lines."""
    if typed.question is not SEARCH:
        return answer.replace("\n", ", ")
    found = typed.asked.world.directory.find(answer).candidates
    return ", ".join(caisse.name for caisse in found[:MOST_SHOWN])


def assented(asked: Asked, heard: Assent) -> str:
    """The choice that a plain yes or no is: neither, or the one reading that is asked about; else empty."""
    match heard:
        case Assent.NO:
            return NEITHER
        case Assent.YES if len(readings(asked)) == 1 or Act.ANSWER in readings(asked):
            return readings(asked)[0]
        case Assent.YES | Assent.HEDGED | Assent.QUESTION | Assent.UNCLEAR:
            return ""


def reading_said(asked: Asked, text: str) -> str:
    """The choice whose words a text nearly is, or the reading that it says again: « ils m’ont bien répondu, oui »."""
    if of_the_body_named(asked, text) != text:
        return ""  # « le HDH m’a répondu », then « ils acceptent »
    choices = READING.choices(asked)
    named = {choice.value: named_words(choice, asked.world) for choice in choices}
    likely = likely_choice(text, choices, named, asked.world.small_words[asked.conversation.language])
    if likely and likely.near >= PLAINLY:
        return likely.choice.value
    whole = meanings(text, asked.world.model)[0]
    again = whole.name in readings(asked) and whole.act is not Act.ANSWER and whole.sure >= VERY_SURE
    return whole.name if again and "?" not in text else ""


MOST_BESIDES = 4
"""Words of what is only added to the sentence that was asked about: « hier », « la caisse »."""


def said_besides(asked: Asked, text: str) -> Turn | None:
    """What the one reading leads to with a day, a medium or a body said after it; None for anything else.

    Of two readings neither is chosen by that: what was said is kept, and it is asked again which.
    """
    more, first = told_again(text, asked), readings(asked)[0]
    if not more or len(text.split()) > MOST_BESIDES or Act.ANSWER in readings(asked) or "?" in text:
        return None
    told = f"{asked.answers.get(TOLD, '')} {more}".strip()
    scene = scene_of(asked)
    if len(readings(asked)) > 1:
        return ask(scene.now(scene.conversation.saying({TOLD: told}, ())), say("meant.which"), briefly=True)
    form, question, under = standing(scene.now(scene.conversation.closing()))
    return _led(first, told, form, question, under)


def of_the_body_named(asked: Asked, text: str) -> str:
    """The text, with the body that the sentence before it named: « le HDH m’a répondu », then « ils acceptent »."""
    told = asked.answers.get(TOLD, "")
    if not subject_of(told, asked).bodies or subject_of(text, asked).bodies or is_of_the_other(text):
        return text
    tells = meanings(text, asked.world.model, "outcome")[0].act in happened.OUTCOMES
    return f"{told_again(told, asked)} : {text}" if tells else text


def as_meant(asked: Asked, value: str) -> Turn:
    """What the chosen reading leads to, as if it had been sure at once."""
    scene = scene_of(asked)
    below = scene.now(scene.conversation.closing())
    if value == NEITHER:
        return ask(below, say("meant.otherwise"), briefly=True)
    form, question, under = standing(below)
    turn = _led(value, asked.answers.get(TOLD, ""), form, question, under)
    return turn or ask(below, say("meant.otherwise"), briefly=True)
