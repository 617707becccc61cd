"""Finding a caisse from what people type: a number, a place, a scheme, or (part of) its name.

Order of reading, the surest first:
1. a caisse's own number; a postcode; a département by number or name;
2. a scheme by one of its words (MSA, SNCF, notaires, ...), with the place that stands beside it;
3. a town;
4. the name of a caisse, typos forgiven; nothing rather than a wrong single answer.
"""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from bot.core.caisse import GENERAL, Caisse, Found, Kind, Note, Regime
from bot.core.folding import fold
from bot.core.postal import Commune

MOST = 8
_LONGEST = 200
_CLOSE = 86
_COLLECTIVITIES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})
_NOISE = frozenset(
    [
        "cpam",
        "caisse",
        "primaire",
        "assurance",
        "maladie",
        "d",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "a",
        "au",
        "aux",
        "en",
        "c",
        "est",
        "ma",
        "mon",
        "je",
        "suis",
        "j",
        "habite",
        "depends",
        "secu",
        "securite",
        "sociale",
        "pour",
        "dans",
        "departement",
        "dept",
        "ville",
        "code",
        "postal",
        "numero",
        "ameli",
        "ccss",
        "cgss",
        "css",
        "generale",
        "commune",
        "the",
        "my",
        "is",
        "of",
        "in",
        "i",
        "live",
        "local",
        "insurance",
        "fund",
        "health",
        "region",
        "siege",
    ]
)
_SHORT = {"st": "saint", "ste": "sainte"}


