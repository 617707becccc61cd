"""The measure of how steady the training is: what it leaves out, and what it counts as changed."""

from bot.core.understanding.meaning import Act, Meaning
from tests.understanding.spread import Measured, changed, report, without_some

EXAMPLES = {"greet": [f"bonjour {n}" for n in range(1_000)], "bye": [f"au revoir {n}" for n in range(1_000)]}


def model(*guesses: tuple[Act, int]) -> Measured:
    """What a model makes of sentences without words."""
    right = {"list-a fr": 90.0}
    return Measured(tuple(Meaning(act, "", sure, "") for act, sure in guesses), right, {"list-a": 0})


def test_about_a_hundredth_of_every_class_is_left_out_the_same_for_the_same_seed() -> None:
    found = without_some(EXAMPLES, 1)
    assert all(980 <= len(texts) < 1_000 for texts in found.values())
    assert found == without_some(EXAMPLES, 1)
    assert found != without_some(EXAMPLES, 2)


def test_a_guess_that_is_sure_in_one_model_counts_as_changed_where_the_other_means_something_else() -> None:
    one = model((Act.GREET, 40), (Act.BYE, 5), (Act.ERASE, 50), (Act.SENT, 60))
    other = model((Act.GREET, 40), (Act.THANKS, 5), (Act.EXPORT, 4), (Act.SENT, 60))
    assert changed([one, other], 0) == 50
    assert changed([one, other], 30) == 20, "one of the five guesses that are sure, of two models"


def test_the_report_gives_the_least_the_median_and_the_greatest_figure() -> None:
    models = [model((Act.GREET, 40)) for _ in range(3)]
    said = report(models)
    assert "3 models, 1 sentences" in said
    assert "list-a fr: 90 · 90 · 90 % right" in said
    assert "list-a: 0 · 0 · 0 wrong acts" in said
