"""Receiving from Telegram by long polling: an update is confirmed once it is committed, never before.

The stock polling of python-telegram-bot confirms a whole batch before its handlers ran: a crash loses messages. Here
the next offset is saved in the transaction of each update, which those of different people share where they came
together, and the next `getUpdates` confirms it.

Three things must not stop the line: an update that cannot be parsed (it is stepped over), one that the inbox never
takes (it is left behind after `TRIES`), and a tap whose answer hangs (it is answered aside, by `Answering`).
"""

import logging
import warnings
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.core.ports.incoming import Incoming, Pressed
from bot.core.ports.network import LONGEST_PAUSE, FatalNetworkError, Inbox
from bot.networks.telegram.answering import Answering
from bot.networks.telegram.fate import UNREADABLE, asked_wait
from bot.networks.telegram.translate import incoming, unparsed

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL = 30
"""The seconds that a `getUpdates` waits for an update."""
BATCH = 100
TOGETHER = 8
"""The most updates of one commit: more would save little, and whoever wrote first would wait for all."""
MEMORY = timedelta(days=7)
"""The age from which an offset is not sent: after a week of silence Telegram may begin to count anew."""
TRIES = 4
"""The tries of one update: three, and one more at which the inbox sets aside what it could not take."""
CONFLICTS = 5
"""The conflicts with another program after which this one ends, unless it was there first."""
SETTLED = 10
"""The answers in a row after which a program was there first, whoever comes later with the same token."""
CONFLICT = "another program polls Telegram with the same token, and only one may: end one of the two"
REFUSED = "Telegram refuses the token: check OBJECTEUR_TELEGRAM_TOKEN, and OBJECTEUR_TELEGRAM_API_URL where it is set"


class Backoff:
    """Pauses that double, up to a limit."""

    def __init__(self, first: float, sleep: Sleep) -> None:
        """Take the seconds of the first pause, and the function that waits."""
        self._first = first
        self._sleep = sleep
        self.seconds = first
        """The next pause."""

    async def wait(self) -> None:
        """Pause, longer than the last time."""
        seconds, self.seconds = self.seconds, min(self.seconds * 2, LONGEST_PAUSE)
        await self._sleep(seconds)

    async def wait_as_asked(self, error: RetryAfter) -> None:
        """Pause as long as Telegram says, which is no failure: the next pause grows no longer."""
        await self._sleep(max(asked_wait(error).total_seconds(), self._first))

    def reset(self) -> None:
        """Begin again with the first pause, after a success."""
        self.seconds = self._first


