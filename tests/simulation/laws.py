"""The invariants of every turn: each a function whose docstring is the sentence, and which says what is wrong, if so.

What the bot says and offers is compared with `oracle.truths`, never with the bot's own computation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.case.case import Case, read_key
from bot.core.case.event import (
    Event,
    Recorded,
    Redated,
    Withdrawn,
)
from bot.core.case.letter_event import Posted, Prepared
from bot.core.case.next_step import steps
from bot.core.case.reminder import (
    Reminder,
    next_of_each,
)
from bot.core.conversation import export
from bot.core.conversation.asking import Scene as Standing
from bot.core.conversation.asking import Turn
from bot.core.conversation.question import Asked
from bot.core.conversation.timeline import case_picture, case_view
from bot.core.ports.incoming import Content, Text
from bot.core.ports.message import Mark, Say, Verbatim, Words
from bot.store.records import dump_event, load_event
from tests.simulation import law
from tests.simulation.life import NOTHING, Life, View, said_in
from tests.simulation.oracle import HEARD, Truth, consent, counting, openers, pause, truths
from tests.simulation.people import HEDGES, STRICT
from tests.simulation.sentences import APPEALS, CALENDAR, CLAIMS, DRAWN, SHOWN, TENSES, Tense

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

    before   the log as it was before this turn
    due      the reminders that brought the turn about; empty when the person spoke
    asked    what the person had before their eyes; content: what they sent
    """

    life: Life
    turn: Turn
    now: datetime
    before: tuple[Recorded, ...]
    due: tuple[Reminder, ...] = ()
    asked: View = NOTHING
    content: Content | None = None

    @property
    def campaign(self) -> Campaign:
        return self.life.files.campaign

    @cached_property
    def today(self) -> date:
        return self.life.today(self.now)

    @cached_property
    def truths(self) -> dict[str, Truth]:
        return truths(self.life.case.log, self.campaign.delays)

    @cached_property
    def said(self) -> tuple[Say, ...]:
        return tuple(said_in(self.turn.messages))

    def days(self, key: str, param: str) -> Iterator[date]:
        """The dates that sentences of that key say."""
        for sentence in self.said:
            if sentence.key == key and isinstance(day := dict(sentence.params).get(param), date):
                yield day

    def given(self) -> Iterator[tuple[LetterName, int | None]]:
        """Letters that are offered now, or were just given, with the track that each follows on."""
        for event in self.turn.events:
            if isinstance(event, Prepared):
                yield from ((letter, event.opened_by) for letter in event.letters)
        if self.life.view.form == "home":
            for value in self.life.view.values:
                if value.startswith("letter."):
                    yield read_key(value.removeprefix("letter."))

    @cached_property
    def place(self) -> Asked:
        """What the bot's own words about the case look at."""
        return Standing(self.life.conversation, self.life.case, self.life.world(self.now)).asked


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
    for track in scene.life.case.tracks(scene.campaign):
        truth, end = scene.truths[track.key], track.deadline
        if track.name != "cnil":
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
    if wrong := set(scene.days("complaint.from", "day")) - set(opens):
        return f"announced for {min(wrong)}, possible from {opens}"
    for event in scene.turn.events:
        if isinstance(event, Posted) and event.about:
            earlier = truths(scene.before, scene.campaign.delays)
            given = [e.event.on for e in counting(scene.before) if _gives(e.event, event.letter)]
            for opened in event.against:
                truth = next(t for t in earlier.values() if t.opened == opened)
                day = truth.complaint_from()
                if day is None or day > max([event.on, *given[-1:]]):
                    return f"{truth.key} complained of on {event.on}, possible from {day}"
    return None


def _gives(event: Event, letter: LetterName) -> bool:
    return isinstance(event, Prepared) and letter in event.letters


def no_lateness_too_early(scene: Scene) -> str | None:
    """Nobody is said to be late, in a letter or a message, before the day after their last day."""
    for letter, opened in scene.given():
        truth = scene.truths.get(f"{letter.track}.{opened}")
        if letter.kind in CHASES and (truth is None or not truth.late(scene.today)):
            return f"{letter} on {scene.today}, late from {truth and truth.last_day + timedelta(days=1)}"
    ends = {truth.last_day for truth in scene.truths.values()}
    late_from = {end + timedelta(days=1) for end in ends}
    for key in ("case.status.late", "case.status.complaint-late"):
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
    complaints = [truth for truth in scene.truths.values() if truth.name == "cnil"]
    latest = {day: truth for truth in complaints if (day := truth.appeal_latest())}
    shown = [day for key, param in APPEALS for day in scene.days(key, param)]
    for day in shown:
        near = [end for end in latest if day <= end and day >= end - timedelta(days=6)]
        if not near or not law.works(day, latest[near[0]].letter.territory):
            return f"{day} is shown, and the two months end on {sorted(latest)}"
    for track in scene.life.case.tracks(scene.campaign):
        by, end = getattr(track, "appeal_by", None), scene.truths[track.key].appeal_latest()
        if track.name == "cnil" and (by is None) != (end is None):
            return f"{track.key}: {by}, and the two months end on {end}"
        if by and end and not end - timedelta(days=6) <= by <= end:
            return f"{track.key}: {by} is not the working day nearest to {end}"
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
        if truth.done or truth.granted or (truth.complained and reminder.kind != "snooze"):
            return f"{reminder.kind} about {reminder.track}"
    return None


