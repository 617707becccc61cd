"""What each kind of update becomes: one labelled row for each."""

from typing import Any

import pytest
from telegram import Update

from bot.core.ports.incoming import Arrived, Content, Edited, Incoming, Left, Media, Pressed, Text, Unreadable
from bot.core.ports.network_name import NetworkName
from bot.networks.telegram.translate import incoming
from tests.folded import folded
from tests.real.telegram_api.people import MEDIA

USERNAME = "objecteur_test_bot"
CAMILLE = {"id": 1001, "is_bot": False, "first_name": "Camille", "language_code": "fr-FR"}
BOT = {"id": 1, "is_bot": True, "first_name": "Test", "username": USERNAME}
OTHER_BOT = {"id": 2, "is_bot": True, "first_name": "Autre"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Camille"}
GROUP = {"id": -100, "type": "group", "title": "Un groupe"}
SUPERGROUP = {"id": -1000, "type": "supergroup", "title": "Un groupe"}
CHANNEL = {"id": -2000, "type": "channel", "title": "Un canal"}

Json = dict[str, Any]


def message(content: Json, chat: Json = PRIVATE, author: Json | None = CAMILLE, **more: Any) -> Json:
    heading: Json = {"message_id": 7, "date": 1_700_000_000, "chat": chat}
    return heading | ({"from": author} if author else {}) | content | more


def words(text: str, chat: Json = PRIVATE, author: Json | None = CAMILLE, **more: Any) -> Json:
    return {"message": message({"text": text}, chat, author, **more)}


def edited(content: Json, chat: Json = PRIVATE, author: Json = CAMILLE) -> Json:
    return {"edited_message": message(content, chat, author, edit_date=1_700_000_060)}


def member(before: str, after: str, chat: Json = PRIVATE) -> Json:
    def one(status: str) -> Json:
        rights = [
            "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members",
            "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories",
        ]
        extra: dict[str, Json] = {
            "kicked": {"until_date": 0},
            "administrator": dict.fromkeys(" ".join(rights).split(), False) | {"is_anonymous": False},
        }
        return {"status": status, "user": BOT} | extra.get(status, {})

    change: Json = {"chat": chat, "from": CAMILLE, "date": 1_700_000_000}
    return {"my_chat_member": change | {"old_chat_member": one(before), "new_chat_member": one(after)}}


def tap(under: Json | None, **more: Any) -> Json:
    query: Json = {"id": "5", "from": CAMILLE, "chat_instance": "1"} | more
    return {"callback_query": query | ({"message": under} if under else {})}


def translated(update: Json) -> Incoming | None:
    return incoming(Update.de_json({"update_id": 99} | update, None), USERNAME)


SAID_IN = "1001/7"
BY_THE_BOT = message({"text": "Oui ?"}, PRIVATE, BOT)
TOO_OLD = {"message_id": 7, "date": 0, "chat": PRIVATE}


@pytest.mark.parametrize(
    ("update", "content"),
    [
        pytest.param(words("Bonjour"), Text("Bonjour"), id="words"),
        pytest.param(words("/start"), Text("/start"), id="a command"),
        pytest.param(words("/start bonjour"), Text("/start bonjour"), id="a command with what its link carries"),
        pytest.param(words(f"/aide@{USERNAME}"), Text("/aide"), id="a command to this bot by name"),
        pytest.param(words(f"/langue@{USERNAME} en"), Text("/langue en"), id="the same, with a word behind"),
        pytest.param(words("/confidentialité"), Text("/confidentialité"), id="a command with an accent"),
        pytest.param(words("moi@example.org"), Text("moi@example.org"), id="an address is no mention"),
        pytest.param(words("a /b@example"), Text("a /b@example"), id="a command further on stays as it is"),
        pytest.param(words("  deux\nlignes "), Text("  deux\nlignes "), id="spaces and lines stay as they are"),
        pytest.param(words("oui", via_bot=OTHER_BOT), Text("oui"), id="typed with the help of an inline bot"),
        pytest.param(edited({"text": "Bonsoir"}), Edited("Bonsoir", SAID_IN), id="an edit"),
        pytest.param(edited({"photo": MEDIA["photo"]}), Edited("", SAID_IN), id="an edited picture"),
        pytest.param(edited({"location": MEDIA["location"]}), Edited("", SAID_IN), id="a live location that moves"),
        pytest.param(tap(BY_THE_BOT, data="1|oui"), Pressed("1|oui", SAID_IN), id="a tap"),
        pytest.param(
            tap(TOO_OLD, data="1|oui"), Pressed("1|oui", SAID_IN), id="a tap under a message too old to be seen"
        ),
        pytest.param(member("member", "kicked"), Left(), id="blocked"),
        pytest.param(member("kicked", "member"), Arrived(), id="unblocked"),
    ],
)
def test_what_a_person_does_in_private(update: Json, content: Content) -> None:
    assert translated(update) == Incoming(
        network=NetworkName.TELEGRAM,
        message_id="99",
        person="1001",
        place="1001",
        content=content,
        language="fr-FR",
        link=f"https://t.me/{USERNAME}",
        said_in=SAID_IN if "message" in update or "edited_message" in update else "",
    )


@folded(
    ("kind", "what"),
    [
        ("voice", Unreadable.VOICE),
        ("audio", Unreadable.VOICE),
        ("photo", Unreadable.PICTURE),
        ("sticker", Unreadable.STICKER),
        ("video", Unreadable.VIDEO),
        ("video_note", Unreadable.VIDEO),
        ("animation", Unreadable.VIDEO),
        ("contact", Unreadable.CONTACT),
        ("location", Unreadable.LOCATION),
        ("venue", Unreadable.LOCATION),
        ("document", Unreadable.FILE),
        ("poll", Unreadable.POLL),
        ("dice", Unreadable.OTHER),
        ("paid_media", Unreadable.OTHER),
        ("story", Unreadable.OTHER),
    ],
)
@folded("caption", [{}, {"caption": "mon attestation"}], ids=["bare", "with a caption"])
def test_what_is_not_words(kind: str, what: Unreadable, caption: Json) -> None:
    said = translated({"message": message({kind: MEDIA[kind]} | caption)})
    assert said
    assert said.content == (Text("mon attestation") if caption else Media(what)), "what is said under it is said"


def test_an_animation_is_no_file_though_it_comes_as_one() -> None:
    both = {"animation": MEDIA["animation"], "document": MEDIA["document"]}
    said = translated({"message": message(both)})
    assert said
    assert said.content == Media(Unreadable.VIDEO)


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP], ids=["group", "supergroup"])
@pytest.mark.parametrize(
    ("update", "content"),
    [
        pytest.param(lambda chat: words("bonjour", chat), Text("bonjour"), id="words"),
        pytest.param(lambda chat: words(f"/start@{USERNAME}", chat), Text("/start"), id="a command"),
        pytest.param(lambda chat: member("left", "member", chat), Arrived(), id="the bot was added"),
        pytest.param(lambda chat: member("left", "administrator", chat), Arrived(), id="added as administrator"),
    ],
)
def test_a_group_is_not_private_and_gets_the_link(chat: Json, update: Any, content: Content) -> None:
    said = translated(update(chat))
    assert said
    assert (said.content, said.private, said.place, said.person) == (content, False, str(chat["id"]), "1001")
    assert said.link == f"https://t.me/{USERNAME}"


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(words("bonjour", GROUP, OTHER_BOT), id="another bot in a group"),
        pytest.param(words("bonjour", PRIVATE, OTHER_BOT), id="another bot in private"),
        pytest.param(words("bonjour", SUPERGROUP, sender_chat=CHANNEL), id="a channel that speaks in its group"),
        pytest.param(words("bonjour", SUPERGROUP, sender_chat=SUPERGROUP), id="an administrator without a name"),
        pytest.param(words("bonjour", CHANNEL, None), id="a message without an author"),
        pytest.param({"channel_post": message({"text": "bonjour"}, CHANNEL, None)}, id="a channel post"),
        pytest.param({"edited_channel_post": message({"text": "bonjour"}, CHANNEL, None)}, id="an edited channel post"),
        pytest.param(member("left", "administrator", CHANNEL), id="the bot was added to a channel"),
        pytest.param(member("left", "member"), id="opened for the first time: /start follows by itself"),
        pytest.param(member("member", "member"), id="a change that changes nothing"),
        pytest.param(member("member", "administrator", GROUP), id="promoted in a group"),
        pytest.param(member("member", "left", GROUP), id="the bot went out of a group"),
        pytest.param(member("member", "kicked", SUPERGROUP), id="the bot was put out of a group"),
        pytest.param({"message": message({"pinned_message": BY_THE_BOT})}, id="a pinned message"),
        pytest.param({"message": message({"new_chat_members": [CAMILLE]}, GROUP)}, id="somebody joined"),
        pytest.param({"message": message({"left_chat_member": CAMILLE}, GROUP)}, id="somebody left"),
        pytest.param({"message": message({"migrate_to_chat_id": -1000}, GROUP)}, id="a group became a supergroup"),
        pytest.param(edited({"text": "bonjour"}, GROUP, OTHER_BOT), id="another bot's edit"),
        pytest.param(tap(None, data="1|oui", inline_message_id="1"), id="a tap under an inline message"),
        pytest.param(tap(BY_THE_BOT, game_short_name="x"), id="a game's button"),
        pytest.param({}, id="a kind of update that is not known yet"),
    ],
)
def test_what_is_not_said_to_us(update: Json) -> None:
    assert translated(update) is None


def test_nothing_personal_shows_where_a_program_prints_it() -> None:
    said = translated(words("Je m’appelle Camille"))
    assert "Camille" not in repr(said)
    assert "1001" not in repr(said)
