"""`objecteur` forked from a process that has imported and read all: it starts at once, the machine spared 3 s of work.

`python -m tests.real.warm` is that process, one for each that starts programs. A program that is forked is a process
like any other: it has its environment, its streams, its signals and its own end.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.real import at

_LONGEST = 1 << 17


class Forked:
    """A program that was forked, looked after as `asyncio.subprocess.Process` is."""

    def __init__(self, pid: int, told: asyncio.StreamReader, pipe: asyncio.StreamWriter) -> None:
        """Take its process id, and where its guard tells how it ends."""
        self._pid, self._told, self._pipe = pid, told, pipe

    def send_signal(self, number: int) -> None:
        """Signal it. Raises ProcessLookupError when it ended."""
        os.kill(self._pid, number)

    async def wait(self) -> int:
        """Wait for its end. Returns its exit status, or less than nothing for a signal that ended it."""
        status = int(await self._told.readline())
        self._pipe.close()
        return status


async def fork(
    when: str, arguments: Sequence[str], streams: socket.socket, folder: Path, environment: Mapping[str, str]
) -> Forked:
    """Start `objecteur` at a moment.

    streams  what is its standard input, output and error
    """
    ours, theirs = socket.socketpair()
    order = json.dumps([when, list(arguments), str(folder), dict(environment)]).encode()
    with theirs:
        socket.send_fds(_server()[1], [order], [streams.fileno(), theirs.fileno()])
    told, pipe = await asyncio.open_connection(sock=ours)
    return Forked(int(await told.readline()), told, pipe)


@cache
def _server() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The process that forks programs, and where to order them; it ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        root = Path(__file__).resolve().parents[2]
        told = os.environ | {"PYTHONPATH": str(root), "LANG": "fr_FR.UTF-8", "LC_ALL": ""}
        forks = subprocess.Popen([sys.executable, "-m", "tests.real.warm"], cwd=root, env=told, stdin=theirs.fileno())
    return forks, ours


def warm_up() -> None:
    """Do once what every program does at its start: import all, read the content."""
    from bot.app import assembly, networks  # noqa: F401, PLC0415
    from bot.networks.matrix import client as matrix  # noqa: F401, PLC0415
    from bot.networks.telegram import client as telegram  # noqa: F401, PLC0415

    content = assembly.load_content(tried=True)
    assembly.load_content = lambda *_, **__: content
    gc.freeze()


def serve(orders: socket.socket) -> tuple[str, list[str]]:
    """Fork a program for each order. Returns in that program: its moment and its arguments."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, given, *_ = socket.recv_fds(orders, _LONGEST, 2)
        if not order:
            sys.exit()  # nobody is there any more to order one
        streams, guard = given
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            orders.close()
            if (pid := os.fork()) == 0:
                return _begin(order, streams, guard)
            os.close(streams)
            _watch(pid, guard)
        os.close(streams)
        os.close(guard)


def _begin(order: bytes, streams: int, guard: int) -> tuple[str, list[str]]:
    when, arguments, folder, environment = json.loads(order)
    for stream in range(3):
        os.dup2(streams, stream)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    os.close(streams)
    os.close(guard)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    return when, arguments


def _watch(pid: int, guard: int) -> None:
    """Tell who a program is, and how it ends; then end."""
    os.write(guard, f"{pid}\n".encode())
    os.write(guard, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    warm_up()
    sys.exit(at.run(*serve(socket.socket(fileno=os.dup(0)))))
