"""Working days where a recipient is: weekends, and the public holidays that the law gives that place.

The days come from the package `holidays`; which of them are legal ones is decided here, because the package also
lists customs (Mi-Carême, Good Friday outside Alsace-Moselle, Schœlcher's day) that move no legal term.
Source: Code du travail art. L. 3133-1 (the eleven), L. 3134-13 (Alsace-Moselle), L. 3422-2 (overseas abolition days).
"""

from collections.abc import Container, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache


class Territory(StrEnum):
    """A part of France with the same public holidays and the same civil time. Stored: never renamed."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"


_BY_DEPARTEMENT = {
    "57": Territory.ALSACE_MOSELLE,
    "67": Territory.ALSACE_MOSELLE,
    "68": Territory.ALSACE_MOSELLE,
    "971": Territory.GUADELOUPE,
    "972": Territory.MARTINIQUE,
    "973": Territory.GUYANE,
    "974": Territory.REUNION,
    "976": Territory.MAYOTTE,
}
_ZONES = {
    Territory.METROPOLE: "Europe/Paris",
    Territory.ALSACE_MOSELLE: "Europe/Paris",
    Territory.GUADELOUPE: "America/Guadeloupe",
    Territory.MARTINIQUE: "America/Martinique",
    Territory.GUYANE: "America/Cayenne",
    Territory.REUNION: "Indian/Reunion",
    Territory.MAYOTTE: "Indian/Mayotte",
}
_SUBDIVISIONS = {
    Territory.METROPOLE: None,
    Territory.ALSACE_MOSELLE: "6AE",
    Territory.GUADELOUPE: "971",
    Territory.MARTINIQUE: "972",
    Territory.GUYANE: "973",
    Territory.REUNION: "974",
    Territory.MAYOTTE: "976",
}
_ABOLITION = {
    Territory.GUADELOUPE: (5, 27),
    Territory.MARTINIQUE: (5, 22),
    Territory.GUYANE: (6, 10),
    Territory.REUNION: (12, 20),
    Territory.MAYOTTE: (4, 27),
}


def territory_of(departement: str) -> Territory:
    """The territory of a département's code ("57", "2A", "974"); mainland France for any other."""
    return _BY_DEPARTEMENT.get(departement, Territory.METROPOLE)


def time_zone_of(territory: Territory) -> str:
    """The IANA name of the civil time there."""
    return _ZONES[territory]


class LegalHolidays(Container[date]):
    """The legal public holidays of one territory, any year, with their French names."""

    def __init__(self, territory: Territory) -> None:
        self._territory = territory
        self._years: dict[int, Mapping[date, str]] = {}
        """The holidays of the years that were asked for: the library takes ten times as long to look a day up."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name(day) is not None

    def name(self, day: date) -> str | None:
        """The French name of the holiday on that day; None on an ordinary day."""
        if day.year not in self._years:
            self._years[day.year] = self._of(day.year)
        return self._years[day.year].get(day)

    def _of(self, year: int) -> Mapping[date, str]:
        import holidays as library  # noqa: PLC0415  5 MB, for the first deadline that is counted

        national = library.country_holidays("FR", years=year, language="fr")
        local = library.country_holidays("FR", subdiv=_SUBDIVISIONS[self._territory], years=year, language="fr")
        legal = {day: name for day, name in local.items() if self._is_local(day)} | dict(national)
        return {day: _typeset(name) for day, name in legal.items()}

    def _is_local(self, day: date) -> bool:
        """Whether the law gives that territory a holiday of its own on that day."""
        return self._territory is Territory.ALSACE_MOSELLE or _ABOLITION.get(self._territory) == (day.month, day.day)


def _typeset(name: object) -> str:
    """The French name of a holiday with a typographic apostrophe: « Jour de l’an »."""
    return str(name).replace("'", "’")


@cache
def holidays_of(territory: Territory) -> LegalHolidays:
    """The legal public holidays there; Saturdays and Sundays are not in it."""
    return LegalHolidays(territory)


def holiday_name(territory: Territory, day: date) -> str | None:
    """The French name of a legal public holiday, or None."""
    return holidays_of(territory).name(day)


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Whether that day is neither a Saturday, a Sunday nor one of `holidays` (Reg. 1182/71 art. 2(2))."""
    return day.isoweekday() <= 5 and day not in holidays


def add_working_days(start: date, count: int, holidays: Container[date]) -> date:
    """The `count`-th working day after `start`, which is itself not counted; `start` itself for zero."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day
