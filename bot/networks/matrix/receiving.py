"""Handing in the events of a sync, one after the other: messages, arrivals, departures."""

import logging
from collections.abc import Awaitable, Sequence

import nio

from bot.core.ports.incoming import Arrived, Left, Media, Reacted, Unreadable
from bot.core.ports.network import FatalNetworkError, Inbox
from bot.logs import place
from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.backlog import Backlog
from bot.networks.matrix.direct import DirectRooms
from bot.networks.matrix.gaps import Anew, unseen
from bot.networks.matrix.handover import Handover
from bot.networks.matrix.invitations import Invitations
from bot.networks.matrix.key_talk import KeyTalk
from bot.networks.matrix.leaving import leave, put_away
from bot.networks.matrix.rooms import direct_rooms, other_member, other_person
from bot.networks.matrix.translate import content_of, reaction_of, thread_of
from bot.networks.matrix.undecrypted import Undecrypted
from bot.networks.matrix.welcome import Welcome

log = logging.getLogger(__name__)

SPACE = "m.space"


async def _apart(what: str, taking: Awaitable[None]) -> None:
    """Take a part of a sync. One that cannot be taken is left behind: a sync that it ended would bring it again.

    Raises FatalNetworkError.
    """
    try:
        await taking
    except FatalNetworkError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it must not stop everybody else
        log.error("matrix: %s makes no sense, and is left behind: %s", what, place(error))  # noqa: TRY400


