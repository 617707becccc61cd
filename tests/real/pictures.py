"""Take the README's pictures from the running bot: `make pictures`. Needs Chromium, Synapse and Node (`make test`).

Each picture is what `objecteur` sent and a person saw in a real run: the terminal through a pseudo-terminal, Telegram
through the tests' Bot API server, Matrix through a real Synapse and a strict client. Only the frame is drawn here.
"""

import asyncio
import html
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

from tests.real.running import BEGUN, Bot, environment
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.people import Message as TelegramMessage

HERE = Path(__file__).parents[2] / "docs" / "pictures"
TOKEN = "123456:only-for-pictures-not-a-real-one"
COLUMNS = 84
DUE = "2026-12-26T10:00:00+01:00"
STYLE = """
 body{margin:0;padding:14px;width:392px;box-sizing:border-box;background:#e7ebee;
    font:15px/1.42 'DejaVu Sans',sans-serif}
 pre{font:14px/1.4 'DejaVu Sans Mono',monospace;margin:0;white-space:pre-wrap}
 body.terminal{background:#15202b;color:#e6edf3;width:760px;padding:20px}
 .typed{color:#7ee0a1}
 .b{background:#fff;border-radius:12px;padding:9px 12px;margin:0 44px 6px 0;overflow-wrap:anywhere}
 .me{background:#d8f5c8;margin:8px 0 8px 110px;width:fit-content;margin-left:auto}
 .k{background:#fff;border:1px solid #9fb7c9;color:#1f5f8b;border-radius:10px;padding:8px;margin:0 44px 5px 0;
    text-align:center}
 .f{color:#1f5f8b} code{font-family:'DejaVu Sans Mono',monospace;font-size:13px;color:#8a2f5b}
"""


@dataclass(frozen=True)
class Bubble:
    """One message on a phone."""

    inside: str
    mine: bool = False
    buttons: tuple[str, ...] = ()

    def drawn(self) -> str:
        """As HTML."""
        keys = "".join(f'<div class="k">{html.escape(label)}</div>' for label in self.buttons)
        return f'<div class="b{" me" if self.mine else ""}">{self.inside}</div>{keys}'


def draw(name: str, inside: str, *, kind: str = "phone") -> None:
    """Write one PNG, as high as what is in it."""
    chromium = shutil.which("chromium") or sys.exit("make pictures needs Chromium")
    width = 760 if kind == "terminal" else 392
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        measure = "<script>document.title = Math.ceil(document.body.getBoundingClientRect().height)</script>"
        page.write_text(
            f'<meta charset="utf-8"><title></title><style>{STYLE}</style><body class="{kind}">{inside}{measure}',
            "utf-8",
        )
        common = [chromium, *flags, f"--user-data-dir={folder}/profile"]
        dom = subprocess.run([*common, "--dump-dom", str(page)], capture_output=True, text=True, check=True).stdout
        height = int(dom.partition("<title>")[2].partition("<")[0])
        shot = ["--force-device-scale-factor=1", f"--window-size={width},{height}", f"--screenshot={HERE / name}.png"]
        subprocess.run([*common, *shot, str(page)], capture_output=True, check=True)


# --- Terminal ---------------------------------------------------------------------------------------------------------


def terminal(name: str, data: Path, when: str, lines: list[str], *, last: int) -> None:
    """The end of a conversation in a terminal of 84 columns."""
    chat = pexpect.spawn(
        sys.executable, ["-m", "tests.real.at", when, "chat"], env=environment(data), cwd=str(data), encoding="utf-8",
        dimensions=(50, COLUMNS), echo=True, timeout=20,
    )  # fmt: skip
    shown = ""
    for line in lines:
        chat.expect("\n> ")
        shown += f"{chat.before}\n> "
        chat.sendline(line)
    chat.expect("\n> ")
    chat.sendeof()
    text = (shown + str(chat.before)).replace("\r", "")
    tail = text.split("\n")[-last:]
    drawn = [f'<span class="typed">{html.escape(t)}</span>' if t.startswith("> ") else html.escape(t) for t in tail]
    draw(name, "<pre>" + "\n".join(drawn).strip() + "</pre>", kind="terminal")


# --- The preview ------------------------------------------------------------------------------------------------------


def preview(folder: Path) -> None:
    """The top of the pages that `objecteur letters preview` writes."""
    chromium = shutil.which("chromium") or sys.exit("make pictures needs Chromium")
    look = ["-m", "bot", "letters", "preview", str(folder / "letters"), "--date", BEGUN[:10]]
    subprocess.run([sys.executable, *look], check=True, env=environment(folder), capture_output=True)
    shot = ["--window-size=1080,1000", f"--screenshot={HERE / 'preview.png'}", f"--user-data-dir={folder}/profile"]
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    subprocess.run([chromium, *flags, *shot, str(folder / "letters" / "index.html")], capture_output=True, check=True)


# --- Phones -----------------------------------------------------------------------------------------------------------


