"""Settings: every mistake in one go, one line each, by the variable's name, without a value that may be secret."""

import warnings
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import CREDENTIALS, PLACEHOLDER, LogFormat, Settings, SettingsError, read_settings
from tests.store.bench import without_settings

SECRET = "hunter2-hunter2"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, and an empty working directory."""
    without_settings(tmp_path, monkeypatch)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> "Given":
    return Given(monkeypatch)


class Given:
    """Sets variables, by their name without the prefix."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, **values: str) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(f"OBJECTEUR_{name.upper()}", value)


def refused() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.__cause__ is None
    return str(caught.value).splitlines()


def test_without_any_setting_nothing_is_served_and_everything_stays_in_var() -> None:
    settings = read_settings()
    assert (settings.telegram, settings.matrix, settings.sqlite) == (False, False, True)
    assert settings.database == f"sqlite:///{Path.cwd() / 'var' / 'objecteur.sqlite3'}"
    assert (settings.timezone, settings.controller) == ("Europe/Paris", PLACEHOLDER)


def test_an_empty_variable_is_no_setting(given: Given) -> None:
    bare = read_settings()
    given(**dict.fromkeys(Settings.model_fields, ""))
    assert read_settings() == bare


def test_the_environment_goes_before_the_file(given: Given) -> None:
    Path(".env").write_text("OBJECTEUR_CONTROLLER=Du fichier\nOBJECTEUR_TIMEZONE=Indian/Reunion\n", encoding="utf-8")
    given(controller="De l’environnement")
    assert (read_settings().controller, read_settings().timezone) == ("De l’environnement", "Indian/Reunion")


def test_a_variable_that_nobody_knows_does_no_harm(given: Given) -> None:
    given(controler="a typing mistake")
    assert read_settings().controller == PLACEHOLDER


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_api_url", "ftp://telegram.exemple.test"),
        ("telegram_api_url", "telegram.exemple.test"),
        ("matrix_homeserver", "matrix.exemple.test"),
        ("matrix_user", "objecteur"),
        ("matrix_user", "objecteur:exemple.test"),
        ("matrix_user", "@objecteur"),
        ("matrix_welcome_room", "accueil"),
        ("matrix_welcome_room", "!room:exemple.test"),
        ("timezone", "Europe/Pariss"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "/etc/localtime"),
        ("timezone", "Africa"),
        ("timezone", "Paris 1"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable_and_does_not_repeat_it(
    given: Given, name: str, value: str
) -> None:
    given(matrix_homeserver="https://matrix.exemple.test", matrix_user="@objecteur:exemple.test")
    given(**{name: value})
    (line,) = refused()
    assert line.startswith(f"OBJECTEUR_{name.upper()}: ")
    assert value not in line


@pytest.mark.parametrize("name", ["telegram_api_url", "matrix_homeserver"])
@pytest.mark.parametrize(
    "value",
    [
        "https://",
        "https:///",
        "https://:8448",
        "http://exemple test",
        "http://exemple.test ",
        "http://exemple\n.test",
        "https://exemple.test:port",
        "https://exemple.test:65536",
        "https://exemple.test:0",
        "https://[::1",
    ],
)
def test_an_address_without_a_host_is_refused_at_once(given: Given, name: str, value: str) -> None:
    given(matrix_homeserver="https://matrix.exemple.test", matrix_user="@objecteur:exemple.test")
    given(**{name: value})
    (line,) = refused()
    assert line.startswith(f"OBJECTEUR_{name.upper()}: ")


@pytest.mark.parametrize(
    "value",
    ["https://exemple.test", "http://127.0.0.1:8008/", "https://exemple.test:8448/base/", "http://[::1]:8081"],
)
def test_an_address_is_taken_without_a_slash_at_its_end(given: Given, value: str) -> None:
    given(telegram_api_url=value)
    assert read_settings().telegram_api_url == value.rstrip("/")


@pytest.mark.parametrize(
    "half",
    [{"matrix_homeserver": "https://matrix.exemple.test"}, {"matrix_user": "@objecteur:exemple.test"}],
)
def test_matrix_is_configured_whole_or_not_at_all(given: Given, half: dict[str, str]) -> None:
    given(**half, matrix_password=SECRET)
    assert refused() == ["OBJECTEUR_MATRIX_HOMESERVER and OBJECTEUR_MATRIX_USER go together"]


def test_a_webhook_needs_somewhere_to_listen(given: Given) -> None:
    given(telegram_token=SECRET, telegram_webhook_url="https://bot.exemple.test/telegram")
    (line,) = refused()
    assert "OBJECTEUR_HTTP_ADDRESS" in line
    assert "exemple" not in line


@pytest.mark.parametrize("value", ["8080", "localhost", "localhost:", ":8080", "localhost:0", "localhost:65536", "a:b"])
def test_where_to_listen_is_a_host_and_a_port(given: Given, value: str) -> None:
    given(http_address=value)
    (line,) = refused()
    assert line == "OBJECTEUR_HTTP_ADDRESS: not a host and a port, such as 127.0.0.1:8080"


@pytest.mark.parametrize("value", ["unix:", "unix:http.sock", "unix:/run/", f"unix:/{'é' * 54}"])
def test_a_socket_to_listen_on_is_a_whole_path(given: Given, value: str) -> None:
    given(http_address=value)
    (line,) = refused()
    assert line.startswith("OBJECTEUR_HTTP_ADDRESS: not the whole path of a socket")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:80", ("::1", 80)),
        ("localhost:1", ("localhost", 1)),
        ("unix:/run/objecteur/http.sock", Path("/run/objecteur/http.sock")),
    ],
)
def test_where_to_listen_is_read(given: Given, value: str, where: tuple[str, int] | Path) -> None:
    given(http_address=value)
    assert read_settings().listens == where


