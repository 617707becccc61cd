"""The terminal as a network for one person on this machine: messages are printed, typed lines come in."""

import shutil
import textwrap
from collections.abc import Iterator
from typing import TextIO
from uuid import uuid4

from bot.core.ports.capabilities import Capabilities, LengthUnit, Markup, Privacy
from bot.core.ports.incoming import Content, Incoming
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload, Sent

TERMINAL = Capabilities(
    markup=Markup.NONE,
    text_limit=100_000,
    unit=LengthUnit.UTF8,
    buttons=False,
    copies=0,
    deep_links=False,
    files=False,
    pictures=False,
    prefix="/",
    privacy=Privacy.LOCAL,
    rings=False,
    resend_within=None,  # printing a message twice harms nobody
    keeps=None,
    removes_within=None,
    leaves=False,
    per_second=100_000,
    in_a_chat=None,
)
HERE = "terminal"


class Terminal:
    """The terminal, which prints messages and reads lines from a keyboard or a pipe."""

    name = NetworkName.TERMINAL
    capabilities = TERMINAL
    history = None

    def __init__(self, typed: TextIO, shown: TextIO) -> None:
        """Take the streams to read lines from and to print on."""
        self._typed = typed
        self._shown = shown
        self._interactive = typed.isatty() and shown.isatty()

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:  # noqa: ARG002  one place, no replay
        """Print one message."""
        self.show(payload)
        return Sent()

    def show(self, payload: Payload) -> None:
        """Print one message, folded between words where a person reads it."""
        text = payload.text
        if self._interactive:
            width = min(shutil.get_terminal_size().columns, 92)
            text = "\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.split("\n"))
        self._shown.write(f"{text}\n\n")
        self._shown.flush()

    def lines(self) -> Iterator[str]:
        """The typed lines, until the end; those from a pipe are printed too, as if typed."""
        while True:
            if self._interactive:
                self._shown.write("> ")
                self._shown.flush()
            line = self._typed.readline()
            if not line:
                return
            if not self._interactive:
                self._shown.write(f"> {line.rstrip()}\n")
            self._shown.write("\n")
            yield line.rstrip("\n")

    def incoming(self, content: Content, language: str | None) -> Incoming:
        """An incoming message or act of the person at this terminal."""
        return Incoming(self.name, uuid4().hex, HERE, HERE, content, language)
