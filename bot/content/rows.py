"""The rows of a CSV file, each as a value, or one clear line with the file, the line and the mistake."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from bot.content import ContentError

Value = TypeVar("Value")


def rows(path: Path, value: Callable[[dict[str, str]], Value]) -> Iterator[Value]:
    """What `value` makes of each row, which is by its column. Raises ContentError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            columns = next(lines, [])
            for number, line in enumerate(lines, start=2):
                if len(line) != len(columns):
                    raise ContentError(f"{path}, line {number}: {len(line)} columns, not {len(columns)}")
                try:
                    yield value(dict(zip(columns, line, strict=True)))
                except (KeyError, ValueError, AttributeError, TypeError) as error:
                    raise ContentError(f"{path}, line {number}: {error}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: not written in UTF-8") from None
    except csv.Error as error:
        raise ContentError(f"{path}: {error}") from None
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from None
