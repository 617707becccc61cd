"""A program of the benchmark: started, looked at from outside, and stopped."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.real.running import BEGUN, ROOT, environment

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
TOKEN = "123456:only-for-these-tests-not-a-real-one"
SOON = 60


class Program:
    """One of them, until the block ends; its log is kept in its folder."""

    def __init__(self, name: str, arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> None:
        """Take its name, its module with the arguments of it, where it runs, and its environment."""
        self.name = name
        self._arguments = ("-m", "tests.bench.installed", *arguments)
        self._folder, self._variables = folder, variables

    async def __aenter__(self) -> Self:
        with (self._folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=self._folder, env=dict(self._variables), stdout=log, stderr=log
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self._process.wait(), SOON)

    @property
    def cpu(self) -> float:
        """The seconds of processor that it took so far, its own and the system's for it."""
        return cpu_of(self._process.pid)

    @property
    def memory(self) -> float:
        """Its resident memory, in MB."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


def cpu_of(process: int) -> float:
    """The seconds of processor that a process took so far, by its id."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Several:
    """Several programs, looked at as one."""

    def __init__(self, programs: Sequence[Program]) -> None:
        """Take programs that run."""
        self._programs = programs

    @property
    def cpu(self) -> float:
        """The seconds of processor that all took so far."""
        return sum(program.cpu for program in self._programs)

    @property
    def memory(self) -> float:
        """The resident memory of all, in MB."""
        return sum(program.memory for program in self._programs)


def ours(folder: Path, url: str, when: str = BEGUN, **settings: str) -> Program:
    """Our bot, with its pace lifted: what it takes is to be seen, and not that it waits.

    url  the Bot API server; empty where it does not serve Telegram
    """
    telegram = {"telegram_token": TOKEN, "telegram_api_url": url, "telegram_per_second": "1000"}
    given = (telegram if url else {}) | settings
    return Program("objecteur", ("tests.real.at", when, "run"), folder, environment(folder, **given))


def peer(kind: str, folder: Path, url: str) -> Program:
    """One of the others on Telegram, by its kind."""
    return other("tests.bench.peers", folder, kind, url, TOKEN, str(folder))


def other(module: str, folder: Path, *arguments: str) -> Program:
    """A bot that is none of ours: a module of these tests, and its arguments."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith("OBJECTEUR_")}
    return Program(module, (module, *arguments), folder, variables | {"PYTHONPATH": str(ROOT)})
