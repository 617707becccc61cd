"""A letter: a template filled for one recipient, as text. `bot/core/letters/page.py` lays it out for paper.

A template is a Jinja2 file with two blocks, `subject` and `body`; `layout.txt.jinja` puts sender, recipient, date
and signature around them. An answer that was skipped is a dotted line to fill in by hand. A line that a page sets as
a heading begins with HEADING in its template; this module takes the mark away, and no text that leaves it has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import LetterName
from bot.core.case.track import Track
from bot.core.directory.postal import PostalAddress
from bot.core.letters.law import Law
from bot.core.letters.templates import MissingLetterError, Templates, files_of, templates_of

if TYPE_CHECKING:
    import jinja2

BLANK = "." * 54
"""A line to fill in by hand: 6 cm of a letter at 11 points, and one line on a phone."""
SHORT_BLANK = "." * 30
HEADING = "\ue000"
"""The mark before a heading: a private-use character, which no template has by accident; in a name it is dropped."""
PAPER = "\ue001"
"""The mark before a line for paper only: the social security number belongs in no e-mail, form or chat."""


class Capacity(StrEnum):
    """The capacity in which a person writes. Stored: never renamed."""

    SELF = "self"
    PARENT = "parent"  # for their child under age
    GUARDIAN = "guardian"  # for an adult whom a judge let them represent
    MANDATE = "mandate"  # for somebody who asked them to, in writing


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person who writes, the one they write for, and the caisse. None where they prefer to fill it in by hand.

    own  their answers to the questions that the campaign alone asks
    """

    name: str | None = field(repr=False)
    address: PostalAddress | None = field(repr=False)
    capacity: Capacity = Capacity.SELF
    whom: str | None = field(default=None, repr=False)
    caisse: str | None = field(default=None, repr=False)
    own: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The recipient as the letter names it; None gives a dotted line.

    officer  whether the letter is for the attention of the data protection officer
    head     the title of its head, whom the first version of the letters named
    label    what it is, before the dotted line of a name that is left blank
    """

    name: str | None
    address: PostalAddress | None
    officer: bool = False
    head: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A filled letter.

    sender     who writes, line by line
    recipient  the address block, line by line
    dated      « Le 24 novembre 2026 », or with a blank
    body       from the salutation to the signature, as it stands on paper
    printed    the whole letter as one text, the same words in the same order
    text       the same without the lines for paper only, to be typed into a form or sent
    headings   the lines of the body that are headings on a page
    pieces     its parts by name, for a form that asks for them one by one; empty for a letter without parts
    facts      the ids of the facts that it relies on; a delay's is `delays.<name>`
    stale      the facts past their review on the day it was written: who gives the letter must say so
    """

    name: LetterName
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    dated: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    printed: str = field(repr=False)
    text: str = field(repr=False)
    headings: tuple[str, ...] = ()
    pieces: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    facts: tuple[str, ...] = ()
    stale: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An information sheet, which nobody signs. `text` is title and body; the other fields are as in `Letter`."""

    title: str
    body: str = field(repr=False)
    text: str = field(repr=False)
    headings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    stale: tuple[Fact, ...] = ()


PIECES = ("against", "asked", "happened", "wanted", "exhibits")


class LetterBook:
    """The letters of one campaign, ready to be filled."""

    def __init__(
        self,
        templates: Templates,
        campaign: Campaign,
        before: Mapping[int, Templates] | None = None,
    ) -> None:
        """Take the templates of each letter of the campaign.

        before  by their version, the letters of before: what was given with them is shown as it was given. They may
                lack letters that came later

        Raises MissingLetterError when a present letter is missing.
        """
        self._templates = {campaign.templates: templates, **(before or {})}
        self._files = {version: files_of(each.names, campaign) for version, each in self._templates.items()}
        present = self._files[campaign.templates]
        if missing := next((name for name in campaign.letters if name not in present), None):
            raise MissingLetterError(templates_of(missing)[-1])
        self._present = campaign.templates
        self.campaign = campaign

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of the letters that can be shown, the present one first."""
        return tuple(self._files)

    def has(self, name: LetterName, version: int) -> bool:
        """Whether a version of the letters has this letter."""
        return name in self._files.get(version, {})

    def write(
        self,
        name: LetterName,
        applicant: Applicant,
        to: Addressee,
        today: date | None,
        tracks: tuple[Track, ...] = (),
        *,
        on: date | None = None,
        version: int | None = None,
    ) -> Letter:
        """Fill a letter.

        today   the date it bears; None leaves a dotted line for it
        tracks  what was sent and answered: for a chase letter its one track, for a complaint those it complains of
        on      the day it is written, where it bears no date: facts past their review on that day are hedged or left
                out (`Letter.stale`); without either day none is taken as past it
        version  of the letters; None, or one that is not there any more: the present one

        Raises jinja2.UndefinedError when the template asks for a value that it is not given.
        """
        version = version if version is not None and self.has(name, version) else self._present
        to = _as_named_first(to) if version <= self.campaign.named_in_block_until else to
        values = {**self._of(applicant), "to": to, "today": today}
        template = self._templates[version].template(self._files[version][name])
        filled = self._fill(template, values, tracks, on or today)

        def block(called: str) -> tuple[str, tuple[str, ...]]:
            return _unmarked("".join(filled.context.blocks[called][0](filled.context)))

        body, headings = block("body")
        return Letter(
            name,
            sender=block("sender")[0],
            recipient=block("recipient")[0],
            dated=block("dated")[0].strip(),
            subject=" ".join(block("subject")[0].split()),
            body=body,
            printed=_unmarked(filled.text)[0],
            text=_unmarked(_to_type(filled.text))[0],
            headings=headings,
            pieces=tuple((piece, block(piece)[0].strip()) for piece in PIECES if piece in filled.context.blocks),
            facts=filled.law.used,
            stale=filled.law.stale,
        )

    def sheet(
        self,
        name: str,
        tracks: tuple[Track, ...] = (),
        on: date | None = None,
        applicant: Applicant | None = None,
    ) -> Sheet:
        """Fill an information sheet, or a mandate, which is no letter. The rest as for `write`. Raises what it does."""
        values = self._of(applicant)
        filled = self._fill(self._templates[self._present].template(f"{name}.txt.jinja"), values, tracks, on)
        text, headings = _unmarked(filled.text)
        title, _, body = text.partition("\n")
        others = tuple(line for line in headings if line != title)
        return Sheet(title, body.lstrip(), text, others, filled.law.used, filled.law.stale)

    def _of(self, applicant: Applicant | None) -> dict[str, object]:
        """What a template sees of the person; each question of the campaign's own has an answer, or None."""
        said = applicant.own if applicant else {}
        own = {question.key: said.get(question.key) for question in self.campaign.questions}
        return {"applicant": applicant, "own": own, "BLANK": BLANK, "SHORT_BLANK": SHORT_BLANK}

    def _fill(
        self, template: "jinja2.Template", values: Mapping[str, object], tracks: tuple[Track, ...], on: date | None
    ) -> "_Filled":
        """Fill a template, and once more when it relied on a fact past its review, so that the letter says so."""
        filled = _filled(template, values, tracks, Law(self.campaign, on))
        if stale := filled.law.stale:
            filled = _filled(template, values, tracks, Law(self.campaign, on, stale))
        return filled


