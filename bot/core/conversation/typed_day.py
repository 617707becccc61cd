"""Reading a day: « hier », « le 3 », « vendredi 20 novembre », « 03/11 », « il y a 3 jours », "Nov 3rd", 2026-11-03."""

import calendar
import re
from datetime import date, timedelta

from bot.core.conversation.dictated_day import MONTHS, with_digits
from bot.core.directory.folding import fold
from bot.core.directory.likeness import likeness
from bot.core.ports.message import Say, say

_WEEKDAYS = (
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
)
_AGO = {
    "aujourd hui": 0, "aujourdhui": 0, "today": 0, "ce jour": 0, "ce matin": 0, "ce soir": 0, "this morning": 0,
    "hier": 1, "yesterday": 1, "avant hier": 2, "the day before yesterday": 2, "day before yesterday": 2, "demain": -1,
    "tomorrow": -1, "apres demain": -2, "the day after tomorrow": -2, "tout a l heure": 0, "a l instant": 0,
    "maintenant": 0, "just now": 0,
}  # fmt: skip
_COUNT = {
    "un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5,
    "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9, "dix": 10, "ten": 10,
    "douze": 12, "quinze": 15, "vingt": 20,
}  # fmt: skip
_NUMBER, _UNIT = rf"\d{{1,3}}|{'|'.join(_COUNT)}", r"jours?|semaines?|quinzaines?|days?|weeks?"
SOME_DAYS = rf"(?:{_NUMBER}) (?:{_UNIT})"
"""« deux semaines », folded, as a part of a regular expression."""
_MANY = rf"({_NUMBER}) ({_UNIT})"
_BEFORE_NOW = re.compile(rf"(?:il y a |ca fait |depuis |voila )?(?:environ )?{_MANY}(?: ago)?")
_HOUR = re.compile(
    r" (?:(?:a|vers|at|around) )?\d{1,2} ?(?:h|heures?|am|pm|o clock)(?: ?\d{2})?$"
    r"| (?:au |dans l |en |a |in the |le )?(?:matin|matinee|midi|apres midi|soir|soiree|morning|afternoon|evening)$"
)
"""A time of the day, which is ignored."""
_AROUND = re.compile(
    r"^(?:(?:bonjour|alors|euh|heu|oui|c etait|c est|ca date|je crois) )*"
    r"(?:(?:je |on )?(?:l |les |l ai |j ai |les ai |ai |i )*(?:envoyee?s?|postee?s?|mise?s?(?: a la poste)?|partie?s?"
    r"|est partie?|sont parties|sent it|sent them|posted it) )?"
    r"| (?:merci|merci beaucoup|svp|s il vous plait|je crois|environ|thanks|please)$"
)
_RECENT = timedelta(days=183)
"""The longest that a day of last year may lie back when its year was not typed and this year's is still to come."""
_UNKNOWN = re.compile(
    r"(?:(?:euh|ben|bah|oh|alors|je|j|ne|me|m|en|i|well) )*(?:sais|souviens|rappelle|suis|know|remember)? ?"
    r"(?:pas|plus|don t know|do not know|don t remember|can t remember|not sure|aucune idee|no idea|oublie|forgot)"
    r"(?: (?:trop|bien|sure?|du tout|du jour|de la date|quand|quel jour|exactement|la date|le jour|which day|when|"
    r"the day|the date|exactly|madame|monsieur))*"
)
"""« Je ne me souviens plus du jour »."""
_FEASTS = {
    "noel": (12, 25), "jour de noel": (12, 25), "christmas": (12, 25), "christmas day": (12, 25),
    "jour de l an": (1, 1), "nouvel an": (1, 1), "new year s day": (1, 1), "new years day": (1, 1),
}  # fmt: skip
_ANY_WEEKDAY = "|".join(name for names in _WEEKDAYS for name in names)
_ANY_MONTH = "|".join(name for names in MONTHS for name in names)
_A_DAY = (
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)?\b(?! h\b| heures?\b)|{_ANY_WEEKDAY}|avant hier|hier|yesterday|aujourd|today|"
    r"ce matin|this morning|noel|christmas|jour de l an|nouvel an|new year)"
)
NO_SINGLE_DAY = re.compile(
    rf"\b(?:entre|between|apres|after|avant(?! hier)|before(?! yesterday)|ou(?: bien| alors)?|or) "
    rf"(?:le |the |on )?{_A_DAY}|"
    rf"\b(?:{_ANY_WEEKDAY}) en (?:huit|quinze)\b|"
    r"\b\d{1,2}(?:er)? (?:et|and|au|to) (?:le |the )?\d|\b(?:veille|(?:sur)?lendemain|day after(?! tomorrow)|eve)\b"
)
"""« Après le 1er », « le 4 ou le 5 », folded: a day is named, and another is meant, or one of several."""
OF_LAST_WEEK = re.compile(r"\b(?:semaine (?:derniere|passee|d avant)|last week)\b")
OF_LAST_MONTH = re.compile(
    r"(?:le |the )?(\d{1,2})(?:er|st|nd|rd|th)? (?:du |of )?(?:(?:le )?mois (?:dernier|passe|d avant)|last month)\b"
)
_SPAN = r"(?:de |d )?(?:jours?|semaines?|mois|days?|weeks?|months?)"
_VAGUE = re.compile(
    rf"\b(?:{OF_LAST_WEEK.pattern}|(?:the other|this|earlier this) (?:week|weekend)|the other day|"
    r"last (?:month|weekend)|"
    rf"l autre (?:jour|fois|semaine)|mois (?:dernier|passe)|"
    r"(?:(?:une )?(?:huitaine|dizaine|douzaine|quinzaine|vingtaine)|"
    rf"quelques|plusieurs|deux trois|2 3|few|couple of|several|about \w+) {_SPAN}|"
    rf"(?:debut|milieu|fin|courant|mi|en|in|early|mid|late|(?:beginning|middle|end) of)(?: (?:de|du|d|the|last|this))?"
    rf"(?: (?:la|cette|ce))? (?:semaine|mois|week|month|{_ANY_MONTH})(?: (?:derniere?|passee?))?|"
    r"(?:tout )?recemment|recently|dernierement|ces (?:derniers )?jours(?: ci)?|"
    r"(?:le |ce )?week ?end(?: dernier| passe)?|"
    r"il y a (?:peu|longtemps|un moment)|(?:a while|some time|a long time) ago)\b"
)
"""« La semaine dernière », « en début de mois »: some day, which nobody can know."""
_ABOUT = frozenset({
    "vers", "dans", "en", "environ", "un", "une", "peu", "peut", "etre", "je", "j", "ai", "c", "ca", "etait", "est",
    "crois", "dirais", "pense", "sais", "jsais", "plus", "pas", "trop", "exactement", "le", "la", "l", "les", "au",
    "du", "de", "d", "ce", "cette", "ben", "euh", "bah", "oui", "fait", "il", "y", "a", "envoyee", "envoye", "postee",
    "poste", "partie", "fin", "it", "was", "i", "think", "say", "around", "sometime", "about", "maybe", "not", "sure",
    "exactly", "in", "the", "on", "of", "at", "some", "yes", "sent", "posted", "ago", "well",
})  # fmt: skip
"""Words beside a vague day that tell nothing else."""
_LINKS = frozenset({
    "entre", "between", "apres", "after", "avant", "before", "ou", "or", "bien", "et", "and", "to", "alors", "veille",
    "lendemain", "surlendemain", "jours",
})  # fmt: skip


