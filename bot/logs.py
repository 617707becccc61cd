"""The log of the program: what happened and where, never a word of anybody's.

An exception's words, and what a library logs, may hold a name, an address, a message or a token. So of an exception
only its class and its place in the code are written, and of a library's record only where it was logged.
"""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

QUIET = ("httpx", "httpcore", "telegram", "nio", "peewee", "aiohttp", "sqlalchemy", "alembic", "asyncio", "urllib3")
"""Libraries whose logs may hold a token, an address or a message: never below an error."""
_OURS = ("bot", "__main__")
_ROOT = Path(__file__).resolve().parents[1]
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")


def place(error: BaseException) -> str:
    """An exception's class, and where in the code it was raised: « KeyError at bot/store/records.py:68 »."""
    trace, found = error.__traceback__, ""
    last: TracebackType | None = None
    while trace:
        last = trace
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(_ROOT / "bot"):
            found = f"{path.relative_to(_ROOT)}:{trace.tb_lineno}"
        trace = trace.tb_next
    if not found and last:
        found = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"
    return f"{type(error).__name__} at {found}" if found else type(error).__name__


class Discreet(logging.Formatter):
    """A formatter of one line a record, without an exception's words, a library's, or anything like a bot token.

    The time is ISO 8601 with the offset of the machine's zone: two machines' logs can be laid side by side.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        message, error = _told(record)
        told = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
        told.msg, told.args = (f"{message}: {error}" if error else message), ()
        return _TOKEN.sub("<token>", super().format(told))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's name
        """When it was logged; `datefmt` is not read."""
        del datefmt
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


class DiscreetJson(Discreet):
    """The same as one JSON object a line, of these fields and no other, whatever else a record carries.

    time, level, logger, message; error: the class of an exception and its place, where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        message, error = _told(record)
        fields = {"time": self.formatTime(record), "level": record.levelname, "logger": record.name, "message": message}
        line = json.dumps(fields | ({"error": error} if error else {}), ensure_ascii=False)
        return _TOKEN.sub("<token>", line)


def _told(record: logging.LogRecord) -> tuple[str, str]:
    """What a record may say, in one line; and the class and place of its exception, empty without one."""
    error = record.exc_info[1] if record.exc_info else None
    ours = record.name.partition(".")[0] in _OURS
    message = " ".join(record.getMessage().splitlines()) if ours else f"{record.module}:{record.lineno}"
    return message, place(error) if error else ""


def keep_words_out() -> None:
    """Have what nothing catches logged by its class and place: of a thread, of an object's end, of the program itself.

    Python prints its words otherwise, and the lines of code around them.
    """
    log = logging.getLogger("bot")

    def end(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if not isinstance(error, KeyboardInterrupt):
            log.critical("ended by a mistake: %s", place(error))

    def lose(lost: "sys.UnraisableHookArgs") -> None:
        if lost.exc_value:
            log.error("an error that nothing could catch: %s", place(lost.exc_value))

    def end_thread(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value and not isinstance(ended.exc_value, SystemExit):
            log.error("a thread ended by a mistake: %s", place(ended.exc_value))

    sys.excepthook, sys.unraisablehook, threading.excepthook = end, lose, end_thread


def configure_logging(*, verbose: bool, as_json: bool = False) -> None:
    """Log to stderr: ours at INFO (DEBUG when verbose), libraries at ERROR; as lines to read, or as JSON."""
    handler = logging.StreamHandler()
    text = Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(DiscreetJson() if as_json else text)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
