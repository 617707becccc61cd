"""Finding one's caisse in the chat: one, several, none, another, and an address that the bot knows or does not."""

from tests.core.talk import TO_THE_CHECK, talk
from tests.folded import folded

AT_THE_SEARCH = TO_THE_CHECK[:2]


@folded(
    ("typed", "asked"),
    [
        ("75011", "request@:caisse_address"),
        ("Paris", "request@:caisse_address"),
        ("59", "request@:which"),  # several caisses in that département
        ("Nulle-Part-les-Exemples", "request@:search"),
        ("Je ne sais pas", "request@:search"),
        ("Elle n’est pas dans la liste", "request@:body"),
        ("976", "request@:body_address"),  # Mayotte: no address is known
    ],
)
def test_a_search_leads_to_the_question_that_its_result_calls_for(typed: str, asked: str) -> None:
    assert talk(*AT_THE_SEARCH, typed).asked == asked


def test_not_knowing_is_answered_with_where_the_name_is_printed() -> None:
    assert "attestation de droits" in talk(*AT_THE_SEARCH).say("je ne sais pas")


def test_none_of_several_searches_again() -> None:
    person = talk(*AT_THE_SEARCH, "59", "aucune de celles-là")
    assert person.asked == "request@:search"
    assert set(person.answers) == {"consent"}


def test_another_search_can_be_typed_instead_of_a_choice() -> None:
    person = talk(*AT_THE_SEARCH, "59", "75011")
    assert person.asked == "request@:caisse_address"


def test_the_age_of_a_known_address_is_said_before_it_is_kept() -> None:
    assert "Relevée en" in talk(*AT_THE_SEARCH).say("75011")


def test_a_caisse_that_is_not_listed_is_named_and_addressed_by_the_person() -> None:
    person = talk(*AT_THE_SEARCH, "elle n’est pas dans la liste", "Caisse de prévoyance des Exemples")
    assert person.asked == "request@:body_address"
    person.say("1 place de l’Essai, 59000 Lille")
    assert person.asked == "request@:name"
    assert person.answers["body"] == "Caisse de prévoyance des Exemples"


def test_a_long_way_to_say_it_offers_the_same_caisses() -> None:
    asked = talk(*AT_THE_SEARCH, "59")
    long = talk(*AT_THE_SEARCH, f"{'je suis en ' * 8}59")
    assert asked.asked == long.asked == "request@:which"
    assert long.offered == asked.offered


def test_one_caisse_that_is_only_a_guess_is_asked_about_and_not_taken() -> None:
    asked = talk("bonjour", "oui").say("quipmer")
    assert "Je ne suis pas sûr d’avoir compris." in asked
    assert "Oui : CPAM du Finistère" in asked
    taken = talk("bonjour", "oui", "quipmer", "oui")
    assert taken.conversation.answers["which"] == "291"
    assert "cherchons autrement" in talk("bonjour", "oui", "quipmer").say("non")
    assert "CPAM du Rhône" in talk("bonjour", "oui", "quipmer").say("Lyon")
