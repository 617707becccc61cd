"""The names of the networks, as they are stored and configured."""

from enum import StrEnum


class NetworkName(StrEnum):
    """A network on which people talk to the bot. Stored: never renamed."""

    TELEGRAM = "telegram"
    MATRIX = "matrix"
    TERMINAL = "terminal"
