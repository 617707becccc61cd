"""`make sbom`: writes the bill of materials."""

import sys

from tests.supply.licences import UnknownLicenceError
from tests.supply.sbom import OUTPUT, NotInstalledError, bill

try:
    text = bill()
except (NotInstalledError, UnknownLicenceError) as error:
    sys.exit(f"make sbom: {error}")
OUTPUT.parent.mkdir(exist_ok=True)
OUTPUT.write_text(text, encoding="utf-8")
print(OUTPUT)
