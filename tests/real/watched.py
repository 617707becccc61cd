"""`python -m tests.real.watched FILE MOMENT run`: as `tests.real.at`, and each connection that is tried is noted.

A port that refuses connections sees none of them: here the interpreter itself says when it tries one, by an audit hook.
A line of the file is the machine's monotonic clock and the port.
"""

import os
import sys
import time

from tests.real.at import run

if __name__ == "__main__":
    notes = os.open(sys.argv[1], os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def note(event: str, given: tuple[object, ...]) -> None:
        """Note a connection over IP."""
        if event == "socket.connect" and isinstance(given[1], tuple):
            os.write(notes, f"{time.monotonic()} {given[1][1]}\n".encode())

    sys.addaudithook(note)
    sys.exit(run(sys.argv[2], sys.argv[3:]))
