"""The catalogues' small markup, and its form on each network.

`*bold*`, `` `to copy` `` and `/command` are read in the catalogue's own text, before any value goes in: what a
person typed is never markup, whatever it holds.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.content.catalogues import Catalogue
from bot.content.days import month, weekday_and_day
from bot.core.ports.capabilities import Markup
from bot.core.ports.message import Month, Say

_TOKEN = re.compile(r"\{(?P<field>\w+)\}|(?P<bold>\*)|(?P<code>`)|(?<![\w/:.])/(?P<command>[a-z]{3,16})\b")


@dataclass(frozen=True, slots=True)
class Style:
    """One network's spelling of bold, code, commands, line breaks and plain characters."""

    markup: Markup
    prefix: str

    def plain(self, text: str) -> str:
        """The text with its special characters escaped."""
        if self.markup is Markup.NONE:
            return text
        escaped = html.escape(text, quote=False)
        return escaped.replace("\n", "<br>") if self.markup is Markup.MATRIX else escaped

    def tag(self, name: str, *, closing: bool) -> str:
        """An opening or closing tag; empty where the network has no markup."""
        return "" if self.markup is Markup.NONE else f"</{name}>" if closing else f"<{name}>"

    def command(self, word: str) -> str:
        """A command as people type it on this network."""
        return self.plain(f"{self.prefix}{word}")


def speak(said: Say, catalogue: Catalogue, style: Style) -> str:
    """Write one catalogue entry with its values. Raises KeyError when the entry or a value is missing."""
    params = dict(said.params)
    n = params.get("n")
    whole = catalogue.of(said.campaign) if said.campaign else catalogue
    spoken = whole.saying(said.key)
    template = spoken.form_of(said.key, n if isinstance(n, int) else None)
    return "".join(
        [
            _value(params[words], whole, spoken.language, style) if is_field else words
            for is_field, words in _spelled(template, style)
        ]
    )


@lru_cache(maxsize=4_000)
def _spelled(template: str, style: Style) -> tuple[tuple[bool, str], ...]:
    """The parts of a template: whether each is a field, whose name it then is, or words as that network has them."""
    parts: list[tuple[bool, str]] = []
    bold = code = False
    for kind, words in _parsed(template):
        match kind:
            case "field":
                parts.append((True, words))
                continue
            case "bold":
                spelled, bold = style.tag("b", closing=bold), not bold
            case "code":
                spelled, code = style.tag("code", closing=code), not code
            case "command":
                spelled = style.command(words)
            case _:
                spelled = style.plain(words)
        before = parts.pop()[1] if parts and not parts[-1][0] else ""
        parts.append((False, before + spelled))
    return tuple(parts)


def _parsed(template: str) -> Iterator[tuple[str, str]]:
    """The parts of a template by kind: a field (its name), bold, code, a command (its word), or words as they are."""
    at = 0
    for token in _TOKEN.finditer(template):
        kind = str(token.lastgroup)
        yield "words", template[at : token.start()]
        yield kind, token[kind]
        at = token.end()
    yield "words", template[at:]


def _value(
    value: "str | int | date | Month | Say | tuple[Say, ...]", catalogue: Catalogue, language: str, style: Style
) -> str:
    match value:
        case Say():
            return speak(value, catalogue, style)
        case tuple():
            return style.plain("\n").join(style.plain("– ") + speak(item, catalogue, style) for item in value)
        case date():
            return style.plain(written(value, language))
        case Month():
            return style.plain(month(value.of, language))
        case str() | int():
            return style.plain(str(value))


@lru_cache(maxsize=2_000)
def written(day: date, language: str) -> str:
    """A date in words, with its weekday: « mardi 24 novembre 2026 »."""
    text = weekday_and_day(day, language)
    return re.sub(r"\b1 (?=\D)", "1er ", text, count=1) if language == "fr" else text
