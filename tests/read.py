"""The content of this repository, read once for all tests of a process: that takes a second."""

from functools import cache

from bot.app.assembly import load_content
from bot.service.speaking import Content


@cache
def content() -> Content:
    """Everything that the bot lives from."""
    return load_content()
