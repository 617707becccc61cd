"""What somebody types: a command, a choice, an answer, or something else that is understood all the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.conversation.asking import Scene, Turn, ask, scene_of, settled, standing, start
from bot.core.conversation.assent import Assent, assent, leans_to_yes, plainly
from bot.core.conversation.commands import Command, asks_for_french, command_of
from bot.core.conversation.finishing import finish
from bot.core.conversation.forms.caisse import FORGOTTEN_WITH, SEARCH
from bot.core.conversation.forms.check import CHECK, is_yes_with_more
from bot.core.conversation.forms.consent import CONSENT
from bot.core.conversation.forms.home import HOME, MORE
from bot.core.conversation.forms.meant import MEANT, SAID
from bot.core.conversation.forms.request import REQUEST
from bot.core.conversation.forms.sent import HEARD_SURE
from bot.core.conversation.forms.settings import ERASE
from bot.core.conversation.hearing.danger import danger_in, who_listens
from bot.core.conversation.mending import begins_with_no
from bot.core.conversation.orders import obey, without_consent
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken, asking
from bot.core.conversation.reading import (
    LONGEST,
    Named,
    choices_of,
    clean,
    is_bare_number,
    is_plain,
    named_words,
    number_of,
)
from bot.core.conversation.replying.chosen import (
    is_chosen,
    is_half_a_yes,
    is_meant,
    plainest,
    says_yes_or_no,
    seems_to_agree,
)
from bot.core.conversation.replying.doubting import is_doubtful_answer
from bot.core.conversation.replying.happened import of_other_body
from bot.core.conversation.replying.nearest import choice_offered
from bot.core.conversation.replying.offering import (
    answer_offered,
    as_meant,
    assented,
    name_offered,
    of_the_body_named,
    offered,
    reading_said,
    said_besides,
)
from bot.core.conversation.replying.quoting import without_quote
from bot.core.conversation.replying.reply import (
    GENERIC,
    notes_to,
    replied_beside,
    replied_first,
    replied_instead,
    reply,
)
from bot.core.conversation.replying.typed import VERY_SURE, Typed
from bot.core.conversation.replying.unread import unread, without_a_yes
from bot.core.conversation.replying.weighing import weighed
from bot.core.conversation.written_name import with_names_written
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Words, say
from bot.core.ports.nir import looks_like_nir
from bot.core.understanding.language import language_of
from bot.core.understanding.meaning import Act


def typed(scene: Scene, text: str) -> Turn:
    """What a text leads to; whoever has answered nothing yet is answered in the language in which they write."""
    turn = _typed(scene, text)
    if scene.conversation.said or turn.conversation.said or command_of(clean(text)):
        return turn
    told = language_of(text, scene.world.small_words) or turn.conversation.language
    return replace(turn, conversation=replace(turn.conversation, language=told))


def _typed(scene: Scene, text: str) -> Turn:
    """What a text leads to: refused for what it holds, a command, or read by the question that stands."""
    cleaned = clean(text)
    if looks_like_nir(text) or looks_like_nir(cleaned):
        removal = (say("nir.clean"),) if scene.world.removes_hours else ()
        return ask(scene, briefly=True).after(Words((say("nir.refused"), *removal)))
    command = command_of(cleaned)
    if scene.conversation.language != "fr" and asks_for_french(cleaned):
        command = (Command.LANGUAGE, "fr")
    if isinstance(command, tuple) and is_chosen(scene, cleaned):
        command = None
    if isinstance(command, tuple):
        closes = command[0] in {Command.BACK, Command.CANCEL}
        return obey(scene if closes else _without_offer(scene), *command)
    if not scene.conversation.greeted:
        return start(scene)
    if not cleaned:
        return ask(scene, say("input.empty"), briefly=True)
    if danger := danger_in(cleaned):
        return ask(scene, who_listens(danger), briefly=True)
    if command:
        return ask(scene, say("command.unknown"), briefly=True)
    answered = without_quote(settled(scene), text)
    if not answered:
        return ask(scene, briefly=True)
    return _read(scene, answered, clean(answered))


def _without_offer(scene: Scene) -> Scene:
    """The scene in which it is not asked any more what an earlier sentence meant, or what else: the person went on."""
    return scene.now(scene.conversation.without(MEANT.key, MORE.key))


def _read(scene: Scene, text: str, cleaned: str) -> Turn:
    """A text read by the question that stands: a choice, an answer, or what it means otherwise."""
    form, question, asked = standing(scene)
    shown = question.choices(asked)
    choices = (*shown, *question.understood(asked))
    named = {choice.value: named_words(choice, scene.world) for choice in choices}
    if question.strict:
        return _assented(Typed(form, question, asked, cleaned), text, named)
    typed = Typed(form, question, asked, cleaned)
    heard = question.heard(cleaned)
    found = choices_of(heard, choices, named, numbered=len(shown) if question.numbered else 0, closed=question.closed)
    found = found or tuple(one for one in choices if named[one.value].words == fold(cleaned))
    found = tuple(plainest(typed, found)) or _assenting(cleaned, choices, named)
    if form is MEANT and not found:
        return _beneath(scene, asked, text, cleaned)
    if form is MORE and not found:
        return _read(settled(scene.now(scene.conversation.closing())), text, cleaned)
    near = True
    if not is_plain(cleaned, found, named):
        if turn := replied_first(typed, found):
            return turn
        if not is_meant(typed, found):
            near, found = not found, ()
    if is_half_a_yes(cleaned, found, named):
        return _in_words(typed, leans=True)
    if len(found) > 1:
        return ask(scene, say("choice.several", lines=tuple(choice.label for choice in found)), briefly=True)
    if not found and choices and question.numbered and not question.closed and is_bare_number(cleaned):
        return ask(scene, say("choice.no-such-number", number=cleaned), briefly=True)
    return answer(form, question, asked, found[0].value) if found else _in_words(typed, near=near)


def _beneath(scene: Scene, asked: Asked, text: str, cleaned: str) -> Turn:
    """What is typed where it was asked what a sentence meant, and is none of the readings: the question below reads it.

    It is not asked a second time in a row what was meant.
    """
    heard = plainly(text)
    if value := assented(asked, heard) or reading_said(asked, cleaned):
        return _as_meant(asked, value)
    if turn := said_besides(asked, cleaned):
        return turn
    if heard is Assent.YES:
        return unread(asked, (say("meant.which"),))
    said = of_the_body_named(asked, text), of_the_body_named(asked, cleaned)
    return _read(scene.now(replace(scene.conversation.closing(), unread=MEANT.key)), *said)


def _assenting(cleaned: str, choices: Sequence[Choice], named: Mapping[str, Named]) -> tuple[Choice, ...]:
    """The one choice that a plain yes or no is, in whatever words: « nope » where « non » is « pas encore »."""
    heard = plainly(cleaned)
    if "refus" in fold(cleaned):  # of a letter it is an answer that came, and no « non »
        return ()
    word = {Assent.YES: {"oui", "yes"}, Assent.NO: {"non", "no"}}.get(heard, set[str]())
    found = tuple(choice for choice in choices if word & set(named[choice.value].every))
    return found if len(found) == 1 else ()


def _in_words(typed: Typed, *, leans: bool = False, near: bool = True) -> Turn:
    """What a text that is no choice leads to: what the question reads in it, weighed with what it means.

    leans  whether it holds a yes with something else, of which it is asked again where it is not understood
    near   whether a choice may be meant that it is near: not where the words of one are in it, and do not mean it
    """
    reading = weighed(typed, typed.question.read(typed.text, typed.asked))
    if isinstance(reading, Taken) and is_doubtful_answer(typed, reading):
        if typed.asked.conversation.unread != MEANT.key:
            return _doubted(typed, reading)
        reading = NotTaken((say("caisse.not-found" if typed.question is SEARCH else "no-answer"),))
    unread = isinstance(reading, NotTaken) and bool(GENERIC & {note.key for note in reading.notes})
    turn = (name_offered(typed) if unread else None) or (choice_offered(typed, reading) if near else None)
    turn = turn or replied_instead(typed, reading) or (offered(typed) if unread else None)
    if leans and unread:
        more = typed.question is CHECK and is_yes_with_more(typed.text)
        reading = NotTaken((say("check.what" if more else "choice.leans"),))
    return turn or _taken(typed.form, typed.question, typed.asked, reading)


def _doubted(typed: Typed, reading: Taken) -> Turn:
    """A question in the sentence is answered; else it is asked whether that is the answer."""
    whole = typed.meanings[0]
    asks = whole.act is Act.ASK and whole.sure >= VERY_SURE
    return (reply(typed, VERY_SURE) if asks else None) or answer_offered(typed, reading)


def _assented(typed: Typed, text: str, named: Mapping[str, Named]) -> Turn:
    """The turn after an answer to a question that only a plain yes or no answers; any other answer changes nothing.

    text  as it was sent: its signs count
    """
    form, question, asked = typed.form, typed.question, typed.asked
    choices, folded = question.choices(asked), fold(text)
    number = number_of(folded, closed=True)
    if number is not None and 1 <= number <= len(choices) and "-" not in text:
        return answer(form, question, asked, choices[number - 1].value)
    other = [value for value, words in named.items() if value not in {"yes", "no"} and folded in {*words.every, value}]
    if other:
        return answer(form, question, asked, other[0])
    yes, no = named["yes"].every, named["no"].every
    heard = assent(text, yes, no) if len(text) <= LONGEST else Assent.UNCLEAR
    if form is ERASE and not folded:  # a sign alone erases nothing: a thumb slips
        heard = Assent.UNCLEAR
    declines = begins_with_no(text) and not says_yes_or_no(folded, (*yes, "accord"), ())
    if form is ERASE and heard is not Assent.YES and declines:
        heard = Assent.NO  # « non attendez » keeps all
    if heard in {Assent.YES, Assent.NO}:
        return answer(form, question, asked, heard)
    if turn := of_other_body(text, scene_of(asked)):
        return turn
    if question.key == HEARD_SURE.key and isinstance(reading := question.read(typed.text, asked), Taken):
        return _taken(form, question, asked, reading)  # « non, en recommandé »
    hedged = form is not ERASE and heard is Assent.HEDGED
    leans = hedged and (leans_to_yes(text, yes, no) or (question is CONSENT and seems_to_agree(typed, text)))
    if leans and question is CONSENT and typed.meanings[0].act is Act.GREET:  # « bonjour, … pour mes données »
        leans = leans_to_yes(text) or seems_to_agree(typed, text)
    return _asked_again(typed, heard, answers=says_yes_or_no(folded, yes, no), leans=leans)


def _asked_again(typed: Typed, heard: Assent, *, answers: bool, leans: bool) -> Turn:
    """The turn after no plain yes or no.

    answers  whether a word of one is in the text, which is then no other matter
    leans    whether it is asked if a yes was meant
    """
    asked, says = typed.asked, typed.question.strict or (lambda _: ())
    if leans:
        return ask(scene_of(asked), say("consent.leans"), briefly=True)
    hedged, notes = heard is Assent.HEDGED, notes_to(typed)
    beside = (
        not (answers and notes) if typed.question is CONSENT else not answers and (hedged or typed.form is not ERASE)
    )
    if beside and (turn := replied_beside(typed, heard)):
        return turn
    if typed.question is CONSENT:
        return without_a_yes(asked, notes, says(heard if beside and not hedged and not answers else Assent.HEDGED))
    if beside and not hedged and not answers:
        return unread(asked, says(heard))
    return ask(scene_of(asked), *notes, *says(Assent.HEDGED), briefly=True)


def answer(form: Form, question: Question, asked: Asked, value: str) -> Turn:
    """What the choice of that value leads to."""
    if question is CONSENT and value in {"no", "blank"}:
        return without_consent(scene_of(asked), value)
    return _taken(form, question, asked, question.read(value, asked))


def _taken(form: Form, question: Question, asked: Asked, reading: Reading) -> Turn:
    match reading:
        case NotTaken(notes=notes):
            return unread(asked, notes)
        case Taken():
            return _take(form, question, asked, reading)


def _as_meant(asked: Asked, value: str) -> Turn:
    """What the chosen reading leads to: that it is the answer to the question below, or something else."""
    if value != Act.ANSWER:
        return as_meant(asked, value)
    scene = scene_of(asked)
    form, question, below = standing(scene.now(scene.conversation.closing()))
    return _taken(form, question, below, question.read(asked.answers.get(SAID, ""), below))


def _take(form: Form, question: Question, asked: Asked, taken: Taken) -> Turn:
    conversation = asked.conversation
    if form is MEANT:
        return _as_meant(asked, taken.sets["reading"])
    if form is HOME:
        return finish(scene_of(asked), HOME.finish(replace(asked, answers=dict(taken.sets))))
    if form is REQUEST:
        taken = with_names_written(taken)
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
