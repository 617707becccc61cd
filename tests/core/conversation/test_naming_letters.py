"""A name is found in a message whatever letters it is written with: what is looked for first hides nothing."""

import re
import sys

from bot.core.conversation.naming import _folded


def test_letters_that_are_one_to_a_pattern_are_one_to_the_search_before_it() -> None:
    cased = [c for c in map(chr, range(sys.maxunicode + 1)) if c.lower() != c or c.upper() != c]
    pairs = {(c, other) for c in cased for other in (c.lower(), c.upper(), c.swapcase(), c.upper().lower())}
    pairs |= {(c, other) for c in "iIıİ" for other in "iIıİ"} | {("ſ", "s"), ("ſ", "S"), ("ς", "Σ"), ("µ", "Μ")}
    one = [(c, other) for c, other in pairs if re.fullmatch(re.escape(c), other, re.IGNORECASE)]
    assert len(one) > 2_500
    assert [(c, other) for c, other in one if _folded(c) != _folded(other)] == []
