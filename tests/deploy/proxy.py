"""nginx and Caddy as Debian has them, started by the files of deploy/ on a loopback port, before a Unix socket."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.faulty.certificates import NAMED
from tests.real.running import ROOT
from tests.real.several.crew import free_port

SOON = 20.0
_NGINX = """\
user www-data;
daemon off;
pid {folder}/pid;
error_log {folder}/errors warn;
events {{}}
http {{
    access_log {folder}/accesses;
    client_body_temp_path {folder}/1;
    proxy_temp_path {folder}/2;
    fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4;
    scgi_temp_path {folder}/5;
    include {folder}/site;
}}
"""
"""What Debian's own has around a site, in a folder of ours; its log says more."""
_CADDY = """\
{{
	admin off
	auto_https disable_redirects
	default_bind 127.0.0.1
	https_port {port}
	http_port {other}
"""


@dataclass(frozen=True)
class Stage:
    """What a proxy is given.

    folder  its own; all that it writes is there
    socket  the bot's
    shown   the file of its key and certificate
    """

    folder: Path
    port: int
    socket: Path
    shown: Path


@dataclass(frozen=True)
class Proxy:
    """A proxy: the user that Debian has it run as, what makes its command, and whether it begins as that user."""

    name: str
    user: str
    command: Callable[[Stage], list[str]]
    begins_so: bool


def _changed(name: str, *changes: tuple[str, str]) -> str:
    """A file of deploy/ with these changes, each of what stands there once, comments aside."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "deploy" / name).read_text("utf-8"))
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _nginx(stage: Stage) -> list[str]:
    site = _changed(
        "nginx.conf",
        ("listen 443 ssl", f"listen 127.0.0.1:{stage.port} ssl"),
        ("    listen [::]:443 ssl;\n", ""),
        (f"/etc/letsencrypt/live/{NAMED}/fullchain.pem", str(stage.shown)),
        (f"/etc/letsencrypt/live/{NAMED}/privkey.pem", str(stage.shown)),
        ("http://127.0.0.1:8080", f"http://unix:{stage.socket}"),
    )
    (stage.folder / "site").write_text(site, "utf-8")
    (main := stage.folder / "nginx.conf").write_text(_NGINX.format(folder=stage.folder), "utf-8")
    return ["nginx", "-p", str(stage.folder), "-e", str(stage.folder / "errors"), "-c", str(main)]


def _caddy(stage: Stage) -> list[str]:
    site = _changed(
        "Caddyfile",
        (f"{NAMED} {{\n", f"{NAMED} {{\n\ttls {stage.shown} {stage.shown}\n"),
        ("reverse_proxy 127.0.0.1:8080", f"reverse_proxy unix/{stage.socket}"),
    ).lstrip()
    assert site.startswith("{\n"), "its own options come first"
    ours = _CADDY.format(port=stage.port, other=free_port())
    (main := stage.folder / "Caddyfile").write_text(ours + site.removeprefix("{\n"), "utf-8")
    return ["caddy", "run", "--config", str(main), "--adapter", "caddyfile"]


PROXIES = (Proxy("nginx", "www-data", _nginx, begins_so=False), Proxy("caddy", "caddy", _caddy, begins_so=True))


def _started(proxy: Proxy, stage: Stage) -> subprocess.Popen[bytes]:
    command = proxy.command(stage)
    shutil.chown(stage.folder, proxy.user)
    shutil.chown(stage.shown, proxy.user)
    kept = os.environ | dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(stage.folder))
    user = proxy.user if proxy.begins_so else None
    with (stage.folder / "said").open("wb") as file:
        return subprocess.Popen(
            command, env=kept, cwd=stage.folder, stdout=file, stderr=file,
            user=user, group=user, extra_groups=() if user else None,
        )  # fmt: skip


@asynccontextmanager
async def standing(proxy: Proxy, stage: Stage) -> AsyncIterator[None]:
    """The proxy, until the block ends: it ends with it."""
    running = _started(proxy, stage)
    try:
        await _listens(stage)
        yield
    finally:
        running.terminate()
        await asyncio.to_thread(running.wait, SOON)


async def _listens(stage: Stage) -> None:
    """Wait until somebody listens on its port."""
    for _ in range(int(SOON / 0.1)):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", stage.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise AssertionError(said(stage))


def said(stage: Stage) -> str:
    """All that a proxy logged, wherever."""
    files = (stage.folder / name for name in ("said", "errors", "accesses"))
    return "".join(file.read_text("utf-8", errors="replace") for file in files if file.exists())
