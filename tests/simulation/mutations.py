"""The planted mutants: small patches of the real code, each with what it breaks and the level that must notice."""

from dataclasses import dataclass

CORE, SERVICE = "core", "service"


@dataclass(frozen=True)
class Patch:
    """One place of one file: these words become those. The words stand there exactly once."""

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Mutant:
    """One mistake that somebody could make."""

    name: str
    level: str
    patches: tuple[Patch, ...]


def _one(name: str, level: str, file: str, before: str, after: str) -> Mutant:
    return Mutant(name, level, (Patch(f"bot/{file}", before, after),))


_ROLL = "    while not _works(day, places):\n        day += timedelta(days=1)\n"
_NOTE = "        self._casework.note(unit, case_id, (reminder.key for reminder in due), case, now)"
_SEEN = """            if not unit.first_time(incoming.network, incoming.message_id, now.date()):
                return
            forgotten"""

MUTANTS = (
    # --- What the law says ------------------------------------------------------------------------------------------
    _one("a month is 30 days", CORE, "core/deadline.py",
         "    nominal = _same_day(received, months)", "    nominal = received + timedelta(days=30 * months)"),
    _one("a term is not rolled", CORE, "core/deadline.py", _ROLL, ""),
    _one("a term is rolled for Sundays only", CORE, "core/deadline.py",
         _ROLL, _ROLL.replace("not _works(day, places)", "day.isoweekday() == 7")),
    _one("a pause holds back nothing", CORE, "core/reminder.py",
         "    if pause:\n", "    if not consent:\n"),
    _one("the holidays where the person is forgotten", CORE, "core/track.py",
         "*((holidays_of(home),) if home else ())", ""),
    _one("Alsace-Moselle forgotten", CORE, "core/working_days.py",
         "legal = self._territory is Territory.ALSACE_MOSELLE or _ABOLITION", "legal = _ABOLITION"),
    _one("late from the last day itself", CORE, "core/deadline.py",
         "return today > self.last_day", "return today >= self.last_day"),
    _one("the appeal's day moved forward", CORE, "core/deadline.py",
         "last -= timedelta(days=1)", "last += timedelta(days=1)"),
    _one("paper arrives the day it is sent", CORE, "core/track.py",
         "if letter.medium not in _PAPER:", "if letter.medium:"),
    _one("the answer to a demand for identity starts no clock", CORE, "core/track.py",
         "return self._receipt_of(self.identity_answer) if self.identity_answer else self.received",
         "return self.received"),
    _one("an extension counts although it came late", CORE, "core/track.py",
         "not self._basic.passed(e.on)), None)", "not self._basic.passed(e.on.replace(day=1))), None)"),
    _one("an extension counts without reasons", CORE, "core/track.py",
         "if e.reasons and not self._basic", "if (e.reasons or e.on.day < 16) and not self._basic"),
    _one("the CNIL is silent for two months", CORE, "core/deadline.py",
         "nominal = _same_day(filed, months)", "nominal = _same_day(filed, months - 1)"),
    # --- What is offered --------------------------------------------------------------------------------------------
    _one("a complaint is offered at once", CORE, "core/track.py",
         "return None if waits else self.deadline.late_from", "return None if waits else self.request.on"),
    _one("a complaint on the last day", CORE, "core/track.py",
         "return None if waits else self.deadline.late_from", "return None if waits else self.deadline.last_day"),
    _one("a complaint while they ask who one is", CORE, "core/track.py",
         "return None if waits else self.deadline.late_from", "return self.deadline.late_from"),
    _one("a chase is offered before they are late", CORE, "core/next_step.py",
         "    late = track.deadline.late_from", "    late = track.received"),
    _one("complained of, and offered again", CORE, "core/case.py",
         "return next((event.on for event in posted if track.name in event.about), None)", "return None"),
    _one("what was withdrawn still counts", CORE, "core/case.py",
         "if entry.seq not in withdrawn and not", "if not"),
    _one("a corrected date is not corrected", CORE, "core/case.py",
         "if entry.seq in days else entry", "if False else entry"),
    # --- Reminders --------------------------------------------------------------------------------------------------
    _one("reminders after /stop", CORE, "core/case.py",
         "self._last_of(RemindersAccepted, RemindersStopped)\n", "self._last_of(RemindersAccepted)\n"),
    _one("reminders on Sundays", CORE, "core/reminder.py", "day.isoweekday() != 7 and day", "day"),
    _one("reminders on holidays", CORE, "core/reminder.py", " and day not in holidays_of(home)", ""),
    _one("the evening lasts until eleven", CORE, "core/reminder.py", "time(9), time(19)", "time(9), time(23)"),
    _one("silence is not noticed", CORE, "core/reminder.py",
         "        case Posted() | Delivered():\n            yield _deadline(track)",
         "        case Posted() | Delivered():\n            return"),
    _one("a release with other delays repeats what was said", CORE, "core/reminder.py",
         " and (r.anchor, _bare(r.key[1])) not in same", ""),
    _one("what was lost is told again and again", SERVICE, "core/absence.py",
         "if heard_on <= one.ended.date() and one.key not in told", "if told is not None"),
    _one("what was lost is never told", SERVICE, "service.py", "        if news.said:\n", "        if news is None:\n"),
    _one("quiet hours dropped", SERVICE, "rounds.py",
         "if rings and morning > now:", "if morning > now + timedelta(days=999):"),
    _one("the ledger is not written", SERVICE, "rounds.py", _NOTE, ""),
    Mutant("the ledger is written in a later transaction", SERVICE, (
        Patch("bot/rounds.py", _NOTE,
              "        self.__dict__.setdefault('owed', []).extend((case_id, r.key) for r in due)"),
        Patch("bot/rounds.py", "            if len(cases) < BATCH:\n                return queued",
              "            with self._store.transaction() as unit:\n"
              "                for case_id, key in self.__dict__.pop('owed', ()):\n"
              "                    unit.cases.note_reminded(case_id, key, now, 0)\n"
              "            if len(cases) < BATCH:\n                return queued"),
    )),
    _one("the day index takes the last reminder", SERVICE, "casework.py",
         "min(coming, default=None)", "max(coming, default=None)"),
    _one("who left is reminded", SERVICE, "store/people.py",
         "PersonRow.case_id == case_id, PersonRow.reachable)", "PersonRow.case_id == case_id)"),
    # --- Once -------------------------------------------------------------------------------------------------------
    _one("sent again on a time-out", SERVICE, "delivery.py",
         "unit.outbox.uncertain(out.id)", "unit.outbox.put_back(out.id, self._now())"),
    _one("a replay is taken again", SERVICE, "service.py", _SEEN,
         "            unit.first_time(incoming.network, incoming.message_id, now.date())\n            forgotten"),
    _one("seen in a transaction of its own", SERVICE, "service.py", _SEEN,
         _SEEN.replace("            forg", "        with self._store.transaction() as unit:\n            forg")),
    _one("recover puts everything back", SERVICE, "store/outbox.py",
         "    if resend_within is None:\n        return None\n", "    return None\n"),
    _one("what may have left long ago is not looked for", SERVICE, "delivery.py",
         "if out.doubtful and self._network.history:", "if out.doubtful and False:"),
    _one("a lost answer is no doubt", SERVICE, "delivery.py", "case Later(perhaps=True):", "case Later(perhaps=None):"),
    _one("Matrix is believed to remember for a week", SERVICE, "networks/matrix/capabilities.py",
         "timedelta(hours=20)", "timedelta(days=7)"),
    _one("uncertain is never told", SERVICE, "service.py",
         "if unit.outbox.tell_uncertain(incoming.network, to):",
         "if unit.outbox.tell_uncertain(incoming.network, to) and False:"),
    # --- Forgetting -------------------------------------------------------------------------------------------------
    _one("what waits survives /effacer", SERVICE, "forgetting.py", "    unit.outbox.forget(prints)\n", ""),
    _one("what waits survives leaving", SERVICE, "service.py", "        unit.outbox.drop(network, place)\n", ""),
    _one("what is being sent survives leaving", SERVICE, "store/outbox.py",
         "        self._session.execute(update(OutboxRow).where(whose).values(content=None))\n", ""),
    _one("people expire a day early", SERVICE, "forgetting.py", "timedelta(days=days + 1)", "timedelta(days=days)"),
    _one("people expire a day late", SERVICE, "store/people.py",
         "PersonRow.expires_on <= today", "PersonRow.expires_on < today"),
)  # fmt: skip
