"""The bill of materials of what the bot runs on, in CycloneDX 1.6: the same bytes for the same pins, on any machine.

It has no date and a serial number computed from its content. It needs no network: names, versions, hashes and who asks
for what are `requirements/run.txt`'s, the licences are those of the installed packages.
"""

import json
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, distribution

from bot import __version__
from tests.real.running import ROOT
from tests.supply.licences import licence
from tests.supply.pins import REQUIREMENTS, Pin, pinned

PINS = REQUIREMENTS / "run.txt"
OUTPUT = ROOT / "dist" / "objecteur.cdx.json"
ROOT_REFERENCE = "objecteur"
_OURS = "-r requirements/run.in"


class NotInstalledError(Exception):
    """A package is not installed in the version that is pinned."""


def bill() -> str:
    """The bill as JSON. Raises NotInstalledError, UnknownLicenceError."""
    pins = pinned(PINS)
    content: dict[str, object] = {
        "metadata": {"component": _ourselves()},
        "components": [_component(pin) for pin in pins],
        "dependencies": _dependencies(pins),
    }
    head: dict[str, object] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))}",
        "version": 1,
    }
    return json.dumps(head | content, indent=2, ensure_ascii=False) + "\n"


def _ourselves() -> dict[str, object]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "type": "application",
        "bom-ref": ROOT_REFERENCE,
        "name": project["name"],
        "version": __version__,
        "licenses": [{"expression": project["license"]}],
    }


def _component(pin: Pin) -> dict[str, object]:
    try:
        package = distribution(pin.name)
    except PackageNotFoundError:
        raise NotInstalledError(f"{pin.name} is not installed") from None
    if package.version != pin.version:
        raise NotInstalledError(f"{pin.name} {package.version} is installed, {pin.version} is pinned")
    files: list[object] = [{"alg": "SHA-256", "content": one} for one in pin.hashes]
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "licenses": [{"expression": licence(package)}],
        "purl": pin.purl,
        "externalReferences": [
            {"type": "distribution", "url": pin.purl, "comment": "one hash a file of this release", "hashes": files}
        ],
    }


def _dependencies(pins: list[Pin]) -> list[object]:
    asking: dict[str, list[str]] = {name: [] for name in (ROOT_REFERENCE, *(pin.name for pin in pins))}
    for pin in pins:
        for asker in pin.asked_by:
            asking[ROOT_REFERENCE if asker == _OURS else asker].append(pin.purl)
    purls = {pin.name: pin.purl for pin in pins}
    return [{"ref": purls.get(name, name), "dependsOn": list(needed)} for name, needed in asking.items()]
