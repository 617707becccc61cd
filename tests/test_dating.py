"""Whether the clock goes as it should, and whether a day is believed: values in, values out."""

from datetime import UTC, date, datetime, timedelta

from bot.dating import Readings, doubt
from tests.folded import folded

BEGUN = datetime(2027, 1, 20, 9, tzinfo=UTC)
LAST = date(2027, 1, 20)


def agreements(*readings: tuple[float, float]) -> list[bool]:
    """What each reading is worth: so many seconds after the first by the clock, and by the other that nobody sets."""
    read = Readings()
    return [read.agree(BEGUN + timedelta(seconds=wall), 1_000 + monotonic) for wall, monotonic in readings]


@folded(
    ("readings", "agreed"),
    [
        ([(0, 0)], [False]),
        ([(0, 0), (30, 30), (60, 60)], [False, True, True]),
        ([(0, 0), (9.9, 9.9), (10, 10)], [False, False, True]),  # ten seconds apart, not less
        ([(0, 0), (4, 4), (8, 8), (12, 12), (16, 16)], [False, False, False, True, False]),
        ([(0, 0), (35, 30)], [False, True]),  # five seconds and a hundredth of the time
        ([(0, 0), (35.4, 30)], [False, False]),
        ([(0, 0), (24.6, 30)], [False, False]),
        ([(0, 0), (1_014, 1_000)], [False, True]),
        ([(0, 0), (1_016, 1_000)], [False, False]),
        ([(0, 0), (5e7, 30), (5e7 + 30, 60)], [False, False, True]),  # it was set: begun anew from there
        ([(0, 0), (5e7, 3), (5e7 + 9, 12), (5e7 + 10, 13)], [False, False, False, True]),
        ([(0, 0), (-5e7, 30), (-5e7 + 30, 60)], [False, False, True]),
        ([(0, 0), (30, 30), (5e7, 60), (90, 90), (120, 120)], [False, True, False, False, True]),  # for a moment only
        ([(0, 0), (36_000, 1), (36_030, 31)], [False, False, True]),  # the machine slept
    ],
)
def test_two_readings_agree_when_the_clock_moved_as_time_did(
    readings: list[tuple[float, float]], agreed: list[bool]
) -> None:
    assert agreements(*readings) == agreed


def test_a_clock_that_gains_a_little_with_each_reading_is_not_believed_once_that_is_much() -> None:
    assert not any(agreements(*((n * 36.0, n * 30.0) for n in range(20))))


@folded(
    ("today", "believed"),
    [
        (LAST, True),
        (LAST + timedelta(days=92), True),
        (LAST + timedelta(days=93), False),
        (LAST - timedelta(days=1), True),
        (date(1970, 1, 1), True),  # a clock that was set back has nobody forgotten
        (date(2099, 12, 31), False),
    ],
)
def test_a_day_is_believed_that_a_bot_may_have_been_down_until(today: date, believed: bool) -> None:
    assert (doubt(LAST, today) is None) is believed


def test_a_doubt_says_what_the_clock_says_since_when_and_what_to_do() -> None:
    assert doubt(LAST, date(2031, 3, 1)) == (
        "the clock says 2031-03-01, 1501 days after this bot last looked (2027-01-20): nobody is forgotten until "
        "`objecteur confirm-date 2031-03-01` says that this day is right"
    )
