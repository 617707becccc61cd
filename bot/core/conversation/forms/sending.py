"""Which letters can have left, and by what media."""

from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import read_key
from bot.core.conversation.question import Asked
from bot.core.conversation.request import request_of


def sendable(asked: Asked) -> tuple[str, ...]:
    """The keys of the letters that the person can mark as sent: those given, and those that a track waits for."""
    waiting = (given.key for given in asked.unsent)
    asked_for = (track.awaited for track in asked.tracks if isinstance(track, BodyTrack))
    return tuple(dict.fromkeys((*waiting, *filter(None, asked_for))))


def media_offered(asked: Asked, key: str) -> tuple[Medium, ...]:
    """The media that have a button where it is asked how that letter left."""
    track = read_key(key)[0].track
    media = list(request_of(asked).media(track))
    if Medium.EMAIL not in media and track != asked.campaign.authority:
        media.append(Medium.EMAIL)
    if Medium.ONLINE not in media:
        media.append(Medium.ONLINE)
    return tuple(media)


def media_possible(asked: Asked, key: str) -> tuple[Medium, ...]:
    """The media by which that letter can have left; the one that few use is told in words."""
    return (*media_offered(asked, key), Medium.HAND)
