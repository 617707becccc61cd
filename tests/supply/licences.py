"""Under which licence each package is, by its own metadata, and which licences go together with the AGPL-3.0-or-later.

The metadata of a package is read in this order: its SPDX expression (PEP 639), its classifier, its licence field if
that is an SPDX expression or a usual name. What says nothing, or too little, has an entry by hand, with words of the
licence text in the package that show it.
"""

from dataclasses import dataclass
from importlib.metadata import Distribution

from license_expression import ExpressionError, get_spdx_licensing

_SPDX = get_spdx_licensing()

COMPATIBLE = {
    "Apache-2.0": "one way, into version 3 of the GPL family",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "ISC": "permissive",
    "LGPL-3.0-only": "the GPL-3.0 with permissions added",
    "MIT": "permissive",
    "MIT-0": "asks nothing",
    "MPL-2.0": "the AGPL-3.0 is one of its secondary licences, where a file does not say otherwise",
    "PSF-2.0": "permissive; the Free Software Foundation lists it as compatible",
    "Unlicense": "asks nothing",
    "Zlib": "permissive",
}
"""The licences whose code may be part of a work under the AGPL-3.0-or-later, and why. Any other is to be looked at."""

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Classifiers that name one licence; « BSD License » does not say which of four."""


@dataclass(frozen=True)
class ByHand:
    """A licence that the metadata does not say: the expression, words of the package's licence text, and why."""

    expression: str
    words: str
    why: str


BY_HAND = {
    "jinja2": ByHand("BSD-3-Clause", "Neither the name of the copyright holder", "its classifier says BSD alone"),
    "matrix-nio": ByHand("ISC", "Internet Systems Consortium license", "its metadata holds the text alone"),
    "peewee": ByHand("MIT", "Permission is hereby granted, free of charge", "its metadata is silent"),
    "python-dateutil": ByHand(
        "BSD-3-Clause", "The above BSD License Applies to all code", "« Dual License » does not say of what"
    ),
    "sqlcipher3": ByHand(
        "Zlib AND BSD-3-Clause AND Apache-2.0",
        "This software is provided 'as-is'",
        "its metadata is silent; the wheel has SQLCipher (BSD-3-Clause) and OpenSSL (Apache-2.0) in it",
    ),
    "vodozemac": ByHand(
        "MIT AND Apache-2.0",
        "Permission is hereby granted, free of charge",
        "its metadata is silent; the wheel has the vodozemac of matrix.org (Apache-2.0) in it",
    ),
}  # fmt: skip


class UnknownLicenceError(Exception):
    """A package does not say its licence in a way that is read here: it needs an entry by hand."""


def licence(package: Distribution) -> str:
    """The SPDX expression of an installed package's licence. Raises UnknownLicenceError."""
    name = package.metadata["Name"].lower()
    if name in BY_HAND:
        return BY_HAND[name].expression
    if said := said_by(package):
        return said
    raise UnknownLicenceError(f"{name}: no licence that is read here; read its licence file, and add it to BY_HAND")


def said_by(package: Distribution) -> str | None:
    """What the metadata of a package alone says, if it is one SPDX expression."""
    fields = package.metadata
    classified = [line.rpartition(" :: ")[2] for line in fields.get_all("Classifier") or () if line[:7] == "License"]
    if "License-Expression" in fields:
        return fields["License-Expression"]
    if len(classified) == 1 and classified[0] in CLASSIFIERS:
        return CLASSIFIERS[classified[0]]
    field = (fields.get_all("License") or [""])[0]
    return field if "\n" not in field and _is_expression(field) else None


def _is_expression(text: str) -> bool:
    try:
        return bool(text) and _SPDX.parse(text, validate=True) is not None
    except ExpressionError:
        return False


def compatible(expression: str) -> bool:
    """Whether a work under the AGPL-3.0-or-later may contain what is under this SPDX expression."""
    return _goes(_SPDX.parse(expression, validate=True))


def _goes(parsed: object) -> bool:
    if isinstance(parsed, _SPDX.AND):
        return all(_goes(part) for part in parsed.args)
    if isinstance(parsed, _SPDX.OR):
        return any(_goes(part) for part in parsed.args)
    return str(parsed) in COMPATIBLE


def text_of(package: Distribution) -> str:
    """The licence files that a package brings."""
    files = [file for file in package.files or () if "LICENSE" in file.name.upper() or "COPYING" in file.name.upper()]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