def past_day(typed: str, today: date, earliest: date) -> date | Say:
    """The typed day, neither in the future nor before `earliest`; else the sentence that says why not."""
    day = day_of(typed, today)
    match day:
        case date() if day > today:
            return say("day.future", day=day, today=today)
        case date() if day < earliest:
            return say("day.too-early", day=day, earliest=earliest)
        case _:
            return day


def day_of(typed: str, today: date) -> date | Say:
    """The typed day, in any order that people use; else the sentence that says why not. Raises nothing."""
    folded = re.sub(r"\b(\d+) ?(er|e|st|nd|rd|th|eme)\b", r"\1", with_digits(fold(typed)).replace("premier", "1"))
    folded = _HOUR.sub("", _AROUND.sub("", folded)) if folded not in _AGO else folded
    if _UNKNOWN.fullmatch(folded):
        return say("day.unknown")
    if folded in _AGO:
        return today - timedelta(days=_AGO[folded])
    if feast := _FEASTS.get(re.sub(r"^(?:a|le|at|on|for|the) ", "", folded)):
        this = today.replace(month=feast[0], day=feast[1])
        return this if this <= today else this.replace(year=today.year - 1)
    if ago := _BEFORE_NOW.fullmatch(folded):
        return today - timedelta(days=_days(ago[1], ago[2]))
    if NO_SINGLE_DAY.search(folded):
        beside = {word for word in re.sub(_A_DAY, "", folded).split() if not word.isdigit()}
        return say("day.unknown") if beside <= _ABOUT | _LINKS | _COUNT.keys() else _unreadable(today)
    return _of_last(folded, today) or _in_numbers(folded, today)


