"""Whether the crypto store is the one that the bot used last, or one of before, put back from a backup.

An old store repeats what was used since: people's apps refuse it, and nobody can read the bot, although it believes
that all is well. So a mark goes into the store and, as account data, to the homeserver, and is changed at each start
and every few minutes: a store whose mark is another is not used again, and the bot logs in as a new device. A store
that is not older than the last change of its mark is not found out.
"""

import logging
import secrets
from typing import Any, Protocol
from urllib.parse import quote

from bot.core.ports.network import FatalNetworkError
from bot.networks.matrix.session import CRYPTO, Folder

log = logging.getLogger(__name__)

EVERY = 300.0
"""The seconds between two changes of the mark."""
_TYPE = "objecteur.store"
_MAKE = "CREATE TABLE IF NOT EXISTS mark (mark TEXT PRIMARY KEY) WITHOUT ROWID"


class Asks(Protocol):
    """The port through which the homeserver is asked."""

    @property
    def user_id(self) -> str:
        """The account."""

    async def request(self, method: str, path: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Make an authenticated request, retried until the answer is lasting. Returns status and answer."""


class Freshness:
    """The mark of one store."""

    def __init__(self, account: Asks, folder: Folder) -> None:
        """Take the account whose data hold the mark, and the folder of the store."""
        self._account = account
        self._folder = folder

    async def is_old(self) -> bool:
        """Whether the homeserver has another mark than the store. One without any is of an earlier release."""
        status, answer = await self._account.request("GET", self._path, {})
        shown = answer.get("mark") if status == 200 else None
        database = self._folder.database(CRYPTO)
        try:
            database.execute_sql(_MAKE)
            kept = {mark for (mark,) in database.execute_sql("SELECT mark FROM mark").fetchall()}
        finally:
            database.close()
        return shown is not None and shown not in kept

    async def put_away_an_old_one(self, password: str | None) -> bool:
        """End the log-in of an old store, and put that away, so that the next one is a new device. Whether it was old.

        Raises FatalNetworkError when there is no password to log in with again.
        """
        if not await self.is_old():
            return False
        if password is None:
            raise FatalNetworkError(
                "the Matrix store is not the one that the bot used last (an old backup?), and nobody could read the "
                "bot with it: set OBJECTEUR_MATRIX_PASSWORD for this start, to log in as a new device"
            )
        await self._account.request("POST", "logout", {})
        self._folder.put_away()
        self._folder.prepare_crypto()
        log.warning("matrix: the store was put back from an old backup: the bot logs in as a new device")
        return True

    async def change(self, database: Any) -> None:
        """Change the mark. `database`: the open store's (peewee's).

        Both marks are kept until the homeserver has the new one: a crash between the two is no sign of age.
        """
        mark = secrets.token_hex(16)
        database.execute_sql(_MAKE)
        database.execute_sql("INSERT INTO mark (mark) VALUES (?)", (mark,))
        status, _ = await self._account.request("PUT", self._path, {"mark": mark})
        if status == 200:
            database.execute_sql("DELETE FROM mark WHERE mark != ?", (mark,))

    @property
    def _path(self) -> str:
        return f"user/{quote(self._account.user_id, safe='')}/account_data/{_TYPE}"
