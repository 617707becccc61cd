"""A finding of `objecteur check`."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The level of a finding: the exit status is 2 with an error, 1 with a warning, else 0."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    level: Level
    subject: str
    says: str
