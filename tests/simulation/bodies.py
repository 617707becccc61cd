"""The bodies that are written to: what each answers, and when. In time or late, in part, elsewhere, or never."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Medium
from bot.core.case.letter_event import Posted


@dataclass(frozen=True)
class Answer:
    """What came in the post: what it says (the value of an outcome), the day it bears, the day it arrived.

    track  the key of the track that it is about
    """

    track: str
    says: str
    dated: date
    arrives: date
    reasons: bool = True
    exclusions: str = "no"


_IN_TIME, _LATE, _SOON, _LAST = (3, 27), (33, 120), (1, 9), (28, 34)
OF_BODY: tuple[tuple[int, str, tuple[int, int]], ...] = (
    (18, "done", _IN_TIME),
    (8, "done", _LATE),
    (4, "done", _LAST),  # about the last day
    (6, "declined", _IN_TIME),
    (5, "declined", _LATE),
    (6, "partial", _IN_TIME),
    (6, "elsewhere", _IN_TIME),
    (8, "identity", _IN_TIME),
    (2, "identity", _LATE),
    (4, "unidentified", _IN_TIME),
    (6, "time", _IN_TIME),
    (6, "time", _LATE),
    (2, "time", _LAST),
    (8, "acknowledged", _SOON),
    (5, "access", _IN_TIME),
    (3, "identity", _LAST),
    (25, "", _SOON),  # silence
)
OF_CNIL: tuple[tuple[int, str, tuple[int, int]], ...] = (
    (4, "done", (20, 200)),
    (5, "declined", (20, 200)),
    (6, "progress", (10, 85)),
    (4, "progress", (80, 260)),  # late news
    (3, "declined", (140, 300)),  # about the end of the time after the silence, and later
    (8, "", _SOON),
)
_THEN = {"identity", "time", "acknowledged", "elsewhere", "progress", "access"}
"""After these the body may well write once more."""


def answers(rng: Random, letter: Posted, track: str, *, both: bool = False) -> list[Answer]:
    """All that one letter brings about, in the order in which it arrives.

    track  the key of its track
    both   whether that track began with a letter that asked for the objection and for access
    """
    name = letter.letter.track
    if letter.medium is not Medium.AMELI and rng.random() < 0.06:  # it comes back
        day = letter.on + timedelta(days=rng.randint(1, 24))
        return [Answer(track, "returned", day, day + timedelta(days=rng.choice((0, 1, 3))))]
    table = OF_CNIL if name == "cnil" else OF_BODY
    chance = 0.4 if letter.letter.kind not in {LetterKind.REQUEST, LetterKind.COMPLAINT} else 1.0
    found: list[Answer] = []
    day = letter.on
    while rng.random() < chance:
        says, (least, most) = rng.choices([(s, d) for _, s, d in table], [weight for weight, _, _ in table])[0]
        if not says:
            break
        if says == "access" and not both and name != "access":
            continue
        if says == "done" and name == "access":
            says = "access"
        day += timedelta(days=rng.randint(least, most))
        arrives = day + timedelta(days=rng.choice((0, 0, 1, 2, 3, 9)))
        scope = rng.choice(("yes", "no", "unsure"))
        found.append(Answer(track, says, day, arrives, rng.random() < 0.6, scope))
        chance = 0.6 if says in _THEN else 0.05
    return found
