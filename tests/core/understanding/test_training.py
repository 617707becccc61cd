"""Training: what the examples teach, and that nothing but the examples decides it."""

import pytest

from bot.content.understanding import dump_model
from bot.core.understanding.training import Group, train

EXAMPLES = {
    "greet": ("bonjour à vous", "bonjour", "bonjour madame", "eh bien bonjour"),
    "bye": ("au revoir", "allez au revoir", "au revoir madame", "bien, au revoir"),
    "thanks": ("merci", "merci bien", "merci à vous", "un grand merci"),
}
GROUPS = (Group("courtesy", ("greet", "thanks", "bye"), {"home": 3}),)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in EXAMPLES.items() for text in texts])
def test_each_example_means_its_class(name: str, text: str) -> None:
    assert train(EXAMPLES, GROUPS).guess(text).meant == name


def test_words_that_no_example_has_leave_what_the_known_ones_mean() -> None:
    assert train(EXAMPLES, GROUPS).guess("merci infiniment cher robot").meant == "thanks"


def test_the_order_in_which_examples_are_written_changes_nothing() -> None:
    turned = {name: texts[::-1] for name, texts in reversed(EXAMPLES.items())}
    assert dump_model(train(turned, GROUPS)) == dump_model(train(EXAMPLES, GROUPS))
