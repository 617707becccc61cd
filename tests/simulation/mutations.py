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
_SPENT = "spent(some, found[campaign], delays, now)"
_NOTE = f"            told[campaign] += tuple(one.key for one in {_SPENT})"
_SEEN = "if unit.first_time(one.network, one.message_id, now.date())]\n"

_SILENT = "return None if self.identity_waits or self.returned else self.deadline.late_from"

MUTANTS = (
    # --- What the law says ------------------------------------------------------------------------------------------
    _one("a month is 30 days", CORE, "core/case/deadline.py",
         "    nominal = _same_day(received, count) if", "    nominal = received + timedelta(days=30 * count) if"),
    _one("a term is not rolled", CORE, "core/case/deadline.py", _ROLL, ""),
    _one("a term is rolled for Sundays only", CORE, "core/case/deadline.py",
         _ROLL, _ROLL.replace("not _works(day, places)", "day.isoweekday() == 7")),
    _one("a pause holds back nothing", CORE, "core/case/reminder.py",
         "    if pause:\n", "    if not consent:\n"),
    _one("the holidays where the person is forgotten", CORE, "core/case/correspondence.py",
         "*((holidays_of(home),) if home else ())", ""),
    _one("Alsace-Moselle forgotten", CORE, "core/case/working_days.py",
         "return self._territory is Territory.ALSACE_MOSELLE or _ABOLITION", "return _ABOLITION"),
    _one("late from the last day itself", CORE, "core/case/deadline.py",
         "return today > self.last_day", "return today >= self.last_day"),
    _one("the appeal's day moved forward", CORE, "core/case/deadline.py",
         "last -= timedelta(days=1)", "last += timedelta(days=1)"),
    _one("paper arrives the day it is sent", CORE, "core/case/correspondence.py",
         "if letter.medium not in PAPER:", "if letter.medium:"),
    _one("the answer to a demand for identity starts no clock", CORE, "core/case/request_track.py",
         "return self._receipt_of(self.identity_answer) if self.identity_answer else self.received",
         "return self.received"),
    _one("an extension counts although it came late", CORE, "core/case/request_track.py",
         "not self._basic.passed(e.on)), None)", "not self._basic.passed(e.on.replace(day=1))), None)"),
    _one("an extension counts without reasons", CORE, "core/case/request_track.py",
         "if e.reasons and not self._basic", "if (e.reasons or e.on.day < 16) and not self._basic"),
    _one("the CNIL is silent for two months", CORE, "core/case/deadline.py",
         "nominal = _same_day(filed, months)", "nominal = _same_day(filed, months - 1)"),
    # --- What is offered --------------------------------------------------------------------------------------------
    _one("a complaint is offered at once", CORE, "core/case/body.py",
         _SILENT, _SILENT.replace("deadline.late_from", "request.on")),
    _one("a complaint on the last day", CORE, "core/case/body.py", _SILENT, _SILENT.replace("late_from", "last_day")),
    _one("a complaint while they ask who one is", CORE, "core/case/body.py",
         _SILENT, _SILENT.replace("self.identity_waits or ", "")),
    _one("a complaint about a letter that came back", CORE, "core/case/body.py",
         _SILENT, _SILENT.replace(" or self.returned", "")),
    _one("a chase is offered before they are late", CORE, "core/case/next_step.py",
         "    late = track.deadline.late_from", "    late = track.received"),
    _one("complained of, and offered again", CORE, "core/case/body.py",
         "return next((e.event.on for e in self.complaints if not self.premature(e)), None)", "return None"),
    _one("what was withdrawn still counts", CORE, "core/case/case.py",
         "if entry.seq not in withdrawn and not", "if not"),
    _one("a corrected date is not corrected", CORE, "core/case/case.py",
         "if entry.seq in days else entry", "if False else entry"),
    # --- The late stages --------------------------------------------------------------------------------------------
    _one("a refusal of the CNIL always starts the two months anew", CORE, "core/case/complaint_track.py",
         "return self.appeal_after_silence if self.refused_too_late else", "return"),
    _one("the CNIL deals with it, and its silence is a rejection", CORE, "core/case/complaint_track.py",
         "return None if self.examined else self._appeal", "return self._appeal"),
    _one("late news of the CNIL undo a rejection", CORE, "core/case/complaint_track.py",
         "if event.on <= self.silence.last_day), None)", "if event.on), None)"),
    _one("news of the CNIL change no day", CORE, "core/case/complaint_track.py",
         "return silence(self.progress.on, self.delays.silence.count) if self.progress else self.silence",
         "return self.silence"),
    _one("one answer serves every demand for an identity", CORE, "core/case/correspondence.py",
         "event.letter.kind is kind and (event.on, entry.seq) > (on, seq)", "event.letter.kind is kind"),
    _one("a second demand for an identity makes the last day earlier", CORE, "core/case/request_track.py",
         "last = max(answers, key=self._receipt_of, default=None)", "last = answers[0] if len(answers) == 1 else None"),
    _one("an acknowledgement makes the last day earlier", CORE, "core/case/correspondence.py",
         "        return add_working_days(letter.on, self.delays.post.count, holidays_of(letter.territory))",
         "        estimate = add_working_days(letter.on, self.delays.post.count, holidays_of(letter.territory))\n"
         "        return min([estimate, *(e.on for _, e in self._entries(Acknowledged) if e.on >= letter.on)])"),
    _one("two complaints on one clock", CORE, "core/case/threads.py",
         "own = str(seq) if complains else event.to", "own = event.to"),
    _one("what was undone ends the reminders", CORE, "core/case/case.py",
         "isinstance(entry.event, Correction) or (not isinstance", "(not isinstance"),
    _one("a complaint that was sent too early counts", CORE, "core/case/body.py",
         "return not days or complaint.event.on < min(days)", "return False"),
    _one("another caisse, and the first is forgotten", CORE, "core/case/threads.py",
         "str(seq) if complains else event.to", 'str(seq) if complains else ""'),
    _one("a settled complaint is asked about as if it were open", CORE, "core/conversation/forms/outcome/possible.py",
         "return not track.settled or _awaits_more(track)", "return True"),
    _one("a last day that is over is said as to come", CORE, "core/conversation/dates.py",
         '        if end.passed(today):\n            return say("deadline.ended"',
         '        if end.passed(today) and not end:\n            return say("deadline.ended"'),
    _one("an appeal's day that is over is said as to come", CORE, "core/conversation/days.py",
         "and track.appeal_by is not None and track.appeal_by >= today", "and track.appeal_by is not None"),
    _one("every body has granted, and the reminders go on", CORE, "core/case/complaint_track.py",
         "all(isinstance(body.settled, Confirmed) for body in self.against)", "not self.against"),
    _one("the calendar keeps the last day of a settled track", CORE, "core/conversation/days.py",
         "waits = track.status(today) in {Status.WAITING, Status.ASKED} and not", "waits = not"),
    _one("the picture lacks the letters that were not sent", CORE, "core/conversation/timeline.py",
         '    strands += [Strand(say("picture.unsent"), loose)] if loose else []\n', ""),
    _one("what a body writes moves the reminder past the last day", CORE, "core/case/reminder.py",
         "    elif told < late:", "    elif later < late:"),
    _one("a delivery told late stands after what came later", CORE, "core/conversation/timeline.py",
         "return sorted(told, key=lambda entry: (entry.event.on, entry.seq))", "return list(told)"),
    _one("who answers nothing is asked once", CORE, "core/case/reminder.py",
         "    if consent.terms < REPEATED_SINCE or", "    if consent.terms or"),
    _one("a letter that came back is late", CORE, "core/case/body.py",
         "        if self.returned:\n            return Status.RETURNED\n", ""),
    _one("the objection is recorded, and access forgotten", CORE, "core/case/track.py",
         "return confirmed if self.accessed else None", "return confirmed"),
    _one("a hedge is a consent", CORE, "core/conversation/answering.py",
         "    if question.strict:\n", "    if not question:\n"),
    _one("a chase goes to the old address", CORE, "core/conversation/request.py",
         "self.body_address or then)", "then or self.body_address)"),
    # --- Reminders --------------------------------------------------------------------------------------------------
    _one("reminders after /stop", CORE, "core/case/case.py",
         "self._last_of(RemindersAccepted, RemindersStopped)\n", "self._last_of(RemindersAccepted)\n"),
    _one("reminders on Sundays", CORE, "core/case/hours.py", "day.isoweekday() != 7 and day", "day"),
    _one("reminders on holidays", CORE, "core/case/hours.py", " and day not in holidays_of(home)", ""),
    _one("the evening lasts until eleven", CORE, "core/case/hours.py", "time(9), time(19)", "time(9), time(23)"),
    _one("silence is not noticed", CORE, "core/case/reminder.py",
         "        yield _Wanted(kind, key, track.request_seq, late)", "        yield from ()"),
    _one("a release with other delays repeats what was said", CORE, "core/case/reminder.py",
         " and (r.anchor, _bare(key[1])) not in same", ""),
    _one("what was lost is told again and again", SERVICE, "core/case/absence.py",
         "if heard_on <= one.ended.date() and one.key not in told", "if told is not None"),
    _one("what was lost is never told", SERVICE, "service/conversing.py",
         "if said else turn), keys", "if said is None else turn), keys"),
    _one("quiet hours dropped", SERVICE, "service/rounds.py",
         "if rings and morning > now:", "if morning > now + timedelta(days=999):"),
    _one("the ledger is not written", SERVICE, "service/rounds.py", _NOTE, "            told[campaign] += ()"),
    Mutant("the ledger is written in a later transaction", SERVICE, (
        Patch("bot/service/rounds.py", _NOTE,
              f"            self.__dict__.setdefault('owed', []).extend((first, r.key) for r in {_SPENT})"),
        Patch("bot/service/rounds.py", "            self._agenda.done(looked_at)\n",
              "            self._agenda.done(looked_at)\n"
              "            with self._store.transaction() as unit:\n"
              "                for case_id, key in self.__dict__.pop('owed', ()):\n"
              "                    unit.cases.note_reminded(case_id, (key,), now, 0)\n"),
    )),
    _one("the day index takes the last reminder", SERVICE, "service/casework.py",
         "min(coming, default=None)", "max(coming, default=None)"),
    _one("who left is reminded", SERVICE, "store/people.py",
         "[person for person in found if person.reachable]", "list(found)"),
    # --- Once -------------------------------------------------------------------------------------------------------
    _one("sent again on a time-out", SERVICE, "runtime/recording.py",
         "unit.fates.uncertain(out.key)", "unit.fates.put_back(out.key, self._now())"),
    _one("a replay is taken again", SERVICE, "service/answering.py", _SEEN, _SEEN.replace(")]", ") or True]")),
    _one("seen in a transaction of its own", SERVICE, "service/answering.py", _SEEN,
         f"{_SEEN}        with self._store.transaction() as unit:\n"),
    _one("recover puts everything back", SERVICE, "store/fates.py",
         "    if resend_within is None:\n        return None\n", "    return None\n"),
    _one("what may have left long ago is not looked for", SERVICE, "runtime/delivery.py",
         "if out.doubtful and self._network.history:", "if out.doubtful and False:"),
    _one("a lost answer is no doubt", SERVICE, "runtime/recording.py",
         "case Later(perhaps=True):", "case Later(perhaps=None):"),
    _one("Matrix is believed to remember for a week", SERVICE, "networks/matrix/capabilities.py",
         "timedelta(hours=20)", "timedelta(days=7)"),
    _one("uncertain is never told", SERVICE, "service/conversing.py",
         "if pending.uncertain:", "if pending.uncertain and False:"),
    # --- Forgetting -------------------------------------------------------------------------------------------------
    _one("what waits survives /effacer", SERVICE, "service/forgetting.py", "    unit.outbox.forget(prints)\n", ""),
    _one("what waits survives leaving", SERVICE, "service/departing.py",
         "        unit.outbox.drop(network, place)\n", ""),
    _one("what is being sent survives leaving", SERVICE, "store/outbox.py",
         "        self._connection.execute(update(OutboxRow).where(*whose).values(content=None))\n", ""),
    _one("people expire a day early", SERVICE, "service/forgetting.py",
         "timedelta(days=days + 1)", "timedelta(days=days)"),
    _one("people expire a day late", SERVICE, "store/dates.py",
         ".expires_on <= today", ".expires_on < today"),
)  # fmt: skip
