"""Reading typed words: cleaning them, and comparing them with choices. All questions use it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.core.conversation.world import World
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice

MOST_WORDS = 12
"""The most words of a sentence in which a choice is looked for."""
_LONGEST_CHOICE = 200
"""Characters of a text in which a choice is looked for; no label has as many."""
LONGEST = 4_000
"""The most characters of a message that are read; no honest answer is longer."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_POLITE = re.compile(
    r"\b(s il vous plait|s il te plait|svp|stp|merci( bien| beaucoup)?|please|thanks?( you)?|alors|euh)\b"
)
_NUMBER = re.compile(
    r"(?:(?:la|le|l|the|numero|n|choix|reponse|option|number) )*(\d{1,2})(?: ?(?:er|ere|e|eme|st|nd|rd|th))?"
)
_IN_LETTERS = re.compile(
    r"(?:(?:la|le|numero|number|choix|choice|reponse|answer|option) )+"
    r"(?:(une?|one)|(deux|two)|(trois|three)|(quatre|four)|(cinq|five)|(six)|(sept|seven)|(huit|eight))"
)
"""« La deux », « numéro trois »; « deux » alone may be both letters."""
_ORDINALS = (
    ("premiere", "premier", "first"), ("deuxieme", "seconde", "second"), ("troisieme", "third"),
    ("quatrieme", "fourth"), ("cinquieme", "fifth"), ("sixieme", "sixth"), ("septieme", "seventh"),
    ("huitieme", "eighth"),
)  # fmt: skip


