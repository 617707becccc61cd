"""What people mean when they say more, or something else, than an answer."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Act(StrEnum):
    """What a sentence does. The examples of each are `locales/<language>/said/<act>.txt`."""

    GREET = "greet"
    THANKS = "thanks"
    BYE = "bye"
    HELP = "help"
    LOST = "lost"
    UNSURE = "unsure"
    UPSET = "upset"
    WAIT = "wait"
    LATER = "later"
    HUMAN = "human"
    ANONYMOUS = "anonymous"
    LANGUAGE_ENGLISH = "language-english"
    LANGUAGE_OTHER = "language-other"
    GIVE_UP = "give-up"
    NOTHING = "nothing"
    """Another matter, or no matter at all."""
    ANSWER = "answer"
    """A plain answer to a question of the bot: the question reads it."""
    AGREE = "agree"
    REFUSE = "refuse"
    FOR_SELF = "for-self"
    BACK = "back"
    """One step back: the last answer was a mistake."""
    ASK = "ask"
    """A question to the bot: its topic says which."""
    WHERE = "where"
    WHEN_NEXT = "when-next"
    CHASE = "chase"
    COMPLAIN = "complain"
    COMPLAINED = "complained"
    LETTER_AGAIN = "letter-again"
    CORRECT_BODY = "correct-caisse"  # its class in the model
    CORRECT_NAME = "correct-name"
    CORRECT_ADDRESS = "correct-address"
    CORRECT_OTHER = "correct-other"
    """A date, or an answer about a letter."""
    OTHER_LETTER = "other-letter"
    """To the Cnam, or the request for access."""
    MOVED = "moved"
    STOP_REMINDERS = "stop-reminders"
    PAUSE_REMINDERS = "pause-reminders"
    WANT_REMINDERS = "want-reminders"
    ERASE = "erase"
    EXPORT = "export"
    FOR_OTHER = "for-other"
    WROTE_BEFORE = "wrote-before"
    SENT = "sent"
    DELIVERED = "delivered"
    """The post brought the letter to its recipient: the receipt slip came back."""
    NOT_SENT = "not-sent"
    NOTHING_CAME = "nothing-came"
    CAME_DONE = "came-done"
    CAME_DECLINED = "came-declined"
    CAME_PARTIAL = "came-partial"
    CAME_ELSEWHERE = "came-elsewhere"
    CAME_IDENTITY = "came-identity"
    CAME_UNIDENTIFIED = "came-unidentified"
    CAME_TIME = "came-time"
    CAME_ACKNOWLEDGED = "came-acknowledged"
    CAME_RETURNED = "came-returned"
    CAME_ACCESS = "came-access"
    CAME_PROGRESS = "came-progress"
    CAME_SOMETHING = "came-something"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a sentence says.

    topic  what a question is about, « free »; empty for any other act
    sure   from 0, as good as another, to 100, nothing else is near
    words  the part of the sentence that says it
    beyond by how much it is likelier than a plain answer, in the same measure
    next   the act and the topic that come after it, plain answers left out; None where no word of it is known
    behind by how much these are less likely, in the same measure
    """

    act: Act
    topic: str
    sure: int
    words: str = field(repr=False)
    beyond: int = 0
    next: tuple[Act, str] | None = None
    behind: int = 0

    @property
    def name(self) -> str:
        """The name of its class in the model, which `named` reads."""
        return name_of(self.act, self.topic)

    def instead(self, act: Act, least: int = 0) -> "Meaning":
        """The same words with that act, at least so sure, where what surrounds them says better what they mean."""
        return replace(self, act=act, topic="", sure=max(self.sure, least), next=None)


def named(name: str) -> tuple[Act, str]:
    """The act and the topic of a class of the model. Raises ValueError for one that is neither."""
    act, _, topic = name.partition("-")
    return (Act.ASK, topic) if act == Act.ASK and topic else (Act(name), "")


def is_named(name: str) -> bool:
    """Whether that is the name of a class that this release knows."""
    return name in set(Act) or name.startswith(f"{Act.ASK}-")


def name_of(act: Act, topic: str) -> str:
    """The name of the class of an act and a topic."""
    return f"{act}-{topic}" if topic else act.value
