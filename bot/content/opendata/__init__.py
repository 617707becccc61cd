"""Official open data with the addresses of caisses: two kinds of files, read into one kind of value."""

from pathlib import Path

from bot.content import ContentError
from bot.content.opendata.dila import read_dila
from bot.content.opendata.listed import Listed, Listing
from bot.content.opendata.table import read_table

__all__ = ["Listed", "Listing", "read_open_data"]


def read_open_data(path: Path) -> Listing:
    """Read a file of either kind. Raises ContentError, one line, for any other file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what spreadsheets write in France
    try:
        dila = text.lstrip()[:1] in {"{", "["}
        records = tuple(read_dila(text) if dila else read_table(text))
    except ValueError as error:
        raise ContentError(f"{path}: {error}") from None
    if not records:
        raise ContentError(f"{path}: there is no caisse in it")
    return Listing(path.name, records, dila=dila)
