"""Letters as files to print, to change or to send by e-mail: the chat's words, nothing added but what paper needs."""

from bot.render.paper.files import Annex, PaperKind, dossier, paper, pictures
from bot.render.paper.mail import mailto
from bot.render.paper.pdf import UnprintableError

__all__ = ["Annex", "PaperKind", "UnprintableError", "dossier", "mailto", "paper", "pictures"]
