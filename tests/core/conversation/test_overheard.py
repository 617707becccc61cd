"""What people say beside what is asked, as it was overheard: nothing of it is taken for more than it says."""

import pytest

from bot.content.place import content_root
from bot.core.case.letter_event import Posted, Prepared
from bot.core.conversation.state import Opened
from tests.core.talk import TO_THE_CHECK, TO_THE_LETTERS, TO_THE_REMINDERS, Talk
from tests.letters.written import content
from tests.understanding import judge

NOT_QUITE = (
    "oui à part la ville", "oui avec 75012", "oui enfin non", "oui je veux arrêter", "ok stop", "c’est juste ?",
    "ben oui sauf que c’est 14", "oui mais le 14", "yes except the town",
)  # fmt: skip
QUITE = (
    "c’est ça", "oui c’est bien ça", "oui madame c’est juste", "c juste", "tout à fait juste", "ça me paraît bien",
    "oui vous pouvez faire les lettres", "rien à changer merci", "c’est parfait",
)  # fmt: skip


def at_the_check() -> Talk:
    talk = Talk()
    talk.say(*TO_THE_CHECK)
    return talk


@pytest.mark.parametrize("said", NOT_QUITE)
def test_a_yes_with_something_else_gives_no_letters(said: str) -> None:
    talk = at_the_check()
    talk.say(said)
    assert not talk.case.log
    assert "check" not in talk.conversation.answers


@pytest.mark.parametrize("said", QUITE)
def test_a_yes_in_whatever_words_gives_the_letters(said: str) -> None:
    """« Ça me paraît bien » ended the check, and gave no letters."""
    talk = at_the_check()
    talk.say(said)
    assert any(isinstance(entry.event, Prepared) for entry in talk.case.log)


@pytest.mark.parametrize(("said", "kept"), [("oui à part le code postal", False), ("c’est ça", True)])
def test_the_address_of_the_caisse_is_kept_by_a_whole_yes(said: str, kept: bool) -> None:
    talk = Talk()
    talk.say("bonjour", "oui", "75011", said)
    assert (talk.asked == "request@:name") is kept


# --- Whether a letter left ------------------------------------------------------------------------------------------


def asked_whether_it_left() -> Talk:
    talk = Talk()
    talk.say(*TO_THE_LETTERS)
    talk.conversation = talk.conversation.opening(Opened("left", "caisse"))
    return talk


@pytest.mark.parametrize(
    "said",
    [
        "oui dès que j’ai un timbre", "j’ai voulu l’envoyer par ameli ça a planté",
        "j’avais envoyé une lettre à la caisse en 2021 mais pour des lunettes",
        "Je ne l’enverrai pas avant d’avoir vu mon avocat", "si je l’envoie demain ça compte à partir de quand",
        "ma femme dit qu’elle l’a postée mais je viens de la trouver dans la voiture", "refusé", "AR reçu hier",
    ],
)  # fmt: skip
def test_what_is_no_plain_yes_or_no_records_nothing_of_a_letter(said: str) -> None:
    talk = asked_whether_it_left()
    before = talk.case
    talk.say(said)
    assert talk.case == before
    assert "left" not in talk.conversation.current


def test_that_nothing_came_is_not_that_the_other_letter_did_not_leave() -> None:
    talk = Talk()
    talk.say(*TO_THE_REMINDERS)
    talk.conversation = talk.conversation.opening(Opened("left", "hdh"))
    assert "rien n’est venu (CPAM de Paris)" in talk.say("rien reçu")


@pytest.mark.parametrize("said", ["oui, c’était samedi", "oui samedi", "samedi"])
def test_another_day_takes_the_place_of_the_one_that_is_asked_about(said: str) -> None:
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai envoyé la lettre à la caisse hier en recommandé")
    assert "vraiment envoyée avant, le lundi 23" in talk.shown
    talk.say(said)
    assert "vraiment envoyée avant, le samedi 21" in talk.shown


