"""The effect of each kind of event on its track; mypy finds a kind that has none."""

from datetime import date
from enum import StrEnum

from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redated,
    Redirected,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Reopened,
    Silent,
    Snoozed,
    Unidentified,
    Withdrawn,
)
from bot.core.case.letter_event import Delivered, Dropped, Posted, Prepared, Returned, Unposted


class Effect(StrEnum):
    """What an event does to its track. mypy refuses an `effect_of` that forgets a kind of event."""

    SENT = "sent"  # the person sent a letter
    RECEIVED = "received"  # a letter was delivered, and the day is known
    RETURNED = "returned"  # a letter came back: the body received nothing
    HEARD = "heard"  # the body wrote something that settles nothing
    GRANTED = "granted"  # the body did all that was asked, or a part of it
    REFUSED = "refused"  # the body answered, and did not do all that was asked
    NOTED = "noted"  # the person told how the track stands; the body did nothing
    CLOSED = "closed"  # the person closed the track
    REOPENED = "reopened"
    NONE = "none"  # the event belongs to no track, or corrects another event


def effect_of(event: Event) -> Effect:  # noqa: PLR0911, C901  one line for each effect
    """What an event does to the track that it belongs to."""
    match event:
        case Posted():
            return Effect.SENT
        case Delivered():
            return Effect.RECEIVED
        case Returned():
            return Effect.RETURNED
        case Acknowledged() | IdentityAsked() | Redirected() | Extended() | Progressed():
            return Effect.HEARD
        case Confirmed() | Accessed():
            return Effect.GRANTED
        case Declined() | Partial() | Unidentified():
            return Effect.REFUSED
        case Silent() | Snoozed() | Unposted() | Dropped():
            return Effect.NOTED
        case Closed():
            return Effect.CLOSED
        case Reopened():
            return Effect.REOPENED
        case Prepared() | Redated() | Withdrawn():
            return Effect.NONE
        case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
            return Effect.NONE


def told_on(event: Event) -> date:
    """The day on which the person told an event to the bot, which may be days after the event itself."""
    return getattr(event, "told", None) or event.on


def track_of(event: Event) -> str | None:
    """The recipient whose track an event belongs to; None for an event that concerns the whole case."""
    match event:
        case Posted() | Delivered() | Returned() | Unposted() | Dropped():
            return event.letter.track
        case Prepared() | Redated() | Withdrawn():
            return None
        case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
            return None
        case Acknowledged() | Confirmed() | Accessed() | Declined() | Partial() | Unidentified() | IdentityAsked():
            return event.track
        case Redirected() | Extended() | Progressed() | Silent() | Snoozed() | Closed() | Reopened():
            return event.track


def opener_of(event: Event) -> int | None:
    """The place in the log of the letter that opened the event's track; None when the event does not say it."""
    return getattr(event, "opened_by", None)
