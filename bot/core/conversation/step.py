"""One step of the conversation: what was, what came in, to what is now, what happened and what to say.

    step(conversation, case, content, world) -> Turn

Rules that hold for every step (tests/core/test_conversation_laws.py):
1. every turn ends with exactly one question, except after erasing and after a "no" to the consent;
2. only `/retour`, `/annuler`, `/effacer` and an answer's own change remove an answer;
3. what looks like a social security number is refused before anything else looks at it, and kept nowhere;
4. the step is a pure function: the same values in, the same values out.
"""

from dataclasses import dataclass, replace

from bot.core.case import Case, Event
from bot.core.conversation import letters
from bot.core.conversation.commands import Command, command_of
from bot.core.conversation.export import export
from bot.core.conversation.forms.home import HOME, case_view, reminders_view
from bot.core.conversation.forms.outcome import OUTCOME
from bot.core.conversation.forms.request import FORGOTTEN_WITH, REQUEST
from bot.core.conversation.forms.sent import DELIVERY, SENT
from bot.core.conversation.forms.settings import ERASE, LANGUAGE, REMINDERS, stop
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken, asking
from bot.core.conversation.reading import choice_of, clean
from bot.core.conversation.state import Conversation, Opened
from bot.core.conversation.world import World
from bot.core.exchange import Arrived, Content, Edited, Left, Media, Pressed, Text
from bot.core.message import Message, Say, Words, say
from bot.core.nir import looks_like_nir

FORMS = {form.key: form for form in (REQUEST, SENT, DELIVERY, OUTCOME, REMINDERS, LANGUAGE, ERASE, HOME)}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step leads to.

    forget  everything stored of this person goes: conversation, case, messages that wait
    """

    conversation: Conversation
    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    forget: bool = False


def step(conversation: Conversation, case: Case, content: Content, world: World) -> Turn:
    """Take one incoming thing. Raises nothing for anything a person can send."""
    match content:
        case Left():
            return Turn(conversation)
        case Arrived():
            return _start(conversation, case, world)
        case Media(what=what):
            return _again(conversation, case, world, say(f"media.{what}"))
        case Edited():
            return _again(conversation, case, world, say("edited"))
        case Pressed(data=data):
            return _pressed(conversation, case, data, world)
        case Text(text=text):
            return _typed(conversation, case, text, world)


def remind(
    conversation: Conversation, case: Case, about: tuple[Opened, ...], notes: tuple[Say, ...], world: World
) -> Turn:
    """Say that reminders are due and ask what came: at once, or after what is being asked now."""
    busy = conversation.over is not None
    for form in about:
        conversation = conversation.queueing(form)
    if busy:
        return _ask(conversation, case, world, *notes, say("reminder.after-this"))
    return _ask(conversation, case, world, *notes)


def ask_again(conversation: Conversation, case: Case, world: World, *notes: Say) -> Turn:
    """Say something, then where the conversation stands."""
    return _again(conversation, case, world, *notes)


# --- Where the conversation stands ----------------------------------------------------------------------------------


def standing(conversation: Conversation, case: Case, world: World) -> tuple[Form, Question, Asked]:
    """The one question that is being asked: of the form that is open, of the request, or at home."""
    if over := conversation.over:
        form = FORMS[over.form]
        asked = Asked(over.answers, over.about, conversation, case, world)
        if question := asking(form, asked):
            return form, question, asked
        raise ValueError(f"the form {over.form} is complete and still open")
    asked = Asked(conversation.answers, "", conversation, case, world)
    revised = next((q for q in REQUEST.questions if q.key == conversation.revising), None)
    if question := revised or asking(REQUEST, asked):
        return REQUEST, question, asked
    home = Asked({}, "", conversation, case, world)
    return HOME, HOME.questions[0], home


def scope_of(form: str, about: str, question: str) -> str:
    """What a button's data begins with: which question it answers, of which form, about what."""
    return f"{form}@{about}:{question}"


def _ask(conversation: Conversation, case: Case, world: World, *notes: Say) -> Turn:
    form, question, asked = standing(conversation, case, world)
    scope = scope_of(form.key, asked.about, question.key)
    words = Words((*notes, *question.ask(asked)), question.choices(asked), scope, numbered=question.numbered)
    return Turn(conversation, (), (words,))


def _again(conversation: Conversation, case: Case, world: World, *notes: Say) -> Turn:
    if not conversation.greeted:
        return _start(conversation, case, world)
    return _ask(conversation, case, world, *notes)


def _start(conversation: Conversation, case: Case, world: World) -> Turn:
    """Who speaks, once; later, where we were."""
    if conversation.greeted and (conversation.said or case.log):
        return _ask(conversation, case, world, say("start.resume"))
    greeting = (say("start.who"), say("start.does"), say("start.more"))
    return _ask(replace(conversation, greeted=True), case, world, *greeting)


