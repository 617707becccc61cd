"""`python -m tests.real.soak.watched FILE 2026-11-24T10:00:00+01:00 run`: `objecteur`, which can be looked at.

At each SIGUSR1 it writes a line to FILE: the tasks of its event loop by what they run. The product
has no switch for it.
"""

import asyncio
import json
import os
import signal
import sys
from collections import Counter

from bot.cli import main
from tests.real.at import begin_at


def _tell(path: str) -> None:
    tasks = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    line = json.dumps({"tasks": tasks}) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, line.encode())
    os.close(file)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: _tell(sys.argv[1]))
    begin_at(sys.argv[2])
    sys.exit(main(sys.argv[3:]))
