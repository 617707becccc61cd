"""All French texts that somebody reads, with sample values where the bot fills something in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from bot.content.place import content_root
from tests.letters.written import content

LETTERS = Path(__file__).parents[1] / "letters"
_DATES = "day date sent due until last_day nominal received first last earliest today began ended read given safe wrote"
_SAMPLES = dict.fromkeys(_DATES.split(), "3 mai 2027") | {"hours": "48"}


@cache
def messages() -> Mapping[str, str]:
    """What the bot says, by catalogue and key; what people type (`also.`) is not among it."""
    catalogues = sorted((content_root() / "locales" / "fr" / "LC_MESSAGES").glob("*.po"))
    return {f"{path.stem}:{key}": text for path in catalogues for key, text in _messages_of(path)}


def _messages_of(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        for message in read_po(file, locale="fr"):
            key = str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
            forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
            if key and not key.startswith("also."):
                first = 1 if len(forms) > 1 else 2
                yield from ((f"{key}.{n}" if n else key, _filled(form, n + first)) for n, form in enumerate(forms))


@cache
def letters() -> Mapping[str, str]:
    """The expected letters of tests/letters, by name, and the facts that letters cite."""
    paths = sorted(LETTERS.rglob("*.txt"))
    written = {str(path.relative_to(LETTERS)): path.read_text(encoding="utf-8") for path in paths}
    facts = ((f"{of}:{key}", fact.says) for of, one in content().campaigns.items() for key, fact in one.facts.items())
    return written | {key: says for key, says in facts if says[0].isupper()}


def texts() -> Mapping[str, str]:
    """Both."""
    return {**letters(), **messages()}


def _filled(text: str, count: int) -> str:
    def sample(field: re.Match[str]) -> str:
        return str(count) if field[1] == "n" else _SAMPLES.get(field[1], "Exemple")

    return re.sub(r"\{(\w+)\}", sample, re.sub(r"[*`]", "", text))
