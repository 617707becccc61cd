"""What Matrix can do."""

from datetime import timedelta

from bot.core.exchange import Capabilities, LengthUnit, Markup

MATRIX = Capabilities(
    markup=Markup.MATRIX,
    text_limit=16_000,  # an event holds 65,536 bytes: body and html, escaped, then encrypted in base64
    unit=LengthUnit.UTF8,
    buttons=False,
    files=True,
    prefix="!",
    private_chat=True,
    resend_within=timedelta(hours=20),
    per_second=5,
)
