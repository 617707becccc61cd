"""APScheduler with its store in SQLite, beside our reminders: a job for each, which does nothing when it is due.

Ours is more: computed from a dossier, put into words, sealed, and queued with the row that says so, in one commit.
"""

import pickle
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, select

from bot import clock
from bot.store.engine import open_engine
from tests.bench.rows import batches

_LOOKS = 20
_SOON = 600.0


class _Done:
    """Counts the jobs that ran."""

    def __init__(self) -> None:
        self.all = threading.Event()
        self.to_come = 0

    def one(self) -> None:
        self.to_come -= 1
        if not self.to_come:
            self.all.set()


_DONE = _Done()


def remind() -> None:
    """What a job does."""
    _DONE.one()


def look(folder: Path, many: int) -> float:
    """The milliseconds of CPU of a look at which none of so many jobs is due: what a scheduler asks when it wakes."""
    with _scheduler(folder, many, clock.now() + timedelta(days=300)) as (_, store):
        began = time.process_time()
        for _ in range(_LOOKS):
            assert store.get_due_jobs(clock.now()) == []
            assert store.get_next_run_time()
        return (time.process_time() - began) / _LOOKS * 1000


def due(folder: Path, many: int) -> float:
    """The milliseconds of CPU for each of so many jobs that are due at once."""
    with _scheduler(folder, many, clock.now() - timedelta(minutes=1)) as (scheduler, _):
        _DONE.to_come = many
        _DONE.all.clear()
        began = time.process_time()
        scheduler.resume()
        assert _DONE.all.wait(_SOON)
        return (time.process_time() - began) / many * 1000


@contextmanager
def _scheduler(folder: Path, many: int, when: datetime) -> Iterator[tuple[Any, Any]]:
    """A scheduler that pauses, and its store with so many jobs for that moment, synced at each commit as ours is."""
    store = SQLAlchemyJobStore(engine=open_engine(f"sqlite:///{folder / 'jobs.sqlite3'}"))
    scheduler = BackgroundScheduler(
        jobstores={"default": store}, executors={"default": DebugExecutor()}, timezone="UTC"
    )
    scheduler.start(paused=True)
    try:
        scheduler.add_job(remind, "date", run_date=when, misfire_grace_time=None, id="0")
        with store.engine.begin() as connection:
            first = connection.execute(select(store.jobs_t)).one()
            state = pickle.loads(first.job_state)
            for numbers in batches(many - 1):
                ids = [str(number + 1) for number in numbers]
                jobs = ({**first._mapping, "id": id_, "job_state": pickle.dumps({**state, "id": id_})} for id_ in ids)
                connection.execute(insert(store.jobs_t), list(jobs))
        yield scheduler, store
    finally:
        scheduler.shutdown()