class Phone:
    """Somebody's phone: what they wrote stands where they wrote it, among what the bot sent."""

    def __init__(self, person: Any) -> None:
        """Take the person of a test."""
        self.person = person
        self._mine: list[tuple[int, str]] = []

    async def says(self, text: str, then: str) -> None:
        """Write, and wait for an answer."""
        self._mine.append((len(self.person.messages), text))
        await self.person.say(text)
        await self.person.sees(then)

    def bubbles(self) -> list[Bubble]:
        """The whole conversation."""
        found: list[Bubble] = []
        for number in range(len(self.person.messages) + 1):
            found += [Bubble(html.escape(text), mine=True) for at, text in self._mine if at == number]
            if number < len(self.person.messages):
                found.append(_bubble(self.person.messages[number]))
        return found


def _bubble(message: Any) -> Bubble:
    file = f'<div class="f">📄 {html.escape(message.file.name)}</div>' if message.file else ""
    if isinstance(message, TelegramMessage):
        return Bubble(file + _marked(message), buttons=tuple(button.label for button in message.buttons))
    return Bubble(file + (message.html or html.escape(message.body).replace("\n", "<br>")))


def _marked(message: TelegramMessage) -> str:
    """Telegram's text with its entities, which count UTF-16 units, as HTML."""
    units = message.text.encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return html.escape(units[2 * start : 2 * end].decode("utf-16-le"))

    tags, at, parts = {"bold": "b", "code": "code"}, 0, []
    for entity in sorted(message.entities, key=lambda one: one["offset"]):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if tag := tags.get(entity["type"]):
            parts += [cut(at, start), f"<{tag}>", cut(start, end), f"</{tag}>"]
            at = end
    return "".join([*parts, cut(at, len(units) // 2)]).replace("\n", "<br>")


async def _journey(phone: Phone, hello: str) -> int:
    """From hello to the reminders; returns how many bubbles came before the letters."""
    for text, then in (
        (hello, "Êtes-vous d’accord"), ("oui", "caisse"), ("sécu de Lyon", "adresse que je connais"),
        ("la garder", "nom"), ("Camille Exemple", "adresse"), ("3 rue des Essais, 69003 Lyon", "Vérifions"),
    ):  # fmt: skip
        await phone.says(text, then)
    asked = len(phone.bubbles())
    await phone.says("1", "Que voulez-vous faire")
    for text, then in (
        ("J’ai envoyé une lettre", "Quelle"), ("1", "Comment"), ("par la messagerie ameli", "Quel jour"),
        ("aujourd’hui", "je vous prévienne"), ("oui", "Que voulez-vous faire"),
        ("J’ai envoyé une lettre", "Comment"), ("par courriel", "Quel jour"), ("aujourd’hui", "Que voulez-vous faire"),
    ):  # fmt: skip
        await phone.says(text, then)
    return asked


async def telegram(folder: Path) -> None:
    """The questions, the letters, the reminder, on Telegram."""
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    phone = Phone(api.person(first_name="Camille", language="fr"))
    try:
        async with Bot(folder, BEGUN, **settings):
            asked = await _journey(phone, "/start")  # as its button says for a newcomer
        before = len(phone.bubbles())
        async with Bot(folder, DUE, **settings):
            await phone.person.sees("était attendue")
            after = len(phone.bubbles())
            await phone.says("rien", "où en êtes-vous")
            await phone.says("rien", "Que voulez-vous faire")
            await phone.says("dossier", "Que voulez-vous faire")
    finally:
        await api.stop()
    bubbles = phone.bubbles()
    draw("telegram-questions", "".join(b.drawn() for b in bubbles[:asked]))
    draw("telegram-letter", "".join(b.drawn() for b in bubbles[asked : asked + 5]))
    draw("telegram-reminder", "".join(b.drawn() for b in bubbles[before:after]))
    drawn = next(m.file for m in phone.person.messages if m.file and m.file.name.endswith(".png"))
    (HERE / "dossier.png").write_bytes(drawn.content)


async def matrix(folder: Path) -> None:
    """The same on Matrix, in a client that excludes unsigned devices."""
    (folder / "synapse").mkdir()
    (folder / "bot").mkdir()
    synapse = Synapse(folder / "synapse")
    await asyncio.to_thread(synapse.start)
    user, password = await asyncio.to_thread(synapse.register, "objecteur")
    person = await StrictPerson.start(synapse.url, await asyncio.to_thread(synapse.register, "camille"))
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    phone = Phone(person)
    try:
        async with Bot(folder / "bot", BEGUN, **settings):
            await person.opens_room_with(user)
            await person.sees("Êtes-vous d’accord")
            await _journey(phone, "bonjour")
    finally:
        await person.close()
        await asyncio.to_thread(synapse.stop)
    draw("matrix-reminders", "".join(b.drawn() for b in phone.bubbles()[-16:-6]))


def main() -> None:
    """Take all of them."""
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        one = Path(made) / "terminal"
        one.mkdir()
        lines = ["oui", "sécu de Lyon", "1", "Camille Exemple", "3 rue des Essais, 69003 Lyon", "1"]
        terminal("terminal-questions", one, BEGUN, lines[:5], last=46)
        terminal("terminal-letter", one, BEGUN, ["1"], last=60)
        (Path(made) / "preview").mkdir()
        preview(Path(made) / "preview")
        for network in (telegram, matrix):
            folder = Path(made) / network.__name__
            folder.mkdir()
            asyncio.run(network(folder))


if __name__ == "__main__":
    main()