# --- What came in ---------------------------------------------------------------------------------------------------


def _typed(conversation: Conversation, case: Case, text: str, world: World) -> Turn:
    if looks_like_nir(text):
        turn = _again(conversation, case, world)
        return replace(turn, messages=(Words((say("nir.refused"),)), *turn.messages))
    cleaned = clean(text)
    command = command_of(cleaned)
    if isinstance(command, tuple):
        return _command(conversation, case, *command, world)
    if not conversation.greeted:
        return _start(conversation, case, world)
    if command or not cleaned:
        return _again(conversation, case, world, say("command.unknown" if command else "input.empty"))
    form, question, asked = standing(conversation, case, world)
    choices = question.choices(asked)
    wording = {choice.value: world.wording(choice.label) for choice in choices}
    choice = choice_of(cleaned, choices, wording, numbered=question.numbered)
    return _answer(form, question, asked, choice.value if choice else cleaned)


def _pressed(conversation: Conversation, case: Case, data: str, world: World) -> Turn:
    """A button says what it answers; one whose question is over is told so, and the present question asked again."""
    scope, _, value = data.rpartition("=")
    conversation = _brought_forward(replace(conversation, greeted=True), scope)
    form, question, asked = standing(conversation, case, world)
    offered = {choice.value for choice in question.choices(asked)}
    if scope != scope_of(form.key, asked.about, question.key) or value not in offered:
        return _again(conversation, case, world, say("button.stale"))
    return _answer(form, question, asked, value)


def _brought_forward(conversation: Conversation, scope: str) -> Conversation:
    """A button of a form that waits its turn, under a reminder, brings that form to the front."""
    form, _, rest = scope.partition("@")
    about = rest.partition(":")[0]
    waiting = next((o for o in conversation.opened if (o.form, o.about) == (form, about)), None)
    return conversation.opening(waiting) if waiting else conversation


def _answer(form: Form, question: Question, asked: Asked, given: str) -> Turn:
    conversation, case, world = asked.conversation, asked.case, asked.world
    if question is REQUEST.questions[0] and given in {"no", "blank"}:
        return _without_consent(asked, given)
    reading: Reading = question.read(given, asked)
    match reading:
        case NotTaken(notes=notes):
            return _again(conversation, case, world, *notes)
        case Taken():
            return _take(form, question, asked, reading)


def _take(form: Form, question: Question, asked: Asked, taken: Taken) -> Turn:
    conversation, case, world = asked.conversation, asked.case, asked.world
    if form is HOME:
        return _finish(conversation, HOME, replace(asked, answers=dict(taken.sets)))
    drops = tuple(taken.drops) + (FORGOTTEN_WITH.get(question.key, ()) if form is REQUEST else ())
    conversation = replace(conversation.saying(taken.sets, drops), revising=conversation.revising)
    if form is REQUEST:
        conversation = replace(conversation, revising=taken.revise)
    answered = replace(asked, answers=conversation.current, conversation=conversation)
    complete = taken.revise is None and asking(form, answered) is None
    if not complete:
        return _ask(conversation, case, world, *taken.notes)
    turn = _finish(conversation, form, answered)
    return replace(turn, messages=(*_as_message(taken.notes), *turn.messages))


def _finish(conversation: Conversation, form: Form, asked: Asked) -> Turn:
    finished = form.finish(asked)
    if form not in {REQUEST, HOME}:
        conversation = conversation.closing()
    return _after(conversation, finished, asked)


def _after(conversation: Conversation, finished: Finished, asked: Asked) -> Turn:
    """What a finished form leads to, and then the next question."""
    if finished.erase:
        return Turn(Conversation(conversation.language), (), finished.messages, forget=True)
    for form in reversed(finished.opens):
        conversation = conversation.opening(form)
    if finished.recheck:
        conversation = conversation.saying({}, ("check",))
    if finished.language:
        conversation = replace(conversation, language=finished.language)
    case = asked.case.adding(finished.events)
    turn = _ask(conversation, case, asked.world)
    return Turn(turn.conversation, finished.events, (*finished.messages, *turn.messages))


def _as_message(notes: tuple[Say, ...]) -> tuple[Message, ...]:
    return (Words(notes),) if notes else ()


def _without_consent(asked: Asked, given: str) -> Turn:
    """A "no" keeps nothing and still offers letters with blanks; "blank" gives them."""
    fresh = Conversation(asked.conversation.language)
    if given == "no":
        return Turn(fresh, (), (Words((say("consent.declined"), say("consent.blank-offer"))),), forget=True)
    empty = replace(asked, answers={}, conversation=fresh)
    messages = (*letters.with_blanks(empty), Words((say("consent.blank-after"),)))
    return Turn(fresh, (), messages, forget=True)


