"""Cases that cannot be looked at: told twice, and from then on only counted, as they are tried each day for good."""

import logging
from collections import Counter

log = logging.getLogger(__name__)

SET_ASIDE = 2
"""The failures after which a case is set aside: tried each day still, as a key may come back, but only counted."""
_MANY = 100_000
"""The most cases whose failures are counted: beyond, the key is wrong, and `check` says so."""


class FailedCases:
    """How often each case could not be looked at, since the start; those that can be again are not here."""

    def __init__(self) -> None:
        """None has failed yet."""
        self._failed: Counter[str] = Counter()

    @property
    def set_aside(self) -> int:
        """How many could not be looked at twice or more."""
        return sum(times >= SET_ASIDE for times in self._failed.values())

    def tell(self, case_id: str, error: Exception) -> None:
        """Tell of a case that cannot be looked at: the first time, and when it is set aside. Later it is counted."""
        if len(self._failed) >= _MANY and case_id not in self._failed:
            return
        self._failed[case_id] += 1
        why = type(error).__name__  # the class only: an exception's words may hold a person's
        if self._failed[case_id] == 1:
            log.error("a case cannot be looked at, again tomorrow: %s", why)
        elif self._failed[case_id] == SET_ASIDE:
            log.error("a case is set aside, and tried in silence from now on: %s: see `objecteur check`", why)

    def mended(self, case_id: str) -> None:
        """Count a case no more that was looked at."""
        self._failed.pop(case_id, None)
