"""The whole journey at the terminal: `objecteur chat` as a process, its clock moved between two runs."""

from pathlib import Path

from tests.real.journey import STREET, from_the_reminder, to_the_letters, to_the_reminders, traces
from tests.real.running import BEGUN, LATE, TerminalPerson


async def test_the_journey_goes_from_hello_to_the_complaint_and_leaves_no_trace(tmp_path: Path) -> None:
    async with TerminalPerson(tmp_path, BEGUN) as person:
        await to_the_letters(person)
        await to_the_reminders(person)
    assert traces(tmp_path) == []
    async with TerminalPerson(tmp_path, LATE) as person:
        await from_the_reminder(person)
        assert person.transcript().count("était attendue au plus tard le jeudi") == 1
    assert traces(tmp_path) == []


async def test_a_reminder_comes_once_however_often_the_chat_is_opened(tmp_path: Path) -> None:
    async with TerminalPerson(tmp_path, BEGUN) as person:
        await to_the_letters(person)
        await to_the_reminders(person)
    for seen in (1, 0, 0):
        async with TerminalPerson(tmp_path, LATE) as person:
            await person.sees("Avez-vous envoyé la lettre au Health Data Hub")
        assert person.transcript().count("était attendue au plus tard le jeudi") == seen


async def test_an_interrupted_address_goes_on_where_it_was(tmp_path: Path) -> None:
    async with TerminalPerson(tmp_path, BEGUN) as person:
        for line in ("oui", "33", "1", "passer", STREET):
            await person.say(line)
        await person.sees(f"Jusqu’ici :\n{STREET}")
        await person.interrupt()
    async with TerminalPerson(tmp_path, BEGUN) as person:
        await person.sees(f"Jusqu’ici :\n{STREET}")
        await person.say("33000 Bordeaux")
        await person.sees("Vérifions vos réponses")
