"""DILA's « Annuaire de l'administration – Base de données locales », as JSON.

The layout, as public programs read it: the bulk file is `{"service": [...]}`, some copies are a bare array, and the API
gives `{"results": [...]}` with the nested fields as JSON text inside strings. A `pivot` says what a service is; its
`adresse` list has « Adresse » (where people go) and sometimes « Adresse postale » (where letters go). The bulk file has
some 260 MB: services are read one after the other and only ours are kept.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.content.opendata.listed import ROUGHLY, Listed, departement_of
from bot.core.directory.caisse import Kind
from bot.core.directory.folding import fold

_KINDS = {"cpam": ROUGHLY, "msa": frozenset({Kind.MSA})}
_OWN_NAME = ("cpam", "caisse", "ccss", "cgss", "css", "msa", "assurance maladie", "mutualite sociale")
_ARRAY = re.compile(r'(?:^\s*|"(?:service|results)"\s*:\s*)\[\s*')
_HEAD = 10_000
"""The characters at the head of the file within which the list of services begins."""
_MAILING = "adresse postale"


def read_dila(text: str) -> Iterator[Listed]:
    """The caisses among all services. Raises ValueError, in one line, for JSON of another shape or cut short."""
    known = False
    for service in _services(text):
        known = known or "pivot" in service
        kinds = next((kinds for pivot, kinds in _KINDS.items() if pivot in _pivots(service)), None)
        if kinds:
            yield _listed(service, kinds)
    if not known:
        raise ValueError("JSON, but not of the « Annuaire de l'administration »: no service says its `pivot`")


def _services(text: str) -> Iterator[dict[str, Any]]:
    start = _ARRAY.search(text, 0, _HEAD)
    if not start:
        raise ValueError("JSON, but not of the « Annuaire de l'administration »: no list of services")
    decoder, at = json.JSONDecoder(), start.end()
    while text[at : at + 1] not in {"]", ""}:
        try:
            service, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise ValueError(f"JSON that cannot be read after character {at}: is the file whole?") from None
        if isinstance(service, dict):
            yield service
        while text[at : at + 1] in {",", " ", "\n", "\r", "\t"} and at < len(text):
            at += 1
    if at >= len(text):
        raise ValueError("JSON that ends in the middle: is the file whole?")


def _items(value: Any) -> list[Any]:
    """A nested field, which may be JSON inside a string, as a list."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, list):
        return value
    return [value] if value else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in _items(value) if isinstance(item, dict)]


def _pivots(service: dict[str, Any]) -> set[str]:
    return {str(pivot.get("type_service_local")) for pivot in _dicts(service.get("pivot"))}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _listed(service: dict[str, Any], kinds: frozenset[Kind]) -> Listed:
    name = _text(service, "nom")
    addresses = _dicts(service.get("adresse"))
    mailing = [found for found in addresses if fold(_text(found, "type_adresse")) == _MAILING]
    address = (mailing or addresses or [{}])[0]
    named = ("complement1", "complement2", "service_distribution")
    rest = " - ".join(line for key in named if (line := _text(address, key)) and not fold(line).startswith(_OWN_NAME))
    return Listed(
        name=name,
        kinds=kinds,
        departement=_departement(service, _text(address, "code_postal")),
        lines=tuple(line for line in (_text(address, "numero_voie"), rest) if line),
        postcode=_text(address, "code_postal"),
        city=_text(address, "nom_commune"),
        mail=bool(mailing),
        seat="siege" in fold(name).split(),
        on=_day(_text(service, "date_modification")),
        dpo_email=_dpo(service),
    )


def _departement(service: dict[str, Any], postcode: str) -> str:
    codes = [code for pivot in _dicts(service.get("pivot")) for code in _items(pivot.get("code_insee_commune"))]
    codes.append(service.get("code_insee_commune"))
    found = (departement_of(code) for code in (*codes, postcode) if isinstance(code, str))
    return next((code for code in found if code), "")


def _day(written: str) -> date | None:
    """The day of « 06/10/2026 10:11:12 » or of an ISO date."""
    for shape, length in (("%d/%m/%Y", 10), ("%Y-%m-%d", 10)):
        try:
            return datetime.strptime(written[:length], shape).date()  # noqa: DTZ007  a civil day
        except ValueError:
            continue
    return None


def _dpo(service: dict[str, Any]) -> str | None:
    """The e-mail address that the record labels as the data protection officer's, not one that only looks like it."""
    for found in _dicts(service.get("adresse_courriel")):
        label, value = fold(_text(found, "libelle")), _text(found, "valeur")
        if ("protection des donnees" in label or "dpo" in label.split()) and "@" in value:
            return value
    return None
