"""Finding a caisse from what people type: a number, a place, a scheme, or (part of) its name.

Order of reading, the surest first:
1. a scheme with a body of its own, by one of its words (SNCF, notaires, ...); the other schemes, with the place beside;
2. a postcode, wherever it stands; the number of a département or of a caisse, where nothing else is said;
3. the very name of a caisse, where « CPAM », « caisse » or « MSA » says that one is meant;
4. a département or a region, a town, both together;
5. part of the name of a caisse, typos forgiven; nothing rather than a wrong single answer.
"""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from bot.core.caisse import GENERAL, Caisse, Found, Kind, Note, Regime
from bot.core.folding import fold
from bot.core.postal import Commune

MOST = 8
LONGEST = 200
"""Characters that are read of what was typed."""
_CLOSE = 86
_MOST_LONGER = 60
_COLLECTIVITIES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})
_NAMING = frozenset({"cpam", "caisse", "ccss", "cgss", "css", "msa"})
_NOISE_WORDS = """
    cpam caisse ccss cgss css msa primaire assurance maladie secu securite sociale generale ameli mutualite agricole
    d de du des la le les l a au aux en dans pour pres vers chez ici commune ville departement dept region siege code
    postal numero cedex arrondissement ma mon c est je suis j habite vis viens reside demeure depends
    bonjour bonsoir salut merci svp the my is of in i m live from near hello thanks local insurance fund health
"""
_NOISE = frozenset(_NOISE_WORDS.split())
_SHORT = {"st": "saint", "ste": "sainte"}
_REGIONS = {
    "corse": ("2A", "2B"),
    "alsace": ("67", "68"),
    "picardie": ("02", "60", "80"),
    "bretagne": ("22", "29", "35", "56"),
    "nord pas calais": ("59", "62"),
    "lorraine": ("54", "55", "57", "88"),
    "franche comte": ("25", "39", "70", "90"),
    "bourgogne": ("21", "58", "71", "89"),
    "limousin": ("19", "23", "87"),
    "auvergne": ("03", "15", "43", "63"),
}
_TOWNS_TOO = frozenset({"vienne"})  # départements whose name a sizeable town bears elsewhere


def _words(typed: str) -> list[str]:
    return [_SHORT.get(word, word) for word in fold(typed[:LONGEST]).split()]


def _bare(words: list[str]) -> str:
    return " ".join(word for word in words if word not in _NOISE)


def _size(town: Commune) -> tuple[int, int]:
    """A hint of how large a town is: how many zeros end its roundest postcode; overseas 97 takes the place of one."""
    zeros = max((len(postcode) - len(postcode.rstrip("0")) for postcode in town.postcodes), default=0)
    return min(zeros, 3) + town.departement.startswith("97"), len(town.postcodes)


