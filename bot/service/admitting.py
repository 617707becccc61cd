"""Which messages are taken: no tap that is only the first once more, and of one person no more than can be borne."""

from datetime import datetime

from bot.core.ports.incoming import Incoming, Left, Redacted
from bot.core.ports.network_name import NetworkName
from bot.service.attempts import Attempt, Attempts
from bot.service.limits import Limits, Verdict
from bot.service.taps import Taps


class Admission:
    """Decides which messages are taken. Keeps nothing, and says nothing to anybody."""

    def __init__(self, limits: Limits, attempts: Attempts) -> None:
        """Take what the service bears, and where it is counted what it does not."""
        self._limits = limits
        self._attempts = attempts
        self._taps = Taps()

    def verdict(self, incoming: Incoming, name: bytes, now: datetime) -> Verdict:
        """What becomes of a message of the person who has that name."""
        if self._taps.again(incoming, now):
            return Verdict.IGNORED
        if not incoming.private or isinstance(incoming.content, Left):
            return Verdict.TAKEN
        verdict = self._borne(incoming, name, now)
        if verdict is not Verdict.TAKEN:
            self._attempts.note(Attempt.MESSAGE)
        return verdict

    def took(self, incoming: Incoming, now: datetime) -> None:
        """Note a message, once what it led to is committed."""
        self._taps.took(incoming, now)

    def welcomes(self, name: bytes, network: NetworkName, now: datetime) -> bool:
        """Whether somebody of whom nothing is known is listened to on that network."""
        welcome = self._limits.welcomes(name, network, now)
        if not welcome:
            self._attempts.note(Attempt.NEWCOMER)
        return welcome

    def _borne(self, incoming: Incoming, name: bytes, now: datetime) -> Verdict:
        if isinstance(incoming.content, Redacted):
            return Verdict.TAKEN if self._limits.removed.allows(name, now) else Verdict.IGNORED
        return self._limits.verdict(name, now)
