"""What is said under a picture on Matrix is read, and a picture that says nothing is told as one."""

from typing import Any

import nio
import pytest

from bot.core.ports.incoming import Content, Media, Text, Unreadable
from bot.networks.matrix.translate import content_of

PICTURE = {"msgtype": "m.image", "url": "mxc://example.org/abc", "body": "photo.jpg", "info": {}}


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (PICTURE, Media(Unreadable.PICTURE)),
        (PICTURE | {"filename": "photo.jpg"}, Media(Unreadable.PICTURE)),
        (PICTURE | {"filename": "photo.jpg", "body": "envoyé hier"}, Text("envoyé hier")),
    ],
)
def test_a_body_that_is_not_the_name_of_the_file_is_what_is_said(content: dict[str, Any], read: Content) -> None:
    event = nio.Event.parse_event(
        {
            "type": "m.room.message",
            "event_id": "$1",
            "sender": "@a:example.org",
            "origin_server_ts": 1,
            "content": content,
        }
    )
    assert isinstance(event, nio.Event)
    assert content_of(event) == read
