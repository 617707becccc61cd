"""What people and strangers attempt against what protects the bot: counted, and told in one line of the log at times.

Nothing says who it was or what they sent, only how often each kind came. However much comes, the log grows by a line
each time that `tell` is called and by no more: a flood cannot fill the disk, and every attempt is in one of the sums.
"""

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

log = logging.getLogger(__name__)


class Attempt(StrEnum):
    """The kinds of what is counted. All but `CODE_TAKEN` were refused."""

    POST = "post-refused"
    """A post to the webhook without its secret."""
    CONNECTION = "connection-refused"
    """A connection to the listener that has as many as it bears."""
    CODE = "code-refused"
    """A code that joins accounts: wrong, spent, too old, of no use where it was typed, or one try too many."""
    CODE_TAKEN = "code-taken"
    """A code that was right."""
    MESSAGE = "message-refused"
    """One message too many of one person."""
    NEWCOMER = "newcomer-refused"
    """Somebody unknown, while too many come at once."""
    FILES = "files-refused"
    """An answer that went without its files, because the person was given very many."""
    REPORT = "report-refused"
    """A wrong address too many that one person reports."""
    INVITATION = "invitation-refused"
    """One invitation too many of one person on Matrix."""


class Attempts:
    """The sums since the start. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._one = threading.Lock()
        self._seen: Counter[Attempt] = Counter()
        self._told: Counter[Attempt] = Counter()

    def note(self, what: Attempt) -> None:
        """Count an attempt. A message that is taken up again after a mistake counts again."""
        with self._one:
            self._seen[what] += 1

    def sums(self) -> Mapping[Attempt, int]:
        """How many of each kind there were; none is a sum too."""
        with self._one:
            return {what: self._seen[what] for what in Attempt}

    def tell(self) -> None:
        """Log in one line what came since the last time; nothing where nothing came."""
        with self._one:
            fresh = self._seen - self._told
            self._told = self._seen.copy()
        if not fresh:
            return
        level = logging.WARNING if set(fresh) - {Attempt.CODE_TAKEN} else logging.INFO
        log.log(level, "since the last such line: %s", ", ".join(f"{n} {what}" for what, n in sorted(fresh.items())))
