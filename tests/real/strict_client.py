"""A person with a strict Matrix client (matrix-js-sdk): one that talks to no device its owner did not sign."""

import asyncio
import base64
import json
from asyncio.subprocess import PIPE, Process
from itertools import count
from pathlib import Path

from tests.real.matrix_person import File, Json, MatrixPerson, Message

HERE = Path(__file__).resolve().parent / "strict"
NODE = HERE.parents[2] / ".venv" / "bin" / "node"
ANSWERS_WITHIN = 30
LONGEST_LINE = 64 * 1024 * 1024


class StrictPerson(MatrixPerson):
    """Drives strict/client.mjs."""

    def __init__(self, process: Process) -> None:
        """Take the client's process; `start` makes it."""
        super().__init__()
        self._process = process
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Json]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, homeserver: str, account: tuple[str, str]) -> "StrictPerson":
        """Start a client and log in with a new device, cross-signed."""
        process = await asyncio.create_subprocess_exec(
            NODE, "client.mjs", cwd=HERE, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
        )
        person = cls(process)
        user, password = account
        logged_in = await person._ask("login", homeserver=homeserver, user=user, password=password)
        person.user_id = logged_in["user"]
        return person

    async def send(self, content: Json) -> str:
        """Send the content of a message in the present room."""
        return str((await self._ask("send", room=self.room, content=content))["event"])

    async def joins(self, room: str) -> str:
        """Join a room by its alias or id."""
        joined = str((await self._ask("join", room=room))["room"])
        self.invitations.pop(joined, None)
        return joined

    async def opens_room_with(self, *people: str, encrypt: bool = True) -> str:
        """Make a room, invite people to it, and go there."""
        self.room = str((await self._ask("create", invite=people, encrypt=encrypt))["room"])
        return self.room

    async def invites(self, person: str) -> None:
        """Invite somebody to the present room."""
        await self._ask("invite", room=self.room, person=person)

    async def leaves(self) -> None:
        """Leave the present room."""
        await self._ask("leave", room=self.room)

    async def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading

    async def _ask(self, command: str, **given: object) -> Json:
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"id": number, "command": command, "arguments": given})
        if self._process.stdin is None:
            raise AssertionError("the strict client has no input")
        self._process.stdin.write(f"{line}\n".encode())
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                found = await answer
        except TimeoutError:
            raise AssertionError(f"the strict client did not {command} in\n{self.transcript()}") from None
        if "error" in found:
            raise AssertionError(f"the strict client cannot {command}: {found['error']}\n{self.transcript()}")
        result: Json = found["result"]
        return result

    async def _read(self) -> None:
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            told: Json = json.loads(line)
            if "id" in told:
                self._asked.pop(told["id"]).set_result(told)
            elif "seen" in told:
                self._see(told["seen"])
            elif "unreadable" in told:
                self._noticed(f"a message that cannot be read: {told['unreadable']['reason']}")
            elif told["membership"]["membership"] == "invite":
                self.invitations[told["membership"]["room"]] = told["membership"]["by"]
                self._noticed("an invitation")
        for answer in self._asked.values():
            answer.set_result({"error": "it ended"})

    def _see(self, seen: Json) -> None:
        file = None
        if seen["file"]:
            content = base64.b64decode(seen["file"]["base64"])
            file = File(seen["file"]["name"], seen["file"]["media_type"], content)
        self._saw(
            Message(
                room=seen["room"],
                sender=seen["sender"],
                body=seen["body"],
                html=seen["html"],
                encrypted=seen["encrypted"],
                shield=seen["shield"],
                file=file,
            )
        )
