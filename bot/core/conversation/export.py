"""The export: an archive of everything stored about a person, with the case in words and the days to come.

The archive's schema is documented in docs/export.md.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from bot.core.conversation import giving
from bot.core.conversation.agenda import CalendarEvent, agenda
from bot.core.conversation.commands import ANSWER, Command
from bot.core.conversation.days import Day, DayKind, days_to_come
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.files import every_letter
from bot.core.conversation.question import Asked
from bot.core.conversation.request import OTHER, SKIPPED
from bot.core.conversation.state import terms_of
from bot.core.conversation.timeline import case_view
from bot.core.letters.page import PaperKind
from bot.core.ports.message import Bundle, Document, Paper, Say, say

SCHEMA = 1
"""The version of objecteur.json's fields: raised when one changes its meaning."""


def export(every: Sequence[Asked]) -> Bundle:
    """The archive of all cases: objecteur.json, dossier.txt, the letters of each, and one calendar of the days to come.

    every  the view of each case, the first one first: the files of the others begin with their campaign's name
    """
    days = tuple(day for asked in every for day in _days(asked))
    now = every[0].world.now
    calendar = Document("echeances.ics", say("export.file"), "text/calendar", agenda(days, now), shown=True)
    named = ((asked, "" if n == 0 else f"{asked.campaign.id}-") for n, asked in enumerate(every))
    first, *others = (tuple(_documents(asked, prefix)) for asked, prefix in named)
    own, letters = first[:2], first[2:]
    files = (*own, *((calendar,) if days else ()), *letters, *(file for one in others for file in one))
    return Bundle("objecteur.zip", say("export.file"), files)


def _documents(asked: Asked, prefix: str) -> Iterator[Document | Paper]:
    """The files of one case: what is stored, the case in words, and the letters."""
    yield Document(f"{prefix}objecteur.json", say("export.file"), "application/json", _stored(asked))
    yield Document(f"{prefix}dossier.txt", say("export.file"), "text/plain", _in_words(asked))
    if "check" in asked.conversation.answers:
        yield from _letters(asked, prefix)


def _stored(asked: Asked) -> str:
    conversation = asked.conversation
    content = {
        "schema": SCHEMA,
        "campaign": asked.world.campaign.id,
        "language": conversation.language,
        "answers": {key: _plain(value) for key, value in conversation.answers.items()},
        "open_questions": [
            {"form": form.form, "about": form.about, "answers": {key: _plain(v) for key, v in form.answers.items()}}
            for form in (*conversation.opened, *conversation.waiting)
        ],
        "previous_answers": [{said.key: _plain(said.value) for said in sheet} for sheet in conversation.before],
        "letters_filled_with": [
            {"n": one.seq, "answers": {said.key: _plain(said.value) for said in one.said}}
            for one in conversation.written
        ],
        "events": [{"n": entry.seq, **asdict(entry.event)} for entry in asked.case.log],
        "reminders_sent": [
            {"n": seq, "reminder": kind, "events_then": told}
            for (seq, kind), told in sorted(asked.world.ledger.items())
        ],
        "consent": _consent(asked),
        "accounts": [asdict(account) for account in asked.world.accounts],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _consent(asked: Asked) -> dict[str, object] | None:
    """What was agreed to, and when; the words are given where they are still those of today (GDPR art. 7(1))."""
    version, _, on = asked.conversation.answers.get("consent", "").partition("@")
    if not version:
        return None
    same = terms_of(asked.conversation) == asked.campaign.terms
    words = "\n\n".join(asked.world.wording(said) for said in CONSENT.ask(asked)) if same else None
    return {"version": version, "on": on or None, "text": words}


def _plain(value: str) -> str | None:
    """An answer as the person gave it; None when they left it blank on purpose, or for a body named by hand."""
    return None if value in {SKIPPED, OTHER} else value


def _in_words(asked: Asked) -> str:
    return "\n\n".join(asked.world.wording(paragraph).strip() for paragraph in case_view(asked).paragraphs) + "\n"


def _letters(asked: Asked, prefix: str) -> Iterator[Document | Paper]:
    """Every letter that waits or was sent, in its present state, and the first letters in any case."""
    for key in every_letter(asked):
        letter, name = giving.letter_now(asked, key).letter, f"{prefix}lettre-{key.replace('.', '-')}"
        yield Document(f"{name}.txt", say("letter.file"), "text/plain", letter.text, shown=True)
        yield Paper(name, say("letter.file"), letter, PaperKind.PDF)


def _days(asked: Asked) -> Iterator[CalendarEvent]:
    """The days to come as events of a calendar, each once."""
    words, world = asked.world.wording, asked.world
    title = words(say("agenda.title"))
    for day in days_to_come(asked):
        uid, text = _told(day)
        of = "" if world.about == world.first else f"{world.about}-"
        link = f"{ANSWER}-{of}{day.track.key.replace('.', '-')}" if day.track and day.kind is not DayKind.APPEAL else ""
        if day.reminder and day.reminder.letter:
            link = ""
        yield CalendarEvent(
            f"{uid}-{_calendar(asked)}@objecteur", day.on, title, words(text), world.link(link or Command.CASE)
        )


def _calendar(asked: Asked) -> str:
    """The name of a case in a calendar: that of the first campaign is the one of before there was another."""
    world = asked.world
    return world.calendar if world.about == world.first else f"{world.calendar}-{world.about}"


def _told(day: Day) -> tuple[str, Say]:
    """The key of a day within its case, and the title that a calendar shows."""
    seq = day.track.request_seq if day.track else 0
    match day.kind:
        case DayKind.LAST:
            return f"deadline-{seq}", say("agenda.deadline", to=_to(day), sent=_sent(day))
        case DayKind.SILENCE:
            return f"silence-{seq}", say("agenda.silence", sent=_sent(day))
        case DayKind.APPEAL:
            return f"appeal-{seq}", say("agenda.appeal", sent=_sent(day))
        case DayKind.REMINDER:
            anchor, kind = day.reminder.key if day.reminder else (0, "")
            return f"reminder-{anchor}-{kind.partition('@')[0]}", say("agenda.reminder")


def _to(day: Day) -> str:
    return day.track.request.to if day.track else ""


def _sent(day: Day) -> date:
    return day.track.request.on if day.track else day.on
