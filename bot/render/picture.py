"""A timeline as a PNG for networks that show pictures, drawn by typst from the same values as its words."""

import json
from pathlib import Path

from bot.content.catalogues import Catalogue
from bot.core.ports.capabilities import Markup
from bot.core.ports.message import Picture
from bot.render.markup import Style, speak, written
from bot.render.typesetting import typeset

PIXELS_PER_INCH = 144.0
_PLAIN = Style(Markup.NONE, "/")
_TEMPLATE = Path(__file__).with_name("timeline.typ")


def worded(picture: Picture, catalogue: Catalogue) -> str:
    """The words and days of a timeline in that language, as JSON that `draw` takes."""
    strands = [
        {
            "title": strand.title if isinstance(strand.title, str) else speak(strand.title, catalogue, _PLAIN),
            "points": [
                {
                    "day": written(point.day, catalogue.language),
                    "text": speak(point.text, catalogue, _PLAIN),
                    "mark": point.mark.value,
                }
                for point in strand.points
            ],
        }
        for strand in picture.strands
    ]
    title = speak(picture.title, catalogue, _PLAIN)
    return json.dumps({"language": catalogue.language, "title": title, "strands": strands}, ensure_ascii=False)


def draw(timeline: str) -> bytes:
    """The PNG: 390 points wide, as high as it needs; the same bytes for the same values."""
    (drawn,) = typeset(_TEMPLATE, timeline, format="png", ppi=PIXELS_PER_INCH)
    return drawn
