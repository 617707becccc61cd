"""A letter is recorded as sent on the day that somebody says of it, and of nothing else."""

from datetime import date

import pytest

from bot.core.conversation.hearing.sending import is_of_another_letter, is_of_no_sending
from bot.core.conversation.mending import denies, denies_the_day, is_sent_again, mended_in
from bot.core.conversation.telling import day_in, is_about_sending, is_plain_sending, told_in
from bot.core.conversation.typed_day import day_of
from bot.core.ports.message import Say
from tests.core.days import day
from tests.core.talk import Talk
from tests.folded import folded
from tests.understanding.judge import begun

TUESDAY = day("Tue 2026-11-24")
FRIDAY = day("Fri 2027-01-08")


def at(moment: str, *said: str, language: str = "fr") -> Talk:
    """A conversation at that moment, in which that was said."""
    talk = begun(language, moment)
    for line in said:
        talk.say(line)
    return talk


def kinds(talk: Talk) -> list[str]:
    """What the last message recorded."""
    assert talk.turn
    return [event.kind for event in talk.turn.events]


def told(talk: Talk, key: str) -> str | None:
    """What the form that is open was told."""
    return talk.conversation.over.answers.get(key) if talk.conversation.over else None


# --- Whether a letter left ------------------------------------------------------------------------------------------


@folded(
    "said",
    [
        "oui, hier, en recommandé",
        "postée ce matin",
        "par mail hier",
        "oui ! par mail, ce matin",
        "je l’ai postée",
        "c’est parti",
        "envoyée",
        "on l’a postée ce matin",
        "j’ai envoyer le courrier hier",
        "j’ai posté ma lettre ce matin",
        "j’ai envoyé une lettre",
        "I sent a letter",
        "mise à la poste lundi",
        "le recommandé est parti vendredi 20",
        "je l’ai mise dans la boîte aux lettres hier soir",
        "oui je l’ai déposée le 20 novembre à la poste",
        "recommandé aujourd’hui",
        "I’ve just sent it by e-mail today",
        "it went by registered post this morning",
        "yes, by post, last Friday",
        "posted yesterday",
    ],
)
def test_a_plain_answer_is_a_yes_ones_own_sending_a_medium_and_a_day(said: str) -> None:
    assert is_plain_sending(said)


NO_SENDING = [
    "le recommandé est revenu aujourd’hui",
    "ma lettre recommandée est arrivée hier",
    "I got their e-mail today",
    "the letter came back today by post",
    "ils m’ont répondu par mail aujourd’hui",
    "la caisse a envoyé un courrier hier",
    "they e-mailed me today",
    "AR reçu aujourd’hui",
]
OF_ANOTHER = [
    "celle de ma femme est partie aujourd’hui par courrier",
    "oui celle de ma mère aujourd’hui par mail",
    "my wife’s letter left today by e-mail",
    "her letter went by post today",
]
DOUBTED = [
    "par recommandé aujourd’hui si mon fils passe",
    "j’ai demandé à ma fille de l’envoyer par mail aujourd’hui",
    "if my son comes, by post today",
    "I gave it to my son, by post today",
]
READ_BACK = [
    "mon mari l’a postée ce matin en recommandé",
    "envoyez la par mail aujourd’hui",
    "c’est à envoyer par mail aujourd’hui",
    "poster aujourd’hui en recommandé",
    "courrier de ce matin",
    "le facteur est passé ce matin",
]


@folded("said", [*NO_SENDING, *OF_ANOTHER, *DOUBTED, *READ_BACK, "par mail hier ?"])
def test_what_may_be_told_of_something_else_is_no_plain_answer(said: str) -> None:
    assert not is_plain_sending(said)


@folded("said", NO_SENDING)
def test_what_arrived_came_back_or_was_written_to_one_is_no_sending(said: str) -> None:
    assert is_of_no_sending(said)
    assert not is_of_another_letter(said)
    assert told_in(said, TUESDAY).left is None


@folded("said", OF_ANOTHER)
def test_somebody_elses_letter_is_not_ones_own(said: str) -> None:
    assert is_of_another_letter(said)
    assert told_in(said, TUESDAY).left is None


