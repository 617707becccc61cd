"""What is done with each act that a message can mean: a function an act, listed in `REPLIES`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.campaign.letter_name import LetterKind
from bot.core.case.case import read_key
from bot.core.conversation.asking import Scene, Turn, ask, open_form, scene_of
from bot.core.conversation.commands import Command
from bot.core.conversation.dates import person_today
from bot.core.conversation.finishing import finish
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.correct import CORRECT
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.name import NAME
from bot.core.conversation.forms.request import CHECK, REQUEST, body_questions
from bot.core.conversation.forms.sent import DELIVERY, sendable
from bot.core.conversation.hearing import denies, of_another
from bot.core.conversation.orders import obey
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Taken
from bot.core.conversation.replying import beside, happened
from bot.core.conversation.replying.topics import answers_to
from bot.core.conversation.slots import subject_of
from bot.core.conversation.state import Opened
from bot.core.conversation.telling import Dispatch, told_in
from bot.core.conversation.timeline import case_messages
from bot.core.ports.message import Say, Words, say
from bot.core.understanding.meaning import Act, Meaning


@dataclass(frozen=True)
class Heard:
    """The question that stands, and what a message means, the weightiest first."""

    form: Form
    question: Question
    asked: Asked
    found: tuple[Meaning, ...]

    @property
    def scene(self) -> Scene:
        """The scene in which the question is asked."""
        return scene_of(self.asked)


def _says(heard: Heard, *notes: Say) -> Turn:
    return ask(heard.scene, *notes, briefly=True)


def _beside(heard: Heard) -> Turn:
    return _says(heard, beside.BESIDE[heard.found[0].act])


def _not_sent(heard: Heard) -> Turn:
    """A letter waits; or one that was told of has not left, and that is to be corrected."""
    if heard.scene.case.tracks(heard.asked.campaign) and not sendable(heard.scene.asked):
        return open_form(heard.scene, CORRECT.key)
    return _says(heard, beside.BESIDE[Act.NOT_SENT])


def _asks(heard: Heard) -> Turn:
    return _says(heard, *answers_to(heard.found, heard.question, heard.asked))


def _as_choice(heard: Heard, value: str) -> Turn | None:
    """As if that choice of the request's question were taken; None where it is not offered."""
    if heard.form is not REQUEST or value not in {choice.value for choice in heard.question.choices(heard.asked)}:
        return None
    match heard.question.read(value, heard.asked):
        case Taken(sets=sets, drops=drops, notes=notes):
            return ask(heard.scene.now(heard.scene.conversation.saying(sets, drops)), *notes)
        case NotTaken(notes=notes):
            return _says(heard, *notes)


def _unsure(heard: Heard) -> Turn:
    return _as_choice(heard, "unknown") or _says(heard, say("heard.unsure"))


def _for_other(heard: Heard) -> Turn:
    """Where the name is asked: the letter is for that other person. Elsewhere it takes another conversation."""
    return _as_choice(heard, "behalf") or _beside(heard)


def _anonymous(heard: Heard) -> Turn:
    return _says(heard, beside.anonymous(heard.question, heard.asked))


def _orders(command: Command) -> "Reply":
    return lambda heard: obey(heard.scene, command, "")


def _agree(heard: Heard) -> Turn | None:
    """Where keeping is asked about, it is asked whether a yes was meant; elsewhere the question reads it."""
    return _says(heard, say("consent.leans")) if heard.question is CONSENT else None


def _refuse(heard: Heard) -> Turn | None:
    """Somebody who will not tell, or will not have it kept: the letter can have a blank."""
    return _anonymous(heard) if heard.form is REQUEST and heard.question is not CHECK else None


def _for_self(heard: Heard) -> Turn | None:
    """The letters are the person's own, which they are as long as nothing else is said: the name is asked."""
    return _says(heard, say("heard.for-self")) if heard.question is NAME else None