def _of_last(folded: str, today: date) -> date | Say | None:
    """The day of « mardi de la semaine dernière », « le 5 du mois dernier »; None where none of last is said."""
    if last := OF_LAST_MONTH.fullmatch(folded):
        before = today.replace(day=1) - timedelta(days=1)
        return _date(before.year, before.month, int(last[1]), today)
    weekdays = set(re.findall(rf"\b(?:{_ANY_WEEKDAY})\b", folded))
    said = re.sub(rf"\b(?:{_ANY_WEEKDAY})\b", "", OF_LAST_WEEK.sub("", folded)).split()
    if not (OF_LAST_WEEK.search(folded) and len(weekdays) == 1 and _ABOUT.issuperset(said)):
        return None
    return today - timedelta(days=today.weekday() + 7 - (_named(weekdays.pop(), _WEEKDAYS) or 0))


def _in_numbers(folded: str, today: date) -> date | Say:
    """The day of a weekday, of numbers, or of both; else whether it is some day that nobody can know."""
    words = [word for word in folded.split() if word not in {"le", "the", "of", "dernier", "last", "on", "du", "passe"}]
    if isinstance(march := _march(words, today), date):
        return march
    weekdays = [number for word in words if (number := _named(word, _WEEKDAYS)) is not None]
    rest = [word for word in words if _named(word, _WEEKDAYS) is None]
    if weekdays and not rest:
        back = (today.weekday() - weekdays[0]) % 7
        return today - timedelta(days=back or 7)
    found = _numbers(rest, today)
    if isinstance(found, date) and weekdays and found.weekday() != weekdays[0]:
        return say("day.other-weekday", day=found)
    if isinstance(found, Say) and _VAGUE.search(folded) and _ABOUT.issuperset(_VAGUE.sub("", folded).split()):
        return say("day.unknown")
    return found


_TO_COME = re.compile(r"^(?:jusqu (?:au?|en)|until|till|au|avant(?: le)?|before|en|in(?= [a-z])|le|the|on|for) ")
_IN = re.compile(rf"(?:dans |in |pendant )?(?:{_MANY}|(\d{{1,2}}|{'|'.join(_COUNT)}) (?:mois|months?))")
_WITH_YEAR = re.compile(r"\b\d{4}\b|\b\d{1,2} \d{1,2} \d{2}\b|\b\d{8}\b")


def day_to_come(typed: str, today: date) -> date | Say:
    """The typed day, taken after today: « jusqu’au 10 janvier » is the next one, « lundi » is next Monday."""
    folded = re.sub(r" (?:prochain|prochaine)$|^next ", "", _HOUR.sub("", _TO_COME.sub("", fold(typed))))
    if ahead := _IN.fullmatch(folded):
        return today + timedelta(days=_days(ahead[1], ahead[2]) if ahead[2] else _count(ahead[3]) * 30)
    if month := next((names.index(folded) + 1 for names in MONTHS if folded in names), 0):
        return date(today.year + (month <= today.month), month, 1)
    day = day_of(folded, today)
    if isinstance(day, Say) or day > today or _WITH_YEAR.search(folded):
        return day
    if _named(folded, _WEEKDAYS) is not None:
        return day + timedelta(days=7 if day + timedelta(days=7) > today else 14)
    if not any(c.isdigit() for c in folded):
        return (_later(day, 12) or day) if folded in _FEASTS else day  # « hier »
    alone = re.fullmatch(r"\d{1,2}(?:er)?", folded)
    later = (_later(day, months) for months in range(1, 13))
    return next((d for d in later if d and d > today), day) if alone else _later(day, 12) or day


