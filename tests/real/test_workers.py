"""Several workers on one PostgreSQL, as processes: killed, stopped, cut off, behind a webhook; on SQLite only one."""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.real.running import BEGUN, Bot, environment
from tests.real.several.crew import ROUNDS, TELEGRAM, Crew, free_port
from tests.real.several.kills import CONFLICT, SECRET, TOKEN, kills
from tests.real.telegram_api import Fault, TelegramApi
from tests.real.telegram_api.people import Person
from tests.store.postgres import TEMPLATE, Postgres

GREETING = "Je suis Objecteur"
LOST = "ne vous est peut-être pas arrivé"
TAKEOVER = 15.0


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """A database of the test's own: its locks and notifications are nobody else's."""
    yield postgres.empty("workers", TEMPLATE)
    postgres.drop("workers")


@dataclass
class Ground:
    """Two workers, and their Telegram."""

    crew: Crew
    api: TelegramApi

    def somebody(self) -> Person:
        return self.api.person(first_name="Camille", language="fr")

    def polls(self) -> int:
        return len(self.api.called("getUpdates"))

    def other(self, pid: int) -> int:
        """The other of two."""
        (other,) = set(self.crew.workers) - {pid}
        return other

    def leader(self, lead: str = TELEGRAM) -> int:
        found = self.crew.leader(lead)
        assert found
        return found


@asynccontextmanager
async def two_workers(data: Path, url: str, **settings: str) -> AsyncIterator[Ground]:
    api = TelegramApi(TOKEN)
    told = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), "secret_keys": SECRET, **settings}
    try:
        async with Crew(data, url, **told) as crew:
            for _ in range(2):
                await crew.join()
            await crew.until(lambda: crew.leader(TELEGRAM) and crew.leader(ROUNDS), "somebody leads")
            yield Ground(crew, api)
    finally:
        await api.stop()


async def test_five_random_kills_under_load_lose_nothing_and_double_nothing(tmp_path: Path, url: str) -> None:
    """`make workers` does it fifty times."""
    outcome = await kills(tmp_path, url, number=5, people=8, seed=7, tell=print)
    print(outcome)
    assert len(outcome.polling) > 1, "of those killed some polled"
    assert outcome.broken() == []


async def test_a_worker_that_hangs_is_taken_over_and_sends_nothing_when_it_goes_on(tmp_path: Path, url: str) -> None:
    """The worst order: a message is being sent, the process stops, others decide on it, and the process goes on."""
    async with two_workers(tmp_path, url) as ground:
        crew, api = ground.crew, ground.api
        people, hung = [ground.somebody() for _ in range(8)], ground.leader()
        api.faults.set("sendMessage", Fault.SLOW_AFTER, times=8, seconds=12)
        for person in people:  # some are in the share of each
            await person.say("/start")
        await crew.until(lambda: len(api.called("sendMessage")) == 8, "all are being sent")
        crew.stop(hung)
        polls = ground.polls()
        await crew.until(lambda: crew.leader(TELEGRAM) not in {None, hung}, "another leads", TAKEOVER)
        await crew.until(lambda: ground.polls() > polls, "another polls")
        await crew.until(crew.uncertain, "what it was sending is decided")
        crew.go_on(hung)
        await crew.until(lambda: hung in crew.standing(), "it is back")
        assert crew.leader(TELEGRAM) == ground.other(hung)
        for one in (*people, *(ground.somebody() for _ in range(6))):
            for _ in range(2):
                await one.say("/langue")
                await one.sees("Quelle langue")
            assert one.transcript().count(GREETING) == 1
            assert one.transcript().count(LOST) <= (one in people)
    assert sum(log.count(CONFLICT) for log in crew.logs) <= 1, "the answer that it found when it went on"


async def test_what_killed_workers_were_sending_is_told_as_uncertain_once(tmp_path: Path, url: str) -> None:
    async with two_workers(tmp_path, url) as ground:
        crew, api = ground.crew, ground.api
        people = [ground.somebody() for _ in range(6)]
        api.faults.set("sendMessage", Fault.SLOW_AFTER, times=6, seconds=600)
        for person in people:
            await person.say("/start")
        await crew.until(lambda: len(api.called("sendMessage")) == 6, "all are being sent")
        for pid in list(crew.workers):
            await crew.kill(pid)
        await crew.join()
        assert await crew.until(lambda: crew.uncertain() == 6, "all are decided") < TAKEOVER
        for person in people:
            for _ in range(2):
                await person.say("/langue")
                await person.sees("Quelle langue")
            assert person.transcript().count(GREETING) == 1
            assert person.transcript().count(LOST) == 1


