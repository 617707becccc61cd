"""What stays for good is not looked through by the collector, which works again afterwards, whatever happened."""

import gc

import pytest

from bot.loading import unswept


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
