"""Reading the settings from the environment or a `.env` file into one frozen value; all mistakes show at once."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError


class SettingsError(Exception):
    """Some settings cannot be used: one line for each."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone, such as Europe/Paris") from None
    return name


def _url(text: str) -> str:
    wrong = ValueError("not an http or https address, such as https://example.org:8448")
    if not text.isprintable() or " " in text:
        raise wrong
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, an address in half a bracket
        raise wrong from None
    if not whole:
        raise wrong
    return text.rstrip("/")


UNIX = "unix:"
_LONGEST_SOCKET = 107
"""The most bytes of the path of a socket, by the kernel."""


def _address(text: str) -> str:
    if text.startswith(UNIX):
        path = text.removeprefix(UNIX)
        if not path.startswith("/") or path.endswith("/") or len(os.fsencode(path)) > _LONGEST_SOCKET:
            raise ValueError("not the whole path of a socket, such as unix:/run/objecteur/http.sock")
        return text
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("not a host and a port, such as 127.0.0.1:8080")
    return text


_Url = Annotated[str, AfterValidator(_url)]
PLACEHOLDER = "(responsable non renseigné : OBJECTEUR_CONTROLLER)"


class LogFormat(StrEnum):
    """How the log is written: lines to read, or JSON objects."""

    TEXT = "text"
    JSON = "json"


class Settings(BaseSettings):
    """The settings of the README's table, by the same names in lower case, without `OBJECTEUR_`."""

    model_config = SettingsConfigDict(
        env_prefix="OBJECTEUR_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("var")
    database_url: SecretStr | None = None
    secret_keys: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_api_url: _Url | None = None
    matrix_homeserver: _Url | None = None
    matrix_user: Annotated[str, Field(pattern=r"^@[^:\s]+:\S+$")] | None = None
    matrix_password: SecretStr | None = None
    matrix_welcome_room: Annotated[str, Field(pattern=r"^#[^:\s]+:\S+$")] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    controller: str = PLACEHOLDER
    telegram_webhook_url: _Url | None = None
    telegram_per_second: Annotated[int, Field(ge=1, le=1000)] = 25
    http_address: Annotated[str, AfterValidator(_address)] | None = None
    log_format: LogFormat = LogFormat.TEXT

    @model_validator(mode="after")
    def _matrix_is_whole(self) -> "Settings":
        if (self.matrix_homeserver is None) != (self.matrix_user is None):
            raise ValueError("OBJECTEUR_MATRIX_HOMESERVER and OBJECTEUR_MATRIX_USER go together")
        if self.telegram_webhook_url and not self.http_address:
            raise ValueError("OBJECTEUR_TELEGRAM_WEBHOOK_URL needs OBJECTEUR_HTTP_ADDRESS, where its proxy posts")
        return self

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database.startswith("sqlite")

    @property
    def database(self) -> str:
        """The database's URL."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.resolve() / 'objecteur.sqlite3'}"

    @property
    def listens(self) -> tuple[str, int] | Path | None:
        """The host and port to listen on for HTTP, or a Unix socket; None for no listener."""
        if self.http_address is None:
            return None
        if self.http_address.startswith(UNIX):
            return Path(self.http_address.removeprefix(UNIX))
        host, _, port = self.http_address.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def telegram(self) -> bool:
        """Whether Telegram is served."""
        return self.telegram_token is not None

    @property
    def matrix(self) -> bool:
        """Whether Matrix is served."""
        return self.matrix_homeserver is not None


CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The variable by which systemd says where a service's credentials are: files named like the settings."""


def read_settings() -> Settings:
    """Read the settings: from the environment; what is not there from `.env`; then from the files of credentials.

    Raises SettingsError that names every wrong variable, and repeats no value.
    """
    folder = Path(os.environ.get(CREDENTIALS) or os.devnull)
    try:
        return Settings(_secrets_dir=folder if folder.is_dir() else None)
    except UnicodeDecodeError:
        raise SettingsError(".env is not written in UTF-8: save it so") from None
    except OSError as error:
        raise SettingsError(f".env cannot be read: {error.strerror}") from None
    except SourceError:  # whatever went wrong there, with the name of a setting and no word of why
        raise SettingsError(f"a file in {CREDENTIALS} cannot be read, or is not written in UTF-8") from None
    except ValidationError as error:
        lines = []
        for one in error.errors(include_url=False, include_input=False, include_context=False):
            name = f"OBJECTEUR_{str(one['loc'][0]).upper()}: " if one["loc"] else ""
            lines.append(f"{name}{one['msg'].removeprefix('Value error, ')}")
        raise SettingsError("\n".join(lines)) from None
