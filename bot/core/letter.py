"""A letter: a template filled for one recipient. Text only; how it looks on paper is another matter.

A template is a Jinja2 file with two blocks, `subject` and `body`; `layout.txt.jinja` puts sender, recipient, date
and signature around them. An answer that was skipped is a dotted line to fill in by hand.
"""

from dataclasses import dataclass, field
from datetime import date

import jinja2

from bot.core.campaign import Campaign
from bot.core.case import LetterName, Track
from bot.core.postal import PostalAddress

BLANK = "…" * 36
"""A line to fill in by hand, about 9 cm of a letter at 11 points."""


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
    """

    name: LetterName
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    text: str = field(repr=False)


class LetterBook:
    """The letters of one campaign, ready to be filled."""

    def __init__(self, environment: jinja2.Environment, campaign: Campaign) -> None:
        """Take an environment whose loader holds `<letter>.txt.jinja` for each LetterName, with StrictUndefined."""
        self._templates = {name: environment.get_template(f"{name}.txt.jinja") for name in LetterName}
        self._campaign = campaign

    def write(
        self, name: LetterName, applicant: Applicant, to: Addressee, today: date, tracks: tuple[Track, ...] = ()
    ) -> Letter:
        """Fill a letter.

        today   the date it bears
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
            }
        )

        text = "".join(template.root_render_func(context))  # also gathers the blocks of the layout into the context

        def block(called: str) -> str:
            return _tidy("".join(context.blocks[called][0](context)))

        return Letter(name, block("recipient"), " ".join(block("subject").split()), block("body"), _tidy(text))


def _tidy(text: str) -> str:
    """No trailing spaces, no run of empty lines, one end of line at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
