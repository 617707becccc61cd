"""The judge: a run that was harmed, beside one that was not. What may differ is written here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.crash.kept import Kept

NOTICE = "ne vous est peut-être pas arrivé"


@dataclass(frozen=True)
class Lived:
    """A run that came to its end: what the person was sent, in order, what the store holds, what was odd."""

    messages: tuple[str, ...]
    kept: Kept
    odd: tuple[str, ...] = ()
    """What the driver saw that is wrong by itself."""
    transcript: str = field(default="", repr=False)


@dataclass(frozen=True)
class Verdict:
    """What came of one run."""

    missing: int
    """Messages of the unharmed run that never came."""
    doubled: int
    """Messages that came once too often, or from nowhere."""
    told: int
    """How often it was said that a message may not have come."""
    wrong: tuple[str, ...]
    """What must not be; nothing when all is well."""


def judge(unharmed: Lived, run: Lived, *, remembers: bool) -> Verdict:
    """Compare a run with an unharmed one.

    remembers  the network makes one message of one key: nothing may be missing, and there is nothing to tell
    """
    told = sum(NOTICE in message for message in run.messages)
    missing, extra = differences(unharmed.messages, [one for one in run.messages if NOTICE not in one])
    wrong = [*run.odd]
    wrong += [f"came twice, or from nowhere: {_first_line(one)}" for one in extra]
    if remembers:
        wrong += [f"never came: {_first_line(one)}" for one in missing]
        wrong += ["a doubt was told, and there is none here"] * bool(told)
    else:
        if missing and not told:
            wrong += [f"lost in silence: {_first_line(one)}" for one in missing]
        if len(missing) > 1:
            wrong.append(f"{len(missing)} messages are missing: one is sent at a time")
        if told > 1:
            wrong.append(f"a doubt was told {told} times")
    if run.kept != unharmed.kept:
        wrong.append(f"what is kept differs: {_difference(unharmed.kept, run.kept)}")
    return Verdict(len(missing), len(extra), told, tuple(wrong))


def differences(expected: Sequence[str], got: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is missing of a sequence, and what is in it that should not be; order counts."""
    missing: list[str] = []
    extra: list[str] = []
    at = 0
    for one in got:
        if one in expected[at:]:
            found = expected.index(one, at)
            missing += expected[at:found]
            at = found + 1
        else:
            extra.append(one)
    return [*missing, *expected[at:]], extra


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0][:80]


def _difference(unharmed: Kept, run: Kept) -> str:
    """Which part, without its content: the transcript tells the rest."""
    if len(unharmed.people) != len(run.people):
        return f"{len(run.people)} people"
    if unharmed.waiting != run.waiting:
        return f"{run.waiting} messages wait"
    names = ("conversation", "case", "ledger")
    both = zip(unharmed.people, run.people, strict=True)
    return ", ".join(
        name for one, other in both for name, was, now in zip(names, one, other, strict=True) if was != now
    )
