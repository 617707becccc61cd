"""What people tell in a sentence: that letters left, that an answer came, or none; said back before it counts.

A form is opened with what the sentence says already answered; the form asks what is missing, and at its end whether all
was understood.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core.campaign.recipient import Outcome
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Confirmed,
    Declined,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Unidentified,
)
from bot.core.case.letter_event import WhyReturned
from bot.core.conversation.asking import Scene, Turn, ask
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.noting import ALSO, HEARD
from bot.core.conversation.forms.outcome.possible import ANSWERED, UNDATED, answers_of, other_outcomes
from bot.core.conversation.forms.sending import media_possible, sendable
from bot.core.conversation.question import Asked
from bot.core.conversation.slots import Subject, letters_meant, subject_of, tracks_meant
from bot.core.conversation.state import Opened, Said
from bot.core.conversation.telling import told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import say
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
    opened = [form for meaning in told if (form := _sent(meaning.words, asked))]
    alike = tuple({form.subject: form for form in opened}.values()) or (Opened("sent"),)
    conversation = scene.conversation
    for form in reversed(alike):
        conversation = conversation.opening(form)
    return ask(scene.now(conversation))


def _sent(words: str, asked: Asked) -> Opened | None:
    """The form of the letters that one sentence speaks of, with what it says of medium and day."""
    subject, today = subject_of(words, asked), person_today(asked)
    keys, said = letters_meant(subject, asked), told_in(words, today)
    if not keys:
        return None
    both = len(keys) == 2 and (subject.all or len(subject.bodies) == 2)
    if len(keys) > 1 and not both:
        return Opened("sent", "", _said({"medium": said.medium, "day": said.day}))
    medium = said.medium if said.medium in media_possible(asked, keys[0]) else None
    told = {"medium": medium, "day": said.day}
    if both:
        return Opened("sent", "", _said({"letter": keys[0], **told, ALSO: keys[1]}))
    return Opened("sent", keys[0], _said(told))


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
    forms = {form.subject: form for one in parts if (form := _came(one, scene))}
    if not forms:
        # A complaint that was not prepared here.
        named = subject_of(whole.words, asked).bodies
        own = named == {asked.campaign.authority}
        ended = named & {track.name for track in asked.tracks}
        if ended:
            return ask(scene, say("heard.ended"))
        return ask(scene, say("heard.complained" if own else "heard.nothing-sent"))
    conversation = scene.conversation
    for form in reversed(tuple(forms.values())):
        conversation = conversation.opening(form)
    return ask(scene.now(conversation))


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


def _came(meaning: Meaning, scene: Scene) -> Opened | None:
    """The form of what one sentence says; None where no track can be meant."""
    asked, over = scene.asked, scene.conversation.over
    subject = subject_of(meaning.words, asked)
    keys = tracks_meant(subject, asked)
    known = {track.name for track in asked.tracks}
    if not keys and subject.bodies & known:
        return None  # it was ended, or came to its end
    if not keys and subject.bodies != {asked.campaign.authority}:
        keys = tracks_meant(Subject(frozenset(), all=False), asked)  # « ils me renvoient vers la Cnam »
    if over and over.form == "outcome" and (over.about in keys if subject.bodies else not is_told_of_several(asked)):
        keys = (over.about,)
    possible = tuple(key for key in keys if _possible(meaning.act, key, asked))
    said = _outcome(meaning, asked) if possible else (Said("came", ANSWERED),) * (meaning.act is not Act.NOTHING_CAME)
    match possible or keys[:1]:
        case ():
            return None
        case (key,):
            return Opened("outcome", key, said)
        case _:
            return Opened("tell", "", said)


def is_told_of_several(asked: Asked) -> bool:
    """Whether something was told today of another track than the one that is asked about, untold so far.

    « Ils disent que la loi ne le permet pas », right after the caisse's refusal was noted, is not the Hub's answer.
    """
    over, today = asked.conversation.over, person_today(asked)
    if over is None or over.form != "outcome" or over.answers:
        return False
    last = asked.case.log[-1] if asked.case.log else None
    if last is None or not isinstance(last.event, _ANSWERS) or last.event.told != today:
        return False
    track = next((one for one in asked.tracks if one.opened == asked.case.opener_of(last)), None)
    return track is not None and track.key != over.about


_ANSWERS = (
    Acknowledged, Confirmed, Accessed, Declined, Partial, Redirected, IdentityAsked, Unidentified, Extended, Progressed,
)  # fmt: skip
"""What a body or the authority wrote."""


def _possible(act: Act, key: str, asked: Asked) -> bool:
    """Whether that can have come of a track, as far as it is said."""
    of = Asked(asked.answers, key, asked.conversation, asked.case, asked.world)
    outcome = OUTCOMES.get(act)
    return outcome is None or outcome in {*answers_of(of), *other_outcomes(of)}


def _outcome(meaning: Meaning, asked: Asked) -> tuple[Said, ...]:
    """What a sentence says of an answer, as the answers of its form."""
    outcome = OUTCOMES.get(meaning.act)
    if outcome is None:
        return (Said("came", ANSWERED),)
    day = None if outcome in UNDATED else told_in(meaning.words, person_today(asked)).day
    why = why_returned(meaning.words, asked) if outcome is Outcome.RETURNED else None
    return _said({"what": outcome, "when": day, "why": why})


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
