"""Finding the catalogues and templates: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

from bot.content import ContentError


def content_root() -> Path:
    """The folder that holds `locales/` and `templates/`. Raises ContentError when neither place has them."""
    package = Path(__file__).resolve().parents[1]
    for root in (package / "data", package.parent):
        if (root / "locales").is_dir() and (root / "templates").is_dir():
            return root
    raise ContentError("locales/ and templates/ are missing beside the program: install Objecteur again")
