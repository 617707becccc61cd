"""Memory: loading what stays for good, and giving back what was only needed for a while."""

import contextlib
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Load, in the block, what stays for good: the collector does not look through it, then or ever after.

    Looking through it again and again while it grows took a quarter of the processor's time of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def give_back() -> None:
    """Give the system the memory that was freed, in a millisecond. glibc keeps it, in holes; others do not ask for it.

    Twenty people's letters left ten megabytes of holes, which were never filled again.
    """
    import ctypes  # noqa: PLC0415  who sends no file does without

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
