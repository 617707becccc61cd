"""The bots that ours is compared with: `python -m tests.bench.peers echo|usual|saving|same URL TOKEN FOLDER`.

echo    answers each message with a short text: the least that python-telegram-bot takes
usual   a ConversationHandler of eight steps with PicklePersistence, as the library's examples do it
same    the usual one, which sends at each step what ours sends, word for word and file for file
saving  the usual one, and everything is saved at each step: what it says has happened has
"""

import json
import pickle
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from tests.real.telegram_api.people import Message as Seen

STEPS = 8
_PEOPLE, _ANSWERS = "people.pickle", "answers.json"
_FIRST = 10_000_001
_Context = ContextTypes.DEFAULT_TYPE
_App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class Usual:
    """The handler of the usual bot. `says`: what it sends at each step, a text and perhaps a file each."""

    says: Sequence[Sequence[tuple[str, str, bytes]]]
    saves: bool

    async def answer(self, update: Update, context: _Context) -> int:
        """Keep what was said, and ask for the next."""
        assert update.message
        assert update.effective_user
        assert context.user_data is not None
        said: list[str | None] = context.user_data.setdefault("said", [])
        said.append(update.message.text)
        del said[:-STEPS]
        if self.saves:
            context.application.mark_data_for_update_persistence(user_ids=update.effective_user.id)
            await context.application.update_persistence()
        step: int = (context.user_data.get("step", -1) + 1) % STEPS
        context.user_data["step"] = step
        for text, name, content in self.says[step]:
            await _send(update.message, text, name, content)
        return step


async def _send(to: Message, text: str, name: str, content: bytes) -> None:
    if name:
        await to.reply_document(content, caption=text, filename=name)
    else:
        await to.reply_text(text)


async def _echo(update: Update, _: _Context) -> None:
    assert update.message
    await update.message.reply_text(f"Bien reçu : {update.message.text}")


def _application(kind: str, url: str, token: str, folder: Path) -> _App:
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot")
    if kind == "echo":
        application: _App = builder.build()
        application.add_handler(MessageHandler(filters.TEXT, _echo))
        return application
    application = builder.persistence(PicklePersistence(folder / _PEOPLE)).build()
    short = [[(f"Bien reçu : étape {step + 1}.", "", b"")] for step in range(STEPS)]
    usual = Usual(_read(folder) if kind == "same" else short, saves=kind == "saving")
    heard: list[Any] = [MessageHandler(filters.TEXT, usual.answer)]
    steps: dict[object, Any] = dict.fromkeys(range(STEPS), heard)
    application.add_handler(ConversationHandler(heard, steps, [], name="steps", persistent=True, allow_reentry=True))
    return application


def knows(folder: Path, people: int) -> None:
    """Write the file of a usual bot that knows so many people."""
    said = [f"réponse numéro {n} de quelqu’un" for n in range(STEPS)]
    ids = range(_FIRST, _FIRST + people)
    data = {
        "conversations": {"steps": {(one, one): 0 for one in ids}},
        "user_data": {one: {"said": list(said), "step": STEPS - 1} for one in ids},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    (folder / _PEOPLE).write_bytes(pickle.dumps(data))


def says(folder: Path, answers: Sequence[Sequence[Seen]]) -> None:
    """Write what `same` is to send at each step: what somebody saw of ours."""
    steps = [
        [
            (one.text, one.file.name, b64encode(one.file.content).decode()) if one.file else (one.text, "", "")
            for one in step
        ]
        for step in answers
    ]
    (folder / _ANSWERS).write_text(json.dumps(steps), encoding="utf-8")


def _read(folder: Path) -> list[list[tuple[str, str, bytes]]]:
    steps = json.loads((folder / _ANSWERS).read_text(encoding="utf-8"))
    return [[(text, name, b64decode(content)) for text, name, content in step] for step in steps]


def main(kind: str, url: str, token: str, folder: str) -> None:
    """Run one of them until it is told to stop."""
    _application(kind, url, token, Path(folder)).run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