def _words(typed: str) -> list[str]:
    return [_SHORT.get(word, word) for word in fold(typed[:_LONGEST]).split()]


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
        self._regimes = tuple(regimes)
        self._likely = dict(likely)
        self._departements = {" ".join(_words(name)): code for code, name in departements.items()}
        self._codes = frozenset(departements)
        self._towns: dict[str, list[Commune]] = {}
        self._postcodes: dict[str, list[Commune]] = {}
        for commune in communes:
            self._towns.setdefault(" ".join(_words(commune.name)), []).append(commune)
            for postcode in commune.postcodes:
                self._postcodes.setdefault(postcode, []).append(commune)
        self._names = {caisse.id: self._bare(_words(caisse.name)) for caisse in self.caisses}

    def get(self, caisse_id: str) -> Caisse | None:
        """The caisse with that id, or with the one that replaced it."""
        return self._by_id.get(self._retired.get(caisse_id, caisse_id))

    def find(self, typed: str) -> Found:
        """Search. Never raises; at most MOST candidates."""
        words = _words(typed)
        if not words:
            return Found()
        regime = self._regime(words)
        if regime:
            return self._of_regime(regime, words)
        msa = "msa" in words
        rest = [word for word in words if word != "msa" and word not in {"agricole", "mutualite"}] if msa else words
        found = self._of_place(rest, msa=msa) or self._by_name(words)
        return Found(found.candidates[:MOST], found.notes)

    # --- Schemes ----------------------------------------------------------------------------------------------------

    def _regime(self, words: list[str]) -> Regime | None:
        text = f" {' '.join(words)} "
        return next((r for r in self._regimes if any(f" {alias} " in text for alias in r.aliases)), None)

    def _of_regime(self, regime: Regime, words: list[str]) -> Found:
        if not regime.caisse_ids:
            aliases = {word for alias in regime.aliases for word in alias.split()}
            place = self._of_place([word for word in words if word not in aliases], msa=False)
            return Found(place.candidates, (Note.HOME, *place.notes)) if place else Found((), (Note.HOME,))
        named = tuple(caisse for caisse_id in regime.caisse_ids if (caisse := self.get(caisse_id)))
        match regime.slug:
            case "mgen-ro":
                return Found(named, (Note.MGEN,))
            case "autre":
                return Found(named, (Note.NATIONAL,))
            case _:
                return Found(named, (Note.SPECIAL,))

    # --- Places -----------------------------------------------------------------------------------------------------

    def _of_place(self, words: list[str], *, msa: bool) -> Found | None:
        bare = [word for word in words if word not in _NOISE] or words
        return (
            self._of_number(bare, msa=msa)
            or self._of_departement_name(words, msa=msa)
            or self._of_departement_name(bare, msa=msa)
            or (None if self._exact(words) and not msa else self._of_town(words, msa=msa))
            or (None if self._exact(words) and not msa else self._of_town(bare, msa=msa))
        )

    def _of_number(self, words: list[str], *, msa: bool) -> Found | None:
        joined = "".join(words)
        numbers = [word for word in words if re.fullmatch(r"\d{1,5}|2[ab]", word)]
        if not numbers:
            return None
        if re.fullmatch(r"\d{5}", joined):
            return self._of_postcode(joined, msa=msa)
        number = next((n for n in numbers if len(n) == 5), None)
        if number:
            return self._of_postcode(number, msa=msa)
        if re.fullmatch(r"\d \d", " ".join(words)):
            return self._of_departements((joined,), msa=msa)
        for number in numbers:
            code = number.upper().zfill(2)
            if code in self._codes:
                return self._of_departements((code,), msa=msa)
            if code == "20":
                return self._of_departements(("2A", "2B"), msa=msa)
            if code in _COLLECTIVITIES:
                return Found((), (Note.COLLECTIVITY,))
            if caisse := self.get(number):
                return Found((caisse,))
        return None

    def _of_postcode(self, postcode: str, *, msa: bool) -> Found | None:
        communes = self._postcodes.get(postcode, ())
        if communes:
            return self._of_communes(communes, msa=msa)
        code = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
        return self._of_departements(("2A", "2B") if code == "20" else (code,), msa=msa)

    def _of_departement_name(self, words: list[str], *, msa: bool) -> Found | None:
        name = " ".join(words)
        code = self._departements.get(name)
        if code is None and len(name) >= 5:
            close = [known for known in self._departements if fuzz.ratio(known, name) >= 90]
            code = self._departements[close[0]] if len(close) == 1 and name not in self._towns else None
        return self._of_departements((code,), msa=msa) if code else None

    def _of_town(self, words: list[str], *, msa: bool) -> Found | None:
        name = " ".join(words)
        communes = self._towns.get(name)
        if communes is None and words and re.fullmatch(r"\d+(er|e|eme|ieme)?", words[-1]):
            communes = self._towns.get(" ".join(words[:-1]))  # « Lyon 3e »
        if communes is None and 5 <= len(name) <= 40:
            close = {known for known in self._towns if abs(len(known) - len(name)) <= 2 and self._near(known, name)}
            communes = self._towns[close.pop()] if len(close) == 1 else None
        return self._of_communes(communes, msa=msa) if communes else None

    @staticmethod
    def _near(known: str, name: str) -> bool:
        return known[0] == name[0] and fuzz.ratio(known, name) >= 90

    def _of_communes(self, communes: Iterable[Commune], *, msa: bool) -> Found:
        communes = tuple(communes)
        codes = tuple(dict.fromkeys(commune.departement for commune in communes))
        found = self._of_departements(codes, msa=msa)
        likely = {self._likely[c.insee] for c in communes if c.insee in self._likely}
        candidates = tuple(sorted(found.candidates, key=lambda caisse: caisse.id not in likely))
        several = (Note.SEVERAL_PLACES,) if len(codes) > 1 else ()
        notes = tuple(note for note in found.notes if not (several and note is Note.SEVERAL_IN_DEPARTEMENT))
        return Found(candidates, (*several, *notes))

    def _of_departements(self, codes: tuple[str, ...], *, msa: bool) -> Found:
        kinds = {Kind.MSA} if msa else GENERAL
        found = tuple(
            caisse
            for code in codes
            for caisse in self.caisses
            if code in caisse.departements and (caisse.kind in kinds or (msa and caisse.kind is Kind.CGSS))
        )
        found = tuple(dict.fromkeys(found))
        notes: list[Note] = [Note.MSA] if msa else []
        if len(codes) == 1 and len(found) > 1:
            notes.append(Note.SEVERAL_IN_DEPARTEMENT)
        kinds_found = {caisse.kind for caisse in found}
        if Kind.CSS in kinds_found:
            notes.append(Note.MAYOTTE)
        elif Kind.CGSS in kinds_found:
            notes.append(Note.OVERSEAS)
        if not found and _COLLECTIVITIES & set(codes):
            notes.append(Note.COLLECTIVITY)
        return Found(found[:MOST], tuple(notes))

    # --- Names ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _bare(words: list[str]) -> str:
        return " ".join(word for word in words if word not in _NOISE)

    def _exact(self, words: list[str]) -> bool:
        """Whether these words are exactly a caisse's own name: « Bayonne » is a town, « CPAM de Bayonne » a caisse."""
        return "cpam" in words and self._bare(words) in self._names.values()

    def _by_name(self, words: list[str]) -> Found:
        bare = self._bare(words)
        if len(bare) < 3:
            return Found()
        kinds = {Kind.MSA} if "msa" in words else GENERAL
        scored = sorted(
            ((self._score(bare, self._names[c.id]), c) for c in self.caisses if c.kind in kinds or Kind.MSA in kinds),
            key=lambda pair: (-pair[0], pair[1].id),
        )
        close = [(score, caisse) for score, caisse in scored if score >= _CLOSE]
        if not close:
            return Found()
        best = close[0][0]
        return Found(tuple(caisse for score, caisse in close if score >= best - 6)[:MOST])

    @staticmethod
    def _score(typed: str, name: str) -> float:
        if not name:
            return 0
        whole = fuzz.ratio(typed, name)
        parts = fuzz.token_set_ratio(typed, name) if set(typed.split()) & set(name.split()) else 0
        return max(whole, parts * 0.95)
