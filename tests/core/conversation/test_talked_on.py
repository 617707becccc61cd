"""What a further reader who talked to it for hours stumbled over, kind by kind."""

import pytest

from bot.core.conversation.state import Opened
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


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("c’est kamille avec un k", "Kamille Exemple"),
        ("c'est camile avec un seul l", "Camile Exemple"),
        ("cest pas Exemple cest Exampel", "Camille Exampel"),
        ("c’est pas Exemple mais Exampel", "Camille Exampel"),
        ("c’est Exampel, pas Exemple", "Camille Exampel"),
        ("it’s not Exemple it’s Exampel", "Camille Exampel"),
        ("it’s Camile with one l", "Camile Exemple"),
    ],
)
def test_a_name_is_spelt_anew_at_the_check(said: str, name: str) -> None:
    talk = at("check", said)
    assert talk.conversation.answers["name"] == name
    assert talk.asked == "request@:check"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("sauf que jsuis au 2e gauche", "2e gauche"),
        ("je suis au 2e gauche", "2e gauche"),
        ("jsuis au 3eme étage", "3eme étage"),
        ("except I’m on the 2nd floor left", "2nd floor left"),
    ],
)
def test_a_floor_is_added_to_the_address_at_the_check(said: str, line: str) -> None:
    talk = at("check", said)
    assert talk.conversation.answers["address"].startswith(f"{line}\n12 rue")
    assert talk.asked == "request@:check"


@pytest.mark.parametrize("said", ["c’est pas Exemple", "c’est ma sœur avec un chien", "jsuis au boulot"])
def test_nothing_is_spelt_anew_from_what_says_no_spelling(said: str) -> None:
    assert at("check", said).conversation.answers["name"] == "Camille Exemple"


# --- A moment, and what was told of reminders -----------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["consent", "caisse", "name", "address", "check", "home"])
@pytest.mark.parametrize("said", ["attendé ma fille regarde", "attends ma fille regarde", "attender 2 min"])
def test_whoever_asks_for_a_moment_has_it(moment: str, said: str) -> None:
    before = begun("fr", moment).asked
    talk = at(moment, said)
    assert "heard.wait" in talk.keys
    assert talk.asked == before


@pytest.mark.parametrize("said", ["attends leur réponse", "attend toujours une réponse du hub"])
def test_an_answer_that_is_awaited_is_no_moment(said: str) -> None:
    assert "heard.wait" not in at("home", said).keys


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("pas de rappel avant février", "2027-02-01"),
        ("aucun rappel avant Noël", "2026-12-25"),
        ("pas de rappel avant le 15 janvier s’il vous plaît", "2027-01-15"),
        ("mettez les rappels en pause jusqu’au 3 janvier", "2027-01-03"),
        ("mettez les rappels en pause pendant deux semaines", "2026-12-28"),
    ],
)
def test_the_day_until_which_no_reminder_is_wanted_is_not_asked_again(said: str, until: str) -> None:
    talk = at("home", said)
    assert talk.asked == "pause@:until"
    assert told(talk) == {"told": until}
    assert not talk.case.pause
    talk.say("oui")
    assert talk.case.pause
    assert talk.asked == "home@:next"


def test_no_pause_until_a_day_that_is_told_is_kept_by_a_no() -> None:
    talk = at("home", "pas de rappel avant février", "non")
    assert not talk.case.pause
    assert talk.asked == "home@:next"


def test_another_day_than_the_one_told_may_be_said() -> None:
    talk = at("home", "pas de rappel avant février", "plutôt jusqu’en mars")
    assert talk.case.pause
    assert talk.case.pause.until.isoformat() == "2027-03-01"


# --- What happened to a letter --------------------------------------------------------------------------------------


def test_a_letter_that_came_back_for_its_stamp_came_back() -> None:
    assert told(at("home", "g oublié le timbre donc elle est revenue"))["what"] == "returned"


def test_a_letter_that_came_back_is_no_letter_that_waits() -> None:
    talk = at("sent", "g oublié le timbre donc elle est revenu")
    assert not talk.case.log or talk.case.log[-1].event.kind == "prepared"
    assert talk.asked == "left@caisse:left"


@pytest.mark.parametrize("said", ["elle n’est pas revenue", "l’accusé est revenu"])
def test_what_did_not_come_back_did_not(said: str) -> None:
    assert told(at("home", said)).get("what") != "returned"


@pytest.mark.parametrize("said", ["postée mardi ou mercredi jsais plus", "envoyée lundi ou mardi je ne sais plus"])
def test_a_letter_whose_day_is_forgotten_has_left(said: str) -> None:
    assert at("unsent", said).asked.startswith("sent@")
    assert at("sent", said).asked in {"left@caisse:day", "left@caisse:medium"}


