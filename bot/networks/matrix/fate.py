"""The meaning of an error answer: the fate of a message, and whether a request may be retried."""

from datetime import timedelta

import nio

from bot.core.ports.outgoing import Fate, Gone, Later, Refused

ENDED = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})
"""Error codes after which no request of this log-in can succeed."""


def status_of(answer: nio.ErrorResponse) -> int:
    """The HTTP status of an answer, 0 when there is none."""
    return int(answer.transport_response.status) if answer.transport_response else 0


def asked_wait(answer: nio.ErrorResponse) -> timedelta:
    """How long the server asks to wait; zero when it does not ask."""
    if status_of(answer) != 429:
        return timedelta(0)
    # A tenth of a second more: the server counts from when it answered, and refuses again what comes too early.
    return timedelta(milliseconds=(answer.retry_after_ms or 1000) + 100)


def passing(answer: nio.ErrorResponse) -> bool:
    """Whether the same request may succeed later.

    An answer without an error code is not the homeserver's, whatever its status: it is a page of a server before it.
    """
    status = status_of(answer)
    return answer.status_code is None or status < 400 or status == 429 or status >= 500


def at_no_position(answer: nio.ErrorResponse) -> bool:
    """Whether a sync that was to begin at a position is refused because of that position."""
    return answer.status_code == "M_UNKNOWN_POS" or (status_of(answer) == 400 and not passing(answer))


def fate_of(answer: nio.ErrorResponse, *, everyone: bool) -> Fate:
    """The fate of a message after an error answer; `why` is the server's error code.

    everyone  whether a rate limit of this request stops every message of the account; any other passing trouble does
    """
    why = str(answer.status_code or f"status {status_of(answer)}")
    if passing(answer) or answer.status_code in ENDED:  # an ended log-in is for `serve` to tell
        wait = asked_wait(answer)
        return Later(why, wait, everyone=everyone or not wait)
    return Gone(why) if status_of(answer) == 403 else Refused(why)
