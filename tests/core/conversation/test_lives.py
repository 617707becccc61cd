"""What somebody stumbled over who lived whole cases: days to come, wishes denied, news beside a question."""

from datetime import date

import pytest

from tests.core.conversation.test_reviewed import at, told
from tests.core.talk import Talk


def kinds(talk: Talk) -> list[str]:
    """The kinds of all that is recorded."""
    return [entry.event.kind for entry in talk.case.log]


def ways(talk: Talk) -> list[tuple[str, str, date]]:
    """Which letters left, how and when."""
    posted = [entry.event for entry in talk.case.log if entry.event.kind == "posted"]
    return [(str(one.letter), str(one.medium), one.on) for one in posted]


# --- Days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "la cpam a enregistré mon opposition le 24 décembre",
        "la cpam a refusé le 24 décembre",
        "la caisse me demande ma carte d’identité le 20 décembre",
    ],
)
def test_no_answer_came_on_a_day_to_come(said: str) -> None:
    talk = at("home", said)
    assert "day.future" in talk.keys
    assert told(talk, "when") is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("la cpam a enregistré mon opposition le 1er novembre", "fr"),
        ("la cpam a enregistré mon opposition par lettre du 10/11/2026", "fr"),
        ("the hub refused on 12/10", "en"),
    ],
)
def test_no_answer_came_before_the_letter(said: str, language: str) -> None:
    talk = at("home", said, language=language)
    assert "day.too-early" in talk.keys
    assert told(talk, "when") is None


def test_monday_week_is_no_monday_of_before() -> None:
    talk = at("home", "la cpam a enregistré mon opposition lundi en huit")
    assert told(talk, "when") is None


def test_no_letter_left_on_a_day_to_come() -> None:
    talk = at("unsent", "j’ai envoyé les deux par mail le 30 novembre")
    assert "day.future" in talk.keys
    assert (told(talk, "day"), told(talk, "medium")) == (None, "email")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("mardi vingt-deux décembre", date(2026, 12, 22)),
        ("le vingt-deux décembre", date(2026, 12, 22)),
        ("le premier janvier", date(2027, 1, 1)),
        ("le trente et un décembre", date(2026, 12, 31)),
    ],
)
def test_a_day_may_be_dictated(said: str, day: date) -> None:
    talk = at("outcome", "ils ont refusé", said)
    assert told(talk, "when") == day.isoformat()


def test_an_english_day_may_be_dictated() -> None:
    assert told(at("outcome", "they refused on the eighteenth of December", language="en"), "when") == "2026-12-18"


# --- Wishes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("je ne veux pas relancer", "fr"),
        ("je ne vais pas saisir la cnil tout de suite", "fr"),
        ("on a dit qu’ils me relanceraient", "fr"),
        ("faut-il porter plainte ?", "fr"),
        ("pas besoin de relance", "fr"),
        ("I don’t want to chase them", "en"),
        ("no need to send a reminder letter", "en"),
        ("I don’t want to complain to the CNIL", "en"),
        ("should I wait or chase them?", "en"),
    ],
)
def test_no_letter_is_made_that_nobody_wants(said: str, language: str) -> None:
    talk = at("outcome", said, language=language)
    assert kinds(talk) == kinds(at("outcome", language=language))


@pytest.mark.parametrize(
    ("said", "language"), [("je veux relancer la caisse", "fr"), ("pouvez-vous préparer la relance ?", "fr")]
)
def test_a_chase_that_is_wanted_is_made(said: str, language: str) -> None:
    talk = at("outcome", said, language=language)
    if talk.asked == "meant@:reading":
        talk.press("chase")
    assert "prepared" in kinds(talk)[-1:]


def test_good_news_beside_a_question_is_taken_and_no_chase_made() -> None:
    talk = at(
        "outcome",
        "Hello, I hope you are well. I received a letter from the CPAM on 18 December which says my objection has been "
        "recorded, but the Health Data Hub never answered me, so should I wait or chase them? Many thanks, Margaret",
        language="en",
    )
    assert kinds(talk) == kinds(at("outcome", language="en"))
    assert talk.conversation.over
    assert talk.conversation.over.form in {"outcome", "meant"}