def _as_named_first(to: Addressee) -> Addressee:
    """The addressee with its head and its officer in the name, as the first version of the letters printed it."""
    name = to.name or f"de la caisse : {SHORT_BLANK}"
    officer = "À l’attention de la personne déléguée à la protection des données" if to.officer else ""
    return replace(to, name="\n".join(line for line in (to.head, name, officer) if line))


@dataclass(frozen=True, slots=True)
class _Filled:
    context: "jinja2.runtime.Context"
    text: str
    law: Law


def _filled(template: "jinja2.Template", values: Mapping[str, object], tracks: tuple[Track, ...], law: Law) -> _Filled:
    noted = tuple(replace(track, delays=law.counting(track.delays)) for track in tracks)
    context = template.new_context({**values, "tracks": noted, "law": law, "HEADING": HEADING, "PAPER": PAPER})
    # Also gathers the blocks of the layout into the context.
    return _Filled(context, "".join(template.root_render_func(context)), law)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "«": '"', "»": '"', "…": "...", "œ": "oe", "Œ": "OE",
                        "\u00a0": " ", "\u202f": " "})  # fmt: skip


def plain(body: str) -> str:
    """A letter's body for an online form: without typographic signs and without lines to fill in by hand."""
    text = body.translate(_PLAIN).replace('" ', '"').replace(' "', ' "')
    groups = (_without_blanks(group) for group in text.split("\n\n"))
    return _tidy("\n\n".join(group for group in groups if group))


def _without_blanks(group: str) -> str:
    """A paragraph without its lines to fill in; empty when only their announcement is left."""
    lines = group.split("\n")
    kept = [line for line in lines if SHORT_BLANK not in line]
    return "" if len(kept) < len(lines) and "".join(kept).endswith(":") else "\n".join(kept)


def _unmarked(text: str) -> tuple[str, tuple[str, ...]]:
    """The tidy text without marks, and the lines that had a heading's mark."""
    lines = _tidy(text).split("\n")
    headings = tuple(line.removeprefix(HEADING) for line in lines if line.startswith(HEADING))
    return "\n".join(line.removeprefix(HEADING).removeprefix(PAPER) for line in lines), headings


def _to_type(text: str) -> str:
    """The text without the lines for paper only."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(PAPER))


def _tidy(text: str) -> str:
    """The text without trailing spaces and runs of empty lines, with one end of line at its end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
