"""What strangers send: updates of Telegram, syncs of Matrix, requests to the listener, sentences and taps.

What is read is handed to the service on a real database, as the program does: what a parser lets through is tried too.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import nio
from telegram import Bot, Update, User

from bot.core.conversation.commands import WORDS
from bot.core.ports.incoming import Content, Edited, Incoming, Media, Pressed, Reacted, Redacted, Text, Unreadable
from bot.core.ports.network import Cursor
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.networks.matrix.gaps import after_joining
from bot.networks.matrix.syncs import SENSELESS, read_apart
from bot.networks.matrix.translate import content_of, reaction_of, thread_of
from bot.networks.telegram.fate import UNREADABLE
from bot.networks.telegram.translate import incoming, unparsed
from bot.networks.telegram.webhook import HEADER, Webhook, secret_of
from bot.runtime.health import Health
from bot.runtime.http import listening
from tests.core.what_people_send import ANSWERS
from tests.core.what_people_send import MARKS as SENT
from tests.fuzz.mutating import MARKS, json_of, mutated_bytes, mutated_json, mutated_text
from tests.fuzz.target import Target
from tests.networks.telegram_bench import TOKEN
from tests.store.talk import REMINDED, TO_THE_LETTERS, Bench, at

BEGUN = at("Tue 2026-11-24 10:00")
ME = "@objecteur:exemple.test"
LASTS = 200
"""Inputs after which the database is a new one: a full one is slow."""


class Life:
    """A service on a database of its own, which is replaced now and then; each message comes a minute after another."""

    def __init__(self) -> None:
        self._left = 0
        self._ids = count(1)

    @cached_property
    def _folder(self) -> "TemporaryDirectory[str]":
        return TemporaryDirectory(prefix="objecteur-fuzz-")

    def receives(self, said: Incoming) -> None:
        """Hand something in, and deliver what is answered."""
        if self._left == 0:
            self.__dict__.pop("_folder", None)
            self._bench, self._now, self._left = Bench(Path(self._folder.name)), BEGUN, LASTS
        self._left -= 1
        self._now += timedelta(minutes=1)
        self._bench.service.receive(replace(said, message_id=f"{said.message_id}/{next(self._ids)}"), self._now)
        self._bench.sent(self._now, said.network)

    def waits(self) -> None:
        """Months pass, and what is due is looked at."""
        self._bench.service.tick(self._now + timedelta(days=80))
        self._bench.sent(self._now + timedelta(days=80))


class Committing:
    """An inbox that commits to a life."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self.failed: Exception | None = None

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        try:
            self._life.receives(incoming)
        except Exception as error:
            self.failed = error
            raise

    async def receive_together(self, some: Sequence[Incoming], cursor: str) -> bool:
        return False

    async def cursor(self) -> Cursor | None:
        return None

    async def keep_cursor(self, cursor: str) -> None:
        """Nothing is kept."""

    async def reading(self, *, polled: bool = True) -> None:
        """Nobody asks."""

    async def barred(self, why: str) -> None:
        """Nobody asks."""


# --- Telegram ---------------------------------------------------------------------------------------------------------

CAMILLE = {"id": 4001, "is_bot": False, "first_name": "Camille", "language_code": "fr"}
CHAT = {"id": 4001, "type": "private", "first_name": "Camille"}
GROUP = {"id": -5001, "type": "supergroup", "title": "Exemple"}
MESSAGE = {"message_id": 7, "date": 1795500000, "chat": CHAT, "from": CAMILLE}
MEMBER = {"user": {"id": 123456789, "is_bot": True, "first_name": "Objecteur"}, "status": "member"}
FILE = {"file_id": "a", "file_unique_id": "b"}
COMMAND = {"type": "bot_command", "offset": 0, "length": 18}
CHANNEL = {"id": -1, "type": "channel", "title": "x"}
TAP = {"id": "1", "from": CAMILLE, "chat_instance": "2"}
CHANGE = {"chat": CHAT, "from": CAMILLE, "date": 1795500000, "old_chat_member": MEMBER}
UPDATES: tuple[Mapping[str, object], ...] = (
    {"message": MESSAGE | {"text": "bonjour"}},
    {"message": MESSAGE | {"text": "/start@exemple_bot x", "entities": [COMMAND]}},
    {"edited_message": MESSAGE | {"text": "75011", "edit_date": 1795500100}},
    {"message": MESSAGE | {"photo": [FILE | {"width": 9, "height": 9}], "caption": "ma lettre"}},
    {"message": MESSAGE | {"voice": FILE | {"duration": 3}}},
    {"message": MESSAGE | {"location": {"latitude": 48.8, "longitude": 2.3}}},
    {"message": MESSAGE | {"chat": GROUP, "text": "bonjour à tous", "message_thread_id": 3}},
    {"message": MESSAGE | {"sender_chat": CHANNEL, "text": "x"}},
    {"message": MESSAGE | {"reply_to_message": MESSAGE | {"text": "oui"}, "text": "non"}},
    {"callback_query": TAP | {"data": "form@:consent=yes", "message": MESSAGE | {"text": "?"}}},
    {"callback_query": TAP | {"data": "x", "message": {"chat": CHAT, "message_id": 1, "date": 0}}},
    {"my_chat_member": CHANGE | {"new_chat_member": MEMBER | {"status": "kicked", "until_date": 0}}},
)


