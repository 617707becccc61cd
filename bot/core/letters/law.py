"""The law that a letter cites, on the day it is written: which facts it relies on, and which of them nobody read again.

Templates see one `Law` as `law`. What it notes is computed while a letter is filled, never read from a comment; so what
a letter relies on is known even where it follows from a branch, an included part, or a date that was counted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date

import jinja2

from bot.core.campaign import Campaign, Confidence, Delays, Fact, OnceStale


class Law:
    """What a template may cite. It notes each fact that is cited, and each delay that a date was counted with."""

    def __init__(self, campaign: Campaign, on: date | None, unchecked: tuple[Fact, ...] = ()) -> None:
        """Take the day on which facts are current or not.

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

    def current(self, key: str) -> bool:
        """Whether an optional sentence may rely on a fact: a template leaves it out once nobody read the fact again."""
        if key not in self._facts:
            raise jinja2.UndefinedError(f"law.current asks for {key}, which is no fact of the campaign")
        if self._stale(self._facts[key]):
            return False
        self._used.add(key)
        return True

    @property
    def unchecked(self) -> tuple[tuple[date, str], ...]:
        """For the closing note: see `by_reading`."""
        return tuple((day, " ; ".join(titles)) for day, titles in by_reading(self._unchecked))

    @property
    def used(self) -> tuple[str, ...]:
        """The ids of what was cited or counted with so far, in the order of the campaign."""
        return tuple(key for key in self._facts if key in self._used)

    @property
    def stale(self) -> tuple[Fact, ...]:
        """Those of them past their review."""
        return tuple(self._facts[key] for key in self.used if self._stale(self._facts[key]))

    def counting(self, delays: Delays) -> Delays:
        """The same delays, which are noted when a date is counted with them."""
        return _noted(delays, lambda name: self._used.add(f"delays.{name}"))

    def _stale(self, fact: Fact) -> bool:
        return self._on is not None and fact.stale(self._on)


def dated(campaign: Campaign) -> Mapping[str, Fact]:
    """Every fact of a campaign by its id, the delays' as `delays.<name>`."""
    delays = {f"delays.{one.name}": getattr(campaign.delays, one.name).fact for one in fields(campaign.delays)}
    return {**campaign.facts, **delays}


def by_reading(facts: Iterable[Fact]) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """The days on which facts were last read, the oldest first; and the texts that were read then, each named once.

    For what a letter says of `Letter.stale`, and for what the chat says beside it. An estimate of ours is no text: the
    letter calls it an estimate where it stands, and only `objecteur check` asks for it.
    """
    names: dict[date, dict[str, None]] = {}
    for fact in sorted(facts, key=lambda fact: fact.read_on):
        if fact.confidence is not Confidence.LOW:
            names.setdefault(fact.read_on, {})[fact.title] = None
    return tuple((day, tuple(titles)) for day, titles in names.items())


def kept_though_optional(stale: tuple[Fact, ...]) -> Fact | None:
    """A fact that a letter should have left out once nobody read it again, and did not: a mistake in its template."""
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
