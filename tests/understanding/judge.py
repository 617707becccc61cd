"""What a message led to, and whether that is what a thoughtful helper would have done: `README.md` says what is meant.

A row is *right* when one thing of substance that it says was served and nothing was done that it does not say. A *wrong
act* is something recorded, erased, opened or said as certain that was not meant.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.core.conversation.asking import Turn
from bot.core.conversation.state import Conversation, Opened
from bot.core.ports.message import Say, Words
from bot.core.understanding.model import Model
from tests.core.talk import NAME, STREET, TOWN, Talk
from tests.letters.written import content

FOLDER = Path(__file__).parent
COURTESY = {"greet", "thanks", "bye", "hedge"}
_ATOM = re.compile(r"(?P<name>[\w-]+)(?::(?P<topic>[\w-]+))?(?:\((?P<slots>[^)]*)\))?")


@dataclass(frozen=True)
class Atom:
    """One thing that a row means."""

    name: str
    topic: str
    slots: dict[str, str]


@dataclass(frozen=True)
class Row:
    """A sentence of a list."""

    moment: str
    language: str
    text: str
    means: tuple[Atom, ...]
    written: str

    def says(self, *names: str) -> bool:
        """Whether it means one of these."""
        return any(atom.name in names for atom in self.means)


def rows(name: str) -> list[Row]:
    """The rows of a list."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [_row(one) for one in csv.DictReader(file)]


def _row(one: dict[str, str]) -> Row:
    means = tuple(_atom(part) for part in one["means"].split(" + "))
    return Row(one["moment"], one["language"], one["text"], means, one["means"])


def _atom(part: str) -> Atom:
    match = _ATOM.match(part.strip())
    assert match, part
    slots = dict(pair.strip().partition("=")[::2] for pair in (match["slots"] or "").split(";"))
    return Atom(match["name"], match["topic"] or "", slots)


# --- Where the conversation stands ----------------------------------------------------------------------------------


@cache
def _begun(language: str, moment: str) -> Talk:  # noqa: C901  one line for each moment
    talk = Talk(conversation=Conversation(language))
    talk.say("/start")
    if moment == "consent":
        return talk
    talk.press("yes")
    if moment == "caisse":
        return talk
    talk.say("75011")
    talk.press("keep")
    if moment in {"whom", "name"}:
        return talk
    talk.say(NAME)
    if moment == "address":
        return talk
    talk.say(f"{STREET}\n{TOWN}")
    if moment == "check":
        return talk
    talk.press("good")
    if moment == "unsent":
        return talk
    if moment == "sent":
        talk.conversation = talk.conversation.opening(Opened("left", "caisse"))
        return talk
    for key in ("caisse", "hdh"):
        talk.press("sent")
        if talk.asked.endswith(":letter"):
            talk.press(key)
        talk.press("email")
        talk.press("today")
        if talk.asked.startswith("reminders@"):
            talk.press("yes")
    if moment == "home":
        talk.wait(20)
        return talk
    assert moment == "outcome"
    talk.wait(45)
    return talk


def _state(row: Row) -> str:
    match row.moment:
        case "home":
            return "unsent" if row.says("sent", "not-sent") else "home"
        case "identity":
            if row.says("agree", "correct"):
                return "check"
            words = any(c.isdigit() for c in row.text) or re.search(r"adresse|address|rue|lieu", row.text)
            return "address" if words else "name"
        case moment:
            return moment


MOMENTS = ("consent", "caisse", "name", "address", "check", "unsent", "sent", "home", "outcome")


def begun(language: str, moment: str) -> Talk:
    """A conversation at that moment, one that can be spoilt."""
    kept = _begun(language, moment)
    return Talk(kept.now, kept.can, kept.conversation, kept.case, kept.turn, set(kept.reminded), kept.heard_on)


def stands(row: Row, model: Model | None = None) -> Talk:
    """A conversation at the moment of that row; it reads with another model than the bot's own where one is given."""
    talk = begun(row.language, _state(row))
    talk.model = model or talk.model
    return talk


