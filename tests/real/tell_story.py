"""Live the story at the terminal, and write docs/story.md: `make story`."""

import asyncio
import tempfile
from pathlib import Path

from tests.real.running import ROOT, TerminalPerson
from tests.real.story import STORY, lives, told


async def at_the_terminal(data: Path) -> list[str]:
    """What `objecteur chat` printed on each day of the story."""
    transcripts = []
    for stage in STORY:
        async with TerminalPerson(data, stage.when) as person:
            await lives(person, stage)
        transcripts.append(person.transcript())
    return transcripts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        page = told(asyncio.run(at_the_terminal(Path(made))))
    (ROOT / "docs" / "story.md").write_text(page, encoding="utf-8")
