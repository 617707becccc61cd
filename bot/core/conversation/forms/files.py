"""A letter as a file: to print, to change, to send by e-mail, to paste in a form; the complaint with its annexes."""

from bot.core.case import Case
from bot.core.complaint import letters_among
from bot.core.conversation import letters
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.event import Posted
from bot.core.letter import plain
from bot.core.letter_name import LetterName
from bot.core.message import Choice, Message, Paper, Verbatim, Words, say
from bot.core.page import Annex, PaperKind

FORM, DOSSIER = "form", "dossier"
"""Beside the kinds of files: the bare words for an online form; the complaint and its annexes."""


def offered(asked: Asked) -> tuple[LetterName, ...]:
    """The letters that can be had as a file: those that wait to be sent, then the first ones."""
    return tuple(dict.fromkeys((*asked.case.unsent, *letters.FIRST)))


def _letter(asked: Asked) -> LetterName:
    return LetterName(asked.answers["letter"])


def _read_letter(value: str, asked: Asked) -> Reading:
    known = value in offered(asked)
    return Taken({"letter": value}) if known else NotTaken((say("choice.expected"),))


LETTER = Question(
    "letter",
    ask=lambda _: (say("files.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(letter, letters.title_of(letter)) for letter in offered(asked)),
)


def _kinds(asked: Asked) -> tuple[Choice, ...]:
    kinds: tuple[str, ...] = (*PaperKind, FORM)
    if _letter(asked) is LetterName.CNIL and letters.complained_of(asked):
        kinds = (DOSSIER, *kinds)
    return tuple(Choice(kind, say(f"files.{kind}")) for kind in kinds)


def _read_kind(value: str, asked: Asked) -> Reading:
    known = value in {choice.value for choice in _kinds(asked)}
    return Taken({"kind": value}) if known else NotTaken((say("choice.expected"),))


KIND = Question("kind", ask=lambda _: (say("files.kind"),), read=_read_kind, choices=_kinds)


def _finish(asked: Asked) -> Finished:
    name, kind = _letter(asked), asked.answers["kind"]
    letter = letters.write(asked, name, letters.tracks_of(asked, name))
    file = f"objecteur-{name}"
    match kind:
        case "form":
            messages: tuple[Message, ...] = (Words((say("files.form-follows"),)), Verbatim(plain(letter.body)))
        case "dossier":
            annexes = _annexes(asked)
            whole = Paper(f"{file}-dossier", say("files.dossier-is"), letter, PaperKind.PDF, None, annexes, shown=False)
            messages = (whole,)
        case _:
            email = request_of(asked).email(name.track)
            messages = (Paper(file, say("files.here"), letter, PaperKind(kind), email, shown=False),)
    return Finished(messages=messages)


def _annexes(asked: Asked) -> tuple[Annex, ...]:
    """The letters that a complaint is about, made again as they were on the day they were sent."""
    sent = letters_among(letters.complained_of(asked))
    return tuple(Annex(letters.again_as_sent(_before(asked, posted), posted), number) for number, posted in sent)


def _before(asked: Asked, sent: Posted) -> Asked:
    """What was known when that letter was sent."""
    seq = next(entry.seq for entry in asked.case.entries if entry.event is sent)
    case = Case(tuple(entry for entry in asked.case.entries if entry.seq < seq))
    return Asked(asked.answers, asked.about, asked.conversation, case, asked.world)


FILES = Form("files", (LETTER, KIND), finish=_finish)
