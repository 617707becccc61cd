"""See before you trust: every letter with sample data, in a folder to look through; the review sheet for a jurist."""

from bot.preview.claims import Claim, claims
from bot.preview.folder import FolderError
from bot.preview.loading import Material, load
from bot.preview.shown import preview
from bot.preview.tables import as_csv, as_text

__all__ = ["Claim", "FolderError", "Material", "as_csv", "as_text", "claims", "load", "preview"]
