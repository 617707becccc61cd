"""What the sentences of the catalogues claim: when their days are, and of which track they are true.

Every sentence that says a day has its tense here: one that nobody decided about fails `past_is_past`.
"""

from collections.abc import Callable
from datetime import date
from enum import Enum, auto

from bot.core.case.event import Confirmed, Declined, Progressed
from tests.simulation.oracle import Truth


class Tense(Enum):
    """When a day that a sentence says may be, seen from the day on which it is said."""

    TO_COME = auto()  # that day or later
    PAST = auto()  # that day or earlier
    OVER = auto()  # earlier
    ANY = auto()  # the sentence is true whenever it is


COME, PAST, OVER, ANY = Tense.TO_COME, Tense.PAST, Tense.OVER, Tense.ANY
_ECHO = (
    "done", "done-complaint", "access", "declined", "declined-access", "declined-complaint", "partial", "unidentified",
    "returned", "returned-somehow", "close", "done-both", "done-only", "elsewhere", "identity", "time", "acknowledged",
    "progress", "nothing",
)  # fmt: skip
_ENTRY = (
    "posted", "delivered", "returned", "unposted", "dropped", "acknowledged", "confirmed", "confirmed-but-access",
    "accessed", "declined", "partial", "unidentified", "identity-asked", "redirected", "extended", "progressed",
    "silent", "snoozed", "closed", "reopened",
)  # fmt: skip
_REMINDER = (
    "deadline", "extended-deadline", "chase", "follow", "identity", "silent", "snooze", "cnil-news", "appeal",
    "appeal-over", "returned",
)  # fmt: skip
TENSES: dict[tuple[str, str], Tense] = {
    ("deadline.received", "received"): PAST,
    ("deadline.assumed", "received"): ANY,  # « au plus tard »
    ("deadline.identity", "day"): PAST,
    ("deadline.identity-assumed", "day"): ANY,
    ("deadline.ends", "last_day"): COME,
    ("deadline.ended", "last_day"): OVER,
    ("deadline.rolled", "last_day"): COME,
    ("deadline.rolled", "nominal"): ANY,  # « finirait »
    ("deadline.rolled-over", "last_day"): OVER,
    ("deadline.rolled-over", "nominal"): OVER,
    ("deadline.late-from", "day"): COME,
    ("deadline.silence", "day"): COME,
    ("deadline.silence-over", "day"): OVER,
    ("deadline.news", "wrote"): PAST,
    ("deadline.news", "day"): COME,
    ("deadline.news-over", "wrote"): PAST,
    ("deadline.news-over", "day"): OVER,
    ("complaint.from", "day"): COME,
    ("case.appeal", "day"): COME,
    ("case.appeal-over", "day"): OVER,
    ("case.complained", "day"): PAST,
    ("case.complained-early", "day"): PAST,
    ("case.status.late", "day"): PAST,
    **{
        (f"case.status.{status}", "day"): ANY
        for status in (
            "waiting",
            "asked",
            "returned",
            "unidentified",
            "partial",
            "declined",
            "confirmed",
            "granted",
            "closed",
        )
    },  # the catalogue's words say no day there
    ("reminders.line", "day"): COME,
    ("reminders.next", "day"): COME,
    ("reminders.paused", "day"): COME,
    ("pause.done", "day"): COME,
    ("reminder.overdue", "day"): OVER,
    **{(f"reminder.{kind}", "sent"): PAST for kind in _REMINDER},
    **{(f"reminder.{kind}", "due"): OVER for kind in ("deadline", "extended-deadline", "chase", "cnil-news")},
    **{(f"reminder.{kind}", "due"): ANY for kind in ("follow", "identity", "silent", "snooze")},  # not said
    ("reminder.appeal", "safe"): COME,
    ("reminder.appeal-over", "safe"): OVER,
    ("outcome.question", "sent"): PAST,
    ("outcome.question-settled", "sent"): PAST,
    ("outcome.question-settled", "day"): PAST,
    ("outcome.question-complaint", "sent"): PAST,
    ("outcome.question-complaint-settled", "sent"): PAST,
    ("outcome.question-complaint-settled", "day"): PAST,
    ("outcome.said.nothing-late", "last_day"): OVER,
    ("outcome.said.nothing-complaint", "safe"): COME,
    ("outcome.said.nothing-complaint-over", "safe"): OVER,
    ("outcome.said.declined-complaint", "safe"): COME,
    ("outcome.said.declined-complaint-late", "safe"): PAST,
    ("outcome.until-between", "first"): COME,
    ("outcome.until-between", "last"): COME,
    ("complaint.premature", "sent"): PAST,
    ("complaint.premature", "day"): COME,
    ("complaint.instead", "day"): COME,
    **{(f"echo.{what}", "day"): PAST for what in _ECHO},
    **{(f"entry.{kind}", "day"): PAST for kind in _ENTRY},
    ("heard.sure", "day"): PAST,
    ("sent.noted", "day"): PAST,
    ("sent.noted-to", "day"): PAST,
    ("sent.earlier", "day"): PAST,
    ("sent.earlier", "given"): PAST,
    ("sent.day-kept", "day"): PAST,
    ("delivered.noted", "day"): PAST,
    ("correct.done", "day"): PAST,
    ("correct.after-answer", "day"): PAST,
    ("day.understood", "day"): ANY,
    ("day.too-early", "day"): ANY,
    ("day.too-early", "earliest"): PAST,
    ("day.future", "day"): COME,
    ("day.future", "today"): ANY,
    ("day.other-weekday", "day"): ANY,
    ("letter.as-sent", "day"): PAST,
    ("letter.stale", "date"): PAST,
    ("files.sent", "day"): PAST,
    ("absence.span", "began"): PAST,
    ("absence.span", "ended"): PAST,
    ("change.told", "read"): PAST,
}
APPEALS = (
    ("reminder.appeal", "safe"),
    ("reminder.appeal-over", "safe"),
    ("outcome.said.declined-complaint", "safe"),
    ("outcome.said.declined-complaint-late", "safe"),
    ("outcome.said.nothing-complaint", "safe"),
    ("outcome.said.nothing-complaint-over", "safe"),
    ("case.appeal", "day"),
    ("case.appeal-over", "day"),
)
"""Where the person's own last day is said."""


