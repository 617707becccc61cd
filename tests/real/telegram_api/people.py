"""The people who talk to the bot: what they do becomes updates, what the bot sends is what they see."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot import clock
from tests.real.telegram_api.refusal import Json, Refusal, bad

Push = Callable[[str, Json], int | None]
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?")
FILE = {"file_id": "made-up", "file_unique_id": "made-up"}
KEPT_DELETABLE = 48 * 3600
_PLACE = {"latitude": 48.5, "longitude": 2.5}
MEDIA: dict[str, Any] = {
    "sticker": FILE
    | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"},
    "voice": FILE | {"duration": 3},
    "audio": FILE | {"duration": 3},
    "photo": [FILE | {"width": 90, "height": 90}],
    "video": FILE | {"duration": 3, "width": 90, "height": 90},
    "video_note": FILE | {"duration": 3, "length": 90},
    "animation": FILE | {"duration": 3, "width": 90, "height": 90},
    "document": FILE | {"file_name": "scan.pdf"},
    "contact": {"phone_number": "+33000000000", "first_name": "Alix"},
    "location": _PLACE,
    "venue": {"location": _PLACE, "title": "Place", "address": "1 rue"},
    "poll": {
        "id": "1",
        "question": "Oui ?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
    "paid_media": {"star_count": 1, "paid_media": []},
    "story": {"id": 1, "chat": {"id": -2000, "type": "channel", "title": "Un canal"}},
    "dice": {"emoji": "🎲", "value": 3},
}


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    label: str
    data: str


@dataclass(frozen=True)
class File:
    """A file that was received."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(eq=False)
class Message:
    """One message of the bot, as it looks now: markup gone from the text, `entities` say where it was."""

    message_id: int
    chat: Json
    date: int
    text: str
    entities: list[Json]
    buttons: tuple[Button, ...] = ()
    keyboard: Json | None = None
    file: File | None = None
    edited: bool = False
    consumed: bool = False

    def lines(self) -> list[str]:
        """How it reads in a terminal."""
        files = [f"< {self.file.name}, {self.file.media_type}, {len(self.file.content)} bytes >"] if self.file else []
        return [*self.text.split("\n"), *files, *(f"[ {button.label} ]" for button in self.buttons)]


@dataclass(frozen=True)
class Written:
    """What somebody wrote, as a line of the transcript."""

    line: str
    date: int


