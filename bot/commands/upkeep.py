"""The operator's upkeep: `objecteur confirm-date`, and `objecteur caisses` for the directory of caisses.

`confirm-date` takes the operator's word for a day that the bot doubts. `import` compares the directory with official
open data and writes only when told to; `reports` lists the wrong addresses that people reported.
0 done or nothing to do; 1 something to review; 2 (in `bot.cli`) a day, a file or the database cannot be used.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import clock
from bot.content import ContentError
from bot.content.caisses import load_directory
from bot.content.opendata import read_open_data
from bot.content.place import content_root
from bot.content.refresh import WRITTEN, Difference, What, differences, read_caisses, updated, write_caisses
from bot.dating import WrongDayError
from bot.settings import Settings
from bot.store import opening

UNREADABLE = "(cannot be read)"
_MARKS = {What.GONE: "in none of its records: look whether it merged, nothing is removed", What.NEW: "not ours"}


def import_file(file: Path, *, write: bool, folder: Path | None = None) -> int:
    """Print how the directory differs from a file, and update it if asked. Returns the exit status.

    folder  the folder of the directory's files; None: the program's own

    Raises ContentError when either cannot be used; then nothing was written.
    """
    folder = folder or content_root() / "templates" / "directory"
    load_directory(folder)  # the directory is valid before it is changed
    table = read_caisses(folder / "caisses.csv")
    found = differences(table, read_open_data(file))
    for difference in found:
        print("\n".join(_said(difference)))  # noqa: T201
    print(_summed(found, write=write))  # noqa: T201
    if not write:
        return 1 if found else 0
    if undated := [d.code for d in found if d.what is What.CHANGED and d.on is None]:
        raise ContentError(f"{file}: no day for {', '.join(undated)}: add a column « date » with the day of the file")
    if any(difference.what in WRITTEN for difference in found):
        write_caisses(folder / "caisses.csv", updated(table, found))
    return 0


def list_reports(settings: Settings, clear: int | None = None) -> int:
    """Print the reported addresses, or delete the one numbered `clear`. Returns the exit status. Raises StoreError."""
    with opening.open_store(settings).transaction() as unit:
        if clear is not None:
            cleared = unit.reports.clear(clear)
            print(f"report {clear} is deleted" if cleared else f"there is no report {clear}")  # noqa: T201
            return 0 if cleared else 1
        for report in unit.reports.all():
            print(f"{report.id}  {report.on}  {report.caisse or '-'}  {_one_line(report.text or UNREADABLE)}")  # noqa: T201
    return 0


def confirm_date(settings: Settings, day: date) -> int:
    """Store the operator's word that this machine's day is right. Returns the exit status.

    Raises WrongDayError when it is another day by the clock, StoreError when the database cannot be used.
    """
    today = clock.now().astimezone(ZoneInfo(settings.timezone)).date()
    if day != today:
        raise WrongDayError(f"this machine's clock says {today}, not {day}: set it right, or confirm {today}")
    with opening.open_store(settings).transaction() as unit:
        unit.looks.believe(today)
    print(f"{today} is believed: the bot forgets whose time is over at its next look")  # noqa: T201
    return 0


def _said(difference: Difference) -> Iterator[str]:
    yield f"{difference.what:<10}  {difference.code or '-'}  {difference.name}"
    on = f" ({difference.on})" if difference.on else ""
    if difference.what is What.CONFIRMED:
        yield f"    = {difference.after}{on}"
        return
    if difference.before:
        yield f"    - {difference.before}"
    if difference.after:
        yield f"    + {difference.after}{on}"
    if note := _MARKS.get(difference.what):
        yield f"    ({note})"


def _summed(found: tuple[Difference, ...], *, write: bool) -> str:
    if not found:
        return "nothing differs"
    counts = Counter(difference.what for difference in found)
    counted = ", ".join(f"{counts[what]} {what}" for what in What if counts[what])
    to_write = sum(difference.what in WRITTEN for difference in found)
    return f"{counted}: {to_write} {'written' if write else 'to write, with --write'}"


def _one_line(text: str) -> str:
    """A typed text without control characters, which could move the cursor of a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
