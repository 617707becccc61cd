"""Questions and forms as values: the words of a question, the reading of an answer, the result of a complete form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.campaign.campaign import Campaign
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Event
from bot.core.conversation.assent import Assent
from bot.core.conversation.state import Answers, Conversation, Opened
from bot.core.conversation.world import World
from bot.core.ports.message import Choice, Message, Say


@dataclass(frozen=True)
class Asked:
    """The view that a question has: the answers of its form, the subject of the form, the person's case, the world."""

    answers: Answers = field(repr=False)
    about: str
    conversation: Conversation
    case: Case
    world: World

    @property
    def campaign(self) -> Campaign:
        """The campaign of the case."""
        return self.world.campaign

    def track(self, key: str) -> BodyTrack | ComplaintTrack:
        """The track with that key. Raises ValueError when no letter was sent on it."""
        found = self.case.track(key, self.campaign)
        if found is None:
            raise ValueError(f"no letter was sent on the track {key}")
        return found

    @property
    def tracks(self) -> tuple[BodyTrack | ComplaintTrack, ...]:
        """The tracks of the case."""
        return self.case.tracks(self.campaign)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The case, and the person's others."""
        return self.case, *self.world.cases.values()

    @property
    def reminding(self) -> bool:
        """Whether the person is reminded of something: reminders are agreed to, paused and ended for all cases."""
        return any(case.reminding for case in self.cases)

    @property
    def unsent(self) -> tuple[Given, ...]:
        """The letters that wait to be sent."""
        return self.case.unsent(self.campaign)


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that is accepted.

    sets    answers to store, by question
    drops   answers that no longer hold
    revise  a question of the request to ask again
    notes   sentences before the next question that say how the answer was understood
    """

    sets: Mapping[str, str] = field(default_factory=dict, repr=False)
    drops: tuple[str, ...] = ()
    revise: str | None = None
    notes: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An answer that is not accepted, with sentences that give the reason and a way on. Nothing of it is stored."""

    notes: tuple[Say, ...]


Reading = Taken | NotTaken


def no_choices(_: Asked) -> tuple[Choice, ...]:
    """The choices of a question that is answered by typing only."""
    return ()


def always(_: Asked) -> bool:
    """The condition of a question that everybody is asked."""
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    key       stored with the answer: never renamed, never reused
    ask       the paragraphs to say
    repeat    shorter paragraphs, for a person who answered something else; None: `ask` again
    discreet  paragraphs without what the person told of themselves: for a reminder, which others may see, and after
              `/nettoyer`; None: `ask` holds nothing of it
    read      reads a typed answer, or the value of a choice, into the answers to store
    choices   the answers on buttons
    understood  further answers that are recognised in words and have no button, because people read few buttons
    applies   whether the question is asked at all, given the answers so far
    numbered  whether a choice can be typed by its number: not where a bare number is an answer
    closed    whether only a choice is an answer; it is then also recognised inside a longer sentence
    strict    for a question that only a plain yes or no answers, without a limit or a doubt beside it (consent, GDPR
              art. 4(11), and what cannot be undone): the sentences after any other answer; None: an ordinary question
    heard     rewrites a typed sentence before it is compared with the choices
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
    """A wrong address that somebody reports. `body`: its id in the directory, or a track's name; None: by its words."""

    body: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of a form whose questions are all answered.

    recheck  whether the person must check the answers of the request again
    revise   the question of the request that is asked again before that
    ends     whether to erase the case that the conversation is about, and nothing of the others
    turns_to the campaign that is spoken of from now on; empty: the same
    """

    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    opens: tuple[Opened, ...] = ()
    erase: bool = False
    recheck: bool = False
    revise: str | None = None
    language: str | None = None
    report: AddressReport | None = None
    ends: bool = False
    turns_to: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: questions in their order, and the function that makes their result.

    leads_to  the forms that `finish` may open, by key: what the diagram of docs/conversation.md draws
    ordered  for the form whose questions a campaign chooses: those of a campaign
    sealed_by the question whose answer completes the form: a person who answered it is asked no question that a later
              release adds
    """

    key: str
    questions: tuple[Question, ...]
    finish: Callable[[Asked], Finished]
    leads_to: tuple[str, ...] = ()
    sealed_by: str | None = None
    ordered: Callable[[Campaign], tuple[Question, ...]] | None = None

    def every(self, asked: Asked) -> tuple[Question, ...]:
        """The questions of the form, in the order in which the campaign asks them."""
        return self.ordered(asked.campaign) if self.ordered else self.questions


def asking(form: Form, asked: Asked) -> Question | None:
    """The first question that applies and has no answer; None when the form is complete."""
    if form.sealed_by in asked.answers:
        return None
    return next((q for q in form.every(asked) if q.key not in asked.answers and q.applies(asked)), None)