def test_what_was_read_in_a_sentence_is_corrected_by_another() -> None:
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai posté les deux lettres hier", "en recommandé", "oui")
    assert "par lettre recommandée, le lundi 23" in talk.shown
    assert "par lettre recommandée, le lundi 23" in talk.say("oui, par la poste")
    assert "par courriel, le lundi 23" in talk.say("non, par mail")
    assert "par courriel, le samedi 21" in talk.say("oui, c’était samedi")
    assert not [entry for entry in talk.case.log if isinstance(entry.event, Posted)]
    talk.say("oui")
    assert len([entry for entry in talk.case.log if isinstance(entry.event, Posted)]) == len(("caisse", "hdh"))


@pytest.mark.parametrize("said", ["aujourd’hui", "today"])
def test_a_day_without_a_medium_is_a_day(said: str) -> None:
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1")
    assert "J’ai noté : le mardi 24" in talk.say(said)
    assert talk.asked == "sent@:medium"


# --- What came ------------------------------------------------------------------------------------------------------


def test_where_a_body_sends_somebody_is_not_who_answered() -> None:
    talk = judge.begun("fr", "outcome")
    talk.say("ils me renvoient vers le hdh")
    assert "CPAM de Paris" in talk.shown
    assert talk.asked == "outcome@caisse.1:when"


def test_the_case_that_is_meant_is_named_in_ones_own_words() -> None:
    talk = judge.begun("fr", "home")
    talk.say("j’ai reçu une réponse")
    talk.say("ma caisse")
    assert talk.asked == "outcome@caisse.1:answer"


def test_no_is_not_the_beginning_of_not_called_for() -> None:
    talk = judge.begun("fr", "outcome")
    talk.press("returned")
    talk.say("non")
    assert talk.asked == "outcome@caisse.1:why"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("il y a du courrier de la cpam mais je l’ai pas ouvert", "Quand vous aurez ouvert la lettre"),
        ("j’ai reçu un courrier de la CPAM mais c’est pour mon genou", "que vos lettres à vous"),
    ],
)
def test_a_letter_about_something_else_or_unopened_opens_nothing(said: str, told: str) -> None:
    talk = judge.begun("fr", "home")
    assert told in talk.say(said)
    assert talk.asked == "home@:next"


def test_what_is_not_to_be_erased_is_not_asked_about() -> None:
    talk = judge.begun("fr", "home")
    assert "Je n’ai rien effacé." in talk.say("surtout n’effacez rien")
    assert "home@:next" in talk.asked


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["hmm", "Merci Camille", "Jean Moulin mdr", "attendez j’ai pas encore dit oui"])
def test_what_is_no_name_is_not_noted_as_one(said: str) -> None:
    talk = judge.begun("fr", "name")
    talk.say(said)
    assert not {"name", "behalf"} & talk.conversation.answers.keys()


# --- The first question ---------------------------------------------------------------------------------------------


def test_whoever_wants_to_see_the_letters_first_is_told_how() -> None:
    talk = judge.begun("fr", "consent")
    assert "répondez « à la main »" in talk.say("je peux d’abord voir la lettre ?")
    assert talk.asked == "request@:consent"


@pytest.mark.parametrize("said", ["euh", "hmm", "heu ben", "um"])
def test_a_hesitation_is_no_yes(said: str) -> None:
    talk = judge.begun("fr", "consent")
    assert "J’ai cru lire un oui" not in talk.say(said)
    assert not talk.conversation.answers


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("celle du 93", ["CPAM de la Seine-Saint-Denis"]),
        ("75 ou 92, ça dépend", ["CPAM de Paris", "CPAM des Hauts-de-Seine"]),
        ("75/92", ["CPAM de Paris", "CPAM des Hauts-de-Seine"]),
        ("13 ou 84 ou 30", ["CPAM des Bouches-du-Rhône", "CPAM de Vaucluse", "CPAM du Gard"]),
    ],
)
def test_numbers_of_departements_are_found_in_what_is_said(said: str, found: list[str]) -> None:
    """« Celle du 93 » was the caisse of Loir-et-Cher, by Selles-sur-Cher."""
    assert [caisse.name for caisse in content().directory.find(said).candidates] == found


# --- What a reviewer typed ------------------------------------------------------------------------------------------


def test_a_correction_of_one_of_two_letters_is_none_of_both() -> None:
    """Both were recorded as sent by e-mail: a month counted from the wrong day."""
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai posté les deux ce matin en recommandé", "oui mais le hub c’était par mail")
    assert "une lettre à la fois" in talk.shown
    assert not any(entry.event.kind == "posted" for entry in talk.case.log)


