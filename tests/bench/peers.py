"""The bots that ours is compared with: `python -m tests.bench.peers echo|usual|saving URL TOKEN FOLDER`.

echo    answers each message with a short text: the least that python-telegram-bot takes
usual   a ConversationHandler of eight steps with PicklePersistence, as the library's examples do it
saving  the same, and everything is saved at each step: what it says has happened has
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

STEPS = 8
_Context = ContextTypes.DEFAULT_TYPE
_App = Application[Any, Any, Any, Any, Any, Any]


async def _answer(update: Update, context: _Context) -> int:
    """Keep what was said, and ask for the next."""
    assert update.message
    assert context.user_data is not None
    said: list[str | None] = context.user_data.setdefault("said", [])
    said.append(update.message.text)
    del said[:-STEPS]
    await update.message.reply_text(f"Bien reçu : étape {len(said)}.")
    return len(said) % STEPS


async def _answer_and_save(update: Update, context: _Context) -> int:
    step = await _answer(update, context)
    assert update.effective_user
    context.application.mark_data_for_update_persistence(user_ids=update.effective_user.id)
    await context.application.update_persistence()
    return step


async def _echo(update: Update, _: _Context) -> None:
    assert update.message
    await update.message.reply_text(f"Bien reçu : {update.message.text}")


def _application(kind: str, url: str, token: str, folder: Path) -> _App:
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot")
    if kind == "echo":
        application: _App = builder.build()
        application.add_handler(MessageHandler(filters.TEXT, _echo))
        return application
    application = builder.persistence(PicklePersistence(folder / "people.pickle")).build()
    answer = _answer_and_save if kind == "saving" else _answer
    heard: list[Any] = [MessageHandler(filters.TEXT, answer)]
    conversation = ConversationHandler[_Context](
        heard, dict.fromkeys(range(STEPS), heard), [], name="steps", persistent=True, allow_reentry=True
    )
    application.add_handler(conversation)
    return application


def known(folder: Path, people: int) -> None:
    """Write the file of a usual bot that knows so many people."""
    import pickle  # noqa: PLC0415  what the library writes

    said = [f"réponse numéro {n} de quelqu’un" for n in range(STEPS)]
    ids = range(10_000_001, 10_000_001 + people)
    data = {
        "conversations": {"steps": {(one, one): 0 for one in ids}},
        "user_data": {one: {"said": list(said)} for one in ids},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    (folder / "people.pickle").write_bytes(pickle.dumps(data))


def main(kind: str, url: str, token: str, folder: str) -> None:
    """Run one of them until it is told to stop."""
    application = _application(kind, url, token, Path(folder))
    application.run_polling(bootstrap_retries=3, timeout=int(timedelta(seconds=20).total_seconds()))


if __name__ == "__main__":
    main(*sys.argv[1:])
