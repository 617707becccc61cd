"""How long a file of a letter takes and how large it is, once warm: `python -m tests.render.measure`."""

from statistics import median
from time import perf_counter

from bot.core.campaign.letter_name import LetterName
from bot.core.letters.page import Annex, PaperKind
from bot.render.paper import dossier, paper
from tests.letters.written import LETTERS
from tests.render.papers import golden

TIMES = 5


def main() -> None:
    """Print a line for each kind: the median and the slowest time, the largest file."""
    for kind in PaperKind:
        taken: list[float] = []
        largest = 0
        for blanks in (False, True):
            paper(golden(LetterName("caisse"), blanks=blanks), kind)
            for name in LETTERS:
                letter = golden(name, blanks=blanks)
                for _ in range(TIMES):
                    begun = perf_counter()
                    largest = max(largest, len(paper(letter, kind)))
                    taken.append(perf_counter() - begun)
        print(f"{kind:8} {median(taken) * 1000:6.1f} ms, at most {max(taken) * 1000:6.1f} ms, {largest:7} bytes")
    annexes = tuple(Annex(golden(LetterName(name))) for name in ("caisse", "chase-caisse", "hdh"))
    begun = perf_counter()
    made = dossier(golden(LetterName("cnil")), annexes)
    print(f"dossier  {(perf_counter() - begun) * 1000:6.1f} ms, {len(made)} bytes")


if __name__ == "__main__":
    main()
