"""The capabilities of Telegram, and links to a bot."""

from datetime import timedelta

from bot.core.ports.capabilities import Capabilities, LengthUnit, Markup, Privacy

TELEGRAM = Capabilities(
    markup=Markup.TELEGRAM,
    text_limit=4096,
    unit=LengthUnit.UTF16,
    buttons=True,
    copies=256,
    deep_links=True,
    files=True,
    pictures=True,
    prefix="/",
    privacy=Privacy.CLOUD,
    rings=True,
    resend_within=timedelta(0),
    keeps=timedelta(hours=24),  # Bot API, getUpdates: "not longer than 24 hours"
    removes_within=timedelta(hours=48),  # Bot API, deleteMessages; of either side in a private chat
    leaves=False,
    per_second=25,
    in_a_chat=10,  # Bots FAQ, "My bot is hitting limits": one message a second in a chat, short bursts allowed
)


def link_to(username: str) -> str:
    """The link that opens the private chat with a bot."""
    return f"https://t.me/{username}"