def _back(heard: Heard) -> Turn | None:
    """One question back; at home an entry of the case, or an answer, is corrected."""
    return _correct_other(heard) if heard.form is HOME else obey(heard.scene, Command.BACK, "")


def _delivered(heard: Heard) -> Turn:
    """The post delivered a letter: its day is asked for, where it matters; else it is as if they had acknowledged it."""
    asked, subject = replace(heard.scene.asked, answers={}), subject_of(heard.found[0].words, heard.asked)
    offered = [choice.value for choice in HOME.questions[0].choices(asked)]
    keys = [value.partition(".")[2] for value in offered if value.startswith(f"{DELIVERY.key}.")]
    meant = [key for key in keys if not subject.bodies or key.partition(".")[0] in subject.bodies]
    if meant:
        return open_form(heard.scene, DELIVERY.key, meant[0])
    if not heard.scene.case.tracks(heard.asked.campaign):
        return happened.sent(heard.scene, ())
    acknowledged = replace(heard.found[0], act=Act.CAME_ACKNOWLEDGED)
    return _came(replace(heard, found=(acknowledged,)))


def _where(heard: Heard) -> Turn:
    if heard.scene.case.log:
        return obey(heard.scene, Command.CASE, "")
    return _says(heard, say("start.resume"))


def is_home(scene: Scene) -> bool:
    """Whether the first letters were given: before that, nothing can have happened to them."""
    return CHECK.key in scene.conversation.answers or bool(scene.case.log)


def _after_these(does: "Reply") -> "Reply":
    """The same, once the questions of the request are answered; before, it is kept for later."""
    return lambda heard: does(heard) if is_home(heard.scene) else _says(heard, say("heard.first-these"))


def _sent(heard: Heard) -> Turn:
    """Letters left; or did not, where the sentence denies it: « celle du Hub, pas encore celle de la caisse »."""
    today, denied = person_today(heard.asked), {Dispatch.LATER, Dispatch.NEVER}
    every = [meaning for meaning in heard.found if meaning.act is Act.SENT]
    parts = [one for one in every if told_in(one.words, today).left not in denied]
    if not parts:
        return _not_sent(heard)
    whole, clauses = parts[0], parts[1:]
    several = len({subject_of(one.words, heard.asked) for one in clauses}) > 1
    return happened.sent(heard.scene, clauses if several else (whole,))


def _came(heard: Heard) -> Turn:
    """What came, unless it came to somebody else, or the sentence denies it."""
    told = heard.found[0]
    others = of_another(told.words) and "capacity" not in heard.scene.conversation.answers
    if others or (denies(told.words) and told.act in {Act.CAME_DECLINED, Act.CAME_DONE}):
        return _says(heard, say("heard.yours"))
    return happened.came(heard.scene, [one for one in heard.found if one.act in CAME])


CAME = frozenset({*happened.OUTCOMES, Act.CAME_SOMETHING})
"""What tells that an answer came, or that none did."""


def _home(scene: Scene, value: str) -> Turn | None:
    """As if that choice of the home menu were taken; None where it is not offered now."""
    asked = replace(scene.asked, answers={})
    if value not in {choice.value for choice in HOME.questions[0].choices(asked)}:
        return None
    return finish(scene, HOME.finish(replace(asked, answers={"next": value})))


def _not_yet(heard: Heard, why: Say) -> Turn:
    """Why a letter cannot be prepared now, and where the case stands."""
    return _says(heard).after(Words((why,)), *case_messages(heard.scene.asked))


def _chase(heard: Heard) -> Turn:
    """A chase that is due is prepared; else it is said when it will be."""
    asked, subject = replace(heard.scene.asked, answers={}), subject_of(heard.found[0].words, heard.asked)
    offered = [
        choice.value.removeprefix("letter.")
        for choice in HOME.questions[0].choices(asked)
        if choice.value.startswith("letter.")
    ]
    chases = [key for key in offered if read_key(key)[0].kind in {LetterKind.CHASE, LetterKind.CHASE2}]
    meant = [key for key in chases if not subject.bodies or read_key(key)[0].track in subject.bodies]
    turn = _home(heard.scene, f"letter.{meant[0]}") if meant else None
    return turn or _not_yet(heard, say("heard.chase-when"))


