"""Reading letter templates into a `LetterBook`. They are tried on sample cases, so that a broken one fails at start."""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content import ContentError
from bot.content.letter_files import COMMON, versions_before
from bot.core.campaign.campaign import Campaign
from bot.core.letters.letter import LetterBook
from bot.core.letters.templates import MissingLetterError

if TYPE_CHECKING:
    import jinja2


class LetterTemplates:
    """The templates of one version of a campaign's letters, which are read when a letter is filled."""

    def __init__(self, folders: tuple[Path, ...], campaign: Campaign) -> None:
        """Take where they stand: the first folder that has one counts."""
        self._folders = folders
        self._campaign = campaign

    @cached_property
    def names(self) -> Collection[str]:
        """The names of all files there."""
        return frozenset(
            path.relative_to(folder).as_posix()
            for folder in self._folders
            for path in folder.rglob("*")
            if path.is_file()
        )

    @cached_property
    def environment(self) -> "jinja2.Environment":
        """What fills them."""
        from bot.content.filling import environment_of  # noqa: PLC0415  3 MB, for the first letter

        return environment_of(self._folders, self._campaign)

    def template(self, name: str) -> "jinja2.Template":
        """One of them. Raises jinja2.TemplateError where it is not one."""
        return self.environment.get_template(name)


def load_letters(folder: Path, campaign: Campaign, *, tried: bool = False) -> LetterBook:
    """Read `letters/*.txt.jinja` in a campaign's folder, and the earlier versions in `letters-<version>/`.

    What its folder does not have comes from `common/letters/` beside it: the letters that all campaigns share.

    tried  whether these letters were tried out before, and need not be again

    Raises ContentError with the file and line when one is missing, is not Jinja2, or asks for an unknown value; and for
    a file that no letter is made of.
    """
    earlier = versions_before(folder, campaign.templates)
    present = LetterTemplates((folder / "letters", folder.parent / COMMON / "letters"), campaign)
    before = {version: LetterTemplates((path,), campaign) for version, path in earlier.items()}
    try:
        book = LetterBook(present, campaign, before)
    except MissingLetterError as error:
        raise ContentError(f"{folder / 'letters'}: {error} is missing") from None
    if not tried:
        from bot.content.trying import try_out  # noqa: PLC0415

        every = {folder / "letters": present} | {path: before[version] for version, path in earlier.items()}
        try_out(folder, book, {path: templates.environment for path, templates in every.items()})
    return book
