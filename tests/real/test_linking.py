"""One case across a real Synapse and the Bot API server: linked, moved to the chosen place, unlinked, and erased."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.real.journey import to_the_letters, to_the_reminders
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, LATE, Bot
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
DUE = "était attendue au plus tard"


@pytest.mark.xdist_group("matrix-told")
async def test_a_case_is_linked_moved_and_unlinked_across_both_networks(synapse: Synapse, tmp_path: Path) -> None:
    user, password = await asyncio.to_thread(synapse.register, "linking-bot")
    account = await asyncio.to_thread(synapse.register, "linking-person")
    api = TelegramApi(TOKEN)
    settings = {
        "telegram_token": TOKEN,
        "telegram_api_url": await api.start(),
        "matrix_homeserver": synapse.url,
        "matrix_user": user,
        "matrix_password": password,
    }
    (data := tmp_path / "bot").mkdir()
    on_telegram = api.person(first_name="Camille", language="fr")
    on_matrix = await NioPerson.start(synapse.url, account, tmp_path / "person")
    try:
        async with Bot(data, BEGUN, **settings) as bot:
            await to_the_letters(on_telegram)
            await to_the_reminders(on_telegram)
            await on_matrix.opens_room_with(user)
            await on_matrix.sees("Êtes-vous d’accord")
            await on_matrix.say("!lier AAAA-2222")
            await on_matrix.sees("Ce code ne marche pas ici")
            await on_telegram.say("/lier")
            shown = await on_telegram.sees(r"/lier (\w{4}-\w{4})")
            found = re.search(r"/lier (\w{4}-\w{4})", shown.text)
            assert found
            assert f"https://matrix.to/#/{settings['matrix_user']}" in shown.text, "it is said where to type it"
            await on_matrix.say(f"!lier {found[1]}")
            await on_matrix.sees("C’est relié")
            await on_telegram.sees("/delier autre")
            await on_matrix.say("dossier")
            await on_matrix.sees("CPAM de Paris")
            await on_matrix.say(f"!lier {found[1]}")
            await on_matrix.sees("Ce code ne marche pas ici")
        assert found[1] not in bot.log
        assert found[1].replace("-", "") not in bot.log

        del settings["matrix_password"]
        async with Bot(data, LATE, **settings):
            await on_matrix.sees(DUE, timeout=45)
            assert DUE not in on_telegram.transcript()
            await on_matrix.say("!lier")
            await on_matrix.sees(re.escape(f"https://t.me/{api.bot['username']}"))
            await on_telegram.say("/ici")
            await on_telegram.sees("vos rappels arriveront ici")
            await on_matrix.say("!delier")
            await on_matrix.sees("n’est plus relié")
            await on_telegram.say("dossier")
            await on_telegram.sees("CPAM de Paris")
            await on_telegram.say("effacer")
            await on_telegram.sees("Confirmez-vous")
            await on_telegram.say("oui, tout effacer")
            await on_telegram.sees("C’est effacé")
    finally:
        await on_matrix.close()
        await api.stop()
    assert on_matrix.transcript().count(DUE) == 1
