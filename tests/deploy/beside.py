"""What docs/operate.md says beside the unit, tried in the machine of `make machine`: its lines are read from the page.

The listener on a Unix socket that the proxy's group alone can open, and a log that is sent on over TLS. Who sends it
and who keeps it are one machine here, on the loopback address.
"""

import http.client
import re
import shutil
import ssl
import time
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from tests.real.faulty.certificates import LOG, Certificates
from tests.real.running import ROOT

PACKAGES = ("systemd-journal-remote",)
_PAGE = (ROOT / "docs" / "operate.md").read_text("utf-8")
_HERE = "127.0.0.1"
_PORT = 19532
_SOCKET = f"[Socket]\nListenStream=\nListenStream={_HERE}:{_PORT}\n"
_REMOTE = "/var/log/journal/remote"
_OTHER = "/etc/systemd/other.crt"
"""A certificate of nobody's."""
_SOON = 30.0
_TROUBLE = ("journalctl", "-n40", "-u", "systemd-journal-upload", "-u", "systemd-journal-remote")
_ASK = """\
import socket
with socket.socket(socket.AF_UNIX) as asking:
    asking.connect("/run/objecteur/http.sock")
    asking.sendall(b"GET /readyz HTTP/1.1\\r\\nHost: bot\\r\\nConnection: close\\r\\n\\r\\n")
    print(asking.makefile().read())
"""


class Does(Protocol):
    """A machine that runs."""

    def does(self, *command: str) -> tuple[int, str]:
        """Run something inside as root. Returns its status, and what it printed."""


def blocks(heading: str) -> list[str]:
    """The configurations that the page gives under a heading."""
    section = _PAGE.partition(f"### {heading}\n")[2].partition("\n##")[0]
    return re.findall(r"```ini\n(.*?)```", section, flags=re.DOTALL)


def prepare(root: Path, made: Path) -> None:
    """Write into a machine that is installed, and does not run, what the page says. `made`: an empty folder."""
    etc = root / "etc" / "systemd"
    (unit,), (remote, upload, again) = blocks("A socket for the proxy"), blocks("A log elsewhere")
    (etc / "journal-remote.conf").write_text(remote, "utf-8")
    (etc / "journal-upload.conf").write_text(upload, "utf-8")
    for name, dropped in (
        ("objecteur.service", unit),
        ("systemd-journal-upload.service", again),
        ("systemd-journal-remote.socket", _SOCKET),
    ):
        (drop := etc / "system" / f"{name}.d").mkdir()
        (drop / "override.conf").write_text(dropped, "utf-8")
    with (root / "etc" / "hosts").open("a", encoding="ascii") as hosts:
        hosts.write(f"{_HERE} localhost {LOG}\n")
    certificates = Certificates(made)
    shutil.copy(made / "bad.pem", root / _OTHER.lstrip("/"))
    key, begins, certificate = certificates.shown.read_text("ascii").partition("-----BEGIN CERTIFICATE")
    for told in (remote, upload):
        files = dict(re.findall(r"(?m)^(\w+)=/(.*)$", told))
        (root / files["ServerKeyFile"]).write_text(key, "ascii")
        (root / files["ServerCertificateFile"]).write_text(begins + certificate, "ascii")
        shutil.copy(certificates.authority, root / files["TrustedCertificateFile"])


def begin(machine: Does) -> None:
    """Have the log sent on, as the page says."""
    for command in (
        "chmod 0400 /etc/systemd/journal-remote.key",
        "chown systemd-journal-remote /etc/systemd/journal-remote.key",
        "chmod 0640 /etc/systemd/journal-upload.key",
        "chgrp systemd-journal /etc/systemd/journal-upload.key",
        "systemctl enable --now systemd-journal-remote.socket",
        "systemctl enable --now systemd-journal-upload",
    ):
        status, told = machine.does(*command.split())
        assert status == 0, told
    asked = "--property=StartLimitIntervalUSec,RestartUSec"
    _, told = machine.does("systemctl", "show", asked, "systemd-journal-upload")
    assert sorted(told.split()) == ["RestartUSec=1min", "StartLimitIntervalUSec=0"], told


def listens(machine: Does) -> None:
    """The listener's socket: there, the proxy's group's, and nobody else's."""
    _, told = machine.does("stat", "--format=%a %G %F", "/run/objecteur", "/run/objecteur/http.sock")
    assert told.splitlines() == ["750 www-data directory", "660 www-data socket"], told
    ask = ("/opt/objecteur/bin/python", "-c", _ASK)
    proxy = ("setpriv", "--reuid=www-data", "--regid=www-data", "--clear-groups")
    status, told = machine.does(*proxy, *ask)
    assert (status, "200 OK" in told, '"telegram": "serving"' in told) == (0, True, True), told
    status, told = machine.does("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *ask)
    assert (status, "PermissionError" in told) == (1, True), told


def arrives(machine: Does) -> None:
    """What the bot logged is in the other journal; to a keeper whom nobody vouches for nothing is sent."""
    sent_on = ("journalctl", "-D", _REMOTE, "-u", "objecteur")
    assert _until(machine, sent_on, "serving telegram"), machine.does(*_TROUBLE)[1]
    assert _without_certificate() == HTTPStatus.ACCEPTED, "it is checked now: docs/operate.md says that it is not"
    for command in (f"cp {_OTHER} /etc/systemd/journal-authority.crt", "systemctl restart systemd-journal-upload"):
        machine.does(*command.split())
    assert _until(machine, _TROUBLE, "SSL certificate problem"), machine.does(*_TROUBLE)[1]


def _until(machine: Does, command: tuple[str, ...], said: str) -> bool:
    """Whether a command says something soon."""
    ends = time.monotonic() + _SOON
    while time.monotonic() < ends:
        if said in machine.does(*command)[1]:
            return True
        time.sleep(0.5)
    return False


def _without_certificate() -> int:
    """What the keeper answers to somebody who shows no certificate, and has one line for it."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    asking = http.client.HTTPSConnection(_HERE, _PORT, timeout=_SOON, context=trusting)
    try:
        asking.request("POST", "/upload", b"MESSAGE=made up\n\n", {"Content-Type": "application/vnd.fdo.journal"})
        return asking.getresponse().status
    finally:
        asking.close()
