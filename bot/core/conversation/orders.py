"""One function for each command, listed in `ORDERS`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.core.case.next_step import StepKind, steps
from bot.core.conversation import letters
from bot.core.conversation.asking import Scene, Turn, ask, open_form, start
from bot.core.conversation.commands import ANSWER, Command
from bot.core.conversation.dates import person_today
from bot.core.conversation.export import export
from bot.core.conversation.finishing import ended, finish
from bot.core.conversation.forms.actions import introduced, title_of, to_begin
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.consent import elsewhere
from bot.core.conversation.forms.correct import CORRECT
from bot.core.conversation.forms.pause import pause_until
from bot.core.conversation.forms.settings import stop, what_stays
from bot.core.conversation.linking import LinkAct, Linking, as_compared
from bot.core.conversation.state import Conversation, terms_of
from bot.core.conversation.timeline import case_messages, reminders_view
from bot.core.directory.folding import fold
from bot.core.ports.message import Message, Say, Words, as_said_in, say, within

Order = Callable[[Scene, str], Turn]
"""The function of a command: the scene, and the words typed after the command, to a turn."""


def obey(scene: Scene, command: Command, rest: str) -> Turn:
    """The turn of a command. Raises nothing."""
    return ORDERS[command](scene, rest)


def _info(scene: Scene, *paragraphs: Say) -> Turn:
    """The turn that shows a text in a message of its own, then asks the current question."""
    return ask(scene).after(Words(paragraphs))


def _help(scene: Scene, _: str) -> Turn:
    clean = (say("help.clean"),) if scene.world.removes_hours else ()
    keep, terms = scene.world.campaign.retention, terms_of(scene.conversation)
    kept = say("help.human", days=keep.request_for(terms), months=keep.case // 30)
    return _info(scene, say("help.what"), say("help.words"), *clean, say("help.reasons"), kept)


def _privacy(scene: Scene, _: str) -> Turn:
    world, keep = scene.world, scene.world.campaign.retention
    return _info(
        scene,
        say("privacy.who", controller=world.controller) if world.controller else say("privacy.who-unknown"),
        say("privacy.why"),
        say("privacy.what"),
        say("privacy.never"),
        say(f"privacy.where-{world.privacy}"),
        *elsewhere(world),
        *((say("privacy.clean", hours=world.removes_hours),) if world.removes_hours else ()),
        say(
            "privacy.how-long",
            request=keep.request_for(terms_of(scene.conversation)),
            months=keep.case // 30,
            closed=keep.closed,
        ),
        say("privacy.free"),
        say("privacy.rights", web=world.campaign.recipients[world.campaign.authority].web or ""),
    )


def _back(scene: Scene, _: str) -> Turn:
    """Undo the last message of what is being asked; with none left, close the form, or offer to correct the case."""
    conversation = scene.conversation
    if conversation.over is None and conversation.revising:
        return ask(scene.now(replace(conversation, revising=None)), say("back.kept"))
    if conversation.can_unsay:
        return ask(scene.now(conversation.unsaying()), say("back.done"))
    if conversation.over:
        return ask(scene.now(conversation.closing()), say("back.closed"))
    if CHECK.key in conversation.answers:
        return open_form(scene, CORRECT.key)
    return ask(scene, say("back.first"))


def _cancel(scene: Scene, _: str) -> Turn:
    """Close what is open, or leave the answers as they were when they were last complete.

    In the middle of a first request its answers are removed, and `/retour` restores them; those of a further campaign
    lie beside until it is taken up again. A case is never cancelled that way.
    """
    conversation = scene.conversation
    if conversation.over:
        return ask(scene.now(conversation.closing()), say("cancel.form"))
    if conversation.revising:
        return ask(scene.now(replace(conversation, revising=None)), say("back.kept"))
    if (restored := conversation.back_to(CHECK.key)) != conversation:
        return ask(scene.now(restored), say("back.kept"))
    asked_for = {said.key for said in conversation.said} - {"consent"}
    if CHECK.key not in asked_for and scene.other:
        return ask(scene.turned_to(scene.other), say("cancel.aside"))
    if CHECK.key in asked_for or not asked_for:
        return ask(scene, say("cancel.nothing"))
    return ask(scene.now(conversation.saying({}, asked_for)), say("cancel.request"))


def _case(scene: Scene, _: str) -> Turn:
    """Every case of the person."""
    shown: list[Message] = []
    for there in _each(scene):
        of = (Words(title),) if (title := _title(scene, there)) else ()
        shown += (as_said_in(one, there.world.about) for one in (*of, *case_messages(there.asked)))
    return ask(scene).after(*shown)


def _title(scene: Scene, there: Scene) -> tuple[Say, ...]:
    """The name of a case, where the person has several."""
    return (say("case.of", title=title_of(there.world.about)),) if len(scene.begun) > 1 else ()


def _each(scene: Scene) -> Iterator[Scene]:
    """The scene of each campaign in which something of the person is kept; the present one where there is none."""
    return (scene.turned_to(campaign) for campaign in scene.begun or (scene.world.about,))


def _reminders(scene: Scene, _: str) -> Turn:
    if scene.case.tracks(scene.world.campaign) and not scene.case.reminding:
        return open_form(scene, "reminders")
    lines: list[Say] = []
    for there in _each(scene):
        lines += (within(line, there.world.about) for line in (*_title(scene, there), *reminders_view(there.asked)))
    return _info(scene, *lines)


def _actions(scene: Scene, _: str) -> Turn:
    """The person's other campaigns; where nothing was asked yet, the first question comes first."""
    if len(scene.world.books) < 2 or not scene.conversation.greeted:
        return start(scene)
    return open_form(scene, "actions")


