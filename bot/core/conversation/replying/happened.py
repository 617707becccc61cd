"""What people tell in a sentence: that letters left, that an answer came, or none; said back before it counts.

A form is opened with what the sentence says already answered; the form asks what is missing, and at its end whether all
was understood.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Outcome
from bot.core.case.case import read_key
from bot.core.case.letter_event import WhyReturned
from bot.core.conversation.asking import Scene, Turn, ask
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.day import impossible_day
from bot.core.conversation.forms.noting import ALSO, HEARD
from bot.core.conversation.forms.outcome.possible import ANSWERED, UNDATED, answers_of, other_outcomes
from bot.core.conversation.forms.said import earliest_of
from bot.core.conversation.forms.sending import media_possible, sendable
from bot.core.conversation.question import Asked
from bot.core.conversation.slots import (
    Subject,
    is_told_of_several,
    letters_meant,
    subject_of,
    the_other_meant,
    tracks_meant,
)
from bot.core.conversation.state import Opened, Said
from bot.core.conversation.telling import Telling, told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import Say, say
from bot.core.understanding.meaning import Act, Meaning

WORDS_OF_AN_OUTCOME = 4
SURE_OF_AN_OUTCOME = 30
OUTCOMES = {
    Act.NOTHING_CAME: Outcome.NOTHING,
    Act.CAME_DONE: Outcome.DONE,
    Act.CAME_DECLINED: Outcome.DECLINED,
    Act.CAME_PARTIAL: Outcome.PARTIAL,
    Act.CAME_ELSEWHERE: Outcome.ELSEWHERE,
    Act.CAME_IDENTITY: Outcome.IDENTITY,
    Act.CAME_UNIDENTIFIED: Outcome.UNIDENTIFIED,
    Act.CAME_TIME: Outcome.TIME,
    Act.CAME_ACKNOWLEDGED: Outcome.ACKNOWLEDGED,
    Act.CAME_RETURNED: Outcome.RETURNED,
    Act.CAME_ACCESS: Outcome.ACCESS,
    Act.CAME_PROGRESS: Outcome.PROGRESS,
}
"""What came of a letter, by what was said; `CAME_SOMETHING` does not say it."""
CAME = frozenset({*OUTCOMES, Act.CAME_SOMETHING})
"""What tells that an answer came, or that none did."""


def sent(scene: Scene, told: Iterable[Meaning]) -> Turn:
    """Letters left: each sentence that says so opens the form of its letter, the first one first."""
    asked = scene.asked
    if not sendable(asked):
        return ask(scene, say("heard.nothing-to-send"))
    every = [found for meaning in told if (found := _sent(meaning.words, asked))]
    alike = {found.form.subject: found for found in every}.values()
    return _opened(scene, alike or (_Found(Opened("sent")),))


@dataclass(frozen=True)
class _Found:
    """A form that is to be opened, and why what the sentence says is not all taken."""

    form: Opened
    notes: tuple[Say, ...] = ()


def _opened(scene: Scene, found: Iterable[_Found]) -> Turn:
    """The forms, the first one on top, and why a day was not taken."""
    every, conversation = tuple(found), scene.conversation
    for one in reversed(every):
        conversation = conversation.opening(one.form)
    return ask(scene.now(conversation), *dict.fromkeys(note for one in every for note in one.notes))


def _sent(words: str, asked: Asked) -> _Found | None:
    """The form of the letters that one sentence speaks of, with what it says of medium and day."""
    subject, said = subject_of(words, asked), told_in(words, person_today(asked))
    keys = letters_meant(subject, asked)
    chases = tuple(key for key in keys if read_key(key)[0].kind in _CHASES)
    if chases and _OF_A_CHASE.search(fold(words)):
        keys = chases
    if not keys:
        return None
    day, notes = _possible_day(said.day, min(earliest_of(key, asked) for key in keys), asked)
    both = len(keys) == 2 and (subject.all or len(subject.bodies) == 2)
    if len(keys) > 1 and not both:
        return _Found(Opened("sent", "", _said({"medium": said.medium, "day": day})), notes)
    if not both:
        return _of_letter(keys[0], said, asked)
    medium = said.medium if said.medium in media_possible(asked, keys[0]) else None
    return _Found(Opened("sent", "", _said({"letter": keys[0], "medium": medium, "day": day, ALSO: keys[1]})), notes)


def sent_complaint(scene: Scene, words: str) -> Turn:
    """The complaint that was prepared here left: its form, with what the sentence says of medium and day."""
    asked, key = scene.asked, complaint_to_send(scene.asked)
    if key is None:
        raise ValueError("no complaint waits to be sent")
    return _opened(scene, (_of_letter(key, told_in(words, person_today(asked)), asked),))


def _of_letter(key: str, said: Telling, asked: Asked) -> _Found:
    """The form of that letter, with what a sentence says of medium and day."""
    day, notes = _possible_day(said.day, earliest_of(key, asked), asked)
    medium = said.medium if said.medium in media_possible(asked, key) else None
    return _Found(Opened("sent", key, _said({"medium": medium, "day": day})), notes)


def _possible_day(day: date | None, earliest: date, asked: Asked) -> tuple[date | None, tuple[Say, ...]]:
    """The day, where something can have happened on it; else why not."""
    why = impossible_day(day, person_today(asked), earliest) if day else None
    return (None, (why,)) if why else (day, ())


_CHASES = frozenset({LetterKind.CHASE, LetterKind.CHASE2})
_OF_A_CHASE = re.compile(r"\b(?:relances?|rappel|chaser|reminder)\b")


def _said(answers: Mapping[str, object]) -> tuple[Said, ...]:
    """What was read in a sentence, as the answers of a form that will say it back."""
    read = {**answers, HEARD: "yes"}
    return tuple(Said(key, str(value)) for key, value in read.items() if value)


def came(scene: Scene, told: Sequence[Meaning]) -> Turn:
    """Answers came, or none: the form of each track that is meant, or which track is meant.

    told  what a message says, the whole first, then its clauses: where these speak of several bodies, one form each
    """
    asked, (whole, *clauses) = scene.asked, _precisely(told)
    bodies = {subject_of(one.words, asked).bodies for one in clauses} - {frozenset[str]()}
    parts = [one for one in clauses if subject_of(one.words, asked).bodies] if len(bodies) > 1 else [whole]
    found = {one.form.subject: one for part in parts for one in _came(part, scene)}
    return _opened(scene, found.values()) if found else _of_no_track(scene, subject_of(whole.words, asked).bodies)


def _of_no_track(scene: Scene, named: frozenset[str]) -> Turn:
    """Why nothing can be noted of those bodies: it ended, or no letter to them was told."""
    asked = scene.asked
    if named & {track.name for track in asked.tracks}:
        return ask(scene, say("heard.ended"))
    if named != {asked.campaign.authority}:
        return ask(scene, say("heard.nothing-sent"))
    complaint = complaint_to_send(asked)
    if complaint is None:
        return ask(scene, say("heard.complained"))  # one that was not prepared here
    over, opened = scene.conversation.over, Opened("sent", complaint)
    now = scene if over and over.subject == opened.subject else scene.now(scene.conversation.opening(opened))
    return ask(now, say("heard.complaint-first"))


def complaint_to_send(asked: Asked) -> str | None:
    """The key of the complaint that was prepared here and that is not known to have left; None where there is none."""
    return next((key for key in sendable(asked) if read_key(key)[0].kind is LetterKind.COMPLAINT), None)


def by_body(told: Iterable[Meaning], asked: Asked) -> tuple[Meaning, ...]:
    """The clauses that tell what came of one body each, of different ones: « la caisse refuse, le Hub accepte »."""
    parts = tuple(
        one for one in told if one.act in CAME and _says_it(one) and len(subject_of(one.words, asked).bodies) == 1
    )
    return parts if len({subject_of(one.words, asked).bodies for one in parts}) == len(parts) > 1 else ()


def _says_it(meaning: Meaning) -> bool:
    """Whether a clause says by itself what came: « l’autre non » does not."""
    return len(meaning.words.split()) >= WORDS_OF_AN_OUTCOME or meaning.sure >= SURE_OF_AN_OUTCOME


def _precisely(told: Sequence[Meaning]) -> Sequence[Meaning]:
    """The same, where the clause that says what came is put before « j’ai reçu une lettre », with the words of both."""
    first, *others = told
    said = next(
        (one for one in others if one.act in OUTCOMES and one.act is not Act.NOTHING_CAME and _says_it(one)), None
    )
    if first.act is not Act.CAME_SOMETHING or said is None:
        return told
    return (replace(first, act=said.act, sure=said.sure), *(one for one in others if one is not said))


def _came(meaning: Meaning, scene: Scene) -> tuple[_Found, ...]:
    """The form of what one sentence says, one for each body where it says it of all; none where no track is meant."""
    asked, over = scene.asked, scene.conversation.over
    subject = subject_of(meaning.words, asked)
    keys = tracks_meant(subject, asked)
    known = {track.name for track in asked.tracks}
    if not keys and subject.bodies & known:
        return ()  # it was ended, or came to its end
    if not keys and subject.bodies != {asked.campaign.authority}:
        keys = tracks_meant(Subject(frozenset(), all=False), asked)  # « ils me renvoient vers la Cnam »
    possible = tuple(key for key in keys if _possible(meaning.act, key, asked))
    if subject.all and len(keys) > 1 and possible:
        return tuple(_of_track(meaning, key, asked) for key in possible)
    if over and over.form == "outcome" and (over.about in keys if subject.bodies else not is_told_of_several(asked)):
        keys = (over.about,)
    if other := "" if subject.bodies else the_other_meant(meaning.words, asked):
        keys = (other,)
    possible = tuple(key for key in keys if _possible(meaning.act, key, asked))
    match possible or keys:
        case ():
            return ()
        case (key,) if possible:
            return (_of_track(meaning, key, asked),)
        case (key,):
            return (_Found(Opened("outcome", key, (Said("came", ANSWERED),) * (meaning.act is not Act.NOTHING_CAME))),)
        case _ if not possible:  # « une copie de mes données », of a body that was not asked for one
            return (_Found(Opened("tell", "", (Said("came", ANSWERED),))),)
        case _:
            said, why = _outcome(meaning, asked, asked.world.campaign.since)
            return (_Found(Opened("tell", "", said), why),)


def _of_track(meaning: Meaning, key: str, asked: Asked) -> _Found:
    said, why = _outcome(meaning, asked, asked.track(key).request.on)
    return _Found(Opened("outcome", key, said), why)


_MENDS = re.compile(r"^(?:ah |oh |euh |mais |but )*(?:non|no|pardon|sorry|en fait|plutot|actually|c etait|it was)\b")


def of_other_body(text: str, scene: Scene) -> Turn | None:
    """The answer that is being told, as another body's than was understood: « non, c’est le Hub »; else None."""
    over, asked = scene.conversation.over, scene.asked
    if over is None or over.form != "outcome" or "what" not in over.answers or not _MENDS.match(fold(text)):
        return None
    bodies = subject_of(text, asked).bodies
    keys = tracks_meant(Subject(bodies, all=False), asked) if len(bodies) == 1 else ()
    if len(keys) != 1 or keys[0] == over.about or told_in(text, person_today(asked)).day:
        return None
    of = Asked({}, keys[0], asked.conversation, asked.case, asked.world)
    if over.answers["what"] not in {*answers_of(of), *other_outcomes(of)}:
        return None
    kept = tuple(one for one in over.said if one.key in {"what", "when", "until", "reasons"})
    closed = scene.conversation.closing()
    return ask(scene.now(closed.opening(Opened("outcome", keys[0], (*kept, Said(HEARD, "yes"))))))