@folded("said", DOUBTED)
def test_what_depends_on_somebody_tells_nothing(said: str) -> None:
    assert told_in(said, TUESDAY).left is None


@folded(
    "said",
    [
        "ma fille a posté la mienne hier",
        "je l’ai envoyée à leur adresse e-mail hier",
        "I sent it to their e-mail today",
        "celle de ma caisse est partie hier",
        "j’ai demandé à ma fille, c’est parti hier",
        "je suis arrivé à la poste hier, c’est parti",
        "par recommandé hier, j’ai gardé le reçu",
    ],
)
def test_ones_own_sending_is_one(said: str) -> None:
    assert not is_of_no_sending(said)


@pytest.mark.parametrize("said", [*NO_SENDING, *OF_ANOTHER, *DOUBTED, *READ_BACK])
def test_what_is_no_plain_answer_records_nothing(said: str) -> None:
    assert "posted" not in kinds(at("sent", said, language="en" if said.split(maxsplit=1)[0] in ENGLISH else "fr"))


ENGLISH = {"I", "the", "they", "my", "her", "if"}


@pytest.mark.parametrize("said", READ_BACK[:1])
def test_what_is_no_plain_answer_is_read_back(said: str) -> None:
    talk = at("sent", said)
    assert talk.asked == "left@caisse:sure"
    assert talk.keys == ["heard.sure"]
    talk.say("non")
    assert talk.asked == "left@caisse:left"
    assert told(talk, "day") is None
    talk.say(said, "non, par mail")
    assert told(talk, "medium") == "email"
    talk.say("oui")
    assert kinds(talk) == ["posted"]


def test_a_plain_answer_is_recorded_at_once() -> None:
    assert kinds(at("sent", "oui, aujourd’hui, en recommandé")) == ["posted"]


@pytest.mark.parametrize("said", [("oui", "mon fils la poste aujourd’hui"), ("oui", "par mail", "mon fils passe hier")])
def test_what_is_said_of_medium_and_day_is_read_back_where_it_is_not_plain(said: tuple[str, ...]) -> None:
    talk = at("sent", *said)
    assert told(talk, "heard") == "yes"
    assert "posted" not in kinds(talk)


def test_somebody_elses_letter_is_said_not_to_be_noted() -> None:
    talk = at("sent", OF_ANOTHER[0])
    assert "left.own-only" in talk.keys
    assert talk.asked == "left@caisse:left"


def test_the_letter_that_arrived_is_not_the_other_one_that_left() -> None:
    talk = at("sent", "oui par recommandé", "aujourd’hui", "oui")
    talk.wait(10)
    assert talk.asked == "left@hdh:left"
    talk.say("ma lettre recommandée est arrivée hier")
    assert "posted" not in kinds(talk)


@pytest.mark.parametrize("said", ["elle est arrivée hier", "celle de mon mari est partie hier"])
def test_the_day_of_something_else_is_not_that_of_the_sending(said: str) -> None:
    for before in (("oui", "par mail"), ("oui",)):
        talk = at("sent", *before, said)
        assert "posted" not in kinds(talk)
        assert told(talk, "day") is None


# --- A day before the letter was given ------------------------------------------------------------------------------


