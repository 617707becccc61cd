"""Insurance schemes by the words that people use for them."""

from collections.abc import Container, Iterable, Sequence

from bot.core.directory.caisse import Caisse, Kind, Regime
from bot.core.directory.finding.slips import sound
from bot.core.directory.finding.words import EVERYDAY, NOISE, words_of
from bot.core.directory.likeness import likeness, one_slip_away

_SHORTEST, _LONG = 4, 8


class Schemes:
    """The words of all schemes, the surest first."""

    def __init__(self, regimes: Iterable[Regime], caisses: Iterable[Caisse]) -> None:
        """Index them.

        caisses  the special ones are found by their own names as well
        """
        self._own = {tuple(words_of(caisse.name)): caisse for caisse in caisses if caisse.kind is Kind.SPECIAL}
        aliases = ((" ".join(words_of(alias)), regime) for regime in regimes for alias in regime.aliases)
        self._aliases = sorted(aliases, key=_how_sure)
        self._said_in_one = tuple(alias for alias, _ in self._aliases if " " not in alias)

    def named(self, words: list[str]) -> Regime | None:
        """The scheme that the words name, with typos in a long word forgiven."""
        text = f" {' '.join(words)} "
        if own := self._own.get(tuple(words)):
            return next((regime for _, regime in self._aliases if own.id in regime.caisse_ids), None)
        said = (regime for alias, regime in self._aliases if f" {alias} " in text)
        near = (regime for alias, regime in self._aliases for word in words if _is_similar(alias, word))
        return next(said, None) or next(near, None)

    def nearly_named(self, words: list[str], known: Container[str]) -> Regime | None:
        """The scheme that the words name with a slip in a short word; to be tried after places and caisses.

        known  words that mean something else, such as the names of towns
        """
        doubtful = {word for word in words if word not in NOISE | EVERYDAY and word not in known}
        near = {alias for word in doubtful for alias in _nearly(word, self._said_in_one)}
        return next((regime for alias, regime in self._aliases if alias in near), None)

    @staticmethod
    def beside(regime: Regime, words: list[str]) -> list[str]:
        """The words without those that name the scheme: the place that stands beside it."""
        aliases = {word for alias in regime.aliases for word in words_of(alias)}
        return [
            word
            for word in words
            if word not in aliases
            and not any(_is_similar(alias, word) for alias in aliases)
            and not _nearly(word, tuple(aliases))
        ]


def _how_sure(pair: tuple[str, Regime]) -> tuple[bool, bool, bool, int]:
    """The rank of an alias: schemes with a body first, the Cnam's after them, abroad before home, long before short."""
    alias, regime = pair
    return not regime.caisse_ids, regime.slug == "autre", regime.slug != "abroad", -len(alias)


def _is_similar(alias: str, word: str) -> bool:
    """Whether a word is an alias with typos: « cheminote » is the railway's, and no village of the Moselle."""
    return len(alias) >= _LONG and alias[0] == word[0] and likeness(alias, word) >= 92


def _nearly(word: str, aliases: Sequence[str]) -> list[str]:
    """The aliases that a word is, by one slip or by sound: « snfc » is the railway's, « sent » no senator's."""
    if len(word) < _SHORTEST:
        return []
    slipped = one_slip_away(word, aliases)
    if len(word) >= _LONG and not slipped:
        return [alias for alias in aliases if sound(alias) == sound(word)]  # « cheminaud »
    return [alias for alias in slipped if len(alias) >= _SHORTEST and len(word) >= min(len(alias), _SHORTEST + 1)]
