"""Memory: loading what stays for good, and giving back what was only needed for a while."""

import contextlib
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""The numbers of what is set, as malloc.h of glibc has them."""
_LARGE = 128 * 1024
"""The bytes from which on a block is large: where glibc begins."""


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


def keep_little() -> None:
    """Let glibc give large blocks back when they are freed, for good; others are not asked.

    By itself it does so until the first of them is freed: from then on it keeps up to twice as much as that one had.
    """
    import ctypes  # noqa: PLC0415  who sends no file does without

    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        for what in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            mallopt(what, _LARGE)


def give_back() -> None:
    """Give the system the memory that was freed, in a millisecond. glibc keeps it, in holes; others do not ask for it.

    Twenty people's letters left ten megabytes of holes, which were never filled again.
    """
    import ctypes  # noqa: PLC0415  who sends no file does without

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
