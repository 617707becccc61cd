"""Finding a caisse from what people type: a number, a place, a scheme, or (part of) its name.

Order of reading, the surest first:
1. a scheme with a body of its own, by one of its words (SNCF, notaires, ...); the other schemes, with the place beside;
2. a postcode, wherever it stands; the number of a département or of a caisse, where nothing else is said;
3. the very name of a caisse, where « CPAM », « caisse » or « MSA » says that one is meant;
4. a département or a region, a town, both together;
5. part of the name of a caisse, typos forgiven;
6. the places that a sentence names; nothing rather than a wrong single answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.directory.caisse import GENERAL, Caisse, Found, Kind, Note, Regime
from bot.core.directory.finding.gazetteer import LARGE, Gazetteer
from bot.core.directory.finding.names import Names
from bot.core.directory.finding.numbers import (
    COLLECTIVITIES,
    arrondissement_in,
    departements_of,
    number_in,
    organisme_in,
    postcode_in,
    shortened_postcodes,
)
from bot.core.directory.finding.schemes import Schemes
from bot.core.directory.finding.sentence import ONCE, places_in, said_of_oneself
from bot.core.directory.finding.words import (
    ARTICLES,
    EVERYDAY,
    LONGEST,
    NAMING,
    NOISE,
    bare,
    counted,
    without_last_articles,
    without_noise_around,
    words_of,
)
from bot.core.directory.postal import Commune

__all__ = ["LONGEST", "MOST", "Directory"]

MOST = 8
_TOWNS_TOO = frozenset({"vienne"})  # départements whose name a sizeable town bears elsewhere


class Directory:
    """All caisses, départements, towns and schemes, indexed once."""

    def __init__(
        self,
        caisses: Iterable[Caisse],
        regimes: Iterable[Regime],
        gazetteer: Gazetteer,
        likely: Mapping[str, str],
        *,
        retired: Mapping[str, str] | None = None,
    ) -> None:
        """Index the data.

        likely        INSEE code to the caisse that probably serves it, where a département has several: a hint
        retired       ids that people may have stored, to the ids that replace them
        """
        self.caisses = tuple(caisses)
        self._by_id = {caisse.id: caisse for caisse in self.caisses}
        self._retired = retired or {}
        self._likely = dict(likely)
        self._gazetteer = gazetteer
        self._names = Names(self.caisses)
        self._schemes = Schemes(regimes, self.caisses)

    def get(self, caisse_id: str) -> Caisse | None:
        """The caisse with that id, or with the one that replaced it."""
        return self._by_id.get(self._retired.get(caisse_id, caisse_id))

    def find(self, typed: str) -> Found:
        """Search. Never raises; at most MOST candidates."""
        words = words_of(typed)
        msa = "msa" in words or ("agricole" in words and "credit" not in words)  # the one is a bank
        where = self._said_with_its_postcode(words)
        of_oneself = said_of_oneself(words, where)
        regime = self._schemes.named(of_oneself)
        if (
            regime and not (msa and regime.slug != "msa") and not (len(words) > 1 and self._gazetteer.towns(words))
        ):  # « Le Marin » is a town
            scheme = self._of_scheme(regime, words)
            return scheme if regime.slug == "msa" else self._beside_home(scheme, where)  # the MSA is that of the place
        if msa:
            words = [word for word in words if word not in EVERYDAY and word != "agricole"]
        found = self._named(words, msa=msa)
        if not found and not msa and (regime := self._schemes.nearly_named(of_oneself, self._gazetteer)):
            return replace(self._of_scheme(regime, words), guessed=True)
        return _at_most(found or self._guessed(words, msa=msa), msa=msa)

    def _said_with_its_postcode(self, words: list[str]) -> tuple[Commune, ...]:
        """The towns of a postcode whose names stand beside it: nothing says more surely where somebody lives."""
        text, served = f" {' '.join(words)} ", self._gazetteer.at(postcode_in(words) or "")
        return tuple(town for town in served if f" {' '.join(words_of(town.name))} " in text)

    def _beside_home(self, found: Found, where: tuple[Commune, ...]) -> Found:
        """« cheminot, 62000 Arras »: what serves the home, then the scheme, and the person chooses."""
        if not where or not found.candidates:
            return found
        home = self._of_communes(where, msa=False)
        return Found((*dict.fromkeys((*home.candidates, *found.candidates)),), found.notes)

    def _of_scheme(self, regime: Regime, words: list[str]) -> Found:
        if regime.slug != "msa":
            return self._of_regime(regime, words)
        rest = ["msa", *self._schemes.beside(regime, words)]  # « agriculteur dans le Gers »
        return _at_most(self._named(rest, msa=True) or self._guessed(rest, msa=True), msa=True)

    def _named(self, words: list[str], *, msa: bool) -> Found | None:
        return self._of_place(words, msa=msa) or self._by_name(words, msa=msa)

    def _guessed(self, words: list[str], *, msa: bool) -> Found | None:
        slipped = self._of_slip(words, msa=msa)
        return replace(slipped, guessed=True) if slipped else self._of_sentence(words, msa=msa)

    def _of_regime(self, regime: Regime, words: list[str]) -> Found:
        if regime.slug == "collectivites":
            return Found((), (Note.COLLECTIVITY,))
        if not regime.caisse_ids:
            beside = self._schemes.beside(regime, words)
            here = [word for word in beside if word not in ONCE]  # « j’étais artisan »: Étais is a village
            place = self._of_place(here, msa=False) or self._of_sentence(beside, msa=False)
            notes = {"complementaire": Note.COMPLEMENTARY, "abroad": Note.ABROAD}
            note = notes.get(regime.slug, Note.HOME)
            if place and note is Note.ABROAD:  # « je travaille en Suisse mais j’habite Annemasse »
                return place
            return Found(place.candidates, (note, *place.notes)) if place else Found((), (note,))
        named = tuple(caisse for caisse_id in regime.caisse_ids if (caisse := self.get(caisse_id)))
        own = {"mgen-ro": Note.MGEN, "autre": Note.NATIONAL, "outre-mer": Note.OVERSEAS}
        return Found(named, (own.get(regime.slug, Note.SPECIAL),))

    # --- Places -----------------------------------------------------------------------------------------------------

    def _of_place(self, words: list[str], *, msa: bool) -> Found | None:
        said = [word for word in words if word not in NOISE and not word[0].isdigit()]
        return (
            self._of_number(words, said, msa=msa)
            or self._exactly(words, msa=msa)
            or (self._of_name(words, said, msa=msa) if said else None)
        )

    def _of_number(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        if postcode := postcode_in(words):
            return self._of_postcode(postcode, said, msa=msa)
        if (organisme := organisme_in(words)) and (caisse := self.get(organisme)):
            return Found((caisse,), notes_on((caisse,), msa=msa))
        if codes := arrondissement_in(words):
            return self._of_departements(codes, msa=msa)
        if said == [] and (short := shortened_postcodes(words)):
            return self._of_shortened(short, msa=msa)
        number = number_in(words)
        if number is None:
            return None
        codes = departements_of(number)
        if set(codes) <= self._gazetteer.codes | COLLECTIVITIES:
            return self._of_departements(codes, msa=msa)
        caisse = self.get(number)
        return Found((caisse,), notes_on((caisse,), msa=msa)) if caisse else None

    def _of_shortened(self, readings: tuple[str, ...], *, msa: bool) -> Found | None:
        """A zero is what a spreadsheet takes away; a digit less at the end is a guess, made only beside that one."""
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
            return self._of_communes(named or communes, msa=msa)
        # A CEDEX has the département's first digits, and may be that of a caisse.
        own = tuple(c for c in self.caisses if c.address and c.address.postcode == postcode and c.kind in GENERAL)
        code = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
        codes = own[0].departements if own else departements_of(code)
        found = self._of_departements(codes, msa=msa)
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse not in own)), found.notes)

    def _of_name(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        numbers = [word for word in words if word[0].isdigit()]
        whole = [word for word in words if word not in numbers]
        code = self._code_in(words)
        core, with_article = without_noise_around(whole)
        named, gazetteer = self._gazetteer.named, self._gazetteer
        area = gazetteer.area(said)
        towns = named(counted(words)) if numbers else []
        towns = towns or named(whole) or named(with_article) or named(core)
        if area and not (" ".join(said) in _TOWNS_TOO and towns):
            return self._of_departements(area, msa=msa)
        if area:
            return self._of_communes(towns, msa=msa, before=area)
        if code and (there := [town for town in towns if town.departement == code]):
            return self._of_communes(there, msa=msa)
        return (
            self._of_town_in_area(core, msa=msa)
            or (self._of_towns(towns, words, msa=msa) if towns else None)
            or self._of_likeness(core, with_article, said, msa=msa)
        )

    def _of_towns(self, towns: list[Commune], words: list[str], *, msa: bool) -> Found:
        """Towns of that very name; inside more words a small one whose name is a word as well is a guess."""
        more = len(words) > len(words_of(towns[0].name))
        if not towns[0].population:  # a name of before, which may be a slip for that of a large town of today
            near = [town for town in self._gazetteer.slipped(words_of(towns[0].name))[1] if town.population >= LARGE]
            towns = [*near, *towns]
        found = self._of_communes(towns, msa=msa)
        return replace(found, guessed=more and towns[0].ordinary and towns[0].population < LARGE)

    def _of_likeness(self, core: list[str], with_article: list[str], said: list[str], *, msa: bool) -> Found | None:
        """Nothing has that very name: what is nearly written so, or begins so, is a guess."""
        begun = () if with_article == core and self._gazetteer.near_area(said) else self._gazetteer.begun(with_article)
        begun = begun or self._gazetteer.begun(core)
        found = self._of_communes(begun, msa=msa) if begun else self._of_near(with_article, said, msa=msa)
        return replace(found, guessed=True) if found else None

    def _code_in(self, words: list[str]) -> str | None:
        """The number of a département that stands beside a name: « Saint-Denis 93 »."""
        numbers = (word.upper().zfill(2) for word in words if word[0].isdigit())
        return next((number for number in numbers if number in self._gazetteer.codes), None)

    def _of_town_in_area(self, words: list[str], *, msa: bool) -> Found | None:
        """« Saint-Denis de la Réunion »."""
        for n in range(1, len(words)):
            codes = self._gazetteer.area(words[n:])
            named = self._gazetteer.towns(without_last_articles(words[:n]).split())
            if towns := [town for town in named if town.departement in codes]:
                return self._of_communes(towns, msa=msa)
        return None

    def _of_near(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        """With typos: a département, then a town."""
        if codes := self._gazetteer.near_area(said):
            return self._of_departements(codes, msa=msa)
        towns = self._gazetteer.near(words)
        if not towns:
            return None
        slipped = self._gazetteer.slipped(words)[1]  # « vierson » is nearly Verson, and more nearly Vierzon
        larger = slipped and slipped[0].population > towns[0].population
        return self._of_communes(slipped if larger else towns, msa=msa)

    def _of_slip(self, words: list[str], *, msa: bool) -> Found | None:
        """With one slip of the thumb: where several names are that close, the person chooses."""
        for said in without_noise_around([word for word in words if not word[0].isdigit()]):
            codes, towns = self._gazetteer.slipped(said, self._code_in(words))
            if codes or towns:
                return self._of_communes(towns, msa=msa, before=codes)
        return None

    def _of_sentence(self, words: list[str], *, msa: bool) -> Found | None:
        places = places_in(words, self._gazetteer)
        if not places.area and not places.towns:
            return None
        return replace(self._of_communes(places.towns, msa=msa, before=places.area), guessed=not places.sure)

    def _of_communes(self, communes: Iterable[Commune], *, msa: bool, before: tuple[str, ...] = ()) -> Found:
        """The caisses of towns and of the départements before them: of each its likelier caisse, then the others."""
        communes = tuple(communes)
        codes = tuple(dict.fromkeys((*before, *(commune.departement for commune in communes))))
        found = self._of_departements(codes, msa=msa)
        likely = {self._likely[town.insee] for town in communes if town.insee in self._likely}
        hinted = {code for caisse in found.candidates if caisse.id in likely for code in caisse.departements}
        others = [c for c in found.candidates if c.id not in likely and hinted & set(c.departements)]
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse in others)), found.notes)

    def _of_departements(self, codes: tuple[str, ...], *, msa: bool) -> Found:
        kinds = {Kind.MSA, Kind.CGSS} if msa else GENERAL
        found = (c for code in codes for c in self.caisses if code in c.departements and c.kind in kinds)
        candidates = tuple(dict.fromkeys(found))
        several = Note.SEVERAL_PLACES if len(codes) > 1 else Note.SEVERAL_IN_DEPARTEMENT
        notes = [several] if len(candidates) > 1 else []
        if not candidates and COLLECTIVITIES & set(codes):
            notes.append(Note.COLLECTIVITY)
        return Found(candidates, (*notes, *notes_on(candidates, msa=msa)))

    # --- Names ------------------------------------------------------------------------------------------------------

    def _exactly(self, words: list[str], *, msa: bool) -> Found | None:
        if not msa and not ARTICLES & set(words) and bare(words) in _TOWNS_TOO:
            return None  # « CPAM de Vienne » may be the town's, « CPAM de la Vienne » is the département's
        named = self._names.exactly(words, frozenset({Kind.MSA}) if msa else GENERAL)
        return Found((named,), notes_on((named,), msa=msa)) if named else None

    def _by_name(self, words: list[str], *, msa: bool) -> Found | None:
        close = self._names.close(words, frozenset({Kind.MSA}) if msa else GENERAL)
        return Found(close, notes_on(close, msa=msa), guessed=not NAMING & set(words)) if close else None


def _at_most(found: Found | None, *, msa: bool) -> Found:
    """At most MOST candidates, and what is to be said of none."""
    found = found or Found()
    return replace(found, candidates=found.candidates[:MOST], notes=found.notes or ((Note.MSA,) if msa else ()))


def notes_on(candidates: tuple[Caisse, ...], *, msa: bool) -> tuple[Note, ...]:
    """What has to be said because of what the candidates are."""
    kinds = {caisse.kind for caisse in candidates}
    said = {Note.MSA: msa, Note.MAYOTTE: Kind.CSS in kinds, Note.OVERSEAS: Kind.CGSS in kinds}
    return tuple(note for note, applies in said.items() if applies)
