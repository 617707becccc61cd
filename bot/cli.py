"""The command line: arguments and exit status, nothing else. What one command alone needs is loaded by that one.

0 done; 1 something to review (`check`, `caisses`); 2 a setting, a file or the database cannot be used, in one line;
3 a mistake in the program: its place, in one line.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import __version__, clock
from bot.app import assembly
from bot.app.wired import configured, wired
from bot.content import ContentError
from bot.core.ports.network import FatalNetworkError
from bot.core.ports.network_name import NetworkName
from bot.dating import WrongDayError
from bot.loading import unswept
from bot.logs import configure_logging, place
from bot.settings import LogFormat, Settings, SettingsError, read_settings
from bot.store import StoreError, opening


def parser() -> argparse.ArgumentParser:
    """The parser of the commands and options. The README names every command; a test compares them."""
    made = argparse.ArgumentParser(prog="objecteur", description="A chat bot that helps people object.")
    made.add_argument("--verbose", action="store_true", help="log more (still nothing personal)")
    made.add_argument("--version", action="version", version=f"objecteur {__version__}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="serve every network that is configured")
    commands.add_parser("chat", help="hold the conversation in this terminal")
    commands.add_parser("check", help="say what is configured, what is missing, which facts are to be read again")
    commands.add_parser("migrate", help="bring the database to the present schema, while the bot is stopped")
    backing = commands.add_parser("backup", help="copy all that is kept to a file, while the bot runs")
    restoring = commands.add_parser("restore", help="put such a copy in the place of the database")
    for copying in (backing, restoring):
        copying.add_argument("file", type=Path, metavar="FILE")
    keeping = commands.add_parser("keys", help="look after the secret keys")
    turns = keeping.add_subparsers(dest="turn", metavar="TURN", required=True)
    turns.add_parser("rotate", help="seal all with the first of the secret keys, while the bot runs")
    confirming = commands.add_parser(
        "confirm-date", help="say that this machine's day is right, when the bot doubts it"
    )
    confirming.add_argument("day", type=_day, metavar="YYYY-MM-DD", help="the day that this machine's clock says")
    matrix = commands.add_parser("matrix", help="look after the bot's Matrix account")
    deeds = matrix.add_subparsers(dest="deed", metavar="DEED", required=True)
    deeds.add_parser("reset-identity", help="replace its cross-signing identity: everybody's client will say so")
    letters = commands.add_parser("letters", help="see every letter before you trust it")
    looks = letters.add_subparsers(dest="look", metavar="LOOK", required=True)
    shown = looks.add_parser("preview", help="write every letter, with sample data, to a folder to look through")
    shown.add_argument("folder", type=Path, metavar="FOLDER", help="new, empty, or written by this command before")
    sheet = looks.add_parser("review", help="print every claim, its source and dates, and the letters that rely on it")
    for look in (shown, sheet):
        look.add_argument("--campaign", default="", metavar="ID", help="default: the one that newcomers begin with")
        look.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="as on that day; default: today")
    looking_after = commands.add_parser("caisses", help="look after the directory of caisses")
    caisses = looking_after.add_subparsers(dest="action", metavar="ACTION", required=True)
    importing = caisses.add_parser("import", help="compare the directory with a file of official open data")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--write", action="store_true", help="write what differs; without it nothing is written")
    reports = caisses.add_parser("reports", help="list the wrong addresses that people reported")
    reports.add_argument("--clear", type=int, metavar="ID", help="delete the report of that number")
    return made


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not 2000 <= day.year < 2100:
        raise argparse.ArgumentTypeError(f"{text}: a day of this century, please")
    return day


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, `run` when a network is configured and `chat` when none is."""
    options = parser().parse_args(arguments)
    try:
        settings = read_settings()
        command = options.command or ("run" if configured(settings) else "chat")
        configure_logging(verbose=options.verbose, as_json=settings.log_format is LogFormat.JSON)
        if command == "chat":
            logging.getLogger("bot").setLevel(logging.DEBUG if options.verbose else logging.WARNING)
        return _command(command, settings, options)
    except (SettingsError, ContentError, StoreError, FatalNetworkError, WrongDayError) as error:
        for line in str(error).splitlines():
            print(f"objecteur: {line}", file=sys.stderr)  # noqa: T201
        return 2
    except Exception as error:  # noqa: BLE001  its words may hold somebody's
        print(f"objecteur: ended by a mistake in the program: {place(error)}", file=sys.stderr)  # noqa: T201
        return 3


