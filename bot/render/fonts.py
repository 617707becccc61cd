"""The fonts that typst sets with: its own, which are the same on every machine, read once."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


@cache
def fonts() -> "typst.Fonts":
    """The fonts that come with typst. Reading them takes a third of the time of a letter."""
    import typst  # noqa: PLC0415  7 MB, for the first file that is asked for

    return typst.Fonts(include_system_fonts=False)
