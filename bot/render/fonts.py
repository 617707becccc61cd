"""The fonts that typst sets with: its own, which are the same on every machine, read once."""

from functools import cache

import typst


@cache
def fonts() -> typst.Fonts:
    """The fonts that come with typst. Reading them takes a third of the time of a letter."""
    return typst.Fonts(include_system_fonts=False)