def clean(text: str) -> str:
    """The text without control and format characters, line breaks kept, spaces collapsed, at most LONGEST long."""
    kept = unicodedata.normalize("NFC", text[: LONGEST * 2])
    if not kept.replace("\n", "").isprintable():  # most texts hold nothing that is to be taken out
        kept = "".join(
            "\n" if c in "\n\r\u2028\u2029" else " " if c.isspace() else c
            for c in kept
            if c in "\n\r\t\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST]


@dataclass(frozen=True, slots=True)
class Named:
    """The ways to type one choice: its words, and other words that people use for it; all folded."""

    words: str
    others: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All ways to type the choice."""
        return (self.words, *self.others)


def named_words(choice: Choice, world: World) -> Named:
    """How a choice can be typed, in the person's language."""
    return Named(fold(world.wording(choice.label)), _folded(world.others(choice.label)))


@cache
def _folded(others: str) -> tuple[str, ...]:
    """What stands between the bars of a catalogue's entry, folded once: nothing of a person is in it."""
    return tuple(fold(words) for words in others.split("|"))


def _is_begun(folded: str, spoken: Sequence[str], named: Named) -> bool:
    """Whether a text is the beginning of a choice's words; one word is that of its label only.

    « Non » is not the beginning of « non réclamé », nor « bon alors » that of « bon pour moi ».
    """
    ways = named.every if " " in folded else (named.words,)
    return any(f"{words} ".startswith(f"{said} ") for words in ways for said in spoken)


def choices_of(
    typed: str, choices: tuple[Choice, ...], named: Mapping[str, Named], *, numbered: int, closed: bool
) -> tuple[Choice, ...]:
    """The choice that was typed; several where a sentence says more than one, and nobody can know which is meant.

    By its number or rank; by its words, others that mean the same, or the only beginning that fits; and, where only a
    choice is an answer, by a part of its words, or by these found inside a longer sentence: « je ne suis pas d’accord »
    is a no.

    named     the words of each choice by its value, in the person's language
    numbered  how many of the choices, from the first on, a bare number can mean
    closed    whether anything but a choice is no answer
    """
    folded = " ".join(_POLITE.sub(" ", fold(typed)).split()) or fold(typed)
    if not folded or len(folded) > _LONGEST_CHOICE:
        return ()
    # Where something else than a choice may be meant, « le 2 » is a day of the month and only « 2 » the second choice.
    if numbered and (number := number_of(folded, closed=closed)) is not None:
        return choices[number - 1 : number] if 1 <= number <= numbered else ()
    spoken = (folded, _answered_in_kind(folded))
    exact = [choice for choice in choices if {*spoken} & {*named[choice.value].every, fold(choice.value)}]
    begun = [choice for choice in choices if "?" not in typed and _is_begun(folded, spoken, named[choice.value])]
    part = [
        choice
        for choice in choices
        if len(folded) >= 4 and any(f" {said} " in f" {named[choice.value].words} " for said in spoken)
    ]
    found = exact or begun or (part if closed else [])
    if found or not closed:
        return (found[0],) if len(found) == 1 else ()
    return _inside(folded, choices, named)


def is_plain(typed: str, found: Sequence[Choice], named: Mapping[str, Named]) -> bool:
    """Whether a message is a choice to the letter, or its beginning, or its number: it says nothing beside."""
    folded = " ".join(_POLITE.sub(" ", fold(typed)).split()) or fold(typed)
    if not folded or number_of(folded, closed=True) is not None:
        return True
    every = [words for choice in found for words in (*named[choice.value].every, fold(choice.value))]
    return any(f"{words} ".startswith(f"{folded} ") for words in every)


_IN_KIND = {"ma": "votre", "mon": "votre", "mes": "vos", "my": "your"}
NEGATIONS = frozenset({"pas", "jamais", "not", "never", "don", "didn", "haven"})


def _answered_in_kind(folded: str) -> str:
    """The sentence in the bot's words: « à ma caisse » becomes « à votre caisse », as the choice has it."""
    return " ".join(_IN_KIND.get(word, word) for word in folded.split())


def is_bare_number(typed: str) -> bool:
    """Whether the text is only a small number, which is the number of a choice and no day of a month."""
    return typed.isascii() and typed.isdigit() and len(typed) <= 2


def number_of(folded: str, *, closed: bool) -> int | None:
    """The number or rank of a choice in a text; « le 2 » counts only where it cannot be a day."""
    if not closed and not is_bare_number(folded) and any(c.isdigit() for c in folded):
        return None
    if match := _NUMBER.fullmatch(folded):
        return int(match[1])
    if closed and (match := _IN_LETTERS.fullmatch(folded)):
        return match.lastindex
    words = set(folded.split()) - {"la", "le", "l", "the"}
    return next((rank for rank, names in enumerate(_ORDINALS, start=1) if len(words) == 1 and words & set(names)), None)


def _inside(folded: str, choices: tuple[Choice, ...], named: Mapping[str, Named]) -> tuple[Choice, ...]:
    """The choices whose words are in the sentence; else the one that the sentence begins with.

    Words that stand within other words that were found do not count: « d’accord » in « je ne suis pas d’accord ».
    """
    if len(folded.split()) > MOST_WORDS or {"ou", "or"} & set(folded.split()):
        return ()  # « une réponse, ou rien n’est venu » says neither
    within, denied = f" {folded} ", bool(NEGATIONS & set(folded.split()))

    def says(words: str) -> bool:
        """« je n’ai pas encore envoyé la lettre » is not « envoyé »; « je ne suis pas d’accord » is itself."""
        return len(words) >= 4 and f" {words} " in within and (not denied or bool(NEGATIONS & set(words.split())))

    said = {(choice, words) for choice in choices for words in named[choice.value].every if says(words)}
    whole = {
        choice
        for choice, words in said
        if not any(f" {words} " in f" {other} " for _, other in said - {(choice, words)})
    }
    if whole:
        return tuple(choice for choice in choices if choice in whole)
    short = {c for c in choices for words in named[c.value].every if len(words) >= 2 and f" {words} " in within}
    begun = {c for c in short for words in named[c.value].every if words and within.startswith(f" {words} ")}
    return tuple(begun) if len(short) == 1 else ()  # « oui ou non » is neither


def looks_like_email(text: str) -> bool:
    """Whether the text holds an e-mail address."""
    return "@" in text and bool(_EMAIL.search(text))


_WITH_EMAIL = re.compile(
    rf"[\s,;]*(?:\b(?:et|and)\b\s+)?(?:\b(?:mon|ma|my)\b\s+)?(?:\b(?:adresse|e-?mail|mail|courriel)\b\s*)*"
    rf"(?:\b(?:est|c['’]est|is)\b|:)?\s*{_EMAIL.pattern}",
    re.IGNORECASE,
)


def without_email(text: str) -> str:
    """The text without the e-mail addresses in it, and without the words that announce them."""
    return _WITH_EMAIL.sub("", text).strip()


_NO_ANSWER = frozenset(
    fold(words)
    for words in (
        "oui", "non", "ok", "d’accord", "merci", "rien", "plus tard", "je ne sais pas", "je sais pas", "c’est bon",
        "je ne sais plus", "je ne veux pas", "je ne veux pas le dire", "je préfère pas", "je préfère ne pas le dire",
        "pas maintenant", "au revoir", "bonne journée", "bonne soirée", "à bientôt", "aucune idée", "euh", "quoi",
        "hein", "pourquoi", "les deux", "hier", "aujourd’hui", "demain", "la poste", "voilà", "le même", "la même",
        "pareil", "la garder", "garder", "la corriger", "corriger", "c’est juste", "juste", "c’est ça",
        "c’est cela", "exact", "exactement", "correct", "c’est correct", "tout est juste", "keep it", "that’s right",
        "both", "today", "yesterday", "tomorrow", "by post", "the same", "same",
        "moi", "moi-même", "pour moi", "me", "personne", "nobody", "no one", "non rien", "no nothing",
        "bof", "mouais", "meh",
        "mineur", "mineure", "majeur", "majeure", "adulte", "un enfant", "a child", "an adult", "minor",
        "myself",
        "yes", "no", "nothing", "later", "i don’t know", "i don’t want to", "thanks", "bye", "why", "what",
    )
)  # fmt: skip
_RELUCTANT = re.compile(
    r"je (ne )?(veux|sais|prefere|peux|souhaite|comprends) (pas|plus|jamais|ne pas)\b|j ai (pas|plus|jamais)\b|"
    r"pas envie|"
    r"(il )?y a\b|"
    r"i (don t|do not|d rather not|would rather not|can t)\b"
)
"""Beginnings of sentences that no name and no address has."""


_QUESTION = re.compile(
    r"(?:et |mais |euh |ben |bah |and |but |so )*(?:(?:il )?faut |is \d|"
    r"c est quoi|c quoi|c koi|c est qui|c qui|c est ou|qu est ce|qu es ce|keske?|"
    r"est ce qu|pourquoi|pk\b|pourkoi|comment (?:ca|on|je|vous|faire|savoir|il|elle)\b|combien|a quoi|"
    r"de quoi|a qui|qui (?:va|peut|est|etes|lit|voit)\b|ca veut dire|what|why|who (?:is|are|will|can|reads?)\b|"
    r"how (?:do|can|long|much|is|are|will|would)\b|where (?:do|is|are|can|will)\b|do (?:i|you|we)\b|can (?:i|you|we)\b|"
    r"(?:have|has|did|would|could|should) (?:i|you|we|they|he|she|it|there)\b|"
    r"is (?:it|that|this|there|an?|the)\b|are you\b|will (?:you|it|they)\b)"
)
"""Beginnings of questions, which many people type without the sign; no name and no address begins so."""


def begins_asking(typed: str) -> bool:
    """Whether a text begins as questions do, with or without the sign: « c’est quoi la différence »."""
    return bool(_QUESTION.match(fold(typed)))


def asks_back(typed: str) -> bool:
    """Whether a text typed for a name or an address is a question; with a number it may be a doubtful address."""
    signed, begins = typed.rstrip().endswith("?"), begins_asking(typed)
    return signed and begins if any(c.isdigit() for c in typed) else signed or begins


def is_small_talk(typed: str) -> bool:
    """Whether a text typed for a name or an address is small talk, which no letter should print."""
    folded = fold(typed)
    return folded in _NO_ANSWER or bool(_RELUCTANT.match(folded))
