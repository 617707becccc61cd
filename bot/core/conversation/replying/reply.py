"""A message that the question that stands could not read: what it means, and what is done.

Nothing is recorded here. What changes a case opens a form, which says back what was understood; what undoes something
opens the form of the command, which asks; all else is a sentence, and the question again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.core.campaign.recipient import Outcome
from bot.core.case.case import read_key
from bot.core.conversation.asking import Turn, scene_of
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.caisse import BODY, BODY_ADDRESS, SEARCH
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.listed import LISTED
from bot.core.conversation.forms.name import NAME
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE, WHAT
from bot.core.conversation.forms.request import ADDRESS, REQUEST
from bot.core.conversation.forms.sent import LEFT
from bot.core.conversation.hearing import is_of_elsewhere, with_own_objection
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.acts import CAME, REPLIES, Heard, is_home
from bot.core.conversation.replying.moments import moment_of
from bot.core.conversation.replying.topics import answers_to
from bot.core.conversation.request import OTHER
from bot.core.conversation.slots import subject_of
from bot.core.conversation.telling import Dispatch, own_unsent, told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, say
from bot.core.understanding.meaning import Act, Meaning
from bot.core.understanding.reading import clauses, meanings

SURE = 10
"""From here on a meaning is believed where the question could not read the message."""
VERY_SURE = 30
"""From here on it is believed before the question reads it: a name or an address may be anything."""
MOST_OF_AN_ANSWER = 7
"""Words of a name or the name of a body: what is longer is a sentence."""
_COURTESY = frozenset({Act.GREET, Act.THANKS, Act.BYE})
COURTEOUS = 55
"""How sure courtesy must be where a name is asked: « Jeanne Merci » is one."""
DISPUTES = 20
"""How sure a meaning must be that speaks against the words of a choice."""
SHORTEST_SENTENCE = 5
"""Words from which on what is typed as a name must look like one."""
ENOUGH_FOR_A_PLACE = 4
"""Words of a place and a sign of doubt: « celle de Lyon ? » names one, a longer question does not."""
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
        Act.LANGUAGE_ENGLISH, Act.LANGUAGE_OTHER, Act.FOR_OTHER, Act.FOR_SELF,
    }),
    frozenset({Act.AGREE, Act.REFUSE}),
    frozenset({Act.ASK}),
)  # fmt: skip
"""What gives way, where a message says several things: courtesy, then moods, then questions, to what happened."""
_HAPPENED = CAME | {Act.SENT, Act.NOT_SENT, Act.DELIVERED}
"""What cannot have happened to letters that were not given yet: whoever says so at the first questions asks more."""
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
_OF_BODY = frozenset({BODY.key, BODY_ADDRESS.key, f"{BODY_ADDRESS.key}_more"})
"""Those that the names of offices answer: « American Express », « Hello bank! », « Service DPO »."""
_OF_ADDRESS = frozenset({ADDRESS.key, f"{ADDRESS.key}_more"})
_PLACES = frozenset({
    "rue", "r", "avenue", "av", "ave", "boulevard", "bd", "bld", "place", "pl", "chemin", "ch", "impasse", "imp", "allee",
    "allees", "quai", "cours", "route", "rte", "square", "sq", "passage", "sentier", "ruelle", "montee", "escalier",
    "lieu", "ld", "hameau", "village", "bourg", "quartier", "cite", "lotissement", "lot", "residence", "res", "ehpad",
    "foyer", "maison", "chateau", "ferme", "domaine", "villa", "mas", "clos", "parc", "zone", "za", "zi", "batiment",
    "bat", "appartement", "appt", "apt", "app", "etage", "porte", "escalier", "esc", "bp", "cs", "cedex", "chez", "co",
    "camping", "moulin", "ccas", "street", "road", "house", "flat", "farm",
})  # fmt: skip
"""Words that the lines of an address have, and hardly a sentence about something else."""
_PRINTED = frozenset({BODY.key, BODY_ADDRESS.key, NAME.key, ADDRESS.key})
"""The answers that are printed as they were typed."""
_SPEAKS = frozenset({
    "je", "j", "tu", "vous", "me", "m", "c", "ce", "ca", "que", "quoi", "qui", "quel", "quelle", "pourquoi", "comment",
    "combien", "ou", "rien", "pas", "plus", "toujours", "i", "you", "it", "what", "why", "how", "where", "not",
})  # fmt: skip
"""Words that a sentence has, and hardly the name of a body."""
@dataclass(frozen=True)
class Typed:
    """A text, the question that stands, and what the text means at that moment: read once."""

    form: Form
    question: Question
    asked: Asked
    text: str = field(repr=False)

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """The whole first, then its clauses. The person's own refusal is their objection."""
        but = () if self.given else _ONLY_AT_HOME
        moment = moment_of(self.form, self.question)
        found = meanings(with_own_objection(self.text), self.asked.world.model, moment, but)
        return tuple(_of_own_letters(one) for one in found)

    @property
    def given(self) -> bool:
        """Whether the first letters were given, of this action or another."""
        return is_home(scene_of(self.asked)) or any(case.log for case in self.asked.cases)

    def believed(self, sure: int) -> tuple[Meaning, ...]:
        """The meanings that are so sure, the weightiest first."""
        whole, *clauses = self.meanings
        every = (*((whole,) if whole.sure >= sure else ()), *(one for one in clauses if one.sure >= sure + SURER))
        before = frozenset[Act]() if self.given else _HAPPENED
        return tuple(sorted(every, key=lambda one: (-_weight(one.act) if one.act not in before else 0, -one.sure)))