class OfflineBot(Bot):
    """The library's bot, which asks nobody anything."""

    async def set_webhook(self, *_: object, **__: object) -> bool:
        return True

    async def answer_callback_query(self, *_: object, **__: object) -> bool:
        return True


class Telegram:
    """The webhook's post, and what polling does with an update that the library cannot read."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._inbox = Committing(Life())
        self._bot = OfflineBot(TOKEN)
        self._bot._bot_user = User(123456789, "Objecteur", is_bot=True, username="exemple_bot")
        self.hook = Webhook(self._bot, "https://bot.exemple.test/telegram")
        self._loop.run_until_complete(self.hook.open(self._inbox))

    def read(self, raw: bytes) -> None:
        self._inbox.failed = None
        status = self._loop.run_until_complete(self.hook.post(raw))
        if self._inbox.failed:
            raise self._inbox.failed
        assert status == HTTPStatus.OK
        try:
            update = json.loads(raw)
        except (ValueError, RecursionError):
            return
        if isinstance(update, dict):  # as the Bot API gives it
            try:
                read = Update.de_json(update, self._bot)
                incoming(read, "exemple_bot")
            except UNREADABLE:
                if said := unparsed(update, "exemple_bot"):
                    self._inbox._life.receives(said)


_WORDS = {"text", "caption", "data", "language_code"}
_NUMBERS = {"id", "update_id", "message_id", "date", "edit_date", "message_thread_id"}

# --- Matrix -----------------------------------------------------------------------------------------------------------


def _event(kind: str, content: Mapping[str, object], **more: object) -> dict[str, object]:
    sent = {"event_id": "$e:exemple.test", "sender": "@camille:exemple.test", "origin_server_ts": 1795500000000}
    return {"type": kind, **sent, "content": content, **more}


def _message(kind: str, body: str, **more: object) -> dict[str, object]:
    return _event("m.room.message", {"msgtype": kind, "body": body, **more})


def _relates(**relation: object) -> dict[str, object]:
    return {"m.relates_to": relation}


_NEW = {"m.new_content": {"msgtype": "m.text", "body": "75011"}}
_ENCRYPTED_FILE = {"url": "mxc://a/b", "key": {"k": "a"}, "iv": "b", "hashes": {"sha256": "c"}, "v": "v2"}
_SECRET = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgA",
    "device_id": "D",
    "sender_key": "k",
    "session_id": "s",
}
EVENTS = (
    _message("m.text", "bonjour"),
    _message("m.emote", "salue"),
    _message("m.text", "> <@a:b> oui\n> non\n\nbien", **_relates(**{"m.in_reply_to": {"event_id": "$a"}})),
    _message("m.text", "* 75011", **_NEW, **_relates(rel_type="m.replace", event_id="$a")),
    _message("m.text", "ici", **_relates(rel_type="m.thread", event_id="$t")),
    _message("m.image", "ma lettre", filename="a.png", url="mxc://exemple.test/a", info={}),
    _message("m.file", "a.pdf", file=_ENCRYPTED_FILE),
    _message("m.location", "là", geo_uri="geo:48.8,2.3"),
    _event("m.room.redaction", {"reason": "x"}, redacts="$a"),
    _event("m.reaction", _relates(rel_type="m.annotation", event_id="$a", key="👍🏽")),
    _event("m.poll.start", {"m.poll.start": {"question": {"m.text": "?"}}}),
    _event("m.sticker", {"body": "x", "url": "mxc://a/b", "info": {}}),
    _event("m.room.member", {"membership": "join", "displayname": "Camille"}, state_key="@camille:exemple.test"),
    _event("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, state_key=""),
    _event("m.room.tombstone", {"body": "x", "replacement_room": "!b:exemple.test"}, state_key=""),
    _event("m.room.encrypted", _SECRET),
)


def _sync(event: Mapping[str, object]) -> bytes:
    who = "@camille:exemple.test"
    stripped = {"type": "m.room.member", "sender": who, "state_key": ME, "content": {"membership": "invite"}}
    timeline = {"events": [event], "limited": False, "prev_batch": "p"}
    summary = {"m.heroes": [who], "m.joined_member_count": 2}
    none: dict[str, list[object]] = {"events": []}
    state = {"state": {"events": [event]}, "ephemeral": none, "account_data": none}
    room = {"timeline": timeline, "summary": summary, "unread_notifications": {}, **state}
    invited, left = {"invite_state": {"events": [stripped]}}, {"timeline": timeline}
    rooms = {
        "join": {"!a:exemple.test": room},
        "invite": {"!b:exemple.test": invited},
        "leave": {"!c:exemple.test": left},
    }
    to_device = {"events": [{"type": "m.room_key_request", "sender": who, "content": {"action": "request"}}]}
    keys = {"device_lists": {"changed": [], "left": []}, "device_one_time_keys_count": {"signed_curve25519": 50}}
    return json.dumps({"next_batch": "s2", "rooms": rooms, "to_device": to_device, **keys}).encode()


class Matrix:
    """The answer to a sync, read by the library; its events translated, and handed to the service."""

    def __init__(self) -> None:
        self._life = Life()
        self._client = nio.AsyncClient("http://127.0.0.1:9", ME)

    def read(self, raw: bytes) -> None:
        try:
            answer = nio.SyncResponse.from_dict(json.loads(raw))
        except SENSELESS:
            answer = read_apart(raw.decode())
        if isinstance(answer, nio.SyncResponse):
            for room in answer.rooms.join.values():
                events, _ = after_joining(room.timeline.events, ME)
                for event in events:
                    self._take(event)

    def _take(self, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> None:
        if isinstance(event, nio.UnknownBadEvent):
            return
        content: Content | None = content_of(event)
        if isinstance(event, nio.ReactionEvent):
            agrees = reaction_of(event)
            content = None if agrees is None else Reacted(agrees)
        if content:
            place = Destination(event.sender, "!a:exemple.test", thread_of(event))
            said = Incoming(
                NetworkName.MATRIX, event.event_id, place.person, place.place, content, "fr", thread=place.thread
            )
            self._life.receives(said)


# --- Sentences and taps -----------------------------------------------------------------------------------------------

SENTENCES = (*TO_THE_LETTERS, *REMINDED, *(word for words in WORDS.values() for word in words), *SENT, *MARKS)
LINES = (*SENTENCES, *(answer for answers in ANSWERS.values() for answer in answers))
TAPS = (
    "form@:consent=yes",
    "form@:question=yes",
    "outcome@caisse:what=done",
    "menu",
    "/dossier",
    "next@=1",
    "@:=",
    "form@@::==",
    "erase@:erase=yes",
)


def _walk(random: Random, _seed: bytes) -> bytes:
    """Somebody who goes a part of a sensible way, and then says anything, taps anything, edits and takes back."""
    way = random.choice((TO_THE_LETTERS, REMINDED))
    said = [["text", line] for line in way[: random.randrange(len(way) + 1)]]
    for _ in range(random.randrange(5, 60)):
        line = random.choice(LINES)
        words, taps = mutated_text(random, line), random.choice(TAPS)
        sensible = ["text", line], ["tap", taps], ["react", random.choice(("yes", "no"))]
        others = ["text", words], ["tap", mutated_text(random, taps)], ["edit", words], ["redact", ""]
        media = ["media", random.choice(list(Unreadable))]
        said.append(random.choices((*sensible, *others, media), (8, 2, 1, 8, 2, 1, 1, 1))[0])
    return json.dumps(said).encode()


class Talk:
    """The service, hearing one person after the other; each input is somebody new."""

    def __init__(self) -> None:
        self._life = Life()
        self._people = count(1)

    def read(self, raw: bytes) -> None:
        who = f"person-{next(self._people)}"
        for kind, words in json.loads(raw):
            self._life.receives(
                Incoming(NetworkName.TELEGRAM, "m", who, who, _said(kind, words), "fr", said_in=f"{who}/1")
            )
        self._life.waits()


def _said(kind: str, words: str) -> Content:
    match kind:
        case "tap":
            return Pressed(words, "1")
        case "edit":
            return Edited(words, "1")
        case "redact":
            return Redacted("1")
        case "media":
            return Media(Unreadable(words))
        case "react":
            return Reacted(words == "yes")
        case _:
            return Text(words)


# --- The listener -----------------------------------------------------------------------------------------------------

_BODY = json.dumps({"update_id": 1, **UPDATES[0]}).encode()
_POST = (b"POST /telegram HTTP/1.1\r\nHost: bot.exemple.test\r\nContent-Type: application/json\r\n"
         + f"{HEADER}: {secret_of(TOKEN)}\r\nContent-Length: {len(_BODY)}\r\n\r\n".encode() + _BODY)  # fmt: skip
_CHUNKS = b'5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n'
_HOST = b" HTTP/1.1\r\nHost: localhost\r\n"
REQUESTS = (
    _POST,
    _POST.replace(f"Content-Length: {len(_BODY)}".encode(), b"Transfer-Encoding: chunked").replace(_BODY, _CHUNKS),
    b"GET /healthz" + _HOST + b"\r\nGET /metrics" + _HOST + b"Connection: close\r\n\r\n",
    b"GET /readyz HTTP/1.0\r\n\r\n",
    b"POST /telegram" + _HOST + b"Expect: 100-continue\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    b"GET /" + _HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\nRange: bytes=0-\r\nCookie: a=b\r\n\r\n",
)
SILENT, MOST_LINES = 0.1, 3
"""The seconds that an answer is awaited, and the lines of the log that one stranger may cause."""
HEALTHY = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Loudness(logging.Handler):
    """Counts the lines of the log, and keeps what came with an exception."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines, self.traced = 0, ""

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        if record.exc_info:
            self.traced = f"{record.name}: {record.exc_info[0]}"


