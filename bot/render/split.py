"""Cutting a text too long for one message: between paragraphs, else lines, else words, never inside a character."""

from bot.core.ports.capabilities import LengthUnit


def length(text: str, unit: LengthUnit) -> int:
    """The length of a text as its network counts."""
    match unit:
        case LengthUnit.UTF16:
            return len(text.encode("utf-16-le")) // 2
        case LengthUnit.UTF8:
            return len(text.encode())


def split(text: str, limit: int, unit: LengthUnit) -> tuple[str, ...]:
    """The pieces of a text, of at most `limit`, in order; only white space at the cuts is lost.

    Raises ValueError for a limit under 4, in which a single character might not fit.
    """
    if limit < 4:
        raise ValueError(f"no text fits in messages of {limit}")
    pieces: list[str] = []
    while length(text, unit) > limit:
        head = _head(text, limit, unit)
        pieces.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return (*pieces, text) if text or not pieces else tuple(pieces)


def _head(text: str, limit: int, unit: LengthUnit) -> str:
    """The longest beginning of a text that fits, up to the best point to cut."""
    fits, too_long = 0, min(len(text), limit) + 1
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        fits, too_long = (middle, too_long) if length(text[:middle], unit) <= limit else (fits, middle)
    for mark in ("\n\n", "\n", " "):
        cut = text.rfind(mark, 1, fits + 1)
        if cut > fits // 4 and text[:cut].strip():
            return text[:cut]
    return text[:fits]
