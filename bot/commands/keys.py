"""`objecteur keys rotate`: all is sealed with the present secret key, while the bot runs.

0 done, the old key can be removed; 1 something is still written with it; 2 (in `bot.cli`) the database cannot be used.
"""

import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import clock
from bot.content.campaigns import load_campaigns
from bot.content.place import content_root
from bot.settings import Settings
from bot.store import StoreError
from bot.store.opening import deeds_file, open_store, renew_matrix_key
from bot.store.rotating import Rotation

_BACKUPS = "Backups of before need it still: keep it with them, seven days at most, or take a new backup now."


def rotate(settings: Settings) -> int:
    """Seal all with the first of the secret keys. Returns the exit status. Raises StoreError."""
    store = open_store(settings)
    if not store.at_work():
        raise StoreError("start the bot with both keys first: one that has the old key only could read nobody any more")
    today = clock.now().astimezone(ZoneInfo(settings.timezone)).date()
    campaigns = load_campaigns(content_root() / "templates").values()
    looked_up = max(campaign.retention.replay for campaign in campaigns)
    rotation = Rotation(store, _progress)
    left = rotation.run(today + timedelta(days=looked_up + 1))
    deeds_file(settings).renew(store.keyring)
    renew_matrix_key(settings, store.keyring)
    if rotation.unreadable:
        print(f"{rotation.unreadable} values open with none of the keys: `objecteur check` tells which")  # noqa: T201
    if left:
        remedy = "start the bot with the new one first, and run this again"
        print(f"{left} values were written with an older key meanwhile: {remedy}")  # noqa: T201
        return 1
    if store.keyring.several:
        print(f"the old key can be removed, once the bot was started with both. {_BACKUPS}")  # noqa: T201
    else:
        print("all is sealed with the one key that is set; to change it, put the new one before it: NEW,OLD")  # noqa: T201
    return 0


def _progress(what: str, done: int, total: int) -> None:
    """One line for each kind, which grows on a terminal."""
    if sys.stdout.isatty():
        print(f"\r{what}: {done:,} of {total:,}", end="" if done < total else "\n", flush=True)  # noqa: T201
    elif done >= total:
        print(f"{what}: {total:,}", flush=True)  # noqa: T201