def _pause(scene: Scene, rest: str) -> Turn:
    if not scene.asked.reminding:
        return ask(scene, say("pause.none"))
    at_once = pause_until(rest, scene.asked) if rest else None
    return finish(scene, at_once) if at_once else open_form(scene, "pause")


def _stop(scene: Scene, _: str) -> Turn:
    conversation = scene.conversation.without("reminders", "pause", "outcome", "left")
    return finish(scene.now(conversation), stop(scene.asked))


def _letters(scene: Scene, _: str) -> Turn:
    """Show the letters again; for a person who consented to nothing, letters with blanks."""
    if CHECK.key in scene.conversation.answers:
        return finish(scene, letters.first_letters_again(scene.asked))
    if not scene.conversation.said and not scene.case.log:
        return without_consent(scene, "blank")
    return ask(scene, say("letters.not-yet"))


def _files(scene: Scene, _: str) -> Turn:
    if CHECK.key not in scene.conversation.answers:
        return ask(scene, say("letters.not-yet"))
    return open_form(scene, "files") if scene.world.files else ask(scene, say("files.not-here"))


def _report(scene: Scene, _: str) -> Turn:
    return open_form(scene, "report") if scene.begun else start(scene)


def _export(scene: Scene, _: str) -> Turn:
    return ask(scene).after(Words((say("export.what"),)), export([there.asked for there in _each(scene)]))


def _language(scene: Scene, rest: str) -> Turn:
    if rest in scene.world.languages:
        return ask(scene.now(replace(scene.conversation, language=rest)), say("language.changed"))
    return open_form(scene, "language")


def _erase(scene: Scene, _: str) -> Turn:
    if scene.begun:
        return open_form(scene, "erase")
    left = what_stays(scene.world) if scene.world.leaves else ()
    words = Words((say("erase.nothing"), *left), personal=False)
    return Turn(Conversation(scene.conversation.language), (), (words,), forget=True, leaves=True)


def _link(scene: Scene, rest: str) -> Turn:
    """Offer a code to type from another account, or join with the code that was typed."""
    if rest:
        return Turn(scene.conversation, link=Linking(LinkAct.JOIN, as_compared(rest)))
    if not scene.begun:
        return ask(scene, say("link.how"))
    return Turn(scene.conversation, link=Linking(LinkAct.OFFER))


