"""PostgreSQL knows the bot by its user of the machine alone: no password is there that could stay or leak."""

import getpass
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store.engine import open_engine
from bot.store.migrating import migrate
from tests.real.running import BEGUN, Bot
from tests.real.telegram_api import TelegramApi
from tests.store.postgres import Postgres

pytestmark = pytest.mark.xdist_group("telegram")

NAME, ROLE = "objecteur_peer", "objecteur"
TOKEN = "123456:only-for-these-tests-not-a-real-one"


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """The URL of a database that takes one role, from one user of this machine, and asks for no password."""
    owner = postgres.empty(NAME)
    rules = {
        "pg_hba.conf": f"local {NAME} all peer map=bot\n",
        "pg_ident.conf": f"bot {getpass.getuser()} {ROLE}\n",
    }
    before = {name: (postgres.directory / name).read_text(encoding="utf-8") for name in rules}
    try:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
            connection.execute(f"ALTER DATABASE {NAME} OWNER TO {ROLE}")
            connection.execute(f"ALTER SCHEMA public OWNER TO {ROLE}")
        _rules(postgres, {name: rule + before[name] for name, rule in rules.items()})
        yield f"postgresql://{ROLE}@/{NAME}?host={postgres.socket}"
    finally:
        _rules(postgres, before)
        postgres.drop(NAME)
        postgres.run(f"DROP ROLE {ROLE}")


def _rules(postgres: Postgres, files: dict[str, str]) -> None:
    for name, text in files.items():
        (postgres.directory / name).write_text(text, encoding="utf-8")
    postgres.run("SELECT pg_reload_conf()")


async def test_the_bot_talks_without_any_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(url.replace(f"{ROLE}@", "postgres@"))
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    api = TelegramApi(TOKEN)
    try:
        async with Bot(tmp_path, BEGUN, telegram_token=TOKEN, telegram_api_url=await api.start(), database_url=url):
            somebody = api.person(first_name="Dominique", language="fr")
            await somebody.say("bonjour")
            await somebody.sees("Êtes-vous d’accord")
    finally:
        await api.stop()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (1,)
