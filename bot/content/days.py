"""Days and months in words, as CLDR has them, by Babel.

The names of French and English stand here: to know them Babel reads data of all countries, which it keeps, 3.5 MB. Of
another language, for which a catalogue is enough, it is asked. A test says that it would say the same of these.
"""

from datetime import date

from babel.dates import format_date

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
KNOWN = frozenset(_MONTHS)
"""The languages whose names stand here."""


def weekday_and_day(day: date, language: str) -> str:
    """« mardi 24 novembre 2026 »."""
    if language not in KNOWN:
        return format_date(day, "EEEE d MMMM y", locale=language)
    return f"{_WEEKDAYS[language][day.weekday()]} {day_of_month(day, language)}"


def day_of_month(day: date, language: str) -> str:
    """« 24 novembre 2026 »."""
    if language not in KNOWN:
        return format_date(day, "d MMMM y", locale=language)
    return f"{day.day} {month(day, language)}"


def month(of: date, language: str) -> str:
    """« novembre 2026 »."""
    if language not in KNOWN:
        return format_date(of, "MMMM y", locale=language)
    return f"{_MONTHS[language][of.month - 1]} {of.year}"
