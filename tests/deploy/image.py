"""`python -m tests.deploy.image`: builds deploy/Containerfile, and talks to what came of it. Leaves nothing behind.

Its base is made of Debian's packages, because a test asks no image's maker for one. The container runs as
deploy/compose.yaml says: its own user, nothing but its data to write, no capability. It needs root, and of Debian's
packages mmdebstrap, podman and runc.
"""

import asyncio
import base64
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot import __version__
from tests.deploy.debian import fetch_wheels, lacks, make_root
from tests.real.journey import NAME, STREET, to_the_letters
from tests.real.running import ROOT
from tests.real.telegram_api import TelegramApi

PROGRAMS = {"mmdebstrap": "mmdebstrap", "podman": "podman", "runc": "runc"}
PACKAGES = ("ca-certificates", "python-is-python3", "python3", "python3-venv")
BASE, IMAGE, NAMED = "localhost/objecteur-base", "localhost/objecteur", "objecteur"
TOKEN = "123456:only-for-the-image-not-a-real-one"
CONFINED = (
    *("--network=host", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
    # As many as the machine that builds may have itself; podman asks for more, which not every machine can give.
    *("--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096"),
    "--volume=data:/var/lib/objecteur",
)


class Podman:
    """Podman with a store of its own."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of all that it keeps."""
        kept = [f"--root={folder / 'store'}", f"--runroot={folder / 'run'}", f"--tmpdir={folder / 'tmp'}"]
        self._command = ["podman", *kept, "--runtime=runc", "--cgroup-manager=cgroupfs"]

    def does(self, *arguments: str, wanted: int | None = 0) -> str:
        """Run a command of it. Returns what it printed. Raises AssertionError where it ends otherwise than wanted."""
        done = subprocess.run([*self._command, *arguments], capture_output=True, text=True, timeout=600, check=False)
        assert wanted is None or done.returncode == wanted, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout + done.stderr


def build(podman: Podman, folder: Path) -> None:
    """Build the image in a store, of what lies in this checkout."""
    make_root(folder / "base.tar", *PACKAGES)
    podman.does("import", str(folder / "base.tar"), BASE)
    (wheels := folder / "wheels").mkdir()
    fetch_wheels(wheels)
    (conf := folder / "pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n", encoding="ascii")
    mounted = [f"--volume={wheels}:/wheels:ro", f"--volume={conf}:/etc/pip.conf:ro"]
    made = ["build", "--pull=never", "--isolation=chroot", f"--build-arg=BASE={BASE}", *mounted]
    podman.does(*made, f"--file={ROOT / 'deploy' / 'Containerfile'}", f"--tag={IMAGE}", str(ROOT))


def look(podman: Podman) -> None:
    """Look at who it is, and what it says of itself."""
    who = podman.does(
        "run", "--rm", *CONFINED, "--entrypoint=/bin/sh", IMAGE, "-c", "id -u; cat /proc/self/status; touch /x || true"
    )
    assert who.startswith("10001\n"), who
    assert "CapEff:\t0000000000000000" in who
    assert "NoNewPrivs:\t1" in who
    assert "Read-only file system" in who
    assert podman.does("run", "--rm", *CONFINED, IMAGE, "--version").strip() == f"objecteur {__version__}"


async def talk(podman: Podman, secrets: Path) -> None:
    """Have it serve a Telegram of this machine's own, from hello to the letters, and stop it.

    secrets  the folder that is mounted where compose puts them
    """
    api = TelegramApi(TOKEN)
    url = await api.start()
    given = [f"--volume={secrets}:/run/secrets:ro", f"--env=OBJECTEUR_TELEGRAM_API_URL={url}"]
    given.append("--env=OBJECTEUR_CONTROLLER=Association Exemple, contact@example.org")
    person = api.person(first_name="Camille", language="fr")
    try:
        await asyncio.to_thread(podman.does, "run", "--detach", f"--name={NAMED}", *CONFINED, *given, IMAGE)
        await to_the_letters(person)
        told = await asyncio.to_thread(podman.does, "run", "--rm", *CONFINED, *given, IMAGE, "check")
        assert "all that is sealed opens" in told, told
        await asyncio.to_thread(podman.does, "stop", "--time=20", NAMED)
        log = await asyncio.to_thread(podman.does, "logs", NAMED)
        status = await asyncio.to_thread(podman.does, "inspect", "--format={{.State.ExitCode}}", NAMED)
    finally:
        await asyncio.to_thread(podman.does, "rm", "--force", NAMED, wanted=None)
        await api.stop()
    assert status.strip() == "0", log
    assert "serving telegram" in log, log
    assert [word for word in (NAME, STREET, TOKEN) if word in log] == []


def main() -> int:
    """Do all of it. Returns 0 when all is well."""
    if missing := lacks(PROGRAMS):
        print(missing, file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="objecteur-image-") as name:
        podman = Podman(Path(name))
        try:
            build(podman, Path(name))
            built = time.monotonic() - began
            look(podman)
            (secrets := Path(name) / "secrets").mkdir()
            (secrets / "OBJECTEUR_TELEGRAM_TOKEN").write_text(TOKEN, encoding="ascii")
            (secrets / "OBJECTEUR_SECRET_KEYS").write_bytes(base64.urlsafe_b64encode(os.urandom(32)))
            asyncio.run(talk(podman, secrets))
        finally:
            podman.does("system", "reset", "--force", wanted=None)
    print(f"the image was built in {built:.0f} s, and talked as its own user; {time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
