"""A program as it is where it is installed: `python -m tests.bench.installed MODULE …`.

httpx takes a command line with it where `click`, `pygments` and `rich` are there, which only the tests have: 6 MB, and
50 ms of a start. Whoever asks for them is told that they are not there.
"""

import runpy
import sys

ONLY_FOR_TESTS = ("click", "pygments", "rich")

if __name__ == "__main__":
    sys.modules |= dict.fromkeys(ONLY_FOR_TESTS)  # type: ignore[arg-type]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