async def test_a_guard_that_the_server_cuts_hands_over_at_once_and_comes_back(tmp_path: Path, url: str) -> None:
    async with two_workers(tmp_path, url) as ground:
        crew, cut = ground.crew, ground.leader()
        person = ground.somebody()
        await person.say("bonjour")
        await person.sees(GREETING)
        before = crew.standing()[cut]
        crew.cut_off(cut)
        await crew.until(lambda: crew.standing().get(cut, before) != before, "it is back with a new guard", TAKEOVER)
        await crew.until(lambda: crew.leader(TELEGRAM) and crew.leader(ROUNDS), "somebody leads", TAKEOVER)
        for one in (person, *(ground.somebody() for _ in range(4))):
            await one.say("/langue")
            await one.sees("Quelle langue")
    assert sum(log.count(CONFLICT) for log in crew.logs) == 0
    assert any("this worker is back" in log for log in crew.logs)


async def test_any_worker_takes_any_post_and_one_sees_to_the_webhook(tmp_path: Path, url: str) -> None:
    ports = [free_port(), free_port()]
    async with rotating(ports) as public:
        api = TelegramApi(TOKEN)
        told = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), "secret_keys": SECRET}
        try:
            async with Crew(tmp_path, url, **told, telegram_webhook_url=f"{public}/telegram") as crew:
                for port in ports:
                    await crew.join(http_address=f"127.0.0.1:{port}")
                await crew.until(lambda: api.updates.webhook, "the webhook is set")
                assert len(api.called("setWebhook")) == 1
                person = api.person(first_name="Camille", language="fr")
                for line, answer in (("bonjour", GREETING), ("oui", "Question 1"), ("75011", "CPAM de Paris")):
                    await person.say(line)
                    await person.sees(answer)
                leading = {port: await metrics(port) for port in ports}
                assert sorted('objecteur_leading{what="telegram"} 1.0' in said for said in leading.values()) == [
                    False,
                    True,
                ]
                assert all("objecteur_workers 2.0" in said for said in leading.values())
                assert [await status(port, "readyz") for port in ports] == [200, 200], "a follower is ready"
                await crew.end(next(pid for pid in crew.workers if pid != crew.leader(TELEGRAM)))
                await person.say("la garder")
                await person.sees("Votre nom et votre prénom")
        finally:
            await api.stop()


async def test_a_worker_elsewhere_leaves_reminders_to_the_home_and_no_backup_is_put_back_under_it(
    tmp_path: Path, url: str
) -> None:
    api = TelegramApi(TOKEN)
    told = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), "secret_keys": SECRET}
    home, elsewhere, person = tmp_path / "home", tmp_path / "elsewhere", api.person(language="fr")
    home.mkdir()
    elsewhere.mkdir()
    try:
        async with Crew(home, url, **told) as crew:
            first = await crew.join()
            await crew.until(lambda: crew.leader(ROUNDS) == first, "the first is at home")
            other = await crew.join(elsewhere)
            await crew.end(first)
            await crew.until(lambda: crew.leader(TELEGRAM) == other, "the other polls")
            await person.say("/start")
            await person.sees(GREETING)
            assert crew.leader(ROUNDS) is None
            restoring = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "restore", "made-up"),
                cwd=home, env=environment(home, database_url=url, **told), stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            _, said = await restoring.communicate()
            assert restoring.returncode == 2
            assert said.decode() == "objecteur: the database is served by 1 of `objecteur run`: end them first\n"
            again = await crew.join()
            await crew.until(lambda: crew.leader(ROUNDS) == again, "the home is back")
    finally:
        await api.stop()
    assert any("reminders and Matrix are another data directory's" in log for log in crew.logs)


async def test_a_second_run_on_sqlite_is_refused_by_the_directory_and_by_the_database(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    told = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), "secret_keys": SECRET}
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    person = api.person(first_name="Camille", language="fr")
    try:
        async with Bot(one, BEGUN, **told):
            await person.say("bonjour")
            await person.sees(GREETING)
            for data, settings in ((one, {}), (other, {"database_url": f"sqlite:///{one}/objecteur.sqlite3"})):
                second = Bot(data, BEGUN, **told, **settings)
                await second.__aenter__()
                assert await second.ends(30) == 2
                assert second.log.strip().endswith(f"another `objecteur run` already uses {one}")
    finally:
        await api.stop()


@asynccontextmanager
async def rotating(ports: list[int]) -> AsyncIterator[str]:
    """A proxy that hands each post to the next of those that answer."""
    turn = itertools.cycle(ports)

    async def post(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        async with aiohttp.ClientSession() as session:
            for _ in ports:
                try:
                    async with session.post(
                        f"http://127.0.0.1:{next(turn)}{request.path}", data=body, headers=headers
                    ) as got:
                        return web.Response(status=got.status)
                except aiohttp.ClientConnectorError:
                    continue
        return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/telegram", post)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield "http://{}:{}".format(*runner.addresses[0][:2])
    await runner.cleanup()


async def metrics(port: int) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as told:
        return await told.text()


async def status(port: int, path: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{path}") as told:
        return told.status
