"""`objecteur` as a process of its own, on a given day, and the person who sits at its terminal."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
BEGUN = "2026-11-24T10:00:00+01:00"
LATE = "2027-01-12T10:00:00+01:00"


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own settings, and those given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OBJECTEUR_")}
    ours = {f"OBJECTEUR_{key.upper()}": value for key, value in settings.items()}
    return kept | {"OBJECTEUR_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), "LANG": "fr_FR.UTF-8", "LC_ALL": ""} | ours


class Bot:
    """`objecteur run`, until stopped; its log is kept to be looked through."""

    def __init__(self, data: Path, when: str, **settings: str) -> None:
        """Take the data directory, the moment its clock starts from, and the settings."""
        self._data = data
        self._environment = environment(data, **settings)
        self._program = ["tests.real.at", when]
        self._process: asyncio.subprocess.Process | None = None
        self.log = ""
        self._over = False

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *self._program, "--verbose", "run",
            cwd=self._data, env=self._environment, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        assert self._process.stderr
        if self._over:
            return
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        self.log = (await asyncio.wait_for(self._process.stderr.read(), 20)).decode()
        assert await self._process.wait() == 0, self.log

    async def kill(self) -> None:
        """End it as a power cut would: nothing is finished, nothing is put away."""
        assert self._process
        assert self._process.stderr
        self._process.kill()
        await self.ends(20)

    async def ends(self, seconds: float) -> int:
        """Wait until it ends by itself. Returns its exit status. Raises TimeoutError when it does not."""
        assert self._process
        assert self._process.stderr
        self.log = (await asyncio.wait_for(self._process.stderr.read(), seconds)).decode()
        self._over = True
        return await self._process.wait()


class WatchedBot(Bot):
    """The same; each connection that it tries is noted."""

    def __init__(self, data: Path, when: str, notes: Path, trusting: Path | None, **settings: str) -> None:
        """Take what Bot takes, the file for notes, and the only certificate authority to trust (None: the usual)."""
        super().__init__(data, when, **settings)
        self._program = ["tests.real.watched", str(notes), when]
        self._environment |= {"SSL_CERT_FILE": str(trusting)} if trusting else {}


class TerminalPerson:
    """Somebody at the terminal: types lines into `objecteur chat`, reads what it prints."""

    def __init__(self, data: Path, when: str) -> None:
        """Take the data directory and the moment."""
        self._data, self._when = data, when
        self._process: asyncio.subprocess.Process | None = None
        self._changed = asyncio.Event()
        self._text, self._read = "", 0

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.real.at", self._when, "chat",
            cwd=self._data, env=environment(self._data), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), 20)
        await self._reader
        assert self._process.returncode == 0, self._text

    async def interrupt(self) -> None:
        """Ctrl-C."""
        assert self._process
        self._process.send_signal(signal.SIGINT)

    async def _listen(self) -> None:
        assert self._process
        assert self._process.stdout
        while chunk := await self._process.stdout.read(65_536):
            self._text += chunk.decode()
            self._changed.set()

    async def say(self, text: str) -> None:
        """Type a line, or several."""
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n".encode())
        await self._process.stdin.drain()

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
