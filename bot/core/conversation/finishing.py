"""What a finished form leads to: events, messages, and the next question."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.case.body import BodyTrack
from bot.core.case.event import Event, OfReminders
from bot.core.case.letter_event import Prepared
from bot.core.conversation.aside import without
from bot.core.conversation.asking import Scene, Turn, ask
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.question import Finished
from bot.core.conversation.state import Conversation
from bot.core.ports.message import Message, Words, as_said_in, say


def finish(scene: Scene, finished: Finished) -> Turn:
    """The turn that carries out what a finished form leads to, and then asks the next question."""
    conversation, about = scene.conversation, scene.world.about
    messages = tuple(as_said_in(message, about) for message in finished.messages)
    if finished.erase:
        return Turn(Conversation(conversation.language), (), messages, forget=True, leaves=True)
    if finished.ends:
        return ended(scene, messages)
    for form in reversed(finished.opens):
        conversation = conversation.opening(form)
    own = tuple(event for event in finished.events if scene.case.log or not isinstance(event, OfReminders))
    events = (*_reminding_already(scene, own), *own)
    for number, event in enumerate(events, start=len(scene.case.log)):
        conversation = conversation.writing(number) if isinstance(event, Prepared) else conversation
    if finished.recheck and not conversation.over:
        conversation = replace(conversation.saying({}, (CHECK.key,)), revising=finished.revise)
    if finished.language:
        conversation = replace(conversation, language=finished.language)
    elsewhere = _of_every_case(scene, finished.events)
    cases = {campaign: scene.world.case_of(campaign).adding(told) for campaign, told in elsewhere.items()}
    world = replace(scene.world, cases={**scene.world.cases, **cases})
    after = Scene(conversation, scene.case.adding(events), world)
    early = tuple(as_said_in(message, about) for message in _too_early(scene, after))
    turn = ask(after.turned_to(finished.turns_to or about)).after(*messages, *early)
    return replace(turn, events=events, report=finished.report, campaign=about, elsewhere=elsewhere)


def _reminding_already(scene: Scene, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The standing consent to reminders, for a case that begins beside others: it is given once for all of them."""
    if scene.case.log or not events or any(isinstance(event, OfReminders) for event in events):
        return ()
    standing = (case.reminding for case in scene.world.cases.values())
    return next(((consent,) for consent in standing if consent), ())


def _of_every_case(scene: Scene, events: tuple[Event, ...]) -> Mapping[str, tuple[Event, ...]]:
    """The events about reminders, for the person's other cases: they are asked about once."""
    told = tuple(event for event in events if isinstance(event, OfReminders))
    others = (campaign for campaign, case in scene.world.cases.items() if campaign != scene.world.about and case.log)
    return dict.fromkeys(others, told) if told else {}


def ended(scene: Scene, messages: tuple[Message, ...]) -> Turn:
    """The turn after one case of several is erased, or was not agreed to: the next one is spoken of."""
    about = scene.world.about
    turned = scene.turned_to(scene.other or scene.world.first)
    cases = {campaign: case for campaign, case in turned.world.cases.items() if campaign != about}
    left = turned.now(without(turned.conversation, about))
    turn = ask(replace(left, world=replace(left.world, cases=cases)))
    return replace(turn.after(*messages), ends=about)


def _too_early(before: Scene, after: Scene) -> tuple[Message, ...]:
    """The message that a complaint was sent too early, by what was just told, and from which day to send another."""
    known = {entry.seq for track in _bodies(before) for entry in track.too_early}
    notes = tuple(
        say(
            "complaint.premature",
            to=track.request.to,
            sent=entry.event.on,
            day=track.deadline.late_from,
        )
        for track in _bodies(after)
        for entry in track.too_early
        if entry.seq not in known and not track.deadline.passed(person_today(after.asked))
    )
    return (Words(notes),) if notes else ()


def _bodies(scene: Scene) -> tuple[BodyTrack, ...]:
    return tuple(track for track in scene.case.tracks(scene.world.campaign) if isinstance(track, BodyTrack))
