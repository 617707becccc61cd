"""How often one person may have the bot do something costly: so many times an hour, each person for themselves."""

import time
from collections import deque

HOUR = 3600.0


class Quota:
    """Counts, by person, what was done within the last hour."""

    def __init__(self, most: int) -> None:
        """Take how many times an hour are allowed."""
        self._most = most
        self._done: dict[str, deque[float]] = {}

    def allows(self, person: str) -> bool:
        """Whether it may be done once more for that person; it then counts as done."""
        now = time.monotonic()
        self._done = {one: times for one, times in self._done.items() if now - times[-1] < HOUR}
        times = self._done.get(person, deque())
        while times and now - times[0] >= HOUR:
            times.popleft()
        if len(times) >= self._most:
            return False
        self._done[person] = times
        times.append(now)
        return True
