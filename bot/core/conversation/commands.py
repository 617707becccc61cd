"""The commands: words that work at any question, after `/`, `!` or nothing, without accents too, in both languages."""

import re
from enum import StrEnum

from bot.core.conversation.linking import as_compared
from bot.core.directory.folding import fold


class Command(StrEnum):
    """The commands that a person can give at any moment."""

    START = "start"
    HELP = "aide"
    BACK = "retour"
    CANCEL = "annuler"
    CASE = "dossier"
    REMINDERS = "rappels"
    LANGUAGE = "langue"
    PRIVACY = "confidentialite"
    EXPORT = "exporter"
    ERASE = "effacer"
    PAUSE = "pause"
    STOP = "stop"
    LETTERS = "lettres"
    FILES = "fichiers"
    REPORT = "adresse"
    LINK = "lier"
    HERE = "ici"
    UNLINK = "delier"
    CLEAN = "nettoyer"
    ACTIONS = "demarches"


WORDS: dict[Command, tuple[str, ...]] = {
    Command.START: (
        "start", "demarrer", "commencer", "bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "menu",
    ),
    Command.HELP: ("aide", "help", "?", "aidez moi", "a l aide"),
    Command.BACK: ("retour", "back", "precedent", "revenir"),
    Command.CANCEL: ("annuler", "cancel", "annule", "abandonner"),
    Command.CASE: ("dossier", "case", "mon dossier", "my case", "cas"),
    Command.REMINDERS: ("rappels", "reminders", "rappel", "reminder"),
    Command.LANGUAGE: ("langue", "language", "lang"),
    Command.PRIVACY: ("confidentialite", "privacy", "vie privee"),
    Command.EXPORT: ("exporter", "export"),
    Command.ERASE: ("effacer", "delete", "supprimer", "erase"),
    Command.PAUSE: ("pause", "suspendre", "mettre en pause"),
    Command.STOP: ("stop", "arret", "arreter"),
    Command.LETTERS: ("lettres", "letters", "mes lettres", "my letters"),
    Command.REPORT: ("adresse fausse", "signaler", "report"),
    Command.LINK: ("lier", "link", "relier"),
    Command.HERE: (),
    Command.UNLINK: ("delier", "unlink"),
    Command.CLEAN: ("nettoyer", "clean", "clean up"),
    Command.ACTIONS: (
        "demarches", "mes demarches", "vos demarches", "autre demarche", "une autre demarche", "autres demarches",
        "actions", "my actions", "other action", "another action",
    ),
    Command.FILES: ("fichiers", "files", "fichier", "file", "imprimer", "print"),
}  # fmt: skip
_PREFIXED = {"adresse": Command.REPORT, "address": Command.REPORT, "ici": Command.HERE, "here": Command.HERE}
"""The words that are commands after a `/` or a `!` only; without one, they are answers."""
_BY_WORD = {word: command for command, words in WORDS.items() for word in words}
ANSWER = "reponse"
"""The word after `/start` in a link that opens the question about a track: « reponse-hdh »."""


_FRENCH = re.compile(
    r"(?:(?:pardon|please|sorry|in|en|parlez|parle|je (?:veux|prefere)|du|le|speak|can you|back to) )*"
    r"(?:francais|french)"
    r"(?: (?:please|svp|stp|s il vous plait|merci))?"
)


def asks_for_french(text: str) -> bool:
    """Whether a whole message asks for French: « français », « pardon en français », « french please »."""
    return bool(_FRENCH.fullmatch(fold(text)))


def command_of(text: str) -> tuple[Command, str] | str | None:
    """Read a command.

    Returns the command and what follows it; or the unknown word that stood after `/` or `!`; or None when the text
    is no command. Without a prefix only the whole message counts, so that an answer that begins with such a word
    stays an answer.
    """
    text = text.strip()
    if "\n" in text or len(text) > 64:
        return None
    prefixed = text[:1] in {"/", "!", "／", "！"}
    bare = text[1:].strip() if prefixed else text
    whole = "?" if bare == "?" else fold(bare)
    if whole in _BY_WORD:
        return _BY_WORD[whole], ""
    word, _, rest = whole.partition(" ")
    if _BY_WORD.get(word) is Command.LINK and as_compared(rest):
        return Command.LINK, rest  # a code is nothing else, with or without a sign before the word
    if not prefixed or not bare:
        return None
    command = _BY_WORD.get(word) or _PREFIXED.get(word)
    return (command, rest) if command else word
