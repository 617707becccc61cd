"""A program as it is where it is installed: `python -m tests.bench.installed MODULE …`.

httpx takes a command line with it where `rich` is there, which only the tests have: 4 MB, and 50 ms of a start. Whoever
asks for it is told that it is not there.
"""

import runpy
import sys

if __name__ == "__main__":
    sys.modules["rich"] = None  # type: ignore[assignment]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
