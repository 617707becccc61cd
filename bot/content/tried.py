"""Remembering that the letters of these files were tried out, so that a start need not fill a thousand of them anew.

The memory is the hash of all that a letter is made of: the templates, the code that fills them, and the versions of
Python, Jinja2 and Babel. Whatever changes in them, the letters are tried out again; `objecteur check` always does.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

NOTE = "letters.tried"
"""The file of the data directory that holds the hash."""
_CODE = Path(__file__).resolve().parents[1]


class Tried:
    """The memory of one data directory about the content in one folder."""

    def __init__(self, root: Path, directory: Path) -> None:
        """Take the folder that holds `templates/`, and the data directory, which need not exist yet."""
        self._note = directory / NOTE
        self._hash = fingerprint(root)

    @property
    def already(self) -> bool:
        """Whether these letters were tried out before."""
        try:
            return self._note.read_text(encoding="ascii") == self._hash
        except (OSError, UnicodeDecodeError):
            return False

    def note(self) -> None:
        """Note that they were. Where nothing can be written, they are tried out at each start."""
        with contextlib.suppress(OSError):
            beside = self._note.with_name(f".{NOTE}.{os.getpid()}")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
                file.write(self._hash)
            beside.replace(self._note)


def fingerprint(root: Path) -> str:
    """The hash of all that a letter is made of."""
    found = hashlib.sha256(f"{sys.version} {version('jinja2')} {version('babel')}".encode())
    for path in _files(root / "templates"):
        found.update(f"\n{path}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(templates: Path) -> Iterator[Path]:
    """The files of the campaigns, and of the code that reads and fills them."""
    yield from sorted(path for path in templates.rglob("*") if path.is_file() and path.parent.name != "directory")
    for wing in ("content", "core"):
        yield from sorted((_CODE / wing).rglob("*.py"))
