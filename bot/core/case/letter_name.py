"""The letters of a campaign by name: the kind of each, and the track that it belongs to. Stored: never renamed."""

from enum import StrEnum

from bot.core.campaign import TrackName


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


class LetterName(StrEnum):
    """The letters of a campaign. Stored: never renamed."""

    CAISSE = "caisse"
    HDH = "hdh"
    CNAM = "cnam"
    ACCESS = "access"
    CHASE_CAISSE = "chase-caisse"
    CHASE_HDH = "chase-hdh"
    CHASE_CNAM = "chase-cnam"
    CHASE_ACCESS = "chase-access"
    CHASE2_CAISSE = "chase2-caisse"
    CHASE2_HDH = "chase2-hdh"
    CHASE2_CNAM = "chase2-cnam"
    CHASE2_ACCESS = "chase2-access"
    IDENTITY_CAISSE = "identity-answer-caisse"
    IDENTITY_HDH = "identity-answer-hdh"
    IDENTITY_CNAM = "identity-answer-cnam"
    IDENTITY_ACCESS = "identity-answer-access"
    ELSEWHERE_CAISSE = "elsewhere-answer-caisse"
    ELSEWHERE_HDH = "elsewhere-answer-hdh"
    ELSEWHERE_CNAM = "elsewhere-answer-cnam"
    ELSEWHERE_ACCESS = "elsewhere-answer-access"
    EXTENSION_CAISSE = "extension-answer-caisse"
    EXTENSION_HDH = "extension-answer-hdh"
    EXTENSION_CNAM = "extension-answer-cnam"
    EXTENSION_ACCESS = "extension-answer-access"
    REFUSAL_CAISSE = "refusal-answer-caisse"
    REFUSAL_HDH = "refusal-answer-hdh"
    REFUSAL_CNAM = "refusal-answer-cnam"
    REFUSAL_ACCESS = "refusal-answer-access"
    UNIDENTIFIED_CAISSE = "unidentified-answer-caisse"
    UNIDENTIFIED_HDH = "unidentified-answer-hdh"
    UNIDENTIFIED_CNAM = "unidentified-answer-cnam"
    UNIDENTIFIED_ACCESS = "unidentified-answer-access"
    CNIL = "cnil"
    CNIL_NEWS = "cnil-news"
    CNIL_SETTLED = "cnil-settled"

    @property
    def track(self) -> TrackName:
        """The recipient whose track this letter belongs to."""
        if self in {LetterName.CNIL_NEWS, LetterName.CNIL_SETTLED}:
            return TrackName.CNIL
        return TrackName(self.value.rpartition("-")[2])

    @property
    def kind(self) -> LetterKind:
        """The kind of this letter."""
        if self is LetterName.CNIL:
            return LetterKind.COMPLAINT
        if self.track is TrackName.CNIL:
            return LetterKind(self.value.partition("-")[2])
        return LetterKind(self.value.rpartition("-")[0] or LetterKind.REQUEST)

    @property
    def template(self) -> str:
        """The name of its template: its own, or that of all letters of its kind."""
        own = {LetterKind.REQUEST, LetterKind.COMPLAINT, LetterKind.NEWS, LetterKind.SETTLED}
        return self.value if self.kind in own else self.kind.value


LAST_WITH_ACCESS = 1
"""The last version of the templates whose letter to the Health Data Hub asks for access beside the objection."""


def letter_of(kind: LetterKind, track: TrackName) -> LetterName:
    """The letter of a kind to the recipient of a track. Raises ValueError for a pair that does not exist."""
    found = [name for name in LetterName if (name.kind, name.track) == (kind, track)]
    if not found:
        raise ValueError(f"there is no {kind} to {track}")
    return found[0]
