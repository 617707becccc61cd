"""Questions and forms as values: what is asked, how an answer is read, what follows when all is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.campaign import Delays
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given
from bot.core.case.cnil import CnilTrack
from bot.core.case.event import Event
from bot.core.conversation.assent import Assent
from bot.core.conversation.state import Answers, Conversation, Opened
from bot.core.conversation.world import World
from bot.core.ports.message import Choice, Message, Say


@dataclass(frozen=True)
class Asked:
    """What a question looks at: the answers of its form, what the form is about, the person's case, the world."""

    answers: Answers = field(repr=False)
    about: str
    conversation: Conversation
    case: Case
    world: World

    @property
    def delays(self) -> Delays:
        """What the case computes with."""
        return self.world.campaign.delays

    def track(self, key: str) -> BodyTrack | CnilTrack:
        """The track that a question is about. Raises ValueError when no letter was sent on it."""
        found = self.case.track(key, self.delays)
        if found is None:
            raise ValueError(f"no letter was sent on the track {key}")
        return found

    @property
    def tracks(self) -> tuple[BodyTrack | CnilTrack, ...]:
        """The tracks of the case."""
        return self.case.tracks(self.delays)

    @property
    def unsent(self) -> tuple[Given, ...]:
        """The letters that wait to be sent."""
        return self.case.unsent(self.delays)


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer is taken.

    sets    answers to store, by question
    drops   answers that no longer hold
    revise  a question of the request to ask again
    notes   what was understood, said before the next question
    """

    sets: Mapping[str, str] = field(default_factory=dict, repr=False)
    drops: tuple[str, ...] = ()
    revise: str | None = None
    notes: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The answer is not taken: the reason, and a way on. Nothing of it is kept."""

    notes: tuple[Say, ...]


Reading = Taken | NotTaken


def no_choices(_: Asked) -> tuple[Choice, ...]:
    """A question that is answered by typing only."""
    return ()


def always(_: Asked) -> bool:
    """A question that is asked of everybody."""
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    key       stored with the answer: never renamed, never reused
    ask       the paragraphs to say
    repeat    the same, shorter, for whoever answered something else; None: `ask` again
    discreet  the same, without what the person told of themselves: in a reminder, which others may see, and after
              that was taken out of the chat; None: there is nothing of it in `ask`
    read      a typed answer, or the value of a choice, to what is stored
    choices   what can be tapped
    understood  what can be said in words as well, and is on no button: too many choices are not read
    applies   whether it is asked at all, given the answers so far
    numbered  whether a choice can be typed by its number: not where a bare number is an answer
    closed    whether a choice is the only answer: it is then also looked for inside a longer sentence
    strict    where only a plain yes or no answers it, with nothing beside it that limits or doubts it (consent, GDPR
              art. 4(11), and what cannot be undone): what is said to anything else; None: an ordinary question
    heard     what a sentence means, before it is compared with the choices; it may be put in other words
    """

    key: str
    ask: Callable[[Asked], tuple[Say, ...]]
    read: Callable[[str, Asked], Reading]
    choices: Callable[[Asked], tuple[Choice, ...]] = no_choices
    understood: Callable[[Asked], tuple[Choice, ...]] = no_choices
    applies: Callable[[Asked], bool] = always
    numbered: bool = True
    closed: bool = True
    strict: Callable[[Assent], tuple[Say, ...]] | None = None
    heard: Callable[[str], str] = str
    repeat: Callable[[Asked], tuple[Say, ...]] | None = None
    discreet: Callable[[Asked], tuple[Say, ...]] | None = None


@dataclass(frozen=True, slots=True)
class AddressReport:
    """An address that somebody found to be wrong. `body`: a caisse's id or a track's name; None: told in the words."""

    body: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """What follows from a form whose questions are all answered.

    recheck  the answers of the request are shown to be checked anew; revise: after that question is asked again
    """

    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    opens: tuple[Opened, ...] = ()
    erase: bool = False
    recheck: bool = False
    revise: str | None = None
    language: str | None = None
    report: AddressReport | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in their order, and what follows.

    leads_to  the forms that `finish` may open, by key: what the diagram of docs/conversation.md draws
    sealed_by the question whose answer completes the form: what a later release adds is not asked of who answered it
    """

    key: str
    questions: tuple[Question, ...]
    finish: Callable[[Asked], Finished]
    leads_to: tuple[str, ...] = ()
    sealed_by: str | None = None


def asking(form: Form, asked: Asked) -> Question | None:
    """The first question that applies and has no answer; None when the form is complete."""
    if form.sealed_by in asked.answers:
        return None
    return next((q for q in form.questions if q.key not in asked.answers and q.applies(asked)), None)
