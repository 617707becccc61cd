"""The record of one office in open data, whatever the file."""

from dataclasses import dataclass
from datetime import date

from bot.core.directory.caisse import Kind

ROUGHLY = frozenset({Kind.CPAM, Kind.CCSS, Kind.CGSS, Kind.CSS})
"""The kinds of bodies that the files call « cpam »."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The record of one office.

    kinds        what kinds of caisse it can be
    departement  its code; empty when the record does not say
    lines        street, then the rest, without the caisse's own name and without the town
    mail         whether it is a mailing address, or only one where people are received
    seat         whether the record says that it is the caisse's seat
    on           the day of the record; None when it says none
    dpo_email    only where the record itself says that it is the data protection officer's
    """

    name: str
    kinds: frozenset[Kind]
    departement: str
    lines: tuple[str, ...]
    postcode: str
    city: str
    mail: bool
    seat: bool
    on: date | None
    dpo_email: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of a file.

    dila  whether it is the directory of the administration, whose licence is known
    """

    file: str
    records: tuple[Listed, ...]
    dila: bool

    @property
    def credit(self) -> str:
        """The credit that the licence asks for."""
        if self.dila:
            return f"Service-Public.gouv.fr / DILA, Licence Ouverte 2.0 ({self.file})"
        return f"data.gouv.fr, adresses postales des sièges des CPAM ({self.file})"


def departement_of(insee_or_postcode: str) -> str:
    """The département of an INSEE code or a postcode; empty for anything else, and for Corsica's postcodes."""
    code = insee_or_postcode.strip().upper()
    if len(code) != 5 or not code[2:].isdigit() or code[:2] == "20":
        return ""
    return code[:3] if code[:2] in {"97", "98"} else code[:2]
