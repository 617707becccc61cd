"""One row of the table: which fault, what was measured of it, and what that breaks of the promise."""

from dataclasses import dataclass

from bot.core.ports.network_name import NetworkName
from tests.real.faulty.faults import Direction, Fault

RECOVERS_WITHIN = 15
"""Seconds from the network's return until all that waited is answered."""
MOST_A_SECOND = 1
AT_FIRST = 8
"""Seconds over which that is counted at least: an outage begins with pauses of half a second, one and two, and aiohttp
by itself asks a second time on a connection that was kept open."""
_NOT_KNOWN = frozenset({Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.ERROR, Fault.BAD_GATEWAY, Fault.TRUNCATED})
"""After these nobody can tell whether Telegram took a message."""
USELESS = 2
"""The exit status when a network cannot be served any more."""


@dataclass(frozen=True)
class Case:
    """A fault, where it strikes and when."""

    network: NetworkName
    direction: Direction
    fault: Fault

    def __str__(self) -> str:
        return f"{self.network}, {self.direction}, {self.fault}"

    @property
    def uncertain(self) -> bool:
        """Whether nobody can know if what was being sent has arrived: Telegram knows no message again."""
        return self.network is NetworkName.TELEGRAM and self.direction is Direction.SENDING and self.fault in _NOT_KNOWN

    @property
    def lasting(self) -> bool:
        """Whether going on is pointless: the bot is to end."""
        return self.fault is Fault.UNAUTHORIZED


@dataclass(frozen=True)
class Outage:
    """What the bot did while the network was down.

    requests  how often it tried what failed; where no request can be told from another, how often it tried anything
    seconds   how long that was
    status    its exit status, None where it goes on
    """

    requests: int
    seconds: float
    status: int | None = None

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def often(self) -> bool:
        """Whether the network was asked more often than is promised."""
        return self.requests >= MOST_A_SECOND * max(self.seconds, AT_FIRST)


@dataclass(frozen=True)
class Answers:
    """What became of the answers to what was said while the network was down.

    recovered  seconds from the network's return (or the next start) until all that came had come; None: never
    missing    answers that never came
    doubled    answers that came more than once
    told       how often the person was told, after the return, that a message may not have arrived
    """

    recovered: float | None
    missing: int
    doubled: int
    told: int


@dataclass(frozen=True)
class Row:
    """One case, lived."""

    case: Case
    outage: Outage
    answers: Answers

    @property
    def lost(self) -> int:
        """Answers that neither came nor were told of."""
        return 0 if self.case.uncertain and self.answers.told else self.answers.missing

    def wrong(self) -> list[str]:
        """What it breaks of the promise, in words; nothing when all is well."""
        answers, outage = self.answers, self.outage
        found = [f"{self.lost} answers lost"] if self.lost else []
        if answers.doubled:
            found.append(f"{answers.doubled} answers doubled")
        if answers.told != int(self.case.uncertain):
            found.append(f"told {answers.told} times that a message may not have arrived")
        if answers.recovered is None or (answers.recovered >= RECOVERS_WITHIN and not self.case.lasting):
            found.append(f"recovered after {answers.recovered} s")
        if outage.status != (USELESS if self.case.lasting else None):
            found.append(f"exit status {outage.status}")
        if outage.requests > 1 if self.case.lasting else outage.often:
            found.append(f"{outage.requests} requests in {outage.seconds:.0f} s")
        return found
