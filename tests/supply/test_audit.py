"""`make audit` asks about every pin, and says no while one has a known hole: tried with a list of holes of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.supply.audit import audit
from tests.supply.pins import REQUIREMENTS, pinned

HOLE = {
    "id": "MADE-UP-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "made up",
    "affected": [
        {
            "package": {"name": "aiohttp", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
        }
    ],
}


class Holes:
    """A list of holes, as OSV answers, and what it was asked about."""

    def __init__(self) -> None:
        self.asked: set[tuple[str, str]] = set()
        self.holey = ""
        holes = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                holes.asked |= {(one["package"]["name"], one["version"]) for one in queries}
                found = {"vulns": [{"id": HOLE["id"], "modified": HOLE["modified"]}]}
                self._say({"results": [found if one["package"]["name"] == holes.holey else {} for one in queries]})

            def do_GET(self) -> None:
                self._say(HOLE)

            def _say(self, what: Any) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(what).encode())

            def log_message(self, *_: object) -> None:
                """Nothing is told."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def holes() -> Iterator[Holes]:
    holes = Holes()
    serving = threading.Thread(target=holes.server.serve_forever)
    serving.start()
    yield holes
    holes.server.shutdown()
    serving.join()
    holes.server.server_close()


@pytest.mark.long
def test_every_pin_is_asked_about_and_a_known_hole_is_told(holes: Holes) -> None:
    done = audit("--service-url", holes.url)
    assert (done.returncode, "no known vulnerabilities" in done.stdout + done.stderr) == (0, True), done
    pins = {(pin.name.partition("[")[0], pin.version) for pin in pinned(REQUIREMENTS / "run.txt")}
    assert holes.asked == pins
    holes.holey = "aiohttp"
    done = audit("--service-url", holes.url)
    assert done.returncode == 1
    assert "MADE-UP-1" in done.stdout + done.stderr