# --- What came of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Came:
    """What a message led to."""

    before: Conversation
    turn: Turn
    keys: frozenset[str]
    model: Model

    @property
    def over(self) -> dict[str, str]:
        """What the form that is open now was filled with."""
        now = self.turn.conversation.over
        return {**now.answers, "form": now.form, "about": now.about} if now else {}

    @property
    def kinds(self) -> set[str]:
        """The kinds of what was recorded."""
        return {event.kind for event in self.turn.events}

    @property
    def answered(self) -> set[str]:
        """The questions of the request that have another answer now."""
        before, now = self.before.answers, self.turn.conversation.answers
        return {key for key in now if now[key] != before.get(key)}


def came(row: Row, model: Model | None = None) -> Came:
    """Say it, and see."""
    talk = stands(row, model)
    before = talk.conversation
    talk.say(row.text)
    return _came(before, talk)


def _came(before: Conversation, talk: Talk) -> Came:
    assert talk.turn
    return Came(before, talk.turn, frozenset(_keys(talk.turn)), talk.model)


def _keys(turn: Turn) -> Iterator[str]:
    for message in turn.messages:
        if isinstance(message, Words):
            for said in message.paragraphs:
                yield from _of(said)


def _of(said: Say) -> Iterator[str]:
    yield said.key


# --- Whether that is right ------------------------------------------------------------------------------------------


_TOPICS = {
    "cost": {"free", "post-cost", "registered"},
    "no-printer": {"printer"},
    "registered-post": {"post-cost", "registered"},
    "human": {"robot"},
    "how-long": {"duration", "kept"},
    "did-it-work": {"worked"},
    "if-they-refuse": {"refusal"},
    "what": {"caisse", "change", "kept", "what", "why"},
    "carte-vitale": {"carte-vitale", "my-caisse"},
    "who": {"law", "who"},
    "who-reads": {"readers"},
    "why": {"change", "why"},
    "mutuelle": {"caisse", "mutuelle"},
    "hub": {"hub", "microsoft"},
    "kept": {"encrypted", "kept"},
}
_OUTCOMES = {
    "elsewhere": "elsewhere", "identity": "identity", "refused": "declined", "recorded": "done", "ack": "acknowledged",
    "returned": "returned", "cannot-identify": "unidentified", "more-time": "time", "partial": "partial",
    "access": "access",
}  # fmt: skip
_SAID = {
    "thanks": {"home.thanks"},
    "greet": {"start.again", "start.back", "start.resume"},
    "bye": {"heard.bye", "home.thanks"},
    "help": {"ask.*", "caisse.unknown-help", "heard.lost", "help.what"},
    "upset": {"heard.give-up", "heard.lost", "heard.upset"},
    "lost": {"ask.*", "caisse.note.complementary", "caisse.unknown-help", "heard.lost", "heard.unsure", "help.what"},
    "wants-human": {"ask.robot", "heard.human"},
    "wrote-before": {"heard.wrote-before"},
    "anonymous": {"heard.anonymous", "heard.anonymous-all", "heard.for-other"},
    "not-sent": {"ask.printer", "heard.later", "heard.not-sent", "left.noted-later"},
    "when-next": {"case.title", "reminders.line", "reminders.list"},
    "where-am-i": {"ask.worked", "case.title", "heard.here", "start.back"},
    "chase": {"heard.chase-when"},
    "complain": {"heard.complain-when"},
    "complained": {"heard.complained"},
    "moved": {"ask.address", "heard.moved"},
    "stop-reminders": {"stop.question", "reminders.stopped"},
    "pause-reminders": {"heard.later", "pause.none", "pause.question", "pause.told-question"},
    "erase": {"erase.question", "heard.give-up"},  # it says how to erase all
    "letter-again": {"letters.again", "letters.not-yet"},
    "for-other": {"ask.children", "ask.mandate", "heard.for-other"},
    "language": {"heard.other-language", "language.changed"},
    "not-me": {"heard.nothing", "heard.yours"},
    "nonsense": {
        "caisse.not-found",
        "choice.expected",
        "heard.nothing",
        "home.not-understood",
        "name.refused",
        "no-answer",
    },
    "later": {
        "heard.later",
        "heard.unsure",
        "heard.wait",
        "pause.question",
        "pause.told-question",
        "left.noted-later",
        "heard.unopened",
        "echo.snooze",
    },
    "back": {"back.done"},
    "skip": {"ask.compulsory", "heard.anonymous", "heard.anonymous-all", "skipped"},
    "by-hand": {"heard.anonymous", "heard.anonymous-all"},
}
_JUSTIFIES = {
    "sent": {"sent", "complained"},
    "left": {"sent", "not-sent"},
    "outcome": {"came", "nothing-came"},
    "tell": {"came", "nothing-came"},
    "delivery": {"came", "sent"},
    "erase": {"erase"},
    "stop": {"stop-reminders"},
    "correct": {"correct", "moved", "not-sent"},
    "pause": {"pause-reminders", "later"},
}
"""What a sentence must mean for a form to be opened by it; a choice of the question that is asked may open any."""


