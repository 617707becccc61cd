"""Telegram's HTML, read as strictly as Telegram reads it: a few tags, four named entities, everything closed."""

import re
from dataclasses import dataclass
from typing import Any

from tests.real.telegram_api.refusal import Refusal, bad

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ENTITY = re.compile(r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[a-z]+));?")
_TAG = re.compile(r"<(?P<end>/)?(?P<name>[^\s<>/]*)(?P<rest>[^<>]*)>")
_ATTRIBUTE = re.compile(r"""\s*([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[a-zA-Z0-9./:_?=#-]+))?""")


def utf16(text: str) -> int:
    """How long Telegram finds a text: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Open:
    name: str
    at: int
    attributes: dict[str, str]


def parse(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its markup, and the entities. Raises Refusal where Telegram would not parse it."""
    text, at = "", 0
    entities: list[dict[str, Any]] = []
    stack: list[_Open] = []
    while at < len(html):
        if html[at] == "<":
            offset = len(html[:at].encode())
            tag = _TAG.match(html, at)
            if tag is None:
                raise _broken(f"Unclosed start tag at byte offset {offset}")
            if tag["end"]:
                entities += _close(tag["name"], stack, text, offset)
            else:
                stack.append(_start(tag, utf16(text), offset))
            at = tag.end()
        elif html[at] == "&" and (entity := _ENTITY.match(html, at)) and (character := _character(entity)):
            text, at = text + character, entity.end()
        else:
            text, at = text + html[at], at + 1
    if stack:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return _trimmed(text, entities)


def _character(entity: re.Match[str]) -> str:
    if entity["name"]:
        return NAMED.get(entity["name"], "")
    number = int(entity["decimal"]) if entity["decimal"] else int(entity["hex"], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _start(tag: re.Match[str], at: int, offset: int) -> _Open:
    name = tag["name"].lower()
    if name not in KINDS:
        raise _broken(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes = {found[1].lower(): (found[2] or "").strip("\"'") for found in _ATTRIBUTE.finditer(tag["rest"])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return _Open(name, at, attributes)


def _close(name: str, stack: list[_Open], text: str, offset: int) -> list[dict[str, Any]]:
    if not stack:
        raise _broken(f"Unexpected end tag at byte offset {offset}")
    opened = stack.pop()
    if name and name.lower() != opened.name:
        raise _broken(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened.name}>", found "</{name.lower()}>"'
        )
    length = utf16(text) - opened.at
    if not length:
        return []
    entity: dict[str, Any] = {"type": KINDS[opened.name], "offset": opened.at, "length": length}
    if opened.name == "a":
        if not opened.attributes.get("href"):
            return []
        entity["url"] = opened.attributes["href"]
    return [entity]


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """White space goes from both ends, and entities move with it."""
    left = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    end, kept = utf16(text), []
    for entity in entities:
        first = max(entity["offset"] - left, 0)
        last = min(entity["offset"] + entity["length"] - left, end)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    return text, sorted(kept, key=lambda one: (one["offset"], -one["length"]))


def _broken(reason: str) -> Refusal:
    return bad(f"can't parse entities: {reason}")
