"""Talk with the real bot over a Telegram of this machine's own: no account, no network.

    python -m tests.real.demo_telegram [--data DIR]

Each line is what you say to the bot; `#2` taps the second button of the newest keyboard. It works from a pipe too:
the next line waits until the bot's answer has come whole.
"""

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import sys
import tempfile
import threading
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path

from tests.real.telegram_api import Message, Person, TelegramApi

ROOT = Path(__file__).parents[2]
STARTING, ANSWERING, SETTLED, ENDING = 60, 10, 0.5, 15


class Screen:
    """Prints what the person sees, as it comes, and knows when it went quiet."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._shown: dict[int, str] = {}
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Print until cancelled."""
        while True:
            for message in self._person.messages:
                self._show(message)
            await self._person.something_new()

    def _show(self, message: Message) -> None:
        if self._shown.get(message.message_id) == message.text:
            return
        self._shown[message.message_id] = message.text
        print("\n".join(_lines_of(message)), end="\n\n", flush=True)
        self._news.set()

    async def settled(self) -> None:
        """Wait for one message at least, then until no other came for a moment; ten seconds at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERING):
                await self._news.wait()
                while self._news.is_set():
                    self._news.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), SETTLED)
        self._news.clear()


def _lines_of(message: Message) -> list[str]:
    file = message.file
    files = [f"[ {file.name}: {len(file.content):,} bytes, {file.media_type} ]"] if file else []
    buttons = [f"  #{number}  {button.label}" for number, button in enumerate(message.buttons, start=1)]
    return [*message.text.split("\n"), *files, *buttons]


async def converse(person: Person, bot: Process) -> int:
    """Say every line of the standard input. Returns the status to end with."""
    screen, typed = Screen(person), sys.stdin.isatty()
    printing = asyncio.create_task(screen.run())
    ended = asyncio.create_task(bot.wait())
    lines = _lines()
    try:
        while True:
            coming = asyncio.create_task(lines.get())
            await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                print("the bot ended", file=sys.stderr)
                return 1
            line = coming.result()
            if line is None:
                return 0
            if not line:
                continue
            if not typed:
                print(f"> {line}\n", flush=True)
            if await _did(person, line):
                await screen.settled()
    finally:
        for task in (printing, ended):
            task.cancel()


def _lines() -> "asyncio.Queue[str | None]":
    """The lines of the standard input as they come, then None."""
    found: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def put(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the conversation is over already
            loop.call_soon_threadsafe(found.put_nowait, line)

    def read() -> None:
        rest = b""
        while chunk := os.read(0, 65536):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                put(line.decode(errors="replace").strip())
        put(rest.decode(errors="replace").strip())
        put(None)

    # A daemon, and no buffered reader: Ctrl-C must not wait for one more line.
    threading.Thread(target=read, daemon=True).start()
    return found


async def _did(person: Person, line: str) -> bool:
    number = line.removeprefix("#")
    if number == line or not number.isdigit():
        await person.say(line)
        return True
    newest = next((message for message in reversed(person.messages) if message.buttons), None)
    if newest is None or not 1 <= int(number) <= len(newest.buttons):
        print(f"(there is no button {number})\n", flush=True)
        return False
    person.tap(newest, newest.buttons[int(number) - 1])
    return True


async def demonstrate(data: Path, *, known: bool) -> int:
    """Start Telegram and the bot, talk, and end both. Returns the exit status."""
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
    api = TelegramApi(token)
    url = await api.start()
    person = api.person("Camille", "fr")
    person.reachable = known  # who talked to the bot in an earlier run may be written to
    settings = {"TELEGRAM_TOKEN": token, "TELEGRAM_API_URL": url, "DATA_DIR": str(data)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OBJECTEUR_")}
    environment |= {f"OBJECTEUR_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}
    # Its own directory, so that nobody's .env is read.
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=data, stdin=asyncio.subprocess.DEVNULL
    )
    # A bot that outlived us would poll for ever: whoever ends us ends it.
    me = asyncio.current_task()
    if me:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    try:
        if not await _polling(api, bot):
            print("the bot did not start", file=sys.stderr)
            return 1
        if sys.stdin.isatty():
            print("Say something (/start), #2 for the second button, Ctrl-D to end.\n", flush=True)
        return await converse(person, bot)
    finally:
        await _end(bot)
        await api.stop()


async def _polling(api: TelegramApi, bot: Process) -> bool:
    polled, ended = asyncio.create_task(api.updates.polled.wait()), asyncio.create_task(bot.wait())
    await asyncio.wait({polled, ended}, timeout=STARTING, return_when=asyncio.FIRST_COMPLETED)
    for task in (polled, ended):
        task.cancel()
    return api.updates.polled.is_set() and bot.returncode is None


async def _end(bot: Process) -> None:
    if bot.returncode is not None:
        return
    bot.terminate()
    try:
        await asyncio.wait_for(bot.wait(), ENDING)
    except TimeoutError:
        bot.kill()
        await bot.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, and talk."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.real.demo_telegram",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the bot's data there (default: forget it)")
    data: Path | None = parser.parse_args(arguments).data
    if data:
        known = data.exists()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return asyncio.run(demonstrate(data.resolve(), known=known))
    with tempfile.TemporaryDirectory(prefix="objecteur-demo-") as made:
        return asyncio.run(demonstrate(Path(made), known=False))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(main())
