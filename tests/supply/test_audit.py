"""`make audit` asks about every pin, and says no while one has a known hole: tried with a list of holes of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.supply.audit import NOT_ASKED, UNKNOWN, main
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
        self.status = 200
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
                self.send_response(holes.status)
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
def test_every_pin_is_asked_about_and_a_known_hole_is_told(holes: Holes, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--service-url", holes.url) == 0
    pins = {(pin.name.partition("[")[0], pin.version) for pin in pinned(REQUIREMENTS / "run.txt")}
    assert holes.asked == pins
    holes.holey = "aiohttp"
    capsys.readouterr()
    assert main("--service-url", holes.url) == 1
    told = capsys.readouterr().out
    assert "MADE-UP-1" in told
    assert UNKNOWN not in told


@pytest.mark.long
def test_a_list_that_does_not_answer_is_no_pass_and_no_hole(
    holes: Holes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, pins that no index has were « 1 », as a hole is; and the rest was said by uv alone."""
    holes.status = 503
    assert main("--service-url", holes.url) == NOT_ASKED
    holes.status = 200
    (nowhere := tmp_path / "run.txt").write_text("aiohttp==99.99.99 --hash=sha256:00\n", encoding="ascii")
    assert main("--service-url", holes.url, pins=nowhere) == NOT_ASKED
    monkeypatch.setattr("tests.supply.audit._UV", tmp_path / "uv")
    assert main() == NOT_ASKED
    assert capsys.readouterr().out.count(UNKNOWN) == 3
