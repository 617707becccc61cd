"""What is done with what people tell of their letters, and with the letters that they ask for."""

from dataclasses import replace

from bot.core.campaign.letter_name import LetterKind
from bot.core.case.case import read_key
from bot.core.conversation.asking import Turn, ask, open_form, scene_of
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.body_moved import body_address_told
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.correct import CORRECT
from bot.core.conversation.forms.home import offered
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.sending import sendable
from bot.core.conversation.forms.sent import DELIVERY, LEFT, SENT
from bot.core.conversation.hearing.answers import denies, is_awaited, is_doubtful, is_to_come, is_unopened
from bot.core.conversation.hearing.others import is_of_a_year_before, is_of_another_matter, of_another
from bot.core.conversation.hearing.sending import own_sent
from bot.core.conversation.hearing.wishes import is_unwanted
from bot.core.conversation.replying import beside, happened
from bot.core.conversation.replying.heard import Heard, at_home, says
from bot.core.conversation.replying.typed import Typed
from bot.core.conversation.slots import subject_of
from bot.core.conversation.telling import Dispatch, told_in
from bot.core.conversation.timeline import case_messages
from bot.core.ports.message import Say, Words, say
from bot.core.understanding.meaning import Act, Meaning


def _tells_more(told: Meaning, heard: Heard) -> bool:
    """Whether a sentence says which letters left, how or when."""
    subject, said = subject_of(told.words, heard.asked), told_in(told.words, person_today(heard.asked))
    return bool(subject.bodies or subject.all or said.medium or said.day)


def _is_of_another_letter(told: Meaning) -> bool:
    """Whether somebody else's letter left: « mon frère a envoyé la sienne »."""
    return of_another(told.words) and not own_sent(told.words)


def sent(heard: Heard) -> Turn | None:
    """Letters left; or did not, where the sentence denies it: « celle du Hub, pas encore celle de la caisse »."""
    today, denied = person_today(heard.asked), {Dispatch.LATER, Dispatch.NEVER}
    every = [meaning for meaning in heard.found if meaning.act is Act.SENT and not _is_of_another_letter(meaning)]
    if not every:
        return says(heard, say("heard.yours"))
    parts = [one for one in every if told_in(one.words, today).left not in denied]
    if not parts:
        return not_sent(heard)
    whole = max(parts, key=lambda one: len(one.words))
    if heard.form in {SENT, LEFT} and not _tells_more(whole, heard):
        return None  # it is being asked already
    clauses = [one for one in parts if one is not whole and subject_of(one.words, heard.asked).bodies]
    kept = any(one.act is Act.NOT_SENT for one in heard.found) or len(parts) < len(every)
    several = len({subject_of(one.words, heard.asked) for one in clauses}) > 1
    return happened.sent(heard.scene, clauses if several or (kept and clauses) else (whole,))


def _not_counted(heard: Heard) -> Say | None:
    """Why nothing that came is noted: it was not opened, or came before these letters; None where it may be."""
    if is_unopened(heard.text):
        return say("heard.unopened")
    years = [track.request.on.year for track in heard.asked.tracks]
    return say("heard.earlier") if years and is_of_a_year_before(heard.text, min(years)) else None


def came(heard: Heard) -> Turn | None:
    """What came, but for what came to somebody else, and what the sentence denies; None where it was said already."""
    if why := _not_counted(heard):
        return says(heard, why)
    told = [_surely(one, heard.text) for one in heard.found if one.act in happened.CAME and _is_told(one, heard)]
    if any(one.act not in {Act.NOTHING_CAME, Act.CAME_SOMETHING} for one in told):  # « un accusé, rien depuis »
        told = [one for one in told if one.act is not Act.NOTHING_CAME or subject_of(one.words, heard.asked).bodies]
    if parts := happened.by_body(told, heard.asked):
        return happened.came(heard.scene, (told[0], *parts))
    if {Act.CAME_DONE, Act.CAME_DECLINED} <= {one.act for one in told}:  # « la caisse oui, l’autre non »
        told = [replace(told[0], act=Act.CAME_SOMETHING)]
    if {one.act for one in told} == {Act.CAME_SOMETHING} and is_of_another_matter(heard.text):
        told = []  # « un courrier de la CPAM, mais c’est pour mon genou »
    said = heard.asked.answers.get("what") if heard.form is OUTCOME else None
    if said and {happened.OUTCOMES.get(one.act) for one in told} == {said}:
        return None  # « non réclamé », where it is asked why the letter came back
    named = subject_of(heard.text, heard.asked).bodies
    if len(named) == 1:  # « une réponse du Hub, ils demandent une pièce »
        told = [one if subject_of(one.words, heard.asked).bodies else replace(one, words=heard.text) for one in told]
    if not named and heard.text and {one.act for one in told} == {Act.CAME_RETURNED}:  # « revenue, adresse fausse »
        told = [replace(told[0], words=heard.text)]
    if told:
        return happened.came(heard.scene, told)
    return says(heard, say("heard.yours" if of_another(heard.text) else "heard.what-came"))


