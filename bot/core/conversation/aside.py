"""A conversation about several campaigns: what is said of one is kept aside while another is spoken of."""

from collections.abc import Collection
from dataclasses import replace

from bot.core.conversation.state import Aside, Conversation


def turned_to(conversation: Conversation, campaign: str, present: str) -> Conversation:
    """The conversation about that campaign, as it was left there. `present`: the one that it is about now."""
    if campaign == present:
        return conversation
    now = conversation
    left = Aside(present, now.said, now.before, now.revising, now.opened, now.waiting, now.sources, now.written)
    there = next((one for one in now.aside if one.campaign == campaign), Aside(campaign))
    return replace(
        now,
        said=there.said,
        before=there.before,
        revising=there.revising,
        opened=there.opened,
        waiting=there.waiting,
        sources=there.sources,
        written=there.written,
        last="",
        campaign=campaign,
        aside=(*without(now, campaign).aside, left),
    )


def among(conversation: Conversation, campaigns: Collection[str], first: str) -> Conversation:
    """The conversation, turned to the first campaign where it was about one that is not among these any more."""
    gone = conversation.campaign and conversation.campaign not in campaigns
    return turned_to(conversation, first, conversation.campaign) if gone else conversation


def without(conversation: Conversation, campaign: str) -> Conversation:
    """The conversation without what was said of that other campaign."""
    return replace(conversation, aside=tuple(one for one in conversation.aside if one.campaign != campaign))


def said_aside(conversation: Conversation, key: str) -> tuple[str, ...]:
    """The answers to that question of the request in the other campaigns, each once, the last one first."""
    found = (said.value for one in reversed(conversation.aside) for said in one.said if said.key == key)
    return tuple(dict.fromkeys(found))
