"""The capabilities of Matrix, and links to its users."""

from datetime import timedelta

from bot.core.ports.capabilities import Capabilities, LengthUnit, Markup, Privacy

MATRIX = Capabilities(
    markup=Markup.MATRIX,
    # A whole event holds 65,536 bytes. The words are in it twice (body and html), nio writes an accented letter of two
    # bytes as the six of a JSON escape, and encryption adds a third in base64: 8,000 * 2 * 3 * 4/3 = 64,000.
    text_limit=8_000,
    unit=LengthUnit.UTF8,
    buttons=False,
    copies=0,
    deep_links=False,
    files=True,
    pictures=True,
    prefix="!",
    privacy=Privacy.ENCRYPTED,
    rings=True,
    resend_within=timedelta(hours=20),  # Synapse remembers a transaction id for a day, over its own restarts
    keeps=None,
    removes_within=None,  # only the two can read the room, and each can redact their own messages
    leaves=True,
    per_second=20,
    in_a_chat=None,
)


def link_to(user_id: str) -> str:
    """The link that opens a chat with a user in any client."""
    return f"https://matrix.to/#/{user_id}"