@pytest.mark.parametrize(
    ("said", "asked", "both"),
    [("les deux", "sent@:medium", True), ("la caisse", "sent@:medium", False), ("le hub", "sent@:medium", False)],
)
def test_which_letter_left_is_told_in_words(said: str, asked: str, both: bool) -> None:
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai envoyé une lettre", said)
    assert talk.asked == asked
    assert ("also" in talk.conversation.current) is both


def test_how_a_letter_left_is_heard_where_the_day_is_asked() -> None:
    talk = Talk()
    talk.say(*TO_THE_LETTERS, "j’ai envoyé les deux par la poste", "en recommandé", "hier", "non c’était hier")
    assert "si c’est oui ou non" in talk.shown  # a no is never a yes
    talk.say("oui")
    assert "par lettre recommandée, le lundi 23" in talk.shown


@pytest.mark.parametrize("said", ["rien de grave", "rien ne va", "pas de réponse de vous"])
def test_nothing_is_not_always_that_nothing_came(said: str) -> None:
    talk = judge.begun("fr", "outcome")
    before = talk.case
    talk.say(said)
    assert talk.case == before


def test_ones_own_address_is_not_written_as_the_caisses() -> None:
    talk = Talk()
    talk.say("bonjour", "oui", "75011", "mon adresse c’est 12 rue des Essais 75011 Paris")
    assert "Votre adresse à vous, je la demande juste après" in talk.shown
    assert "body_address" not in talk.conversation.answers


@pytest.mark.parametrize("said", ["français", "pardon en français", "french please"])
def test_french_is_spoken_again_by_whoever_asks_for_it(said: str) -> None:
    talk = judge.begun("en", "home")
    assert "continuons en français" in talk.say(said)


def test_who_does_not_speak_english_is_not_answered_in_it() -> None:
    talk = judge.begun("fr", "check")
    talk.say("je ne parle pas anglais")
    assert talk.conversation.language == "fr"


@pytest.mark.parametrize("said", ["pas tout à fait", "je vois pas bien"])
def test_what_is_no_yes_is_not_called_one(said: str) -> None:
    talk = judge.begun("fr", "check")
    assert "J’ai cru lire un oui" not in talk.say(said)


def test_no_answer_to_a_question_begins_with_yes_or_no() -> None:
    """« Je vais perdre mes droits ? » was answered « Oui, rien ne change »: the same topic is asked both ways."""
    topics = [path.stem for path in (content_root() / "locales" / "fr" / "said").glob("ask-*.txt")]
    assert topics
    for language, catalogue in content().catalogues.items():
        for campaign in content().campaigns:
            own = catalogue.of(campaign)
            for key in (f"ask.{topic.removeprefix('ask-')}" for topic in topics):
                if own.has(key) and key != "ask.duration":
                    assert own.text(key).split()[0].strip(",.:") not in {"Oui", "Non", "Yes", "No"}, (language, key)


def test_the_body_and_the_day_of_a_sentence_hold_for_its_other_half() -> None:
    talk = judge.begun("fr", "home")
    said = talk.say("j’ai eu une réponse du hdh hier, ils demandent une pièce d’identité")
    assert "pièce d’identité (Health Data Hub), lettre du dimanche 13 décembre 2026" in said


def test_that_a_letter_never_left_is_not_that_it_left() -> None:
    talk = judge.begun("fr", "home")
    assert "J’ai envoyé une lettre" not in talk.say("en fait j’ai jamais posté la lettre du hub").partition("2.")[0]


def test_an_answer_to_the_question_before_is_no_line_of_the_caisses_address() -> None:
    """« Non, une autre », the postcode again, then « la garder » was printed as « 33000 la garder » on the letter."""
    talk = Talk()
    talk.say("bonjour", "oui", "33000", "non une autre", "33000", "la garder")
    assert "body_address" not in talk.conversation.answers


@pytest.mark.parametrize("said", ["c’est juste", "la garder", "exact"])
def test_what_answers_another_question_is_no_line_of_an_address(said: str) -> None:
    talk = Talk()
    talk.say("bonjour", "oui", "33000", "la corriger", said)
    assert talk.asked == "request@:body_address"