# --- What the person reads ------------------------------------------------------------------------------------------


def past_is_past(scene: Scene) -> str | None:
    """No sentence speaks of a past day as one to come, nor of a day to come as past."""
    for sentence in scene.said:
        for param, value in sentence.params:
            if not isinstance(value, date):
                continue
            match TENSES.get((sentence.key, param)):
                case Tense.TO_COME if value < scene.today:
                    return f"{sentence.key} says {value} as to come, on {scene.today}"
                case Tense.PAST if value > scene.today:
                    return f"{sentence.key} says {value} as past, on {scene.today}"
                case Tense.OVER if value >= scene.today:
                    return f"{sentence.key} says {value} as over, on {scene.today}"
                case None:
                    return f"{sentence.key} says a day ({param}) of which nobody decided when it is"
                case _:
                    pass
    return None


def nothing_contradicts_the_state(scene: Scene) -> str | None:
    """No sentence says of a track what is not so."""
    for key, holds in CLAIMS.items():
        if any(s.key == key for s in scene.said) and not any(holds(t, scene.today) for t in scene.truths.values()):
            return f"{key} said on {scene.today}, of none of {[t.key for t in scene.truths.values()]}"
    view = scene.life.view
    if view.form == "outcome" and view.question == "what" and "nothing" in view.values:
        truth = scene.truths.get(view.about)
        if truth and truth.name == "cnil" and truth.settled:
            return "asks of a settled complaint whether nothing came"
    for value in view.values if view.form == "home" else ():
        action, _, about = value.partition(".")
        truth = scene.truths.get(about)
        if action == "outcome" and truth and (truth.done or truth.granted):
            return f"asks what came of {about}, which is done with"
    return None


def one_list_of_days(scene: Scene) -> str | None:
    """Words, picture, calendar file and reminders show the same days to come."""
    asked, today = scene.place, scene.today
    if not asked.case.log:
        return None
    words: set[tuple[str, date]] = set()
    for said in said_in((case_view(asked),)):
        for param, value in said.params:
            if isinstance(value, date) and (kind := SHOWN.get((said.key, param))) and value >= today:
                words.add((kind, value))
    picture = case_picture(asked)
    points = [p for strand in (picture.strands if picture else ()) for p in strand.points]
    drawn = {(DRAWN[p.text.key], p.day) for p in points if p.text.key in DRAWN and p.mark is not Mark.LATE}
    calendar = {(day.uid.partition("-")[0], day.on) for day in export._days(asked)}
    coming = {("reminder", r.due.date()) for r in next_of_each(r for r in scene.life.unsent() if r.due > scene.now)}
    listed = {(kind, day) for kind, day in calendar if kind == "reminder"}
    named = {(CALENDAR[kind], day) for kind, day in calendar}
    if not words == drawn == named:
        return f"words {sorted(words ^ named)}, picture {sorted(drawn ^ named)} differ from the calendar's"
    if asked.case.pause is None and coming != listed:
        return f"reminders {sorted(coming ^ listed)} differ from the calendar's"
    return None


def a_late_track_is_not_forgotten(scene: Scene) -> str | None:
    """An open track that is late has a reminder coming, for who wants any, unless it was complained of."""
    if consent(scene.life.case.log) is None or not scene.life.known or scene.due:
        return None
    coming = {r.track for r in scene.life.unsent() if r.letter is None}
    for truth in scene.truths.values():
        open_still = truth.settled is None and not truth.granted and not truth.complained
        if open_still and truth.late(scene.today) and truth.key not in coming:
            return f"{truth.key} is late since {truth.last_day}, and nothing will be said of it"
    return None