class Polling:
    """The polling of one bot's updates, from the inbox's cursor on, until cancelled."""

    def __init__(self, bot: Bot, inbox: Inbox, *, now: Callable[[], datetime], backoff: Callable[[], Backoff]) -> None:
        """Take an initialized bot, the inbox for its updates, the clock, and a function that makes a new `Backoff`."""
        self._bot = bot
        self._inbox = inbox
        self._now = now
        self._backoff = backoff
        self._pause = backoff()
        self._offset: int | None = None
        self._read_at = now()
        self._limit = BATCH
        self._stuck = False
        self._unkept = logging.ERROR
        """How a cursor that cannot be saved is told: the first time as an error."""
        self._conflicts = 0
        self._answers = 0
        """The answers in a row, up to SETTLED: from then on they count for good."""
        self._taps = Answering(bot)

    async def run(self) -> None:
        """Read for ever. Raises FatalNetworkError when Telegram refuses the token."""
        if cursor := await self._inbox.cursor():
            self._offset, self._read_at = int(cursor.value), cursor.saved_at
        try:
            while True:
                await self._take(await self._read())
        finally:
            await self._taps.close()

    async def _read(self) -> Sequence[Update]:
        """The next updates; none after a failure, once its pause is over."""
        if self._now() - self._read_at > MEMORY:
            self._offset = None
        try:
            if self._stuck:
                await self._step_over()
            updates = await self._bot.get_updates(
                offset=self._offset, limit=self._limit, timeout=LONG_POLL, allowed_updates=ALLOWED
            )
        except InvalidToken:
            raise FatalNetworkError(REFUSED) from None
        except RetryAfter as error:
            await self._pause.wait_as_asked(error)
        except Conflict:
            await self._yield()
        except TelegramError as error:
            log.warning("telegram: %s: again in %.0f s", type(error).__name__, self._pause.seconds)
            await self._pause.wait()
        except UNREADABLE as error:
            # One bad update spoils its whole batch: read them one by one, and skip the one that fails alone.
            log.error("telegram: updates cannot be parsed: %s", type(error).__name__)  # noqa: TRY400
            self._stuck, self._limit = self._limit == 1, 1
            await self._pause.wait()
        else:
            self._answered()
            await self._inbox.reading()
            if updates:
                self._limit = BATCH
            return updates
        return ()

    def _answered(self) -> None:
        self._pause.reset()
        self._answers = min(self._answers + 1, SETTLED)
        if self._answers == SETTLED:
            self._conflicts = 0

    async def _yield(self) -> None:
        """Wait for another program that polls with this token to end, or end: the one that came later does."""
        if self._answers < SETTLED:
            self._answers, self._conflicts = 0, self._conflicts + 1
        if self._conflicts >= CONFLICTS:
            raise FatalNetworkError(CONFLICT)
        log.warning("telegram: another program polls with this token: again in %.0f s", self._pause.seconds)
        await self._pause.wait()

    async def _step_over(self) -> None:
        """Hand in the next update, which cannot be parsed, as media; skip it if it has no sender or is refused."""
        # The library prefers its own method, which is the one that cannot parse this update.
        warnings.filterwarnings("ignore", r"Please use 'Bot\.getUpdates'", PTBUserWarning)
        given = {"offset": self._offset, "limit": 1, "timeout": 0}
        raw: list[dict[str, object]] = await self._bot.do_api_request("getUpdates", given)
        if raw:
            number = int(str(raw[0]["update_id"]))
            said = unparsed(raw[0], self._bot.username)
            if said is None or not await self._committed(number, said):
                log.error("telegram: update %d cannot be parsed, and is left behind", number)
                await self._leave_behind(number)
            else:
                log.error("telegram: update %d cannot be parsed: answered as something that is no words", number)
        self._stuck = False

    async def _take(self, updates: Sequence[Update]) -> None:
        """Commit updates in their order, those of different people together, or skip them."""
        some: list[tuple[Update, Incoming]] = []
        for update in updates:
            said = self._said(update)
            if said is None or len(some) == TOGETHER or any(said.person == other.person for _, other in some):
                await self._commit(some)
                some.clear()
            if said is None:
                await self._leave_behind(update.update_id)
            else:
                some.append((update, said))
        await self._commit(some)

    def _said(self, update: Update) -> Incoming | None:
        try:
            return incoming(update, self._bot.username)
        except UNREADABLE as error:
            log.error("telegram: update %d makes no sense: %s", update.update_id, type(error).__name__)  # noqa: TRY400
            return None

    async def _commit(self, some: Sequence[tuple[Update, Incoming]]) -> None:
        """Commit updates of different people: in one go, or each by itself where that fails."""
        upto = some[-1][0].update_id + 1 if some else 0
        if len(some) > 1 and await self._inbox.receive_together([said for _, said in some], str(upto)):
            self._read_to(upto)
            taken = some
        else:
            taken = [one for one in some if await self._committed(one[0].update_id, one[1])]
        for update, said in taken:
            if isinstance(said.content, Pressed):
                self._taps.answer(update.callback_query)

    async def _committed(self, number: int, said: Incoming) -> bool:
        """Hand in one update until the inbox takes it. Returns False when it refused `TRIES` times.

        A failure counts only while the database answers, so that no update is skipped while it is away, however long.
        """
        pause, tries, level = self._backoff(), 0, logging.ERROR
        while True:
            try:
                await self._inbox.receive(said, cursor=str(number + 1))
            except Exception as error:  # noqa: BLE001  whatever it is, it must not stop everybody else
                # The error's class only: its words may hold a person's. Once: a full disk must not be told for ever.
                log.log(level, "telegram: update %d was not taken: %s", number, type(error).__name__)
                level = logging.DEBUG
            else:
                self._read_to(number + 1)
                return True
            # All updates before it were read anyway: saving this offset shows whether the database answers.
            tries = tries + 1 if await self._kept(number) else 0
            if tries >= TRIES and await self._kept(number + 1):
                log.error("telegram: update %d is left behind", number)
                return False
            await pause.wait()

    async def _leave_behind(self, number: int) -> None:
        pause = self._backoff()
        while not await self._kept(number + 1):
            await pause.wait()

    async def _kept(self, offset: int) -> bool:
        """Save how far was read, without handing anything in. Returns False when that fails."""
        try:
            await self._inbox.keep_cursor(str(offset))
        except Exception as error:  # noqa: BLE001  as above
            log.log(self._unkept, "telegram: the cursor could not be saved: %s", type(error).__name__)
            self._unkept = logging.DEBUG
            return False
        self._unkept = logging.ERROR
        self._read_to(offset)
        return True

    def _read_to(self, offset: int) -> None:
        self._offset, self._read_at = offset, self._now()
