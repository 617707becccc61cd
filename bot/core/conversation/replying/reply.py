"""A message that the question that stands could not read: what it means, and what is done.

Nothing is recorded here. What changes a case opens a form, which says back what was understood; what undoes something
opens the form of the command, which asks; all else is a sentence, and the question again.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.campaign.recipient import Outcome
from bot.core.conversation.asking import Turn, ask, scene_of
from bot.core.conversation.assent import Assent, is_torn
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.noting import HEARD
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE, UNTIL, WHAT
from bot.core.conversation.forms.request import REQUEST
from bot.core.conversation.forms.sent import HEARD_SURE, LEFT_QUESTION
from bot.core.conversation.forms.settings import REMINDERS
from bot.core.conversation.hearing.answers import is_never_got
from bot.core.conversation.hearing.doubts import (
    answer_named,
    is_against,
    is_hesitation,
    is_limited,
    is_long,
    thinks_aloud,
)
from bot.core.conversation.hearing.erasing import is_entry_erased, is_no_order, is_not_to_be_erased
from bot.core.conversation.question import NotTaken, Reading, Taken
from bot.core.conversation.replying import happened
from bot.core.conversation.replying.acts import REPLIES
from bot.core.conversation.replying.beside import not_to_be_done
from bot.core.conversation.replying.casework import body_moved
from bot.core.conversation.replying.doubting import ALONE, TOLD_SURELY, is_told_surely
from bot.core.conversation.replying.happened import CAME
from bot.core.conversation.replying.heard import Heard
from bot.core.conversation.replying.offering import LIKELIER, offered
from bot.core.conversation.replying.several import both_answered, each_left, left_of_two, of_several
from bot.core.conversation.replying.topics import answers_to
from bot.core.conversation.replying.typed import COURTESY, DISPUTES, MILDER, SURE, VERY_SURE, Typed
from bot.core.conversation.slots import subject_of
from bot.core.conversation.state import Opened, Said
from bot.core.conversation.telling import Dispatch, is_about_sending, told_in
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, say
from bot.core.understanding.meaning import Act, Meaning

GENERIC = frozenset({
    "choice.expected", "home.not-understood", "left.again", "caisse.not-found", "name.refused", "address.refused",
    "assent.unclear", "no-answer",
})  # fmt: skip
"""What is said where nothing was understood; a question that has a reason of its own keeps it."""
_TOO_LONG = frozenset({"name.too-long", "address.too-long"})
UNREAD = GENERIC | {"choice.leans", "meant.which", "consent.hedged", "consent.why", "day.unreadable"}
"""What is not said twice in a row."""
_ONLY_SAID = frozenset({
    Act.ASK, Act.WHERE, Act.WHEN_NEXT, Act.HELP, Act.LOST, Act.UPSET, Act.WAIT, Act.HUMAN, Act.THANKS, Act.BYE,
    Act.GREET,
})  # fmt: skip
"""What a sentence answers, and nothing else."""
_OPENS_NOTHING = _ONLY_SAID | {Act.ANSWER, Act.NOTHING, Act.AGREE, Act.REFUSE, Act.UNSURE, Act.ANONYMOUS, Act.LATER}
"""What opens nothing, and is not asked about before it is said."""
_CORRECTS = frozenset({Act.CORRECT_OTHER, Act.CORRECT_NAME, Act.CORRECT_ADDRESS, Act.CORRECT_BODY})
NOT_LEFT = 45
"""How sure it must be that a letter of which it was told that it left did not."""
OPENS_ALOUD = 40
OPENS = 20
"""How sure it must be what a sentence means that opens a form; below it is asked which of two things was meant."""


def reply(typed: Typed, sure: int) -> Turn | None:
    """What a text leads to that is no answer; None where nobody can know what it means.

    sure  how sure a meaning must be
    """
    if typed.given and is_never_got(typed.text):
        return ask(scene_of(typed.asked), say("heard.never-got"), briefly=True)
    found = () if typed.is_none_of_these else typed.believed(ALONE if is_long(typed.text) else sure)
    if is_long(typed.text) and {one.act for one in found} <= _OPENS_NOTHING - {Act.ASK}:
        return ask(scene_of(typed.asked), say("heard.long"), briefly=True)
    if found and "?" not in typed.text and (as_it_is := not_to_be_done(found[0])):
        return ask(scene_of(typed.asked), as_it_is, briefly=True)
    if _is_doubtful(typed, found) and (turn := offered(typed)):
        return turn
    heard = (Heard(typed.form, typed.question, typed.asked, found[n:], typed.text) for n in range(len(found)))
    turns = (REPLIES[one.found[0].act](one) for one in heard)
    return next((turn for turn in turns if turn), None)


def _is_doubtful(typed: Typed, found: Sequence[Meaning]) -> bool:
    """Whether what comes first would open a form and is not sure enough for that, or two answers are told in one."""
    whole, *clauses = typed.meanings
    if found and {one.act for one in found} <= COURTESY:
        return any(one.act not in _OPENS_NOTHING and one.beyond >= LIKELIER for one in clauses)
    if happened.by_body(found, typed.asked):
        return False
    if found and _is_doubtful_act(found[0], typed):
        return True
    gently = whole.act in _OPENS_NOTHING or (whole.act is Act.BACK and bool(answer_named(typed.text)))
    if not found or found[0] is not whole or gently:
        return False
    then = whole.next[0] if whole.next else whole.act
    least = OPENS_ALOUD if thinks_aloud(typed.text) else OPENS
    return whole.sure < least or ({whole.act, then} <= CAME and whole.act is not then and whole.behind < DISPUTES)


def _is_doubtful_act(first: Meaning, typed: Typed) -> bool:
    """Whether what a message means first is not sure enough, or the words of an order that is none."""
    whole, act = typed.meanings[0], first.act
    if act in CAME | {Act.FOR_OTHER, Act.SENT} and not is_told_surely(first, whole):
        return True
    if act in {Act.STOP_REMINDERS, Act.ERASE} and is_no_order(typed.text):
        return True
    if act in _CORRECTS | {Act.BACK} and first is not whole and first.sure < ALONE:  # « mais c’était en octobre »
        return True
    if act in {Act.CORRECT_OTHER, Act.PAUSE_REMINDERS} and first.sure < OPENS_ALOUD:  # « nearly gave up last week »
        return True
    if act is Act.ERASE:
        plain = is_not_to_be_erased(typed.text) or is_entry_erased(typed.text)
        return first.sure < OPENS_ALOUD and not plain
    if act is Act.NOT_SENT:  # what was told as sent would be corrected
        return bool(typed.asked.tracks) and (first.sure < NOT_LEFT or not is_about_sending(first.words))
    return act is Act.FOR_OTHER and whole.act is Act.ASK  # « mon épouse et moi, faut-il une lettre chacun ? »


def replied_first(typed: Typed, found: Sequence[Choice]) -> Turn | None:
    """What a text leads to before the question reads it: at the menu, and where it says more than the question asks.

    found  the choices whose words are in the text

    None where it is the question's to read.
    """
    again = _asked_again_on(typed) if typed.question is WHAT else None
    both = both_answered(typed) if typed.question is ANSWER else None
    moved = body_moved(typed) if typed.form in {HOME, OUTCOME} else None
    if turn := again or both or moved or happened.of_other_body(typed.text, scene_of(typed.asked)):
        return turn
    if typed.question is LEFT_QUESTION:
        return of_several(typed) or _not_left(typed, found)
    if typed.form is HOME and (left := left_of_two(typed) or each_left(typed)):
        return happened.sent(scene_of(typed.asked), left)
    if typed.form is HOME:
        return reply(typed, DISPUTES if len(found) == 1 else SURE)
    if found and typed.question is CHECK:
        return _not_checked(typed)
    if found and typed.question in {WHAT, ANSWER, RARE}:
        more = _disputed(typed, found) or _decided(typed, found) or _tells_more(typed)
        return reply(typed, SURE) if more else None
    return None


_ASKS_AGAIN = re.compile(
    r"(?:(?:non|no|oui|pas encore|not yet|mais|but) )*(?:redemand\w*|rappel\w*|recontact\w*|reparl\w*|ask|remind)"
    r"(?: (?:moi|me|nous|en|ca|it|again|plutot))* "
)


def _asked_again_on(typed: Typed) -> Turn | None:
    """The question whether to ask again on that day: « redemandez-moi le 20 »."""
    begun = _ASKS_AGAIN.match(fold(typed.text))
    if begun is None or Outcome.SNOOZE not in {choice.value for choice in WHAT.choices(typed.asked)}:
        return None
    reading = UNTIL.read(fold(typed.text)[begun.end() :], typed.asked)
    if not isinstance(reading, Taken):
        return None
    scene = scene_of(typed.asked)
    said = (Said("what", Outcome.SNOOZE), Said("until", reading.sets["until"]), Said(HEARD, "yes"))
    return ask(scene.now(scene.conversation.opening(Opened("outcome", typed.asked.about, said))))


def _tells_more(typed: Typed) -> bool:
    """Whether a sentence says when an answer came, or why a letter came back."""
    asked = typed.asked
    return bool(told_in(typed.text, person_today(asked)).day or happened.why_returned(typed.text, asked))


def replied_instead(typed: Typed, reading: Reading) -> Turn | None:
    """What a text leads to instead of what the question read in it; None where that stands.

    A question that has a reason of its own to refuse a text keeps it.
    """
    if isinstance(reading, NotTaken) and (GENERIC | _TOO_LONG) & {note.key for note in reading.notes}:
        return reply(typed, SURE)
    if isinstance(reading, NotTaken) and {note.key for note in reading.notes} == {"day.unreadable"}:
        return reply(typed, VERY_SURE)  # the question may have stood for weeks: « ma lettre est revenue »
    return None


def replied_beside(typed: Typed, heard: Assent) -> Turn | None:
    """What a text leads to where only a plain yes or no counts: an answer to what it asks, or a sentence; no act.

    heard  how it answers yes or no

    The first question is asked of newcomers, who may have come for anything.
    """
    act = typed.meanings[0].act
    torn = is_limited(typed.text) or is_against(typed.text) or is_torn(typed.text) or is_hesitation(typed.text)
    if act is Act.AGREE and torn:
        return None
    kept = act is Act.REFUSE or (act is Act.ANONYMOUS and is_limited(typed.text))
    if act is Act.UNSURE or (kept and heard is Assent.HEDGED):
        return None  # it is said again that only a plain yes counts, and what there is without one
    if typed.question is CONSENT and act in {Act.REFUSE, Act.ANONYMOUS}:
        return _told_without(typed)
    told = act in CAME and typed.meanings[0].sure >= TOLD_SURELY
    if told and typed.question.key == HEARD_SURE.key:
        return ask(scene_of(typed.asked), say("heard.first-this"), briefly=True)
    told = told and typed.form is REMINDERS
    ends = act in _ENDS and typed.meanings[0].sure >= VERY_SURE and typed.form.key != act.partition("-")[0]
    return reply(typed, SURE) if typed.form is REQUEST or act in _ONLY_SAID or told or ends else None


def _told_without(typed: Typed) -> Turn | None:
    """What there is without a consent, for whoever will not have something kept; None where it was said just before."""
    told = typed.asked.conversation.unread == TOLD_WITHOUT
    turn = None if told else reply(typed, SURE)
    return replace(turn, unread=TOLD_WITHOUT) if turn else None


TOLD_WITHOUT = "consent.hedged"
"""Somebody was told what there is without a consent; after that it is only asked again."""
_ENDS = frozenset({Act.STOP_REMINDERS, Act.ERASE})
"""What opens its own question, which only a plain yes answers: it is heard where another such question stands."""


def notes_to(typed: Typed) -> tuple[Say, ...]:
    """The answers to what is asked beside a yes or no that may not be guessed."""
    if is_long(typed.text):
        return (say("heard.long"),)
    asked = [one for one in typed.meanings if one.act is Act.ASK and one.sure >= SURE - MILDER]
    return answers_to(asked, typed.question, typed.asked)


def _decided(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the words of several choices are in a sentence of which it is known which one it means."""
    whole = typed.meanings[0]
    outcome = happened.OUTCOMES.get(whole.act)
    return len(found) > 1 and whole.sure >= VERY_SURE and outcome in {choice.value for choice in found}


