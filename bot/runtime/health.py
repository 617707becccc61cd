"""The health of the program: what has ended, and what does not get on just now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from bot import clock

UNREAD = 120.0
"""The seconds without a word of a network that is polled after which it counts as out of reach."""
UNSEEN = 300.0
"""The seconds without a look at what is due after which reminders count as late; a look comes each half minute."""


@dataclass
class Health:
    """The health of each network that is served, and of the reminders.

    polled     those that are polled
    monotonic  a clock that nobody sets
    ended      by network, the reason why it has ended; empty while all are served
    stuck      by network, the reason why nothing is delivered for now
    read_at    by network that is polled, when it answered last; one that posts is silent as long as people are
    reminders  the reason why reminders could not be computed the last time; empty while they are
    looked_at  when what is due was last looked at
    """

    parts: tuple[str, ...]
    polled: tuple[str, ...] = ()
    monotonic: Callable[[], float] = clock.monotonic
    ended: dict[str, str] = field(default_factory=dict)
    stuck: dict[str, str] = field(default_factory=dict)
    read_at: dict[str, float] = field(default_factory=dict)
    reminders: str = ""
    looked_at: float = 0.0

    def __post_init__(self) -> None:
        """Count from now on: nothing is late at the start."""
        self.looked_at = self.monotonic()
        self.read_at = dict.fromkeys(self.polled, self.looked_at)

    def read(self, part: str) -> None:
        """Note that a network answered."""
        self.read_at[part] = self.monotonic()

    def looked(self, trouble: str = "") -> None:
        """Note a look at what is due, and why it failed if it did."""
        self.reminders = trouble
        if not trouble:
            self.looked_at = self.monotonic()

    @property
    def unseen_for(self) -> float:
        """The seconds since what is due was looked at."""
        return self.monotonic() - self.looked_at

    def serving(self) -> tuple[tuple[str, bool], ...]:
        """Each network, and whether it is still served."""
        return tuple((part, part not in self.ended) for part in self.parts)

    def seen(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """Whether the program is to be left running: the status, and a word for each part."""
        words = {part: self.ended.get(part, "serving") for part in self.parts}
        return _status(bool(self.ended or self.reminders)), words | {"reminders": self.reminders or "computed"}

    def ready(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """Whether people are served now: the status, and a word for each part. What is wrong may pass by itself."""
        wrong = {part: why for part in self.parts if (why := self._wrong(part))}
        late = self.unseen_for
        due = self.reminders or (f"no look for {late:.0f} s" if late > UNSEEN else "")
        words = {part: wrong.get(part, "serving") for part in self.parts} | {"reminders": due or "computed"}
        return _status(bool(wrong or due)), words

    def _wrong(self, part: str) -> str:
        now = self.monotonic()
        silent = now - self.read_at.get(part, now)
        unread = f"no answer for {silent:.0f} s" if silent > UNREAD else ""
        return self.ended.get(part) or self.stuck.get(part) or unread


def _status(ill: bool) -> HTTPStatus:
    return HTTPStatus.SERVICE_UNAVAILABLE if ill else HTTPStatus.OK
