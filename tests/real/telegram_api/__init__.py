"""A strict Bot API server for tests and demonstrations, on this machine only.

    api = TelegramApi(token)
    url = await api.start()
    camille = api.person(first_name="Camille", language="fr")
    await camille.say("bonjour")
    await camille.sees(r"caisse")
    await camille.taps("CPAM")
    await api.stop()

It shows what a client and the bot do, not what Telegram does: its refusals follow Telegram's words as they are known.
"""

from tests.real.telegram_api.faults import Fault, Faults
from tests.real.telegram_api.people import Button, File, Group, Message, Person
from tests.real.telegram_api.server import Call, TelegramApi

__all__ = ["Button", "Call", "Fault", "Faults", "File", "Group", "Message", "Person", "TelegramApi"]
