"""A message that the question that stands could not read: what it means, and what is done.

Nothing is recorded here. What changes a case opens a form, which says back what was understood; what undoes something
opens the form of the command, which asks; all else is a sentence, and the question again.
"""

from collections.abc import Sequence

from bot.core.case.case import read_key
from bot.core.conversation.asking import Scene, Turn
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.caisse import SEARCH
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.name import NAME
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE, WHAT
from bot.core.conversation.forms.request import ADDRESS, REQUEST
from bot.core.conversation.forms.sent import LEFT
from bot.core.conversation.hearing import with_own_objection
from bot.core.conversation.question import Asked, Form, Question, Taken
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.acts import REPLIES, Heard, is_home
from bot.core.conversation.replying.topics import answer_to
from bot.core.conversation.slots import subject_of
from bot.core.conversation.telling import Dispatch, told_in
from bot.core.ports.message import Choice, Say
from bot.core.understanding.meaning import Act, Meaning
from bot.core.understanding.reading import meanings

SURE = 10
"""From here on a meaning is believed where the question could not read the message."""
VERY_SURE = 30
"""From here on it is believed before the question reads it: a name or an address may be anything."""
MOST_OF_AN_ANSWER = 7
"""Words of a name or the name of a caisse: what is longer is a sentence."""
_COURTESY = frozenset({Act.GREET, Act.THANKS, Act.BYE})
COURTEOUS = 55
"""How sure courtesy must be where a name is asked: « Jeanne Merci » is one."""
DISPUTES = 20
"""How sure a meaning must be that speaks against the words of a choice."""
SHORTEST_SENTENCE = 5
"""Words from which on what is typed as a name must look like one."""
SURER = 10
"""By how much a clause must be surer than a whole message: it says less."""
GENERIC = frozenset({
    "choice.expected", "home.not-understood", "left.again", "caisse.not-found", "name.refused", "address.refused",
    "assent.unclear", "no-answer",
})  # fmt: skip
"""What is said where nothing was understood; a question that has a reason of its own keeps it."""
UNREAD = GENERIC | {"consent.hedged", "consent.why", "day.unreadable"}
"""What is not said twice in a row."""
_WEIGHT = (
    frozenset({Act.ANSWER, Act.NOTHING, Act.GREET, Act.THANKS, Act.BYE}),
    frozenset({
        Act.UPSET, Act.LOST, Act.HELP, Act.UNSURE, Act.WAIT, Act.LATER, Act.HUMAN, Act.ANONYMOUS, Act.GIVE_UP,
        Act.LANGUAGE_ENGLISH, Act.LANGUAGE_OTHER, Act.FOR_OTHER,
    }),
    frozenset({Act.ASK}),
)  # fmt: skip
"""What gives way, where a message says several things: courtesy, then moods, then questions, to what happened."""
_ONLY_SAID = frozenset({Act.ASK, Act.HELP, Act.LOST, Act.UPSET, Act.WAIT, Act.HUMAN, Act.THANKS, Act.BYE, Act.GREET})
"""What a sentence answers, and nothing else."""
_ONLY_AT_HOME = frozenset({
    Act.OTHER_LETTER, Act.WHERE, Act.WHEN_NEXT, Act.CHASE, Act.LETTER_AGAIN, Act.STOP_REMINDERS, Act.PAUSE_REMINDERS,
    Act.WANT_REMINDERS, Act.NOT_SENT, Act.CAME_TIME, Act.CAME_ACCESS, Act.CAME_PROGRESS, Act.CAME_RETURNED,
    Act.CAME_PARTIAL, Act.CORRECT_OTHER,
})  # fmt: skip
"""What nobody means before the first letters were given."""
_OPEN = frozenset({SEARCH.key, NAME.key, ADDRESS.key, f"{ADDRESS.key}_more"})
"""The questions that nearly anything may answer."""
_MAY_BE_ANSWER = frozenset({
    Act.ANSWER, Act.NOTHING, Act.FOR_OTHER, Act.MOVED, Act.CORRECT_CAISSE, Act.CORRECT_NAME, Act.CORRECT_ADDRESS,
})  # fmt: skip
"""What a name, an address or a caisse can look like."""


