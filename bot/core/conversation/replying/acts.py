"""What is done with each act that a message can mean: a function an act, listed in `REPLIES`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.conversation.asking import Turn, ask, open_form
from bot.core.conversation.commands import Command
from bot.core.conversation.finishing import finish
from bot.core.conversation.forms.check import CHECK, is_yes_with_more
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.correct import CORRECT
from bot.core.conversation.forms.home import HOME, HOME_QUESTION
from bot.core.conversation.forms.name import BEHALF, CAPACITY, NAME, for_another, may_change_whom
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.pause import TOLD, told_until
from bot.core.conversation.forms.recipient import body_questions
from bot.core.conversation.forms.request import REQUEST
from bot.core.conversation.forms.settings import coming
from bot.core.conversation.hearing.doubts import answer_named
from bot.core.conversation.hearing.erasing import answer_erased, is_entry_erased, is_not_to_be_erased
from bot.core.conversation.hearing.others import is_of_another_matter, is_of_their_own, is_on_behalf, names_somebody
from bot.core.conversation.hearing.whose import represents
from bot.core.conversation.orders import obey
from bot.core.conversation.question import Finished, NotTaken, Taken
from bot.core.conversation.replying import beside, casework, happened
from bot.core.conversation.replying.heard import Heard, is_home, says
from bot.core.conversation.replying.topics import answers_to
from bot.core.conversation.state import Opened, Said
from bot.core.directory.folding import fold
from bot.core.ports.message import Say, Words, say
from bot.core.understanding.meaning import Act


def _beside(heard: Heard) -> Turn:
    return says(heard, beside.BESIDE[heard.found[0].act])


def _asks(heard: Heard) -> Turn:
    dead = heard.asked.reminding and any(one.topic == "death" for one in heard.found)
    ends = (say("heard.all-over"),) if dead else ()
    return says(heard, *answers_to(heard.found, heard.question, heard.asked), *ends)


def _as_choice(heard: Heard, value: str) -> Turn | None:
    """As if that choice of the request's question were taken; None where it is not offered."""
    if heard.form is not REQUEST or value not in {choice.value for choice in heard.question.choices(heard.asked)}:
        return None
    match heard.question.read(value, heard.asked):
        case Taken(sets=sets, drops=drops, notes=notes, revise=revise):
            now = heard.scene.conversation.saying(sets, drops)
            return ask(heard.scene.now(replace(now, revising=revise) if revise else now), *notes)
        case NotTaken(notes=notes):
            return says(heard, *notes)


def _goes(heard: Heard) -> Turn:
    """Somebody who leaves for now is told the day on which the bot comes back to them, if there is one."""
    first = next(iter(coming(heard.scene.asked)), None)
    note = (say("heard.next-reminder", day=first.due.date()),) if first else ()
    return says(heard, beside.BESIDE[heard.found[0].act], *note)


def _gives_up(heard: Heard) -> Turn:
    """Nothing obliges anybody; whoever gets reminders is told how to end them."""
    note = (say("heard.give-up-reminders"),) if heard.asked.reminding else ()
    return says(heard, say("heard.give-up"), *note)


def _unsure(heard: Heard) -> Turn:
    return _as_choice(heard, "unknown") or says(heard, say("heard.unsure"))


_AFTER_ALL = re.compile(r"\b(?:c est|finalement|donc|it s|now) (?:pour moi|for me)\b")
"""« Je croyais que c’était pour ma sœur, finalement c’est pour moi »."""


def _for_other(heard: Heard) -> Turn | None:
    """Where the name is asked: the letter is for that other person. Elsewhere it takes another conversation."""
    said = heard.found[0].words
    if heard.question is CONSENT and represents(said):
        return says(heard, say("heard.for-whom"))
    if heard.form is REQUEST and BEHALF in heard.asked.answers:
        return None  # it was said already
    if heard.question is NAME and _AFTER_ALL.search(fold(said)):
        return _for_self(heard)
    if heard.form is REQUEST and said and not (names_somebody(said) and is_on_behalf(said)):
        return None  # at the name the model is quick to hear it
    if heard.form is REQUEST and is_of_their_own(heard.found[0].words):
        return says(heard, say("heard.nothing"))
    return _as_choice(heard, BEHALF) or _whom_asked(heard) or _beside(heard)


