"""Sentences that tell of several letters: both left, one did and the other did not, each in its own way."""

import re
from dataclasses import replace

from bot.core.case.case import read_key
from bot.core.conversation.asking import Turn, ask, scene_of
from bot.core.conversation.assent import LONGEST
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.outcome.possible import ANSWERED
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.typed import VERY_SURE, Typed
from bot.core.conversation.slots import Subject, subject_of, tracks_meant, word_for
from bot.core.conversation.state import Opened, Said
from bot.core.conversation.telling import Dispatch, told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import say
from bot.core.understanding.meaning import Act, Meaning


def of_several(typed: Typed) -> Turn | None:
    """Letters left, where it was asked whether one did: « oui, les deux, hier ». None where only that one is meant."""
    asked, text = typed.asked, typed.text
    subject, about = subject_of(text, asked), read_key(asked.about)[0].track
    if not subject.all and subject.bodies <= {about}:
        return None
    if left := left_of_two(typed):
        return happened.sent(scene_of(asked), left)
    if told_in(text, person_today(asked)).left is not Dispatch.YES:
        return None
    also = _ALSO.search(fold(text)) and about not in subject.bodies  # « oui, samedi, et celle du Hub aussi »
    words = f"{text} {word_for(about, asked)}" if also else text
    return happened.sent(scene_of(asked), (Meaning(Act.SENT, "", VERY_SURE, words),))


_ALSO = re.compile(r"\b(?:aussi|egalement|pareil|also|too|as well)\b")


def left_of_two(typed: Typed) -> tuple[Meaning, ...]:
    """The clauses in which a letter left, where another did not: « celle du Hub oui, pas celle de la caisse »."""
    asked, today = typed.asked, person_today(typed.asked)
    told = {one: told_in(one.words, today).left for one in typed.meanings[1:] if subject_of(one.words, asked).bodies}
    if not {Dispatch.LATER, Dispatch.NEVER} & set(told.values()):
        return ()
    return tuple(one.instead(Act.SENT) for one, left in told.items() if left is Dispatch.YES)


_BETWEEN = re.compile(r"[,;\n]| et | and ", re.IGNORECASE)


def each_left(typed: Typed) -> tuple[Meaning, ...]:
    """The parts that tell each how or when another letter left: « caisse : recommandé le 20, Hub : mail le 22 »."""
    asked, today, whole = typed.asked, person_today(typed.asked), typed.meanings[0]
    if "?" in typed.text or len(typed.text) > LONGEST:
        return ()
    named = [part for part in _BETWEEN.split(typed.text) if len(subject_of(part, asked).bodies) == 1]
    each = [part for part in named if told_in(part, today).left is Dispatch.YES]
    bodies = {subject_of(part, asked).bodies for part in each}
    several = len(bodies) == len(named) > 1
    return tuple(replace(whole.instead(Act.SENT), words=part) for part in each) if several else ()


_BOTH = re.compile(r"(?:(?:oui|yes|ben|bah|ok) )*(?:toutes |tous )?(?:les (?:deux|2)|both(?: of them)?)")


def both_answered(typed: Typed) -> Turn | None:
    """What « oui les deux » leads to, where it is asked what one answer says: that, and then what the other says."""
    scene, running = scene_of(typed.asked), tracks_meant(Subject(frozenset(), all=True), typed.asked)
    if len(running) < 2 or not _BOTH.fullmatch(fold(typed.text)):
        return None
    conversation = scene.conversation
    for key in running:
        conversation = conversation.queueing(Opened("outcome", key, (Said("came", ANSWERED),)))
    return ask(scene.now(conversation), say("outcome.one-by-one"))