def what_is_undone_rings_again(scene: Scene) -> str | None:
    """After a correction on a late track it is spoken of anew soon, whatever has rung before."""
    opener = openers(scene.life.case.log)
    corrected = {opener.get(event.seq) for event in scene.turn.events if isinstance(event, Redated | Withdrawn)}
    if not corrected or scene.turn.forget or a_late_track_is_not_forgotten(scene) or scene.life.case.pause:
        return None
    until = scene.today + timedelta(days=scene.campaign.delays.chase.count + 6)
    if consent(scene.life.case.log) is None:
        return None
    soon = {r.track for r in scene.life.unsent() if r.letter is None and r.due.date() <= until}
    for truth in scene.truths.values():
        just = truth.opened in corrected and truth.settled is None and not truth.granted and not truth.complained
        if just and truth.late(scene.today) and truth.key not in soon and not truth.returned:
            return f"{truth.key} was corrected on {scene.today}, and nothing is said of it until {until}"
    return None


def no_body_makes_its_last_day_earlier(scene: Scene) -> str | None:
    """A last day never moves earlier by what a body writes."""
    written = [event for event in scene.turn.events if isinstance(event, HEARD)]
    if not written or scene.turn.forget:
        return None
    before = {t.key: t for t in Case(scene.before).tracks(scene.campaign)}
    for track in scene.life.case.tracks(scene.campaign):
        earlier = before.get(track.key)
        if earlier and track.request_seq == earlier.request_seq and track.deadline.last_day < earlier.deadline.last_day:
            return f"{track.key}: {earlier.deadline.last_day} became {track.deadline.last_day}"
    return None


def only_a_plain_yes_acts(scene: Scene) -> str | None:
    """Where only a plain yes or no counts, no hedge, question or contradiction changes anything."""
    hedged = isinstance(scene.content, Text) and scene.content.text in HEDGES and scene.asked.question in STRICT
    if not hedged:
        return None
    if scene.turn.forget or scene.turn.events:
        return f"{scene.content} acted"
    return None if scene.life.view.question == scene.asked.question else f"{scene.content} led on"


def in_the_order_of_days(scene: Scene) -> str | None:
    """The history of a track is told in the order of its days."""
    for sentence in scene.said:
        if sentence.key == "case.track":
            lines = dict(sentence.params)["lines"]
            days = [dict(line.params)["day"] for line in lines] if isinstance(lines, tuple) else []
            if any(isinstance(a, date) and isinstance(b, date) and a > b for a, b in pairwise(days)):
                return f"{days}"
    return None


def a_chase_bears_the_address_that_stands(scene: Scene) -> str | None:
    """A letter written from now on goes to the address that the person gave last, where the body is still theirs."""
    request = scene.life.request
    for event in scene.turn.events:
        if not isinstance(event, Prepared) or event.letters[0].kind not in CHASES or not request.body_address:
            continue
        track = scene.life.case.track(f"{event.letters[0].track}.{event.opened_by}", scene.campaign)
        texts = [m.text for m in scene.turn.messages if isinstance(m, Verbatim)]
        ours = track and track.name == "caisse" and request.still(track.request)
        if ours and not all(line in texts[-1] for line in request.body_address.lines):
            return f"{event.letters[0]} is not written to {request.body_address.lines}"
    return None


def each_body_keeps_its_track(scene: Scene) -> str | None:
    """Whatever caisse is the person's now, a body that was written to stays in the case."""
    shown = {track.key for track in scene.life.case.tracks(scene.campaign)}
    return None if shown == scene.truths.keys() else f"{sorted(shown ^ scene.truths.keys())}"


def the_same_again(scene: Scene) -> str | None:
    """Replaying the stored log gives the same case, status, steps and reminders."""
    case, campaign, home = scene.life.case, scene.campaign, scene.life.home
    again = Life(scene.life.can, scene.life.files, scene.life.conversation)
    again.case = Case(tuple(Recorded(e.seq, load_event(dump_event(e.event))) for e in case.log))
    if again.case != case or again.reminders() != scene.life.reminders():
        return "another case, or other reminders"
    if steps(again.case, campaign, scene.today) != steps(case, campaign, scene.today):
        return "other steps"
    one, other = again.case.tracks(campaign), case.tracks(campaign)
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
    past_is_past,
    nothing_contradicts_the_state,
    a_late_track_is_not_forgotten,
    what_is_undone_rings_again,
    no_body_makes_its_last_day_earlier,
    only_a_plain_yes_acts,
    each_body_keeps_its_track,
    in_the_order_of_days,
    a_chase_bears_the_address_that_stands,
)
NOW_AND_THEN: tuple[Law, ...] = (the_same_again, one_list_of_days)
"""Laws that take longer: looked at after some turns only."""


def check(scene: Scene, *laws: Law) -> None:
    """Raise BrokenError for the first invariant that does not hold."""
    for one in laws:
        if why := one(scene):
            raise BrokenError(one.__name__, why)