def served(atom: Atom, came: Came, row: Row) -> bool:  # noqa: C901  one line for each thing that people mean
    """Whether that was served."""
    keys, over, said = came.keys, came.over, _SAID.get(atom.name, set())
    if keys & said or ("ask.*" in said and any(key.startswith("ask.") for key in keys)):
        return True
    match atom.name:
        case "ask":
            topics = _TOPICS.get(atom.topic, {atom.topic})
            asks = {key.removeprefix("ask.").split("-")[0] for key in keys if key.startswith("ask.")}
            if atom.topic == "other":
                helps = {"caisse.unknown-help", "consent.why", "heard.for-other"}
                return any(key.startswith("ask.") or key in helps for key in keys)
            if atom.topic == "scam":
                return bool({"ask.scam", "ask.identity"} & keys)
            own = bool(
                {"carte-vitale": {"caisse.unknown-help"}, "mutuelle": {"caisse.note.complementary"}}.get(
                    atom.topic, set()
                )
                & keys
            )
            return own or bool({topic.split("-")[0] for topic in topics} & asks)
        case "agree" | "answer":
            if {"consent.leans", "heard.for-self"} & keys:  # said back, and asked whether it was meant
                return True
            noted = any(key.startswith("caisse.note.") for key in keys)  # a scheme that has many caisses: which one
            if atom.slots and keys & _KINDLY_REFUSED:
                return True  # « 12 rue des Essais » where a name is asked
            if "caisse.unknown-help" in keys and not content().directory.find(row.text).candidates:
                return True  # « la sécu » is every caisse: how to find one's own
            return noted or bool(came.answered or came.kinds or over) or came.turn.conversation != came.before
        case "refuse":
            asks = {"heard.anonymous", "heard.anonymous-all", "consent.hedged", "check.what"}
            return came.turn.forget or bool(asks & keys)
        case "sent":
            return _sent(atom, came, row)
        case "came":
            what = _OUTCOMES.get(atom.slots.get("what", ""))
            if what == "access" and over.get("came") == "answered":
                return True  # no copy was asked for yet: which of the answers it is
            if what == "acknowledged" and over.get("form") == "delivery":
                return True  # the slip of the post: its day is asked for
            if atom.slots.get("body") == "cnil":
                return over.get("form") in {"outcome", "sent"} or "heard.complained" in keys
            return over.get("what") == what if what else over.get("came") == "answered" or "what" in over
        case "nothing-came":
            return (
                over.get("what") == "nothing"
                or "silent" in came.kinds
                or bool({"heard.chase-when", "case.title"} & keys)
            )
        case "not-sent":
            return bool({"unposted", "dropped"} & came.kinds) or over.get("form") == "correct"
        case "correct" if "check.what" in keys:
            return True
        case "correct":
            return over.get("form") == "correct" or came.turn.conversation.revising is not None or bool(came.answered)
        case "moved":
            return came.turn.conversation.revising is not None or bool(came.answered)
        case "pause-reminders":
            return over.get("form") == "pause" or "paused" in came.kinds
        case "stop-reminders":
            return "reminders-stopped" in came.kinds or "heard.give-up-reminders" in keys
        case "erase":
            return over.get("form") == "erase"
        case "letter-again" | "export":
            return any(not isinstance(message, Words) for message in came.turn.messages)
        case "language":
            return came.turn.conversation.language == "en"
        case "for-other":
            return "capacity.question" in keys or bool({"capacity", "whom"} & came.answered)
        case "complained":
            return over.get("form") == "sent"
        case "chase" | "complain":
            return "prepared" in came.kinds
        case _:
            return False


