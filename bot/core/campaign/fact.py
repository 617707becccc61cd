"""A fact: a claim that letters and messages rely on, with its source and the day by which it must be read again.

Nothing a letter claims and no delay is a literal in code.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confidence(StrEnum):
    """How reliable the reading of a fact is."""

    HIGH = "H"  # text read in an official or verbatim copy
    MEDIUM = "M"  # secondary source, or official but old
    LOW = "L"  # memory or inference: never printed in a letter


class OnceStale(StrEnum):
    """The treatment of a letter's words once their fact is past its review (docs/decisions/0009)."""

    HEDGE = "hedge"  # the letter rests on the fact: its words stay, and the letter says how old the reading is
    DROP = "drop"  # the letter asks the same without the fact: its template leaves the words out


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim that letters or messages rely on. Raises ValueError when its review would come before its reading.

    says        the words that a letter or a message prints
    source      where it was read
    read_on     the day somebody last read that source
    review_by   the last day on which it may be relied on unread
    once_stale  the treatment of its words after that day; `stale` in the campaign's file
    named       the name of its text in a list, when `says` fits in a sentence only: « du 5° de l’article L. 1461-7 »
    """

    says: str
    source: str
    read_on: date
    review_by: date
    confidence: Confidence
    once_stale: OnceStale = OnceStale.HEDGE
    named: str = ""

    def __post_init__(self) -> None:
        if self.review_by < self.read_on:
            raise ValueError("review_by is before read_on")

    @property
    def title(self) -> str:
        """The name of the fact's text in a list."""
        return self.named or self.says

    def stale(self, today: date) -> bool:
        """Whether the review is overdue: from the day after `review_by`."""
        return today > self.review_by
