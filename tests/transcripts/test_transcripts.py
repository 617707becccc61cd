"""Whole conversations, as files: what is typed after `> `, and what the bot answers, as the terminal shows it.

A file begins with `# ` lines that say what it is about. `~ 31` lets 31 days go by; the reminders that come are shown,
each under its day.
Between every two messages the conversation goes to its stored form and comes back (tests/core/talk.py). To write a
new one, type its `# `, `> ` and `~ ` lines only, then run the command in tests/letters/golden.py.
"""

import re
from pathlib import Path

from tests.core.talk import Talk, talk
from tests.folded import folded
from tests.letters.golden import same_as_file

FILES = sorted(Path(__file__).parent.glob("*.txt"))


def replayed(script: str) -> str:
    """The same conversation, held again."""
    person = talk()
    parts = ["\n".join(line for line in script.splitlines() if line.startswith("# "))]
    for line in script.splitlines():
        if line.startswith("> "):
            parts += [line, person.say(line[2:])]
        elif line.startswith("~ "):
            parts += [line, *_days(person, int(line[2:]))]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _days(person: Talk, days: int) -> list[str]:
    """What came on each of so many days, under its date."""
    said = ((person.one_day(), person.now) for _ in range(days))
    came = [f"[{day:%d/%m/%Y}]\n\n{what}" for what, day in said if what]
    return came or ["(rien)"]


@folded("path", FILES, ids=[path.stem for path in FILES])
def test_the_conversation_goes_as_it_went_when_somebody_last_read_it(path: Path) -> None:
    same_as_file(replayed(path.read_text("utf-8")), path)


@folded("path", FILES, ids=[path.stem for path in FILES])
def test_nothing_that_the_bot_says_reads_as_if_it_was_typed(path: Path) -> None:
    text = path.read_text("utf-8")
    once = replayed(text)
    assert replayed(once) == once
    assert len(re.findall(r"^[>~] ", text, re.MULTILINE)) > 2
