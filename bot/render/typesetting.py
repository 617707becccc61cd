"""Setting with typst: its fonts and our templates are read once, and of what was set nothing is kept for long.

A compiler that is kept sets a letter in four fifths of the time that a new one takes for each, and in bounded memory:
of each new one typst keeps the template for good.
"""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

_ONE_BY_ONE = Lock()
"""A compiler refuses a second thread."""
_REMEMBERED = 10
"""For how many more settings typst remembers the parts of what it set, a letter's words among them."""


@cache
def _fonts() -> "typst.Fonts":
    """The fonts that come with typst, the same on every machine. Reading them takes a third of the time of a letter."""
    import typst  # noqa: PLC0415  7 MB, for the first file that is asked for

    return typst.Fonts(include_system_fonts=False)


@cache
def _compiler(template: Path) -> "typst.Compiler":
    import typst  # noqa: PLC0415

    return typst.Compiler(template, font_paths=_fonts())


def typeset(template: Path, data: str, **how: Any) -> tuple[bytes, ...]:
    """The files of a template with those data, one or one a sheet; `how`: the format, as typst names it.

    Raises typst.TypstError, which may quote the data.
    """
    with _ONE_BY_ONE:
        try:
            made = _compiler(template).compile(sys_inputs={"data": data}, **how)
        except BaseException:  # a panic of Rust's too, after which that compiler may be of no use
            _compiler.cache_clear()
            raise
    return tuple(made) if isinstance(made, list) else (made,) if made else ()


def forget() -> None:
    """Forget the words of what was set: typst does so once it has set other things, and a blank sheet takes no time."""
    with _ONE_BY_ONE:
        if not _compiler.cache_info().currsize:
            return
        _compiler.cache_clear()  # each holds what it set last
        blank = _compiler(Path(__file__).with_name("blank.typ"))
        for _ in range(_REMEMBERED + 1):
            blank.compile(format="svg")
        _compiler.cache_clear()
