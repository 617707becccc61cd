"""`objecteur` as a process of its own, on a given day, and the person who sits at its terminal."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from pathlib import Path
from typing import Protocol, Self

from tests.real.warm import fork

ROOT = Path(__file__).resolve().parents[2]
BEGUN = "2026-11-24T10:00:00+01:00"
LATE = "2027-01-12T10:00:00+01:00"


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own settings, and those given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OBJECTEUR_")}
    ours = {f"OBJECTEUR_{key.upper()}": value for key, value in settings.items()}
    return kept | {"OBJECTEUR_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), "LANG": "fr_FR.UTF-8", "LC_ALL": ""} | ours


class Program(Protocol):
    """A process that was started, or forked."""

    def send_signal(self, number: int, /) -> None:
        """Signal it."""

    async def wait(self) -> int:
        """Wait for its end. Returns its exit status."""


class Bot:
    """`objecteur run`, until stopped; its log is kept to be looked through."""

    def __init__(self, data: Path, when: str, **settings: str) -> None:
        """Take the data directory, the moment its clock starts from, and the settings."""
        self._data, self._when = data, when
        self._environment = environment(data, **settings)
        self._arguments = ["--verbose", "run"]
        self._process: Program | None = None
        self.log = ""
        self._over = False

    async def __aenter__(self) -> Self:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await self._starts(theirs)
        self._reader, self._writer = await asyncio.open_connection(sock=ours)
        return self

    async def _starts(self, streams: socket.socket) -> Program:
        return await fork(self._when, self._arguments, streams, self._data, self._environment)

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        if self._over:
            return
        with contextlib.suppress(ProcessLookupError):  # it ended by itself: its status is looked at
            self._process.send_signal(signal.SIGTERM)
        assert await self.ends(20) == 0, self.log

    async def kill(self) -> None:
        """End it as a power cut would: nothing is finished, nothing is put away."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        await self.ends(20)

    async def ends(self, seconds: float) -> int:
        """Wait until it ends by itself. Returns its exit status. Raises TimeoutError when it does not."""
        assert self._process
        self.log = (await asyncio.wait_for(self._reader.read(), seconds)).decode()
        self._over = True
        self._writer.close()
        return await self._process.wait()


class StartedBot(Bot):
    """The same, as its operator starts it: a new process."""

    _module: tuple[str, ...] = ("tests.real.at",)

    async def _starts(self, streams: socket.socket) -> Program:
        file = streams.fileno()
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *self._module, self._when, *self._arguments,
            cwd=self._data, env=self._environment, stdin=file, stdout=file, stderr=file,
        )  # fmt: skip


class WatchedBot(StartedBot):
    """The same; each connection that it tries is noted."""

    def __init__(self, data: Path, when: str, notes: Path, trusting: Path | None, **settings: str) -> None:
        """Take what Bot takes, the file for notes, and the only certificate authority to trust (None: the usual)."""
        super().__init__(data, when, **settings)
        self._module = ("tests.real.watched", str(notes))
        self._environment |= {"SSL_CERT_FILE": str(trusting)} if trusting else {}


class TerminalPerson:
    """Somebody at the terminal: types lines into `objecteur chat`, reads what it prints."""

    def __init__(self, data: Path, when: str) -> None:
        """Take the data directory and the moment."""
        self._data, self._when = data, when
        self._process: Program | None = None
        self._changed = asyncio.Event()
        self._text, self._read = "", 0

    async def __aenter__(self) -> Self:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await fork(self._when, ["chat"], theirs, self._data, environment(self._data))
        self._printed, self._typed = await asyncio.open_connection(sock=ours)
        self._reader = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        self._typed.write_eof()
        status = await asyncio.wait_for(self._process.wait(), 20)
        await self._reader
        self._typed.close()
        assert status == 0, self._text

    async def interrupt(self) -> None:
        """Ctrl-C."""
        assert self._process
        self._process.send_signal(signal.SIGINT)

    async def _listen(self) -> None:
        while chunk := await self._printed.read(65_536):
            self._text += chunk.decode()
            self._changed.set()

    async def say(self, text: str) -> None:
        """Type a line, or several."""
        self._typed.write(f"{text}\n".encode())
        await self._typed.drain()

    async def sees(self, pattern: str, seconds: float = 40) -> str:
        """Wait for text not read yet that matches."""

        async def look() -> str:
            while True:
                if found := re.search(pattern, self._text[self._read :]):
                    self._read += found.end()
                    return found.group()
                self._changed.clear()
                await self._changed.wait()

        try:
            return await asyncio.wait_for(look(), seconds)
        except TimeoutError:
            raise AssertionError(f"never saw {pattern!r} in\n{self._text[self._read :]}") from None

    def transcript(self) -> str:
        """All that was printed."""
        return self._text
