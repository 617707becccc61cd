"""The bot's account on its homeserver: one log-in for ever, its keys, its syncs, and requests that are retried.

nio's own `sync_forever` asks thousands of times a second while a server is down; it is not used. Calls of nio answer
with error objects instead of raising: each answer's class is looked at.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any

import aiohttp
import nio
from nio.crypto import ENCRYPTION_ENABLED
from nio.exceptions import LocalProtocolError

from bot.core.ports.network import LONGEST_PAUSE, FatalNetworkError
from bot.networks.matrix.cipher_store import CipherStore
from bot.networks.matrix.cross_signing import ensure_signed, identity_of, new_seeds, replace_identity
from bot.networks.matrix.encryption import Readers, show_key
from bot.networks.matrix.fate import ENDED, asked_wait, passing
from bot.networks.matrix.freshness import EVERY, Freshness
from bot.networks.matrix.hardening import harden
from bot.networks.matrix.identities import Identities
from bot.networks.matrix.log_in import log_in, restore
from bot.networks.matrix.nio_client import Client
from bot.networks.matrix.pins import Pins
from bot.networks.matrix.session import CRYPTO, Folder, Session
from bot.networks.matrix.syncs import SENSELESS

log = logging.getLogger(__name__)
for _loud in ("nio", "peewee"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL)  # they log identifiers, and the content of odd events

TROUBLE = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
"""The errors of a request without a usable answer: no connection, no end, or an answer that is not JSON."""
REQUEST_TIMEOUT = 40
"""The seconds after which a request is given up; Synapse delays a limited one by up to ten before refusing it."""
Json = dict[str, Any]


def pauses(first: float, longest: float = LONGEST_PAUSE) -> Iterator[float]:
    """The seconds to wait before each new try: doubled up to a limit, with jitter."""
    pause = first
    while True:
        yield pause * (1 + random.random() / 4)  # noqa: S311  jitter, no secret
        pause = min(pause * 2, longest)


def ended(why: str) -> FatalNetworkError:
    """The error to raise when the log-in has ended."""
    return FatalNetworkError(f"the homeserver ended the bot's Matrix session ({why})")


class Account:
    """One account, one device, one crypto store."""

    def __init__(self, homeserver: str, user: str, password: str | None, *, folder: Folder, store_key: str) -> None:
        """Take the account's settings, without opening anything. `store_key` encrypts the crypto store."""
        if not ENCRYPTION_ENABLED:
            raise FatalNetworkError("matrix-nio is installed without encryption: install matrix-nio[e2e]")
        self._user, self._password = user, password
        self._folder = folder
        config = nio.AsyncClientConfig(
            store=CipherStore,
            store_name=CRYPTO,
            pickle_key=store_key,
            store_sync_tokens=False,  # nio would save the token before the events of a sync are taken
            encryption_enabled=True,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=REQUEST_TIMEOUT,
        )
        self.identities = Identities(Pins(folder))
        self.readers = Readers()
        self.client = Client(homeserver, user, store_path=str(folder.path), config=config, identities=self.identities)
        self.session: Session | None = None
        self._freshness = Freshness(self, folder)
        self.renewed = False
        """Whether this start logged in as a new device because the store was an old one."""

    @property
    def user_id(self) -> str:
        """The bot's own id."""
        return str(self.client.user_id)

    @property
    def device_id(self) -> str:
        """The bot's device."""
        return str(self.client.device_id)

    @property
    def device_key(self) -> str:
        """The device's public Ed25519 key, as the crypto store holds it."""
        return str(self.client.olm.account.identity_keys["ed25519"])

    def sign(self, value: Json) -> str:
        """The device key's signature of a value."""
        return str(self.client.olm.sign_json(value))

    async def request(self, method: str, path: str, content: Json) -> tuple[int, Json]:
        """Make an authenticated request, retried while it fails for a passing reason. Returns status and answer.

        Raises FatalNetworkError when the log-in has ended.
        """
        body = nio.Api.to_json(content)
        for pause in pauses(1):
            headers = {"Authorization": f"Bearer {self.client.access_token}", "Content-Type": "application/json"}
            try:
                answer = await self.client.send(method, f"/_matrix/client/v3/{path}", body, headers)
                status, found = answer.status, await answer.json()
            except TROUBLE as error:
                status, found = 0, {}
                log.warning("matrix: no answer (%s)", type(error).__name__)
            if found.get("errcode") in ENDED:
                raise ended(found["errcode"])
            if 200 <= status < 500 and status != 429:
                return status, found
            await asyncio.sleep(float(found.get("retry_after_ms") or 0) / 1000 or pause)
        raise AssertionError  # pauses never end

    async def insisting(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """Call nio until its answer is a success or a lasting error.

        Raises FatalNetworkError when the log-in has ended.
        """
        for pause in pauses(1):
            try:
                answer = await call()
            except TROUBLE as error:
                log.warning("matrix: no answer (%s)", type(error).__name__)
                await asyncio.sleep(pause)
                continue
            if not isinstance(answer, nio.ErrorResponse):
                return answer
            if answer.status_code in ENDED:
                raise ended(answer.status_code)
            if not passing(answer):
                return answer
            log.warning("matrix: not now (%s)", answer.status_code or "its answer is no homeserver's")
            # A request to wait is no failure: the pause is as long as asked, and does not grow.
            await asyncio.sleep(asked_wait(answer).total_seconds() if answer.retry_after_ms else pause)
        raise AssertionError  # pauses never end

    # --- Starting ---------------------------------------------------------------------------------------------------

    async def open(self, now: Callable[[], datetime]) -> None:
        """Log in, at the first start only, and make sure that the device is cross-signed.

        Raises FatalNetworkError when the account, its keys or its store cannot be used.
        """
        await self._open_device(now)
        seeds = self._folder.seeds()
        if seeds is None:
            seeds = new_seeds()
            self._folder.keep_seeds(seeds)
        await ensure_signed(self, identity_of(seeds), password=self._password)

    async def reset_identity(self, now: Callable[[], datetime]) -> None:
        """Give the account a new cross-signing identity, whatever it had. Raises FatalNetworkError."""
        await self._open_device(now)
        seeds = new_seeds()
        await replace_identity(self, identity_of(seeds), password=self._password)
        self._folder.keep_seeds(seeds)

    async def _open_device(self, now: Callable[[], datetime]) -> None:
        self.session = self._folder.session()
        self._folder.prepare_crypto()
        if self.session:
            self.client.user_id, self.client.access_token = self.session.user_id, self.session.access_token
            if await self._freshness.put_away_an_old_one(self._password):
                self.session, self.client.access_token, self.renewed = None, "", True
        if self.session is None:
            self.session = await log_in(self.client, self.insisting, self._password, now)
            self._folder.keep_session(self.session)
        else:
            restore(self.client, self.session, self._user, self._folder.path)
        await self._freshness.change(self.client.olm.store.database)
        harden(self.client.olm)
        show_key(self.client.olm)
        self.readers.limit(self.client.olm)
        self.identities.pins.open()
        if self.client.should_upload_keys:
            uploaded = await self.insisting(self.client.keys_upload)
            if isinstance(uploaded, nio.ErrorResponse):
                raise FatalNetworkError(
                    f"the homeserver refuses the bot's device keys ({uploaded.status_code}): was its Matrix store "
                    "restored from an old backup? Remove session.json and the crypto store to log in as a new device"
                )

    async def stay_fresh(self) -> None:
        """Change the mark by which an old store is told from this one, every few minutes."""
        while True:
            await asyncio.sleep(EVERY)
            await self._freshness.change(self.client.olm.store.database)

    # --- Going on ---------------------------------------------------------------------------------------------------

    async def exchange_keys(self) -> None:
        """Make the key requests that the last sync calls for: one-time keys, devices of people, messages to devices."""
        client = self.client
        try:
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()
            if client.should_claim_keys:
                await client.keys_claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()
        except (*TROUBLE, *SENSELESS, LocalProtocolError) as error:
            log.warning("matrix: keys not exchanged yet: %s", type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()
        self.identities.pins.close()
