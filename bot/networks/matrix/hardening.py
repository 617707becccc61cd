"""No stranger may stop the bot: what nio cannot take apart is one event that cannot be read, not the end of a sync."""

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
    """
    decrypt: Callable[..., Any] = olm.decrypt_megolm_event
    take: Callable[..., Any] = olm.handle_to_device_event

    def decrypt_or_fail(event: nio.MegolmEvent, room_id: str | None = None) -> Any:
        try:
            return decrypt(event, room_id)
        except EncryptionError:
            raise
        except Exception as error:  # noqa: BLE001  whatever nio, vodozemac or Python make of a stranger's bytes
            log.warning("matrix: a malformed encrypted event: %s", type(error).__name__)
            raise EncryptionError(type(error).__name__) from None

    def take_or_ignore(event: nio.ToDeviceEvent) -> Any:
        try:
            return take(event)
        except Exception as error:  # noqa: BLE001  the same
            log.warning("matrix: a malformed message to the bot's device: %s", type(error).__name__)
            return None

    olm.decrypt_megolm_event = decrypt_or_fail
    olm.handle_to_device_event = take_or_ignore
