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
from dataclasses import replace

from bot.core.case.case import Case
from bot.core.conversation.asking import (
    Scene,
    Turn,
    ask,
    finish,
    moved_on,
    scene_of,
    scope_of,
    settled,
    standing,
    start,
)
from bot.core.conversation.assent import Assent, assent
from bot.core.conversation.commands import Command, command_of
from bot.core.conversation.forms.caisse import FORGOTTEN_WITH
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.request import CHECK, REQUEST
from bot.core.conversation.forms.settings import ERASE
from bot.core.conversation.orders import obey, without_consent
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken, asking
from bot.core.conversation.reading import Named, choices_of, clean, is_bare_number, number_of
from bot.core.conversation.state import Conversation, Opened
from bot.core.conversation.world import World
from bot.core.directory.folding import fold
from bot.core.ports.incoming import Arrived, Content, Edited, Left, Media, Pressed, Reacted, Redacted, Text
from bot.core.ports.message import Choice, Say, Words, say
from bot.core.ports.nir import looks_like_nir


def step(conversation: Conversation, case: Case, content: Content, world: World) -> Turn:
    """The turn after one incoming message or act. Raises nothing for anything a person can send."""
    turn = _taken(settled(Scene(conversation, case, world)), content)
    kept = world.campaign.retention
    if not conversation.greeted and turn.conversation.greeted and _comes_back(content):
        if isinstance(content, Text) and _greets(content.text):
            return turn.after(Words((say("start.nothing-kept-briefly"),)))
        return turn.after(Words((say("start.nothing-kept", days=kept.request, months=kept.case // 30),)))
    return turn


def _greets(text: str) -> bool:
    """Whether the text is a greeting, which newcomers write as well."""
    command = command_of(clean(text))
    return isinstance(command, tuple) and command[0] is Command.START


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
            return _typed(scene, text)


def remind(
    conversation: Conversation, case: Case, about: tuple[Opened, ...], notes: tuple[Say, ...], world: World
) -> Turn:
    """The turn that says that reminders are due and asks what came, at once or after the current question."""
    about = tuple(_as_open(form, conversation, case, world) for form in about)
    for form in about:
        conversation = conversation.queueing(form)
    scene = settled(Scene(conversation, case, world))
    over = scene.conversation.over
    at_once = not about or (over is not None and over.subject in {form.subject for form in about})
    after = () if at_once else (say("reminder.after-this"),)
    return ask(scene, *notes, *after, discreetly=True)


def _as_open(form: Opened, conversation: Conversation, case: Case, world: World) -> Opened:
    """The same form, or the one that an earlier release opened for that track under its recipient's name alone."""
    delays = world.campaign.delays
    track = case.track(form.about, delays) if form.form == OUTCOME.key else None
    for known in (*conversation.opened, *conversation.waiting):
        its = case.track(known.about, delays) if known.form == form.form else None
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


def _typed(scene: Scene, text: str) -> Turn:  # noqa: PLR0911  what a text can be, in order
    cleaned = clean(text)
    if looks_like_nir(text) or looks_like_nir(cleaned):
        removal = (say("nir.clean"),) if scene.world.removes_hours else ()
        return ask(scene, briefly=True).after(Words((say("nir.refused"), *removal)))
    command = command_of(cleaned)
    if isinstance(command, tuple) and _chosen(scene, cleaned):
        command = None
    if isinstance(command, tuple):
        return obey(scene, *command)
    if not scene.conversation.greeted:
        return start(scene)
    if not cleaned:
        return ask(scene, say("input.empty"), briefly=True)
    if command:
        return ask(scene, say("command.unknown"), briefly=True)
    form, question, asked = standing(scene)
    shown = question.choices(asked)
    choices = (*shown, *question.understood(asked))
    named = {choice.value: _named(choice, scene.world) for choice in choices}
    if question.strict:
        return _assented(form, question, asked, text, named)
    heard = question.heard(cleaned)
    found = choices_of(heard, choices, named, numbered=len(shown) if question.numbered else 0, closed=question.closed)
    if len(found) > 1:
        return ask(scene, say("choice.several", lines=tuple(choice.label for choice in found)), briefly=True)
    if not found and choices and question.numbered and not question.closed and is_bare_number(cleaned):
        return ask(scene, say("choice.no-such-number", number=cleaned), briefly=True)
    return _answer(form, question, asked, found[0].value if found else cleaned)


def _chosen(scene: Scene, cleaned: str) -> bool:
    """Whether a bare word that is also a command is exactly one of the choices that the person sees.

    Not where only a plain yes or no counts: « effacer » does not confirm itself. Nor at home, where both do the same.
    """
    if cleaned[:1] in {"/", "!"} or not scene.conversation.greeted:
        return False
    form, question, asked = standing(scene)
    if question.strict or form is HOME:
        return False
    return any(fold(cleaned) in _named(choice, scene.world).every for choice in question.choices(asked))


def _assented(form: Form, question: Question, asked: Asked, text: str, named: Mapping[str, Named]) -> Turn:
    """The turn after an answer to a question that only a plain yes or no answers; any other answer changes nothing."""
    choices, folded = question.choices(asked), fold(text)
    number = number_of(folded, closed=True)
    if number is not None and 1 <= number <= len(choices) and "-" not in text:
        return _answer(form, question, asked, choices[number - 1].value)
    other = [value for value, words in named.items() if value not in {"yes", "no"} and folded in {*words.every, value}]
    if other:
        return _answer(form, question, asked, other[0])
    heard = assent(text, yes=named["yes"].every, no=named["no"].every)
    if form is ERASE and not folded:  # a sign alone erases nothing: a thumb slips
        heard = Assent.UNCLEAR
    match heard:
        case Assent.YES | Assent.NO:
            return _answer(form, question, asked, heard)
        case Assent.HEDGED | Assent.QUESTION | Assent.UNCLEAR:
            notes = question.strict(heard) if question.strict else ()
            return ask(scene_of(asked), *notes, briefly=True)


def _edited(scene: Scene, text: str, message: str) -> Turn:
    """The turn after an edited message: the last answer is read again while its next question stands; no older one."""
    conversation = scene.conversation
    if not message or message != conversation.last or not conversation.can_unsay:
        return ask(scene, say("edited"), briefly=True)
    undone = conversation.unsaying()
    turn = _typed(settled(scene.now(undone)), text)
    after = turn.conversation
    taken = (after.said, after.over and after.over.said) != (undone.said, undone.over and undone.over.said)
    return turn.after(Words((say("edited.taken"),))) if taken else turn


def _redacted(scene: Scene, message: str) -> Turn:
    """The turn after a redaction: it removes the answers that came in the message, and is silent if there were none."""
    keys = scene.conversation.learned_in(message)
    if not keys:
        return Turn(scene.conversation)
    with_them = {key for of in keys for key in FORGOTTEN_WITH.get(of, ())} | {CHECK.key}  # new answers are checked anew
    return ask(scene.now(scene.conversation.unlearning(keys | with_them)), say("redacted.done"))


def _reacted(scene: Scene, *, agrees: bool) -> Turn:
    """The turn after a sign that means yes or no, to a question for yes or no; it never erases: a thumb slips."""
    form, question, asked = standing(scene)
    if {choice.value for choice in question.choices(asked)} != {"yes", "no"} or form.key == ERASE.key:
        return ask(scene, say("reaction.unclear"), briefly=True)
    return _answer(form, question, asked, "yes" if agrees else "no")


def _named(choice: Choice, world: World) -> Named:
    others = tuple(fold(words) for words in world.others(choice.label).split("|"))
    return Named(fold(world.wording(choice.label)), others)


def _pressed(scene: Scene, data: str) -> Turn:
    """The turn after a button: it answers its question; when that is over the turn says so and asks the current one."""
    scope, _, value = data.rpartition("=")
    form_key, _, rest = scope.partition("@")
    conversation = scene.conversation.bringing_forward(form_key, rest.partition(":")[0])
    scene = settled(scene.now(conversation))
    form, question, asked = standing(scene)
    offered = {choice.value for choice in (*question.choices(asked), *question.understood(asked))}
    if scope != scope_of(form.key, asked.about, question.key) or value not in offered:
        return ask(scene, say("button.stale"))
    return _answer(form, question, asked, value)


def _answer(form: Form, question: Question, asked: Asked, given: str) -> Turn:
    if question is REQUEST.questions[0] and given in {"no", "blank"}:
        return without_consent(scene_of(asked), given)
    reading: Reading = question.read(given, asked)
    match reading:
        case NotTaken(notes=notes):
            return ask(scene_of(asked), *notes, briefly=True)
        case Taken():
            return _take(form, question, asked, reading)


def _take(form: Form, question: Question, asked: Asked, taken: Taken) -> Turn:
    conversation = asked.conversation
    if form is HOME:
        return finish(scene_of(asked), HOME.finish(replace(asked, answers=dict(taken.sets))))
    drops = tuple(taken.drops) + (FORGOTTEN_WITH.get(question.key, ()) if form is REQUEST else ())
    conversation = conversation.saying(taken.sets, drops)
    if form is REQUEST:
        conversation = replace(conversation, revising=taken.revise)
    answered = replace(asked, answers=conversation.current, conversation=conversation)
    if taken.revise or asking(form, answered):
        return ask(scene_of(answered), *taken.notes)
    finished = form.finish(answered)
    conversation = conversation.settled() if form is REQUEST else conversation.closing()
    return finish(scene_of(answered).now(conversation), finished)