def _command(command: str, settings: Settings, options: argparse.Namespace) -> int:
    match command:
        case "run":
            return _run(settings)
        case "chat":
            return _chat(settings)
        case "check":
            from bot.commands import check  # noqa: PLC0415

            return check.report(settings)
        case "backup" | "restore":
            from bot.commands import backup  # noqa: PLC0415

            return (backup.backup if command == "backup" else backup.restore)(settings, options.file)
        case "confirm-date" | "caisses" | "keys":
            return _upkeep(command, options, settings)
        case "letters":
            return _letters(options, settings)
        case "matrix":
            return _reset_identity(settings)
        case _:
            return _migrate(settings)


def _migrate(settings: Settings) -> int:
    opening.upgrade(settings)
    opening.migrated(settings)
    if opening.known_keyring(settings) is not None:  # else nothing is sealed yet, and a migration makes no key
        opening.open_to_serve(settings)
    return 0


def _upkeep(command: str, options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import keys, upkeep  # noqa: PLC0415

    if command == "keys":
        return keys.rotate(settings)
    if command == "confirm-date":
        return upkeep.confirm_date(settings, options.day)
    if options.action == "import":
        return upkeep.import_file(options.file, write=options.write)
    return upkeep.list_reports(settings, options.clear)


def _run(settings: Settings) -> int:
    from bot.app import serving  # noqa: PLC0415

    if not configured(settings):
        needs = ", or ".join(needs for name in NetworkName if (needs := wired(name).needs))
        raise SettingsError(f"no network is configured: {needs}; or talk here with `objecteur chat`")
    with opening.locked_to_serve(settings):
        opening.refuse_half_restored(settings)
        with unswept():
            app = assembly.build(settings)
        asyncio.run(serving.run(app))
    return 0


def _reset_identity(settings: Settings) -> int:
    from bot.app import networks  # noqa: PLC0415

    if not settings.matrix:
        raise SettingsError("Matrix is not configured: set OBJECTEUR_MATRIX_HOMESERVER and OBJECTEUR_MATRIX_USER")
    with opening.locked_for(settings, "run"):
        asyncio.run(networks.reset_matrix_identity(assembly.build(settings)))
    print("The Matrix account has a new cross-signing identity. People's clients will say that it has changed.")  # noqa: T201
    return 0


def _chat(settings: Settings) -> int:
    from bot.app.chat import chat  # noqa: PLC0415

    # Typed and shown text may hold anything: a byte that is no character must not end the conversation.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    with opening.locked_for(settings, "chat"):
        opening.refuse_half_restored(settings)
        try:
            chat(assembly.build(settings))
        except KeyboardInterrupt:
            print()  # noqa: T201  what was typed before is kept: each line was committed
        except BrokenPipeError:
            _nobody_reads()
    return 0


def _letters(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import preview  # noqa: PLC0415

    material = preview.load(options.campaign)
    today = options.date or clock.now().astimezone(ZoneInfo(settings.timezone)).date()
    if options.look == "preview":
        try:
            count = preview.preview(material, options.folder, today)
        except preview.FolderError as error:
            raise SettingsError(str(error)) from None
        said = f"{count} letters of {today}: open {options.folder / 'index.html'}\n"
    else:
        said = preview.as_text(preview.claims(material, today))
    try:
        print(said, end="", flush=True)  # noqa: T201
    except BrokenPipeError:
        _nobody_reads()
    return 0


def _nobody_reads() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor does Python's own end
