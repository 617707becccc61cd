"""The content of this repository, read once for all tests of a process: that takes a second."""

from copy import copy
from dataclasses import replace
from functools import cache

from bot.app.assembly import load_content
from bot.core.campaign.campaign import Campaign
from bot.service.speaking import Content


def with_campaign(read: Content, campaign: Campaign) -> Content:
    """The same content, with another campaign of that id and the letters that were read with the real one."""
    book = copy(read.books[campaign.id])
    book.campaign = campaign
    return replace(read, books={**read.books, campaign.id: book})


@cache
def content() -> Content:
    """Everything that the bot lives from."""
    return load_content(tried=True)


CAMPAIGNS = tuple(content().books)
