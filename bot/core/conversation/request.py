"""The request's answers as values: the person's caisse, the one who writes, their address."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.campaign import Campaign, Medium, Recipient, TrackName
from bot.core.case.letter_event import Posted
from bot.core.case.letter_name import LetterName
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
NATIONAL = "cnam"


class Request:
    """The values that the answers of the request give, complete or not."""

    def __init__(self, answers: Answers, directory: Directory, campaign: Campaign) -> None:
        """Read the answers; a caisse that the directory no longer knows counts as not answered."""
        self._answers = answers
        self._campaign = campaign
        self.caisse: Caisse | None = directory.get(answers["which"]) if "which" in answers else None

    @property
    def caisse_name(self) -> str | None:
        """The caisse's name as the letter prints it; None where it is left blank."""
        if self.caisse:
            return self.caisse.name
        return _given(self._answers.get("body"))

    @property
    def caisse_address(self) -> PostalAddress | None:
        """The caisse's address as the letter prints it: known and kept, or typed; None where it is left blank."""
        if typed := _given(self._answers.get("body_address")):
            return PostalAddress.stored(typed)
        if self.caisse and self._answers.get("caisse_address") == "keep":
            return self.caisse.address
        return None

    @property
    def applicant(self) -> Applicant:
        """The person who writes, for the letter."""
        address = _given(self._answers.get("address"))
        capacity, whom = Capacity(self._answers.get("capacity", Capacity.SELF)), _given(self._answers.get("whom"))
        name, lines = _given(self._answers.get("name")), PostalAddress.stored(address) if address else None
        return Applicant(name, lines, capacity, whom, self.caisse_name)

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

    def recipient(self, track: TrackName) -> Recipient:
        """The campaign's recipient of a track; the national fund's where the person chose it as their caisse."""
        national = track is TrackName.CAISSE and self.caisse is not None and self.caisse.id == NATIONAL
        return self._campaign.recipients[TrackName.CNAM if national else track]

    def addressee(self, letter: LetterName, sent: Posted | None = None) -> Addressee:
        """The address block of a letter.

        sent  the letter that it follows: it goes to the same body, whatever caisse the person has chosen since, at the
              address that stands for it now
        """
        recipient = self.recipient(letter.track)
        if letter.track is TrackName.CNIL:
            return Addressee(recipient.name, recipient.address)
        if letter.track is TrackName.CNAM:
            return Addressee(recipient.called, recipient.address, officer=True, head=recipient.name)
        if letter.track in {TrackName.HDH, TrackName.ACCESS}:
            return Addressee(recipient.name, recipient.address, officer=True)
        if sent and not self.still(sent):
            return self.as_sent(sent)
        then = PostalAddress(sent.address) if sent and sent.address else None
        named = self.caisse_name or (sent.to if sent and sent.to != recipient.short else None)
        return _to_caisse(recipient, named, self.caisse_address or then)

    def still(self, sent: Posted) -> bool:
        """Whether a letter went to the person's present caisse, judged by its name."""
        return sent.to in {self._campaign.recipients[TrackName.CAISSE].short, self.named(TrackName.CAISSE)}

    def as_sent(self, sent: Posted) -> Addressee:
        """The address block that a letter had when it was sent."""
        address = PostalAddress(sent.address) if sent.address else None
        if sent.letter.track is not TrackName.CAISSE:
            return replace(self.addressee(sent.letter), address=address)
        recipient = (
            self._campaign.recipients[TrackName.CAISSE] if not self.still(sent) else self.recipient(TrackName.CAISSE)
        )
        return _to_caisse(recipient, sent.to if sent.to != recipient.short else None, address)

    def media(self, track: TrackName) -> tuple[Medium, ...]:
        """The ways to write to the recipient of a track, the recommended one first.

        The ameli account serves the general scheme only, and is that of the person concerned; e-mail is offered for a
        caisse only where its address is known, from a source.
        """
        media = self.recipient(track).media
        if track is not TrackName.CAISSE:
            return media
        own = self.applicant.capacity in {Capacity.SELF, Capacity.PARENT}
        return tuple(m for m in media if m is not Medium.AMELI or (self.general and own))

    @property
    def general(self) -> bool:
        """Whether the caisse is one of the general scheme; a typed name that begins with CPAM is taken at its word."""
        if self.caisse:
            return self.caisse.kind in GENERAL
        return (self.caisse_name or "").casefold().startswith(("cpam", "caisse primaire"))

    def email(self, track: TrackName) -> str | None:
        """The e-mail address of a recipient, when a source gives one."""
        if track is TrackName.CAISSE:
            return self.caisse.dpo_email if self.caisse else None
        return self.recipient(track).email

    def named(self, track: TrackName) -> str:
        """The name of the recipient in the case and in a complaint."""
        recipient = self.recipient(track)
        return self.caisse_name or recipient.short if track is TrackName.CAISSE else recipient.called


def _to_caisse(recipient: Recipient, named: str | None, address: PostalAddress | None) -> Addressee:
    return Addressee(named, address, officer=True, head=recipient.name)


def request_of(asked: Asked) -> Request:
    """The request's answers as values, for a question of any form."""
    return Request(asked.conversation.answers, asked.world.directory, asked.world.campaign)


def _given(answer: str | None) -> str | None:
    return None if answer is None or answer == SKIPPED else answer
