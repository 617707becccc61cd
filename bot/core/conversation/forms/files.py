"""Giving a letter as a file to print, change or send, as bare words for an online form, or with its annexes."""

from collections.abc import Iterator

from bot.core.campaign.letter_name import LetterName
from bot.core.case.body import BodyTrack
from bot.core.case.case import key_of, read_key
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Event
from bot.core.case.exhibits import letters_among
from bot.core.case.letter_event import Posted
from bot.core.conversation import giving, letters, titles
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.slots import subject_of
from bot.core.letters.letter import plain
from bot.core.letters.page import Annex, PaperKind
from bot.core.ports.message import Choice, Message, Paper, Say, Verbatim, Words, say

FORM, DOSSIER = "form", "dossier"
"""Two answers beside the kinds of files: the bare words for an online form, and the complaint with its annexes."""


MOST = 10
"""The most letters that one question offers."""


def offered_letters(asked: Asked) -> tuple[str, ...]:
    """The keys of the letters that are offered as a file; of more than MOST the newest."""
    return every_letter(asked)[:MOST]


def every_letter(asked: Asked) -> tuple[str, ...]:
    """The keys of all letters that can be had as a file: those that wait to be sent, those sent, the first letters."""
    waiting = (given.key for given in asked.unsent)
    return tuple(dict.fromkeys((*waiting, *_sent(asked), *asked.campaign.first)))


def _sent(asked: Asked) -> Iterator[str]:
    """The keys of the letters that were sent, the newest first, but for those that follow a letter never sent."""
    opened = {track.opened for track in asked.tracks}
    for entry in reversed(asked.case.sent):
        if isinstance(entry.event, Posted) and asked.case.opener_of(entry) in opened:
            letter = entry.event.letter
            yield key_of(letter, None if letter.kind.opens else asked.case.opener_of(entry))


def _name(asked: Asked) -> LetterName:
    return read_key(asked.answers["letter"])[0]


def _read_letter(value: str, asked: Asked) -> Reading:
    """Read a letter by its key, or the one that is to the body which is named: « celle pour la CPAM »."""
    offered = offered_letters(asked)
    bodies = subject_of(value, asked).bodies
    meant = [value] if value in offered else [key for key in offered if read_key(key)[0].track in bodies]
    return Taken({"letter": meant[0]}) if len(meant) == 1 else NotTaken((say("choice.expected"),))


def _titled(key: str, asked: Asked) -> Say:
    """A letter's name, with the day it was sent if it was."""
    name, opened_by = read_key(key)
    posted = asked.case.posted(name, opened_by)
    if posted is None or any(given.key == key for given in asked.unsent):
        return titles.title_in(asked.case, asked.campaign, key)
    return say("files.sent", letter=titles.title_in(asked.case, asked.campaign, key), day=posted.event.on)


LETTER = Question(
    "letter",
    ask=lambda _: (say("files.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(key, _titled(key, asked)) for key in offered_letters(asked)),
)


def _kinds(asked: Asked) -> tuple[Choice, ...]:
    kinds: tuple[str, ...] = (*PaperKind, FORM)
    if _name(asked) == asked.campaign.complaint and _about(asked):
        kinds = (DOSSIER, *kinds)
    return tuple(Choice(kind, say(f"files.{kind}")) for kind in kinds)


def _read_kind(value: str, asked: Asked) -> Reading:
    known = value in {choice.value for choice in _kinds(asked)}
    return Taken({"kind": value}) if known else NotTaken((say("choice.expected"),))


KIND = Question("kind", ask=lambda _: (say("files.kind"),), read=_read_kind, choices=_kinds)


def _finish(asked: Asked) -> Finished:
    kind = asked.answers["kind"]
    shown = giving.letter_now(asked, asked.answers["letter"])
    letter, file = shown.letter, titles.file_name(shown.key)
    match kind:
        case "form":
            messages: tuple[Message, ...] = (Words((say("files.form-follows"),)), Verbatim(plain(letter.body)))
        case "dossier":
            annexes = _annexes(asked)
            whole = Paper(f"{file}-dossier", say("files.dossier-is"), letter, PaperKind.PDF, None, annexes, shown=False)
            messages = (whole,)
        case _:
            email = letters.email_of(asked, shown)
            messages = (Paper(file, say("files.here"), letter, PaperKind(kind), email, shown=False),)
    given: tuple[Event, ...] = (shown.given,) if shown.given else ()
    return Finished(given, messages)


def _about(asked: Asked) -> tuple[BodyTrack, ...]:
    """The tracks of the complaint that was sent last, or else of one made today."""
    posted = asked.case.posted(asked.campaign.complaint)
    if posted is None or any(given.letter == asked.campaign.complaint for given in asked.unsent):
        return giving.complained_of(asked)
    return next((t.against for t in asked.tracks if isinstance(t, ComplaintTrack) and t.request_seq == posted.seq), ())


def _annexes(asked: Asked) -> tuple[Annex, ...]:
    """The annexes of a complaint: the letters sent before it, with the words they were given with."""
    posted = asked.case.posted(asked.campaign.complaint)
    waits = any(given.letter == asked.campaign.complaint for given in asked.unsent)
    every = letters_among(_about(asked))
    proving = (one for one in every if waits or posted is None or one[1].seq < posted.seq)
    return tuple(Annex(giving.as_sent(asked, entry), number) for number, entry in proving)


FILES = Form("files", (LETTER, KIND), finish=_finish)
