"""Whether the choice whose words are in a sentence is meant: « oui, à part la ville » is not « oui »."""

import re
from collections.abc import Mapping, Sequence

from bot.core.campaign.recipient import Outcome
from bot.core.conversation.asking import Scene, standing
from bot.core.conversation.assent import Assent, assent, plainly
from bot.core.conversation.forms.caisse import WHICH
from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.home import HOME
from bot.core.conversation.forms.outcome.form import OUTCOME
from bot.core.conversation.forms.outcome.possible import ANSWERED
from bot.core.conversation.forms.outcome.questions import ANSWER, RARE, WHAT
from bot.core.conversation.hearing.answers import denies, is_awaited, is_to_come
from bot.core.conversation.hearing.doubts import is_against, is_limited, is_taken_back, thinks_aloud
from bot.core.conversation.hearing.others import of_another
from bot.core.conversation.hearing.sending import nearly_sent
from bot.core.conversation.question import Taken
from bot.core.conversation.reading import Named, begins_asking, is_plain, named_words
from bot.core.conversation.replying.doubting import ALONE, is_doubtful_outcome
from bot.core.conversation.replying.typed import SURE, VERY_SURE, Typed
from bot.core.conversation.slots import is_told_of_several, subject_of, the_other_meant
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice
from bot.core.understanding.meaning import Act

_KEEPING = frozenset({"caisse_address", "check"})
"""Where « non rien » does not say no."""
_YES = frozenset({"oui", "yes"})


def is_half_a_yes(text: str, found: Sequence[Choice], named: Mapping[str, Named]) -> bool:
    """Whether a text says yes and something beside it, or asks: the choice that a plain yes is may not be meant."""
    words = named[found[0].value].every if len(found) == 1 else ()
    if _YES.isdisjoint(words):
        return False
    heard = assent(text, words)
    return heard is Assent.QUESTION or (heard is not Assent.YES and not is_plain(text, found, named))


def plainest(typed: Typed, found: Sequence[Choice]) -> Sequence[Choice]:
    """The same choices without « an answer came » where the sentence says which: « they answered, it’s all done »."""
    if typed.question is not WHAT or len(found) != 2:
        return found
    answers = {choice.value for choice in typed.question.understood(typed.asked)}
    told = [choice for choice in found if choice.value in answers]
    return told if len(told) == 1 and {choice.value for choice in found} == {told[0].value, ANSWERED} else found


def is_meant(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the choices whose words are in a sentence may be what it answers."""
    if typed.question.key in _KEEPING and is_taken_back(typed.text):
        return False
    if typed.form is HOME and nearly_sent(typed.text):
        return False  # « I nearly posted it »
    return not (
        is_limited(typed.text)
        or _is_mere_word(typed, found)
        or _is_untold(typed, found)
        or _is_whole_answer(typed, found)
    )


_NOTHING_ELSE = re.compile(
    r"\b(?:rien|nothing) (?:de grave|ne va|ne marche|a signaler|compris|a voir|a dire|serious|works|wrong|to do)\b|"
    r"\b(?:de vous|from you)\b|\b(?:rien|nothing) (?:depuis|since|d autre|else|de plus|more|after|apres)\b"
)


def _is_mere_word(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether « rien » is a word of a sentence that does not mean that nothing came, which would be noted at once."""
    nothing = typed.question in {WHAT, ANSWER, RARE} and [choice.value for choice in found] == [Outcome.NOTHING]
    return nothing and (typed.meanings[0].act is not Act.NOTHING_CAME or bool(_NOTHING_ELSE.search(fold(typed.text))))


def _is_untold(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether the words of an outcome stand in a sentence that does not tell of one that came to the person."""
    if typed.form is not OUTCOME:
        return False
    text = typed.text
    if "?" in text or is_of_another_body(typed) or is_told_of_several(typed.asked):
        return True
    if of_another(text) or begins_asking(text) or denies(text) or is_to_come(text) or thinks_aloud(text):
        return True
    nothing = [choice.value for choice in found] == [Outcome.NOTHING]
    return (is_awaited(text) and not nothing) or is_doubtful_outcome(typed, tuple(found))


def is_of_another_body(typed: Typed) -> bool:
    """Whether a sentence names another body than the one that is asked about."""
    bodies = subject_of(typed.text, typed.asked).bodies
    if other := "" if bodies else the_other_meant(typed.text, typed.asked):
        return other != typed.asked.about
    return bool(bodies) and typed.asked.track(typed.asked.about).name not in bodies


def _is_whole_answer(typed: Typed, found: Sequence[Choice]) -> bool:
    """Whether a sentence is itself what is right: at the check an address; « cpam 93 » where « cpam » is not known."""
    unknown = typed.question is WHICH and [choice.value for choice in found] == ["unknown"]
    return (unknown or typed.question is CHECK) and isinstance(typed.question.read(typed.text, typed.asked), Taken)


def seems_to_agree(typed: Typed, text: str) -> bool:
    """Whether a message as a whole, or a clause of it, seems to agree, and nothing in it limits that."""
    whole, *clauses = typed.meanings
    if is_limited(text) or is_against(text):
        return False
    if whole.act is Act.AGREE and whole.sure >= VERY_SURE:
        return True
    said = {plainly(one.words) for one in clauses}
    if Assent.YES in said and Assent.NO not in said and "?" not in text:
        return True
    heard = whole.act is Act.AGREE or whole.sure < SURE
    return heard and any(one.act is Act.AGREE and one.sure >= ALONE for one in clauses)


def says_yes_or_no(folded: str, yes: Sequence[str], no: Sequence[str]) -> bool:
    """Whether a word of a yes or a no is in the text; not the « n » of « je n’aime pas »."""
    said = {word for word in (*yes, *no) if len(word) > 1}
    return not said.isdisjoint(folded.split())


def is_chosen(scene: Scene, cleaned: str) -> bool:
    """Whether a bare word that is also a command is exactly one of the choices that the person sees.

    Not where only a plain yes or no counts: « effacer » does not confirm itself. Nor at home, where both do the same.
    """
    if cleaned[:1] in {"/", "!"} or not scene.conversation.greeted:
        return False
    form, question, asked = standing(scene)
    if question.strict or form is HOME:
        return False
    return any(fold(cleaned) in named_words(choice, scene.world).every for choice in question.choices(asked))
