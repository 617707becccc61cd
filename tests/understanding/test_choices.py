"""What people type instead of pressing a button: words lead where the button leads, or it is asked; never elsewhere."""

from collections import Counter

import pytest

from bot.core.conversation.hearing.likely import likely_choice
from bot.core.conversation.reading import Named
from bot.core.ports.message import Choice, say
from tests.understanding.choices import QUESTIONS, Judged, judged, reached, rows

POST, MAIL = Choice("post", say("medium.post")), Choice("email", say("medium.email"))
WORDS = {
    "post": Named("par courrier simple", ("lettre verte", "pas en recommande")),
    "email": Named("par courriel", ("courrier electronique",)),
}
SMALL = frozenset({"par", "en", "la", "une", "pas", "avec"})


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_choice_of_every_question_may_be_meant_by_its_own_words(question: str) -> None:
    """The labels as they are shown, in both languages: the least that anybody types."""
    for language in ("fr", "en"):
        asks = reached(question, language)
        for choice in asks.questions[-1].choices:
            label = asks.world().wording(choice.label)
            after = reached(question, language)
            after.say(label)
            pressed = reached(question, language)
            pressed.press(choice.value)
            assert after.asked == pressed.asked, label
            assert [e.event for e in after.case.log] == [e.event for e in pressed.case.log], label


def test_most_words_lead_where_the_button_leads_and_none_where_another_does() -> None:
    came = Counter(judged(row) for row in rows("choices-a"))
    assert came[Judged.WRONG] == 0
    assert came[Judged.RIGHT] >= 0.9 * came.total()
    assert came[Judged.RIGHT] + came[Judged.ASKED] >= 0.94 * came.total()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_doubted_address_is_never_replaced_by_what_is_said_of_it(language: str) -> None:
    """« Si si c’est bon » was printed as the address."""
    for said in ("si si c’est bon", "laissez comme ça", "ah oui je me suis trompé", "mais non", "I am sure"):
        person = reached("address-doubt", language)
        before = person.answers["address"]
        person.say(said)
        assert person.answers.get("address", before) == before


def test_the_letter_of_the_body_that_is_named_is_given_as_a_file() -> None:
    """« Celle pour la CPAM » opened the search for another caisse."""
    person = reached("which-file", "fr")
    person.say("celle pour la cpam")
    assert person.asked == "files@:kind"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("une lettre verte", POST),
        ("letre verte", POST),
        ("électronique", MAIL),
        ("courrier", None),  # both have it
        ("pas verte", None),
        ("pas recommandée", POST),
        (
            "la lettre verte que le facteur a emportée hier matin avec le colis du voisin",
            None,
        ),  # says more than a choice
        ("zut", None),
        ("", None),
    ],
)
def test_a_text_is_near_the_choice_whose_words_it_nearly_is(text: str, meant: Choice | None) -> None:
    found = likely_choice(text, (POST, MAIL), WORDS, SMALL)
    assert (found and found.choice) == meant