# --- Commands -------------------------------------------------------------------------------------------------------


def _command(conversation: Conversation, case: Case, command: Command, rest: str, world: World) -> Turn:
    asked = Asked(conversation.answers, "", conversation, case, world)
    match command:
        case Command.START:
            return _start(conversation, case, world)
        case Command.HELP:
            return _info(conversation, case, world, say("help.what"), say("help.words"), say("help.human"))
        case Command.PRIVACY:
            return _info(conversation, case, world, *_privacy(world))
        case Command.BACK:
            return _back(conversation, case, world)
        case Command.CANCEL:
            return _cancel(conversation, case, world)
        case Command.CASE:
            return _info(conversation, case, world, *case_view(asked).paragraphs)
        case Command.REMINDERS if case.tracks(world.campaign.delays) and not case.reminding:
            return _again(conversation.opening(Opened("reminders")), case, world)
        case Command.REMINDERS:
            return _info(conversation, case, world, *reminders_view(asked))
        case Command.STOP:
            return _after(_without(conversation, "reminders", "outcome"), stop(asked), asked)
        case Command.EXPORT:
            return _export(asked)
        case Command.LETTERS:
            return _letters(asked)
        case Command.LANGUAGE if rest in world.languages:
            return _again(replace(conversation, language=rest), case, world, say("language.changed"))
        case Command.LANGUAGE:
            return _open(conversation, case, world, "language")
        case Command.ERASE if not (conversation.said or case.log):
            return Turn(Conversation(conversation.language), (), (Words((say("erase.nothing"),)),), forget=True)
        case Command.ERASE:
            return _open(conversation, case, world, "erase")


def _open(conversation: Conversation, case: Case, world: World, form: str) -> Turn:
    return _ask(replace(conversation.opening(Opened(form)), greeted=True), case, world)


def _info(conversation: Conversation, case: Case, world: World, *paragraphs: Say) -> Turn:
    """Something to read, in a message of its own; then the question that stands, if we had begun."""
    if not conversation.greeted:
        turn = _start(conversation, case, world)
    else:
        turn = _ask(conversation, case, world)
    return replace(turn, messages=(Words(paragraphs), *turn.messages))


def _privacy(world: World) -> tuple[Say, ...]:
    keep = world.campaign.retention
    return (
        say("privacy.who", controller=world.controller),
        say("privacy.why"),
        say("privacy.what"),
        say("privacy.never"),
        say("privacy.where-private") if world.private_chat else say("privacy.where-telegram"),
        say("privacy.how-long", request=keep.request, months=keep.case // 30, closed=keep.closed),
        say("privacy.rights", cnil=world.campaign.links["cnil"]),
    )


def _back(conversation: Conversation, case: Case, world: World) -> Turn:
    """Undo the last answer of what is being asked; with none left, close the form, or stay at the beginning."""
    if conversation.revising:
        return _again(replace(conversation, revising=None), case, world, say("back.kept"))
    if conversation.over and not conversation.over.said:
        return _again(conversation.closing(), case, world, say("back.closed"))
    if conversation.over or conversation.said:
        return _again(conversation.unsaying(), case, world, say("back.done"))
    return _again(conversation, case, world, say("back.first"))


def _cancel(conversation: Conversation, case: Case, world: World) -> Turn:
    """Close what is open; in the middle of the request, forget its answers. A case is never cancelled that way."""
    if conversation.over:
        return _again(conversation.closing(), case, world, say("cancel.form"))
    if case.log:
        return _again(replace(conversation, revising=None), case, world, say("cancel.case"))
    if not conversation.said:
        return _again(conversation, case, world, say("cancel.nothing"))
    kept = tuple(said for said in conversation.said if said.key == "consent")
    return _again(replace(conversation, said=kept, revising=None), case, world, say("cancel.request"))


def _without(conversation: Conversation, *forms: str) -> Conversation:
    return replace(conversation, opened=tuple(o for o in conversation.opened if o.form not in forms))


def _letters(asked: Asked) -> Turn:
    """The letters again; with blanks for someone who never agreed to anything."""
    conversation, case, world = asked.conversation, asked.case, asked.world
    if "consent" not in conversation.answers:
        return _without_consent(asked, "blank")
    if "check" in conversation.answers:
        return _after(conversation, letters.again(asked), asked)
    return _again(conversation, case, world, say("letters.not-yet"))


def _export(asked: Asked) -> Turn:
    turn = _info(asked.conversation, asked.case, asked.world, say("export.what"))
    return replace(turn, messages=(turn.messages[0], export(asked), *turn.messages[1:]))
