"""The invariants of every turn: each a function whose docstring is the sentence, and which says what is wrong, if so.

What the bot says and offers is compared with `oracle.truths`, never with the bot's own computation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from bot.core.campaign import Delays, TrackName
from bot.core.case import Case
from bot.core.conversation.asking import Turn
from bot.core.event import Event, Posted, Prepared, Recorded
from bot.core.letter_name import LetterKind, LetterName
from bot.core.message import Say, Words
from bot.core.next_step import steps
from bot.core.reminder import Reminder
from bot.store.records import dump_event, load_event
from tests.simulation import law
from tests.simulation.life import Life, said_in
from tests.simulation.oracle import Truth, consent, counting, pause, truths

FREE = {
    "search",
    "body",
    "body_address",
    "body_address_more",
    "name",
    "address",
    "address_more",
    "day",
    "when",
    "until",
}
"""Questions that are answered by typing."""
CHASES = {LetterKind.CHASE, LetterKind.CHASE2}


class BrokenError(BaseException):
    """An invariant does not hold. Not an Exception: the program under simulation must not catch it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name


@dataclass
class Scene:
    """One turn and all that an invariant may look at.

    before  the log as it was before this turn
    due     the reminders that brought the turn about; empty when the person spoke
    """

    life: Life
    turn: Turn
    now: datetime
    before: tuple[Recorded, ...]
    due: tuple[Reminder, ...] = ()

    @property
    def delays(self) -> Delays:
        return self.life.files.campaign.delays

    @cached_property
    def today(self) -> date:
        return self.life.today(self.now)

    @cached_property
    def truths(self) -> dict[TrackName, Truth]:
        return truths(self.life.case.log, self.delays)

    @cached_property
    def said(self) -> tuple[Say, ...]:
        return tuple(said_in(self.turn.messages))

    def days(self, key: str, param: str) -> Iterator[date]:
        """The dates that sentences of that key say."""
        for sentence in self.said:
            if sentence.key == key and isinstance(day := dict(sentence.params).get(param), date):
                yield day

    def given(self) -> Iterator[LetterName]:
        """Letters that are offered now, or were just given."""
        for event in self.turn.events:
            if isinstance(event, Prepared):
                yield from event.letters
        if self.life.view.form == "home":
            for value in self.life.view.values:
                if value.startswith("letter."):
                    yield LetterName(value.removeprefix("letter."))


Law = Callable[[Scene], str | None]


def a_way_on(scene: Scene) -> str | None:
    """Every turn ends with exactly one question, which has at least one usable answer; but after erasing or a "no"."""
    if scene.turn.forget:
        return None
    scopes = [m.scope for m in scene.turn.messages if isinstance(m, Words) and m.scope]
    if len(scopes) != 1:
        return f"{len(scopes)} questions in one turn"
    view = scene.life.view
    if view.scope != scopes[0]:
        return "the question is not what is said last"
    return None if view.options or view.question in FREE else f"{view.scope} has no answer"


def the_term_is_the_law_s(scene: Scene) -> str | None:
    """A body's last day is a working day where it is, never before the same day next month, and exactly the law's."""
    for track in scene.life.case.tracks(scene.delays):
        truth, end = scene.truths[track.name], track.deadline
        if track.name is not TrackName.CNIL:
            for where in (track.request.territory, track.request.home):
                if where is None or not law.works(end.last_day, where):
                    return f"{track.name}: {end.last_day} is no working day in {where}"
            if end.last_day < law.months_later(truth.runs_from, 1):
                return f"{track.name}: {end.last_day} is less than a month after {truth.runs_from}"
        if end.last_day != truth.last_day:
            return f"{track.name}: {end.last_day}, and the law says {truth.last_day}"
    return None


def no_complaint_too_early(scene: Scene) -> str | None:
    """A complaint is offered only from the computed day on, and never about a track already complained of."""
    opens = [day for truth in scene.truths.values() if (day := truth.complaint_from())]
    offered = scene.life.view.form == "home" and "complaint" in scene.life.view.values
    if offered and not any(day <= scene.today for day in opens):
        return f"offered on {scene.today}, possible from {min(opens, default=None)}"
    for key in ("why.complaint", "why.exclusions"):
        if any(s.key == key for s in scene.said) and not any(day <= scene.today for day in opens):
            return f"{key} said on {scene.today}"
    if wrong := set(scene.days("cnil.from", "day")) - set(opens):
        return f"announced for {min(wrong)}, possible from {opens}"
    for event in scene.turn.events:
        if isinstance(event, Posted) and event.about:
            earlier = truths(scene.before, scene.delays)
            given = [e.event.on for e in counting(scene.before) if _gives(e.event, event.letter)]
            for name in event.about:
                day = earlier[name].complaint_from()
                if day is None or day > max([event.on, *given[-1:]]):
                    return f"{name} complained of on {event.on}, possible from {day}"
    return None


def _gives(event: Event, letter: LetterName) -> bool:
    return isinstance(event, Prepared) and letter in event.letters


