"""The fate of a message after an error of Telegram: the closed list of errors after which it may be sent again.

Telegram has no idempotence: a message that may have arrived is never sent again. python-telegram-bot raises the same
`NetworkError` for a connection cut before and after the message was taken, so its cause decides. `BadRequest` is a
subclass of `NetworkError`, `TimedOut` too: the order below matters.
"""

import re
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Uncertain
from bot.networks.telegram.request import NEVER_LEFT

_QUOTED = re.compile(r"([\"'])(?:(?!\1).)*\1|<[^<>]*>|\d{5,}")
_LONGEST_REASON = 120
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError, OSError)
"""The errors that the library raises for an answer of unexpected shape; OSError for a moment that no machine has.

An OSError of the connection comes as a NetworkError (`request`).
"""


def fate_of(error: TelegramError) -> Fate:
    """The fate of a message after an exception of `send_*`. `why` is its class or Telegram's words, never ours."""
    cause = error.__cause__
    match error:
        case RetryAfter():
            return Later("Telegram asks to slow down", asked_wait(error) + timedelta(milliseconds=100))
        case BadRequest() if "chat not found" in error.message.lower():
            return Gone("chat not found")
        case BadRequest():
            return Refused(f"Telegram refused it: {_reason(error)}")
        case ChatMigrated():
            return Refused("the chat became another one")
        case Forbidden():
            return Gone("blocked, or the account is gone")
        case InvalidToken():
            return Later("Telegram refuses the token", timedelta(minutes=1), everyone=True)
        case NetworkError() if isinstance(cause, NEVER_LEFT):
            return Later(type(cause).__name__, timedelta(0), everyone=True)
        case _:
            return Uncertain(type(cause or error).__name__)


def asked_wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait: seconds in this release of the library, a duration in its next."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _reason(error: BadRequest) -> str:
    """Telegram's words, without the parts of a message that they quote (an unknown tag, an id)."""
    return _QUOTED.sub("…", error.message)[:_LONGEST_REASON]
