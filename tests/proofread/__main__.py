"""`make proofread`: every French letter and message read by Grammalecte; a remark is mended, or accepted with a reason.

Needs `grammalecte-cli` (Debian's package of that name); no package index has it, so `make test` does without.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.proofread.texts import texts

PROGRAM = "grammalecte-cli"
OURS = ("num", "nbsp", "typo", "unit", "esp", "tab", "apos", "nf", "liga")
"""Options that are off: numbers, spaces and apostrophes are typeset by the page, and tested there."""
_KNOWN = """
    RGPD SNDS DPO Health ameli MSA MGEN CPAM CGSS CFE CRPA TSA Fontenoy Pitard Professeur-André-Lemierre Word docx odt
    eml Telegram Matrix English start confidentialite delier pseudonymisées pseudonymisation demarches
    AP-HP DMP EDS IPP cnil monespacesante
"""
WORDS = frozenset(_KNOWN.split())
"""Names, acronyms and commands that no dictionary has."""
ACCEPTED = {
    "g2__maj_code__b1_a1_1": "« code de la santé publique » has a small letter in the Journal officiel",
    "eepi_écriture_épicène_singulier": "« Né(e) » is what official forms say; a middle dot is hard for screen readers",
    "g3__gn_la_1m__b2_a2_1": "the Cnam is feminine: Caisse nationale de l’Assurance Maladie",
    "g3__gn_la_1m__b3_a1_1": "the same",
    "g3__gn_la_1m__b1_a2_1": "the same",
    "g3__gn_la_2m__b1_a4_1": "« données personnelles » is a page's title, after « la page »",
    "g3__conf_qui_adj_det_subst__b1_a1_1": "« qui en fait partie » is a verb",
    "majuscule_début_paragraphe": "items of « Comment l’envoyer : »",
    "gv2__conj_que_où_comment_verbe_sujet_sing__b1_a1_1": "« votre attestation ou vos décomptes » is plural",
    "doublon": "two sample values side by side",
    "g3__gn_det_epi_plur_2m__b1_a4_1": "« informatique et libertés » is quoted",
}


def remarks() -> Iterator[str]:
    """What is neither accepted nor a known word, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "all.txt")
        file.write_text("\n\n".join(texts().values()), encoding="utf-8")
        command = [PROGRAM, "-f", str(file), "-j", "-ctx", "-off", *OURS]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    data: dict[str, Any] = json.loads(told[told.index("{") :])
    for paragraph in data["data"]:
        for found in paragraph.get("lGrammarErrors", ()):
            if found["sRuleId"] not in ACCEPTED:
                around = f"{found['sBefore'][-40:]}[{found['sUnderlined']}]{found['sAfter'][:40]}"
                yield f"{found['sRuleId']}: {found['sMessage']} — {around}".replace("\n", " ")
        for found in paragraph.get("lSpellingErrors", ()):
            if found["sValue"] not in WORDS:
                yield f"spelling: {found['sValue']}"


def main() -> int:
    """Print the remarks; 1 when there is one, or when the program is not there."""
    if not shutil.which(PROGRAM):
        print(f"proofread: {PROGRAM} is missing (Debian: apt-get install {PROGRAM})", file=sys.stderr)
        return 1
    found = sorted(set(remarks()))
    print(*found, f"{len(texts())} French texts read, {len(found)} remarks", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
