"""What each kind of event does to its track: every kind of event has an effect, and mypy finds one that has none."""

from datetime import date
from enum import StrEnum

from bot.core.campaign import TrackName
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
    """What an event does to its track. Every kind of event has one: `effect_of` does not compile without it."""

    SENT = "sent"  # a letter left
    RECEIVED = "received"  # the day of its delivery is known
    RETURNED = "returned"  # it came back: nothing was received
    HEARD = "heard"  # the body wrote, and settled nothing
    GRANTED = "granted"  # the body did all that was asked, or a part of it
    REFUSED = "refused"  # the body settled it, and not as was asked
    NOTED = "noted"  # the person told how things stand; the body did nothing
    CLOSED = "closed"  # the person is done with it
    REOPENED = "reopened"
    NONE = "none"  # of no track, or about another event


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
    """The day on which an event came to be known here: what a body wrote may be told days later (`told`)."""
    return getattr(event, "told", None) or event.on


def track_of(event: Event) -> TrackName | None:
    """Whose track an event belongs to; None for what concerns the whole case."""
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
    """The place in the log of the letter that opened the event's track, where the event says so."""
    return getattr(event, "opened_by", None)
