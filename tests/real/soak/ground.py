"""What a soak stands on: the bot on its networks, their servers, and the people, begun and ended together."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.core.ports.network_name import NetworkName
from tests.real.soak.audit import Audit
from tests.real.soak.crowd import Crowd, Pace
from tests.real.soak.people import OnMatrix, OnTelegram, Someone
from tests.real.soak.process import Watched, until
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
DRAINED_WITHIN = 60
SENDS = {"sendmessage", "senddocument", "sendphoto"}


@dataclass
class Ground:
    """One bot and all around it."""

    bot: Watched
    audit: Audit
    api: TelegramApi
    crowd: Crowd
    synapse: Synapse | None
    account: str

    async def drained(self) -> None:
        """Wait until nothing is on its way any more. Raises TimeoutError."""
        await until(lambda: not any(self.audit.books(name).waiting for name in self.networks), DRAINED_WITHIN)

    @property
    def networks(self) -> tuple[NetworkName, ...]:
        """Those that are served."""
        return (NetworkName.TELEGRAM, NetworkName.MATRIX) if self.synapse else (NetworkName.TELEGRAM,)

    def committed(self) -> int:
        """How many messages were ever put into the outbox."""
        return sum(self.audit.books(network).committed for network in self.networks)

    def unbalanced(self) -> list[str]:
        """Where the books of the outbox and those of the networks differ; and what came that nobody waited for."""
        found = [f"came unasked: {one}" for one in self.crowd.unread()]
        for network in self.networks:
            books = self.audit.books(network)
            if books != (own := self.audit.counted(network)):
                found.append(f"{network}: the bot counts {own}, and it was {books}")
            if books.erased or books.waiting:
                found.append(f"{network}: {books}")
            differing = self.audit.sent(network, self.crowd.received(network))
            found += [f"{network}: {left} left and {came} came" for left, came in differing.values()]
        if self.synapse:
            sent, events = self.audit.keys_sent(NetworkName.MATRIX), self._events()
            if sent != events:
                found.append(
                    f"Synapse lacks {len(sent - events)} and has {len(events - sent)} events of nobody knows whom"
                )
        return found

    def calls(self) -> int:
        """How many messages Telegram was asked to send."""
        return sum(call.method.lower() in SENDS for call in self.api.calls)

    def dropped(self) -> int:
        """Of those calls, how many were carried out and got no answer."""
        return sum(call.method.lower() in SENDS and call.status == 0 for call in self.api.calls)

    def _events(self) -> set[str]:
        """The transaction ids of the bot's events, from Synapse's own database."""
        assert self.synapse
        asked = "SELECT txn_id FROM event_txn_id_device_id WHERE user_id = ?"
        with closing(sqlite3.connect(f"file:{self.synapse.database}?mode=ro", uri=True, timeout=10)) as connection:
            ids = {str(txn) for (txn,) in connection.execute(asked, (self.account,))}
        # What nio itself makes up for the events that are no messages has dashes.
        return {one for one in ids if "-" not in one}


@dataclass(frozen=True)
class People:
    """How many on a network, and how fast they write."""

    number: int
    pace: Pace


@asynccontextmanager
async def ground(
    folder: Path, telegram: People, matrix: People, seed: int, synapse: Synapse | None = None
) -> AsyncIterator[Ground]:
    """The bot serves and the people are logged in, while the block lasts; it is stopped, and looked at, after it."""
    async with AsyncExitStack() as stack:
        api = TelegramApi(TOKEN)
        settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
        stack.push_async_callback(api.stop)
        account = ""
        if synapse:
            account, password = await asyncio.to_thread(synapse.register, f"bot-{uuid4().hex[:8]}")
            settings |= {"matrix_homeserver": synapse.url, "matrix_user": account, "matrix_password": password}
        people: list[tuple[Someone, Pace]] = [(OnTelegram(api), telegram.pace) for _ in range(telegram.number)]
        for number in range(matrix.number if synapse else 0):
            assert synapse
            known = await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}")
            person = await OnMatrix.start(synapse, known, folder / f"person-{number}", account)
            stack.push_async_callback(person.close)
            people.append((person, matrix.pace))
        bot = await asyncio.to_thread(Watched, folder, **settings)
        await asyncio.to_thread(bot.migrate)
        audit = Audit(bot.database, bot.data / "secret.key")
        await asyncio.to_thread(audit.open)
        async with bot:
            await bot.logs("matrix: ready" if synapse else "serving telegram")
            await api.updates.polled.wait()
            yield Ground(bot, audit, api, Crowd(people, seed), synapse, account)
