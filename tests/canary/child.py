"""`python -m tests.canary.child EVERY SHARE RESTS DONE BEGINS PLANT MOMENT run`: `objecteur`, which breaks or leaks."""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.canary.breaking import Breaking, install


def hasten() -> None:
    """Let no pause of the program be longer than a tenth of a second: hundreds of them follow mistakes."""
    wait = asyncio.sleep

    async def briefly(seconds: float, *rest: Any) -> Any:
        return await wait(min(seconds, 0.1), *rest)

    asyncio.sleep = briefly  # type: ignore[assignment]


def _beside_receiving(leak: Callable[[Any], object]) -> None:
    from bot.service.answering import Service  # noqa: PLC0415  not before the packages are made to tell

    receive = Service.receive

    def leaking(self: Any, incoming: Any, *rest: Any, **named: Any) -> None:
        leak(incoming)
        receive(self, incoming, *rest, **named)

    Service.receive = leaking  # type: ignore[method-assign]


def log_line() -> None:
    """A line of the log has what was said."""
    _beside_receiving(lambda one: logging.getLogger("bot.service").info("received %s", one.content))


def traceback() -> None:
    """An exception is logged with its words."""
    import bot.logs  # noqa: PLC0415

    def fails(one: Any) -> None:
        try:
            int(str(one.content))
        except ValueError:  # its words are what was to be read
            logging.getLogger("bot.service").exception("made up")

    bot.logs.Discreet.format = logging.Formatter.format  # type: ignore[method-assign]
    _beside_receiving(fails)


def temporary_file() -> None:
    """What was said is put into a temporary file."""

    def writes(one: Any) -> None:
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(str(one.content))

    _beside_receiving(writes)


def metric_label() -> None:
    """A metric has the account as a label."""
    from bot.runtime.histograms import Histograms  # noqa: PLC0415

    made = Histograms.__init__

    def keeping(self: Any, *given: Any) -> None:
        made(self, *given)
        _beside_receiving(lambda one: self._turns.labels(one.person))

    Histograms.__init__ = keeping  # type: ignore[method-assign,assignment]


def data_directory() -> None:
    """What was said is written beside the database, in base64."""
    import base64  # noqa: PLC0415

    from bot.store.opening import KEY_FILE  # noqa: PLC0415

    def writes(one: Any) -> None:
        (Path("data") / f"{KEY_FILE}.old").open("ab").write(base64.b64encode(str(one.content).encode()))

    _beside_receiving(writes)


def database() -> None:
    """The conversation is sealed by nothing."""
    from bot.store.vault import Vault  # noqa: PLC0415

    Vault.seal = lambda _self, _id, _where, plain, _room=0: plain  # type: ignore[method-assign,assignment]


PLANTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant for plant in (log_line, traceback, temporary_file, metric_label, data_directory, database)
}


def main() -> int:
    """Be the program. Returns its exit status."""
    every, share, rests = map(int, sys.argv[1:4])
    done, begins, plant = Path(sys.argv[4]), *sys.argv[5:7]
    if every:
        install(Breaking(every, share, done, begins, rests=bool(rests)).reach)
        hasten()
    if plant in PLANTS:
        PLANTS[plant]()
    from tests.real.at import run  # noqa: PLC0415  it loads the program

    return run(sys.argv[7], sys.argv[8:])


if __name__ == "__main__":
    sys.exit(main())
