"""The preview: every letter with sample data, in a folder to look through, and the review sheet for a jurist."""

from bot.commands.preview.claims import Claim, claims
from bot.commands.preview.folder import FolderError
from bot.commands.preview.loading import Material, load
from bot.commands.preview.shown import preview
from bot.commands.preview.tables import as_csv, as_text

__all__ = ["Claim", "FolderError", "Material", "as_csv", "as_text", "claims", "load", "preview"]
