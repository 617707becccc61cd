"""The annexes of a sample complaint: copies of the letters that it is about."""

from dataclasses import replace

from bot.content.samples import NOWHERE, Sample
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind
from bot.core.case.exhibits import letters_among
from bot.core.case.letter_event import Posted
from bot.core.case.track import Track
from bot.core.conversation.request import Request
from bot.core.letters.letter import LetterBook
from bot.core.letters.page import Annex


def annexes(sample: Sample, campaign: Campaign, book: LetterBook) -> tuple[Annex, ...]:
    """Copies of the letters among the complaint's exhibits, each with its number there and its date then."""
    request = Request(sample.answers, NOWHERE, campaign)
    found: list[Annex] = []
    for number, entry in letters_among(sample.tracks):
        sent = entry.event
        if not isinstance(sent, Posted):
            continue
        tracks = tuple(_before(track, sent) for track in sample.tracks if track.name == sent.letter.track)
        about = () if sent.letter.kind is LetterKind.REQUEST else tracks
        to = request.addressee(sent.letter, tracks[0].request)
        found.append(Annex(book.write(sent.letter, request.applicant, to, sent.on, about), number))
    return tuple(found)


def _before(track: Track, sent: Posted) -> Track:
    """The track as it was when that letter was written."""
    kept = tuple(entry for entry in track.log if entry.event.on < sent.on)
    return replace(track, log=kept or track.log[:1])
