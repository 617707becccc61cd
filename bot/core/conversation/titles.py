"""The names of letters, in sentences and as files."""

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, read_key
from bot.core.ports.message import Say, say


def title_of(letter: LetterName) -> Say:
    """The name of a letter in a sentence: « la relance à votre caisse »."""
    return say(f"letter.name.{letter.kind}", to=say(f"letter.to.{letter.track}"))


def title_in(case: Case, campaign: Campaign, key: str) -> Say:
    """The name of a letter of a case in a sentence, with its body when two bodies of one kind were written to."""
    name, opened_by = read_key(key)
    same = [track for track in case.tracks(campaign) if track.name == name.track]
    own = next((track for track in same if track.opened == opened_by), None)
    if own is None or len(same) < 2 or not isinstance(own, BodyTrack):
        return title_of(name)
    return say("letter.of-body", letter=title_of(name), to=own.request.to)


def file_name(key: str) -> str:  # noqa: C901  one line for each kind
    """The name of a letter's file without its ending: French, ASCII, a different one for each letter."""
    name, opened_by = read_key(key)
    match name.kind:
        case LetterKind.REQUEST:
            what = ""
        case LetterKind.CHASE:
            what = "relance"
        case LetterKind.CHASE2:
            what = "seconde-relance"
        case LetterKind.IDENTITY:
            what = "reponse-identite"
        case LetterKind.ELSEWHERE:
            what = "reponse-renvoi"
        case LetterKind.EXTENSION:
            what = "reponse-delai"
        case LetterKind.REFUSAL:
            what = "reponse-refus"
        case LetterKind.UNIDENTIFIED:
            what = "reponse-identification"
        case LetterKind.COMPLAINT:
            what = "reclamation"
        case LetterKind.NEWS:
            what = "demande-de-nouvelles"
        case LetterKind.SETTLED:
            what = "demandes-satisfaites"
    parts = ("objecteur", what, name.track, "" if opened_by is None else str(opened_by))
    return "-".join(part for part in parts if part)
