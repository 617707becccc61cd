"""The log-in of the bot's account: made at the first start, and restored at each later one."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nio

from bot.core.ports.network import FatalNetworkError
from bot.networks.matrix.session import Session


async def log_in(
    client: nio.AsyncClient,
    insisting: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]],
    password: str | None,
    now: Callable[[], datetime],
) -> Session:
    """Log in as a new device.

    insisting  calls nio until its answer is a success or a lasting error

    Raises FatalNetworkError when there is no password, or the homeserver refuses it.
    """
    if password is None:
        raise FatalNetworkError("the first start on Matrix needs OBJECTEUR_MATRIX_PASSWORD")
    made_at = int(now().timestamp() * 1000)
    answer = await insisting(lambda: client.login(password, device_name="Objecteur"))
    if not isinstance(answer, nio.LoginResponse):
        raise FatalNetworkError(f"the homeserver refuses the Matrix log-in ({answer.status_code})")
    return Session(answer.user_id, answer.device_id, answer.access_token, made_at)


def restore(client: nio.AsyncClient, session: Session, user: str, path: Path) -> None:
    """Restore a log-in and open its crypto store. Raises FatalNetworkError when it is another account's, or broken.

    user  the account that is configured
    path  the directory that both were kept in
    """
    if user not in {session.user_id, session.user_id[1:].partition(":")[0]}:
        raise FatalNetworkError(f"the Matrix store in {path} is another account's")
    try:
        client.restore_login(session.user_id, session.device_id, session.access_token)
    except Exception as error:  # noqa: BLE001  sqlite, peewee and vodozemac each have their own
        raise FatalNetworkError(
            f"the Matrix crypto store in {path} cannot be opened ({type(error).__name__}): is it "
            "whole, and is the secret key the one that it was made with?"
        ) from None
