"""Remembering that the letters of these files were tried out, so that a start need not fill a thousand of them anew.

The memory is the hash of all that a letter is made of: the templates, the code that fills them, and the versions of
Python, Jinja2 and Babel. Whatever changes in them, the letters are tried out again; `objecteur check` always does.
Letters that are those of the release, which its tests filled with its code, are not tried out by a start at all.
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
RELEASED = "released.sha256"
"""The file beside the campaigns with the hash of their letters as the tests have them; `make golden` writes it."""
_CODE = Path(__file__).resolve().parents[1]


class Tried:
    """The memory of one data directory about the content in one folder."""

    def __init__(self, root: Path, directory: Path) -> None:
        """Take the folder that holds `templates/`, and the data directory, which need not exist yet."""
        self._note = directory / NOTE
        self._root = root
        self._released = _read(root / "templates" / RELEASED) == released(root)

    @property
    def already(self) -> bool:
        """Whether these letters were tried out before, here or by the tests of the release."""
        return self._released or _read(self._note) == fingerprint(self._root)

    def note(self) -> None:
        """Note that they were. Where nothing can be written, they are tried out at each start."""
        with contextlib.suppress(OSError):
            beside = self._note.with_name(f".{NOTE}.{os.getpid()}")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
                file.write(fingerprint(self._root))
            beside.replace(self._note)


def fingerprint(root: Path) -> str:
    """The hash of all that a letter is made of."""
    found = hashlib.sha256(f"{sys.version} {version('jinja2')} {version('babel')}".encode())
    for path in (*_templates(root), *_code()):
        found.update(f"\n{path}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def released(root: Path) -> str:
    """The hash of the files of the campaigns, and of what fills them in a release beside its own code."""
    found = hashlib.sha256(f"{version('jinja2')} {version('babel')}".encode())
    for path in _templates(root):
        found.update(f"\n{path.relative_to(root)}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest() + "\n"


def _read(path: Path) -> str:
    """What a file says; nothing, where it cannot be read."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _templates(root: Path) -> Iterator[Path]:
    """The files of the campaigns."""
    yield from sorted(
        path for path in (root / "templates").glob("*/**/*") if path.is_file() and path.parent.name != "directory"
    )


def _code() -> Iterator[Path]:
    """The code that reads and fills them."""
    for wing in ("content", "core"):
        yield from sorted((_CODE / wing).rglob("*.py"))