def _later(day: date, months: int) -> date | None:
    years, month = divmod(day.month - 1 + months, 12)
    if day.day > calendar.monthrange(day.year + years, month + 1)[1]:
        return None
    return day.replace(year=day.year + years, month=month + 1)


def _count(number: str) -> int:
    return _COUNT.get(number) or int(number)


def _days(number: str, unit: str) -> int:
    """The days of a span: 14 for « deux semaines »."""
    return _count(number) * (1 if unit[0] in "jd" else 15 if unit[0] == "q" else 7)


def _march(words: list[str], today: date) -> date | None:
    """The day of « 29 Mar 2027 » or "Mar 3" in March; None when « mar. 3 » is a Tuesday."""
    numbers = [word for word in words if word.isdigit()]
    if "mar" not in words or len(words) != len(numbers) + 1 or not numbers:
        return None
    of_month = _numbers(numbers, today) if len(numbers) == 1 else None
    if isinstance(of_month, date) and of_month.weekday() == _WEEKDAYS[0].index("mardi"):
        return None
    found = _numbers(["mars" if word == "mar" else word for word in words], today)
    return found if isinstance(found, date) else None


def _named(word: str, lists: tuple[list[str], list[str]]) -> int | None:
    """The number, from 0, of the weekday or month that a word names, by its beginning or with a typo."""
    for names in lists:
        for number, name in enumerate(names):
            if len(word) >= 3 and (name.startswith(word) or (len(word) > 4 and likeness(name, word) >= 85)):
                return number
    return None


def _numbers(parts: list[str], today: date) -> date | Say:
    """The day of two or three numbers: in French order, in ISO order, or with the month's name before the day."""
    months = [part for part in parts if _named(part, MONTHS) is not None]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 8]
    if len(months) > 1 or not numbers or len(months) + len(numbers) != len(parts):
        return _unreadable(today)
    month = (_named(months[0], MONTHS) or 0) + 1 if months else None
    if month is None and len(numbers) == 1 and len(parts[0]) == 8:  # 20112026
        numbers = [numbers[0] // 1_000_000, numbers[0] // 10_000 % 100, numbers[0] % 10_000]
    elif month is not None:
        numbers = [*numbers[:1], month, *numbers[1:]]
    match numbers:
        case [day]:
            return _of_month(day, today)
        case [day, number]:
            return _of_year(number, day, today)
        case [year, number, day] if year > 31:
            return _date(year, number, day, today)
        case [day, number, year]:
            return _date(year, number, day, today)
        case _:
            return _unreadable(today)


def _unreadable(today: date) -> Say:
    return say("day.unreadable", example=as_typed(today - timedelta(days=1)))


def as_typed(day: date) -> str:
    """A date as an example of what can be typed."""
    return f"{day:%d/%m/%Y}"


def _of_month(day: int, today: date) -> date | Say:
    """The day of « le 20 »: in this month, or in the last one when it is still to come."""
    if not 1 <= day <= 31:
        return _unreadable(today)
    before = today.replace(day=1) - timedelta(days=1)
    first = today if day <= today.day else before
    return _date(first.year, first.month, day, today)


def _of_year(month: int, day: int, today: date) -> date | Say:
    this = _date(today.year, month, day, today)
    if isinstance(this, Say) or this <= today:
        return this
    last = _date(today.year - 1, month, day, today)
    return last if isinstance(last, date) and today - last <= _RECENT else this


def _date(year: int, month: int, day: int, today: date) -> date | Say:
    year = year + 2000 if year < 100 else year
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 9999):
        return _unreadable(today)
    if day > calendar.monthrange(year, month)[1]:
        return say("day.no-such")
    return date(year, month, day)
