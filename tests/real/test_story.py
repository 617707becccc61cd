"""The story of months, on each network: what is said comes, once, on its day, and leads on."""

from pathlib import Path

import pytest

from tests.real.journey import traces
from tests.real.running import ROOT
from tests.real.story import STORY, told
from tests.real.synapse import Synapse
from tests.real.tell_story import at_the_terminal, on_matrix, on_telegram

PAGE = ROOT / "docs" / "story.md"


async def test_the_story_at_the_terminal(tmp_path: Path) -> None:
    transcripts = await at_the_terminal(tmp_path)
    assert traces(tmp_path) == []
    assert told(transcripts) == PAGE.read_text(encoding="utf-8"), "what is said has changed: make story, and read it"


@pytest.mark.long  # the journey on Telegram is in `make test`
async def test_the_story_on_telegram(tmp_path: Path) -> None:
    person = await on_telegram(tmp_path, STORY)
    assert person.transcript().count("Votre démarche : une étape est possible.") == len(STORY) - 1
    assert traces(tmp_path) == []


@pytest.mark.long  # the journey on Matrix is in `make test`
@pytest.mark.xdist_group("matrix-told")
async def test_the_story_on_matrix_in_a_strict_client(synapse: Synapse, tmp_path: Path) -> None:
    person = await on_matrix(tmp_path, synapse, "story-bot", "story-person", STORY)
    assert person.transcript().count("Votre démarche : une étape est possible.") == len(STORY) - 1
    assert all(message.encrypted and message.shield is None for message in person.messages)
    assert traces(tmp_path) == []
