"""Posting updates to a webhook: one at a time, in order, again and again until it is answered with 200."""

import asyncio

import aiohttp

from tests.real.telegram_api.updates import Updates

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PAUSE = 0.05
"""Seconds before the same update is posted again. In life: 0, 2, 4 … up to two minutes."""


class Pushing:
    """One webhook, until it is closed. `connector`: how it is reached, where not as any address is."""

    def __init__(self, updates: Updates, url: str, secret: str, connector: aiohttp.BaseConnector | None = None) -> None:
        self._updates = updates
        self._url = url
        self._secret = secret
        self._connector = connector
        self.statuses: list[int] = []
        """What the posts were answered with; 0 where nobody answered."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(connector=self._connector) as session:
            while True:
                await self._updates.something()
                update = self._updates.waiting[0]
                try:
                    async with session.post(self._url, json=update, headers={HEADER: self._secret}) as answer:
                        self.statuses.append(answer.status)
                except aiohttp.ClientError:
                    self.statuses.append(0)
                if self.statuses[-1] == 200:
                    self._updates.confirm_one(update["update_id"])
                else:
                    await asyncio.sleep(PAUSE)
