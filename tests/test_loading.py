"""A start loads what it needs: little of what only some ask for, and compactly what stays for good."""

import ctypes
import gc
import subprocess
import sys
import tracemalloc

import pytest

from bot.content.caisses import load_directory, load_postcodes
from bot.content.communes import communes
from bot.content.place import content_root
from bot.content.understanding import load_model
from bot.loading import unswept

SELDOM = {"alembic", "docx", "jinja2", "nio", "odfdo", "psycopg", "rapidfuzz", "sqlalchemy.orm", "typst"}
"""What SQLite, and whoever asks for no letter and no file and mistypes nothing, does without."""
NETWORKS = {"aiohttp", "email.policy", "telegram", "httpx"}


def test_the_collector_is_away_in_the_block_and_back_after_it() -> None:
    frozen = gc.get_freeze_count()
    try:
        with unswept():
            assert not gc.isenabled()
            kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= frozen + len(kept)
        with pytest.raises(OSError, match="no file"), unswept():
            raise OSError("no file")
        assert gc.isenabled()
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(
    ("modules", "without"),
    [
        (("bot.app.chat",), SELDOM | NETWORKS | {"bot.commands"}),
        (
            ("bot.app.serving", "bot.networks.telegram.client"),
            SELDOM | {"aiohttp.web", "bot.commands", "prometheus_client"},
        ),
        (("bot.app.serving", "bot.networks.matrix.client"), SELDOM - {"nio", "psycopg"} | {"telegram", "bot.commands"}),
    ],
    ids=["chat", "telegram", "matrix"],  # nio's peewee loads psycopg where it is installed
)
def test_what_a_command_does_without_is_not_loaded(modules: tuple[str, ...], without: set[str]) -> None:
    read = "bot.cli.assembly.load_content(tried=True)"
    asked = f"import sys, bot.cli, {', '.join(modules)}; {read}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert without.intersection(done.stdout.split()) == set()


def test_the_communes_and_the_model_are_small() -> None:
    root = content_root()
    communes.cache_clear()
    tracemalloc.start()
    try:
        kept = (
            load_directory(root / "templates" / "directory"),
            load_postcodes(root / "templates" / "directory"),
            load_model(root / "locales"),
        )
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept
    assert held < 6_000_000, "as an object for each commune and each feature they were 38 MB"


_OF_LARGE_BLOCKS = """
import ctypes
from bot.loading import keep_little
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_size_t,), (ctypes.c_void_p,)
class Info(ctypes.Structure):
    _fields_ = [("n" + str(n), ctypes.c_size_t) for n in range(10)]
libc.mallinfo2.restype = Info
{first}
libc.free(libc.malloc(4_000_000))
before = libc.mallinfo2().n3
libc.malloc(1_000_000)
print(libc.mallinfo2().n3 - before)
"""
"""How many blocks the system gave, for a large one, once a larger one was freed."""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="another allocator than glibc's")
@pytest.mark.parametrize(("first", "given"), [("", "0"), ("keep_little()", "1")], ids=["by itself", "asked"])
def test_a_large_block_goes_back_to_the_system_after_a_larger_one_was_freed(first: str, given: str) -> None:
    code = _OF_LARGE_BLOCKS.format(first=first)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == given
