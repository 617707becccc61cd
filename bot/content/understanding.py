"""The model that reads sentences: its file, and the examples that it is trained from.

`make understanding` writes the file anew; a test says that it is what the examples make, to the byte.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from bot.content import ContentError
from bot.core.understanding.meaning import named
from bot.core.understanding.model import Model
from bot.core.understanding.training import Group
from bot.core.understanding.weights import Weights

MODEL = "understanding.txt"
MOMENTS = "moments.csv"
"""How often each group of classes was meant at each moment, among sentences that were counted."""
_EXAMPLES = "*/said/*.txt"


def load_examples(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The example sentences of every class, in all languages, each once. Raises ContentError."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob(_EXAMPLES)):
        try:
            named(path.stem)
            lines = path.read_text(encoding="utf-8").splitlines()
        except ValueError:
            raise ContentError(f"{path}: no act and no question of a person is called so") from None
        except OSError as error:
            raise ContentError(f"{path}: {error.strerror}") from None
        found.setdefault(path.stem, []).extend(line.strip() for line in lines if line.strip())
    return {name: tuple(dict.fromkeys(lines)) for name, lines in found.items()}


def load_groups(folder: Path) -> tuple[Group, ...]:
    """The groups of classes, and how often each was meant at each moment. Raises ContentError."""
    path = folder / MOMENTS
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_group(line) for line in csv.DictReader(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentError(f"{path}: {error}; it has a line a group of classes, a column a moment") from None


def _group(line: dict[str, str]) -> Group:
    counted = {moment: int(count) for moment, count in line.items() if moment not in {"group", "classes"}}
    return Group(line["group"], tuple(line["classes"].split()), counted)


def dump_model(model: Model) -> str:
    """A model as a file: its classes, then a line for each feature with the weights that are not nought.

    A weight is two characters, which keeps the file below a megabyte.
    """
    return f"{' '.join(model.classes)}\n{model.weights.written.decode()}\n"


def load_model(folder: Path) -> Model:
    """Read the model of a folder of languages. Raises ContentError."""
    path = folder / MODEL
    try:
        with path.open("rb") as file:
            classes = tuple(file.readline().decode().split())
            # Without a copy, whose place would stay: a megabyte.
            lines = file.read(path.stat().st_size - file.tell() - 1)
        for name in classes:
            named(name)
        return Model(classes, Weights(len(classes), lines))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: {error}; `make understanding` writes it") from None