class Listener:
    """The real listener on a loopback port: whatever comes, it answers or closes, logs little, and tells its health."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._log = Loudness()
        logging.getLogger().addHandler(self._log)
        hook = Telegram()
        hook._loop.close()
        self._door = listening("127.0.0.1", 0, {"/telegram": hook.hook}, Health(("telegram",)), lambda: b"# none\n")
        self._address = self._loop.run_until_complete(self._door.__aenter__())
        self._read = 0

    def read(self, raw: bytes) -> None:
        self._log.lines, self._log.traced = 0, ""
        self._loop.run_until_complete(self._says(raw, ends=raw[-1:] < b"M", within=SILENT))
        assert not self._log.traced, self._log.traced
        assert self._log.lines <= MOST_LINES, "one stranger fills the log"
        self._read += 1
        if self._read % 50 == 0:
            assert b"200 OK" in self._loop.run_until_complete(self._says(HEALTHY, ends=False, within=30))

    async def _says(self, raw: bytes, *, ends: bool, within: float) -> bytes:
        """What a stranger is answered, who says no more and closes their side, or waits for so many seconds."""
        reader, writer = await asyncio.open_connection(*self._address)
        got = b""
        try:
            writer.write(raw)
            if ends:
                writer.write_eof()
            async with asyncio.timeout(within):
                while more := await reader.read(65536):
                    got += more
        except (ConnectionError, TimeoutError):
            pass
        finally:
            writer.close()
        return got


def targets() -> tuple[Target, ...]:
    """Everything that takes what strangers send."""
    updates = tuple(json.dumps({"update_id": 1, **update}).encode() for update in UPDATES)
    return (
        Target("telegram-update", updates, _mutated_update, Telegram().read, shares=4),
        Target("matrix-sync", tuple(map(_sync, EVENTS)), _mutated_sync, Matrix().read, shares=4),
        Target("talk", (b"",), _walk, Talk().read, shares=4),
        Target("listener", REQUESTS, mutated_bytes, Listener().read, shares=4),
    )


def _mutated_sync(random: Random, seed: bytes) -> bytes:
    """Another event, in all that a person writes; sender, ids and times are the homeserver's, who may do worse."""
    event = json.loads(seed)["rooms"]["join"]["!a:exemple.test"]["timeline"]["events"][0]
    for name in {"content", "type", "state_key", "redacts"} & set(event):
        if name == "content" or random.random() < 0.2:
            event[name] = mutated_json(random, event[name])
    if not isinstance(event["content"], dict):
        event["content"] = {"body": event["content"], "msgtype": "m.text"}
    if not isinstance(event["type"], str):
        event["type"] = "m.room.message"
    try:
        return _sync(event)
    except RecursionError:
        return seed


def _mutated_update(random: Random, seed: bytes) -> bytes:
    """Another update, whose numbers are numbers and whose words are words, since Telegram makes it; or any bytes."""
    if random.random() < 0.05:
        return mutated_bytes(random, seed)
    made = mutated_json(random, json.loads(seed))
    try:
        return json_of(_numbered(made))
    except RecursionError:
        return json_of(made)


def _numbered(made: object) -> object:
    match made:
        case dict():
            return {name: _typed(name, one) for name, one in made.items()}
        case list():
            return [_numbered(one) for one in made]
        case _:
            return made


def _typed(name: str, one: object) -> object:
    if name in _NUMBERS:
        return one if isinstance(one, int) else 7
    return _numbered(one) if name not in _WORDS or isinstance(one, str) else "oui"