def _whom_asked(heard: Heard) -> Turn | None:
    """For whom the letter is, asked now; None before anything is kept, and once letters are out."""
    if heard.form is not REQUEST or heard.question is CONSENT or not may_change_whom(heard.asked):
        return None
    if isinstance(told := for_another(heard.text, heard.asked), NotTaken):
        return says(heard, *told.notes)
    now = heard.scene.conversation
    if "capacity" not in told.sets:  # it is asked, and nothing is noted before the answer
        return ask(heard.scene.now(replace(now, revising="capacity")))
    return ask(heard.scene.now(replace(now.saying(told.sets, told.drops), revising=None)), *told.notes)


def _anonymous(heard: Heard) -> Turn:
    return says(heard, beside.anonymous(heard.question, heard.asked))


def _orders(command: Command) -> "Reply":
    return lambda heard: obey(heard.scene, command, "")


_NOT = frozenset({"pas", "ne", "jamais", "not", "t", "never"})


def _is_denied(heard: Heard) -> bool:
    """Whether a sentence says no to what it names: « pas tout à fait », « je ne parle pas anglais »."""
    return not _NOT.isdisjoint(fold(heard.text or "").split())


def _agree(heard: Heard) -> Turn | None:
    """Where keeping is asked about, and at the check, it is asked whether a yes was meant."""
    if _is_denied(heard):
        return None
    if heard.question is CHECK and is_yes_with_more(heard.text):  # a yes alone would drop what is to be changed
        return says(heard, say("check.what"))
    return says(heard, say("consent.leans")) if heard.question in {CONSENT, CHECK} else None


def _refuse(heard: Heard) -> Turn | None:
    """Somebody who will not tell, or will not have it kept: the letter can have a blank."""
    if heard.question is CAPACITY and names_somebody(heard.text):  # « non, il habite chez sa mère »
        return None
    return _anonymous(heard) if heard.form is REQUEST and heard.question is not CHECK else None


def _for_self(heard: Heard) -> Turn | None:
    """The letters are the person's own, which they are as long as nothing else is said: the name is asked."""
    return says(heard, say("heard.for-self")) if heard.question is NAME else None


_OF_THE_BODY = re.compile(
    r"\b(?:adresse|address) (?:de |of )?(?:la |ma |the |my |l )?(?:caisse|cpam|fund|banque|bank|hopital|hospital)\b"
)


def _correct_address(heard: Heard) -> Turn | None:
    """The person's own address is asked anew; at the check that of the body, where it is said so."""
    of_body = _as_choice(heard, "body-address") if _OF_THE_BODY.search(fold(heard.text)) else None
    return of_body or _correct("address")(heard)


def _back(heard: Heard) -> Turn | None:
    """One question back, or to the answer that is named; at home an entry of the case, or an answer, is corrected."""
    if heard.form is HOME or (heard.form is OUTCOME and not heard.asked.answers):
        return _correct_other(heard)
    return _correct_named(answer_named(heard.text), heard) or obey(heard.scene, Command.BACK, "")


def _correct_named(key: str, heard: Heard) -> Turn | None:
    match key:
        case "body":
            return _correct_body(heard)
        case "name" | "address":
            return _correct(key)(heard)
        case _:
            return None


def _where(heard: Heard) -> Turn:
    if heard.scene.case.log:
        return obey(heard.scene, Command.CASE, "")
    return says(heard, say("heard.here"))


def _after_these(does: "Reply") -> "Reply":
    """The same, once the questions of the request are answered; before, it is kept for later."""
    return lambda heard: does(heard) if is_home(heard.scene) else says(heard, say("heard.first-these"))


SAID_WHICH = 40
"""How sure it must be which answer is not right, where the sentence does not name it: « je n’arrive pas à lire »."""


def _correct(key: str, *notes: Say) -> "Reply":
    """One answer of the request is asked anew; once letters were sent, what they led to can be corrected too."""

    def correct(heard: Heard) -> Turn | None:
        if heard.question is CHECK and heard.found[0].sure < SAID_WHICH and not answer_named(heard.text):
            return says(heard, say("check.what"))
        scene = heard.scene.now(heard.scene.conversation.postponing())  # what was asked is asked again afterwards
        if CHECK.key in scene.conversation.answers:
            return finish(scene, Finished(recheck=True, revise=key)).after(*((Words(notes),) if notes else ()))
        if key in scene.conversation.answers:
            return ask(scene.now(replace(scene.conversation, revising=key)), *notes)
        return None  # it was not asked yet

    return correct


def _correct_body(heard: Heard) -> Turn | None:
    """Which body the letter goes to is asked anew, where the person says it."""
    asks = body_questions(heard.scene.world.campaign)
    return _correct(asks[0].key)(heard) if asks else None


