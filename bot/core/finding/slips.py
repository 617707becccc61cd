"""Slips of the thumb: one letter more, one less, a wrong one, or two swapped (Damerau, 1964: four errors in five)."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA


def one_slip_away(typed: str, known: Sequence[str]) -> list[str]:
    """Those of the known names that were typed with one slip at most: optimal string alignment distance 0 or 1."""
    return [found for found, _, _ in process.extract(typed, known, scorer=OSA.distance, score_cutoff=1, limit=None)]
