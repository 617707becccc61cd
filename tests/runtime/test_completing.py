"""What a claimed message lacks still: its file, and the rest of whoever makes it."""

import asyncio
from threading import Event

import pytest

from bot.core.letters.page import PaperKind
from bot.core.ports.outgoing import LetterFile, Payload, Recipe
from bot.runtime import completing
from tests.render.papers import letter_of

LETTER = Payload(
    "Voici.", recipe=Recipe(LetterFile("lettre", PaperKind.PDF, letter_of("Camille Exemple"), ""), "-", "-")
)


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set once what was made is forgotten."""
    forgotten = Event()
    monkeypatch.setattr(completing, "forget", forgotten.set)
    return forgotten


async def test_a_message_without_a_file_is_left_as_it_is(rested: Event) -> None:
    plain = Payload("Bonjour.")
    assert await completing.with_file(plain) is plain
    assert not rested.is_set()


async def test_once_no_more_files_come_those_that_were_made_are_forgotten(
    monkeypatch: pytest.MonkeyPatch, rested: Event
) -> None:
    monkeypatch.setattr(completing, "RESTS_AFTER", 0.0)
    made = await completing.with_file(LETTER)
    assert made.file
    assert made.file.content.startswith(b"%PDF")
    assert await asyncio.to_thread(rested.wait, 10)


async def test_while_more_files_come_nothing_is_forgotten(rested: Event) -> None:
    for _ in range(3):
        await completing.with_file(LETTER)
    assert not rested.is_set()
