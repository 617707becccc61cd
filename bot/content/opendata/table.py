"""data.gouv.fr's « Adresses postales des sièges des CPAM en France métropolitaine », as CSV.

The separator, the encoding and the exact headings were not seen: columns are found by what their headings mean.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime

from bot.content.opendata.listed import ROUGHLY, Listed, departement_of
from bot.core.directory.folding import fold

_HEADINGS = {
    "name": ("nom de la caisse", "nom caisse", "caisse", "cpam", "nom", "organisme", "libelle"),
    "line1": ("1ere ligne d adresse", "1ere ligne", "ligne 1", "adresse ligne 1", "adresse 1", "adresse"),
    "line2": ("2eme ligne d adresse", "2e ligne d adresse", "2eme ligne", "ligne 2", "adresse ligne 2", "adresse 2"),
    "postcode": ("code postal", "cp", "postcode"),
    "city": ("ville", "commune", "localite"),
    "on": ("date de mise a jour", "date de modification", "mise a jour", "date"),
    "dpo": ("courriel du dpo", "e mail du dpo", "email dpo", "dpo", "courriel du delegue a la protection des donnees"),
}
_NEEDED = ("name", "postcode", "city")


def read_table(text: str) -> Iterator[Listed]:
    """The records of a CSV. Raises ValueError, one line, when no headings mean a name, a postcode and a town."""
    heading = text.partition("\n")[0]
    separator = max(";,\t|", key=heading.count)
    reader = csv.DictReader(text.splitlines(), delimiter=separator)
    try:
        columns = _columns(list(reader.fieldnames or ()))
        if missing := [name for name in _NEEDED if name not in columns]:
            raise ValueError(
                "neither JSON of the « Annuaire de l'administration » nor a CSV of addresses: "
                f"no column for the {', the '.join(missing)}"
            )
        for row in reader:
            yield _listed({name: " ".join((row.get(column) or "").split()) for name, column in columns.items()})
    except csv.Error as error:
        raise ValueError(f"a CSV that cannot be read: {error}") from None


def _columns(headings: list[str]) -> dict[str, str]:
    folded = {fold(heading): heading for heading in headings if heading}
    found = {name: next((folded[h] for h in known if h in folded), None) for name, known in _HEADINGS.items()}
    return {name: column for name, column in found.items() if column is not None}


def _listed(row: dict[str, str]) -> Listed:
    postcode = row["postcode"]
    if postcode.isdigit() and len(postcode) == 4:
        postcode = f"0{postcode}"  # what a spreadsheet leaves of 01015
    email = row.get("dpo", "")
    return Listed(
        name=row["name"],
        kinds=ROUGHLY,
        departement=departement_of(postcode),
        lines=tuple(line for line in (row.get("line1", ""), row.get("line2", "")) if line),
        postcode=postcode,
        city=row["city"],
        mail=True,
        seat=True,
        on=_day(row.get("on", "")),
        dpo_email=email if "@" in email else None,
    )


def _day(written: str) -> date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written[:10], shape).date()  # noqa: DTZ007  a civil day
        except ValueError:
            continue
    return None
