"""Loading the material of a preview, by the id of a campaign."""

from dataclasses import dataclass

from bot.content import ContentError
from bot.content.campaigns import load_campaign
from bot.content.catalogues import Cited, citations
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
    """Read the files of one campaign and try each letter. Raises ContentError."""
    root = content_root()
    known = sorted(path.parent.name for path in (root / "templates").glob("*/campaign.toml"))
    if campaign not in known:
        raise ContentError(f"there is no campaign {campaign!r}: there is {', '.join(known)}")
    folder = root / "templates" / campaign
    read = load_campaign(folder)
    return Material(read, load_letters(folder, read), citations(root / "locales"))
