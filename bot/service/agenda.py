"""The agenda of a day: which cases are to be looked at on it, in memory alone, because the moments are sealed.

All are opened once a day, by the UTC, and at the first look of a process; after that those that are marked
(`bot/store/dues.py`). It is a hint and no more: a case is locked, and its moment read again, before anything is said.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.store import DatabaseError, StoreError
from bot.store.dues import MARKED_FOR, UNKNOWN, DueCase, Dues
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

Page = Sequence[DueCase]

PAGE = 500
"""The cases that are opened in one transaction: some hundredths of a second, for which others wait."""


class Agenda:
    """The cases of a day, by their moments."""

    def __init__(self, store: Store) -> None:
        """Take the store; nothing is read yet."""
        self._store = store
        self._day: date | None = None
        self._due: dict[str, datetime] = {}
        self._counted: set[str] = set()
        """The campaigns whose moments are known to count this release's delays."""

    def begin(self, now: datetime) -> None:
        """Open all cases, unless that was done on this day. Raises DatabaseError: then it is done at the next look."""
        today = now.astimezone(UTC).date()
        if self._day == today:
            return
        self._day, self._due = None, {}
        self._each_page(lambda dues, after: dues.page(after, PAGE), lambda _, page: self._take(page, today))
        with self._store.transaction() as unit:
            # By the last day that was believed: a clock that is ahead takes no mark from whoever leads after it.
            if believed := unit.looks.last():
                unit.cases.dues.unmark(min(believed, today) - MARKED_FOR)
        self._day = today

    def recount(self, delays: Mapping[str, str], now: datetime) -> None:
        """Have every case looked at whose moment was made with other delays than these, by campaign.

        Cut short, all is done again at the next look. Raises DatabaseError.
        """
        if self._counted == delays.keys():
            return
        with self._store.transaction() as unit:
            new = {one: counted for one, counted in delays.items() if not unit.cases.counts(one, counted)}
        if new:
            log.info("the delays of %s are new: every case is looked at", ", ".join(new))
            self._all_again(new, now)
            with self._store.transaction() as unit:
                for campaign, counted in new.items():
                    unit.cases.count(campaign, counted)
        self._counted.update(delays)

    def _all_again(self, campaigns: Collection[str], now: datetime) -> None:
        def move(unit: Unit, page: Page) -> None:
            _move_all(unit, [due for due in page if due.campaign in campaigns], now)

        self._each_page(lambda dues, after: dues.page(after, PAGE), move)

    def catch_up(self, now: datetime) -> None:
        """Take what was written for this day since, by whatever process. Raises DatabaseError."""
        today = now.astimezone(UTC).date()
        since = today - MARKED_FOR
        self._each_page(
            lambda dues, after: dues.marked(since, after, PAGE),
            # One that does not open is looked at once a day, as all that are.
            lambda _, page: self._take((due for due in page if due.at != UNKNOWN), today),
        )

    def _each_page(self, read: Callable[[Dues, DueCase | None], Page], act: Callable[[Unit, Page], None]) -> None:
        """Read page after page, each in a transaction of its own, in which something is done with it."""
        after: DueCase | None = None
        while True:
            with self._store.transaction() as unit:
                page = read(unit.cases.dues, after)
                act(unit, page)
            if len(page) < PAGE:
                return
            after = page[-1]

    def _take(self, found: Iterable[DueCase], today: date) -> None:
        end = datetime.combine(today + timedelta(days=1), time(), UTC)
        self._due |= {due.case_id: due.at for due in found if due.at and due.at < end}

    def come(self, now: datetime, at_once: int) -> Iterator[Sequence[str]]:
        """The cases whose moment has come, the one that waited longest first, so many at once."""
        come = sorted((one for one, at in self._due.items() if at <= now), key=lambda one: (self._due[one], one))
        for first in range(0, len(come), at_once):
            yield come[first : first + at_once]

    def done(self, cases: Collection[str]) -> None:
        """Take out cases that were looked at."""
        for one in cases:
            self._due.pop(one, None)


def _move_all(unit: Unit, page: Page, now: datetime) -> None:
    """Have these cases looked at: written together, or one by one where one cannot be written."""
    cases = [due.case_id for due in page]
    unit.with_people_of(cases)
    # Whoever was waited for may have joined somebody else or been erased: then their case is gone.
    left = sorted(unit.cases.dues.there(cases))
    try:
        with unit.apart(), unit.writes.together():
            for case_id in left:
                unit.cases.dues.set(case_id, now, now)
    except DatabaseError:
        raise
    except StoreError:
        for case_id in left:
            _move(unit, case_id, now)


def _move(unit: Unit, case_id: str, now: datetime) -> None:
    try:
        with unit.apart():
            unit.cases.dues.set(case_id, now, now)
    except DatabaseError:
        raise
    except StoreError as error:
        log.error("a case cannot be looked at: %s", error)  # noqa: TRY400  one line
