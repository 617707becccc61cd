"""A consent, and erasing everything, take a plain yes: nothing beside it that limits, contradicts, doubts or asks."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.assent import Assent, assent
from tests.folded import folded

CONSENT = (
    {"1", "gardez les", "gardez les informations", "garder mes informations", "garder ces informations", "keep it"},
    {"2", "ne gardez rien", "que vous ne gardiez rien", "ne rien garder"},
)
REMINDERS = (
    {"1", "prévenez-moi", "me prévenir", "rappelez-moi", "rappelez-le-moi", "remind me"},
    {"2", "pas de rappel", "pas de rappels", "no reminders", "ne m’envoyez rien", "ne m’écrivez pas",
     "je me débrouillerai", "je me débrouillerai tout seul", "je me débrouillerai toute seule"},
)  # fmt: skip
ERASE = (
    {"1", "tout effacer", "tout supprimer", "effacer", "effacez", "efface", "efface tout", "effacez tout", "supprimez",
     "supprime", "supprimez tout", "l’effacement", "delete everything", "delete it", "erase everything"},
    {"2", "garder", "gardez", "gardez tout", "tout garder", "keep it", "n’effacez rien", "n’effacez pas",
     "erreur de ma part"},
)  # fmt: skip
PHRASES = {"consent": CONSENT, "reminders": REMINDERS, "erase": ERASE}
"""What the catalogue of this very question adds, as a caller would."""
REFUSED = {
    "oui, j'oublie toujours tout": Assent.HEDGED,  # a reason: whoever gives one could give a condition as well
}
"""What a person reads as a yes, and is asked again."""

with (Path(__file__).parent / "assent.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = [(row["question"], row["text"], row["meaning"]) for row in csv.DictReader(_file)]

PLAIN = (
    "oui",
    "Oui, je suis d’accord",
    "ok",
    "d'accord",
    "volontiers",
    "j'accepte",
    "je veux bien",
    "👍",
    "yes",
    "fine",
)
COURTESY = st.sampled_from(
    [
        "bonjour",
        "Bonsoir Madame,",
        "heu",
        "ben",
        "alors",
        "merci",
        "svp",
        "s’il vous plaît",
        "Merci beaucoup !",
        "please",
    ]
)
WORDS = st.sampled_from(
    [
        "oui",
        "non",
        "pas",
        "mais",
        "d'accord",
        "je",
        "veux",
        "bien",
        "?",
        "👍",
        "❌",
        "sauf",
        "…",
        "que",
        "tout",
        "1",
        "effacer",
    ]
)


@folded(("question", "text", "meaning"), ROWS)
def test_what_people_send_is_read_as_they_mean_it(question: str, text: str, meaning: str) -> None:
    read = assent(text, *PHRASES[question])
    if meaning == "other":
        assert read not in {Assent.YES, Assent.NO}
    else:
        assert read == REFUSED.get(text, meaning)


@folded(
    ("text", "read"),
    [
        # Recorded as a consent until November 2026.
        ("oui mais pas mon nom", Assent.HEDGED),
        ("oui ?", Assent.QUESTION),
        ("ok c'est quoi", Assent.QUESTION),
        ("oui je suis contre", Assent.HEDGED),
        ("non je suis d'accord", Assent.HEDGED),
        ("d'accord mais pourquoi vous gardez ?", Assent.QUESTION),
        ("oui enfin je sais pas", Assent.HEDGED),
        ("je suis d'accord sauf pour l'adresse", Assent.HEDGED),
        # And not recorded.
        ("heu oui je veu bien", Assent.YES),
        ("heu oui", Assent.YES),
        ("bonjour oui", Assent.YES),
        # The longest phrase wins.
        ("je ne suis pas d'accord", Assent.NO),
        ("je suis pas tout à fait d'accord", Assent.NO),
        ("pas d'accord", Assent.NO),
        ("non non", Assent.NO),
        ("bien sûr que non", Assent.NO),
        ("je ne veux pas", Assent.NO),
        ("pas de problème", Assent.YES),
        ("sans souci", Assent.YES),
        ("non pas de problème", Assent.HEDGED),
        ("pourquoi pas", Assent.HEDGED),  # a yes with its doubt in it
        ("mouais", Assent.HEDGED),
        # A slip of the thumb, and words that are none.
        ("volontier", Assent.YES),
        ("acceptee", Assent.YES),
        ("dacord", Assent.YES),
        ("ouiiiiii", Assent.YES),
        ("oui conforme", Assent.HEDGED),
        ("oui content", Assent.HEDGED),
        ("excepté", Assent.UNCLEAR),
        # Signs.
        ("👍🏽", Assent.YES),
        ("✅️", Assent.YES),
        ("👎", Assent.NO),
        ("oui ❌", Assent.HEDGED),
        ("oui 🙂", Assent.YES),
        ("oui 🤔", Assent.HEDGED),
        ("oui :/", Assent.HEDGED),
        ("oui...", Assent.HEDGED),
        ("bonjour... oui, merci", Assent.YES),
        # A signature hides nothing.
        ("Oui. Cordialement, Jeanne Lefebvre", Assent.YES),
        ("Oui. Cordialement. Mme Lefebvre, sauf l'adresse", Assent.HEDGED),
        ("Oui. Cordialement. Sauf Adresse", Assent.HEDGED),
        ("oui madame attendez", Assent.HEDGED),
        # Nothing of it.
        ("", Assent.UNCLEAR),
        ("merci", Assent.UNCLEAR),
        ("c'est bon", Assent.UNCLEAR),  # as often « no, thank you »
        ("12 rue des Lilas", Assent.UNCLEAR),
        ("?", Assent.QUESTION),
    ],
)
def test_only_a_plain_answer_is_one(text: str, read: Assent) -> None:
    assert assent(text) == read


def test_the_words_of_one_question_mean_nothing_to_another() -> None:
    assert assent("tout effacer", *ERASE) == Assent.YES
    assert assent("tout effacer") == Assent.UNCLEAR
    assert assent("oui effacez juste mon adresse", *ERASE) == Assent.HEDGED
    assert assent("oui garder", *ERASE) == Assent.HEDGED
    assert assent("garder", {"garder"}, {"garder"}) == Assent.NO
    assert assent("-1", *ERASE) == Assent.HEDGED


@folded(
    "word",
    [
        "contre", "sauf", "mais", "pas", "non", "sans", "jamais", "juste", "seulement", "que", "si", "quand", "plus",
        "tard", "peut-être", "enfin", "bof", "excepté", "hormis", "attendez", "rien", "moins", "ni", "but", "only",
        "unless", "except", "not", "never", "until", "demain", "pourtant", "désaccord", "refuse",
    ],
)  # fmt: skip
@folded("yes", PLAIN)
def test_a_word_that_limits_is_never_taken_for_another(yes: str, word: str) -> None:
    for said in (f"{yes} {word}", f"{word} {yes}"):
        assert assent(said) in {Assent.HEDGED, Assent.NO}  # « pas d’accord »


@given(st.sampled_from(PLAIN), st.text())
def test_a_yes_with_more_to_it_is_no_plain_yes(yes: str, more: str) -> None:
    assert assent(f"{yes} mais {more}") != Assent.YES
    assert assent(f"{yes} {more}?") == assent(f"?{more} {yes}") == Assent.QUESTION


@given(st.lists(COURTESY, max_size=3), st.sampled_from(PLAIN), st.lists(COURTESY, max_size=3))
def test_courtesy_changes_nothing(before: list[str], yes: str, after: list[str]) -> None:
    assert assent(" ".join([*before, yes, *after])) == Assent.YES
    assert assent(" ".join([*before, "non", *after])) == Assent.NO
    assert assent(" ".join([*before, *after])) == Assent.UNCLEAR


@given(st.text() | st.lists(WORDS).map(" ".join), st.sets(st.text()), st.sets(st.text()))
def test_any_text_is_read(text: str, yes: set[str], no: set[str]) -> None:
    assert assent(text, yes, no) in Assent
