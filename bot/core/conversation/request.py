"""The request's answers as values: the body they write to, the one who writes, their address."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import ListedBody, Medium, Recipient, Role, Where
from bot.core.case.letter_event import Posted
from bot.core.case.working_days import Territory, territory_of, time_zone_of
from bot.core.conversation.question import Asked
from bot.core.conversation.state import Answers
from bot.core.directory.caisse import GENERAL, Caisse, Kind
from bot.core.directory.directory import Directory
from bot.core.directory.postal import PostalAddress
from bot.core.letters.letter import Addressee, Applicant, Capacity

SKIPPED = "\x00skipped"
"""The stored answer of a question left blank on purpose; nobody can type it, as `clean` removes its first character."""
OTHER = "\x00other"


class Request:
    """The values that the answers of the request give, complete or not."""

    def __init__(self, answers: Answers, directory: Directory, campaign: Campaign) -> None:
        """Read the answers; a body that the directory no longer knows counts as not answered."""
        self._answers = answers
        self._campaign = campaign
        which, to = answers.get("which", ""), campaign.recipients.get(campaign.chosen or "")
        of_list = to.listed if to else ()
        self.caisse: Caisse | None = directory.get(which) if to and to.where is Where.DIRECTORY else None
        self.listed: ListedBody | None = next((body for body in of_list if body.id == which), None)

    @property
    def found(self) -> Caisse | ListedBody | None:
        """The body that the person chose, where the directory or the list has it."""
        return self.caisse or self.listed

    @property
    def body_name(self) -> str | None:
        """The body's name as the letter prints it; None where it is left blank."""
        if self.found:
            return self.found.name
        return _given(self._answers.get("body"))

    @property
    def body_address(self) -> PostalAddress | None:
        """The body's address as the letter prints it: known and kept, or typed; None where it is left blank."""
        if typed := _given(self._answers.get("body_address")):
            return PostalAddress.stored(typed)
        if self.found and self._answers.get("caisse_address") == "keep":
            return self.found.address
        return None

    @property
    def applicant(self) -> Applicant:
        """The person who writes, for the letter."""
        address = _given(self._answers.get("address"))
        capacity, whom = Capacity(self._answers.get("capacity", Capacity.SELF)), _given(self._answers.get("whom"))
        name, lines = _given(self._answers.get("name")), PostalAddress.stored(address) if address else None
        own = {question.key: self._answers.get(question.key, "") for question in self._campaign.questions}
        return Applicant(name, lines, capacity, whom, self.body_name, own)

    @property
    def territory(self) -> Territory:
        """The territory of the caisse, whose holidays count; mainland France when it is not known."""
        if self.caisse and self.caisse.departements and self.caisse.kind is not Kind.SPECIAL:
            return territory_of(self.caisse.departements[0])
        return Territory.METROPOLE

    def zone(self, otherwise: ZoneInfo) -> ZoneInfo:
        """The person's civil time: that of their caisse when it is overseas, else `otherwise`."""
        if self.territory in {Territory.METROPOLE, Territory.ALSACE_MOSELLE}:
            return otherwise
        return ZoneInfo(time_zone_of(self.territory))

    def recipient(self, key: str) -> Recipient:
        """A recipient of the campaign; for the body that the person chose, the fixed one that it is, if it is one.

        Somebody who chose the national fund as their caisse writes to the national fund.
        """
        fixed = self.caisse.id if self.caisse and key == self._campaign.chosen else ""
        return self._campaign.recipients[fixed if fixed in self._campaign.recipients else key]

    def addressee(self, letter: LetterName, sent: Posted | None = None) -> Addressee:
        """The address block of a letter.

        sent  the letter that it follows: it goes to the same body, whatever body the person has chosen since, at the
              address that stands for it now
        """
        recipient = self.recipient(letter.track)
        if not self._campaign.is_chosen(letter.track):
            officer = recipient.role is not Role.AUTHORITY
            return Addressee(recipient.name, recipient.address, officer=officer, head=recipient.head)
        if sent and not self.still(sent):
            return self.as_sent(sent)
        then = PostalAddress(sent.address) if sent and sent.address else None
        named = self.body_name or (sent.to if sent and sent.to != recipient.short else None)
        return _to_chosen(recipient, named, self.body_address or then)

    def still(self, sent: Posted) -> bool:
        """Whether a letter went to the body that the person chose last, judged by its name."""
        key = sent.letter.track
        return sent.to in {self._campaign.recipients[key].short, self.named(key)}

    def as_sent(self, sent: Posted) -> Addressee:
        """The address block that a letter had when it was sent."""
        address, key = PostalAddress(sent.address) if sent.address else None, sent.letter.track
        if not self._campaign.is_chosen(key):
            return replace(self.addressee(sent.letter), address=address)
        recipient = self.recipient(key) if self.still(sent) else self._campaign.recipients[key]
        return _to_chosen(recipient, sent.to if sent.to != recipient.short else None, address)

    def media(self, key: str) -> tuple[Medium, ...]:
        """The ways to write to a recipient, the recommended one first.

        The ameli account serves the general scheme only, and is that of the person concerned; a body that was chosen
        is written to by e-mail or online only where a source gives its address.
        """
        own = self.listed.media if self.listed and self._campaign.is_chosen(key) else ()
        media = own or self.recipient(key).media
        if not self._campaign.is_chosen(key):
            return media
        theirs = self.applicant.capacity in {Capacity.SELF, Capacity.PARENT}
        return tuple(m for m in media if m is not Medium.AMELI or (self.general and theirs))

    @property
    def general(self) -> bool:
        """Whether the caisse is one of the general scheme; a typed name that begins with CPAM is taken at its word."""
        if self.caisse:
            return self.caisse.kind in GENERAL
        return (self.body_name or "").casefold().startswith(("cpam", "caisse primaire"))

    def email(self, key: str) -> str | None:
        """The e-mail address of a recipient, when a source gives one."""
        if self._campaign.is_chosen(key):
            return self.caisse.dpo_email if self.caisse else self.listed.email if self.listed else None
        return self.recipient(key).email

    def web(self, key: str) -> str | None:
        """The page of a recipient that takes such requests, when a source gives one."""
        if self._campaign.is_chosen(key):
            return self.listed.web if self.listed else None
        return self.recipient(key).web

    def named(self, key: str) -> str:
        """The name of the recipient in the case and in a complaint."""
        recipient = self.recipient(key)
        if not self._campaign.is_chosen(key):
            return recipient.called
        name = self.body_name or recipient.short
        return f"{name}, {recipient.second}" if recipient.second else name


def _to_chosen(recipient: Recipient, named: str | None, address: PostalAddress | None) -> Addressee:
    return Addressee(named, address, officer=True, head=recipient.head, label=recipient.label)


def request_of(asked: Asked) -> Request:
    """The request's answers as values, for a question of any form."""
    return Request(asked.conversation.answers, asked.world.directory, asked.world.campaign)


def _given(answer: str | None) -> str | None:
    return None if answer is None or answer == SKIPPED else answer
