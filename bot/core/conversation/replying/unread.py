"""What is said to a message that nothing could be read in: never the same twice in a row."""

from dataclasses import replace

from bot.core.conversation.asking import Turn, ask, scene_of, standing
from bot.core.conversation.question import Asked
from bot.core.conversation.replying.reply import TOLD_WITHOUT, UNREAD
from bot.core.ports.message import Say, say


def unread(asked: Asked, notes: tuple[Say, ...]) -> Turn:
    """The question again, and why the message was not taken; in other words where the last one was not read either.

    A reason that says what was understood (a day to come, a number too large) is given as often as it is so.
    """
    scene, why = scene_of(asked), notes[0].key if notes else ""
    if why not in UNREAD or scene.conversation.unread not in {why, _AGAIN}:
        return replace(ask(scene, *notes, briefly=True), unread=why)
    if scene.conversation.unread == _AGAIN:
        return replace(ask(scene, say("heard.stuck"), briefly=True), unread=_STUCK)
    _, question, _ = standing(scene)
    again = say("heard.again" if question.choices(asked) else "heard.again-typed")
    return replace(ask(scene, again, briefly=True), unread=_AGAIN)


_AGAIN, _STUCK = "again", "stuck"
"""How somebody was answered who is not understood a second time in a row, and a third; then it begins anew."""


def without_a_yes(asked: Asked, notes: tuple[Say, ...], way: tuple[Say, ...]) -> Turn:
    """The question for consent again; what there is without one is said once, then only the question.

    notes  answers to what was asked beside it
    way    what there is without a consent
    """
    said = () if asked.conversation.unread == TOLD_WITHOUT else way
    return replace(ask(scene_of(asked), *notes, *said, briefly=True), unread=TOLD_WITHOUT)
