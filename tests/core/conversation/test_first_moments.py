"""What a tester stumbled over in the first moments: consent, the caisse, the name, the address, the check."""

import pytest

from tests.core.conversation.test_reviewed import at

STREET, TOWN = "12 rue des Essais", "75011 Paris"


def for_another(*said: str) -> list[str]:
    return ["c’est pour quelqu’un d’autre", *said]


# --- The check ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said", "address"),
    [
        ("en", "looks fine, but it's apartment 4", f"apartment 4\n{STREET}\n{TOWN}"),
        ("fr", "parfait, ajoutez juste bâtiment B", f"bâtiment B\n{STREET}\n{TOWN}"),
        ("fr", "c’est bon mais il manque le 3e étage", f"3e étage\n{STREET}\n{TOWN}"),
        ("fr", "tout est juste mais j’habite au 3e étage", f"3e étage\n{STREET}\n{TOWN}"),
        ("fr", "c’est 75012 et pas 75011", f"{STREET}\n75012 Paris"),
        ("fr", "oui, appartement 12, merci", f"appartement 12\n{STREET}\n{TOWN}"),
        ("fr", "oui et bâtiment B", f"bâtiment B\n{STREET}\n{TOWN}"),
        ("fr", "oui mais je suis au 3eme étage porte gauche", f"3eme étage porte gauche\n{STREET}\n{TOWN}"),
        ("fr", "oui à part le numéro c'est 14", f"14 rue des Essais\n{TOWN}"),
        ("en", "fine, though it's 14 not 12", f"14 rue des Essais\n{TOWN}"),
        ("en", "I moved, I'm at 5 rue Verte 69001 Lyon", "5 rue Verte\n69001 Lyon"),
        ("fr", "c'est parfait par contre c'est le 14 pas le 12", f"14 rue des Essais\n{TOWN}"),
        ("fr", "oui toutefois c'est le 14 et non le 12", f"14 rue des Essais\n{TOWN}"),
        ("fr", "tout est bon sauf qu'on est au 21 et pas au 12", f"21 rue des Essais\n{TOWN}"),
        ("en", "all good except the street number, I'm at 21", f"21 rue des Essais\n{TOWN}"),
        ("fr", "non l'adresse c'est 14 rue des Essais", f"14 rue des Essais\n{TOWN}"),
        ("fr", "non c'est 21 rue des Essais, j'ai inversé les chiffres", f"21 rue des Essais\n{TOWN}"),
        ("fr", "le code postal est faux c'est 75012", f"{STREET}\n75012 Paris"),
        ("en", "Wrong postcode, it's 75012", f"{STREET}\n75012 Paris"),
        ("fr", "j'ai déménagé je suis au 5 rue Verte 69001 Lyon", "5 rue Verte\n69001 Lyon"),
        ("fr", "c’est bon sauf que j’ai déménagé au 5 rue Verte 69001 Lyon", "5 rue Verte\n69001 Lyon"),
    ],
)
def test_what_is_told_of_the_address_is_taken_and_shown_again(language: str, said: str, address: str) -> None:
    talk = at("check", said, language=language)
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["address"] == address
    assert "check.address" in talk.keys


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("en", "yep, except it's Camilla with an a", "Camilla Exemple"),
        ("fr", "c'est ok sauf le prénom c'est Camilla", "Camilla Exemple"),
        ("en", "yes but it's spelled Camylle", "Camylle Exemple"),
        ("fr", "mon nom prend deux m, Exemmple", "Camille Exemmple"),
    ],
)
def test_a_word_of_the_name_that_is_told_is_taken_and_shown_again(language: str, said: str, name: str) -> None:
    talk = at("check", said, language=language)
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["name"] == name


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("oui sauf le nom", "name"),
        ("oui mais mon nom c’est Durand", "name"),
        ("oui mais la rue est fausse", "address"),
        ("c’est bon sauf la caisse", "search"),
    ],
)
def test_what_a_yes_leaves_out_is_asked_anew(said: str, asked: str) -> None:
    assert at("check", said).asked == f"request@:{asked}"


@pytest.mark.parametrize(
    "said",
    [
        "oui mais c'est le 14",
        "c'est bon mais il manque un truc",
        "ok par contre attention",
        "oui c'est juste le numéro qui est faux",
    ],
)
def test_whoever_says_yes_with_a_limit_is_never_told_that_only_a_yes_is_missing(said: str) -> None:
    talk = at("check", said)
    assert not {"consent.leans", "choice.leans"} & set(talk.keys)
    assert talk.asked == "request@:check"


