"""A commune: one town of the INSEE's list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the INSEE's list, with its postcodes, its département and its inhabitants (0: unknown).

    ordinary  whether its name is also a French word, which alone does not name the place inside a sentence
    """

    insee: str
    name: str
    postcodes: tuple[str, ...]
    departement: str
    population: int = 0
    ordinary: bool = False
