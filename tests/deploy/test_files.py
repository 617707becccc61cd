"""The unit, the container's files and the proxies' are what their own programs take, and fit what the bot does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.health import Health
from bot.runtime.http import HEALTH, METRICS, READY
from bot.runtime.metrics import Metrics
from bot.settings import CREDENTIALS, Settings
from tests.folded import folded
from tests.real.running import ROOT
from tests.store.bench import NOW
from tests.store.post import Post

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "objecteur.service").read_text(encoding="utf-8")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def installed(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of the test environment."""
    command = [str(Path(sys.executable).parent / program), *arguments]
    return subprocess.run(command, cwd=DEPLOY, capture_output=True, text=True, timeout=60, check=False)


def lines(text: str) -> list[str]:
    """The lines that are no comment."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_the_containerfile_keeps_hadolint_s_rules(tmp_path: Path) -> None:
    done = installed("hadolint", "Containerfile")
    assert (done.returncode, done.stdout) == (0, "")
    (tmp_path / "Containerfile").write_text("FROM debian\nRUN sudo apt-get install python3\n", encoding="utf-8")
    assert installed("hadolint", str(tmp_path / "Containerfile")).returncode


def test_the_compose_file_is_what_its_schema_asks(tmp_path: Path) -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert installed("check-jsonschema", *schema, "compose.yaml").returncode == 0
    (tmp_path / "wrong.yaml").write_text(COMPOSE.replace("restart:", "restarts:"), encoding="utf-8")
    assert installed("check-jsonschema", *schema, str(tmp_path / "wrong.yaml")).returncode


def test_a_secret_of_the_container_is_a_setting_and_is_read_from_where_compose_puts_it() -> None:
    given = set(re.findall(r"OBJECTEUR_\w+(?=: \{file:)", COMPOSE))
    assert {name.removeprefix("OBJECTEUR_").lower() for name in given} <= set(Settings.model_fields)
    assert len(given) == 3
    assert f"{CREDENTIALS}=/run/secrets" in CONTAINERFILE


def test_the_unit_hands_over_a_directory_of_files_that_become_settings() -> None:
    assert "LoadCredential=OBJECTEUR:/etc/objecteur/credentials" in lines(UNIT)  # systemd names them OBJECTEUR_…
    named = re.findall(r"credentials/([A-Z_]+)", UNIT)
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    assert [line for line in lines(UNIT) if "TOKEN" in line or "PASSWORD" in line] == []


@pytest.fixture
def as_service(tmp_path: Path) -> list[str]:
    """What `objecteur-as-service check --verbose` gives to systemd-run, which is stood in for."""
    (tmp_path / "systemd-run").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "systemd-run").chmod(0o755)
    kept = os.environ | {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "OBJECTEUR_UNIT": str(DEPLOY / "objecteur.service"),
    }
    command = [str(DEPLOY / "objecteur-as-service"), "check", "two words; $(id) *"]
    done = subprocess.run(command, cwd=DEPLOY, env=kept, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_a_command_runs_with_all_that_the_unit_gives_to_the_bot(as_service: list[str]) -> None:
    service = UNIT.partition("[Service]")[2].partition("[Install]")[0]
    of_running = ("Type=", "ExecStart=", "Restart")
    wanted = [f"--property={line}" for line in lines(service) if not line.startswith(of_running)]
    assert [one for one in as_service if one.startswith("--property=")] == wanted
    assert len(wanted) > 30
    assert "--property=User=objecteur" in wanted, (
        "DynamicUser alone would be another user, who takes the directory over"
    )
    assert as_service[-4:] == ["--", "/opt/objecteur/bin/objecteur", "check", "two words; $(id) *"]


@folded("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_passes_the_webhook_s_path_only(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    read = "\n".join(lines(text))
    port, socket = re.findall(r"OBJECTEUR_HTTP_ADDRESS=(\S+)", text)
    assert re.findall(r"127\.0\.0\.1:\d+", read) == [port]
    assert re.findall(r"(?:http://unix:|unix/)(/[\w./]+\.sock)", text) == [str(Settings(http_address=socket).listens)]
    (path,) = re.findall(r"OBJECTEUR_TELEGRAM_WEBHOOK_URL=https://bot\.example\.org(/\w+)", text)
    assert set(re.findall(r"(?:^path |location =? ?)(/\S*)", read, flags=re.MULTILINE)) - {"/"} == {path}
    assert [inner for inner in (HEALTH, READY, METRICS) if inner in read] == []
    assert "404" in read


def test_a_proxy_keeps_nothing_of_a_post() -> None:
    """Before: nginx put a long one into a file; Caddy logged the headers, with the secret, of one that failed."""
    nginx, caddy = ("\n".join(lines((DEPLOY / name).read_text("utf-8"))) for name in ("nginx.conf", "Caddyfile"))
    sizes = re.findall(r"client_(?:max_body|body_buffer)_size (\w+);", nginx)
    assert sizes == ["1m", "1m"]
    assert "access_log off;" in nginx
    assert "request>headers delete" in caddy


def test_the_unit_hides_no_number_of_the_process_from_the_metrics(tmp_path: Path) -> None:
    """`ProcSubset=pid` takes /proc/stat away, and with it all of `process_*`."""
    assert "ProcSubset=" not in UNIT
    shown = Metrics(Post(tmp_path).store, Health(()), lambda: NOW).text().decode()
    assert "process_resident_memory_bytes" in shown


def test_the_scripts_of_deploy_are_run_by_a_plain_shell() -> None:
    shell = shutil.which("sh")
    assert shell
    for path in DEPLOY.iterdir():
        if path.is_file() and path.read_bytes().startswith(b"#!"):
            assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
            assert os.access(path, os.X_OK), path.name
            assert subprocess.run([shell, "-n", str(path)], check=False, timeout=10).returncode == 0
