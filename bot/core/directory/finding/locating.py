"""The caisses that serve a place, by its postcode, its département, the number of either, or the name of a town."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.core.directory.caisse import GENERAL, Caisse, Found, Kind, Note
from bot.core.directory.commune import Commune
from bot.core.directory.finding.gazetteer import LARGE, Gazetteer
from bot.core.directory.finding.numbers import (
    COLLECTIVITIES,
    arrondissement_in,
    departements_of,
    number_in,
    organisme_in,
    postcode_in,
    several_in,
    shortened_postcodes,
)
from bot.core.directory.finding.words import (
    bare,
    counted,
    without_last_articles,
    without_noise_around,
    words_of,
)

TOWNS_TOO = frozenset({"vienne"})  # départements whose name a sizeable town bears elsewhere


class Locator:
    """Finds the caisses of one place."""

    def __init__(
        self,
        caisses: tuple[Caisse, ...],
        get: Callable[[str], Caisse | None],
        gazetteer: Gazetteer,
        likely: Mapping[str, str],
    ) -> None:
        """Take the caisses, how one is found by its id, the places, and the likelier caisse of a town."""
        self._caisses = caisses
        self._get = get
        self._gazetteer = gazetteer
        self._likely = dict(likely)

    def of_number(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        """The caisses of a postcode, an arrondissement, the number of a département, or that of a caisse itself.

        words  all typed words
        said   the meaningful ones, without the numbers
        """
        if postcode := postcode_in(words):
            return self._of_postcode(postcode, said, msa=msa)
        if (organisme := organisme_in(words)) and (caisse := self._get(organisme)):
            return Found((caisse,), notes_on((caisse,), msa=msa))
        if codes := arrondissement_in(words):
            return self._of_departements(codes, msa=msa)
        if said == [] and (short := shortened_postcodes(words)):
            return self._of_shortened(short, msa=msa)
        if (several := several_in(words)) and set(several) <= self._gazetteer.codes:
            return self._of_departements(several, msa=msa)
        number = number_in(words)
        if number is None:
            return None
        codes = departements_of(number)
        if set(codes) <= self._gazetteer.codes | COLLECTIVITIES:
            return self._of_departements(codes, msa=msa)
        caisse = self._get(number)
        return Found((caisse,), notes_on((caisse,), msa=msa)) if caisse else None

    def _of_shortened(self, readings: tuple[str, ...], *, msa: bool) -> Found | None:
        """The caisses of a postcode without its first zero, which spreadsheets drop, or, as a guess, its last digit."""
        without_zero, without_last = readings
        if not (here := self._gazetteer.at(without_zero)):
            return None
        there = [town.departement for town in self._gazetteer.at(without_last)]
        own = [without_last[:2]] if without_last.endswith("000") and without_last[:2] in self._gazetteer.codes else []
        return self._of_departements((*dict.fromkeys((*(t.departement for t in here), *there, *own)),), msa=msa)

    def _of_postcode(self, postcode: str, said: list[str], *, msa: bool) -> Found | None:
        if communes := self._gazetteer.at(postcode):
            text = f" {' '.join(said)} "
            named = [town for town in communes if f" {bare(words_of(town.name))} " in text]
            return self.of_communes(named or communes, msa=msa)
        # A CEDEX has the département's first digits, and may be that of a caisse.
        own = tuple(c for c in self._caisses if c.address and c.address.postcode == postcode and c.kind in GENERAL)
        code = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
        codes = own[0].departements if own else departements_of(code)
        found = self._of_departements(codes, msa=msa)
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse not in own)), found.notes)

    def of_name(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        """The caisses of a département, a region, a town, or a town in an area that is named beside it."""
        numbers = [word for word in words if word[0].isdigit()]
        whole = [word for word in words if word not in numbers]
        code = self._code_in(words)
        core, with_article = without_noise_around(whole)
        named, gazetteer = self._gazetteer.named, self._gazetteer
        area = gazetteer.area(said)
        towns = named(counted(words)) if numbers else []
        towns = towns or named(whole) or named(with_article) or named(core)
        if area and not (" ".join(said) in TOWNS_TOO and towns):
            return self._of_departements(area, msa=msa)
        if area:
            return self.of_communes(towns, msa=msa, before=area)
        if code and (there := [town for town in towns if town.departement == code]):
            return self.of_communes(there, msa=msa)
        return (
            self._of_town_in_area(core, msa=msa)
            or (self._of_towns(towns, words, msa=msa) if towns else None)
            or self._of_likeness(core, with_article, said, msa=msa)
        )

    def _of_towns(self, towns: list[Commune], words: list[str], *, msa: bool) -> Found:
        """The caisses of towns with exactly that name; a small one that is also a word is a guess among more words."""
        more = len(words) > len(words_of(towns[0].name))
        if not towns[0].population:  # a name of before, which may be a slip for that of a large town of today
            near = [town for town in self._gazetteer.slipped(words_of(towns[0].name))[1] if town.population >= LARGE]
            towns = [*near, *towns]
        found = self.of_communes(towns, msa=msa)
        return replace(found, guessed=more and towns[0].ordinary and towns[0].population < LARGE)

    def _of_likeness(self, core: list[str], with_article: list[str], said: list[str], *, msa: bool) -> Found | None:
        """The caisses of places whose name is similar or begins with the words: a guess, when none matches exactly."""
        begun = () if with_article == core and self._gazetteer.near_area(said) else self._gazetteer.begun(with_article)
        begun = begun or self._gazetteer.begun(core)
        found = self.of_communes(begun, msa=msa) if begun else self._of_near(with_article, said, msa=msa)
        return replace(found, guessed=True) if found else None

    def _code_in(self, words: list[str]) -> str | None:
        """The code of a département that was typed beside a name: « Saint-Denis 93 »."""
        numbers = (word.upper().zfill(2) for word in words if word[0].isdigit())
        return next((number for number in numbers if number in self._gazetteer.codes), None)

    def _of_town_in_area(self, words: list[str], *, msa: bool) -> Found | None:
        """The caisses of a town in an area that was typed too: « Saint-Denis de la Réunion »."""
        for n in range(1, len(words)):
            codes = self._gazetteer.area(words[n:])
            named = self._gazetteer.towns(without_last_articles(words[:n]).split())
            if towns := [town for town in named if town.departement in codes]:
                return self.of_communes(towns, msa=msa)
        return None

    def _of_near(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        """The caisses of a département, or else of a town, with typos in its name."""
        if codes := self._gazetteer.near_area(said):
            return self._of_departements(codes, msa=msa)
        towns = self._gazetteer.near(words)
        if not towns:
            return None
        slipped = self._gazetteer.slipped(words)[1]  # « vierson » is nearly Verson, and more nearly Vierzon
        larger = slipped and slipped[0].population > towns[0].population
        return self.of_communes(slipped if larger else towns, msa=msa)

    def of_slip(self, words: list[str], *, msa: bool) -> Found | None:
        """The caisses of places whose name was typed with one slip; the person chooses among several."""
        for said in without_noise_around([word for word in words if not word[0].isdigit()]):
            codes, towns = self._gazetteer.slipped(said, self._code_in(words))
            if codes or towns:
                return self.of_communes(towns, msa=msa, before=codes)
        return None

    def of_communes(self, communes: Iterable[Commune], *, msa: bool, before: tuple[str, ...] = ()) -> Found:
        """The caisses of the départements `before`, then of the towns: the likelier caisse of each, then the others."""
        communes = tuple(communes)
        codes = tuple(dict.fromkeys((*before, *(commune.departement for commune in communes))))
        found = self._of_departements(codes, msa=msa)
        likely = {self._likely[town.insee] for town in communes if town.insee in self._likely}
        hinted = {code for caisse in found.candidates if caisse.id in likely for code in caisse.departements}
        others = [c for c in found.candidates if c.id not in likely and hinted & set(c.departements)]
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse in others)), found.notes)

    def _of_departements(self, codes: tuple[str, ...], *, msa: bool) -> Found:
        kinds = {Kind.MSA, Kind.CGSS} if msa else GENERAL
        found = (c for code in codes for c in self._caisses if code in c.departements and c.kind in kinds)
        candidates = tuple(dict.fromkeys(found))
        several = Note.SEVERAL_PLACES if len(codes) > 1 else Note.SEVERAL_IN_DEPARTEMENT
        notes = [several] if len(candidates) > 1 else []
        if not candidates and COLLECTIVITIES & set(codes):
            notes.append(Note.COLLECTIVITY)
        return Found(candidates, (*notes, *notes_on(candidates, msa=msa)))


def notes_on(candidates: tuple[Caisse, ...], *, msa: bool) -> tuple[Note, ...]:
    """The remarks that the kinds of the candidates call for."""
    kinds = {caisse.kind for caisse in candidates}
    said = {Note.MSA: msa, Note.MAYOTTE: Kind.CSS in kinds, Note.OVERSEAS: Kind.CGSS in kinds}
    return tuple(note for note, applies in said.items() if applies)