def _cnil(truth: Truth) -> bool:
    return truth.name == "cnil"


def _open(truth: Truth) -> bool:
    return truth.settled is None and not truth.granted


CLAIMS: dict[str, Callable[[Truth, date], bool]] = {
    "deadline.silence": lambda t, day: _cnil(t) and _open(t) and not t.examined and day <= t.silence,
    "deadline.silence-over": lambda t, day: _cnil(t) and not t.examined and day > t.silence,
    "deadline.news": lambda t, day: _cnil(t) and bool(t.all(Progressed)) and day <= t.last_day,
    "deadline.returned": lambda t, _: t.returned,
    "case.status.returned": lambda t, _: t.returned and _open(t),
    "case.status.granted": lambda t, _: _cnil(t) and t.granted,
    "case.status.late": lambda t, day: not _cnil(t) and _open(t) and t.late(day),
    "case.status.complaint-late": lambda t, day: _cnil(t) and _open(t) and not t.examined and day > t.last_day,
    "case.status.complaint-news": lambda t, day: _cnil(t) and _open(t) and t.examined and day > t.last_day,
    "case.status.asked": lambda t, _: t.waits_for_person,
    "case.status.confirmed": lambda t, _: isinstance(t.settled, Confirmed),
    "case.complained": lambda t, _: t.complained,
    "case.complained-early": lambda t, _: t.too_early,
    "case.owes-access": lambda t, _: t.two_requests and t.recorded and not t.accessed,
    "case.owes-objection": lambda t, _: t.two_requests and t.accessed and not t.recorded,
    "case.appeal": lambda t, _: t.appeal_latest() is not None,
    "why.late": lambda t, day: not _cnil(t) and _open(t) and t.late(day),
    "why.identity": lambda t, _: t.demanded and _open(t),
    "why.returned": lambda t, _: t.returned and _open(t),
    "why.granted": lambda t, _: _cnil(t) and t.granted,
    "why.authority-silent": lambda t, day: _cnil(t) and _open(t) and day > t.last_day,
    "reminder.deadline": lambda t, day: not _cnil(t) and _open(t) and t.late(day),
    "reminder.extended-deadline": lambda t, day: not _cnil(t) and _open(t) and t.late(day),
    "reminder.cnil-news": lambda t, day: _cnil(t) and _open(t) and day > t.last_day,
    "reminder.identity": lambda t, _: t.waits_for_person,
    "reminder.returned": lambda t, _: t.returned and _open(t),
    "reminder.appeal": lambda t, _: t.appeal_latest() is not None,
    "outcome.question": lambda t, _: not _cnil(t) and _open(t),
    "outcome.question-complaint": lambda t, _: _cnil(t) and t.settled is None,
    "outcome.question-settled": lambda t, _: not _cnil(t) and t.settled is not None and not t.done,
    "outcome.question-complaint-settled": lambda t, _: isinstance(t.settled, Declined),
    "outcome.said.declined-complaint-late": lambda t, day: t.refused_too_late or (t.appeal_prudent() or day) < day,
    "complaint.premature": lambda t, _: t.too_early,
}
"""Of which track a sentence must be true on the day it is said."""
SHOWN = {
    ("deadline.ends", "last_day"): "last",
    ("deadline.rolled", "last_day"): "last",
    ("deadline.silence", "day"): "silence",
    ("deadline.news", "day"): "silence",
    ("case.appeal", "day"): "appeal",
    ("reminders.line", "day"): "reminder",
}
"""Which sentences of `/dossier` show which days to come."""
DRAWN = {
    "picture.deadline": "last",
    "picture.silence": "silence",
    "picture.appeal": "appeal",
    "picture.reminder": "reminder",
    "picture.reminder-of": "reminder",
}
CALENDAR = {"deadline": "last", "silence": "silence", "appeal": "appeal", "reminder": "reminder"}