def earlier(said: str, language: str = "fr") -> Talk:
    """Somebody says that, asked whether the letter really left yesterday, before it was given."""
    before = ("oui", "courrier simple", "hier") if language == "fr" else ("yes", "by post", "yesterday")
    talk = at("sent", *before, language=language)
    assert talk.asked == "left@caisse:earlier"
    talk.say(said)
    return talk


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "euh non pas lundi"), ("fr", "non pas hier"), ("en", "not Monday"), ("fr", "non")]
)
def test_a_day_that_is_denied_is_asked_anew(language: str, said: str) -> None:
    talk = earlier(said, language)
    assert talk.asked == "left@caisse:day"
    assert told(talk, "day") is None


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("fr", "ah non pardon c’était avant hier", "2026-11-22"),
        ("en", "oh no sorry it was the day before yesterday", "2026-11-22"),
        ("fr", "non pas lundi, dimanche", "2026-11-22"),
        ("fr", "dimanche", "2026-11-22"),
    ],
)
def test_another_day_takes_its_place(language: str, said: str, then: str) -> None:
    talk = earlier(said, language)
    assert told(talk, "day") == then
    assert talk.asked == "left@caisse:earlier"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "sorry, I meant today"), ("fr", "je voulais dire aujourd’hui"), ("en", "no, not yesterday, today")],
)
def test_the_day_that_was_meant_is_recorded(language: str, said: str) -> None:
    talk = earlier(said, language)
    assert kinds(talk) == ["posted"]
    assert talk.turn is not None
    assert talk.turn.events[0].on == date(2026, 11, 24)


@pytest.mark.parametrize("said", ["je ne sais pas", "non c’était hier", "oui mais pas lundi", "je n’ai pas envoyé"])
def test_no_and_not_are_never_a_yes(said: str) -> None:
    assert "posted" not in kinds(earlier(said))


@pytest.mark.parametrize("said", ["oui", "oui lundi", "oui je l’ai envoyée hier", "c’est ça"])
def test_a_yes_is_one(said: str) -> None:
    assert kinds(earlier(said)) == ["posted"]


def test_what_is_mended_stands_behind_what_is_denied() -> None:
    assert mended_in("ah non pardon, c’était avant-hier", TUESDAY).day == date(2026, 11, 22)
    assert mended_in("pas lundi, dimanche", TUESDAY).day == date(2026, 11, 22)
    assert mended_in("euh non pas lundi", TUESDAY).day is None
    assert mended_in("hier ?", TUESDAY).day is None
    assert denies("euh non pas lundi")
    assert not denies("oui, lundi")
    assert denies_the_day("euh non")
    assert not denies_the_day("je ne sais pas")


# --- A day said of something else -----------------------------------------------------------------------------------


def test_a_bare_day_does_not_move_the_day_that_was_given() -> None:
    talk = at("unsent", "j’ai envoyé les deux ce matin")
    assert talk.asked == "sent@:medium"
    talk.wait(25)
    talk.say("la caisse m’a répondu, ils acceptent", "hier")
    assert "sent.day-kept" in talk.keys
    assert told(talk, "day") == "2026-11-24"
    talk.say("par mail", "oui")
    assert talk.turn is not None
    assert [event.on for event in talk.turn.events] == [date(2026, 11, 24)] * 2


@pytest.mark.parametrize("said", ["non, hier", "c’était hier", "par mail hier", "je les ai envoyées hier"])
def test_a_day_that_is_mended_moves(said: str) -> None:
    assert told(at("unsent", "j’ai envoyé les deux ce matin", said), "day") == "2026-11-23"


def test_a_bare_day_does_not_mend_what_is_read_back() -> None:
    talk = at("outcome", "rien", "rien", "3", "je l’ai déposée en ligne hier", "oui")
    talk.wait(30)
    talk.say("la cnil a clôturé ma plainte", "hier")
    assert told(talk, "day") == "2027-01-07"
    talk.say("non, c’était avant-hier")
    assert told(talk, "day") == "2027-02-05"


def test_what_is_about_the_sending_is_told_from_a_bare_day() -> None:
    assert not is_about_sending("hier")
    assert not is_about_sending("le 20 novembre")
    assert is_about_sending("non, hier")
    assert is_about_sending("hier par mail")
    assert is_about_sending("it was yesterday")


# --- The day on which a letter came back ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "je l’ai renvoyée lundi"),
        ("fr", "repostée hier"),
        ("en", "I sent it again on Monday"),
        ("en", "resent it Monday"),
    ],
)
def test_the_day_of_a_new_sending_is_not_that_of_the_return(language: str, said: str) -> None:
    before = (
        ("ma lettre est revenue", "adresse fausse") if language == "fr" else ("my letter came back", "wrong address")
    )
    talk = at("outcome", *before, language=language)
    assert talk.asked == "outcome@caisse.1:when"
    talk.say(said)
    assert told(talk, "when") is None
    assert "returned.first-when" in talk.keys
    assert talk.asked == "outcome@caisse.1:when"


