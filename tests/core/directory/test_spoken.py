"""Numbers of addresses that were dictated, and names that only sound like numbers."""

from bot.core.directory.spoken import number_of_words, with_digits
from tests.folded import folded


@folded(
    ("said", "number"),
    [
        ("vingt quatre mille", 24_000), ("soixante quinze mille onze", 75_011), ("treize mille huit", 13_008),
        ("quatre vingt dix sept mille deux cents", 97_200), ("mille", 1_000), ("quatre vingts", 80),
        ("nonante quatre", 94), ("soixante et onze", 71), ("deux cent trois", 203), ("zero", 0),
    ],
)  # fmt: skip
def test_a_number_is_what_its_words_say(said: str, number: int) -> None:
    assert number_of_words(said.split()) == number


@folded(
    ("said", "written"),
    [
        ("douze rue des essais vingt quatre mille périgueux", "12 rue des essais 24000 périgueux"),
        ("Vingt-et-un bis avenue Foch, soixante-quinze mille onze Paris", "21 bis avenue Foch, 75011 Paris"),
        ("sept impasse du Moulin zéro un mille Bourg", "7 impasse du Moulin 01000 Bourg"),
        ("nonante quatre chaussée des Brouillons", "nonante quatre chaussée des Brouillons"),
        ("rue des Trois-Rois 68000 Colmar", "rue des Trois-Rois 68000 Colmar"),
        ("Trois Rivières", "Trois Rivières"),
        ("rue des Deux-Mille-Chênes", "rue des Deux-Mille-Chênes"),
        ("12 rue du Quatre-Septembre 75002 Paris", "12 rue du Quatre-Septembre 75002 Paris"),
        ("Les Mille Fleurs", "Les Mille Fleurs"),
    ],
)  # fmt: skip
def test_a_dictated_address_has_its_digits_and_names_stay(said: str, written: str) -> None:
    assert with_digits(said) == written
