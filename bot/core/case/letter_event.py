"""The events of a letter: the bot gave it; the person sent it, keeps it, or says that it arrived or came back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.working_days import Territory


@dataclass(frozen=True, slots=True)
class Prepared:
    """The bot gave these letters, made with that version of the templates. No clock starts from it.

    opened_by  for a letter that follows another: the track that it goes on
    """

    on: date
    letters: tuple[LetterName, ...]
    templates: int
    opened_by: int | None = None
    kind: Literal["prepared"] = "prepared"


@dataclass(frozen=True, slots=True)
class Posted:
    """The person says that they sent a letter.

    to       the name of the body, as on the letter
    address  the lines of its address, as on the letter; empty when they were left blank
    territory  where that body is
    about    for a complaint: the recipients that the person complains of
    against  for a complaint: their tracks, by the letters that opened them; empty in events stored before it was noted
    opened_by  for a letter that follows another: the track that it goes on
    told     the day on which the person told it
    home     the territory where the person lived then; None in events stored before it was noted: then only the
             holidays of the body's place count
    """

    on: date
    letter: LetterName
    medium: Medium
    to: str
    territory: Territory
    address: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    home: Territory | None = None
    against: tuple[int, ...] = ()
    opened_by: int | None = None
    told: date | None = None
    kind: Literal["posted"] = "posted"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The day a registered letter was handed over, read on its notice."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    told: date | None = None
    kind: Literal["delivered"] = "delivered"


class WhyReturned(StrEnum):
    """The reason why a letter came back. Stored: never renamed."""

    ADDRESS = "address"  # unknown there, moved away, an e-mail that cannot be delivered: nothing was received
    UNCLAIMED = "unclaimed"  # registered post, announced and not fetched
    REFUSED = "refused"  # registered post, refused at the door
    UNKNOWN = "unknown"  # the person does not know


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter came back: it was not received, whatever the reason, so no clock runs from it.

    Of registered post that was refused or not claimed the courts often say that it counts as received on the day it
    was shown (CE, 24 April 2012, 341146, for decisions of an administration). That it does so for a request under the
    GDPR is not settled: by the safe side nobody is said to be late because of it (`returned.law` of the catalogues).
    """

    on: date
    letter: LetterName
    why: WhyReturned = WhyReturned.UNKNOWN
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["returned"] = "returned"


@dataclass(frozen=True, slots=True)
class Unposted:
    """Asked on that day, the person said that this letter had not left yet."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    kind: Literal["unposted"] = "unposted"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The person will not send this letter."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    kind: Literal["dropped"] = "dropped"


OfLetter = Posted | Delivered | Returned | Unposted | Dropped
"""The events that a person tells of one letter."""