@pytest.mark.parametrize(
    "said", ["jsais pas si c’est parti", "je sais pas comment la poster", "je ne sais pas si je l’ai postée"]
)
def test_what_may_not_have_left_has_not(said: str) -> None:
    assert not at("unsent", said).asked.startswith("sent@")


def test_two_days_are_told_of_where_one_is_asked() -> None:
    assert "day.unknown" in at("sent", "oui par mail", "mardi ou mercredi jsais plus").keys


@pytest.mark.parametrize("said", ["rien du hub mais la caisse ma appelé", "la caisse m’a téléphoné, rien du Hub"])
def test_a_call_is_not_lost_beside_a_silence(said: str) -> None:
    talk = at("home", said)
    talk.press("yes")
    assert talk.asked == "outcome@caisse.1:answer"


# --- What came ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "la caisse veut ma date de naissance et mon numéro de sécu",
        "ils me demandent ma date de naissance, la caisse",
    ],
)
def test_a_body_that_wants_to_know_who_somebody_is_has_answered(said: str) -> None:
    talk = at("home", said)
    assert talk.asked == "outcome@caisse.1:when"
    assert told(talk)["what"] == "identity"


@pytest.mark.parametrize(
    "said",
    [
        "la caisse veut mon numéro de sécu ?",
        "si la caisse veut ma date de naissance je fais quoi",
        "s’ils me demandent ma carte",
    ],
)
def test_a_body_that_may_want_to_know_has_not(said: str) -> None:
    assert not at("home", said).asked.startswith("outcome@")


@pytest.mark.parametrize("said", ["ils m’ont envoyé une copie de mes données", "ils m’ont envoyé une copie"])
def test_of_which_body_a_copy_came_is_asked(said: str) -> None:
    talk = at("home", said)
    assert talk.asked == "tell@:track"
    assert talk.press("hdh.3")
    assert talk.asked == "outcome@hdh.3:answer"


def test_the_next_step_is_said_to_whoever_asks_how() -> None:
    talk = at("home", "la caisse me dit d’écrire ailleurs", "hier", "oui", "d’accord je fais comment")
    assert talk.keys[0] == "heard.next-step"
    assert "transmission" in talk.shown
    assert "help.what" not in talk.keys
    assert talk.asked == "home@:next"


# --- Without a consent ----------------------------------------------------------------------------------------------


def test_what_there_is_without_a_consent_is_said_once() -> None:
    talk = at("consent", "je vous dis que non je veux pas")
    assert "consent.hedged" in talk.keys
    for said in ("cpam dijon", "jean dupont", "je veux juste la lettre", "je veux rien donner", "j’habite dijon"):
        talk.say(said)
        assert talk.keys == ["consent.repeat"], said
    talk.say("pourquoi vous voulez garder")  # a question has its answer
    assert talk.keys == ["ask.why", "consent.repeat"]
    talk.say("à la main")
    assert "consent.blank-after" in talk.keys


# --- What stands in a word or two -----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["il l’a fait samedi", "oui elle l’a postée samedi", "he posted it on saturday"])
def test_a_letter_that_another_was_to_send_has_left_where_it_is_asked(said: str) -> None:
    talk = at("sent", "mon fils doit le faire", said)
    assert talk.asked.startswith("left@caisse:")
    assert told(talk)["day"] == "2026-11-21"
    assert told(talk)["heard"] == "yes"  # it will be said back


@pytest.mark.parametrize("said", ["il l’a pas fait samedi", "il le fera samedi", "il l’a fait pour lui"])
def test_a_letter_that_another_did_not_send_has_not_left(said: str) -> None:
    assert told(at("sent", "mon fils doit le faire", said)).get("left") != "yes"


def test_both_is_no_answer_where_it_is_asked_what_one_says() -> None:
    talk = at("home", "ils ont répondu")
    talk.press("caisse.1")
    talk.say("oui les deux")
    assert talk.keys[0] == "outcome.one-by-one"
    assert talk.asked == "outcome@caisse.1:answer"
    talk.say("un refus", "hier", "oui")
    while talk.asked.startswith("outcome@caisse.1"):
        talk.press(talk.offered[0])
    assert talk.asked == "outcome@hdh.3:answer"


# --- The body's address ---------------------------------------------------------------------------------------------

NEW = "12 rue des Lilas\n21000 Dijon"


