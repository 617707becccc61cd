"""The bill of materials is valid, complete, and the same each time."""

import json
import os
import subprocess
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.real.running import ROOT
from tests.supply.pins import REQUIREMENTS, asked, pinned
from tests.supply.sbom import PINS, ROOT_REFERENCE, bill

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def test_the_bill_is_what_the_schema_of_cyclonedx_asks() -> None:
    assert VALIDATOR.validate_str(bill()) is None
    assert VALIDATOR.validate_str(bill().replace('"library"', '"bookcase"')) is not None


def test_the_bill_has_every_pin_with_its_hashes_and_who_asks_for_it() -> None:
    made, pins = json.loads(bill()), pinned(PINS)
    text = PINS.read_text(encoding="utf-8")
    assert len(pins) == text.count("==") > 50
    assert [(one["name"], one["version"]) for one in made["components"]] == [(pin.name, pin.version) for pin in pins]
    assert sum(len(one["externalReferences"][0]["hashes"]) for one in made["components"]) == text.count("--hash=")
    needed = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    assert [ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in needed[ROOT_REFERENCE]] == sorted(asked("run"))
    assert {ref for refs in needed.values() for ref in refs} == {pin.purl for pin in pins}, "each is asked for"


def test_the_bill_is_the_same_bytes_in_another_process_and_place(tmp_path: Path) -> None:
    kept = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", "from tests.supply.sbom import bill; print(bill(), end='')"]
    other = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, check=True, timeout=60)
    assert other.stdout.decode() == bill()


def test_a_pin_is_read_with_all_that_stands_under_it() -> None:
    (pin,) = [pin for pin in pinned(REQUIREMENTS / "run.txt") if pin.name == "aiohttp"]
    assert {len(one) for one in pin.hashes} == {64}
    assert "-r requirements/run.in" in pin.asked_by
    assert "matrix-nio" in pin.asked_by