class Receiver:
    """The receiver of syncs, which translates their events for an inbox."""

    def __init__(
        self,
        account: Account,
        welcome: Welcome,
        invitations: Invitations,
        direct: DirectRooms,
        keys: KeyTalk,
        *,
        inbox: Inbox,
        kept: str | None,
    ) -> None:
        """Take the parts that events come from and go to, and the token that was saved last."""
        self._account = account
        self._client = account.client
        self._welcome = welcome
        self._invitations = invitations
        self._handover = Handover(account, inbox, kept)
        self._backlog = Backlog()
        self._direct = direct
        self._keys = keys
        self.anew = Anew()
        self._undecrypted = Undecrypted(account.client)
        self._last_said: dict[str, str] = {}
        """The bot's own last message in each room: a reaction under an older one answers nothing."""

    @property
    def waiting(self) -> bool:
        """Whether a task is due soon even when no new event comes."""
        return bool(self._undecrypted.undone)

    async def take(self, answer: nio.SyncResponse, since: str | None) -> str | None:
        """Hand in the events of a sync, in order.

        since  the token that the sync was asked for

        Returns the token to save; None to save none yet.
        """
        if since is not None:
            self.anew.goes_on()
        for room_id, left in answer.rooms.leave.items():
            await _apart("a removal", self._take_removal(room_id, left.timeline.events))
        for room_id, invited in answer.rooms.invite.items():
            await _apart("an invitation", self._take_invitation(room_id, invited))
        for room_id, joined in answer.rooms.join.items():
            await _apart("a room", self._take_room(room_id, joined, since))
        for room_id, event in self._undecrypted.ready():
            await self._take_event(room_id, event)
        for room_id, event in self._undecrypted.hopeless():
            unread = Media(Unreadable.UNDECRYPTABLE)
            await _apart("an event", self._handover.hand_in(room_id, event.sender, event.event_id, unread))
        undone = {*self._invitations.undone, *self._undecrypted.undone, *self._welcome.undone}
        self._handover.kept = self._backlog.kept(since, answer.next_batch, undone)
        return self._handover.kept

    async def _leave(self, room_id: str) -> None:
        """Leave a room, and delete its keys."""
        try:
            await leave(self._account, room_id)
        except TROUBLE as error:
            log.warning("matrix: a room cannot be left: %s", type(error).__name__)

    # --- Rooms ------------------------------------------------------------------------------------------------------

    async def _take_invitation(self, room_id: str, invited: nio.InviteInfo) -> None:
        self._invitations.received(room_id, invited)

    async def _take_room(self, room_id: str, joined: nio.RoomInfo, since: str | None) -> None:
        for event in joined.state:
            if isinstance(event, nio.RoomUpgradeEvent):
                await self._close(room_id)
        timeline, room = joined.timeline, self._client.rooms.get(room_id)
        if room is not None and room.room_type == SPACE:
            await self._leave(room_id)
            return
        for event in await unseen(self._account, room_id, timeline, since, self.anew):
            await self._take_event(room_id, event)

    async def _take_removal(self, room_id: str, events: Sequence[nio.Event]) -> None:
        """Handle that the bot is no longer in a room: it left, or somebody removed it."""
        self._invitations.withdrawn(room_id)
        person = other_person(put_away(self._account, room_id), self._account.user_id)
        for event in events:
            if (
                person
                and isinstance(event, nio.RoomMemberEvent)
                and event.state_key == self._account.user_id
                and event.sender == person
            ):
                await self._say_left(room_id, person, event.event_id)

    # --- Events -----------------------------------------------------------------------------------------------------

    async def _take_event(self, room_id: str, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> None:
        await _apart("an event", self._take_kind(room_id, event))

    async def _take_kind(self, room_id: str, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> None:
        if isinstance(event, nio.UnknownBadEvent):
            return  # without a sender or an id it is no event
        match event:
            case nio.RoomMemberEvent():
                await self._take_member(room_id, event)
            case nio.RoomUpgradeEvent():
                await self._close(room_id)
            case nio.RoomMessage() | nio.MegolmEvent() if event.sender == self._account.user_id:
                self._last_said[room_id] = event.event_id
            case _ if event.sender == self._account.user_id or room_id == self._welcome.room_id:
                return
            case nio.RoomEncryptionEvent():
                await self._take_arrival(room_id, event)
            case nio.ReactionEvent():
                await self._take_reaction(room_id, event)
            case nio.MegolmEvent():
                session = self._account.session
                if session and event.server_timestamp >= session.made_at:
                    self._undecrypted.add(room_id, event)
            case _:
                await self._take_said(room_id, event)

    async def _take_said(self, room_id: str, event: nio.Event | nio.BadEvent) -> None:
        if isinstance(event, nio.RedactionEvent):
            self._undecrypted.forget(event.redacts)
        content = content_of(event)
        if content and not self._keys.heard(room_id, event, content):
            await self._handover.hand_in(room_id, event.sender, event.event_id, content, thread_of(event))

    async def _take_reaction(self, room_id: str, event: nio.ReactionEvent) -> None:
        """Hand in a reaction to the bot's last message that means yes or no; reactions are not encrypted."""
        agrees = reaction_of(event)
        if agrees is not None and event.reacts_to == self._last_said.get(room_id):
            await self._handover.hand_in(room_id, event.sender, event.event_id, Reacted(agrees))

    async def _close(self, room_id: str) -> None:
        """Close a room that was upgraded.

        The bot joins the room that replaces it only when invited there, because anybody may name any room in a
        tombstone. Without an invitation the next message makes a new room.
        """
        self._direct.close(room_id)
        await self._leave(room_id)

    async def _take_member(self, room_id: str, event: nio.RoomMemberEvent) -> None:
        """Handle that somebody joined or left the public room, a private one, or one with more people."""
        who, me = event.state_key, self._account.user_id
        if event.prev_membership == event.membership:
            return  # only a new name or picture
        if room_id == self._welcome.room_id:
            if event.membership == "join" and who != me:
                self._welcome.joined(who)
            return
        room = self._client.rooms.get(room_id)
        if event.membership == "join":
            await self._take_arrival(room_id, event)
        elif event.membership in {"leave", "ban"} and who != me and room and set(room.users) == {me}:
            await self._say_left(room_id, who, event.event_id)
            await self._leave(room_id)

    async def _take_arrival(self, room_id: str, event: nio.Event) -> None:
        """Hand in an arrival when the room of two is complete, or has become encrypted."""
        room = self._client.rooms.get(room_id)
        person = other_member(room, self._account.user_id)
        if room and person and person not in room.invited_users:
            await self._handover.hand_in(room_id, person, event.event_id, Arrived())

    async def _say_left(self, room_id: str, person: str, event_id: str) -> None:
        if not direct_rooms(self._client.rooms, self._account.user_id, person):
            await self._handover.hand_in(room_id, person, event_id, Left())
