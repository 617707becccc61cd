"""Finding a caisse from what people type: a number, a place, a scheme, or (part of) its name.

Order of reading, the surest first:
1. a scheme with a body of its own, by one of its words (SNCF, notaires, ...); the other schemes, with the place beside;
2. a postcode, wherever it stands; the number of a département or of a caisse, where nothing else is said;
3. the exact name of a caisse, where « CPAM », « caisse » or « MSA » says that one is meant;
4. a département or a region, a town, both together;
5. part of the name of a caisse, typos forgiven;
6. the places that a sentence names; nothing rather than a wrong single answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.directory.caisse import GENERAL, Caisse, Found, Kind, Note, Regime
from bot.core.directory.commune import Commune
from bot.core.directory.finding.gazetteer import Gazetteer
from bot.core.directory.finding.locating import TOWNS_TOO, Locator, notes_on
from bot.core.directory.finding.names import Names
from bot.core.directory.finding.numbers import (
    postcode_in,
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
    words_of,
)

__all__ = ["LONGEST", "MOST", "Directory"]

MOST = 8


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
        self._gazetteer = gazetteer
        self._locator = Locator(self.caisses, self.get, gazetteer, likely)
        self._names = Names(self.caisses)
        self._schemes = Schemes(regimes, self.caisses)

    def get(self, caisse_id: str) -> Caisse | None:
        """The caisse with that id, or with the one that replaced it."""
        return self._by_id.get(self._retired.get(caisse_id, caisse_id))

    def find(self, typed: str) -> Found:
        """Search for typed words. Never raises; at most MOST candidates."""
        words = words_of(typed)
        msa = "msa" in words or ("agricole" in words and "credit" not in words)  # « crédit agricole » is a bank
        where = self._said_with_its_postcode(words)
        of_oneself = said_of_oneself(words, where)
        regime = self._schemes.named(of_oneself)
        if (
            regime and not (msa and regime.slug != "msa") and not (len(words) > 1 and self._gazetteer.towns(words))
        ):  # « Le Marin » is a town
            scheme = self._of_scheme(regime, words)
            return scheme if regime.slug == "msa" else self._beside_home(scheme, where)  # a place has its own MSA
        if msa:
            words = [word for word in words if word not in EVERYDAY and word != "agricole"]
        found = self._named(words, msa=msa)
        if not found and not msa and (regime := self._schemes.nearly_named(of_oneself, self._gazetteer)):
            return replace(self._of_scheme(regime, words), guessed=True)
        return _at_most(found or self._guessed(words, msa=msa), msa=msa)

    def _said_with_its_postcode(self, words: list[str]) -> tuple[Commune, ...]:
        """The towns of a typed postcode whose names were typed too: the surest sign of where somebody lives."""
        text, served = f" {' '.join(words)} ", self._gazetteer.at(postcode_in(words) or "")
        return tuple(town for town in served if f" {' '.join(words_of(town.name))} " in text)

    def _beside_home(self, found: Found, where: tuple[Commune, ...]) -> Found:
        """The caisses of the home, then the scheme's, for the person to choose: « cheminot, 62000 Arras »."""
        if not where or not found.candidates:
            return found
        home = self._locator.of_communes(where, msa=False)
        return Found((*dict.fromkeys((*home.candidates, *found.candidates)),), found.notes)

    def _of_scheme(self, regime: Regime, words: list[str]) -> Found:
        if regime.slug != "msa":
            return self._of_regime(regime, words)
        rest = ["msa", *self._schemes.beside(regime, words)]  # « agriculteur dans le Gers »
        return _at_most(self._named(rest, msa=True) or self._guessed(rest, msa=True), msa=True)

    def _named(self, words: list[str], *, msa: bool) -> Found | None:
        return self._of_place(words, msa=msa) or self._by_name(words, msa=msa)

    def _guessed(self, words: list[str], *, msa: bool) -> Found | None:
        slipped = self._locator.of_slip(words, msa=msa)
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
            self._locator.of_number(words, said, msa=msa)
            or self._exactly(words, msa=msa)
            or (self._locator.of_name(words, said, msa=msa) if said else None)
        )

    def _of_sentence(self, words: list[str], *, msa: bool) -> Found | None:
        places = places_in(words, self._gazetteer)
        if not places.area and not places.towns:
            return None
        return replace(self._locator.of_communes(places.towns, msa=msa, before=places.area), guessed=not places.sure)

    # --- Names ------------------------------------------------------------------------------------------------------

    def _exactly(self, words: list[str], *, msa: bool) -> Found | None:
        if not msa and not ARTICLES & set(words) and bare(words) in TOWNS_TOO:
            return None  # « CPAM de Vienne » may be the town's, « CPAM de la Vienne » is the département's
        named = self._names.exactly(words, frozenset({Kind.MSA}) if msa else GENERAL)
        return Found((named,), notes_on((named,), msa=msa)) if named else None

    def _by_name(self, words: list[str], *, msa: bool) -> Found | None:
        close = self._names.similar(words, frozenset({Kind.MSA}) if msa else GENERAL)
        return Found(close, notes_on(close, msa=msa), guessed=not NAMING & set(words)) if close else None


def _at_most(found: Found | None, *, msa: bool) -> Found:
    """At most MOST candidates; a remark when there is none."""
    found = found or Found()
    return replace(found, candidates=found.candidates[:MOST], notes=found.notes or ((Note.MSA,) if msa else ()))
