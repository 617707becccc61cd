"""Everything that is kept about a person, as one file for them."""

import json
from dataclasses import asdict

from bot.core.conversation.question import Asked
from bot.core.message import Document, say


def export(asked: Asked) -> Document:
    """The person's answers and the events of their case, as JSON: what is stored, in full."""
    content = {
        "campaign": asked.world.campaign.id,
        "language": asked.conversation.language,
        "answers": dict(asked.conversation.answers),
        "events": [{"n": entry.seq, **asdict(entry.event)} for entry in asked.case.log],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    return Document("objecteur-export.json", say("export.file"), "application/json", text + "\n")