def no_lateness_too_early(scene: Scene) -> str | None:
    """Nobody is said to be late, in a letter or a message, before the day after their last day."""
    for letter in scene.given():
        if letter.kind in CHASES and not scene.truths[letter.track].late(scene.today):
            return f"{letter} on {scene.today}, late from {scene.truths[letter.track].last_day + timedelta(days=1)}"
    ends = {truth.last_day for truth in scene.truths.values()}
    late_from = {end + timedelta(days=1) for end in ends}
    for key in ("case.status.late", "case.status.cnil-late"):
        for day in scene.days(key, "day"):
            if day not in late_from or scene.today < day:
                return f"{key} since {day} on {scene.today}, late from {sorted(late_from)}"
    for key, param in (
        ("outcome.said.nothing-late", "last_day"),
        ("reminder.deadline", "due"),
        ("reminder.extended-deadline", "due"),
    ):
        for day in scene.days(key, param):
            if day not in ends or scene.today <= day:
                return f"{key} for {day} on {scene.today}, the last days are {sorted(ends)}"
    return None


def no_appeal_too_late(scene: Scene) -> str | None:
    """The person's own last day is a working day, never later than two calendar months after decision or silence."""
    truth = scene.truths.get(TrackName.CNIL)
    latest = truth.appeal_latest() if truth else None
    keys = ("reminder.appeal", "outcome.said.declined-cnil", "outcome.said.nothing-cnil")
    shown = [day for key in keys for day in scene.days(key, "safe")] + list(scene.days("case.appeal", "day"))
    track = scene.life.case.track(TrackName.CNIL, scene.delays)
    shown += [track.appeal_by] if track and track.appeal_by else []
    for day in shown:
        if truth is None or latest is None:
            return f"{day} is shown, and there is nothing to go to the Conseil d’État about"
        if day > latest:
            return f"{day} is shown, and the two months end on {latest}"
        if not law.works(day, truth.letter.territory) or day < latest - timedelta(days=6):
            return f"{day} is not the working day nearest to {latest}"
    return None


def reminded_in_good_hours(scene: Scene) -> str | None:
    """Nothing comes unasked but between 9:00 and 19:00 where the person lives, no Sunday, no holiday there."""
    home = scene.life.home
    if scene.due and scene.life.can.rings and not law.good_hour(scene.now, home):
        return f"at {scene.now.astimezone(law.ZONES[home])} in {home}"
    for reminder in scene.due:
        local = reminder.due.astimezone(law.ZONES[home])
        if not (law.good_hour(reminder.due, home) and (local.hour, local.minute) == (9, 30)):
            return f"due at {local} in {home}"
        if reminder.due > scene.now:
            return f"due only at {local}"
    return None


def reminded_with_consent(scene: Scene) -> str | None:
    """A reminder comes only while the person wants reminders, and for nothing from before they did."""
    since = consent(scene.life.case.log)
    if scene.due and since is None:
        return "the person said no, or stop"
    early = [r for r in scene.due if since and r.due.date() <= since]
    return f"due on {early[0].due.date()}, wanted since {since}" if early else None


def nothing_in_a_pause(scene: Scene) -> str | None:
    """Who asked for a pause hears nothing before its end, but of their own last day for the Conseil d'État."""
    until = pause(scene.life.case.log)
    if until is None or scene.today >= until:
        return None
    early = [reminder.kind for reminder in scene.due if reminder.kind != "appeal"]
    return f"{', '.join(early)} in a pause until {until}" if early else None


def nothing_of_a_settled_track(scene: Scene) -> str | None:
    """No reminder about a track that was confirmed or closed, nor about one already complained of."""
    for reminder in scene.due:
        truth = scene.truths.get(reminder.track)
        if reminder.letter or truth is None:
            continue
        if type(truth.settled).__name__ in {"Confirmed", "Closed"} or truth.complained:
            return f"{reminder.kind} about {reminder.track}"
    return None


def the_same_again(scene: Scene) -> str | None:
    """Replaying the stored log gives the same case, status, steps and reminders."""
    case, delays, home = scene.life.case, scene.delays, scene.life.home
    again = Life(scene.life.can, scene.life.files, scene.life.conversation)
    again.case = Case(tuple(Recorded(e.seq, load_event(dump_event(e.event))) for e in case.log))
    if again.case != case or again.reminders() != scene.life.reminders():
        return "another case, or other reminders"
    if steps(again.case, delays, scene.today) != steps(case, delays, scene.today):
        return "other steps"
    one, other = again.case.tracks(delays), case.tracks(delays)
    same = [track.status(scene.today) for track in one] == [track.status(scene.today) for track in other]
    return None if same else f"another status in {home}"


TURN_LAWS: tuple[Law, ...] = (
    a_way_on,
    the_term_is_the_law_s,
    no_complaint_too_early,
    no_lateness_too_early,
    no_appeal_too_late,
    reminded_in_good_hours,
    reminded_with_consent,
    nothing_in_a_pause,
    nothing_of_a_settled_track,
)


def check(scene: Scene, *laws: Law) -> None:
    """Raise BrokenError for the first invariant that does not hold."""
    for one in laws:
        if why := one(scene):
            raise BrokenError(one.__name__, why)
