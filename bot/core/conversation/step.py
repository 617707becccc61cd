"""One step of the conversation: its state and an incoming message give its new state, events and messages.

    step(conversation, case, content, world) -> Turn

Rules that hold for every step (tests/core/conversation/test_laws.py):
1. every turn ends with exactly one question, except after erasing and after a "no" to the consent; where the accounts
   of a case are asked about (`Turn.link`) whoever carries that out asks it; redacting what was no answer is silent;
2. only `/retour`, `/annuler`, `/effacer`, a change of the answer and the redaction of its message remove an answer;
3. a text that looks like a social security number is refused before anything else reads it, and stored nowhere;
4. the step is a pure function: the same values in, the same values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.campaign.recipient import Outcome
from bot.core.case.case import Case
from bot.core.conversation.answering import answer, typed
from bot.core.conversation.asking import (
    Scene,
    Turn,
    ask,
    ask_here,
    moved_on,
    scope_of,
    settled,
    standing,
    start,
)
from bot.core.conversation.commands import Command, command_of
from bot.core.conversation.forms.actions import ACTIONS
from bot.core.conversation.forms.besides import BESIDES
from bot.core.conversation.forms.caisse import FORGOTTEN_WITH
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.files import FILES
from bot.core.conversation.forms.home import MORE
from bot.core.conversation.forms.meant import MEANT, SAID
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.settings import ERASE
from bot.core.conversation.forms.tell import TELL
from bot.core.conversation.reading import clean
from bot.core.conversation.replying.typed import is_of_a_case
from bot.core.conversation.state import Conversation, Opened
from bot.core.conversation.world import World
from bot.core.ports.incoming import Arrived, Content, Edited, Left, Media, Pressed, Reacted, Redacted, Text
from bot.core.ports.message import Say, Words, as_said_in, say, within


def step(conversation: Conversation, case: Case, content: Content, world: World) -> Turn:
    """The turn after one incoming message or act. Raises nothing for anything a person can send."""
    scene = Scene(conversation, case, world)
    turn = _as_said(_taken(settled(scene), content), scene)
    unread = turn.unread or (conversation.unread if turn.conversation == conversation else "")
    turn = replace(turn, conversation=replace(turn.conversation, unread=unread))
    if not conversation.greeted and turn.conversation.greeted and _comes_back(content):
        if isinstance(content, Text) and not _speaks_of_before(content.text, world):
            return _remarking(turn, say("start.nothing-kept-briefly"))
        kept = world.campaign.retention
        return turn.after(Words((say("start.nothing-kept", days=kept.request, months=kept.case // 30),)))
    return turn


def _remarking(turn: Turn, remark: Say) -> Turn:
    """The turn that welcomes somebody, with a remark once it was said who speaks."""
    *before, last = turn.messages
    if not isinstance(last, Words):
        return turn
    introduced = next((n for n, said in enumerate(last.paragraphs, 1) if said.key == "start.more"), 0)
    paragraphs = (*last.paragraphs[:introduced], remark, *last.paragraphs[introduced:])
    return replace(turn, messages=(*before, replace(last, paragraphs=paragraphs)))


def _as_said(turn: Turn, scene: Scene) -> Turn:
    """The turn with its messages in the words of the campaign, and the campaign that its events belong to."""
    about = turn.campaign or scene.world.about
    return replace(turn, messages=tuple(as_said_in(one, about) for one in turn.messages), campaign=about)


_OF_NEWCOMERS = frozenset({Command.START, Command.HELP, Command.PRIVACY, Command.LANGUAGE})


def _speaks_of_before(text: str, world: World) -> bool:
    """Whether somebody’s first words are about what they did here before; newcomers greet, ask, or wish."""
    command = command_of(clean(text))
    if isinstance(command, tuple):
        return command[0] not in _OF_NEWCOMERS
    return is_of_a_case(text, world.model)


def _comes_back(content: Content) -> bool:
    """Whether a person of whom nothing is stored has talked to the bot before: they do not begin as a newcomer does.

    A newcomer joins a room or presses the button of the beginning; whoever writes something else, or presses a button
    of an old message, was here, and is told that nothing of them is kept any more.
    """
    match content:
        case Text(text=text):
            command = command_of(clean(text))  # the link that leads to the bot may carry a word behind it
            return not (isinstance(command, tuple) and command[0] is Command.START and clean(text)[0] in "/!")
        case Pressed() | Edited() | Reacted():
            return True
        case Arrived() | Left() | Media() | Redacted():
            return False


def _taken(scene: Scene, content: Content) -> Turn:
    match content:
        case Left():
            return Turn(scene.conversation)
        case Arrived():
            return start(scene)
        case Media(what=what):
            return ask(scene, say(f"media.{what}"), briefly=True)
        case Edited(text=text, of=message):
            return _edited(scene, text, message)
        case Redacted(of=message):
            return _redacted(scene, message)
        case Reacted(agrees=agrees):
            return _reacted(scene, agrees=agrees)
        case Pressed(data=data):
            return _pressed(scene, data)
        case Text(text=text):
            return typed(scene, text)


@dataclass(frozen=True, slots=True)
class Due:
    """What reminders of one campaign ask and say: the forms that they open, and their sentences."""

    about: tuple[Opened, ...] = ()
    notes: tuple[Say, ...] = ()


def remind(
    conversation: Conversation,
    case: Case,
    about: tuple[Opened, ...],
    notes: tuple[Say, ...],
    world: World,
    elsewhere: Mapping[str, Due] | None = None,
) -> Turn:
    """The turn that says that reminders are due and asks what came, at once or after the current question.

    An old question whether to erase everything is dropped, and one that only asks which of several things is meant: a
    « yes », a « the first » after the reminder could be meant for that.

    elsewhere  the reminders of the person's other campaigns: one message says all, and asks one question
    """
    scene, forms = _queueing(Scene(_without_old_choices(conversation), case, world), about)
    present, said = scene.world.about, tuple(within(note, world.about) for note in notes)
    for campaign, due in (elsewhere or {}).items():
        there, more = _queueing(scene.turned_to(campaign), due.about)
        scene, forms = there.turned_to(present), (*forms, *more)
        said = (*said, *(within(note, campaign) for note in due.notes))
    scene = settled(scene)
    over = scene.conversation.over
    at_once = not forms or (over is not None and over.subject in {form.subject for form in forms})
    after = () if at_once else (say("reminder.after-this"),)
    return ask_here(scene, *said, *after, discreetly=True)


_OLD_CHOICES = (MORE.key, ERASE.key, MEANT.key, BESIDES.key, ACTIONS.key, FILES.key)


def _without_old_choices(conversation: Conversation) -> Conversation:
    """The conversation without the questions to which a reminder puts an end; news of a body not told yet are kept."""
    over = conversation.over
    tells = over is not None and over.form == TELL.key and over.answers.get("what") in {None, Outcome.NOTHING}
    return conversation.without(*_OLD_CHOICES, *((TELL.key,) if tells else ()))


def _queueing(scene: Scene, about: tuple[Opened, ...]) -> tuple[Scene, tuple[Opened, ...]]:
    """The scene with these forms waiting, and the forms as they are known there."""
    forms = tuple(_as_open(form, scene) for form in about)
    conversation = scene.conversation
    for form in forms:
        conversation = conversation.queueing(form)
    return scene.now(conversation), forms


def _as_open(form: Opened, scene: Scene) -> Opened:
    """The same form, or the one that an earlier release opened for that track under its recipient's name alone."""
    case, campaign = scene.case, scene.world.campaign
    track = case.track(form.about, campaign) if form.form == OUTCOME.key else None
    for known in (*scene.conversation.opened, *scene.conversation.waiting):
        its = case.track(known.about, campaign) if known.form == form.form else None
        if track and its and its.key == track.key:
            return known
    return form