def _possible(act: Act, key: str, asked: Asked) -> bool:
    """Whether that can have come of a track, as far as it is said."""
    of = Asked(asked.answers, key, asked.conversation, asked.case, asked.world)
    outcome = OUTCOMES.get(act)
    return outcome is None or outcome in {*answers_of(of), *other_outcomes(of)}


def _outcome(meaning: Meaning, asked: Asked, earliest: date) -> tuple[tuple[Said, ...], tuple[Say, ...]]:
    """What a sentence says of an answer, as the answers of its form; and why its day cannot be."""
    outcome = OUTCOMES.get(meaning.act)
    if outcome is None:
        return (Said("came", ANSWERED),), ()
    told = None if outcome in UNDATED else told_in(meaning.words, person_today(asked)).day
    day, impossible = _possible_day(told, earliest, asked)
    why = why_returned(meaning.words, asked) if outcome is Outcome.RETURNED else None
    return _said({"what": outcome, "when": day, "why": why}), impossible


def why_returned(words: str, asked: Asked) -> WhyReturned | None:
    """Why a letter came back, where a sentence says it: « revenue, destinataire inconnu »."""
    folded = f" {fold(words)} "
    found = {
        why
        for why in WhyReturned
        for said in asked.world.others(say(f"returned.{why}")).split("|")
        if said and f" {fold(said)} " in folded
    } - {WhyReturned.UNKNOWN}
    return found.pop() if len(found) == 1 else None
