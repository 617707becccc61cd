"""What is fuzzed: a name, inputs that make sense, how to change them, and what reads them."""

import lzma
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

CORPUS = Path(__file__).parent / "corpus"
"""By target, a folder of inputs that once did harm, or are odd enough to begin from."""


@dataclass(frozen=True)
class Target:
    """One parser.

    seeds   inputs to begin from
    mutate  changes one of them
    shares  how much of the time it gets, beside one share of a file's reader
    read    hands an input to the parser; raises whatever the parser should not, AssertionError included
    """

    name: str
    seeds: tuple[bytes, ...]
    mutate: Callable[[Random, bytes], bytes]
    read: Callable[[bytes], None]
    shares: int = 1

    def made(self, seed: int, number: int) -> bytes:
        """The input of that number, the same each time."""
        random = Random(f"{seed}/{self.name}/{number}")
        return self.mutate(random, random.choice(self.seeds))

    @property
    def kept(self) -> list[Path]:
        """The files of the corpus for this target."""
        return sorted((CORPUS / self.name).glob("*"))


def content(path: Path) -> bytes:
    """An input of the corpus; a large one is kept as `.xz`."""
    raw = path.read_bytes()
    return lzma.decompress(raw) if path.suffix == ".xz" else raw
