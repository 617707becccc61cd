"""Live every row of the table of faults, print them, and write docs/faults.md: `make faults`.

Exit status 1: a row breaks the promise, or could not be lived. The page is written all the same, and says it.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from tests.real.faulty.benches import on_matrix, on_telegram
from tests.real.faulty.faults import Direction, Fault
from tests.real.faulty.row import Case, Row
from tests.real.faulty.scenario import lived
from tests.real.faulty.table import line, page
from tests.real.running import ROOT
from tests.real.synapse import Synapse

AT_ONCE = 12
"""Cases that are lived at the same time: they mostly wait."""
STARTING = 2
CASES = tuple(Case(*one) for one in product((NetworkName.TELEGRAM, NetworkName.MATRIX), Direction, Fault))


async def lived_all(folder: Path, cases: Sequence[Case]) -> list[Row]:
    """Live all cases, several at a time. A case that could not be lived is printed, and has no row."""
    room, starting = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(STARTING)
    (folder / "synapse").mkdir()
    synapse = Synapse(folder / "synapse")
    await asyncio.to_thread(synapse.start)

    async def live(number: int, case: Case) -> Row | None:
        own, tls = folder / f"{number}", case.fault is Fault.TLS
        own.mkdir()
        matrix = case.network is NetworkName.MATRIX
        async with room, on_matrix(synapse, own, tls=tls) if matrix else on_telegram(own, tls=tls) as bench:
            try:
                row = await lived(bench, case, starting=starting)
            except (AssertionError, TimeoutError) as error:
                print(f"{case}: {type(error).__name__}: {error}", flush=True)
                return None
        print(line(row), *row.wrong(), flush=True)
        return row

    try:
        rows = await asyncio.gather(*(live(number, case) for number, case in enumerate(cases)))
        return [row for row in rows if row]
    finally:
        await asyncio.to_thread(synapse.stop)


def main(arguments: Sequence[str] | None = None) -> int:
    """Live, print, write. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.faulty", description=__doc__)
    parser.add_argument("--day", required=True, help="the day that the page names")
    parser.add_argument("--machine", required=True, help="the machine that the page names")
    parser.add_argument("--only", default="", metavar="WORDS", help="only cases whose name has these words; no page")
    options = parser.parse_args(arguments)
    cases = [case for case in CASES if options.only in str(case)]
    with tempfile.TemporaryDirectory(prefix="objecteur-faults-") as made:
        rows = asyncio.run(lived_all(Path(made), cases))
    wrong = [f"{row.case}: {', '.join(row.wrong())}" for row in rows if row.wrong()]
    if not options.only:
        (ROOT / "docs" / "faults.md").write_text(page(rows, options.day, options.machine), encoding="utf-8")
    print(f"{len(rows)} of {len(cases)} cases lived, {len(wrong)} of them wrong", *wrong, sep="\n")
    return 1 if wrong or len(rows) < len(cases) else 0


if __name__ == "__main__":
    sys.exit(main())
