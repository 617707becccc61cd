"""A backup is put back after keys, places or machines changed, or is not put back to the end."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot import cli, clock
from bot.app import assembly
from bot.commands import backup
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.answering import Service
from bot.service.linking import new_code
from bot.settings import Settings
from bot.store import StoreError
from bot.store.copying import copy_out
from bot.store.opening import deeds_file, migrated, open_store
from bot.store.people import FOUND_BY
from bot.store.tables import FingerprintRow, PersonRow
from tests.commands.ground import CLAUDE, HOUR, KEY, TELEGRAM, Ground
from tests.commands.test_backup import DUE_ON
from tests.store.bench import CAMILLE, DOMINIQUE, without_settings
from tests.store.talk import the_content
from tests.store.test_releases_with_workers import NOW, STORED

MATRIX = NetworkName.MATRIX
CAMILLE_THERE = Destination("camille-exemple-on-matrix", "room-of-camille")
NOBODY = Destination("nobody-exemple-4004", "place-of-nobody-4004")
OTHER_KEY = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyb3Q="


def joined(ground: Ground) -> None:
    """Camille goes on on Matrix with the case of Telegram."""
    code = new_code()
    with ground.app.store.transaction() as unit:
        camille = unit.people.find(TELEGRAM, CAMILLE.person)
        assert camille
        unit.links.offer(camille.id, code, ground.now + HOUR)
    ground.hears(CAMILLE_THERE, MATRIX, f"!lier {code}")
    assert ground.knows(CAMILLE_THERE, MATRIX)


def test_whoever_was_put_out_of_a_case_does_not_return_to_it(ground: Ground, tmp_path: Path) -> None:
    """The account that was put out may be somebody else's: it read the case, and would read it again."""
    joined(ground)
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(CAMILLE, "/delier l’autre")
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert ground.knows(CAMILLE)
    assert not ground.knows(CAMILLE_THERE, MATRIX)


def test_an_account_that_parted_does_not_return_to_the_case(ground: Ground, tmp_path: Path) -> None:
    joined(ground)
    backup.backup(ground.settings, tmp_path / "copy")
    ground.hears(CAMILLE_THERE, MATRIX, "!delier")
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert ground.knows(CAMILLE)
    assert not ground.knows(CAMILLE_THERE, MATRIX)