@pytest.mark.parametrize("said", ["lundi", "la poste me l’a renvoyée lundi", "elle est revenue lundi"])
def test_the_day_of_the_return_is_taken(said: str) -> None:
    assert told(at("outcome", "ma lettre est revenue", "adresse fausse", said), "when") == "2027-01-04"


def test_a_letter_that_is_sent_back_is_not_sent_again() -> None:
    assert is_sent_again("je l’ai renvoyée lundi")
    assert is_sent_again("I resent it")
    assert not is_sent_again("it was sent back on Monday")
    assert not is_sent_again("renvoyée par la poste lundi")
    assert not is_sent_again("revenue à la poste lundi")


# --- Days that were misread -----------------------------------------------------------------------------------------


@folded(
    "said, on",
    [
        ("mardi de la semaine dernière", "Tue 2026-12-29"),
        ("la semaine dernière, mardi", "Tue 2026-12-29"),
        ("je l’ai envoyée mardi de la semaine dernière", "Tue 2026-12-29"),
        ("Tuesday last week", "Tue 2026-12-29"),
        ("le 5 du mois dernier", "Sat 2026-12-05"),
        ("the 5th of last month", "Sat 2026-12-05"),
        ("le jour de l’an", "Fri 2027-01-01"),
        ("à Noël", "Fri 2026-12-25"),
        ("on Christmas day", "Fri 2026-12-25"),
        ("the day before yesterday", "Wed 2027-01-06"),
    ],
)
def test_a_day_is_the_one_that_is_meant(said: str, on: str) -> None:
    assert day_of(said, FRIDAY) == day(on)


@folded(
    "said, on",
    [
        ("elle est revenue mardi de la semaine dernière", "Tue 2026-12-29"),
        ("je crois que c’était le 5 du mois dernier", "Sat 2026-12-05"),
        ("it was the day before yesterday", "Wed 2027-01-06"),
        ("je crois, vendredi 1er", "Fri 2027-01-01"),
    ],
)
def test_a_day_in_a_sentence_is_the_one_that_is_meant(said: str, on: str) -> None:
    assert day_in(said, FRIDAY) == day(on)


@folded(
    "said",
    [
        "deux jours après le 1er",
        "après le 1er",
        "entre le 3 et le 5",
        "entre le 3 et 5",
        "du 3 au 5",
        "le 4 ou le 5",
        "le 4 ou 5",
        "lundi ou mardi",
        "hier ou avant-hier",
        "avant Noël",
        "la veille de Noël",
        "le lendemain du 3",
        "il y a 2 ou 3 jours",
        "la semaine dernière",
        "c’était la semaine dernière je crois",
        "il y a une dizaine de jours",
        "en début de semaine",
        "début janvier",
        "le mois dernier",
        "l’autre jour",
        "récemment",
        "the other day",
        "last week",
        "a few days ago",
    ],
)
def test_what_is_no_single_day_is_asked_with_a_rough_date_as_enough(said: str) -> None:
    found = day_of(said, FRIDAY)
    assert isinstance(found, Say)
    assert found.key == "day.unknown"
    assert day_in(said, FRIDAY) is None


@folded("said", ["la caisse m’a répondu la semaine dernière", "je l’ai su après le 1er par ma sœur", "hier avant 10h"])
def test_what_says_more_is_left_to_be_heard(said: str) -> None:
    found = day_of(said, FRIDAY)
    assert isinstance(found, Say)
    assert found.key == "day.unreadable"


def test_a_weekday_that_is_not_that_number_is_asked() -> None:
    assert day_in("c’est parti vendredi 6 je crois", FRIDAY) is None


def test_a_rough_day_is_answered_kindly_where_a_day_is_asked() -> None:
    talk = at("sent", "oui", "par mail", "la semaine dernière")
    assert "day.unknown" in talk.keys
    assert talk.asked == "left@caisse:day"
