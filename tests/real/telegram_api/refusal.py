"""A call that the server does not grant, in the shape and the words of the Bot API."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818  an answer, not an error of ours
    """What the server answers instead of a result."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        """Take the HTTP status, Telegram's sentence, and `retry_after` where there is one."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        """The JSON that goes with it."""
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


def bad(reason: str) -> Refusal:
    """A 400."""
    return Refusal(400, f"Bad Request: {reason}")
