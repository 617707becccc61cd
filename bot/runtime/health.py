"""The health of the program: what has ended, and what does not get on just now."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from bot import clock

REMINDERS = "reminders"
DATABASE = "database"
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
    unwritten  by network, the reason why its messages cannot be taken for now; of DATABASE, why nothing can be written
    mistaken   by network, the mistake by which receiving there has ended, until it goes on
    mistakes   how often each loop of the program ended by one
    refused    by network, the reason why it refuses to be read, until it is
    refusals   by network, how often it did
    read_at    by network that is polled, when it answered last; one that posts is silent as long as people are
    reminders  the reason why reminders could not be computed the last time; empty while they are
    looked_at  when what is due was last looked at
    followed   the parts that another worker looks after
    trouble    why this worker neither leads nor sends for now; empty while it may
    led        whether some worker looks at what is due
    set_aside  how many cases cannot be looked at, and are set aside
    vacant     since when none does, as far as was asked
    """

    parts: tuple[str, ...]
    polled: tuple[str, ...] = ()
    monotonic: Callable[[], float] = clock.monotonic
    ended: dict[str, str] = field(default_factory=dict)
    stuck: dict[str, str] = field(default_factory=dict)
    unwritten: dict[str, str] = field(default_factory=dict)
    mistaken: dict[str, str] = field(default_factory=dict)
    mistakes: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    read_at: dict[str, float] = field(default_factory=dict)
    reminders: str = ""
    looked_at: float = 0.0
    followed: set[str] = field(default_factory=set)
    trouble: Callable[[], str] = lambda: ""
    led: Callable[[], bool] = lambda: True
    set_aside: Callable[[], int] = lambda: 0
    vacant: float | None = None

    def __post_init__(self) -> None:
        """Count from now on: nothing is late at the start."""
        self.looked_at = self.monotonic()
        self.read_at = dict.fromkeys(self.polled, self.looked_at)

    @contextmanager
    def following(self, part: str) -> Iterator[None]:
        """Leave a part to another worker while the block lasts. Afterwards nothing of it is late yet."""
        self.followed.add(part)
        try:
            yield
        finally:
            self.followed.discard(part)
            if part == REMINDERS:
                self.reminders, self.looked_at = "", self.monotonic()
            elif part in self.read_at:
                self.read(part)

    def read(self, part: str) -> None:
        """Note that a network answered."""
        self.read_at[part] = self.monotonic()
        self.mistaken.pop(part, None)
        self.refused.pop(part, None)

    def refuses(self, part: str, why: str) -> bool:
        """Note that a network refuses to be read, and why. Returns whether the reason is a new one."""
        new = why != self.refused.get(part)
        self.refused[part] = why
        self.refusals[part] += 1
        return new

    def wrote(self, part: str, trouble: str = "") -> bool:
        """Note that something was written, or why it could not be. Returns whether the trouble is a new one."""
        new = trouble != self.unwritten.get(part, "")
        self.unwritten[part] = trouble
        return new and bool(trouble)

    def looked(self, trouble: str = "") -> None:
        """Note a look at what is due, and why it failed if it did."""
        self.reminders = trouble
        if not trouble:
            self.looked_at = self.monotonic()

    @property
    def unseen_for(self) -> float:
        """The seconds since what is due was looked at; of a follower, since nobody looks."""
        return self._vacant_for() if REMINDERS in self.followed else self.monotonic() - self.looked_at

    def serving(self) -> tuple[tuple[str, bool], ...]:
        """Each network, and whether it is still served."""
        return tuple((part, part not in self.ended) for part in self.parts)

    def seen(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """Whether the program is to be left running: the status, and a word for each part."""
        words = {part: self._trouble(part) or "serving" for part in self.parts}
        return _status(bool(self.ended or self.reminders)), words | {REMINDERS: self.reminders or "computed"}

    def ready(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """Whether people are served now: the status, and a word for each part. What is wrong may pass by itself."""
        wrong = {part: why for part in self.parts if (why := self._wrong(part))}
        late = self.unseen_for
        due = self.reminders or (f"no look for {late:.0f} s" if late > UNSEEN else "")
        words = {part: wrong.get(part, "serving") for part in self.parts} | {REMINDERS: due or "computed"}
        if trouble := self.trouble():
            words["worker"] = trouble
        return _status(bool(wrong or due or trouble)), words

    def _vacant_for(self) -> float:
        """For how long no worker looked at what is due."""
        now = self.monotonic()
        self.vacant = None if self.led() else now if self.vacant is None else self.vacant
        return 0.0 if self.vacant is None else now - self.vacant

    def _wrong(self, part: str) -> str:
        now = self.monotonic()
        silent = 0.0 if part in self.followed else now - self.read_at.get(part, now)
        unread = f"no answer for {silent:.0f} s" if silent > UNREAD else ""
        return self._trouble(part) or unread

    def _trouble(self, part: str) -> str:
        """Why people are not served there; empty while nothing is known to be wrong."""
        return (
            self.ended.get(part)
            or self.mistaken.get(part)
            or self.refused.get(part)
            or self.stuck.get(part)
            or self.unwritten.get(part)
            or self.unwritten.get(DATABASE, "")
        )


def _status(ill: bool) -> HTTPStatus:
    return HTTPStatus.SERVICE_UNAVAILABLE if ill else HTTPStatus.OK