def _complain(heard: Heard) -> Turn:
    turn = _home(heard.scene, "complaint")
    return turn or _not_yet(heard, say("heard.complain-when"))


def _complained(heard: Heard) -> Turn:
    """The complaint that was given here has left; one that was not is the person's own."""
    complaints = [key for key in sendable(heard.scene.asked) if read_key(key)[0].kind is LetterKind.COMPLAINT]
    if complaints:
        return ask(heard.scene.now(heard.scene.conversation.opening(Opened("sent", complaints[0]))))
    return _says(heard, say("heard.complained"))


def _correct(key: str, *notes: Say) -> "Reply":
    """One answer of the request is asked anew; once letters were sent, what they led to can be corrected too."""

    def correct(heard: Heard) -> Turn | None:
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
    return obey(heard.scene, Command.LANGUAGE, "en")


def _correct_other(heard: Heard) -> Turn | None:
    """An entry of the case; where nothing was sent yet, the answers of the request."""
    if heard.scene.case.tracks(heard.asked.campaign):
        return open_form(heard.scene, CORRECT.key)
    scene = heard.scene.now(heard.scene.conversation.postponing())
    return finish(scene, Finished(recheck=True)) if is_home(scene) else None


def _other_letter(heard: Heard) -> Turn:
    """The letters that are offered to whoever has sent a first one."""
    return _home(heard.scene, "besides") or _says(heard, say("heard.nothing-sent"))


def _stop(heard: Heard) -> Turn:
    """It is asked whether all reminders are to end; where there are none it is said."""
    return open_form(heard.scene, "stop") if heard.asked.reminding else obey(heard.scene, Command.STOP, "")


def _erase(heard: Heard) -> Turn:
    """It is asked whether all is to go; nothing is there to go before anything was answered."""
    kept = heard.scene.conversation.said or heard.scene.case.log
    return obey(heard.scene, Command.ERASE, "") if kept else _says(heard, say("erase.nothing"))


def _help(heard: Heard) -> Turn:
    return obey(heard.scene, Command.HELP, "") if heard.form is HOME else _beside(heard)


Reply = Callable[[Heard], Turn | None]
REPLIES: Mapping[Act, Reply] = {
    **dict.fromkeys(beside.BESIDE, _beside),
    Act.HELP: _help,
    Act.NOT_SENT: _not_sent,
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
    Act.CHASE: _after_these(_chase),
    Act.COMPLAIN: _after_these(_complain),
    Act.COMPLAINED: _after_these(_complained),
    Act.LETTER_AGAIN: _orders(Command.LETTERS),
    Act.CORRECT_BODY: _correct_body,
    Act.CORRECT_NAME: _correct("name"),
    Act.CORRECT_ADDRESS: _correct("address"),
    Act.CORRECT_OTHER: _correct_other,
    Act.OTHER_LETTER: _after_these(_other_letter),
    Act.MOVED: _correct("address", say("heard.moved")),
    Act.PAUSE_REMINDERS: _orders(Command.PAUSE),
    Act.WANT_REMINDERS: _after_these(_orders(Command.REMINDERS)),
    Act.ERASE: _erase,
    Act.STOP_REMINDERS: _stop,
    Act.EXPORT: _orders(Command.EXPORT),
    Act.SENT: _after_these(_sent),
    Act.DELIVERED: _after_these(_delivered),
    **dict.fromkeys(CAME, _after_these(_came)),
}
if missing := set(Act) - set(REPLIES):
    raise TypeError(f"nothing is done with what means {', '.join(sorted(missing))}")
