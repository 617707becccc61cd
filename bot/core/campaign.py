"""A campaign as values: recipients, delays and dated facts, read from `templates/<campaign>/` once, at start.

Nothing a letter claims and no delay is a literal in code: it is a fact with a source, the day somebody read it and
the day by which somebody must read it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from bot.core.directory.postal import PostalAddress

FRENCH = "fr"
"""The language of the letters, and of whatever nobody said in another."""


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


class Medium(StrEnum):
    """The way in which a letter is sent. Stored: never renamed."""

    POST = "post"
    REGISTERED = "registered"
    EMAIL = "email"
    AMELI = "ameli"
    ONLINE = "online"


class TrackName(StrEnum):
    """The recipients, each of which has tracks of its own. Stored: never renamed."""

    CAISSE = "caisse"
    CNAM = "cnam"
    HDH = "hdh"
    ACCESS = "access"  # the Health Data Hub again, asked for a copy of what it has (GDPR art. 15)
    CNIL = "cnil"


@dataclass(frozen=True, slots=True)
class Recipient:
    """The recipient of a letter.

    name        its name at the beginning of the letter's address block
    short       its name in a sentence: « votre caisse »
    called      its name in the case and in a complaint: « Health Data Hub »
    address     None when it is the person's own caisse, or not known
    email       None when none was found: never built from a pattern
    web         a page of theirs that takes such requests
    media       the ways it can be written to, the recommended one first
    checked_on  the day the address was last read in a source
    """

    name: str
    short: str
    called: str
    address: PostalAddress | None
    email: str | None
    web: str | None
    media: tuple[Medium, ...]
    source: str
    checked_on: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Delay:
    """A number of months, days or working days, with its source. Raises ValueError when it is not positive."""

    count: int
    fact: Fact

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a delay is at least 1, not {self.count}")


@dataclass(frozen=True, slots=True)
class Delays:
    """Every delay that the case computes with.

    answer           months a body has to answer, from receipt (GDPR art. 12(3))
    extension        further months when it announces them in time, with reasons (same article)
    post             working days after which a letter sent by post is taken as received, when nobody knows
    chase            days after a chase letter, or after an answer that settles nothing, before the bot asks again
    cnil_silence     months of silence after which the CNIL has rejected a complaint
    appeal           months to go to the Conseil d'État
    appeal_warning   days before the last of them on which the bot writes
    nudge            days after a letter was given and not marked as sent, before the bot asks, once
    snooze           days of a "remind me later"
    pause            days of a pause of all reminders, when the person names no day
    again            days after a reminder without an answer before it is repeated; then ever more
    """

    answer: Delay
    extension: Delay
    post: Delay
    chase: Delay
    cnil_silence: Delay
    appeal: Delay
    appeal_warning: Delay
    nudge: Delay
    snooze: Delay
    pause: Delay
    again: Delay

    @property
    def counted(self) -> str:
        """All counts in one line; when the line changes, the days that were computed before are outdated."""
        return " ".join(f"{one.name}={getattr(self, one.name).count}" for one in fields(self))


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that a person's data are kept after their last message.

    unanswered  before the consent
    request     with answers given and no letter marked as sent
    agreed      `request` for people who agreed to earlier terms, by version: the promise of that time holds
    case        with a letter marked as sent
    closed      once every track is closed
    replay      keyed hashes of message ids, kept so that a replay is known
    """

    unanswered: int
    request: int
    case: int
    closed: int
    replay: int
    agreed: Mapping[int, int] = field(default_factory=dict)

    def request_for(self, terms: int) -> int:
        """The days for somebody who agreed to that version of the terms, with no letter marked as sent."""
        return self.agreed.get(terms, self.request)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the law in the letters, of which people with an open case and an earlier letter are told.

    templates  the version of the letters that brought it
    letters    the letters that it is about, by name
    says       what to tell, by language; in French at least

    Raises ValueError when it is not told in French.
    """

    templates: int
    letters: tuple[str, ...]
    says: Mapping[str, str]
    fact: Fact

    def __post_init__(self) -> None:
        if FRENCH not in self.says:
            raise ValueError(f"what changed is not told in {FRENCH}")

    def told(self, language: str) -> str:
        """What to tell in a language, or else in French."""
        return self.says.get(language, self.says[FRENCH])


LINKS = ("cnil", "health-data-hub", "ameli")
"""The links that messages show."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One action that people can take. Raises ValueError for a recipient or a link that is missing, or a link too many.

    since  the first day on which its letters can have been sent: the law that they rest on did not apply before
    """

    id: str
    terms: int
    templates: int
    facts: Mapping[str, Fact]
    recipients: Mapping[TrackName, Recipient]
    delays: Delays
    retention: Retention
    links: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    since: date = date.min

    def __post_init__(self) -> None:
        missing = [name for name in TrackName if name not in self.recipients] + [
            name for name in LINKS if name not in self.links
        ]
        if missing:
            raise ValueError(f"{missing[0]} is missing")
        if unknown := sorted(set(self.links) - set(LINKS)):
            raise ValueError(f"links: {unknown[0]} is shown by no message")
        if any(change.templates > self.templates for change in self.changes):
            raise ValueError("a change bears a version of the letters that is not there yet")

    def overdue(self, today: date) -> tuple[str, ...]:
        """The ids of facts, recipients and delays whose review date has passed, for `objecteur check`."""
        facts = [f"facts.{key}" for key, fact in self.facts.items() if fact.stale(today)]
        recipients = [f"recipients.{key}" for key, to in self.recipients.items() if today > to.review_by]
        named = ((one.name, getattr(self.delays, one.name)) for one in fields(self.delays))
        delays = [f"delays.{key}" for key, delay in named if delay.fact.stale(today)]
        return (*facts, *recipients, *delays)
