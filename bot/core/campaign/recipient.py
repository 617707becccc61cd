"""The recipients of a campaign's letters: who they are, where their name and address come from, what they are asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.campaign.letter_name import LetterKind
from bot.core.directory.postal import PostalAddress


class Medium(StrEnum):
    """The way in which a letter is sent. Stored: never renamed."""

    POST = "post"
    REGISTERED = "registered"
    EMAIL = "email"
    AMELI = "ameli"
    ONLINE = "online"
    HAND = "hand"  # left at a desk: received on that day


class Role(StrEnum):
    """The part that a recipient has in a campaign."""

    BODY = "body"  # gets the request, and has a clock
    ALTERNATIVE = "alternative"  # the same, where another body sends the person on
    AUTHORITY = "authority"  # takes the complaint


class Where(StrEnum):
    """The place that a recipient's name and address come from."""

    DIRECTORY = "directory"  # the directory of caisses, by what the person types
    FIXED = "fixed"  # the campaign's file
    LIST = "list"  # a small table in the campaign's folder, or what the person types
    TYPED = "typed"  # what the person types


class Timing(StrEnum):
    """The moment at which a body's letter is given."""

    FIRST = "first"  # at once
    BESIDE = "beside"  # offered once a first letter was sent


class Right(StrEnum):
    """What a body's first letter asks for. One letter asks for one thing, so that it has one outcome."""

    OBJECTION = "objection"  # GDPR art. 21
    ACCESS = "access"  # GDPR art. 15
    CLOSURE = "closure"  # of a service that the body keeps
    ERASURE = "erasure"  # GDPR art. 17


class Outcome(StrEnum):
    """What came of a letter, as the person tells it. Stored: never renamed."""

    DONE = "done"
    ACCESS = "access"
    DECLINED = "declined"
    PARTIAL = "partial"
    ELSEWHERE = "elsewhere"
    IDENTITY = "identity"
    UNIDENTIFIED = "unidentified"
    TIME = "time"
    ACKNOWLEDGED = "acknowledged"
    PROGRESS = "progress"
    RETURNED = "returned"
    NOTHING = "nothing"
    SNOOZE = "snooze"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ListedBody:
    """One body of a campaign's small table: what its row says, from its source.

    id           stable; stored with the answer
    address      None where no source gives one
    web          a page of theirs that takes such requests
    media        the ways it can be written to; empty: those of its recipient
    source_date  the day of the source's own record, None when undated
    """

    id: str
    name: str
    address: PostalAddress | None
    email: str | None
    web: str | None
    media: tuple[Medium, ...]
    source: str
    source_date: date | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """The recipient of a letter. Raises ValueError when its fields contradict each other.

    role        its part in the campaign
    where       the place that its name and address come from
    given       for a body: the moment at which its letter is given
    asks        for a body: what its first letter asks for
    instead_of  for an alternative: the body that may send the person on to it
    same        for a second request to one body: the recipient that it is
    second      what tells it from the first, after the name of a body that was chosen: « accès »
    letters     the kinds of the letters that follow the one that opens its track
    answers     for a body: the answers that it can give; empty: all that its claim can have
    excludes    whether it may lawfully refuse a part of what is asked, so that a refusal is asked about
    asked_both_until  the last version of the letters whose request to it asked for access as well; zero: none did
    name        its name at the beginning of the letter's address block
    short       its name in a sentence: « votre caisse »
    called      its name in the case and in a complaint: « Health Data Hub ». Stored with each letter: never renamed
    head        the title of its head, which the first version of the letters named
    mine        its name in a letter whose writer left it blank: « ma caisse d’assurance maladie »
    label       what it is, before the dotted line of a name that was left blank: « Caisse »
    listed      for one that comes from a list: the bodies of that list
    address     None when it is the person's own, or not known
    email       None when none was found: never built from a pattern
    web         a page of theirs that takes such requests
    media       the ways it can be written to, the recommended one first
    checked_on  the day the address was last read in a source
    """

    role: Role
    where: Where
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
    given: Timing | None = None
    asks: Right | None = None
    instead_of: str = ""
    same: str = ""
    second: str = ""
    letters: tuple[LetterKind, ...] = ()
    answers: tuple[Outcome, ...] = ()
    excludes: bool = False
    head: str = ""
    mine: str = ""
    label: str = ""
    listed: tuple[ListedBody, ...] = ()
    asked_both_until: int = 0

    def __post_init__(self) -> None:
        body = self.role is not Role.AUTHORITY
        if body != (self.asks is not None and self.given is not None):
            raise ValueError("a body says `asks` and `given`, an authority neither")
        if (self.role is Role.ALTERNATIVE) != bool(self.instead_of):
            raise ValueError("an alternative, and nobody else, says whom it is `instead_of`")
        if wrong := next((kind for kind in self.letters if kind.opens or kind.to_authority == body), None):
            raise ValueError(f"letters: {wrong} is no letter that follows one to a recipient of this role")
        if (self.where is Where.LIST) != bool(self.listed):
            raise ValueError("a recipient from a list has one: its rows stand in a table beside the file")
        if not self.media:
            raise ValueError("media: nobody knows how to write to it")
        if Medium.ONLINE in self.media and not self.web:
            raise ValueError("media: online needs `web`")

    @property
    def chosen(self) -> bool:
        """Whether the person says which body it is."""
        return self.where is not Where.FIXED