def test_a_postcode_of_another_town_is_asked_about() -> None:
    talk = at("check", "le code postal est faux c'est 69003")
    assert talk.asked == "request@:address_doubt"


@pytest.mark.parametrize(
    "said",
    [
        "l'adresse de la caisse est fausse, c'est 14 rue Exemple",
        "ma voisine est au 14 pas au 12",
        "c'est le 14 pas le 18",
        "c'est 35700 et pas 35000",
        "c'est le 14 pas le 12 ?",
        "non c’est 14 rue de la Gare à Lyon",
    ],
)
def test_what_is_not_surely_of_ones_own_address_changes_nothing_in_it(said: str) -> None:
    assert at("check", said).conversation.answers["address"] == f"{STREET}\n{TOWN}"


@pytest.mark.parametrize(
    "said",
    [
        "Il manque le bâtiment B, 3ème étage",
        "le numéro c'est 14, le code postal 75012",
        "c'est Camilla, et bâtiment B",
        "ajoutez bâtiment B, et c'est Camilla",
    ],
)
def test_of_two_corrections_none_is_dropped(said: str) -> None:
    talk = at("check", said)
    assert talk.conversation.answers["address"] == f"{STREET}\n{TOWN}"
    assert talk.conversation.answers["name"] == "Camille Exemple"
    assert not {"consent.leans", "choice.leans"} & set(talk.keys)


def test_of_another_street_only_the_town_is_asked() -> None:
    talk = at("check", "non, c’est 5 rue Verte")
    assert talk.asked == "request@:address_more"
    talk.say("69001 Lyon")
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["address"] == "5 rue Verte\n69001 Lyon"


def test_the_street_that_was_left_out_is_put_before_its_town() -> None:
    talk = at("address", "75011 Paris", "12 rue des Essais")
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["address"] == f"{STREET}\n{TOWN}"


def test_a_part_of_a_building_that_was_given_is_replaced() -> None:
    talk = at("check", "ajoutez bâtiment B", "non, c’est bâtiment C")
    assert talk.conversation.answers["address"] == f"bâtiment C\n{STREET}\n{TOWN}"


def test_the_msa_told_at_the_check_is_that_of_the_home_which_is_asked_about() -> None:
    talk = at("check", "je suis à la msa")
    assert talk.asked == "request@:which"
    assert "MSA" in talk.shown
    assert "Île-de-France" in talk.shown


def test_a_caisse_of_another_departement_than_the_home_is_pointed_out() -> None:
    talk = at("home", "I moved to Lyon", "12 rue Verte, 69003 Lyon", language="en")
    assert "check.elsewhere" in talk.keys
    talk.press("body")
    talk.say("69003")
    talk.press("keep")
    assert talk.asked == "request@:check"
    assert "check.elsewhere" not in talk.keys


# --- The caisse -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "caisse"),
    [
        ("je suis étranger j'habite Lyon", "691"),
        ("je suis étudiant étranger à Grenoble", "381"),
        ("je suis étrangère, j’habite Lyon", "691"),
        ("je suis Français de l'étranger", "cfe"),
        ("j'habite à l'étranger", "cfe"),
        ("cfe", "cfe"),
        ("légion étrangère", "cnmss"),
    ],
)
def test_who_somebody_is_names_no_caisse_and_where_they_live_does(said: str, caisse: str) -> None:
    assert at("caisse", said).conversation.answers["which"] == caisse


# --- The address and the name ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("et l'adresse c'est 8 rue du grand moulin 42000 saint étienne", "8 rue du grand moulin\n42000 saint étienne"),
        ("alors l'adresse c'est 8 rue du Moulin 42000 Saint-Étienne", "8 rue du Moulin\n42000 Saint-Étienne"),
        ("flat 3, my address is 12 rue de la Paix 59800 Lille", "flat 3\n12 rue de la Paix\n59800 Lille"),
        (
            "je suis en ehpad les mimosas 12 avenue du stade 13100 aix",
            "ehpad les mimosas 12 avenue du stade\n13100 aix",
        ),
    ],
)
def test_no_word_of_the_sentence_is_printed_in_the_address(said: str, address: str) -> None:
    assert at("address", said).conversation.answers["address"] == address


def test_a_postcode_that_came_first_is_printed_once() -> None:
    talk = at("address", "31000", "5 rue des Lilas")
    assert "address.next-line" not in talk.keys
    talk.say("31000 Toulouse")
    assert talk.conversation.answers["address"] == "5 rue des Lilas\n31000 Toulouse"