def _surely(told: Meaning, text: str) -> Meaning:
    """The same; where it is told with a doubt, that something came, and no more."""
    unsaid = told.act not in {Act.NOTHING_CAME, Act.CAME_SOMETHING} and is_doubtful(text or told.words)
    return replace(told, act=Act.CAME_SOMETHING) if unsaid else told


_DENIED = frozenset({Act.CAME_DECLINED, Act.CAME_DONE, Act.CAME_PARTIAL, Act.CAME_RETURNED, Act.CAME_IDENTITY})
"""What a sentence may say that it did not come."""


def _is_told(told: Meaning, heard: Heard) -> bool:
    """Whether the person tells it of their own letters: « mon voisin a eu sa réponse, moi rien » tells one thing."""
    others = of_another(told.words) and "capacity" not in heard.scene.conversation.answers
    denied = told.act in _DENIED and denies(told.words)
    awaited = told.act is not Act.NOTHING_CAME and is_awaited(told.words)
    return not (others or denied or awaited or is_to_come(told.words))


def not_sent(heard: Heard) -> Turn:
    """A letter waits; or one that was told of has not left, and that is to be corrected."""
    if why := _not_counted(heard):
        return says(heard, why)
    if heard.scene.case.tracks(heard.asked.campaign) and not sendable(heard.scene.asked):
        return open_form(heard.scene, CORRECT.key)
    return says(heard, beside.BESIDE[Act.NOT_SENT])


def delivered(heard: Heard) -> Turn | None:
    """The post delivered a letter: its day is asked for where it matters; else it is as if they had acknowledged."""
    if is_awaited(heard.text):
        return None  # « j’attends l’accusé, le suivi dit demain »
    asked, subject = replace(heard.scene.asked, answers={}), subject_of(heard.found[0].words, heard.asked)
    values = [choice.value for choice in offered(asked)]
    keys = [value.partition(".")[2] for value in values if value.startswith(f"{DELIVERY.key}.")]
    meant = [key for key in keys if not subject.bodies or key.partition(".")[0] in subject.bodies]
    if meant:
        return open_form(heard.scene, DELIVERY.key, meant[0])
    if not heard.scene.case.tracks(heard.asked.campaign):
        return happened.sent(heard.scene, ())
    acknowledged = replace(heard.found[0], act=Act.CAME_ACKNOWLEDGED)
    return came(replace(heard, found=(acknowledged,)))


def _not_yet(heard: Heard, why: Say) -> Turn:
    """Why a letter cannot be prepared now, and where the case stands."""
    return says(heard).after(Words((why,)), *case_messages(heard.scene.asked))


def chase(heard: Heard) -> Turn:
    """A chase that is due is prepared where it is wanted; else it is said when it will be."""
    if is_unwanted(heard.text):
        return says(heard, say("heard.not-wanted"))
    asked, subject = replace(heard.scene.asked, answers={}), subject_of(heard.found[0].words, heard.asked)
    letters = (choice.value.removeprefix("letter.") for choice in offered(asked) if choice.value.startswith("letter."))
    chases = [key for key in letters if read_key(key)[0].kind in {LetterKind.CHASE, LetterKind.CHASE2}]
    meant = [key for key in chases if not subject.bodies or read_key(key)[0].track in subject.bodies]
    turn = at_home(heard.scene, f"letter.{meant[0]}") if meant else None
    return turn or _not_yet(heard, say("heard.chase-when"))


def complain(heard: Heard) -> Turn:
    """A complaint that is open is prepared where it is wanted; else it is said when it will be."""
    if is_unwanted(heard.text):
        return says(heard, say("heard.not-wanted"))
    turn = at_home(heard.scene, "complaint")
    return turn or _not_yet(heard, say("heard.complain-when"))


def complained(heard: Heard) -> Turn:
    """The complaint that was given here has left; one that was not is the person's own."""
    if happened.complaint_to_send(heard.scene.asked):
        words = heard.text or heard.found[0].words
        return happened.sent_complaint(heard.scene, words)
    return says(heard, say("heard.complained"))


def other_letter(heard: Heard) -> Turn:
    """The letters that are offered to whoever has sent a first one."""
    return at_home(heard.scene, "besides") or says(heard, say("heard.nothing-sent"))


def body_moved(typed: Typed) -> Turn | None:
    """The body's address as a sentence tells it, shown with all answers; or asked, where it tells only of a change."""
    scene = scene_of(typed.asked)
    told = body_address_told(typed.text, scene.asked)
    if told is None or CHECK.key not in scene.conversation.answers:
        return None
    now = scene.conversation.postponing().saying(told.sets, (*told.drops, CHECK.key))
    return ask(scene.now(replace(now, revising=told.revise)))
