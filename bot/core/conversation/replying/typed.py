"""A text, the question that stands, and what the text means at that moment."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.conversation.asking import scene_of
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE
from bot.core.conversation.hearing.answers import (
    is_at_the_post,
    is_none_so_far,
    is_to_come,
    wants_to_know_who,
    with_own_objection,
)
from bot.core.conversation.hearing.doubts import answer_named, is_hesitation, is_waiting, only_greets, thinks_aloud
from bot.core.conversation.hearing.recorded import corrects_an_entry
from bot.core.conversation.hearing.sending import is_back, nearly_sent, own_sent, own_unsent
from bot.core.conversation.hearing.whose import represents
from bot.core.conversation.hearing.wishes import is_only_asked
from bot.core.conversation.question import Asked, Form, Question
from bot.core.conversation.reading import begins_asking
from bot.core.conversation.replying.happened import CAME
from bot.core.conversation.replying.heard import is_home
from bot.core.conversation.replying.moments import moment_of
from bot.core.conversation.telling import day_in, tells_of_leaving
from bot.core.directory.folding import fold
from bot.core.understanding.meaning import Act, Meaning
from bot.core.understanding.model import Model
from bot.core.understanding.reading import meanings

SURE = 8
"""From here on a meaning is believed where the question could not read the message."""
VERY_SURE = 30
"""From here on it is believed against the words of a choice."""
CERTAIN = 100
AGAIN = 40
"""How sure it must be that a newcomer asks for letters once more: « je voudrais des lettres » means the first ones."""
DISPUTES = 20
"""How sure a meaning must be that speaks against the words of a choice."""
SURER = 10
"""By how much a clause must be surer than a whole message: it says less."""
MILDER = 3
"""By how much less sure what is only answered with a sentence may be, and more what opens a form."""
WHOLE = 15
"""By how much a clause must be surer than the whole message to be heard before it, where both weigh alike."""
COURTESY = frozenset({Act.GREET, Act.THANKS, Act.BYE})
_WEIGHT = (
    frozenset({Act.ANSWER, Act.NOTHING, Act.GREET, Act.THANKS, Act.BYE}),
    frozenset({
        Act.UPSET, Act.LOST, Act.HELP, Act.UNSURE, Act.WAIT, Act.LATER, Act.HUMAN, Act.ANONYMOUS, Act.GIVE_UP,
        Act.LANGUAGE_ENGLISH, Act.LANGUAGE_OTHER, Act.FOR_OTHER,
    }),
    frozenset({Act.AGREE, Act.REFUSE, Act.FOR_SELF}),
    frozenset({Act.ASK}),
)  # fmt: skip
"""What gives way, where a message says several things: courtesy, then moods, then questions, to what happened."""
_HAPPENED = CAME | {Act.SENT, Act.NOT_SENT, Act.DELIVERED}
"""What cannot have happened to letters that were not given yet: whoever says so at the first questions asks more."""
_NOW = CAME | {Act.CHASE, Act.COMPLAIN}
"""What is not meant where a sentence speaks of what may come: « si c’est un refus, je porte plainte ? »."""
_ONLY_TOLD = frozenset({Act.ASK, *COURTESY, *_WEIGHT[1]})
_ONLY_AT_HOME = frozenset({
    Act.OTHER_LETTER, Act.WHEN_NEXT, Act.CHASE, Act.LETTER_AGAIN, Act.STOP_REMINDERS, Act.PAUSE_REMINDERS,
    Act.WANT_REMINDERS, Act.NOT_SENT, Act.CAME_TIME, Act.CAME_ACCESS, Act.CAME_PROGRESS, Act.CAME_RETURNED,
    Act.CAME_PARTIAL, Act.CORRECT_OTHER,
})  # fmt: skip
"""What nobody means before the first letters were given."""

_OF_A_CASE = _HAPPENED | {
    Act.CHASE, Act.COMPLAIN, Act.COMPLAINED, Act.WHERE, Act.WHEN_NEXT, Act.LETTER_AGAIN, Act.CORRECT_BODY,
    Act.CORRECT_NAME, Act.CORRECT_ADDRESS, Act.CORRECT_OTHER, Act.OTHER_LETTER, Act.MOVED, Act.STOP_REMINDERS,
    Act.PAUSE_REMINDERS, Act.WANT_REMINDERS, Act.ERASE, Act.EXPORT,
}  # fmt: skip
"""What nobody says who has not talked to the bot before."""


def is_of_a_case(text: str, model: Model) -> bool:
    """Whether the first words of somebody are about letters or answers that they gave before."""
    whole = meanings(text, model)[0]
    sure = AGAIN if whole.act is Act.LETTER_AGAIN else VERY_SURE
    return whole.act in _OF_A_CASE and whole.sure >= sure


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
        if is_hesitation(self.text):
            return (found[0].instead(Act.WAIT, CERTAIN),)
        if self.question is CONSENT and (only_greets(self.text) or represents(self.text)):
            act = Act.GREET if only_greets(self.text) else Act.FOR_OTHER
            return (found[0].instead(act, CERTAIN),)
        if self.given and is_at_the_post(self.text):
            return (found[0].instead(Act.CAME_SOMETHING, CERTAIN),)
        if self.given and (fold(self.text) in _CORRECTS or (self.form is HOME and corrects_an_entry(self.text))):
            return (found[0].instead(Act.CORRECT_OTHER, CERTAIN),)
        if self.given and len(self.text.split()) <= _MOST_OF_A_DAY and day_in(self.text, person_today(self.asked)):
            return (found[0].instead(Act.ANSWER),)
        if not self.given:
            return tuple(_asked_of_the_bot(one) for one in found)
        return tuple(_of_own_letters(one) for one in found)

    @property
    def given(self) -> bool:
        """Whether the first letters were given, of this action or another."""
        return is_home(scene_of(self.asked)) or any(case.log for case in self.asked.cases)

    @property
    def is_none_of_these(self) -> bool:
        """Whether « aucune » is said where it is asked which answer came: not that none came."""
        return self.question in {ANSWER, RARE} and self.meanings[0].act is Act.NOTHING_CAME

    def believed(self, sure: int) -> tuple[Meaning, ...]:
        """The meanings that are sure enough to be believed, the weightiest first."""
        whole, *parts = self.meanings
        said = [one for one in parts if one.sure >= sure + SURER and not _is_only_asked(one)]
        if whole.act is Act.ASK and whole.sure >= DISPUTES:  # « c’est quoi le cedex 19 ? j’habite dans le 11e »
            said = [one for one in said if one.act in _ONLY_TOLD or one.sure > whole.sure]
        sure += -MILDER if whole.act in _ONLY_TOLD else MILDER
        stated = not (whole.act in _HAPPENED and _asks(whole)) and not _is_only_asked(whole)
        stated = stated or any(one.act is whole.act and not (_asks(one) or _is_only_asked(one)) for one in parts)
        every = [whole, *said] if whole.sure >= sure and stated else said
        if is_to_come(self.text):
            every = [one for one in every if one.act not in _NOW]
        before = frozenset[Act]() if self.given else _HAPPENED

        def last(one: Meaning) -> tuple[int, int]:
            return -_weight(one.act) if one.act not in before else 0, -one.sure - (WHOLE if one is whole else 0)

        return tuple(sorted(every, key=last))


_CORRECTS = frozenset({"corriger", "correct", "je veux corriger", "i want to correct", "correction"})
"""What somebody types who was told to write it."""
_MOST_OF_A_DAY = 3
"""Words of a day and nothing else: « lundi dernier »."""


def _asks(meaning: Meaning) -> bool:
    """Whether a clause is a question: nothing happened by it."""
    return "?" in meaning.words or begins_asking(meaning.words)


def _is_only_asked(meaning: Meaning) -> bool:
    """Whether a clause asks whether something came, or whether to chase or complain: nothing is done by it."""
    if meaning.act in CAME:
        return _asks(meaning)
    return meaning.act in {Act.CHASE, Act.COMPLAIN} and is_only_asked(meaning.words)


_LATER = re.compile(
    r"(?:[a-z]+ ){0,3}(?:plus tard|later)|"
    r"(?:rappel\w+|redemande\w*|relance[rz]?|reparle\w+ en|remind|ask) (?:moi|me)(?: \w+){0,4}"
)
"""The words of a button that may be older than the question, « redemandez-moi plus tard »; « rappelez-moi samedi »."""


_TO_THE_BOT = re.compile(r"(?:^|\b(?:alors|donc|ok|oui|bien|impeccable|parfait|merci|allez) )(?:envoyez|envoie|send)\b")
"""What is asked of the bot: « impeccable, envoyez la suite »."""


def _asked_of_the_bot(meaning: Meaning) -> Meaning:
    """What is meant, before any letter was given: « envoyez » tells of none that left."""
    folded = fold(meaning.words)
    if meaning.act is Act.SENT and _TO_THE_BOT.search(folded):
        return meaning.instead(Act.AGREE)
    if _MISTAKEN.search(folded) and answer_named(meaning.words) and "?" not in meaning.words:
        return meaning.instead(Act.BACK, CERTAIN)
    return _of_own_letters(meaning)


_MISTAKEN = re.compile(
    r"\b(?:j ai|je me suis|i|i ve|i have|sorry) (?:\w+ ){0,3}?"
    r"(?:faute|erreur|trompee?|plantee?|wrong|mistake|mistyped|mixed up)\b"
)
"""« J’ai fait une faute à la ville avant », said where something else is asked."""


_LEFT = re.compile(
    r"(?:(?:bonjour|voila|et|ca y est|ok|hello|hi) )*(?:ma |la |my |the )?"
    r"(?P<what>relance|plainte|reclamation|complaint|chaser) (?:(?:est|a ete|was|is|has been|bien|deja) )*"
    r"(?:envoyee?|postee?|partie|deposee?|faite|sent|posted|filed)\b"
)
"""« Relance envoyée hier »: a letter that follows others has left."""


_NO_REMINDER_BEFORE = re.compile(
    r"\b(?:pas|aucun|plus|no|any)(?: d autres?)?(?: de)? (?:rappels?|reminders?) (?:avant|jusqu|before|until)\b"
)


def _waits(meaning: Meaning) -> Meaning | None:
    """That somebody asks for a moment, for no reminder so far, or will come back to it; else None."""
    if _NO_REMINDER_BEFORE.search(fold(meaning.words)):
        return meaning.instead(Act.PAUSE_REMINDERS, CERTAIN)
    least = VERY_SURE if meaning.act in {Act.FOR_OTHER, Act.ANSWER} else DISPUTES
    if meaning.sure < least and is_waiting(meaning.words):
        return meaning.instead(Act.WAIT, DISPUTES)
    if meaning.sure < VERY_SURE and _LATER.fullmatch(fold(meaning.words)):
        return meaning.instead(Act.LATER, VERY_SURE)
    return None


def _of_an_answer(meaning: Meaning) -> Meaning | None:
    """What came of a letter, where the words of a sentence say it better; else None."""
    words = meaning.words
    if meaning.act is Act.NOT_SENT and is_back(words) and not thinks_aloud(words):
        return meaning.instead(Act.CAME_RETURNED, VERY_SURE)  # « j’ai oublié le timbre donc elle est revenue »
    if meaning.act in CAME and is_none_so_far(words):
        return meaning.instead(Act.NOTHING_CAME, VERY_SURE)
    return meaning.instead(Act.CAME_IDENTITY, CERTAIN) if wants_to_know_who(words) else None


def _of_own_letters(meaning: Meaning) -> Meaning:
    """What is meant, where « j’ai rien envoyé » is never that nothing came, however near the two are."""
    if waits := _waits(meaning):
        return waits
    if left := _LEFT.match(fold(meaning.words)):
        complaint = left["what"] in {"plainte", "reclamation", "complaint"}
        return meaning.instead(Act.COMPLAINED if complaint else Act.SENT, CERTAIN)
    if came := _of_an_answer(meaning):
        return came
    forgot_when = meaning.act is Act.UNSURE and tells_of_leaving(meaning.words)
    if forgot_when or (meaning.act is not Act.SENT and own_sent(meaning.words)):
        return meaning.instead(Act.SENT, VERY_SURE)
    if meaning.act is Act.SENT and nearly_sent(meaning.words):
        return meaning.instead(Act.NOT_SENT)
    near = meaning.act in {Act.NOTHING_CAME, Act.NOT_SENT, Act.NOTHING, Act.ANSWER, Act.WROTE_BEFORE, Act.SENT}
    if (near or meaning.sure < DISPUTES) and own_unsent(meaning.words):
        return meaning.instead(Act.NOT_SENT, VERY_SURE)
    return meaning


def _weight(act: Act) -> int:
    return next((n for n, acts in enumerate(_WEIGHT) if act in acts), len(_WEIGHT))