def replied_first(
    scene: Scene, form: Form, question: Question, asked: Asked, text: str, found: Sequence[Choice]
) -> Turn | None:
    """What a message leads to before the question reads it: at home, and where a name or an address may be anything.

    found  the choices whose words are in the message

    None where it is the question's to read.
    """
    if form is OUTCOME and found:
        if question not in {WHAT, ANSWER, RARE}:
            return None
        more = _disputed(text, found, scene) or told_in(text, person_today(asked)).day
        return reply(scene, form, question, asked, text, sure=SURE) if more else None
    if form is LEFT:
        return _of_several(scene, asked, text)
    if form is HOME:
        return reply(scene, form, question, asked, text, sure=DISPUTES if len(found) == 1 else SURE)
    if form is not REQUEST or question.key not in _OPEN or (any(c.isdigit() for c in text) and "?" not in text):
        return None
    reading = question.read(text, asked)
    if isinstance(reading, Taken) and (question is SEARCH or question.key not in reading.sets):
        return None  # it names a caisse, or says for whom it is
    whole = _meanings(text, scene)[0]
    sure = SURE if len(text.split()) > MOST_OF_AN_ANSWER else VERY_SURE
    sure = COURTEOUS if whole.act in _COURTESY else sure
    if whole.act in _MAY_BE_ANSWER or whole.sure < sure:
        return None
    return reply(scene, form, question, asked, text, sure=sure)


def _disputed(text: str, found: Sequence[Choice], scene: Scene) -> bool:
    """Whether the words of a choice are in a sentence that means something else, or speaks of several bodies."""
    if len(found) > 1:
        return len(subject_of(text, scene.asked).bodies) > 1  # each has its answer
    whole = _meanings(text, scene)[0]
    outcome = happened.OUTCOMES.get(whole.act)
    return whole.act is not Act.ANSWER and whole.sure >= DISPUTES and outcome != found[0].value


def is_no_name(scene: Scene, question: Question, asked: Asked, text: str) -> bool:
    """Whether a sentence was typed where a name is asked, and would be printed on a letter."""
    reading = question.read(text, asked) if question is NAME else None
    name = reading.sets.get(NAME.key, "") if isinstance(reading, Taken) else ""
    return len(name.split()) >= SHORTEST_SENTENCE and _meanings(text, scene)[0].act is not Act.ANSWER


def replied_beside(scene: Scene, form: Form, question: Question, asked: Asked, text: str) -> Turn | None:
    """What a message leads to where only a plain yes or no counts: an answer to what it asks, or a sentence; no act.

    The first question is asked of newcomers, who may have come for anything.
    """
    whole = _meanings(text, scene)[0]
    if whole.act is Act.UNSURE or (form is not REQUEST and whole.act not in _ONLY_SAID):
        return None
    return reply(scene, form, question, asked, text, sure=SURE)


def reply(scene: Scene, form: Form, question: Question, asked: Asked, text: str, *, sure: int) -> Turn | None:
    """What a message leads to that is no answer; None where nobody can know what it means.

    sure  how sure a meaning must be
    """
    whole, *parts = _meanings(text, scene)
    every = (*((whole,) if whole.sure >= sure else ()), *(part for part in parts if part.sure >= sure + SURER))
    found = sorted(every, key=lambda one: -_weight(one.act))
    if not found or found[0].act is Act.ANSWER:
        return None
    return REPLIES[found[0].act](Heard(form, question, asked, scene, tuple(found)))


def _meanings(text: str, scene: Scene) -> tuple[Meaning, ...]:
    """What a message means, at that moment. The person's own refusal is their objection."""
    return meanings(with_own_objection(text), scene.world.model, () if is_home(scene) else _ONLY_AT_HOME)


def _of_several(scene: Scene, asked: Asked, text: str) -> Turn | None:
    """Letters left, where it was asked whether one did: « oui, les deux, hier ». None where only that one is meant."""
    subject, about = subject_of(text, asked), read_key(asked.about)[0].track
    if not subject.all and subject.bodies <= {about}:
        return None
    if told_in(text, person_today(asked)).left is not Dispatch.YES:
        return None
    return happened.sent(scene, (Meaning(Act.SENT, "", VERY_SURE, text),))


def _weight(act: Act) -> int:
    return next((n for n, acts in enumerate(_WEIGHT) if act in acts), len(_WEIGHT))


def notes_to(text: str, question: Question, asked: Asked) -> Sequence[Say]:
    """The answers to what is asked beside a yes or no that may not be guessed."""
    found = [one for one in meanings(text, asked.world.model) if one.act is Act.ASK and one.sure >= SURE]
    topics = dict.fromkeys(one.topic for one in found)
    return [note for topic in list(topics)[:2] for note in answer_to(topic, question, asked)]