def _here(scene: Scene, _: str) -> Turn:
    return Turn(scene.conversation, link=Linking(LinkAct.HERE))


def _unlink(scene: Scene, rest: str) -> Turn:
    """Take this account off the case; with any word after the command (« l’autre »), the one that was joined later."""
    return Turn(scene.conversation, link=Linking(LinkAct.PUT_OUT if rest else LinkAct.PART))


def _clean(scene: Scene, _: str) -> Turn:
    """Remove the messages that tell who the person is from the chat; not needed where nobody else can read it."""
    if hours := scene.world.removes_hours:
        return replace(ask(scene, say("clean.done", hours=hours), discreetly=True), cleans=True)
    return ask(scene, say(f"clean.{scene.world.privacy}"))


def _start(scene: Scene, rest: str) -> Turn:
    """Start, or open what a link of ours names: the case, or the question about a track that still runs."""
    match rest.split():
        case [Command.CASE] if any(there.case.log for there in _each(scene)):
            return _case(scene, "")
        case [word, *named] if word == ANSWER and (turn := _answered(scene, named)):
            return turn
        case [*words] if words and (campaign := _campaign(scene, words)):
            there = scene.turned_to(campaign)
            new = scene.conversation.greeted and campaign in to_begin(scene.asked)
            return ask(there).after(introduced(campaign)) if new else start(there)
        case _:
            return start(scene)


def _campaign(scene: Scene, words: list[str]) -> str | None:
    """The campaign that a link names: « ?start=bank-data »."""
    return next((campaign for campaign in scene.world.books if fold(campaign).split() == words), None)


def _answered(scene: Scene, words: list[str]) -> Turn | None:
    """The question about the track that a link names, of the first campaign where it names none.

    None where no answer may have come on it.
    """
    named = ((campaign, fold(campaign).split()) for campaign in scene.world.books)
    of, ids = next(((one, ids) for one, ids in named if words[: len(ids)] == ids), (scene.world.first, []))
    there, key = scene.turned_to(of), words[len(ids) :]
    tracks = there.case.tracks(there.world.campaign)
    track = next((one for one in tracks if fold(one.key).split() == key), None)
    track = track or there.case.track("-".join(key), there.world.campaign)
    every = steps(there.case, there.world.campaign, person_today(there.asked))
    runs = track and any(step.kind is StepKind.OUTCOME and step.track == track.key for step in every)
    return open_form(there, "outcome", track.key) if track and runs else None


ORDERS: Mapping[Command, Order] = {
    Command.START: _start,
    Command.HELP: _help,
    Command.BACK: _back,
    Command.CANCEL: _cancel,
    Command.CASE: _case,
    Command.REMINDERS: _reminders,
    Command.LANGUAGE: _language,
    Command.PRIVACY: _privacy,
    Command.EXPORT: _export,
    Command.ERASE: _erase,
    Command.PAUSE: _pause,
    Command.STOP: _stop,
    Command.LETTERS: _letters,
    Command.FILES: _files,
    Command.REPORT: _report,
    Command.LINK: _link,
    Command.HERE: _here,
    Command.UNLINK: _unlink,
    Command.CLEAN: _clean,
    Command.ACTIONS: _actions,
}


def without_consent(scene: Scene, given: str) -> Turn:
    """The turn after a "no" to the consent: it stores nothing and offers letters with blanks; "blank" gives them.

    What is kept of the person's other campaigns stays: they were not asked about those.
    """
    fresh = Conversation(scene.conversation.language)
    blanks = letters.with_blanks(scene.now(fresh).asked) if given == "blank" else ()
    if scene.other:
        said = tuple(as_said_in(message, scene.world.about) for message in blanks)
        return ended(scene, (*said, Words((say("consent.declined-here"),))))
    if given == "no":
        return Turn(fresh, (), (Words((say("consent.declined"), say("consent.blank-offer"))),), forget=True)
    return Turn(fresh, (), (*blanks, Words((say("consent.blank-after"),))), forget=True)
