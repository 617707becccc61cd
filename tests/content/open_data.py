"""Made-up files of both official layouts, small."""

import json
from typing import Any

HEAD = "Nom de la caisse;1ère ligne d'adresse;2ème ligne d'adresse;Code postal;Ville"


def address(street: str, postcode: str, city: str, kind: str = "Adresse postale", **more: str) -> dict[str, str]:
    return {"type_adresse": kind, "numero_voie": street, "code_postal": postcode, "nom_commune": city, **more}


def service(name: str, insee: str, *addresses: dict[str, str], pivot: str = "cpam", **more: Any) -> dict[str, Any]:
    """One service, as the bulk file has it."""
    return {
        "id": "00000000-0000-0000-0000-000000000000",
        "nom": name,
        "pivot": [{"type_service_local": pivot, "code_insee_commune": [insee]}],
        "adresse": list(addresses),
        "adresse_courriel": [],
        "site_internet": [{"libelle": "", "valeur": "https://www.ameli.fr"}],
        "date_modification": "06/10/2026 10:11:12",
        **more,
    }


def bulk(*services: dict[str, Any]) -> str:
    return json.dumps({"service": list(services)}, ensure_ascii=False)


def of_the_api(*services: dict[str, Any]) -> str:
    """The same as the API gives it: nested fields are JSON inside strings."""
    flat = [
        {key: json.dumps(value) if isinstance(value, list) else value for key, value in one.items()} for one in services
    ]
    return json.dumps({"total_count": len(flat), "results": flat})


TOWN_HALL = service("Mairie - Exemple", "01001", address("1 place de l'Exemple", "01400", "Exemple"), pivot="mairie")
AIN = service(
    "Caisse primaire d'assurance maladie (CPAM) de l'Ain - siège", "01053",
    address("9 rue de l'Accueil", "01000", "Bourg-en-Bresse", kind="Adresse"),
    address("12 rue Inventée", "01099", "Bourg-en-Bresse Cedex 9", complement1="CPAM de l'Ain", complement2="Bât. B",
            service_distribution="CS 10001"),
)  # fmt: skip