class Chat:
    """A place where the bot may write."""

    def __init__(self, number: int, described: Json, push: Push, numbers: Callable[[], int], bot: Json) -> None:
        """Take its id, its Chat object, where updates go, the next message number, and the bot's User object."""
        self.id = number
        self.described = described
        self.messages: list[Message] = []
        self.reachable = False
        self.actions: list[str] = []
        self.written: dict[int, Written] = {}
        """What people wrote, by its number."""
        self.reactions: dict[int, list[str]] = {}
        self._bot = bot
        self._push = push
        self._numbers = numbers
        self._told: list[str | Message] = []
        self._changed = asyncio.Event()

    def check_reachable(self) -> None:
        """Raise Refusal where the bot may not write."""
        if not self.reachable:
            raise Refusal(403, "Forbidden: bot was kicked from the group chat")

    # --- What the bot does (called by the server) -------------------------------------------------------------------

    def receive(self, message: Message) -> None:
        """Show a new message."""
        self.messages.append(message)
        self._told.append(message)
        self._changed.set()

    def removed(self, number: int) -> bool:
        """Take a message of either side out. Whether it was there. Raises Refusal for one of more than 48 hours."""
        gone = self.written.get(number) or next((one for one in self.messages if one.message_id == number), None)
        if gone is None:
            return False
        if moment() - gone.date >= KEPT_DELETABLE:
            raise bad("message can't be deleted")
        if isinstance(gone, Message):
            self.messages.remove(gone)
        self.written.pop(number, None)
        self._told = [one for one in self._told if one is not gone and one is not getattr(gone, "line", None)]
        return True

    def changed(self, message: Message) -> None:
        """A message has new words: it can be seen again."""
        message.edited, message.consumed = True, False
        self._changed.set()

    def find(self, number: int, otherwise: str) -> Message:
        """The bot's message of that number. Raises Refusal."""
        found = next((message for message in self.messages if message.message_id == number), None)
        if found is None:
            raise bad(otherwise)
        return found

    # --- What is seen -----------------------------------------------------------------------------------------------

    async def sees(self, pattern: str, timeout: float = 30) -> Message:  # noqa: ASYNC109  reads as a sentence
        """Wait for a message that matches, and was not consumed; it and all before it then are.

        Raises AssertionError with the transcript when none comes.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := self._unseen(pattern)) is None:
                    await self.something_new()
        except TimeoutError:
            raise AssertionError(f"nothing like {pattern!r} within {timeout} s in\n{self.transcript()}") from None
        for message in self.messages[: self.messages.index(found) + 1]:
            message.consumed = True
        return found

    async def something_new(self) -> None:
        """Wait for the next message, or the next change of one."""
        self._changed.clear()
        await self._changed.wait()

    def _unseen(self, pattern: str) -> Message | None:
        wanted = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        fresh = (message for message in self.messages if not message.consumed)
        return next((message for message in fresh if wanted.search("\n".join(message.lines()))), None)

    def transcript(self) -> str:
        """The whole conversation, as it looks now."""
        lines = []
        for told in self._told:
            lines += [told] if isinstance(told, str) else [f"bot: {line}" for line in told.lines()]
        return "\n".join(lines) or "(nothing was said)"

    # --- What people do ---------------------------------------------------------------------------------------------

    def _said(self, author: Json, shown: str, content: Json) -> Json:
        number = self._numbers()
        self.written[number] = written = Written(f"{author['first_name']}: {shown}", moment())
        self._told.append(written.line)
        heading = {"message_id": number, "date": moment(), "chat": self.described, "from": author}
        return heading | content

    def _member(self, author: Json, before: str, after: str) -> None:
        change = {"chat": self.described, "from": author, "date": moment()}
        old, new = (_member(status, self._bot) for status in (before, after))
        self._push("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})


class Person(Chat):
    """Somebody with a Telegram account, and their private chat with the bot."""

    def __init__(self, user: Json, push: Push, numbers: Callable[[], int], bot: Json, tap: Callable[..., str]) -> None:
        """Take the User object; `tap` gives a new callback query its id."""
        described = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        super().__init__(user["id"], described, push, numbers, bot)
        self.user = user
        self.blocked = False
        self._tap = tap
        self._last: Json | None = None

    def check_reachable(self) -> None:
        """Raise Refusal: nobody is written to before they wrote, or after they blocked the bot."""
        if self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not self.reachable:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")

    async def say(self, text: str) -> None:
        """Send words."""
        self._send(text, {"text": text} | commands(text))

    async def sends(self, kind: str) -> None:
        """Send something that is not words: a key of MEDIA."""
        self._send(f"({kind})", {kind: MEDIA[kind]})

    async def edits(self, text: str) -> None:
        """Change the words of the last message that was sent."""
        assert self._last, "nothing was said that could be edited"
        self._told.append(f"{self.user['first_name']} edits: {text}")
        self._last = self._last | {"text": text, "edit_date": moment()} | commands(text)
        self._push("edited_message", self._last)

    async def taps(self, words: str) -> Button:
        """Tap the button whose label contains these words, under the newest message that has one."""
        for message in reversed(self.messages):
            for button in message.buttons:
                if words.casefold() in button.label.casefold():
                    self.tap(message, button)
                    return button
        raise AssertionError(f"no button says {words!r} in\n{self.transcript()}")

    def tap(self, message: Message, button: Button) -> None:
        """Tap one button."""
        assert not self.blocked, "who blocked the bot cannot tap"
        self._told.append(f"{self.user['first_name']} taps: {button.label}")
        query = {"id": self._tap(), "from": self.user, "chat_instance": "1", "data": button.data}
        self._push("callback_query", query | {"message": as_json(message, self._bot)})

    def blocks(self) -> None:
        """Block the bot."""
        self.blocked = True
        self._told.append(f"{self.user['first_name']} blocks the bot")
        self._member(self.user, "member", "kicked")

    def unblocks(self) -> None:
        """Unblock it."""
        self.blocked = False
        self._told.append(f"{self.user['first_name']} unblocks the bot")
        self._member(self.user, "kicked", "member")

    def _send(self, shown: str, content: Json) -> None:
        assert not self.blocked, "who blocked the bot cannot write to it"
        self.reachable = True
        self._last = self._said(self.user, shown, content)
        self._push("message", self._last)


class Group(Chat):
    """A group chat, with the bot in it once somebody added it."""

    def add_bot(self, by: Person) -> None:
        """Put the bot in."""
        self.reachable = True
        self._member(by.user, "left", "member")

    def says(self, person: Person, text: str) -> None:
        """Somebody writes in the group."""
        self._push("message", self._said(person.user, text, {"text": text} | commands(text)))


def _member(status: str, user: Json) -> Json:
    member: Json = {"status": status, "user": user}
    return member | {"until_date": 0} if status == "kicked" else member


def moment() -> int:
    """Now, in Telegram's seconds."""
    return int(clock.now().timestamp())


def commands(text: str) -> Json:
    """The entities that Telegram puts on commands: ASCII only."""

    def units(part: str) -> int:
        return len(part.encode("utf-16-le")) // 2

    found = [
        {"type": "bot_command", "offset": units(text[: one.start()]), "length": units(one[0])}
        for one in _COMMAND.finditer(text)
    ]
    return {"entities": found} if found else {}


def as_json(message: Message, bot: Json) -> Json:
    """A message of the bot, as a Message object."""
    answer: Json = {"message_id": message.message_id, "date": message.date, "chat": message.chat, "from": bot}
    words, entities = ("caption", "caption_entities") if message.file else ("text", "entities")
    if message.text:
        answer[words] = message.text
    if message.entities:
        answer[entities] = message.entities
    if message.edited:
        answer["edit_date"] = moment()
    if message.keyboard:
        answer["reply_markup"] = message.keyboard
    if message.file:
        named = {"file_name": message.file.name, "mime_type": message.file.media_type}
        answer["document"] = {**FILE, **named, "file_size": len(message.file.content)}
    return answer