def _english(heard: Heard) -> Turn | None:
    if heard.scene.conversation.language == "en" or "en" not in heard.scene.world.languages:
        return None  # it is spoken, or cannot be
    if _is_denied(heard):
        return None
    return obey(heard.scene, Command.LANGUAGE, "en")


def _correct_other(heard: Heard) -> Turn | None:
    """An entry of the case; where nothing was sent yet, the answers of the request."""
    if heard.scene.case.tracks(heard.asked.campaign):
        return open_form(heard.scene, CORRECT.key)
    scene = heard.scene.now(heard.scene.conversation.postponing())
    return finish(scene, Finished(recheck=True)) if is_home(scene) else None


def _stop(heard: Heard) -> Turn:
    """It is asked whether all reminders are to end; where there are none it is said."""
    if is_of_another_matter(heard.text):  # « les rappels de vaccin »
        return says(heard, say("heard.nothing"))
    return open_form(heard.scene, "stop") if heard.asked.reminding else obey(heard.scene, Command.STOP, "")


def _pause(heard: Heard) -> Turn:
    """It is asked until when, or whether the day that the sentence names is meant."""
    day = told_until(heard.text, heard.asked) if heard.asked.reminding else None
    if day is None:
        return obey(heard.scene, Command.PAUSE, "")
    opened = Opened("pause", "", (Said(TOLD, day.isoformat()),))
    return ask(heard.scene.now(heard.scene.conversation.opening(opened)))


def _erase(heard: Heard) -> Turn:
    """It is asked whether all is to go; nothing is there to go before anything was answered."""
    if is_not_to_be_erased(heard.text):
        return says(heard, say("erase.kept"))
    if (key := answer_erased(heard.text)) and (turn := _correct_named(key, heard)):
        return turn.after(Words((say("erase.answer"),)))
    if is_entry_erased(heard.text) and (turn := _correct_other(heard)):
        return turn
    kept = heard.scene.conversation.said or heard.scene.case.log
    return obey(heard.scene, Command.ERASE, "") if kept else says(heard, say("erase.nothing"))


def _help(heard: Heard) -> Turn:
    """At home the next step, where a letter is to be prepared, else all the help; elsewhere how to answer."""
    step = next(iter(HOME_QUESTION.choices(heard.asked)), None) if heard.form is HOME else None
    if step and step.value.startswith(("letter.", "complaint")):
        return says(heard, say("heard.next-step", step=step.label))
    return obey(heard.scene, Command.HELP, "") if heard.form is HOME else _beside(heard)


Reply = Callable[[Heard], Turn | None]
REPLIES: Mapping[Act, Reply] = {
    **dict.fromkeys(beside.BESIDE, _beside),
    **dict.fromkeys((Act.BYE, Act.LATER), _goes),
    Act.HELP: _help,
    Act.NOT_SENT: casework.not_sent,
    Act.GIVE_UP: _gives_up,
    Act.UNSURE: _unsure,
    Act.ANONYMOUS: _anonymous,
    Act.FOR_OTHER: _for_other,
    Act.ANSWER: lambda _: None,  # the question reads it
    Act.AGREE: _agree,
    Act.REFUSE: _refuse,
    Act.FOR_SELF: _for_self,
    Act.BACK: _back,
    Act.ASK: _asks,
    Act.LANGUAGE_ENGLISH: _english,
    Act.WHERE: _where,
    Act.WHEN_NEXT: _after_these(_orders(Command.REMINDERS)),
    Act.CHASE: _after_these(casework.chase),
    Act.COMPLAIN: _after_these(casework.complain),
    Act.COMPLAINED: _after_these(casework.complained),
    Act.LETTER_AGAIN: _orders(Command.LETTERS),
    Act.CORRECT_BODY: _correct_body,
    Act.CORRECT_NAME: _correct("name"),
    Act.CORRECT_ADDRESS: _correct_address,
    Act.CORRECT_OTHER: _correct_other,
    Act.OTHER_LETTER: _after_these(casework.other_letter),
    Act.MOVED: _correct("address", say("heard.moved")),
    Act.PAUSE_REMINDERS: _pause,
    Act.WANT_REMINDERS: _after_these(_orders(Command.REMINDERS)),
    Act.ERASE: _erase,
    Act.STOP_REMINDERS: _stop,
    Act.EXPORT: _orders(Command.EXPORT),
    Act.SENT: _after_these(casework.sent),
    Act.DELIVERED: _after_these(casework.delivered),
    **dict.fromkeys(happened.CAME, _after_these(casework.came)),
}
if missing := set(Act) - set(REPLIES):
    raise TypeError(f"nothing is done with what means {', '.join(sorted(missing))}")
