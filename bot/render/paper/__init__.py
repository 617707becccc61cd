"""Letters as files to print, to change or to send by e-mail: the chat's words, with only what paper needs added."""

from bot.render.paper.files import dossier, paper, pictures
from bot.render.paper.pdf import UnprintableError

__all__ = ["UnprintableError", "dossier", "paper", "pictures"]
