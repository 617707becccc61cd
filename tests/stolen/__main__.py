"""What is left to a thief without the key: `python -m tests.stolen`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.stolen.lives import City, believes, everybody
from tests.stolen.loot import questions, signs_of, stolen
from tests.stolen.thief import moments, varying, words

EACH = 3


def tell(city: City) -> None:
    """Print what each thing that can be stolen gives."""
    judged = tuple(city.rows_of())
    for name, rows in stolen(city).items():
        print(f"\n=== {name} ===")
        if known := signs_of(rows, judged):
            print(*questions(known), sep="\n")
            print("not the same of all:", *sorted(varying(tuple(known.values()))), sep="\n    ")
        print(
            "words in clear:", *(f"{column}: {sorted(of)}" for column, of in sorted(words(rows).items())), sep="\n    "
        )
        print("moments in clear:", *sorted(moments(rows)), sep="\n    ")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        lived = City(Path(folder), believes(setattr), everybody(EACH))
        lived.lives()
        lived.is_stolen()
        tell(lived)
        lived.ends()
