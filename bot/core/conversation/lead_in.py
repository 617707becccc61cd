"""Removing the words around a name or an address that no letter prints: a greeting, « je m’appelle », « merci ».

Only whole phrases of the tables below are taken away, from the two ends: whatever is not in them stays as it was typed.
"""

import re

_HELLO = r"(?:re)?bonjour|bonsoir|bjr|salut|coucou|hello|hi|good (?:morning|evening)"
_WHOM = r"(?:\s+(?:madame|monsieur|messieurs|mme|mr|m\.|docteur|objecteur|à tous|a tous|à vous|a vous))*"
_FILLER = r"alors|euh|heu|ben|bah|bon|donc|voilà|voila|voici|tenez|oui|ok|d['’ ]accord"
_NEXT = r"j['’]|je\b|mon |moi |c['’]est|my |i "
_BEGUN = re.compile(
    rf"\s*(?:@\S+[\s,:]+|objecteur\s*[,:]\s*|(?:{_HELLO}){_WHOM}(?:\s*[,.!;:\n]+\s*|\s+[-–]\s+|\s(?={_NEXT}))"
    rf"|(?:{_FILLER})\s*[,:\n]+\s*|(?:{_FILLER})\s+(?={_NEXT}))",
    re.IGNORECASE,
)
"""Greetings; without a comma after it, only before a phrase of the tables, because « Bonjour » is a surname too."""
_ENDED = re.compile(
    r"(?:\s*[,.;!\n]\s*)(?:merci(?: (?:beaucoup|bien|d['’]avance|par avance|à vous|a vous|madame|monsieur))*|svp|stp"
    r"|s['’]il (?:vous|te) pla[iî]t|cordialement|bonne (?:journée|journee|soirée|soiree)(?: à vous)?|voilà|voila"
    r"|c['’]est tout|au revoir|thanks?(?: you)?(?: very much)?)[\s.!,]*$",
    re.IGNORECASE,
)
_M = r"m['’ ]?"
_CALLED = re.compile(
    rf"(?:je {_M}app?ell?e|je me nomme|moi,? c['’ ]?est|moi,? je suis"
    r"|(?:mon|le) nom(?: complet| et pr[ée]noms?| de famille)?(?: est|,? c['’]est|\s*:)"
    r"|(?:mes? )?nom et pr[ée]noms?(?: sont)?\s*:?|pr[ée]noms? et nom\s*:?|je suis|c['’]est|ici(?=\s+[A-ZÀ-Ý])"
    r"|nom(?: et pr[ée]nom)?\s*:|my name is|my name['’]s|i am|i['’]m|this is|it['’ ]?s|it is|name\s*:)\s*:?\s+",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?P<name>[A-ZÀ-Ý][\w'’.-]*(?: [A-ZÀ-Ý][\w'’.-]*){1,3})\s*[,;(–!]+\s*"
    r"(?!n[ée]e?\b|dite?\b|veuve?\b|[ée]pouse\b|vve\b|et\b|and\b|born\b|ou\b|or\b)[a-zà-ÿ].*",
    re.DOTALL,
)
"""A name in capitals and a remark in small letters after it: « Lucie Exemple, oui c’est long ». A birth name stays."""
_IS = r"(?:\s+est\s+|\s+c['’]est\s+|\s*:\s*)"
_SURNAME = rf"(?:(?:mon|le)\s+)?nom(?:\s+de\s+famille|\s+de\s+naissance|\s+d['’]usage)?{_IS}"
_GIVEN = rf"(?:(?:(?:mon|mes|le)\s+)?pr[ée]noms?(?:\s+sont\s+|{_IS})|(?:mon|mes)\s+pr[ée]noms?\s+)"
_PARTS = (
    re.compile(rf"{_SURNAME}(?P<surname>.+?)[\s,;]+(?:et\s+)?{_GIVEN}(?P<given>.+)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"{_GIVEN}(?P<given>.+?)[\s,;]+(?:et\s+)?{_SURNAME}(?P<surname>.+)", re.IGNORECASE | re.DOTALL),
    re.compile(
        rf"(?:je {_M}app?ell?e|moi,? c['’]est)\s+(?P<given>\S+)[\s,;]+(?:et\s+)?{_SURNAME}(?P<surname>.+)",
        re.IGNORECASE | re.DOTALL,
    ),
)
"""Two labels, each with its colon; « nom de famille Martin prénom Lucie » without one is kept as typed."""
_SPELT = re.compile(
    r"[\s,;(]*\b(?:en (?:un|deux|trois) mots?"
    r"|avec (?:une?|deux|des|les?) (?:[a-z]|tr[ée]mas?|accents?|tirets?|apostrophe|traits? d['’]union|majuscules?"
    r"|c[ée]dille)\b(?: [^,;.]*)?"
    r"|sans (?:accents?|tiret|trait d['’]union|h)\b(?: [^,;.]*?)?"
    r"|hyphenated|in (?:one|two) words?|with an? (?:accent|hyphen|[a-z])\b[^,;.]*|no (?:accents?|hyphen)\b[^,;.]*"
    r"|two [a-z]s\b[^,;.]*)\)?(?=$|[\s,;.])",
    re.IGNORECASE,
)
"""How a name is spelt: « Le Gouffic, en deux mots », « avec un tréma »."""
_ANNOUNCED = re.compile(
    r"(?:j['’ ]?habite [^\n:,\d]{1,40},\s*)?(?:donc |voici |voil[àa] )*(?:mon |notre |l['’]|ma )?adresse"
    r"(?: (?:postale|exacte|compl[èe]te|est|c['’]est|la suivante|actuelle))*\s*:\s*",
    re.IGNORECASE,
)
_IN_BETWEEN = re.compile(r"([,\n]\s*)(?:mon|notre) adresse(?: postale)?\s*:\s*", re.IGNORECASE)
_THERE = re.compile(
    r"(?:j['’ ]?habite|je (?:vis|r[ée]side|demeure|loge|suis domicili[ée]e?|suis h[ée]berg[ée]e?|suis)|nous habitons"
    r"|(?:mon|notre|l['’])\s*adresse(?: postale| exacte| compl[èe]te)?(?:,? c['’]est| est)?|c['’]est"
    r"|(?:(?:ma|notre|la|my|the)\s+)?(?:nouvelle|new)\s+(?:adresse|address)(?:,? c['’]est| est| is)?"
    r"|i live(?: at| in)?|(?:my address|it)(?: is|['’]s))(?: actuellement| maintenant| toujours)?[\s:,]+",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:(?:à la|aux?|à|dans la|dans le|le|at)\s+|à l['’]\s*)"
    r"(?=\d|n°|num[ée]ro|(?:lieu[- ]dit|ehpad|foyer|r[ée]sidence|maison|rue|avenue|boulevard|place|chemin|impasse)\b)",
)
"""A preposition before an address: « au 22 rue … », « à l’EHPAD »; not « aux Tilleuls », which is a name."""


def name_in(typed: str) -> str:
    """The name without the words around it; « nom : Martin prénom : Lucie » becomes « Lucie Martin »."""
    told = _without_ends(typed)
    text = _SPELT.sub("", told).strip(" ,;") or told
    for parts in _PARTS:
        if said := parts.fullmatch(text):
            return f"{said['given'].strip(' ,;.')} {said['surname'].strip(' ,;.')}"
    text = _CALLED.sub("", text, count=1) if _CALLED.match(text) else text
    if remarked := _REMARK.fullmatch(text):
        text = remarked["name"]
    return text[:-1] if re.search(r"\w{3}\.$", text) else text


def address_in(typed: str) -> str:
    """The address without the words around it. Line breaks stay."""
    text = _without_ends(typed)
    if announced := _ANNOUNCED.match(text):
        text = text[announced.end() :]
    text = _IN_BETWEEN.sub(r"\1", text)
    if there := _THERE.match(text):
        text = text[there.end() :]
        at = _AT.match(text.lower())
        text = text[at.end() :] if at and text[at.end() :].strip() else text
    return text


def _without_ends(typed: str) -> str:
    """The text without greetings and thanks; a text of nothing else stays, for the question to refuse it."""
    text = typed.strip()
    while (begun := _BEGUN.match(text)) and text[begun.end() :].strip():
        text = text[begun.end() :]
    while (ended := _ENDED.search(text)) and text[: ended.start()].strip():
        text = text[: ended.start()]
    return text.strip()