def test_a_postcode_that_came_first_waits_for_its_town() -> None:
    talk = at("address", "31000", "5 rue des Lilas", "Toulouse")
    assert talk.conversation.answers["address"] == "5 rue des Lilas\n31000 Toulouse"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Lefèvre virgule Anne", "Lefèvre Anne"),
        ("Margaret, Margaret Hill", "Margaret Hill"),
        ("c'est mon mari qui écrit pour moi, je m'appelle Odile Perrin", "Odile Perrin"),
    ],
)
def test_only_the_name_is_kept(said: str, name: str) -> None:
    talk = at("name", said)
    assert talk.conversation.answers["name"] == name
    assert "behalf" not in talk.conversation.answers


# --- What is denied -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["ce n'est pas pour quelqu'un d'autre", "c'est mon mari qui tape pour moi"])
def test_whoever_writes_for_nobody_else_is_asked_their_name(said: str) -> None:
    talk = at("name", said)
    assert talk.asked == "request@:name"
    assert "behalf" not in talk.conversation.answers
    assert "heard.for-self" in talk.keys


@pytest.mark.parametrize(
    ("language", "said", "key"),
    [
        ("fr", "je ne veux pas changer de caisse", "heard.as-it-is"),
        ("fr", "pas besoin de pause", "heard.as-it-is"),
        ("en", "I don't need the letters again", "heard.as-it-is"),
        ("fr", "je pense déménager l'an prochain", "heard.moves-later"),
    ],
)
def test_what_is_not_wanted_now_opens_nothing(language: str, said: str, key: str) -> None:
    talk = at("home", said, language=language)
    assert talk.asked == "home@:next"
    assert key in talk.keys
    assert "letter.title" not in talk.keys


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("j’ai déménagé", "request@:address"),
        ("je voudrais une pause", "pause@:until"),
        ("je veux changer de caisse", "request@:search"),
    ],
)
def test_what_is_wanted_still_opens(said: str, asked: str) -> None:
    assert at("home", said).asked == asked


def test_a_question_beside_a_move_to_come_is_answered() -> None:
    talk = at("home", "on va déménager le mois prochain, je mets laquelle ?")
    assert "heard.moves-later" not in talk.keys


@pytest.mark.parametrize("said", ["je n’ai plus les lettres", "il paraît que la caisse va déménager l'an prochain"])
def test_what_is_lost_or_of_the_caisse_is_no_denial(said: str) -> None:
    assert not {"heard.as-it-is", "heard.moves-later"} & set(at("home", said).keys)


# --- For whom -------------------------------------------------------------------------------------------------------


def test_a_minor_is_the_writers_child() -> None:
    talk = at("name", *for_another("mineure"))
    assert talk.conversation.answers["capacity"] == "parent"
    assert talk.asked == "request@:whom"


@pytest.mark.parametrize(
    ("said", "key"),
    [("son papa", "capacity.child"), ("je suis son mari", "capacity.grown"), ("je suis sa fille", "capacity.grown")],
)
def test_by_what_right_is_asked_of_a_relative(said: str, key: str) -> None:
    talk = at("name", *for_another(said))
    assert key in talk.keys
    assert "capacity" not in talk.conversation.answers


def test_a_bare_name_is_that_of_whom_one_writes_for() -> None:
    talk = at("name", *for_another("Léo Martin"))
    assert talk.asked == "request@:capacity"
    talk.say("mon enfant mineur")
    assert talk.asked == "request@:name"
    assert talk.conversation.answers["whom"] == "Léo Martin"


def test_whoever_tells_more_of_somebody_is_not_told_that_they_need_not() -> None:
    assert "heard.anonymous-all" not in at("name", *for_another("non il habite chez sa mère")).keys


# --- Consent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (
            "bonjour monsieur je suis une dame de 82 ans on m'a dit de vous écrire pour mes données de santé",
            "start.again",
        ),
        ("wsh", "start.again"),
        ("bonjour je suis la tutrice de ma mère", "heard.for-whom"),
    ],
)
def test_whoever_has_not_answered_yet_is_heard(said: str, key: str) -> None:
    talk = at("consent", said)
    assert talk.asked == "request@:consent"
    assert key in talk.keys
    assert not talk.conversation.said


@pytest.mark.parametrize("said", ["oui à la main", "ok à la main"])
def test_letters_by_hand_may_be_asked_for_with_a_yes(said: str) -> None:
    talk = at("consent", "je veux les lettres vierges", said)
    assert "letters.blank" in talk.keys
    assert not talk.conversation.said
