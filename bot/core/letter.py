"""A letter: a template filled for one recipient. Text only; how it looks on paper is another matter.

A template is a Jinja2 file with two blocks, `subject` and `body`; `layout.txt.jinja` puts sender, recipient, date
and signature around them. An answer that was skipped is a dotted line to fill in by hand. A line that a page sets as
a heading begins with HEADING in its template: the mark is told apart here, and no text ever bears it.
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
HEADING = "\ue000"
"""Private-use: it stands in no template by accident, and a name that holds one loses nothing that can be read."""


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

    sender     who writes, line by line
    recipient  the address block, line by line
    dated      « Le 24 novembre 2026 », or with a blank
    body       from the salutation to the signature
    text       the whole letter as one text, the same words in the same order
    headings   the lines of the body that are headings on a page
    pieces     its parts by name, for a form that asks for them one by one; empty for a letter without parts
    """

    name: LetterName
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    dated: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    text: str = field(repr=False)
    headings: tuple[str, ...] = ()
    pieces: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An information sheet, which is no letter: nobody signs it. `text` is the title, then the body."""

    title: str
    body: str = field(repr=False)
    text: str = field(repr=False)
    headings: tuple[str, ...] = ()


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
                "HEADING": HEADING,
            }
        )

        text = "".join(template.root_render_func(context))  # also gathers the blocks of the layout into the context

        def block(called: str) -> tuple[str, tuple[str, ...]]:
            return _unmarked("".join(context.blocks[called][0](context)))

        body, headings = block("body")
        return Letter(
            name,
            sender=block("sender")[0],
            recipient=block("recipient")[0],
            dated=block("dated")[0].strip(),
            subject=" ".join(block("subject")[0].split()),
            body=body,
            text=_unmarked(text)[0],
            headings=headings,
            pieces=tuple((piece, block(piece)[0].strip()) for piece in PIECES if piece in context.blocks),
        )

    def sheet(self, name: str, tracks: tuple[Track, ...]) -> Sheet:
        """Fill an information sheet, which is no letter. Raises what `write` does."""
        law = {key: fact.says for key, fact in self._campaign.facts.items()}
        template = self._environment.get_template(f"{name}.txt.jinja")
        text, headings = _unmarked(template.render(tracks=tracks, law=law, HEADING=HEADING))
        title, _, body = text.partition("\n")
        return Sheet(title, body.lstrip(), text, tuple(line for line in headings if line != title))


_PLAIN = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "«": '"', "»": '"', "…": "...", "œ": "oe", "Œ": "OE",
                        "\u00a0": " ", "\u202f": " "})  # fmt: skip


def plain(body: str) -> str:
    """A letter's body with nothing that an online form might refuse: no typographic signs, no line to fill by hand."""
    text = body.translate(_PLAIN).replace('" ', '"').replace(' "', ' "')
    return _tidy("\n".join(line for line in text.split("\n") if SHORT_BLANK not in line))


def _unmarked(text: str) -> tuple[str, tuple[str, ...]]:
    """The text, tidy and without marks; and the lines that bore one."""
    lines = _tidy(text).split("\n")
    headings = tuple(line.removeprefix(HEADING) for line in lines if line.startswith(HEADING))
    return "\n".join(line.removeprefix(HEADING) for line in lines), headings


def _tidy(text: str) -> str:
    """No trailing spaces, no run of empty lines, one end of line at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
