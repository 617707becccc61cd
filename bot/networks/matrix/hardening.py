"""Hardening nio, so that no stranger's event and no crash can stop the bot.

An event that nio cannot parse becomes one unreadable event, and does not end a sync. Keys are saved before they are
published, and a room's key is saved together with the message that brought it.
"""

import logging
from collections.abc import Callable
from typing import Any

import nio
from nio.exceptions import EncryptionError

log = logging.getLogger(__name__)


def harden(olm: Any) -> None:
    """Make nio's decryption raise EncryptionError, or ignore a message to a device, where it would raise anything.

    An encrypted event whose `unsigned` is a number raises TypeError in the middle of a sync (nio 0.26.0), a garbled
    message to a device raises what vodozemac raises: the bot would end, and meet it again at each start.

    Have one-time keys saved before they are uploaded. nio saves them with the answer: killed in between, the bot would
    make others by the same names, which a homeserver refuses for ever.

    Have each message to a device taken in one transaction of the crypto store. nio commits thrice: killed after it kept
    that the message was decrypted, and before it kept the room's key that was in it, the bot could never decrypt it
    again, nor read that person until their client makes a new key.
    """
    decrypt: Callable[..., Any] = olm.decrypt_megolm_event
    take: Callable[..., Any] = olm.handle_to_device_event
    share: Callable[[], dict[str, Any]] = olm.share_keys

    def decrypt_or_fail(event: nio.MegolmEvent, room_id: str | None = None) -> Any:
        try:
            return decrypt(event, room_id)
        except EncryptionError:
            raise
        except Exception as error:  # noqa: BLE001  whatever nio, vodozemac or Python make of a stranger's bytes
            log.warning("matrix: a malformed encrypted event: %s", type(error).__name__)
            raise EncryptionError(type(error).__name__) from None

    def take_or_ignore(event: nio.ToDeviceEvent) -> Any:
        with olm.store.database.atomic():
            try:
                return take(event)
            except Exception as error:  # noqa: BLE001  the same
                log.warning("matrix: a malformed message to the bot's device: %s", type(error).__name__)
                return None

    def keep_and_share() -> dict[str, Any]:
        keys = share()
        olm.save_account()
        return keys

    olm.decrypt_megolm_event = decrypt_or_fail
    olm.handle_to_device_event = take_or_ignore
    olm.share_keys = keep_and_share
