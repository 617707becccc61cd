"""Golden files: what a text was when somebody last read it. One command writes them all anew:

    UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/core/letters/test_letters.py tests/transcripts

Then read `git diff tests/letters tests/transcripts`: it is the review.
"""

import os
from pathlib import Path

UPDATING = os.environ.get("UPDATE_GOLDEN") == "1"
REMEDY = "the text changed: if that is meant, run UPDATE_GOLDEN=1 (tests/letters/golden.py) and read the diff"


def same_as_file(text: str, path: Path) -> None:
    """Compare with the golden file, or write it when asked to."""
    if UPDATING:
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: {REMEDY}"
    assert text == path.read_text(encoding="utf-8"), REMEDY