def misses(conversation: Conversation, case: Case, content: Content, world: World) -> bool:
    """Whether a message answers an outdated question: the person has gone on from the other account of the case."""
    if isinstance(content, Text) and command_of(clean(content.text)) is not None:
        return False
    return isinstance(content, Text | Reacted) and moved_on(Scene(conversation, case, world))


def ask_again(conversation: Conversation, case: Case, world: World, *notes: Say) -> Turn:
    """The turn that says some sentences, then asks the current question."""
    return ask(Scene(conversation, case, world), *notes)


# --- What came in ---------------------------------------------------------------------------------------------------


def _edited(scene: Scene, text: str, message: str) -> Turn:
    """The turn after an edited message: the last answer is read again while its next question stands; no older one."""
    conversation = scene.conversation
    if not message or message != conversation.last or not conversation.can_unsay:
        return ask(scene, say("edited"), briefly=True)
    undone = conversation.unsaying()
    turn = typed(settled(scene.now(undone)), text)
    after = turn.conversation
    taken = (after.said, after.over and after.over.said) != (undone.said, undone.over and undone.over.said)
    return turn.after(Words((say("edited.taken"),))) if taken else turn


def _redacted(scene: Scene, message: str) -> Turn:
    """The turn after a redaction: it removes the answers that came in the message, and is silent if there were none."""
    told = next(
        (one.campaign for one in scene.conversation.aside if any(s.message == message for s in one.sources)), ""
    )
    if not scene.conversation.learned_in(message) and told:
        turned = scene.turned_to(told)
        return _redacted(turned, message)
    asked_about = scene.conversation.over and SAID in scene.conversation.over.answers
    if asked_about:  # it may have come in that message: nothing of it is kept
        scene = scene.now(scene.conversation.closing())
    keys = scene.conversation.learned_in(message)
    if not keys:
        return ask(scene, say("redacted.done")) if asked_about else Turn(scene.conversation)
    with_them = {key for of in keys for key in FORGOTTEN_WITH.get(of, ())} | {CHECK.key}  # new answers are checked anew
    return ask(scene.now(scene.conversation.unlearning(keys | with_them)), say("redacted.done"))


def _reacted(scene: Scene, *, agrees: bool) -> Turn:
    """The turn after a sign that means yes or no, to a question for yes or no; it never erases: a thumb slips."""
    form, question, asked = standing(scene)
    if {choice.value for choice in question.choices(asked)} != {"yes", "no"} or form.key == ERASE.key:
        return ask(scene, say("reaction.unclear"), briefly=True)
    return answer(form, question, asked, "yes" if agrees else "no")


def _pressed(scene: Scene, data: str) -> Turn:
    """The turn after a button: it answers its question; when that is over the turn says so and asks the current one."""
    scope, _, value = data.rpartition("=")
    campaign, named, rest = scope.rpartition("~")
    of = campaign if named else scene.world.first
    form_key, _, rest = rest.partition("@")
    there = scene.turned_to(of) if of in scene.world.books else scene
    went_on = there.conversation if form_key == MORE.key else there.conversation.without(MORE.key)
    conversation = went_on.bringing_forward(form_key, rest.partition(":")[0])
    there = settled(there.now(conversation))
    form, question, asked = standing(there)
    offered = {choice.value for choice in (*question.choices(asked), *question.understood(asked))}
    if scope != scope_of(there.world, form.key, asked.about, question.key) or value not in offered:
        return ask(scene, say("button.stale"))
    return answer(form, question, asked, value)