def _of_own_letters(meaning: Meaning) -> Meaning:
    """What is meant, where « j’ai rien envoyé » is never that nothing came, however near the two are."""
    near = meaning.act in {Act.NOTHING_CAME, Act.NOT_SENT, Act.NOTHING, Act.ANSWER}
    if (near or meaning.sure < DISPUTES) and own_unsent(meaning.words):
        return replace(meaning, act=Act.NOT_SENT, sure=max(meaning.sure, VERY_SURE))
    return meaning


def reply(typed: Typed, sure: int) -> Turn | None:
    """What a text leads to that is no answer; None where nobody can know what it means.

    sure  how sure a meaning must be
    """
    found = typed.believed(sure)
    turns = (REPLIES[one.act](Heard(typed.form, typed.question, typed.asked, found[n:])) for n, one in enumerate(found))
    return next((turn for turn in turns if turn), None)


def replied_first(typed: Typed, found: Sequence[Choice]) -> Turn | None:
    """What a text leads to before the question reads it: at the menu, and where it says more than the question asks.

    found  the choices whose words are in the text

    None where it is the question's to read.
    """
    if typed.form is LEFT:
        return _of_several(typed) or _not_left(typed, found)
    if typed.form is HOME:
        return reply(typed, DISPUTES if len(found) == 1 else SURE)
    if found and typed.question in {WHAT, ANSWER, RARE}:
        more = _disputed(typed, found) or _decided(typed, found) or told_in(typed.text, person_today(typed.asked)).day
        return reply(typed, SURE) if more else None
    return None


def replied_instead(typed: Typed, reading: Reading) -> Turn | None:
    """What a text leads to instead of what the question read in it; None where that stands.

    A question that has a reason of its own to refuse a text keeps it.
    """
    if isinstance(reading, NotTaken) and GENERIC & {note.key for note in reading.notes}:
        return reply(typed, SURE)
    return None


def weighed(typed: Typed, reading: Reading) -> Reading:
    """What the question read, or why not: what would be printed as a name or an address is weighed with what it means."""
    if not isinstance(reading, Taken):
        return reading
    if is_no_name(typed, reading):
        return NotTaken((say("name.refused"),))
    if _PRINTED & reading.sets.keys() and _means_more(typed):
        return NotTaken((say("no-answer"),))
    if SEARCH.key in reading.sets and reading.sets[SEARCH.key] != OTHER:
        return _of_here(typed, reading)
    return reading


def _of_here(typed: Typed, reading: Taken) -> Reading:
    """The body that was found, or why not: a place in a question, or where somebody was once, is not the person's."""
    (whole, *said), words = typed.meanings, fold(typed.text).split()
    parts = clauses(typed.text) or (typed.text,)
    here = [part for part in parts if not is_of_elsewhere(part)]
    if len(here) < len(parts):
        again = typed.question.read(", ".join(here), typed.asked) if here else None
        return again if isinstance(again, Taken) else NotTaken((say("caisse.of-today"),))
    if "?" not in typed.text or len(words) <= ENOUGH_FOR_A_PLACE or any(one.act is Act.ANSWER and one.sure >= VERY_SURE for one in said):
        return reading
    if {"ou", "or"} & set(words):
        return NotTaken((say("caisse.unknown-help"),))
    return NotTaken((say("caisse.not-found"),)) if whole.act is Act.ASK and whole.sure >= SURE else reading


