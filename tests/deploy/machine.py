"""`python -m tests.deploy.machine`: a Debian of its own, in which systemd runs the bot by the unit of deploy/.

It is installed as docs/operate.md says, started by systemd under all that the unit forbids, talked to from hello to the
letters, looked at from inside, and stopped. Nothing of it is left. It needs root, and of Debian's packages mmdebstrap
and systemd-container, whose systemd-nspawn needs no systemd outside.
"""

import asyncio
import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.deploy import beside
from tests.deploy.debian import fetch_wheels, lacks, make_root, make_wheel
from tests.real.journey import NAME, STREET, to_the_letters
from tests.real.running import ROOT
from tests.real.telegram_api import TelegramApi

PROGRAMS = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container"}
PACKAGES = ("ca-certificates", "dbus", "python3", "python3-venv", "systemd", "systemd-sysv", *beside.PACKAGES)
TOKEN = "123456:only-for-the-machine-not-a-real-one"
OPTIONS = ("--quiet", "--register=no", "--keep-unit", "--link-journal=no", "--timezone=off")
BOOTS = 60
INSTALL = """\
set -eu
python3 -m venv /opt/objecteur
pip="/opt/objecteur/bin/pip --quiet --disable-pip-version-check install --no-index"
$pip --find-links /wheels --require-hashes -r /wheels/run.txt
$pip --no-deps /wheels/objecteur-*.whl
systemctl enable objecteur 2>/dev/null
"""


class Machine:
    """A folder with a Debian, which is started and stopped."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder
        self._nspawn: subprocess.Popen[bytes] | None = None

    def install(self, wheels: Path, url: str) -> None:
        """Install the bot as docs/operate.md says, with the settings of a Telegram at that address."""
        make_root(self._folder, *PACKAGES)
        etc = self._folder / "etc"
        (etc / "objecteur" / "credentials").mkdir(parents=True, mode=0o700)
        told = f"OBJECTEUR_CONTROLLER=Association Exemple, contact@example.org\nOBJECTEUR_TELEGRAM_API_URL={url}\n"
        self._keep("environment", told)
        self._keep("credentials/SECRET_KEYS", base64.urlsafe_b64encode(os.urandom(32)).decode())
        self._keep("credentials/TELEGRAM_TOKEN", TOKEN)
        shutil.copy(ROOT / "deploy" / "objecteur.service", etc / "systemd" / "system")
        shutil.copy(ROOT / "deploy" / "objecteur-as-service", self._folder / "usr" / "local" / "sbin")
        command = ["systemd-nspawn", *OPTIONS, f"--directory={self._folder}", f"--bind-ro={wheels}:/wheels", "--pipe"]
        done = subprocess.run([*command, "/bin/sh", "-c", INSTALL], capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr.decode()
        (made := self._folder.parent / "certificates").mkdir()
        beside.prepare(self._folder, made)

    def _keep(self, name: str, content: str) -> None:
        path = self._folder / "etc" / "objecteur" / name
        path.write_text(content, encoding="utf-8")
        path.chmod(0o600)

    def boot(self) -> None:
        """Start it."""
        command = ["systemd-nspawn", *OPTIONS, f"--directory={self._folder}", "--boot", "--console=passive"]
        null = subprocess.DEVNULL
        self._nspawn = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)

    def stop(self) -> None:
        """Stop it, if it was started."""
        if self._nspawn is None:
            return
        self._nspawn.send_signal(signal.SIGTERM)
        try:
            self._nspawn.wait(BOOTS)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait(BOOTS)

    def does(self, *command: str) -> tuple[int, str]:
        """Run something inside as root. Returns its status, and what it printed."""
        assert self._nspawn
        (first,) = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text("ascii").split()
        inside = ["nsenter", f"--target={first}", "--all", "--", *command]
        done = subprocess.run(inside, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr


def is_confined(machine: Machine) -> None:
    """What the kernel says of the bot's process: the unit's restrictions hold there, or it is no test of them."""
    _, pid = machine.does("systemctl", "show", "--property=MainPID", "--value", "objecteur")
    _, status = machine.does("cat", f"/proc/{pid.strip()}/status")
    told = dict(re.findall(r"(?m)^(\w+):\t(.*)$", status))
    assert 61184 <= int(told["Uid"].split()[0]) <= 65519, told["Uid"]  # systemd's dynamic users
    assert set(told["CapEff"] + told["CapBnd"]) == {"0"}, told
    assert (told["NoNewPrivs"], told["Seccomp"]) == ("1", "2"), told
    _, limits = machine.does("cat", f"/proc/{pid.strip()}/limits")
    assert re.search(r"Max core file size +0 +0 ", limits), "a core file would hold what people wrote"
    inside = ("nsenter", f"--target={pid.strip()}", "--mount", "--", "/bin/sh", "-c")
    for path, wanted in (("/etc/x", "Read-only"), ("/opt/objecteur/x", "Read-only"), ("/dev/mem", "No such")):
        status_, said = machine.does(*inside, f"echo x 2>&1 >{path} || cat {path}")
        assert status_ != 0, path
        assert wanted in said, said
    assert machine.does(*inside, "ls -A /home /root")[1].split() == ["/home:", "/root:"]
    journal = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/bin/sh", "-c", "cat /*/log/journal/*/*")
    assert machine.does(*journal)[0] != 0, "the journal is not for everybody"


async def talk(machine: Machine, api: TelegramApi) -> str:
    """Talk to it, look at it, stop it. Returns its log."""
    person = api.person(first_name="Camille", language="fr")
    await asyncio.to_thread(machine.boot)
    await person.say("/aide")
    await person.sees("À tout moment", timeout=BOOTS)
    await to_the_letters(person)
    await asyncio.to_thread(beside.begin, machine)
    await asyncio.to_thread(beside.listens, machine)
    await asyncio.to_thread(beside.arrives, machine)
    await asyncio.to_thread(is_confined, machine)
    status, told = await asyncio.to_thread(machine.does, "objecteur-as-service", "check")
    assert status == 0, told
    assert "all that is sealed opens" in told
    await asyncio.to_thread(machine.does, "systemctl", "stop", "objecteur")
    _, result = await asyncio.to_thread(
        machine.does, "systemctl", "show", "--property=Result,ExecMainStatus", "objecteur"
    )
    assert sorted(result.split()) == ["ExecMainStatus=0", "Result=success"], result
    return (await asyncio.to_thread(machine.does, "journalctl", "--no-pager", "--boot"))[1]


async def live(folder: Path) -> str:
    """Install, start, talk, stop. Returns the machine's journal."""
    (wheels := folder / "wheels").mkdir()
    await asyncio.to_thread(fetch_wheels, wheels)
    await asyncio.to_thread(make_wheel, wheels)
    api, machine = TelegramApi(TOKEN), Machine(folder / "machine")
    try:
        await asyncio.to_thread(machine.install, wheels, await api.start())
        return await talk(machine, api)
    finally:
        await asyncio.to_thread(machine.stop)
        await api.stop()


def main() -> int:
    """Do all of it. Returns 0 when all is well."""
    if missing := lacks(PROGRAMS):
        print(missing, file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="objecteur-machine-") as name:
        journal = asyncio.run(live(Path(name)))
    assert "serving telegram" in journal, journal
    assert [word for word in (NAME, STREET, TOKEN) if word in journal] == []
    ignored = [line for line in journal.splitlines() if "objecteur.service" in line and "gnor" in line]
    assert ignored == [], "what systemd does not know protects nobody"
    print(f"the unit ran under systemd, and the bot talked in it; {time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
