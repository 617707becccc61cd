"""A letter: a template filled for one recipient. Text only; how it looks on paper is another matter.

A template is a Jinja2 file with two blocks, `subject` and `body`; `layout.txt.jinja` puts sender, recipient, date
and signature around them. An answer that was skipped is a dotted line to fill in by hand.
"""

from dataclasses import dataclass, field
from datetime import date

import jinja2

from bot.core.campaign import Campaign
from bot.core.event import LetterName
from bot.core.postal import PostalAddress
from bot.core.track import Track

BLANK = "." * 54
"""A line to fill in by hand: 6 cm of a letter at 11 points, and one line on a phone."""
SHORT_BLANK = "." * 30


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who writes. None where the person prefers to fill it in by hand."""

    name: str | None = field(repr=False)
    address: PostalAddress | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to, as it stands on the letter; `address` None gives a dotted line."""

    name: str
    address: PostalAddress | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A filled letter.

    recipient  the address block, line by line
    body       from the salutation to the signature
    text       the whole letter as one text, the same words in the same order
    pieces     its parts by name, for a form that asks for them one by one; empty for a letter without parts
    """

    name: LetterName
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    text: str = field(repr=False)
    pieces: tuple[tuple[str, str], ...] = field(default=(), repr=False)


PIECES = ("against", "asked", "happened", "wanted", "exhibits")


class LetterBook:
    """The letters of one campaign, ready to be filled."""

    def __init__(self, environment: jinja2.Environment, campaign: Campaign) -> None:
        """Take an environment whose loader holds `<template>.txt.jinja` for each LetterName, with StrictUndefined."""
        self._templates = {name: environment.get_template(f"{name.template}.txt.jinja") for name in LetterName}
        self._environment = environment
        self._campaign = campaign

    def write(
        self, name: LetterName, applicant: Applicant, to: Addressee, today: date | None, tracks: tuple[Track, ...] = ()
    ) -> Letter:
        """Fill a letter.

        today   the date it bears; None leaves a dotted line for it
        tracks  what was sent and answered: for a chase letter its one track, for a complaint those it complains of

        Raises jinja2.UndefinedError when the template asks for a value that it is not given.
        """
        template = self._templates[name]
        context = template.new_context(
            {
                "applicant": applicant,
                "to": to,
                "today": today,
                "tracks": tracks,
                "law": {key: fact.says for key, fact in self._campaign.facts.items()},
                "BLANK": BLANK,
                "SHORT_BLANK": SHORT_BLANK,
            }
        )

        text = "".join(template.root_render_func(context))  # also gathers the blocks of the layout into the context

        def block(called: str) -> str:
            return _tidy("".join(context.blocks[called][0](context)))

        pieces = tuple((piece, block(piece).strip()) for piece in PIECES if piece in context.blocks)
        return Letter(name, block("recipient"), " ".join(block("subject").split()), block("body"), _tidy(text), pieces)

    def sheet(self, name: str, tracks: tuple[Track, ...]) -> str:
        """Fill an information sheet, which is no letter. Raises what `write` does."""
        law = {key: fact.says for key, fact in self._campaign.facts.items()}
        return _tidy(self._environment.get_template(f"{name}.txt.jinja").render(tracks=tracks, law=law))


def _tidy(text: str) -> str:
    """No trailing spaces, no run of empty lines, one end of line at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
