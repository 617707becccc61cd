"""Letters as files to print, to change or to send by e-mail: the chat's words, nothing added but what paper needs."""

from bot.render.paper.files import dossier, paper, pictures
from bot.render.paper.pdf import UnprintableError

__all__ = ["UnprintableError", "dossier", "paper", "pictures"]
