"""Until when what is kept about somebody is kept, and forgetting it on that day: `retention` of the campaign."""

import logging
from datetime import date, datetime, timedelta

from bot.core.campaign import Campaign
from bot.core.case import Case
from bot.core.conversation.state import Conversation
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

BATCH = 100
"""People forgotten in one transaction."""


def expiry(conversation: Conversation, case: Case, campaign: Campaign, today: date) -> date:
    """The day from which nothing of somebody is kept who was heard today, unless they speak before."""
    keep, delays = campaign.retention, campaign.delays
    if case.tracks(delays):
        days = keep.closed if case.closed(delays, today) else keep.case
    else:
        days = keep.request if "consent" in conversation.answers else keep.unanswered
    return today + timedelta(days=days + 1)


def forget(unit: Unit, prints: tuple[bytes, ...]) -> None:
    """Delete somebody, and all that was to be said to them."""
    unit.people.erase(prints)
    unit.outbox.forget(prints)
    unit.traces.forget_of(prints)


def forget_in_time(store: Store, campaign: Campaign, now: datetime) -> None:
    """Forget everybody whose time is over, and what is kept for a while only. Raises DatabaseError."""
    keep = campaign.retention
    while True:
        with store.transaction() as unit:
            over = unit.people.expired(now.date(), BATCH)
            for fingerprint in over:
                forget(unit, (fingerprint,))
            unit.forget_seen(now.date() - timedelta(days=keep.replay))
            unit.absences.forget(now - timedelta(days=keep.case + 1))
            unit.links.forget(now)
            unit.traces.forget(now)
            unit.reports.forget(now.date() - timedelta(days=keep.case))
        if over:
            store.scrub()
            log.info("expired: %d", len(over))
        if len(over) < BATCH:
            return
