"""The journey on Telegram, against the Bot API server of the tests."""

import logging
from typing import Self

from tests.crash.journey import HELLO
from tests.crash.process import Bot
from tests.real.telegram_api import Message, TelegramApi

logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a request that breaks off is what is wanted here
TOKEN = "123456:only-for-these-tests-not-a-real-one"


class OnTelegram:
    """One person, one server."""

    def __init__(self) -> None:
        """Nobody said anything yet."""
        self._api = TelegramApi(TOKEN)
        self._person = self._api.person(first_name="Camille", language="fr")
        self.settings: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        self.settings = {"telegram_token": TOKEN, "telegram_api_url": await self._api.start()}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._api.stop()

    async def begin(self, bot: Bot) -> None:
        """Say hello."""
        await self._person.say(HELLO)

    async def say(self, line: str) -> None:
        """Say a line."""
        await self._person.say(line)

    def heard(self, received: set[str]) -> bool:
        """Whether every update was confirmed, which the bot does once it took it."""
        return not self._api.updates.waiting

    async def messages(self, atleast: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All that was sent: the server shows it at once."""
        # A poll that was waiting when its process died is answered 409 once another process polls: nobody reads that.
        refused = [
            f"{call.method} was refused: {call.description}"
            for call in self._api.calls
            if call.status >= 400 and call.status != 409
        ]
        return tuple(map(_as_text, self._person.messages)), tuple(refused)

    def transcript(self) -> str:
        """Both sides."""
        return self._person.transcript()


def _as_text(message: Message) -> str:
    return "\n".join(message.lines())
