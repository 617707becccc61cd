"""Loading the material of a preview, by the id of a campaign."""

from dataclasses import dataclass

from bot.content import ContentError
from bot.content.campaigns import load_campaigns
from bot.content.catalogues import GENERAL, Cited, citations
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.core.campaign.campaign import Campaign
from bot.core.letters.letter import LetterBook


@dataclass(frozen=True, slots=True)
class Material:
    """A campaign, its letters, and the messages that cite a text of law."""

    campaign: Campaign
    book: LetterBook
    cited: tuple[Cited, ...]


def load(campaign: str) -> Material:
    """Read the files of one campaign, of the first where none is named, and try each letter. Raises ContentError."""
    root = content_root()
    known = load_campaigns(root / "templates")
    read = known.get(campaign or next(iter(known)))
    if read is None:
        raise ContentError(f"there is no campaign {campaign!r}: there is {', '.join(sorted(known))}")
    cited = (*citations(root / "locales", GENERAL), *citations(root / "locales", read.id))
    return Material(read, load_letters(root / "templates" / read.id, read), cited)
