"""`python -m tests.understanding`: train the model from the examples, and write it."""

import sys
import time
from pathlib import Path

from bot.content.understanding import MODEL, dump_model, load_examples, load_groups
from bot.core.understanding.training import train

LOCALES = Path("locales")


def main() -> int:
    """Train and write. Returns 0."""
    began = time.process_time()
    examples = load_examples(LOCALES)
    model = train(examples, load_groups(LOCALES))
    written = dump_model(model)
    (LOCALES / MODEL).write_text(written, encoding="utf-8")
    count = sum(map(len, examples.values()))
    took = time.process_time() - began
    size = f"{len(model.classes)} classes, {len(model.weights)} features, {len(written.encode())} bytes"
    print(f"{count} examples, {size}, {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
