"""Towns and areas by their names: an exact name, the beginning of one, or the only similar one."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.directory.commune import Commune
from bot.core.directory.finding.slips import sound
from bot.core.directory.finding.words import ARTICLES, EVERYDAY, NOISE, bare, words_of
from bot.core.directory.likeness import likeness, one_slip_away
from bot.core.directory.towns import Towns, towns

LARGE = 20_000
"""The inhabitants from which a town is recognised even by a misspelt or half-written name."""
_MOST_LONGER = 60
_MUCH_LARGER = 10
_AS_CLOSE = 3
_ALIKE = 86
"""The least likeness of the name of any town, which is that of a large one."""
_SMALL = 1_000
_LONG = 12
_LONGEST = 40
_RATHER_LONG = 9
_LEAST_PEOPLE = {4: 10_000, 5: 2_000, 6: 2_000, 7: 1_000, 8: 1_000}
"""By length of the name, the inhabitants from which a town is recognised with one slip; a longer name needs none."""
_HEARD = 5_000
"""The inhabitants from which a town is recognised by the sound of its name."""
_MOST_GUESSES = 3
_MUCH_SMALLER = 20
_FEWEST_LETTERS = 3
"""The fewest different letters of a name: « aaaa » is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A name that people use and that is in no list of communes or départements.

    departements, communes  its meaning, the likeliest first; one of the two is empty
    """

    name: str
    departements: tuple[str, ...] = ()
    communes: tuple[Commune, ...] = ()


def town_key(name: str) -> str:
    """The name of a commune as it is looked up."""
    return " ".join(words_of(name))


NO_TOWNS = towns((), town_key)


class Gazetteer:
    """All towns, départements and other places, indexed once."""

    def __init__(
        self,
        communes: Towns,
        departements: Mapping[str, str],
        places: Iterable[Place] = (),
        former: Towns = NO_TOWNS,
        lookalikes: Container[str] = (),
    ) -> None:
        """Index the data.

        communes      by `town_key`
        departements  code to name
        former        former communes, each with the number, the postcodes and the département of its present commune
        lookalikes    French words, folded, that look like the name of a place and are never read as a slip for it
        """
        self.codes = frozenset(departements)
        self._areas: dict[str, tuple[str, ...]] = {bare(words_of(name)): (code,) for code, name in departements.items()}
        self._towns, self._former = communes, former
        self._lookalikes = lookalikes
        self._short: dict[str, list[Commune]] = {}
        for place in places:
            if place.departements:
                self._areas[bare(words_of(place.name))] = place.departements
            else:
                self._short[town_key(place.name)] = list(place.communes)
        self._area_names = tuple(self._areas)

    # What only a misspelt name asks for is made when the first one is typed.

    @cached_property
    def _slippery(self) -> list[str]:
        """The names that are recognised with one slip, those of the largest towns first."""
        named = zip(self._towns.people, self._towns.names, strict=True)
        known = [
            (-people, name)
            for people, name in named
            if len(name) >= min(_LEAST_PEOPLE) and people >= _LEAST_PEOPLE.get(len(name), 0)
        ]
        return [name for _, name in sorted(known)]

    @cached_property
    def _areas_sounding(self) -> dict[str, list[str]]:
        return _by_sound(self._area_names)

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        return _by_sound(self._with(_HEARD))

    @cached_property
    def _large(self) -> list[str]:
        return self._with(LARGE)

    def _with(self, people: int) -> list[str]:
        """The names of the towns in which so many people live."""
        return [name for there, name in zip(self._towns.people, self._towns.names, strict=True) if there >= people]

    def __contains__(self, name: object) -> bool:
        """Whether a town or an area has exactly that name."""
        return name in self._towns or name in self._areas or name in self._short or name in self._former

    def area(self, words: list[str]) -> tuple[str, ...]:
        """The départements of an area with exactly that name."""
        return self._areas.get(bare(words), ())

    def at(self, postcode: str) -> list[Commune]:
        """The towns that a postcode serves, the largest first."""
        return sorted(self._towns.at(postcode), key=lambda town: -town.population)

    def towns(self, words: list[str]) -> list[Commune]:
        """The towns with exactly that name, the largest first, then those that had it before."""
        name = " ".join(words)
        return self._short.get(name) or [*self._towns.named(name), *self._former.named(name)]

    def named(self, words: list[str]) -> list[Commune]:
        """The towns of that name, after larger ones whose name begins with it: « Évry » is also a village in Yonne."""
        name = " ".join(words)
        if name in self._short:
            return self._short[name]
        exact = self.towns(words)
        if not exact:
            return self._with_article(words)
        least = max(exact[0].population * 2, LARGE // 2 if name in self._towns else _SMALL)
        return [*(town for town in self._longer(name) if town.population >= least), *exact]

    def begun(self, words: list[str]) -> list[Commune]:
        """The towns whose names begin with the typed words, the largest first: a guess."""
        name = " ".join(words)
        return [] if len(words) == 1 and name in self._lookalikes else self._longer(name)

    def _longer(self, name: str) -> list[Commune]:
        longer = [town for known in self._towns.beginning(f"{name} ") for town in self._towns.named(known)]
        return sorted(longer, key=lambda town: -town.population) if len(longer) <= _MOST_LONGER else []

    def _with_article(self, words: list[str]) -> list[Commune]:
        """The towns typed without their article: « Kremlin-Bicêtre »; of one word (« Havre ») only a large town."""
        for article in sorted(ARTICLES):
            towns = self._towns.named(" ".join((article, *words)))
            if towns and (len(words) > 1 or towns[0].population >= LARGE):
                return towns
        return []

    def near_area(self, words: list[str]) -> tuple[str, ...]:
        """The départements of the only area whose name is close, where no town has that name."""
        name = bare(words)
        if len(name) < 5 or name in self._towns or name in self._lookalikes:
            return ()
        close = [known for known in self._areas if likeness(known, name) >= 90]
        return self._areas[close[0]] if len(close) == 1 else ()

    def near(self, words: list[str]) -> list[Commune]:
        """The towns of a similar name, when one alone is similar, or one is by far the largest."""
        name = " ".join(words)
        if not 4 <= len(name) <= _LONGEST or bare(words) in self._lookalikes:
            return []
        # The first letter is hardly ever wrong, and twenty times fewer names are compared.
        apart = 3 if len(name) >= _LONG else 2
        least, most = len(name) - apart, len(name) + apart
        alike = [known for known in self._towns.beginning(name[0]) if least <= len(known) <= most]
        if len(name) <= min(_LEAST_PEOPLE):
            alike = [known for known in alike if self._towns.largest(known) >= LARGE]
        like = {known: likeness(known, name) for known in alike}
        like = {known: score for known, score in like.items() if score >= _ALIKE and score >= self._least(known, name)}
        best = max(like.values(), default=0)
        close = [self._towns.named(known) for known, score in like.items() if score >= best - _AS_CLOSE]
        close.sort(key=lambda towns: -towns[0].population)
        if len(close) > 1 and close[0][0].population < _MUCH_LARGER * close[1][0].population:
            return []
        return close[0] if close else self._begun(name)

    def _least(self, known: str, name: str) -> float:
        """The likeness that a name needs: less for a large town, more for a village, whose short name may be a word."""
        people = self._towns.largest(known)
        if people >= LARGE:
            return _ALIKE
        if people >= _SMALL or len(name) >= _LONG:
            return 90
        return 94 if len(name) >= _RATHER_LONG else 101

    def slipped(self, words: list[str], within: str | None = None) -> tuple[tuple[str, ...], list[Commune]]:
        """The areas and the largest towns whose name was typed with one slip, or else as it sounds.

        within  the code of a département that was typed too: only its towns are found (« l’orient 56 » is Lorient)

        The person chooses among several. A name of one syllable finds nothing.
        """
        name = " ".join(words)
        said = bare(words)
        if len(said) < min(_LEAST_PEOPLE) or len(name) > _LONGEST or len(set(said)) < _FEWEST_LETTERS:
            return (), []
        if EVERYDAY & set(words) or (said in self._lookalikes and not within):
            return (), []
        areas = one_slip_away(said, self._area_names) or self._areas_sounding.get(sound(said), [])
        slipped, alike = one_slip_away(name, self._slippery), self._sounding.get(sound(name), [])
        known = [town for town in slipped if town in alike] or slipped or ([] if areas else alike)
        towns = [self._towns.named(town) for town in known]
        if within:
            towns = [there for named in towns if (there := [town for town in named if town.departement == within])]
        towns.sort(key=lambda named: -named[0].population)
        close = [t for t in towns[:_MOST_GUESSES] if t[0].population * _MUCH_SMALLER >= towns[0][0].population]
        codes = tuple(code for area in areas[:_MOST_GUESSES] for code in self._areas[area])
        return codes, [town for named in close for town in named]

    def _begun(self, name: str) -> list[Commune]:
        """The large towns, if they are few, whose name begins with those letters: « marsei »."""
        if len(name) < 5 or name in NOISE:
            return []
        begun = [known for known in self._large if known.startswith(name)]
        return [town for known in begun for town in self._towns.named(known)] if len(begun) <= 3 else []


def _by_sound(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(sound(name), []).append(name)
    return found