# --- Two readings ---------------------------------------------------------------------------------------------------


def test_a_day_chooses_none_of_two_readings() -> None:
    talk = at("home", "plainte cnil", "hier")
    assert talk.asked == "meant@:reading"
    assert "meant.which" in talk.keys


def test_the_same_reading_is_not_offered_twice() -> None:
    for said in ("en fait j’ai pas envoyé la lettre à la caisse", "j’ai menti je les ai jamais envoyées"):
        offered = at("home", said).offered
        assert len(set(offered)) == len(offered)
        assert offered[:2] != ("not-sent", "not-sent")


# --- News beside a question -----------------------------------------------------------------------------------------


def test_another_paper_does_not_change_the_day_of_a_letter() -> None:
    talk = at("unsent", "ma lettre à la caisse est partie ce matin en recommandé")
    talk.wait(9)
    talk.say("j’ai envoyé la photocopie de ma carte ce matin")
    talk.say("oui")
    assert ("caisse", "registered", date(2026, 11, 24)) in ways(talk)


def test_a_complaint_is_no_medium_of_the_first_letters() -> None:
    talk = at(
        "unsent",
        "j’ai envoyé celle de la caisse lundi en recommandé et celle du hdh mardi par mail",
        "j’ai déposé la plainte sur leur site ce matin",
    )
    assert told(talk, "medium") != "online"


@pytest.mark.parametrize("said", ["la caisse m’a déjà répondu non", "la cpam ma repondu cest pas eux"])
def test_an_answer_of_the_body_is_not_which_letter_left(said: str) -> None:
    talk = at("unsent", "j’ai envoyé une lettre", said)
    assert told(talk, "letter") is None


def complaint_prepared() -> Talk:
    return at("outcome", "rien", "je veux saisir la cnil")


def test_the_complaint_that_left_is_taken_with_its_day_and_way() -> None:
    talk = complaint_prepared()
    talk.say("plainte déposée hier sur le site de la cnil")
    assert told(talk, "medium") == "online"
    assert told(talk, "day") == "2027-01-07"


def test_an_answer_of_the_cnil_before_the_complaint_was_told_is_asked_for_its_sending() -> None:
    talk = complaint_prepared()
    talk.wait(95)
    talk.say("la cnil a répondu qu’elle classe ma plainte")
    assert "heard.complaint-first" in talk.keys
    assert "heard.complained" not in talk.keys
    talk.say("hier")
    assert told(talk, "day") in {None, "2027-04-12"}


# --- Said back ------------------------------------------------------------------------------------------------------


def both_said_back() -> Talk:
    return at("unsent", "j’ai envoyé les deux aujourd’hui en recommandé")


def test_only_one_of_two_letters_that_were_said_back() -> None:
    talk = both_said_back()
    talk.say("non juste celle de la caisse")
    talk.say("oui")
    assert [letter for letter, *_ in ways(talk)] == ["caisse"]


@pytest.mark.parametrize("said", ["oui sauf celle du hdh par mail", "presque, la caisse c’était hier"])
def test_an_exception_to_two_letters_is_never_a_yes(said: str) -> None:
    talk = both_said_back()
    talk.say(said)
    talk.say("oui")
    assert not ways(talk)


def test_naming_both_letters_takes_nothing_back() -> None:
    talk = both_said_back()
    talk.say("oui la caisse et le hub")
    talk.say("oui")
    assert [letter for letter, *_ in ways(talk)] == ["caisse", "hdh"]


def test_a_copy_that_went_with_the_letter_is_no_other_paper() -> None:
    talk = at(
        "unsent", "j’ai envoyé celle de la caisse", "la lettre avec la photocopie de ma carte, hier, en recommandé"
    )
    assert (told(talk, "medium"), told(talk, "day")) == ("registered", "2026-11-23")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("je veux plus de rappels", "stop@:stop"),
        ("effacez tout", "erase@:erase"),
        ("arrêtez de m’écrire", "stop@:stop"),
    ],
)
def test_an_end_is_heard_where_a_yes_or_no_is_asked(said: str, asked: str) -> None:
    talk = at("outcome", "ils ont refusé", "le 3 janvier")
    talk.press("unsure")
    assert talk.asked.endswith(":sure")
    talk.say(said)
    assert talk.asked == asked


