"""Draw docs/conversation.md from the code: `make diagram`. A test fails when the two differ."""

from collections.abc import Iterator
from pathlib import Path

from bot.core.conversation.asking import FORMS
from bot.core.conversation.commands import WORDS
from bot.core.conversation.question import Form, always

HEAD = """# The conversation, drawn from the code

`make diagram` writes this page; do not edit it. Each box is a form, each line in it a question, in its order; a
dashed box is asked only when it applies. The question that stands is the first one that applies and has no answer
(`bot/core/conversation/question.py`), so `/retour` only takes the last answer away.
"""


def _boxes(form: Form) -> Iterator[str]:
    yield f"  subgraph {form.key}"
    for question in form.questions:
        yield f"    {form.key}_{question.key}[{question.key}]"
        if question.applies is not always:
            yield f"    style {form.key}_{question.key} stroke-dasharray: 4 4"
    yield from (
        f"    {form.key}_{one.key} --> {form.key}_{next_one.key}"
        for one, next_one in zip(form.questions, form.questions[1:], strict=False)
    )
    yield "  end"


def _arrows() -> Iterator[str]:
    yield "  request -->|both letters| home"
    yield "  due((a reminder is due)) -.->|once nothing else is asked| outcome"
    for form in FORMS.values():
        for other in form.leads_to:
            yield f"  {form.key} --> {other}"
    for command, form_key in (("/langue", "language"), ("/effacer", "erase"), ("/rappels", "reminders")):
        yield f"  {form_key}_command({command}) -.-> {form_key}"


def drawing() -> str:
    """The whole page."""
    lines = [
        "```mermaid",
        "flowchart TB",
        *(line for form in FORMS.values() for line in _boxes(form)),
        *_arrows(),
        "```",
    ]
    table = ["| command | also typed |", "| --- | --- |"]
    table += [f"| `/{command}` | {', '.join(words)} |" for command, words in WORDS.items()]
    return "\n".join([HEAD, *lines, "", "## Words that work everywhere", "", *table, ""])


if __name__ == "__main__":
    Path(__file__).with_name("conversation.md").write_text(drawing(), encoding="utf-8")
