"""How typed words are read: clean, then compared with choices, dates and names. Shared by all questions."""

import re
import unicodedata
from datetime import date, timedelta

from bot.core.folding import fold
from bot.core.message import Choice, Say, say

LONGEST = 4_000
"""Characters of a message that are read at all; no honest answer is longer."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_MONTHS = {
    fold(name): number
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}


def clean(text: str) -> str:
    """The text without control and format characters, line breaks kept, spaces collapsed, at most LONGEST long."""
    kept = "".join(
        "\n" if c in "\n\r\u2028\u2029" else " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", text[: LONGEST * 2])
        if c in "\n\r\t\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST]


def choice_of(typed: str, choices: tuple[Choice, ...], wording: "dict[str, str]", *, numbered: bool) -> Choice | None:
    """The choice that was typed: its number, its words, or the beginning of its words if only one begins so.

    wording   the words of each choice by its value, in the person's language
    numbered  whether a bare number counts
    """
    bare = typed.strip().rstrip(".)°").removeprefix("#").strip()
    if numbered and bare.isascii() and bare.isdigit() and len(bare) <= 2 and 1 <= int(bare) <= len(choices):
        return choices[int(bare) - 1]
    folded = fold(typed)
    if not folded:
        return None
    named = {choice.value: fold(wording[choice.value]) for choice in choices}
    exact = [choice for choice in choices if folded in {named[choice.value], fold(choice.value)}]
    begun = [choice for choice in choices if f"{named[choice.value]} ".startswith(f"{folded} ")]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def looks_like_email(text: str) -> bool:
    """Whether there is an e-mail address in it."""
    return bool(_EMAIL.search(text))


def day_of(typed: str, today: date) -> date | Say:
    """A typed day: "hier", "3 novembre", "03/11", "3.11.2026", "2026-11-03", a weekday's "lundi" (the last one).

    Without a year, the last such day that is not in the future. Returns what to say when it is no day.
    """
    folded = fold(typed.replace("1er", "1").replace("/", " ").replace(".", " "))
    words = {"aujourd hui": 0, "today": 0, "ce jour": 0, "hier": 1, "yesterday": 1, "avant hier": 2}
    if folded in words:
        return today - timedelta(days=words[folded])
    weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    weekdays_en = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    for names in (weekdays, weekdays_en):
        if folded.removesuffix(" dernier") in names:
            back = (today.weekday() - names.index(folded.removesuffix(" dernier"))) % 7
            return today - timedelta(days=back or 7)
    parts = [part for part in folded.split() if part not in {"le", "the", "of", *weekdays, *weekdays_en}]
    return _numbers(parts, today) or say("day.unreadable", example=today - timedelta(days=1))


def _numbers(parts: list[str], today: date) -> date | None:
    """Day, month and perhaps year: French order, ISO order, or English with the month's name first."""
    if parts and parts[0] in _MONTHS:
        parts = [*parts[1:2], parts[0], *parts[2:]]
    numbers = [_MONTHS.get(part) or (int(part) if part.isascii() and part.isdigit() else None) for part in parts]
    match numbers:
        case [int(year), int(month), int(day)] if year > 31:
            return _date(year, month, day)
        case [int(day), int(month), int(year)]:
            return _date(year + 2000 if year < 100 else year, month, day)
        case [int(day), int(month)]:
            this = _date(today.year, month, day)
            return this if this and this <= today else _date(today.year - 1, month, day)
        case _:
            return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def past_day(typed: str, today: date, earliest: date) -> date | Say:
    """A typed day that is neither in the future nor before `earliest`; else what to say."""
    day = day_of(typed, today)
    match day:
        case date() if day > today:
            return say("day.future", day=day, today=today)
        case date() if day < earliest:
            return say("day.too-early", day=day, earliest=earliest)
        case _:
            return day