def _disputed(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the words of a choice are in a sentence that means something else, or speaks of several bodies."""
    if len(found) > 1:
        return len(subject_of(typed.text, typed.asked).bodies) > 1  # each has its answer
    whole = typed.meanings[0]
    outcome = happened.OUTCOMES.get(whole.act)
    return whole.act not in {Act.ANSWER, Act.AGREE, Act.REFUSE} and whole.sure >= DISPUTES and outcome != found[0].value


_OF_DISPATCH = frozenset({Act.SENT, Act.DELIVERED, Act.ANSWER, Act.AGREE, Act.REFUSE, *COURTESY})
"""What a sentence means that tells how or when a letter left."""


_BY_ANOTHER = re.compile(
    r"(?:(?:oui|yes|ca y est|voila) )*(?:(?:il|elle|on|ils|elles) (?:l |les )(?:a|ont) (?:bien )?"
    r"(?:fait\w*|envoye\w*|poste\w*|mise?s?|depose\w*)|(?:he|she|they) (?:posted|sent|mailed) (?:it|them))\b(?! pour)"
)
_YES_FIRST = re.compile(r"(?:oui+|ouais|yes|yep)\b")


def _not_left(typed: Typed, found: Sequence[Choice]) -> Turn | None:
    """What a sentence leads to in which the words of a letter that left are, and which means something else.

    « L’enveloppe attend les timbres » has a medium in it, and no letter that left.
    """
    told = told_in(typed.text, person_today(typed.asked)).left
    whole = typed.meanings[0]
    if told is Dispatch.YES and _BY_ANOTHER.match(fold(typed.text)):
        return None  # « il l’a fait samedi », of a son who was to send it: the form says it back
    if told in {Dispatch.LATER, Dispatch.NEVER} and whole.sure < VERY_SURE:
        return None
    if whole.act is Act.NOT_SENT and told is Dispatch.YES and _YES_FIRST.match(fold(typed.text)):
        return None  # « ouiii, et en plus j’ai eu un timbre gratuit »: the form says it back
    unsaid = Dispatch.YES not in {told, *(choice.value for choice in found)}
    if unsaid and whole.act not in {Act.CORRECT_OTHER, Act.CORRECT_ADDRESS, Act.CORRECT_NAME, Act.MOVED}:
        return None
    sure = SURE if whole.act is Act.NOT_SENT else DISPUTES
    return None if whole.act in _OF_DISPATCH or whole.sure < sure else reply(typed, sure)


def _not_checked(typed: Typed) -> Turn | None:
    """What a sentence leads to that has the words of « c’est juste » in it: « presque, juste le code postal »."""
    if isinstance(typed.question.read(typed.text, typed.asked), Taken):
        return None  # « oui, mais c’est le 14 pas le 12 » says itself what is right
    whole = typed.meanings[0]
    agrees = {Act.ANSWER, Act.AGREE, *COURTESY}
    return None if whole.act in agrees or whole.sure < SURE else reply(typed, SURE)
