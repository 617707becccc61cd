"""The names of letters: the kind of each, and the recipient whose track it belongs to. Stored: never renamed."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self


class LetterKind(StrEnum):
    """The kind of a letter. Its value is the name of its template, but for requests, which have one each."""

    REQUEST = "request"
    CHASE = "chase"
    CHASE2 = "chase2"
    IDENTITY = "identity-answer"
    ELSEWHERE = "elsewhere-answer"
    EXTENSION = "extension-answer"
    REFUSAL = "refusal-answer"
    UNIDENTIFIED = "unidentified-answer"
    COMPLAINT = "complaint"
    NEWS = "news"
    SETTLED = "settled"

    @property
    def opens(self) -> bool:
        """Whether a letter of this kind opens a track, and starts its clock; the others follow one."""
        match self:
            case LetterKind.REQUEST | LetterKind.COMPLAINT:
                return True
            case LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.IDENTITY | LetterKind.ELSEWHERE:
                return False
            case LetterKind.EXTENSION | LetterKind.REFUSAL | LetterKind.UNIDENTIFIED:
                return False
            case LetterKind.NEWS | LetterKind.SETTLED:
                return False

    @property
    def to_authority(self) -> bool:
        """Whether a letter of this kind goes to the authority; the others go to a body."""
        match self:
            case LetterKind.COMPLAINT | LetterKind.NEWS | LetterKind.SETTLED:
                return True
            case LetterKind.REQUEST | LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.IDENTITY:
                return False
            case LetterKind.ELSEWHERE | LetterKind.EXTENSION | LetterKind.REFUSAL | LetterKind.UNIDENTIFIED:
                return False


_STORED = {
    "cnil": (LetterKind.COMPLAINT, "cnil"),
    "cnil-news": (LetterKind.NEWS, "cnil"),
    "cnil-settled": (LetterKind.SETTLED, "cnil"),
}
"""The names that the letters to the first authority were stored with, before there could be another."""
_NAMES = {of: name for name, of in _STORED.items()}
RECIPIENT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""The key of a recipient."""


@lru_cache(maxsize=1_000)
def _read(name: str) -> tuple[LetterKind, str]:
    if name in _STORED:
        return _STORED[name]
    found = next((kind for kind in LetterKind if name.startswith(f"{kind}-")), LetterKind.REQUEST)
    track = name if found is LetterKind.REQUEST else name.removeprefix(f"{found}-")
    if not RECIPIENT.fullmatch(track):
        raise ValueError(f"{name!r} is no name of a letter")
    return found, track


class LetterName(str):
    """The name of a letter of a campaign: « chase-caisse ». Raises ValueError for a text that can be none."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        """Take its name as it is stored."""
        _read(name)
        return super().__new__(cls, name)

    @classmethod
    def of(cls, kind: LetterKind, track: str) -> Self:
        """The name of the letter of a kind to a recipient. Whether there is such a letter, a campaign knows."""
        usual = track if kind is LetterKind.REQUEST else f"{kind}-{track}"
        return cls(_NAMES.get((kind, track), usual))

    @property
    def kind(self) -> LetterKind:
        """The kind of this letter."""
        return _read(self)[0]

    @property
    def track(self) -> str:
        """The recipient whose track this letter belongs to."""
        return _read(self)[1]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: Callable[..., Any]) -> dict[str, Any]:
        """How the store reads it in an event: as text. The protocol is pydantic's; the core does not import it."""
        return {
            "type": "function-after",
            "function": {"type": "no-info", "function": cls},
            "schema": {"type": "str"},
            "serialization": {"type": "to-string", "when_used": "json"},
        }