def test_no_place_of_an_erased_case_returns_once_the_key_was_changed(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup has the hash of the other account by the old key, the database by the new one."""
    joined(ground)
    backup.backup(ground.settings, tmp_path / "copy")
    ground.ends()
    monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", f"{OTHER_KEY},{KEY}")
    ground.settings = Settings()
    ground.starts()
    ground.says(CAMILLE, "/dossier", "/effacer", "oui")
    assert not ground.knows(CAMILLE_THERE, MATRIX)
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert not ground.knows(CAMILLE)
    assert not ground.knows(CAMILLE_THERE, MATRIX)


def test_who_erased_while_another_action_was_begun_stays_erased(ground: Ground, tmp_path: Path) -> None:
    """Their agreement was given in the other action: it stands aside in the conversation."""
    ground.says(NOBODY, "bonjour", "oui", "75011")
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(NOBODY, "/start bank-data", "/effacer", "oui")
    assert not ground.knows(NOBODY)
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert not ground.knows(NOBODY)


def test_who_took_their_consent_back_stays_forgotten(ground: Ground, tmp_path: Path) -> None:
    ground.says(NOBODY, "bonjour", "oui", "75011")
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(NOBODY, "/retour", "/retour", "non")
    assert not ground.knows(NOBODY)
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert not ground.knows(NOBODY)


class Stopped(BaseException):
    """Ctrl-C, or a mistake in the program."""


def _stopped(*_: object) -> None:
    raise Stopped


def test_a_restore_that_is_interrupted_leaves_the_database_as_it_was(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C once the backup stands in its place: before, the next start served it with the erased people in it."""
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ends()
    monkeypatch.setattr("bot.service.answering.Service.put_right", _stopped)
    with pytest.raises(Stopped):
        backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert not ground.knows(CLAUDE)
    assert ground.knows(CAMILLE)


def test_on_a_new_machine_the_copied_deeds_are_known_from_then_on(ground: Ground, tmp_path: Path) -> None:
    """An erasure that the later copy remembers is remembered when an older backup is put back after it."""
    ground.ticks()
    backup.backup(ground.settings, tmp_path / "older")
    ground.now += HOUR
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    backup.backup(ground.settings, tmp_path / "later")
    ground.ends()
    deeds_file(ground.settings).path.unlink()
    backup.restore(ground.settings, tmp_path / "later")
    ground.now += HOUR
    backup.restore(ground.settings, tmp_path / "older")
    ground.starts()
    assert ground.knows(CAMILLE)
    assert not ground.knows(CLAUDE)


def test_after_a_power_cut_in_a_restore_nothing_is_served_until_it_is_done_again(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ends()
    with monkeypatch.context() as cut:
        cut.setattr("bot.service.answering.Service.put_right", _stopped)
        cut.setattr(backup, "take_back", _stopped)  # nor can anything be done about it
        with pytest.raises(Stopped):
            backup.restore(ground.settings, tmp_path / "copy")
    for command in (["run"], ["chat"], ["backup", str(tmp_path / "next")]):
        assert cli.main(command) == 2, command
    ground.now += HOUR
    backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert not ground.knows(CLAUDE)


def test_a_second_restore_that_fails_leaves_the_note_of_the_first(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: it deleted the note, and what the first had left half done was served, with the erased people in it."""
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ends()
    with monkeypatch.context() as cut:
        cut.setattr("bot.service.answering.Service.put_right", _stopped)
        with monkeypatch.context() as power:
            power.setattr(backup, "take_back", _stopped)
            with pytest.raises(Stopped):
                backup.restore(ground.settings, tmp_path / "copy")
        (first,) = tmp_path.glob("replaced-*Z")
        ground.now += HOUR
        with pytest.raises(Stopped):
            backup.restore(ground.settings, tmp_path / "copy")
    assert (tmp_path / "restore-unfinished").read_text() == str(first), "where the people are"
    assert cli.main(["run"]) == 2
    ground.now += HOUR
    backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert ground.knows(CAMILLE)
    assert not ground.knows(CLAUDE)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("cut", [False, True])
def test_no_worker_elsewhere_opens_a_database_before_all_is_put_right(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cut: bool
) -> None:
    """Another machine has other locks and no note: what it sees is the database alone."""
    backup.backup(ground.settings, tmp_path / "copy")
    ground.ends()
    elsewhere = ground.settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    put_right, refused = Service.put_right, list[str]()

    def looked_at(*given: Any) -> object:
        for opens in (open_store, migrated):
            with pytest.raises(StoreError, match="put back") as told:
                opens(elsewhere)
            refused.append(str(told.value))
        if cut:
            raise Stopped
        return put_right(*given)

    monkeypatch.setattr(Service, "put_right", looked_at)
    if cut:
        monkeypatch.setattr(backup, "take_back", _stopped)
        with pytest.raises(Stopped):
            backup.restore(ground.settings, tmp_path / "copy")
        with pytest.raises(StoreError, match="put back"):
            open_store(elsewhere)
        return
    backup.restore(ground.settings, tmp_path / "copy")
    assert len(refused) == 2
    open_store(elsewhere).engine.dispose()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_database_that_is_taken_back_is_opened_again(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.backup(ground.settings, tmp_path / "copy")
    ground.ends()
    monkeypatch.setattr(Service, "put_right", _stopped)
    with pytest.raises(Stopped):
        backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert ground.knows(CAMILLE)


def test_what_is_erased_after_the_clock_was_set_back_stays_erased(ground: Ground, tmp_path: Path) -> None:
    """The clock was an hour fast when the backup was taken; the erasure seems to come before it."""
    ground.ticks()
    backup.backup(ground.settings, tmp_path / "copy")
    ground.now -= HOUR
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    ground.is_put_back(tmp_path / "copy")
    assert not ground.knows(CLAUDE)


def test_one_erased_case_of_several_returns_with_none_of_its_answers(ground: Ground, tmp_path: Path) -> None:
    ground.says(CAMILLE, "/start bank-data", "oui", "Banque Exemple", "1 place du Test, 75011 Paris")
    ground.says(CAMILLE, "Oui, la retirer", "1", "Camille Exemple")
    backup.backup(ground.settings, tmp_path / "copy")
    assert "est effacé" in ground.says(CAMILLE, "/effacer", "3")
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    with ground.app.store.transaction() as unit:
        camille = unit.people.find(TELEGRAM, CAMILLE.person)
    assert camille
    assert "Banque Exemple" not in camille.conversation.answers.values()
    assert "bank-data" not in {camille.conversation.campaign, *(one.campaign for one in camille.conversation.aside)}
    assert "Health Data Hub" in ground.says(CAMILLE, "/dossier")


def test_tables_that_came_later_hinder_no_restore(ground: Ground, tmp_path: Path) -> None:
    """A later release refers to a table of this one: what was backed up before it must be put back all the same."""
    backup.backup(ground.settings, tmp_path / "copy")
    with ground.app.store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE later (id VARCHAR(32) REFERENCES person (id))"))
    ground.is_put_back(tmp_path / "copy")
    assert ground.knows(CAMILLE)


# --- What cannot be read in a backup --------------------------------------------------------------------------------

JUNK = b"own1" + b"\0" * 300
LOG, CONVERSATION = ("case_log", "case_id", "content"), ("person", "case_id", "conversation")


def put(ground: Ground, who: Destination, column: tuple[str, str, str], value: bytes) -> bytes:
    """Have another value in a column of somebody. Returns the one that stood there."""
    table, key, name = column
    with ground.app.store.transaction() as unit:
        case = unit.connection.scalar(
            select(PersonRow.case_id)
            .join(FingerprintRow, FOUND_BY)
            .where(FingerprintRow.fingerprint.in_(unit.people.fingerprints(TELEGRAM, who.person)))
        )
        stood = unit.connection.scalar(text(f"SELECT {name} FROM {table} WHERE {key} = :case"), {"case": case})
        changes = text(f"UPDATE {table} SET {name} = :value WHERE {key} = :case")
        assert unit.connection.execute(changes, {"value": value, "case": case}).rowcount == 1
    assert stood
    return bytes(stood)


def test_whoever_cannot_be_read_in_a_backup_is_nobody_else_s_trouble(ground: Ground, tmp_path: Path) -> None:
    """Before: one reminder that could not be noted, or passed over, and nothing could be put back."""
    ground.runs_until(DUE_ON - HOUR)
    log, conversation = put(ground, CAMILLE, LOG, JUNK), put(ground, CLAUDE, CONVERSATION, JUNK)
    backup.backup(ground.settings, tmp_path / "copy")
    put(ground, CAMILLE, LOG, log)
    put(ground, CLAUDE, CONVERSATION, conversation)
    ground.says(CLAUDE, "/effacer", "oui")
    assert {to.person for to in ground.runs_until(DUE_ON)} == {CAMILLE.person, DOMINIQUE.person}
    ground.is_put_back(tmp_path / "copy")
    assert not ground.knows(CLAUDE)
    assert ground.runs_until(DUE_ON + HOUR) == []
    assert "CPAM de Paris" in ground.says(DOMINIQUE, "/dossier")


def test_of_whom_a_case_was_erased_and_who_cannot_be_read_nothing_returns(ground: Ground, tmp_path: Path) -> None:
    ground.says(CAMILLE, "/start bank-data", "oui", "Banque Exemple", "1 place du Test, 75011 Paris")
    ground.says(CAMILLE, "Oui, la retirer", "1", "Camille Exemple")
    conversation = put(ground, CAMILLE, CONVERSATION, JUNK)
    backup.backup(ground.settings, tmp_path / "copy")
    put(ground, CAMILLE, CONVERSATION, conversation)
    assert "est effacé" in ground.says(CAMILLE, "/effacer", "3")
    ground.ticks()
    ground.is_put_back(tmp_path / "copy", after=HOUR)
    assert not ground.knows(CAMILLE)
    assert ground.knows(DOMINIQUE)


def test_a_backup_of_an_earlier_release_is_sealed_where_it_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: its days stood in clear until the next start."""
    without_settings(tmp_path, monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(assembly, "load_content", lambda **_: the_content())
    there = Settings.model_validate({"data_dir": tmp_path / "data", "secret_keys": KEY})
    (tmp_path / "data").mkdir()
    shutil.copyfile(STORED, tmp_path / "data" / "objecteur.sqlite3")
    with (store := open_store(there)).transaction() as unit:
        unit.backups.begin(NOW)
    copy_out(there.database, tmp_path / "copy", tmp_path / "copy.keys")
    os.utime(tmp_path / "copy.keys", (NOW.timestamp(),) * 2)
    store.engine.dispose()
    backup.restore(there, tmp_path / "copy")
    with open_store(there).transaction() as unit:
        assert unit.connection.scalar(text("SELECT count(heard_on) FROM person")) == 0
        assert unit.connection.scalar(text("SELECT count(*) FROM event")) == 0
        assert unit.connection.scalar(text("SELECT count(*) FROM case_log")) == 5
