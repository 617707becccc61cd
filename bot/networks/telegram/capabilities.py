"""What Telegram can do."""

from datetime import timedelta

from bot.core.exchange import Capabilities, LengthUnit, Markup, Privacy

TELEGRAM = Capabilities(
    markup=Markup.TELEGRAM,
    text_limit=4096,
    unit=LengthUnit.UTF16,
    buttons=True,
    files=True,
    pictures=True,
    prefix="/",
    privacy=Privacy.CLOUD,
    rings=True,
    resend_within=timedelta(0),
    per_second=25,
)