class Directory:
    """All caisses, départements, towns and schemes, indexed once."""

    def __init__(
        self,
        caisses: Iterable[Caisse],
        regimes: Iterable[Regime],
        communes: Iterable[Commune],
        departements: Mapping[str, str],
        likely: Mapping[str, str],
        retired: Mapping[str, str] | None = None,
    ) -> None:
        """Index the data.

        departements  code to name
        likely        INSEE code to the caisse that probably serves it, where a département has several: a hint
        retired       ids that people may have stored, to the ids that replace them
        """
        self.caisses = tuple(caisses)
        self._by_id = {caisse.id: caisse for caisse in self.caisses}
        self._retired = retired or {}
        self._likely = dict(likely)
        self._codes = frozenset(departements)
        self._areas = {**_REGIONS, **{_bare(_words(name)): (code,) for code, name in departements.items()}}
        self._towns: dict[str, list[Commune]] = {}
        self._postcodes: dict[str, list[Commune]] = {}
        for commune in sorted(communes, key=_size, reverse=True):
            self._towns.setdefault(" ".join(_words(commune.name)), []).append(commune)
            for postcode in commune.postcodes:
                self._postcodes.setdefault(postcode, []).append(commune)
        self._names = {caisse.id: _bare(_words(caisse.name)) for caisse in self.caisses}
        self._own = {tuple(_words(caisse.name)): caisse for caisse in self.caisses if caisse.kind is Kind.SPECIAL}
        # Bodies of their own first, the Cnam after them, long aliases before short.
        aliases = ((alias, regime) for regime in regimes for alias in regime.aliases)
        self._aliases = sorted(aliases, key=lambda a: (not a[1].caisse_ids, a[1].slug == "autre", -len(a[0])))

    def get(self, caisse_id: str) -> Caisse | None:
        """The caisse with that id, or with the one that replaced it."""
        return self._by_id.get(self._retired.get(caisse_id, caisse_id))

    def find(self, typed: str) -> Found:
        """Search. Never raises; at most MOST candidates."""
        words = _words(typed)
        regime = self._regime(words)
        msa = "msa" in words or {"mutualite", "agricole"} <= set(words)
        if regime and not (len(words) > 1 and " ".join(words) in self._towns):  # « Le Marin » is a town
            if regime.slug != "msa":
                return self._of_regime(regime, words)
            msa, words = True, ["msa", *self._beside(regime, words)]  # « agriculteur dans le Gers »
        found = self._of_place(words, msa=msa) or self._by_name(words, msa=msa)
        notes = found.notes or ((Note.MSA,) if msa else ())
        return Found(found.candidates[:MOST], notes)

    # --- Schemes ----------------------------------------------------------------------------------------------------

    def _regime(self, words: list[str]) -> Regime | None:
        text = f" {' '.join(words)} "
        if own := self._own.get(tuple(words)):
            return next((regime for _, regime in self._aliases if own.id in regime.caisse_ids), None)
        said = (regime for alias, regime in self._aliases if f" {alias} " in text)
        near = (regime for alias, regime in self._aliases for word in words if _misspelt(alias, word))
        return next(said, None) or next(near, None)

    def _of_regime(self, regime: Regime, words: list[str]) -> Found:
        if regime.slug == "collectivites":
            return Found((), (Note.COLLECTIVITY,))
        if not regime.caisse_ids:
            note = Note.COMPLEMENTARY if regime.slug == "complementaire" else Note.HOME
            place = self._of_place(self._beside(regime, words), msa=False)
            return Found(place.candidates, (note, *place.notes)) if place else Found((), (note,))
        named = tuple(caisse for caisse_id in regime.caisse_ids if (caisse := self.get(caisse_id)))
        notes = {"mgen-ro": Note.MGEN, "autre": Note.NATIONAL, "outre-mer": Note.OVERSEAS}
        return Found(named, (notes.get(regime.slug, Note.SPECIAL),))

    @staticmethod
    def _beside(regime: Regime, words: list[str]) -> list[str]:
        """The words without those that name the scheme: the place that stands beside it."""
        aliases = {word for alias in regime.aliases for word in alias.split()}
        return [word for word in words if word not in aliases]

    # --- Places -----------------------------------------------------------------------------------------------------

    def _of_place(self, words: list[str], *, msa: bool) -> Found | None:
        said = [word for word in words if word not in _NOISE and not word[0].isdigit()]
        return (
            self._of_number(words, said, msa=msa)
            or self._exactly(words, msa=msa)
            or (self._of_name(words, said, msa=msa) if said else None)
        )

    def _of_number(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        text = " ".join(words)
        if split := re.fullmatch(r"(?:f )?(\d\d) (\d{3})(?: \D*)?", text):
            return self._of_postcode("".join(split.groups()), said, msa=msa)
        if postcodes := re.findall(r"(?<!\S)f?(\d{5})(?!\S)", text):
            return self._of_postcode(postcodes[-1], said, msa=msa)
        if said and not re.fullmatch(r"2 b", text):
            return None
        numbers = re.findall(r"\d+[ab]?", re.sub(r"^2 ([ab])$", r"2\1", re.sub(r"^(.* )?(\d) (\d)$", r"\2\3", text)))
        if len(numbers) != 1:
            return None
        code = numbers[0].upper().zfill(2)
        if code == "20" or code in self._codes | _COLLECTIVITIES:
            return self._of_departements(("2A", "2B") if code == "20" else (code,), msa=msa)
        caisse = self.get(numbers[0])
        return Found((caisse,), self._notes((caisse,), msa=msa)) if caisse else None

    def _of_postcode(self, postcode: str, said: list[str], *, msa: bool) -> Found | None:
        if communes := self._postcodes.get(postcode, ()):
            text = f" {' '.join(said)} "
            named = [town for town in communes if f" {_bare(_words(town.name))} " in text]
            return self._of_communes(named or communes, msa=msa)
        # A CEDEX has the département's first digits, and may be that of a caisse.
        own = tuple(c for c in self.caisses if c.address and c.address.postcode == postcode and c.kind in GENERAL)
        code = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
        codes = own[0].departements if own else ("2A", "2B") if code == "20" else (code,)
        found = self._of_departements(codes, msa=msa)
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse not in own)), found.notes)

    def _of_name(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        numbers = [word for word in words if word[0].isdigit()]
        whole = [word for word in words if word not in numbers]
        code = next((n.upper().zfill(2) for n in numbers if n.upper().zfill(2) in self._codes), None)
        first = whole.index(said[0])
        last = len(whole) - whole[::-1].index(said[-1])
        core = whole[first:last]  # without the noise around it: « je vis à Nantes »
        with_article = whole[first - 1 : last] if first and whole[first - 1] in {"la", "le", "les", "l"} else core
        area = self._areas.get(" ".join(said)) or (self._near_area(" ".join(said)) if with_article == core else ())
        towns = self._towns_named(whole) or self._towns_named(with_article) or self._towns_named(core)
        if area and not (" ".join(said) in _TOWNS_TOO and towns):
            return self._of_departements(area, msa=msa)
        if area:
            return self._of_communes(towns, msa=msa, before=area)
        if code and (there := [town for town in towns if town.departement == code]):
            return self._of_communes(there, msa=msa)
        return (
            self._of_town_in_area(core, msa=msa)
            or (self._of_communes(towns, msa=msa) if towns else None)
            or self._of_near(with_article, said, msa=msa)
        )

    def _of_town_in_area(self, words: list[str], *, msa: bool) -> Found | None:
        """« Saint-Denis de la Réunion »."""
        for n in range(1, len(words)):
            codes = self._areas.get(_bare(words[n:]), ())
            towns = [town for town in self._towns.get(_strip(words[:n]), ()) if town.departement in codes]
            if towns:
                return self._of_communes(towns, msa=msa)
        return None

    def _towns_named(self, words: list[str]) -> list[Commune]:
        """Towns of that name; before them larger ones that only begin so: « Évry » is also a village of the Yonne."""
        name = " ".join(words)
        exact = self._towns.get(name, [])
        longer = [town for known, towns in self._towns.items() if known.startswith(f"{name} ") for town in towns]
        if len(longer) > _MOST_LONGER:
            return exact
        least = max((_size(town)[0] for town in exact), default=-1)
        larger = [town for town in longer if _size(town)[0] > least and (not exact or _size(town)[0] >= 3)]
        return [*sorted(larger, key=_size, reverse=True), *exact]

    def _near_area(self, name: str) -> tuple[str, ...]:
        if len(name) < 5 or name in self._towns:
            return ()
        close = [known for known in self._areas if fuzz.ratio(known, name) >= 90]
        return self._areas[close[0]] if len(close) == 1 else ()

    def _of_near(self, words: list[str], said: list[str], *, msa: bool) -> Found | None:
        """With typos: a département, then a town whose name is the only one as close."""
        if codes := self._near_area(" ".join(said)):
            return self._of_departements(codes, msa=msa)
        name = " ".join(words)
        if not 5 <= len(name) <= 40:
            return None
        close = [known for known in self._towns if abs(len(known) - len(name)) <= 2 and _near(known, name)]
        return self._of_communes(self._towns[close[0]], msa=msa) if len(close) == 1 else None

    def _of_communes(self, communes: Iterable[Commune], *, msa: bool, before: tuple[str, ...] = ()) -> Found:
        communes = tuple(communes)
        codes = tuple(dict.fromkeys((*before, *(commune.departement for commune in communes))))
        found = self._of_departements(codes, msa=msa)
        likely = {self._likely[c.insee] for c in communes if c.insee in self._likely}
        if len(codes) > 1:
            return found
        return Found(tuple(sorted(found.candidates, key=lambda caisse: caisse.id not in likely)), found.notes)

    def _of_departements(self, codes: tuple[str, ...], *, msa: bool) -> Found:
        kinds = {Kind.MSA, Kind.CGSS} if msa else GENERAL
        found = (c for code in codes for c in self.caisses if code in c.departements and c.kind in kinds)
        candidates = tuple(dict.fromkeys(found))
        several = Note.SEVERAL_PLACES if len(codes) > 1 else Note.SEVERAL_IN_DEPARTEMENT
        notes = [several] if len(candidates) > 1 else []
        if not candidates and _COLLECTIVITIES & set(codes):
            notes.append(Note.COLLECTIVITY)
        return Found(candidates[:MOST], (*notes, *self._notes(candidates, msa=msa)))

    @staticmethod
    def _notes(candidates: tuple[Caisse, ...], *, msa: bool) -> tuple[Note, ...]:
        kinds = {caisse.kind for caisse in candidates}
        said = {Note.MSA: msa, Note.MAYOTTE: Kind.CSS in kinds, Note.OVERSEAS: Kind.CGSS in kinds}
        return tuple(note for note, applies in said.items() if applies)

    # --- Names ------------------------------------------------------------------------------------------------------

    def _exactly(self, words: list[str], *, msa: bool) -> Found | None:
        """The caisse that is named so: « Bayonne » is a town, « CPAM de Bayonne » a caisse."""
        bare = _bare(words)
        if not bare or not _NAMING & set(words):
            return None
        kinds = {Kind.MSA} if msa else GENERAL
        named = tuple(c for c in self.caisses if c.kind in kinds and self._names[c.id] == bare)
        return Found(named, self._notes(named, msa=msa)) if len(named) == 1 else None

    def _by_name(self, words: list[str], *, msa: bool) -> Found:
        bare = _bare(words)
        if len(bare) < 3:
            return Found()
        kinds = {Kind.MSA} if msa else GENERAL
        scored = [(self._score(bare, self._names[c.id]), c) for c in self.caisses if c.kind in kinds]
        best = max(score for score, _ in scored) if scored else 0
        close = sorted((pair for pair in scored if pair[0] >= max(_CLOSE, best - 6)), key=lambda p: (-p[0], p[1].id))
        candidates = tuple(caisse for _, caisse in close)
        return Found(candidates[:MOST], self._notes(candidates, msa=msa)) if candidates else Found()

    @staticmethod
    def _score(typed: str, name: str) -> float:
        """How alike, from 0 to 100; part of a name is nearly as good as the whole, a name inside more words is not."""
        part = bool(typed) and set(typed.split()) <= set(name.split())
        return max(fuzz.ratio(typed, name), 95 if part else 0)


def _near(known: str, name: str) -> bool:
    return known[0] == name[0] and fuzz.ratio(known, name) >= 90


def _misspelt(alias: str, word: str) -> bool:
    """« Cheminote » is no village of the Moselle."""
    return len(alias) >= 8 and alias[0] == word[0] and fuzz.ratio(alias, word) >= 92


def _strip(words: list[str]) -> str:
    """The words without the articles at their end: « Saint-Denis de la »."""
    last = max((n for n, word in enumerate(words, 1) if word not in _NOISE), default=0)
    return " ".join(words[:last])