def _means_more(typed: Typed) -> bool:
    """Whether a text that was read as a name, an address or the name of a body means something else."""
    whole, text = typed.meanings[0], typed.text
    words = fold(text).split()
    speaks = bool(_SPEAKS & set(words))
    if typed.question.key in _OF_BODY or typed.question is LISTED:
        if not speaks:
            return False
    elif typed.question.key not in _OPEN:
        return False
    elif typed.question.key in _OF_ADDRESS and _PLACES & set(words):
        return False
    if whole.act in {Act.ANSWER, Act.NOTHING} or (any(c.isdigit() for c in text) and "?" not in text):
        return False
    if whole.act in _COURTESY:
        return whole.sure >= COURTEOUS
    return whole.sure >= (SURE if len(words) > MOST_OF_AN_ANSWER or speaks else VERY_SURE)


def is_mere_word(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether « rien » is a word of a sentence that does not mean that nothing came, which would be noted at once."""
    nothing = typed.question in {WHAT, ANSWER, RARE} and [choice.value for choice in found] == [Outcome.NOTHING]
    return nothing and typed.meanings[0].act is not Act.NOTHING_CAME


def is_no_name(typed: Typed, reading: Reading) -> bool:
    """Whether a sentence was read as a name."""
    name = reading.sets.get(NAME.key, "") if isinstance(reading, Taken) else ""
    return len(name.split()) >= SHORTEST_SENTENCE and typed.meanings[0].act is not Act.ANSWER


def replied_beside(typed: Typed) -> Turn | None:
    """What a text leads to where only a plain yes or no counts: an answer to what it asks, or a sentence; no act.

    The first question is asked of newcomers, who may have come for anything.
    """
    act = typed.meanings[0].act
    return None if act is Act.UNSURE or (typed.form is not REQUEST and act not in _ONLY_SAID) else reply(typed, SURE)


def notes_to(typed: Typed) -> tuple[Say, ...]:
    """The answers to what is asked beside a yes or no that may not be guessed."""
    asked = [one for one in typed.meanings if one.act is Act.ASK and one.sure >= SURE]
    return answers_to(asked, typed.question, typed.asked)


def _decided(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the words of several choices are in a sentence of which it is known which one it means."""
    whole = typed.meanings[0]
    outcome = happened.OUTCOMES.get(whole.act)
    return len(found) > 1 and whole.sure >= VERY_SURE and outcome in {choice.value for choice in found}


def _disputed(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the words of a choice are in a sentence that means something else, or speaks of several bodies."""
    if len(found) > 1:
        return len(subject_of(typed.text, typed.asked).bodies) > 1  # each has its answer
    whole = typed.meanings[0]
    outcome = happened.OUTCOMES.get(whole.act)
    return whole.act not in {Act.ANSWER, Act.AGREE, Act.REFUSE} and whole.sure >= DISPUTES and outcome != found[0].value


_OF_DISPATCH = frozenset({Act.SENT, Act.DELIVERED, Act.ANSWER, Act.AGREE, Act.REFUSE, *_COURTESY})
"""What a sentence means that tells how or when a letter left."""


def _not_left(typed: Typed, found: Sequence[Choice]) -> Turn | None:
    """What a sentence leads to in which the words of a letter that left are, and which means something else.

    « L’enveloppe attend les timbres » has a medium in it, and no letter that left.
    """
    told = told_in(typed.text, person_today(typed.asked)).left
    if Dispatch.YES not in {told, *(choice.value for choice in found)}:
        return None
    whole = typed.meanings[0]
    sure = SURE if whole.act is Act.NOT_SENT else DISPUTES
    return None if whole.act in _OF_DISPATCH or whole.sure < sure else reply(typed, sure)


def _of_several(typed: Typed) -> Turn | None:
    """Letters left, where it was asked whether one did: « oui, les deux, hier ». None where only that one is meant."""
    asked, text = typed.asked, typed.text
    subject, about = subject_of(text, asked), read_key(asked.about)[0].track
    if not subject.all and subject.bodies <= {about}:
        return None
    if told_in(text, person_today(asked)).left is not Dispatch.YES:
        return None
    return happened.sent(scene_of(asked), (Meaning(Act.SENT, "", VERY_SURE, text),))


def _weight(act: Act) -> int:
    return next((n for n, acts in enumerate(_WEIGHT) if act in acts), len(_WEIGHT))