def test_every_mistake_is_told_at_once(given: Given) -> None:
    given(timezone="Mars/Olympus", telegram_api_url="nowhere", matrix_user="nobody")
    assert {line.partition(":")[0] for line in refused()} == {
        "OBJECTEUR_TIMEZONE",
        "OBJECTEUR_TELEGRAM_API_URL",
        "OBJECTEUR_MATRIX_USER",
    }


def test_no_secret_is_in_an_error_nor_in_how_the_settings_look(given: Given) -> None:
    given(
        telegram_token=f"123456789:{SECRET}",
        matrix_password=SECRET,
        secret_keys=SECRET,
        database_url=f"postgresql://camille:{SECRET}@db.exemple.test/objecteur",
    )
    settings = read_settings()
    assert SECRET not in f"{settings!r} {settings}"
    given(timezone="Mars/Olympus")
    assert SECRET not in "".join(refused())


def test_settings_do_not_change_once_read() -> None:
    settings = read_settings()
    for name in Settings.model_fields:
        with pytest.raises(ValidationError):
            setattr(settings, name, None)


def test_a_file_that_is_not_utf_8_is_a_clear_line() -> None:
    Path(".env").write_bytes("OBJECTEUR_CONTROLLER=Société Exemple\n".encode("latin-1"))
    assert ".env" in "".join(refused())


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of credentials, as systemd makes it."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv(CREDENTIALS, str(folder))
    return folder


def test_a_secret_may_come_as_a_file_of_the_service_manager(credentials: Path) -> None:
    (credentials / "OBJECTEUR_TELEGRAM_TOKEN").write_text(f"{SECRET}\n", encoding="utf-8")
    (credentials / "OBJECTEUR_SECRET_KEYS").write_text(SECRET, encoding="utf-8")
    (credentials / "another").write_text("of another program", encoding="utf-8")
    settings = read_settings()
    assert settings.telegram_token
    assert settings.telegram_token.get_secret_value() == SECRET, "without the end of its line"
    assert settings.secret_keys
    assert settings.matrix_password is None


def test_the_environment_and_the_file_go_before_a_credential(credentials: Path, given: Given) -> None:
    for name in ("OBJECTEUR_CONTROLLER", "OBJECTEUR_TIMEZONE", "OBJECTEUR_LOG_FORMAT"):
        (credentials / name).write_text("json" if name.endswith("FORMAT") else "Europe/Madrid", encoding="utf-8")
    Path(".env").write_text("OBJECTEUR_TIMEZONE=Indian/Reunion\n", encoding="utf-8")
    given(controller="De l’environnement")
    settings = read_settings()
    assert (settings.controller, settings.timezone) == ("De l’environnement", "Indian/Reunion")
    assert settings.log_format is LogFormat.JSON


@pytest.mark.parametrize("made", ["nothing", "a file"])
def test_a_directory_of_credentials_that_is_none_is_no_setting(
    made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if made == "a file":
        (tmp_path / "credentials").write_text("not a directory", encoding="utf-8")
    monkeypatch.setenv(CREDENTIALS, str(tmp_path / "credentials"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not read_settings().telegram


def test_a_credential_that_is_wrong_is_one_line_without_its_value(credentials: Path) -> None:
    (credentials / "OBJECTEUR_TIMEZONE").write_text("Mars/Olympus", encoding="utf-8")
    (line,) = refused()
    assert line.startswith("OBJECTEUR_TIMEZONE: ")
    assert "Mars" not in line
    (credentials / "OBJECTEUR_TIMEZONE").write_bytes(b"\xff\xfe")
    (line,) = refused()
    assert CREDENTIALS in line


@pytest.mark.parametrize("value", ["yaml", "TEXT ", "jsonl"])
def test_the_log_is_text_or_json(given: Given, value: str) -> None:
    given(log_format=value)
    (line,) = refused()
    assert line.startswith("OBJECTEUR_LOG_FORMAT: ")
