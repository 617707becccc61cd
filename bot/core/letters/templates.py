"""The templates of letters: what a `LetterBook` asks of them, and from which file a letter is made."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName

if TYPE_CHECKING:
    import jinja2


class MissingLetterError(LookupError):
    """A letter of a campaign has no template: the name of the file that could be one."""


class Templates(Protocol):
    """The templates of one version of the letters."""

    @property
    def names(self) -> Collection[str]:
        """Their names."""

    def template(self, name: str) -> "jinja2.Template":
        """One of them. Raises jinja2.TemplateError where it is not one."""


def templates_of(name: LetterName) -> tuple[str, ...]:
    """The files that a letter can be made from: its own, or else that of all letters of its kind."""
    own = f"{name}.txt.jinja"
    return (own,) if name.kind is LetterKind.REQUEST else (own, f"{name.kind}.txt.jinja")


def files_of(there: Collection[str], campaign: Campaign) -> dict[LetterName, str]:
    """The file of each letter, of those that are there: a letter's own stands before that of its kind."""
    found = ((name, next((file for file in templates_of(name) if file in there), None)) for name in campaign.letters)
    return {name: file for name, file in found if file}