_KINDLY_REFUSED = {
    "nir.refused",
    "name.email",
    "address.email",
    "name.refused",
    "caisse.unknown-help",
    "caisse.not-found",
}
_BOTH = re.compile(r"\b(?:deux|both|tou[st]|toutes|them|les)\b", re.IGNORECASE)


def _sent(atom: Atom, came: Came, row: Row) -> bool:
    over, posted = came.over, [event for event in came.turn.events if event.kind == "posted"]
    if over.get("form") not in {"sent", "left"}:
        return bool(posted)
    letter, medium = atom.slots.get("letter", "?"), atom.slots.get("medium", "?")
    if over["form"] == "left" and letter == "both" and not _BOTH.search(row.text):
        letter = "?"  # « fait », where it was asked whether that one left
    if medium in {"post", "registered", "email", "ameli", "online"} and over.get("medium", medium) != medium:
        return False
    if letter == "both":
        return bool(over.get("also")) or len(came.turn.conversation.opened) > 1
    opened = over.get("letter") or over["about"]
    return letter == "?" or not opened or letter == opened


def acts_wrongly(row: Row, came: Came) -> bool:
    """Whether something was recorded, erased, opened or said as certain that was not meant."""
    over = came.over
    if came.turn.forget and not row.says("refuse", "erase"):
        return True
    later = came.kinds <= {"unposted"} and row.says("later")  # « not yet »
    if came.kinds - {"prepared"} and not later and not row.says("sent", "not-sent", "came", "nothing-came", "answer"):
        return True
    if "prepared" in came.kinds and not row.says("chase", "complain", "letter-again", "agree", "answer", "came"):
        return True
    answer = ("answer", "agree", "for-other", "correct", "anonymous", "refuse", "moved", "skip")
    if came.answered and not row.says(*answer):
        return True
    if over.get("what") == "snooze" and row.says("later", "pause-reminders"):
        return False
    opened = over.get("form", "") if came.turn.conversation.opened != came.before.opened else ""
    if opened in _JUSTIFIES and not row.says("answer", "agree", "refuse", *_JUSTIFIES[opened]):
        return True
    whats = {_OUTCOMES.get(atom.slots.get("what", "")) for atom in row.means if atom.name == "came"}
    whats |= {"nothing"} if row.says("nothing-came") else set()
    return "what" in over and over["what"] not in whats


def offered(row: Row, came: Came) -> bool:
    """Whether it was asked which of two things was meant, and one of them is right."""
    return came.over.get("form") == "meant" and any(
        _pressed(row, came.model, came.over[key]) for key in _READINGS & came.over.keys()
    )


_READINGS = {"first", "second"}


def _pressed(row: Row, model: Model, reading: str) -> bool:
    talk = stands(row, model)
    before = talk.conversation
    talk.say(row.text)
    talk.press(reading)
    return right(row, _came(before, talk))


def right(row: Row, came: Came) -> bool:
    """Whether one thing of substance was served, and nothing was done that was not meant."""
    if acts_wrongly(row, came):
        return False
    if came.over.get("form") == "meant":
        return offered(row, came)
    weighty = [atom for atom in row.means if atom.name not in COURTESY] or list(row.means)
    if all(atom.name == "hedge" for atom in weighty):
        return not came.answered and not came.kinds
    return any(served(atom, came, row) for atom in weighty)
