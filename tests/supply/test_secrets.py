"""No secret is in the repository: by their forms, and by the names of the files that hold some."""

import base64
import binascii
import re
import subprocess
from pathlib import Path

import pytest

from tests.folded import folded
from tests.real.running import ROOT

FORMS = {
    "a key of this bot": re.compile(r"(?<![\w/+-])[\w/+-]{43}=(?![\w=])"),
    "a token of a Telegram bot": re.compile(r"(?<!\d)\d{8,10}:[\w-]{35}(?![\w-])"),
    "a token of a Matrix account": re.compile(r"\b(?:syt_[A-Za-z0-9]+_[A-Za-z0-9]+_\w+|mat_\w{20,})\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in an address": re.compile(r"(?<=://)[^/\s:@\"'{}<]+:[^/\s@\"'{}<]+(?=@)"),
    "a token of a forge": re.compile(r"\b(?:gh[pousr]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20})"),
    "a token of a package index": re.compile(r"\b(?:pypi-AgE[\w-]{50,}|npm_\w{36})"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a signed web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
}
FILES = re.compile(
    r"(?:^|/)(?:\.env(?:\..+)?|secret\.key|session\.json|cross-signing\.json|crypto\.sqlite3|id_[a-z0-9]+|\.netrc|\.pypirc)$"
    r"|\.(?:pem|p12|pfx|key|kdbx)$|(?:^|/)secrets/"
)
MADE_UP = re.compile(r"made.up|hunter2|%s")
"""What stands in for a secret in tests and examples says so."""


def tracked() -> list[Path]:
    """Every file that is in the repository, or would be with the next `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def secrets_in(text: str) -> list[str]:
    """The kinds of secrets that a text seems to hold; what is plainly made up is none."""
    return [kind for kind, form in FORMS.items() for found in form.findall(text) if not made_up(found)]


def made_up(found: str) -> bool:
    """Whether it says so, or is a word repeated or counted, as no generator makes it."""
    if MADE_UP.search(found):
        return True
    try:
        drawn = base64.b64decode(found.rpartition(":")[2], altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        drawn = found.encode()
    return len(set(drawn)) <= 8 or drawn == bytes(range(len(drawn)))


def test_no_file_of_the_repository_holds_a_secret() -> None:
    files = tracked()
    assert len(files) > 1000
    held = {path: secrets_in(path.read_bytes().decode("utf-8", errors="replace")) for path in files}
    assert {str(path.relative_to(ROOT)): kinds for path, kinds in held.items() if kinds} == {}


def test_no_file_has_the_name_of_one_that_holds_secrets() -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [name for name in names if FILES.search(name) and not name.startswith("tests/stored/")] == []


@pytest.mark.parametrize("path", [".env", "var/secret.key", "deploy/secrets/key", "deploy/objecteur.env"])
def test_where_the_documents_have_secrets_put_git_sees_nothing(path: str) -> None:
    """Before: `deploy/secrets/` and `deploy/objecteur.env` went into the next `git add`."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {path, f"{path.partition('/')[0]}/", f"{path.rpartition('/')[0]}/"} & set(ignored)


PLANTED = {  # in pieces: this file is looked through too
    "a key of this bot": "OBJECTEUR_SECRET_KEYS=" + "Zr8Qn3xVb0Lw5Tj2Ky" + "7Hd9Gs4Fa1Pe6Uc_Mo-RiXtBN=",
    "a token of a Telegram bot": "token: 4839574" + "812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qc4",
    "a token of a Matrix account": '"syt_b2JqZWN0' + 'ZXVy_JHGfdsTrEwQaSdFgHjKl_1a2B3c"',
    "a private key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNz",
    "a password in an address": "postgresql://objecteur:" + "Tr0ub4dor@db/objecteur",
    "a token of a forge": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "a token of a package index": "npm_" + "3fA9c7Qm1Zx8Lr5Tn0Bv6Wd2Ks4Hy7Gj9Pe1",
    "a key of a cloud": "AKIA" + "IOSFODNN7EXAMPLE",
    "a signed web token": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJjYW1pbGxlIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
}


@folded("kind", FORMS)
def test_a_planted_secret_of_each_kind_is_found(kind: str) -> None:
    assert secrets_in(f"before\n{PLANTED[kind]}\nafter") == [kind]


@folded(
    "name",
    [
        ".env",
        "deploy/secrets/postgres_password",
        "var/secret.key",
        "var/matrix/session.json",
        "tls/site.pem",
        "id_ed25519",
    ],
)
def test_a_file_of_secrets_is_found_by_its_name(name: str) -> None:
    assert FILES.search(name)


def test_what_the_tests_make_up_is_no_secret() -> None:
    counted = base64.b64encode(bytes(range(32))).decode()
    repeated = base64.b64encode(b"k" * 32).decode()
    assert secrets_in(f"{counted} {repeated} 123456789:AAmade-up_for_these_tests_only_0000 http://a:made-up@b") == []