@pytest.mark.parametrize(
    "before",
    [
        (),
        ("la lettre de la caisse est revenue",),
        ("la lettre de la caisse est revenue", "adresse fausse", "hier", "oui"),
    ],
)
def test_the_new_address_of_the_caisse_is_shown_at_the_check(before: tuple[str, ...]) -> None:
    talk = at("home", *before, "leur nouvelle adresse c’est 12 rue des Lilas 21000 Dijon")
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["body_address"] == NEW
    assert talk.conversation.answers["address"].startswith("12 rue des Essais")
    talk.press("good")
    assert "check.nothing-changed" not in talk.keys


@pytest.mark.parametrize("said", ["la caisse a déménagé", "ils ont changé d’adresse", "leur adresse n’est pas bonne"])
def test_the_address_of_the_caisse_is_asked_where_only_its_change_is_told(said: str) -> None:
    assert at("home", said).asked == "request@:caisse_address"


def test_the_address_of_the_caisse_is_told_at_the_check() -> None:
    talk = at("check", "leur nouvelle adresse c’est 12 rue des Lilas 21000 Dijon")
    assert talk.asked == "request@:check"
    assert talk.conversation.answers["body_address"] == NEW


@pytest.mark.parametrize("said", ["quelle est leur adresse ?", "leur adresse mail c’est quoi", "le Hub a déménagé"])
def test_no_address_of_the_caisse_is_changed_by_what_tells_of_none(said: str) -> None:
    assert at("home", said).asked != "request@:caisse_address"


# --- What was recorded, quoted, or long -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "c’était le Hub, pas la caisse",
        "en recommandé, pas par mail",
        "non pas par mail, en recommandé",
        "pas le Hub, la caisse",
        "c’était par e-mail, pas par courrier",
    ],
)
def test_a_body_or_a_medium_that_stands_recorded_leads_to_the_correction(said: str) -> None:
    assert at("home", said).asked == "correct@:which"


@pytest.mark.parametrize("said", ["en recommandé ou par mail ?", "la caisse m’a répondu, pas le Hub"])
def test_what_corrects_nothing_leads_to_no_correction(said: str) -> None:
    assert at("home", said).asked != "correct@:which"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("consent", "“Êtes-vous d’accord pour que je garde ces informations ?”"),
        ("caisse", "« Quelle est votre caisse d’assurance maladie ? »"),
        ("name", "Par exemple : Dominique Exemple."),
        ("name", "« Votre nom et votre prénom ? »"),
        ("check", "« Est-ce juste ? »"),
        ("sent", "“Avez-vous envoyé la lettre à votre caisse ?”"),
        ("home", "Que voulez-vous faire ?"),
    ],
)
def test_a_sentence_of_the_question_quoted_back_is_no_answer(moment: str, said: str) -> None:
    before = begun("fr", moment)
    talk = at(moment, said)
    assert talk.conversation == before.conversation
    assert not {"consent.hedged", "consent.leans", "home.not-understood"} & set(talk.keys)


def test_what_stands_behind_a_quoted_question_answers_it() -> None:
    assert at("name", "« Votre nom et votre prénom ? » jeanne martin").conversation.answers["name"] == "Jeanne Martin"
    assert at("consent", "“Êtes-vous d’accord pour que je garde ces informations ?” oui").asked == "request@:consent"


LONG = (
    "Bonjour Madame, Monsieur. Je me permets de vous écrire car j’ai entendu parler de vous par ma voisine. Elle est "
    "très contente de votre service. J’ai travaillé quarante ans à la poste comme facteur. Mes enfants habitent loin, "
    "à Lyon et à Marseille. J’ai reçu un jour une lettre de la caisse pour ma hanche. Je trouve cela bien ce que vous "
    "faites pour les gens. On ne nous demande jamais notre avis. Je vous souhaite une très bonne journée. Avec mes "
    "salutations, Yvonne."
)


@pytest.mark.parametrize(
    "moment", ["consent", "caisse", "name", "address", "check", "unsent", "sent", "home", "outcome"]
)
def test_a_very_long_message_is_said_to_be_long_and_nothing_is_guessed_from_it(moment: str) -> None:
    before = begun("fr", moment)
    talk = at(moment, LONG)
    assert talk.keys[0] == "heard.long"
    assert talk.conversation.answers == before.conversation.answers
    assert talk.asked != "meant@:reading"


def test_what_a_very_long_message_surely_says_is_heard() -> None:
    talk = at("home", f"{LONG} La caisse a refusé ma demande.")
    assert told(talk).get("what") == "declined" or talk.keys[0] == "heard.long"


