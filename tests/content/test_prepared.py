"""What a start reads in the place of what it was made of is what comes of it; `make golden` writes both anew."""

import shutil
from pathlib import Path

from bot.content.communes import PREPARED, communes, made
from bot.content.place import content_root
from bot.content.tried import RELEASED, released
from tests.letters.golden import same_as_file

TEMPLATES = content_root() / "templates"
DIRECTORY = TEMPLATES / "directory"


def test_the_prepared_communes_are_those_of_the_files() -> None:
    same_as_file(made(DIRECTORY).decode(), DIRECTORY / PREPARED)


def test_the_letters_of_the_release_are_those_of_the_tests() -> None:
    same_as_file(released(content_root()), TEMPLATES / RELEASED)


def test_another_file_is_read_and_what_was_prepared_is_not(tmp_path: Path) -> None:
    folder = shutil.copytree(DIRECTORY, tmp_path / "directory")
    path = folder / "communes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "99999,Essai-sur-Exemple,99999,01,12\n", encoding="utf-8")
    (found,) = communes(folder).present.named("essai sur exemple")
    assert (found.insee, found.postcodes, found.population) == ("99999", ("99999",), 12)
    assert [town.insee for town in communes(folder).present.at("99999")] == ["99999"]
    assert communes(DIRECTORY).present.named("essai sur exemple") == []


def test_without_a_prepared_file_all_is_found_alike(tmp_path: Path) -> None:
    folder = shutil.copytree(DIRECTORY, tmp_path / "directory")
    (folder / PREPARED).unlink()
    bare, prepared = communes(folder), communes(DIRECTORY)
    for one, other in ((bare.present, prepared.present), (bare.former, prepared.former)):
        assert (one.names[:], one.people, one.serving("")) == (other.names[:], other.people, other.serving(""))
        assert all(one.named(name) == other.named(name) for name in one.names[::50])
