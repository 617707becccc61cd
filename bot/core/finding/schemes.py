"""Schemes by the words that people use for them."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from bot.core.caisse import Caisse, Kind, Regime
from bot.core.finding.words import words_of


class Schemes:
    """The words of all schemes, the surest first."""

    def __init__(self, regimes: Iterable[Regime], caisses: Iterable[Caisse]) -> None:
        """Index them.

        caisses  the special ones are found by their own names as well
        """
        self._own = {tuple(words_of(caisse.name)): caisse for caisse in caisses if caisse.kind is Kind.SPECIAL}
        aliases = ((" ".join(words_of(alias)), regime) for regime in regimes for alias in regime.aliases)
        self._aliases = sorted(aliases, key=_how_sure)

    def named(self, words: list[str]) -> Regime | None:
        """The scheme that is named, typos in a long word forgiven."""
        text = f" {' '.join(words)} "
        if own := self._own.get(tuple(words)):
            return next((regime for _, regime in self._aliases if own.id in regime.caisse_ids), None)
        said = (regime for alias, regime in self._aliases if f" {alias} " in text)
        near = (regime for alias, regime in self._aliases for word in words if _misspelt(alias, word))
        return next(said, None) or next(near, None)

    @staticmethod
    def beside(regime: Regime, words: list[str]) -> list[str]:
        """The words without those that name the scheme: the place that stands beside it."""
        aliases = {word for alias in regime.aliases for word in words_of(alias)}
        return [word for word in words if word not in aliases]


def _how_sure(pair: tuple[str, Regime]) -> tuple[bool, bool, bool, int]:
    """Bodies of their own first, the Cnam after them; who is abroad has none at home; long aliases before short."""
    alias, regime = pair
    return not regime.caisse_ids, regime.slug == "autre", regime.slug != "abroad", -len(alias)


def _misspelt(alias: str, word: str) -> bool:
    """« Cheminote » is no village of the Moselle."""
    return len(alias) >= 8 and alias[0] == word[0] and fuzz.ratio(alias, word) >= 92
