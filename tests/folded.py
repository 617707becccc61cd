"""Many cases in one test: pytest spends five milliseconds on each test, most cases take less than one.

Every case is tried, and all that fail are told, each by its name.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

_SHOWN = 200
"""Characters of a value in a case's name: some are a whole letter, or a very long text."""

Test = Callable[..., None]


def folded(
    names: str | Sequence[str], cases: Iterable[object], ids: Callable[[Any], object] | Sequence[str] = repr
) -> Callable[[Test], Test]:
    """Try all cases in one test; else like `pytest.mark.parametrize`, and stacked like it.

    A fixture that a test asks for is the same for all its cases. The test raises ExceptionGroup of what every failing
    case raised, each with a note that names the case.
    """
    called = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    every = [dict(zip(called, [case] if len(called) == 1 else case, strict=True)) for case in cases]  # type: ignore[call-overload]
    assert every, "a test of no case"

    def named(number: int) -> str:
        if not callable(ids):
            return ids[number]
        return ", ".join(f"{name}={ids(value)}"[:_SHOWN] for name, value in every[number].items())

    def fold(test: Test) -> Test:
        fixtures = [one for name, one in inspect.signature(test).parameters.items() if name not in called]

        @wraps(test)
        def tried(**given: object) -> None:
            failed: dict[int, Exception] = {}
            for number, case in enumerate(every):
                try:
                    test(**case, **given)
                except Exception as error:  # noqa: BLE001  whatever it is, it is told, and the next case is tried
                    error.add_note(f"in the case {named(number)}")
                    failed[number] = error
            if failed:
                told = "; ".join(map(named, failed))
                raise ExceptionGroup(f"{len(failed)} of {len(every)} cases fail: {told}", [*failed.values()])

        tried.__signature__ = inspect.Signature(fixtures)  # type: ignore[attr-defined]
        del tried.__wrapped__  # pytest would look for the fixtures of what is wrapped
        return tried

    return fold
