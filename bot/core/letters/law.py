"""The law that a letter cites on the day it is written: the facts that it relies on, and those past their review.

Templates see one `Law` as `law`, which notes each fact while the letter is filled. So the facts of a letter are known
even when they follow from a branch, an included part, or a date that was counted; no comment has to list them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.delay import Delays
from bot.core.campaign.fact import Confidence, Fact, OnceStale


class Law:
    """The facts that a template may cite. It notes each one cited, and each delay that a date was counted with."""

    def __init__(self, campaign: Campaign, on: date | None, unchecked: tuple[Fact, ...] = ()) -> None:
        """Take the facts of a campaign and the day on which the letter is written.

        on         None: the day is not known, and no fact is taken as past its review
        unchecked  the facts past their review that the letter is known to rely on, for its closing note
        """
        self._facts = dated(campaign)
        self._on = on
        self._unchecked = unchecked
        self._used: set[str] = set()

    def __getitem__(self, key: str) -> str:
        """A fact's words; `law["lil-74"]` in a template. Raises KeyError for a fact that there is not."""
        said = self._facts[key].says
        self._used.add(key)
        return said

    def __contains__(self, key: str) -> bool:
        """Whether the campaign has that fact: what campaigns share asks before it relies on one."""
        return key in self._facts

    def current(self, key: str) -> bool:
        """Whether an optional sentence may rely on a fact: not once the fact is past its review."""
        if key not in self._facts:
            from jinja2 import UndefinedError  # noqa: PLC0415  which fills the letter that asks

            raise UndefinedError(f"law.current asks for {key}, which is no fact of the campaign")
        if self._stale(self._facts[key]):
            return False
        self._used.add(key)
        return True

    @property
    def unchecked(self) -> tuple[tuple[date, str], ...]:
        """The texts past their review, for the letter's closing note: see `by_reading`."""
        return tuple((day, " ; ".join(titles)) for day, titles in by_reading(self._unchecked))

    @property
    def used(self) -> tuple[str, ...]:
        """The ids of the facts and delays used so far, in the order of the campaign."""
        return tuple(key for key in self._facts if key in self._used)

    @property
    def stale(self) -> tuple[Fact, ...]:
        """The facts and delays used so far that are past their review."""
        return tuple(self._facts[key] for key in self.used if self._stale(self._facts[key]))

    def counting(self, delays: Delays) -> Delays:
        """A copy of the delays that notes each one when a date is counted with it."""
        return _noted(delays, lambda name: self._used.add(f"delays.{name}"))

    def _stale(self, fact: Fact) -> bool:
        return self._on is not None and fact.stale(self._on)


def dated(campaign: Campaign) -> Mapping[str, Fact]:
    """Every fact of a campaign by its id, the delays' as `delays.<name>`."""
    delays = {f"delays.{one.name}": getattr(campaign.delays, one.name).fact for one in fields(campaign.delays)}
    return {**campaign.facts, **delays}


def by_reading(facts: Iterable[Fact]) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """For each day on which somebody last read some of these facts, the oldest first: the names of the texts read.

    The closing note of a letter and the chat beside it name them. An estimate of ours is no text, so it is left out:
    the letter itself calls it an estimate, and only `objecteur check` asks to review it.
    """
    names: dict[date, dict[str, None]] = {}
    for fact in sorted(facts, key=lambda fact: fact.read_on):
        if fact.confidence is not Confidence.LOW:
            names.setdefault(fact.read_on, {})[fact.title] = None
    return tuple((day, tuple(titles)) for day, titles in names.items())


def kept_though_optional(stale: tuple[Fact, ...]) -> Fact | None:
    """A fact past its review that a letter should have left out and did not: a mistake in its template."""
    return next((fact for fact in stale if fact.once_stale is OnceStale.DROP), None)


def _noted(delays: Delays, note: Callable[[str], None]) -> Delays:
    names = tuple(one.name for one in fields(delays))

    class Noted(Delays):
        """Delays that tell which of them are looked at: a track computes with them, wherever its template asks."""

        def __getattribute__(self, name: str) -> object:
            if name in names:
                note(name)
            return super().__getattribute__(name)

    return Noted(*(getattr(delays, name) for name in names))
