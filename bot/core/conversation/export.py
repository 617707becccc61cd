"""Everything that is kept about a person, as one archive for them: what is stored, the case in words, the days to come.

The archive's schema is documented in docs/export.md.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict

from bot.core.agenda import Day, agenda
from bot.core.campaign import TrackName
from bot.core.conversation import letters
from bot.core.conversation.commands import ANSWER, Command
from bot.core.conversation.forms.settings import coming
from bot.core.conversation.question import Asked
from bot.core.conversation.request import OTHER, SKIPPED
from bot.core.conversation.timeline import case_view
from bot.core.message import Bundle, Document, Paper, say
from bot.core.page import PaperKind
from bot.core.track import DONE

SCHEMA = 1
"""Of objecteur.json: raised when a field changes its meaning."""


def export(asked: Asked) -> Bundle:
    """The archive: objecteur.json, dossier.txt, echeances.ics and the first letters."""
    known = tuple(_letters(asked)) if "check" in asked.conversation.answers else ()
    documents = (
        Document("objecteur.json", say("export.file"), "application/json", _stored(asked)),
        Document("dossier.txt", say("export.file"), "text/plain", _in_words(asked)),
        Document(
            "echeances.ics", say("export.file"), "text/calendar", agenda(_days(asked), asked.world.now), shown=True
        ),
        *known,
    )
    return Bundle("objecteur.zip", say("export.file"), documents)


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
        "events": [{"n": entry.seq, **asdict(entry.event)} for entry in asked.case.log],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _plain(value: str) -> str | None:
    """An answer as it was given; null for one that was left blank on purpose, or named by hand."""
    return None if value in {SKIPPED, OTHER} else value


def _in_words(asked: Asked) -> str:
    return "\n\n".join(asked.world.wording(paragraph).strip() for paragraph in case_view(asked).paragraphs) + "\n"


def _letters(asked: Asked) -> Iterator[Document | Paper]:
    for name in letters.FIRST:
        letter = letters.write(asked, name)
        yield Document(f"lettre-{name}.txt", say("letter.file"), "text/plain", letter.text, shown=True)
        yield Paper(f"lettre-{name}", say("letter.file"), letter, PaperKind.PDF)


def _days(asked: Asked) -> Iterator[Day]:
    """The last days that run, the last safe day of the person's own, and the reminders that will come."""
    words, world = asked.world.wording, asked.world
    title = words(say("agenda.title"))
    today = world.today()
    for track in asked.case.tracks(world.campaign.delays):
        if track.status(today) in DONE:
            continue
        if track.deadline.last_day >= today and track.name is not TrackName.CNIL:
            text = words(say("agenda.deadline", to=track.request.to, sent=track.request.on))
            link = world.link(f"{ANSWER}-{track.name}")
            yield Day(f"deadline-{track.request_seq}@objecteur", track.deadline.last_day, title, text, link)
        if track.appeal_by and track.appeal_by >= today:
            text = words(say("agenda.appeal", sent=track.request.on))
            link = world.link(Command.CASE)
            yield Day(f"appeal-{track.request_seq}@objecteur", track.appeal_by, title, text, link)
    for reminder in coming(asked):
        uid = f"reminder-{reminder.anchor}-{reminder.kind}@objecteur"
        link = world.link(Command.CASE if reminder.letter else f"{ANSWER}-{reminder.track}")
        yield Day(uid, reminder.due.date(), title, words(say("agenda.reminder")), link)
