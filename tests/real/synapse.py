"""A real Matrix homeserver for the tests: Synapse, in a folder of its own, on the loopback."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-synapse" / "bin" / "python"
SERVER_NAME = "test.localhost"
SECRET = "made up, for tests"
STARTS_WITHIN = 30
STOPS_WITHIN = 20
_UNLIMITED = {"per_second": 10_000, "burst_count": 100_000}
NO_LIMITS: dict[str, Any] = {
    "rc_message": _UNLIMITED,
    "rc_registration": _UNLIMITED,
    "rc_login": {"address": _UNLIMITED, "account": _UNLIMITED, "failed_attempts": _UNLIMITED},
    "rc_joins": {"local": _UNLIMITED, "remote": _UNLIMITED},
    "rc_joins_per_room": _UNLIMITED,
    "rc_invites": {"per_room": _UNLIMITED, "per_user": _UNLIMITED, "per_issuer": _UNLIMITED},
    "rc_room_creation": _UNLIMITED,
    "rc_key_requests": _UNLIMITED,
    "rc_admin_redaction": _UNLIMITED,
}
EVERYBODY_HERE: dict[str, Any] = {"rc_login": NO_LIMITS["rc_login"]}
"""The limits of a public server, but for log-ins by address: all people of a test have the same."""
LOGGING: dict[str, Any] = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
}


def free_port() -> int:
    """A port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Synapse:
    """One homeserver; its accounts and rooms outlive `stop` and `start`."""

    def __init__(self, folder: Path, *, default_limits: bool = False) -> None:
        """Write the configuration. `default_limits`: slow people down as a public server does."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_test {key}\n", encoding="ascii")
        (folder / "logging.json").write_text(json.dumps(LOGGING), encoding="ascii")
        listener = {
            "port": self.port,
            "bind_addresses": ["127.0.0.1"],
            "tls": False,
            "type": "http",
            "resources": [{"names": ["client"], "compress": False}],
        }
        # JSON is YAML.
        config = {
            "server_name": SERVER_NAME,
            "public_baseurl": f"{self.url}/",
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "log_config": str(folder / "logging.json"),
            "media_store_path": str(folder / "media"),
            "signing_key_path": str(folder / "signing.key"),
            "registration_shared_secret": SECRET,
            "macaroon_secret_key": SECRET,
            "form_secret": SECRET,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "enable_registration": False,
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            "bcrypt_rounds": 4,
        } | (EVERYBODY_HERE if default_limits else NO_LIMITS)
        (folder / "homeserver.yaml").write_text(json.dumps(config), encoding="ascii")

    @property
    def database(self) -> Path:
        """Its SQLite file, which keeps every event."""
        return self._folder / "homeserver.db"

    @property
    def process(self) -> int:
        """The id of its process, while it runs."""
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it answers. Raises AssertionError with its log when it does not."""
        with (self._folder / "synapse.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self._get("/_matrix/client/versions")
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise AssertionError(f"Synapse did not start:\n{(self._folder / 'synapse.log').read_text()[-3000:]}")

    def stop(self) -> None:
        """Stop, and wait until it is gone."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOPS_WITHIN)
        self._process = None

    def register(self, name: str) -> tuple[str, str]:
        """Make an account: its id and its password."""
        password = f"password of {name}"
        nonce = self._get("/_synapse/admin/v1/register")["nonce"]
        words = f"{nonce}\0{name}\0{password}\0notadmin".encode()
        mac = hmac.new(SECRET.encode(), words, hashlib.sha1).hexdigest()
        asked = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
        made = self._get("/_synapse/admin/v1/register", asked)
        return str(made["user_id"]), password

    def forgets_identity(self, user_id: str) -> None:
        """Delete somebody's cross-signing identity, as whoever runs the server can; it must be stopped and started."""
        self.stop()
        with contextlib.closing(sqlite3.connect(self.database)) as database, database:
            for table in ("e2e_cross_signing_keys", "e2e_cross_signing_signatures"):
                database.execute(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
        self.start()

    def call(self, path: str, token: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        """A request of the client-server API: GET, or POST when there is a content."""
        return self._get(f"/_matrix/client/v3/{path}", content, token)

    def ask(self, method: str, path: str, token: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """A request of the client-server API. Returns the status, whatever it is, and the answer."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        url = f"{self.url}/_matrix/client/v3/{path}"
        request = urllib.request.Request(url, json.dumps(content).encode(), headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=STARTS_WITHIN) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def _get(self, path: str, content: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
        data = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(f"{self.url}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=STARTS_WITHIN) as answer:
            found: dict[str, Any] = json.load(answer)
        return found
