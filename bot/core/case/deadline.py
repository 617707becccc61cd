"""The last day a recipient has to answer: Regulation (EEC, Euratom) No 1182/71, article 3.

The only module that counts months: those of Union law, and the national periods that follow a complaint.
The day of the event is not counted (3(1)); a period of months ends on the day
that bears the same number, or on the month's last day where there is none (3(2)(c)); when that is a public holiday,
a Saturday or a Sunday, it ends with the next working day (3(4)).
"""

import calendar
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign.delay import PeriodUnit
from bot.core.case.working_days import add_working_days, is_working_day


class Roll(StrEnum):
    """The reason why the last day is the nominal day, or a later one."""

    NONE = "none"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and the dates that explain it to the person."""

    received: date  # the day of the event, itself not counted: art. 3(1)
    nominal: date  # the same day of a later month, before any roll: art. 3(2)(c)
    last_day: date  # `nominal`, or the working day after it: art. 3(4)
    why: Roll  # what `nominal` fell on
    strict: date  # the last day by the recipient's own holidays alone; before `last_day` where the sender's moved it

    @property
    def late_from(self) -> date:
        """The first day on which the recipient is late."""
        return self.last_day + timedelta(days=1)

    @property
    def doubtful(self) -> bool:
        """Whether only the sender's holidays make the last day as late as it is."""
        return self.strict != self.last_day

    def passed(self, today: date) -> bool:
        """Whether the recipient is late: from the day after `last_day`, never on it."""
        return today > self.last_day


def deadline(
    received: date,
    count: int,
    holidays: Container[date],
    sender_holidays: Container[date] = (),
    *,
    unit: PeriodUnit = PeriodUnit.MONTHS,
) -> Deadline:
    """Count whole months, days or working days from the day a letter was received.

    received  civil date where the recipient is; sending a letter is not receiving it
    count     of months 1 (GDPR art. 12(3)), or 3 once the recipient has extended in time
    holidays  public holidays where the recipient is; Saturdays and Sundays need not be in it
    sender_holidays  those where the sender is. The Regulation counts the holidays of the State "in which action is to
              be taken" (2(1)) and knows none of a part of it: the later of both days is taken, so that nobody is
              accused too early, and `strict` keeps the other

    unit      of `count`; a period of working days ends on one, and passes over the holidays of both places

    Raises ValueError when `count` is not positive.
    """
    if count < 1:
        raise ValueError(f"a period is at least 1, not {count}")
    if unit is PeriodUnit.WORKING_DAYS:
        strict = add_working_days(received, count, holidays)
        last_day = max(strict, add_working_days(received, count, sender_holidays))
        return Deadline(received, last_day, last_day, Roll.NONE, strict)
    nominal = _same_day(received, count) if unit is PeriodUnit.MONTHS else received + timedelta(days=count)
    strict = _rolled(nominal, holidays)
    last_day = _rolled(nominal, holidays, sender_holidays)
    return Deadline(received, nominal, last_day, _roll(nominal, holidays, sender_holidays), strict)


def silence(filed: date, months: int) -> Deadline:
    """The end of the silence that rejects a complaint to the authority (décret 2019-536 art. 10), counted date to date.

    filed   the day the complaint was sent, not that of its receipt: the person's own time runs from the silence, and
            the earlier day is the safer one
    months  as the campaign's delays have it

    It is a national period, so it is not rolled to a working day.
    """
    nominal = _same_day(filed, months)
    return Deadline(filed, nominal, nominal, Roll.NONE, nominal)


def last_day_to_appeal(told: date, months: int, *holidays: Container[date]) -> date:
    """The last safe day to go to the Conseil d'État (CJA art. R. 421-1, R. 421-2).

    told    the day a decision was notified, or the last day of a silence that counts as one
    months  two, as the campaign's delays have it
    holidays  public holidays of each place that may count

    The law's day is later (a *délai franc*, rolled to a working day: both to be confirmed by a jurist). A deadline of
    the person's own is shown at the earlier date: date to date, moved back to a working day.
    """
    last = _same_day(told, months)
    while not _works(last, holidays):
        last -= timedelta(days=1)
    return last


def _same_day(day: date, months: int) -> date:
    """The day that bears the same number so many months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _works(day: date, places: Iterable[Container[date]]) -> bool:
    return all(is_working_day(day, holidays) for holidays in places)


def _rolled(day: date, *places: Container[date]) -> date:
    while not _works(day, places):
        day += timedelta(days=1)
    return day


def _roll(nominal: date, *places: Container[date]) -> Roll:
    if any(nominal in holidays for holidays in places):
        return Roll.HOLIDAY
    match nominal.isoweekday():
        case 6:
            return Roll.SATURDAY
        case 7:
            return Roll.SUNDAY
        case _:
            return Roll.NONE