def test_the_body_of_what_was_said_back_is_corrected() -> None:
    talk = at("home", "la cpam a enregistré mon opposition hier", "non c’est le hdh")
    assert talk.conversation.over
    assert talk.conversation.over.about.startswith("hdh")
    assert (told(talk, "what"), told(talk, "when")) == ("done", "2026-12-13")


# --- Both -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["les deux ont refusé le 11", "c’est enregistré pour les deux"])
def test_both_answered_the_same(said: str) -> None:
    talk = at("home", said)
    if talk.asked == "meant@:reading":
        talk.press("came-done")
    about = [one.about for one in talk.conversation.opened if one.form == "outcome"]
    assert len(about) == 2


def test_both_is_an_answer_to_which_of_the_letters() -> None:
    talk = at("home", "ils ont refusé", "les deux")
    about = [one.about for one in talk.conversation.opened if one.form == "outcome"]
    assert len(about) == 2


@pytest.mark.parametrize("said", ["toutes", "les deux", "aux deux", "tous les deux"])
def test_both_letters_left(said: str) -> None:
    talk = at("unsent", "ça y est ma fille les a postées hier en recommandé", said)
    assert told(talk, "also") or told(talk, "letter") is None
    assert told(talk, "also")


# --- Others who post ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("ma fille a posté les deux hier en recommandé", "fr"),
        ("my husband dropped both in the postbox this morning", "en"),
        ("mon fils a mis mes lettres à la poste ce matin", "fr"),
    ],
)
def test_whoever_has_their_letters_posted_by_another_has_sent_them(said: str, language: str) -> None:
    talk = at("unsent", said, language=language)
    assert talk.conversation.over
    assert talk.conversation.over.form == "sent"


@pytest.mark.parametrize("said", ["ma fille a posté la sienne hier", "ma voisine a posté sa lettre"])
def test_the_letter_of_another_is_still_theirs(said: str) -> None:
    talk = at("unsent", said)
    assert talk.conversation.over is None or talk.asked == "meant@:reading"


def test_a_chase_that_left_is_taken() -> None:
    talk = at("outcome", "rien", "rien")
    talk.press("letter.chase-caisse.1")
    talk.say("relance envoyée aujourd’hui en recommandé")
    assert talk.conversation.over
    assert (talk.conversation.over.form, told(talk, "medium")) == ("sent", "registered")


# --- Others ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["effacez le refus que j’ai noté", "effacez la date de la lettre"])
def test_an_entry_that_is_to_go_is_corrected(said: str) -> None:
    assert at("home", said).asked.startswith("correct@")


def test_an_unknown_address_is_why_a_letter_came_back() -> None:
    talk = at("home", "ma lettre est revenue", "la caisse", "adresse inconnue")
    assert told(talk, "why") == "address"


# --- One letter, and the other ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "j’ai pas encore envoyé celle du hdh mais celle de la caisse oui, hier, en recommandé",
        "la caisse c’est parti vendredi, le hdh pas encore",
        "le hub pas encore, la caisse oui",
    ],
)
def test_one_left_and_one_did_not(said: str) -> None:
    talk = at("unsent", said)
    assert talk.conversation.over
    assert (talk.conversation.over.form, talk.conversation.over.about) == ("sent", "caisse")
    assert not told(talk, "also")


def test_each_letter_left_in_its_way() -> None:
    talk = at("unsent", "caisse : recommandé le 20/11, hdh : mail le 22/11")
    forms = {one.about: {said.key: said.value for said in one.said} for one in talk.conversation.opened}
    assert (forms["caisse"]["medium"], forms["caisse"]["day"]) == ("registered", "2026-11-20")
    assert (forms["hdh"]["medium"], forms["hdh"]["day"]) == ("email", "2026-11-22")


def test_registered_mail_is_no_e_mail() -> None:
    assert told(at("unsent", "both went off on 11/23 by registered mail", language="en"), "medium") == "registered"


def test_after_a_death_it_is_said_how_to_end_reminders() -> None:
    assert "heard.all-over" in at("outcome", "mon mari est décédé, c’était son dossier").keys
