"""The delays that a case computes with, each with its unit and its source."""

from dataclasses import dataclass, fields
from enum import StrEnum

from bot.core.campaign.fact import Fact


class PeriodUnit(StrEnum):
    """The unit of a delay."""

    MONTHS = "months"
    DAYS = "days"
    WORKING_DAYS = "working-days"


@dataclass(frozen=True, slots=True)
class Delay:
    """A number of months, days or working days, with its source. Raises ValueError when it is not positive."""

    count: int
    fact: Fact
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a delay is at least 1, not {self.count}")


UNITS = {
    "answer": PeriodUnit.MONTHS,
    "extension": PeriodUnit.MONTHS,
    "post": PeriodUnit.WORKING_DAYS,
    "chase": PeriodUnit.DAYS,
    "silence": PeriodUnit.MONTHS,
    "appeal": PeriodUnit.MONTHS,
    "appeal_warning": PeriodUnit.DAYS,
    "nudge": PeriodUnit.DAYS,
    "snooze": PeriodUnit.DAYS,
    "pause": PeriodUnit.DAYS,
    "again": PeriodUnit.DAYS,
}
"""The unit of each delay of which a campaign says none."""
BY_LAW = ("answer", "extension")
"""The delays whose unit a campaign chooses; the bot's own are counted in days, and an authority's in months."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Every delay that the case computes with. Raises ValueError for a unit in which it is not counted.

    answer           the time a body has to answer, from receipt (GDPR art. 12(3): one month)
    extension        further time when it announces it within the first, with reasons (same article)
    post             working days after which a letter sent by post is taken as received, when nobody knows
    chase            days after a chase letter, or after an answer that settles nothing, before the bot asks again
    silence          months of the authority's silence after which it has rejected a complaint
    appeal           months to go to the court
    appeal_warning   days before the last of them on which the bot writes
    nudge            days after a letter was given and not marked as sent, before the bot asks, once
    snooze           days of a "remind me later"
    pause            days of a pause of all reminders, when the person names no day
    again            days after a reminder without an answer before it is repeated; then ever more
    """

    answer: Delay
    extension: Delay
    post: Delay
    chase: Delay
    silence: Delay
    appeal: Delay
    appeal_warning: Delay
    nudge: Delay
    snooze: Delay
    pause: Delay
    again: Delay

    def __post_init__(self) -> None:
        for name, unit in UNITS.items():
            if name not in BY_LAW and self.named(name).unit is not unit:
                raise ValueError(f"{name} is counted in {unit}")
        if self.answer.unit is not self.extension.unit:
            raise ValueError("extension is counted in another unit than answer, which it extends")

    def named(self, name: str) -> Delay:
        """The delay of that name."""
        found: Delay = getattr(self, name)
        return found

    @property
    def counted(self) -> str:
        """All counts in one line; when the line changes, the days that were computed before are outdated."""
        return " ".join(f"{one.name}={_counted(self.named(one.name), UNITS[one.name])}" for one in fields(self))


def _counted(delay: Delay, usual: PeriodUnit) -> str:
    return str(delay.count) if delay.unit is usual else f"{delay.count}-{delay.unit}"
