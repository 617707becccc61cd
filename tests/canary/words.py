"""The words of somebody made up, which stand nowhere by chance, and the forms in which they might."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

FIRST, LAST, NICK = "Zéphyrinette", "Canarigny-Témoin", "canarigny_zeph"
NAME = f"{FIRST} {LAST}"
STREET, TOWN = "47 rue du Canari-Jauni", "Canaribourg-lès-Essais"
SAID = "la perruche m’a répondu canaripondu"
ACCOUNT = 7_318_264_501
TOKEN = "7318264599:made-up-for-the-canary-only-0000000"
CANARIES = (
    FIRST,
    "Canarigny",
    NICK,
    "Canari-Jauni",
    "Canaribourg",
    "canaripondu",
    str(ACCOUNT),
    "made-up-for-the-canary",
)
"""What is looked for: no piece of it stands in the program, in a letter or in the name of a place."""


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """How a word may stand in bytes that were folded to lower case, each with its name."""
    plain = word.encode()
    yield "UTF-8", plain
    yield "UTF-16", word.encode("utf-16-le")
    yield "Latin-1", word.encode("latin-1", "replace")
    yield "JSON", json.dumps(word)[1:-1].encode()
    yield "percent", quote(word).encode()
    yield "hex", plain.hex().encode()
    yield "backwards", word[::-1].encode()
    for shift in range(3):  # whatever stands before it in what was encoded; its ends mix with what is beside it
        yield "base64", base64.b64encode(b"\0" * shift + plain)[shift and 4 : len(plain) // 3 * 4 - 4]


def _looked_for(words: Iterable[str]) -> tuple[tuple[str, str, bytes], ...]:
    """Lower case finds more: base64 too, where a chance hit of eight letters and more is as good as none."""
    return tuple(
        (word, name, form.lower())
        for word in words
        for name, form in forms(word)
        if len(form) >= 6  # no chance hit
    )


_LOOKED_FOR = _looked_for(CANARIES)


def found(places: Mapping[str, bytes], also: Iterable[str] = ()) -> list[str]:
    """Where a word of the canary stands, and in which form; or one of the words that are given."""
    folded = {place: b"".join((raw.lower(), b"\0", _folded(raw))) for place, raw in places.items()}
    return [
        f"{word} as {name} in {place}"
        for place, raw in folded.items()
        for word, name, form in (*_LOOKED_FOR, *_looked_for(also))
        if form in raw
    ]


def _folded(raw: bytes) -> bytes:
    """The same, with the letters of other alphabets than ASCII in lower case as well."""
    return raw.decode(errors="replace").lower().encode()
