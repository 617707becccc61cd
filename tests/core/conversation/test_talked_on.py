"""What a further reader who talked to it for hours stumbled over, kind by kind."""

import pytest

from bot.core.conversation.written_name import as_written
from tests.core.talk import Talk
from tests.understanding.judge import begun


def at(moment: str, *said: str, language: str = "fr") -> Talk:
    talk = begun(language, moment)
    for line in said:
        talk.say(line)
    return talk


def told(talk: Talk) -> dict[str, str]:
    """What the form that is open was told."""
    return dict(talk.conversation.over.answers) if talk.conversation.over else {}


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("madame yvonne durand", "Madame Yvonne Durand"),
        ("mme. yvonne d’estaing", "Mme. Yvonne d’Estaing"),
        ("jean-pierre de la tour", "Jean-Pierre de La Tour"),
        ("Yvonne durand née l'hostis", "Yvonne Durand née L'Hostis"),
        ("élise o'brien", "Élise O'Brien"),
        ("Jean de la Fontaine", "Jean de la Fontaine"),
        ("ronald McDonald", "ronald McDonald"),
        ("DUPONT-MARTIN", "DUPONT-MARTIN"),
        ("jean DUPONT", "jean DUPONT"),
    ],
)
def test_a_name_is_written_as_names_are(typed: str, written: str) -> None:
    assert as_written(typed) == written


@pytest.mark.parametrize(
    ("moment", "said", "name"),
    [
        ("name", "madame yvonne durand", "Madame Yvonne Durand"),
        ("name", "bonjour, je m’appelle yvonne durand", "Yvonne Durand"),
        ("check", "non, mon nom c’est yvonne durand", "Yvonne Durand"),
    ],
)
def test_a_name_typed_in_small_letters_is_printed_as_names_are(moment: str, said: str, name: str) -> None:
    assert at(moment, said).conversation.answers["name"] == name