def test_a_medium_that_stands_recorded_leads_to_the_correction_in_english() -> None:
    assert at("home", "it was by registered post, not by email", language="en").asked == "correct@:which"


def test_an_answer_of_a_year_before_the_letters_is_not_noted() -> None:
    talk = at("home", "en 2022 le hdh m’avait demandé ma carte d’identité")
    assert "heard.earlier" in talk.keys
    assert talk.asked == "home@:next"


def test_somebody_s_own_letter_that_came_back_is_theirs() -> None:
    assert "heard.yours" in at("outcome", "ma fille, sa lettre lui est revenue").keys


def test_reminders_that_may_be_ended_some_day_are_not() -> None:
    assert "stop.question" not in at("home", "j’arrêterai peut-être les rappels mais pas aujourd’hui").keys


def test_a_year_since_when_is_no_year_before() -> None:
    talk = at("outcome", "ils ne me trouvent pas dans leurs fichiers, j’y suis depuis 1974")
    assert "heard.earlier" not in talk.keys


@pytest.mark.parametrize("said", ["je pense au suicide", "ça va pas, je veux me tuer", "I want to kill myself"])
@pytest.mark.parametrize("moment", ["consent", "name", "check", "home", "outcome"])
def test_whoever_speaks_of_their_death_is_told_who_listens(said: str, moment: str) -> None:
    """« Ce n’est pas grave », « au revoir, et à bientôt » were said to it."""
    before = begun("fr", moment)
    talk = at(moment, said)
    assert talk.keys[0] == "heard.danger-suicide"
    assert talk.conversation.answers == before.conversation.answers


def test_whoever_is_beaten_is_told_who_listens_and_what_only_sounds_so_is_not() -> None:
    assert at("outcome", "mon mari me frappe").keys[0] == "heard.danger-violence"
    assert "heard.danger-violence" not in at("home", "ce qui me frappe c’est le délai").keys
    assert "heard.danger-suicide" not in at("home", "cette paperasse va me tuer").keys


@pytest.mark.parametrize("said", ["ils sont d’accord", "c’est ok pour eux", "ils veulent bien"])
def test_that_they_agree_is_never_offered_as_a_refusal(said: str) -> None:
    talk = at("outcome", said)
    assert told(talk)["what"] == "done"


@pytest.mark.parametrize("said", ["ils me disent de voir avec le hdh", "ils m’ont dit d’écrire au hub"])
def test_the_body_to_which_one_is_sent_is_not_who_answered(said: str) -> None:
    talk = at("outcome", "on m’a répondu", said)
    assert told(talk).get("what") == "elsewhere"
    assert talk.asked.startswith("outcome@caisse.1")


def test_the_day_on_which_one_sent_a_copy_is_not_that_of_the_answer() -> None:
    talk = at("outcome", "la caisse me demande une copie de ma carte d’identité", "je l’ai envoyée hier")
    assert "outcome.when-it-came" in talk.keys
    assert talk.asked == "outcome@caisse.1:when"


def test_a_no_with_more_keeps_everything() -> None:
    talk = at("home", "/effacer", "non attendez")
    assert talk.asked == "home@:next"
    assert not at("home", "/effacer", "non attendez", "oui").turn.forget  # type: ignore[union-attr]


def test_a_letter_that_did_not_come_back_did_not() -> None:
    assert "why" not in at("outcome", "mon courrier n’est pas revenu").asked


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("je m’appelle Marie Curie, non pardon Marie Dupont", "Marie Dupont"),
        ("Marie Curie, enfin Marie Dupont", "Marie Dupont"),
        ("Jean-Marie Non", "Jean-Marie Non"),
    ],
)
def test_the_last_name_is_meant(said: str, name: str) -> None:
    assert at("name", said).conversation.answers["name"] == name


def test_of_two_letters_the_other_is_not_the_one_that_is_asked_about() -> None:
    left = at("unsent").conversation  # both were given
    talk = at("unsent")
    talk.conversation = left.opening(Opened("left", "caisse"))
    talk.arrive()
    talk.say("pas le hdh")
    assert not [entry for entry in talk.case.log if entry.event.kind == "unposted"]
    talk.say("j’ai posté celle de la caisse hier mais pas encore l’autre")
    assert talk.asked in {"left@caisse:earlier", "left@caisse:medium"}


def test_letters_that_a_relative_posted_are_one_s_own() -> None:
    assert at("unsent", "ma femme a tout posté hier").asked.startswith("sent@")


def test_an_identity_document_that_was_not_asked_for_was_not() -> None:
    assert not told(at("outcome", "non ils ne m’ont pas demandé ma carte d’identité"))
