"""Whether somebody wants what a sentence names: « je ne veux pas relancer », « faut-il relancer ? », « relancez »."""

import re

from bot.core.conversation.reading import begins_asking
from bot.core.directory.folding import fold

_UNWANTED = re.compile(
    r"\b(?:veux|vais|voudrais|souhaite|compte|tiens|pense|want|wish|going|plan|intend) (?:surtout )?(?:pas|plus|not)\b|"
    r"\bne (?:la |le |les )?(?:veux|vais|voudrais|souhaite|compte|pense) \w+ pas\b|"
    r"\bpas (?:besoin|envie|la peine|question|encore|tout de suite|maintenant|pour l instant)\b|\binutile de\b|"
    r"\b(?:don t|do not|didn t|did not|won t|will not|wouldn t|am not|i m not|rather not|not yet|no need|no wish)\b|"
    r"\b(?:qu )?(?:ils?|elles?|on|they|he|she) (?:me|m|nous|us|will|ll|would) (?:\w+ )?(?:re)?(?:lanc|contact|chas)\w+"
)


def is_unwanted(typed: str) -> bool:
    """Whether somebody says that they do not want what they name, not now, or that others will do it."""
    return bool(_UNWANTED.search(fold(typed)))


_ORDERS = re.compile(
    r"\b(?:pouvez|pourriez|peux|pourrais|voulez|veuillez|could|can|would|will)(?: (?:vous|tu|you))\b|"
    r"^(?:je (?:peux|pourrais)|est ce que (?:je peux|vous pouvez)|may i|can i|could i)\b"
)


def is_only_asked(typed: str) -> bool:
    """Whether a sentence asks about something and does not ask for it: « faut-il porter plainte ? »."""
    return ("?" in typed or begins_asking(typed)) and not _ORDERS.search(fold(typed))
