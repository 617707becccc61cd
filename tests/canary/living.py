"""The canary's life: what it says, while the program breaks, and everything that is looked through afterwards."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.canary.places import Place
from tests.canary.words import NAME, SAID, STREET, TOWN, found
from tests.real.running import BEGUN, LATE, StartedBot
from tests.real.synapse import free_port

TO_THE_REMINDERS = (
    *("bonjour", "oui", "75011", "la garder", NAME, STREET, f"75011 {TOWN}", "1", SAID),
    *("J’ai envoyé une lettre", "2", "par courriel", "aujourd’hui", "oui", "/dossier", "/exporter", "/confidentialite"),
)
FROM_THE_REMINDER = ("Rien n’est venu", "dossier", f"je m’appelle {NAME}", "/effacer", "oui, tout effacer", "bonjour")
PHASES = ((BEGUN, TO_THE_REMINDERS), (LATE, FROM_THE_REMINDER))
SHORT = ((BEGUN, TO_THE_REMINDERS[:9]),)
RESTING, BREAKING = (6.0, 3), (1.5, 2)
"""The seconds within which an answer is waited for, and how often a line is said: what broke may have swallowed it.

Where something breaks all the time few answers come, and most of a life would be waiting for them.
"""
STARTS = 40
"""The most starts in one phase: a statement of the start that breaks ends the program."""


@dataclass
class Seen:
    """Where the canary stands, which statements broke, and how many answers it got."""

    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    answers: int = 0


class CanaryBot(StartedBot):
    """The program, which breaks or leaks."""

    def __init__(
        self, folder: Path, when: str, begins: str, *, every: int, share: int, rests: bool, plant: str, **settings: str
    ) -> None:
        """Take the folder that holds all of it, and from which statement on it breaks."""
        super().__init__(folder, when, **settings)
        self._port = int(settings["http_address"].rpartition(":")[2])
        self._environment |= {"OBJECTEUR_DATA_DIR": str(folder / "data"), "TMPDIR": str(folder / "tmp")}
        self._module = (
            "tests.canary.child",
            str(every),
            str(share),
            str(int(rests)),
            str(folder / "broken"),
            begins,
            plant or "-",
        )

    async def ended(self) -> None:
        """Wait until it ended by itself."""
        assert self._process
        await self._process.wait()

    async def serves(self) -> bool:
        """Wait until it listens. Returns whether it did in time."""
        for _ in range(600):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self._port)
                writer.close()
                return True
            await asyncio.sleep(0.1)
        return False

    def shown(self) -> dict[str, bytes]:
        """What the machine shows of the process to others."""
        proc = Path("/proc") / str(self._process.pid)  # type: ignore[union-attr]
        shown: dict[str, bytes] = {}
        with contextlib.suppress(OSError):  # it may end meanwhile
            for name in ("cmdline", "environ", "comm"):
                shown[f"/proc/PID/{name}"] = (proc / name).read_bytes()
        return shown


async def live(
    folder: Path,
    place: Place,
    *,
    every: int = 0,
    share: int = 0,
    rests: bool = True,
    plant: str = "",
    short: bool = False,
) -> Seen:
    """Live one journey, and look everywhere, while the program runs and after it.

    folder        all that the program may write
    place         the network, which is open
    every, share  into how many shares its statements are cut, and which of them break, each once; 0: nothing breaks
    rests         whether nothing breaks after a break until a message left
    plant         the leak that is planted; none where it is empty
    """
    for name in ("data", "tmp"):
        (folder / name).mkdir(mode=0o700)
    port, seen = free_port(), Seen()
    settings = {**place.settings, "http_address": f"127.0.0.1:{port}"}
    for when, lines in SHORT if short else PHASES:
        waiting, log = list(lines), ""
        for _ in range(STARTS):
            bot = CanaryBot(folder, when, place.begins, every=every, share=share, rests=rests, plant=plant, **settings)
            await bot.__aenter__()
            await _says(bot, place, waiting, seen, *(RESTING if rests else BREAKING))
            places = {f"{path.relative_to(folder)} meanwhile": raw for path, raw in _files(folder)}
            places |= {**await _told(port), **bot.shown()}
            # The operator's secret is in the program's environment; it is looked for everywhere else.
            environ = places.pop("/proc/PID/environ", b"").replace(place.secret.encode(), b"")
            hidden = (*place.told, place.secret)
            seen.leaks += found(places | {"/proc/PID/environ": environ}, hidden)
            log += await _ends(bot)
            if not waiting:
                break
        else:
            raise AssertionError(f"the program never came so far as to hear {waiting[0]!r}:\n{log}")
        left = {"the log": log.encode(), **{str(path.relative_to(folder)): raw for path, raw in _files(folder)}}
        seen.leaks += found(left, hidden)
    broken = folder / "broken"
    seen.broken = broken.read_text("utf-8").splitlines() if broken.exists() else []
    seen.leaks = sorted(set(seen.leaks))
    return seen


async def _says(bot: CanaryBot, place: Place, waiting: list[str], seen: Seen, patience: float, tries: int) -> None:
    """Say what is still to be said, as long as the program runs."""
    ended = asyncio.create_task(bot.ended())
    try:
        await _first(ended, bot.serves())
        tried = 0
        while waiting and not ended.done():
            await place.say(waiting[0])
            answered = await _first(ended, place.is_answered(patience))
            seen.answers += answered
            tried += 1
            if answered or (tried == tries and not ended.done()):
                del waiting[0]
                tried = 0
    finally:
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)


async def _first(ended: "asyncio.Task[None]", other: Coroutine[None, None, bool]) -> bool:
    """What the other comes to, if the program does not end before."""
    doing = asyncio.ensure_future(other)
    await asyncio.wait({ended, doing}, return_when=asyncio.FIRST_COMPLETED)
    if doing.done():
        return doing.result()
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    return False


async def _told(port: int) -> dict[str, bytes]:
    """What the program tells whoever asks."""
    told: dict[str, bytes] = {}
    async with aiohttp.ClientSession() as session:
        for path in ("metrics", "healthz", "readyz"):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    told[f"/{path}"] = await answer.read()
    return told


async def _ends(bot: CanaryBot) -> str:
    """End the program, if it did not by itself. Returns its log."""
    with contextlib.suppress(ProcessLookupError):
        bot._process.terminate()  # type: ignore[union-attr]
    try:
        await bot.ends(15)
    except TimeoutError:
        await bot.kill()
    await asyncio.sleep(0)
    return bot.log


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    """All that lies in the folder, but for the names of the statements that broke."""
    found: list[tuple[Path, bytes]] = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):  # a temporary file may go meanwhile
            if path.is_file() and path.name != "broken" and path.parent.name != "code":
                found.append((path, str(path).encode() + b"\0" + path.read_bytes()))
    return found
