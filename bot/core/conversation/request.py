"""The request's answers as values: who the person's caisse is, who writes, where they live."""

from zoneinfo import ZoneInfo

from bot.core.caisse import GENERAL, Caisse, Kind
from bot.core.campaign import Campaign, Medium, Recipient, TrackName
from bot.core.case import LetterName
from bot.core.conversation.state import Answers
from bot.core.directory import Directory
from bot.core.letter import Addressee, Applicant
from bot.core.postal import PostalAddress, address_from
from bot.core.working_days import Territory, territory_of, time_zone_of

SKIPPED = "@skipped"
"""Stored for a question that the person left blank on purpose; cannot be typed, since answers are cleaned of it."""
OTHER = "@other"
NATIONAL = "cnam"


class Request:
    """What the answers of the request amount to, complete or not."""

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
            return address_from(typed)
        if self.caisse and self._answers.get("caisse_address") == "keep":
            return self.caisse.address
        return None

    @property
    def applicant(self) -> Applicant:
        """Who writes."""
        address = _given(self._answers.get("address"))
        return Applicant(_given(self._answers.get("name")), address_from(address) if address else None)

    @property
    def territory(self) -> Territory:
        """Where the caisse is, whose holidays count; mainland France when that is not known."""
        if self.caisse and self.caisse.departements and self.caisse.kind is not Kind.SPECIAL:
            return territory_of(self.caisse.departements[0])
        return Territory.METROPOLE

    def zone(self, otherwise: ZoneInfo) -> ZoneInfo:
        """The person's civil time: their caisse's overseas, else the one given."""
        if self.territory in {Territory.METROPOLE, Territory.ALSACE_MOSELLE}:
            return otherwise
        return ZoneInfo(time_zone_of(self.territory))

    def recipient(self, track: TrackName) -> Recipient:
        """The campaign's recipient of a track; the national fallback where the person chose it."""
        if track is TrackName.CAISSE and self.caisse and self.caisse.id == NATIONAL:
            return self._campaign.fallback
        return self._campaign.recipients[track]

    def addressee(self, letter: LetterName) -> Addressee:
        """The address block of a letter."""
        recipient = self.recipient(letter.track)
        officer = "À l’attention de la personne déléguée à la protection des données"
        if letter.track is not TrackName.CAISSE:
            name = recipient.name if letter.track is TrackName.CNIL else f"{recipient.name}\n{officer}"
            return Addressee(name, recipient.address)
        named = self.caisse_name
        return Addressee(
            "\n".join(filter(None, (recipient.name, named or "de la caisse : " + "…" * 28, officer))),
            self.caisse_address,
        )

    def media(self, track: TrackName) -> tuple[Medium, ...]:
        """The ways to write to the recipient of a track, the recommended one first.

        The ameli account serves the general scheme only; e-mail is offered for a caisse only where its address is
        known, from a source.
        """
        media = self.recipient(track).media
        if track is not TrackName.CAISSE:
            return media
        general = self.caisse is not None and self.caisse.kind in GENERAL
        return tuple(m for m in media if m is not Medium.AMELI or general)

    def email(self, track: TrackName) -> str | None:
        """The e-mail address of a recipient, when a source gives one."""
        if track is TrackName.CAISSE:
            return self.caisse.dpo_email if self.caisse else None
        return self.recipient(track).email

    def named(self, track: TrackName) -> str:
        """How the recipient is named in the case and in a complaint."""
        recipient = self.recipient(track)
        return self.caisse_name or recipient.short if track is TrackName.CAISSE else recipient.name


def _given(answer: str | None) -> str | None:
    return None if answer is None or answer == SKIPPED else answer
