"""Removing the words around a name or an address that no letter prints: a greeting, « je m’appelle », « merci ».

Only whole phrases of the tables below are taken away, from the two ends: whatever is not in them stays as it was typed.
"""

import re
from dataclasses import dataclass, field

from bot.core.directory.folding import fold

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
    r"|avec (?:une?|un seul|deux|des|les?) (?:[a-z]|tr[ée]mas?|accents?|tirets?|apostrophe|traits? d['’]union"
    r"|majuscules?|c[ée]dille)\b(?: [^,;.]*)?"
    r"|sans (?:accents?|tiret|trait d['’]union|h)\b(?: [^,;.]*?)?"
    r"|hyphenated|in (?:one|two) words?|with (?:an?|one|two) (?:accent|hyphen|[a-z]s?)\b[^,;.]*"
    r"|no (?:accents?|hyphen)\b[^,;.]*"
    r"|two [a-z]s\b[^,;.]*)\)?(?=$|[\s,;.])",
    re.IGNORECASE,
)
"""How a name is spelt: « Le Gouffic, en deux mots », « avec un tréma »."""
_COMMA_SAID = re.compile(r"(?<=\w)\s+virgule\s+(?=\w)", re.IGNORECASE)
"""« Lefèvre virgule Anne », as it was dictated."""
_SAID_TWICE = re.compile(r"^(?P<one>[^\W\d_]+), (?=(?P=one) [^\W\d_])")
"""« Margaret, Margaret Hill »."""
_ANNOUNCED = re.compile(
    r"(?:j['’ ]?habite [^\n:,\d]{1,40},\s*)?(?:donc |voici |voil[àa] )*(?:mon |notre |l['’]|ma )?adresse"
    r"(?: (?:postale|exacte|compl[èe]te|est|c['’]est|la suivante|actuelle))*\s*:\s*",
    re.IGNORECASE,
)
_IN_BETWEEN = re.compile(
    r"([,\n]\s*)(?:(?:mon|notre|my|our|the) |l['’])(?:adresse|address)(?: postale)?"
    r"(?:\s*:\s*|,? (?:c['’ ]?est|est|is)(?: la suivante)?\s*:?\s+)",
    re.IGNORECASE,
)
_SO_THERE = re.compile(
    r"(?:(?:et|alors|donc|mais|and|so|but)[\s,]+)+"
    r"(?=(?:l['’ ]|(?:mon|ma|notre|my|our|the) )?(?:nouvelle |new )?(?:adresse|address)\b|j['’ ]?habite|i live\b)",
    re.IGNORECASE,
)
"""« Et l’adresse c’est … »."""
_THERE = re.compile(
    r"(?:j['’ ]?habite|je (?:vis|r[ée]side|demeure|loge|suis domicili[ée]e?|suis h[ée]berg[ée]e?|suis)|nous habitons"
    r"|(?:mon|notre|l['’])\s*adresse(?: postale| exacte| compl[èe]te)?(?:,? c['’]est| est)?|c['’]est"
    r"|(?:(?:ma|notre|la|my|the)\s+)?(?:nouvelle|new)\s+(?:adresse|address)(?:,? c['’]est| est| is)?"
    r"|i live(?: at| in)?|(?:my address|it)(?: is|['’]s))(?: actuellement| maintenant| toujours)?[\s:,]+",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:(?:à la|aux?|à|dans la|dans le|le|at|en(?=\s+(?:ehpad|foyer|r[ée]sidence|maison)\b))\s+|à l['’]\s*)"
    r"(?=\d|n°|num[ée]ro|(?:lieu[- ]dit|ehpad|foyer|r[ée]sidence|maison|rue|avenue|boulevard|place|chemin|impasse)\b)",
)
"""A preposition before an address: « au 22 rue … », « à l’EHPAD »; not « aux Tilleuls », which is a name."""


_KIN = (
    r"(?:(?:petite?s?|grande?s?|jeune|deuxi[èe]me|little|elder|younger|minor|\w+[ -]year[ -]old)[ -])?"
    r"(?:enfant|fils|fille|gar[çc]on|b[ée]b[ée]|m[èe]re|p[èe]re|maman|papa|mari|femme|[ée]pouse|[ée]poux|conjointe?|compagn(?:e|on)|tante|oncle|"
    r"fr[èe]re|s[œo]e?ur|cousine?|ni[èe]ce|neveu|voisine?|amie?|son|daughter|child|baby|boy|girl|kid|mother|father|mum|mom|"
    r"dad|husband|wife|partner|aunt|uncle|brother|sister|friend|neighbou?r|grand(?:son|daughter|mother|father|ma|pa))"
)
_SO = r"(?:(?:alors|donc|oui|et|mais|euh|and|but|so|yes)[\s,]+)*"
_NAMED = r"(?:s['’ ]?app?ell?e(?:nt)?|se nomme|c['’ ]?est|is (?:called|named)|['’]s (?:called|named))"
_THEIRS = re.compile(
    rf"{_SO}(?:(?:c['’]est|it['’]s)\s+)?(?:(?:pour|for)\s+)?(?:(?:lui|elle|il|he|she|l['’]enfant),?\s*{_NAMED}"
    r"|(?:son|sa|leur|le) (?:nom|pr[ée]nom)(?: complet| et (?:son )?pr[ée]nom| de famille)?(?: est|,? c['’]est|\s*:)"
    r"|(?:his|her|their) (?:full |first )?name(?: is|['’]s|\s*:)"
    rf"|(?:mon|ma|notre|my|our) {_KIN}(?:['’]s name is|,?\s*{_NAMED})"
    rf"|(?P<weak>(?:mon|ma|notre|my|our) {_KIN}(?: is|['’]s|\s*[:,])?|(?:he|she)(?: is|['’]s))"
    r")\s+(?P<name>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
"""« Il s’appelle Léo Durand », « her name is Zoé Martin », « mon fils Léo Durand »."""
_MY_OWN = re.compile(
    rf"{_SO}(?:moi(?: aussi| en revanche)?,? (?:c['’ ]?est|je {_M}app?ell?e|je suis)|je {_M}app?ell?e"
    r"|je me nomme|mon nom(?: complet| et pr[ée]nom| de famille)?(?: [àa] moi)?"
    r"(?: est|,? c['’]est| s['’ ]?[ée]crit|\s*:)"
    r"|my (?:own |full )?name(?: is|['’]s|\s*:)(?: spell?ed| spelt| written)?"
    r"|(?P<weak>(?:me,? )?i['’]?m|i am|je suis))\s+(?P<name>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
"""« Moi c’est Sophie Durand », « je m’appelle Sophie Durand », « I’m Sophie Durand »."""
_BETWEEN = re.compile(
    r"\s*[,;\n]\s*|(?<=\w{3})[.!]\s+|\s+(?:et|and|mais|but)\s+"
    r"(?=(?:moi|je|mon nom|il|elle|lui|son|sa|i|i['’]m|my name|he|she|his|her|me)\b)",
    re.IGNORECASE,
)
_NO_PART = """
    je j il elle on nous vous ils elles qui que c ce ca est suis sont a ai pas ne n pour mais avec sans son sa ses
    mon ma mes leur un une faux fausse mal bon bonne juste aussi tres trop bien plus non oui mort morte decede
    decedee en i you he she it we they who that is am are has have his her their my your not no yes for but with
    an the wrong too also right name nom prenom comme deja ecrit mineur mineure majeur majeure dead lives habite
    vit malade handicape handicapee gravement bonjour bonsoir salut hello hi madame monsieur merci thanks ah oh
    alors fait donc
"""
_NO_PART_OF_A_NAME = frozenset(_NO_PART.split())
_LONGEST_NAME, _OF_TWO_WORDS, _MOST_OF_A_NAME = 6, 2, 200
"""Words, words, and characters."""


def looks_like_name(text: str, *, weak: bool = False) -> bool:
    """Whether words found in a sentence can be a name, or a part of one.

    weak  nothing beside them says so: they need a capital, or are two
    """
    if len(text) > _MOST_OF_A_NAME:
        return False
    words = re.findall(r"[^\W\d_][\w'’.-]*", text)
    if not words or len(words) > _LONGEST_NAME or any(c.isdigit() or c in "?@:/,;" for c in text):
        return False
    return _NO_PART_OF_A_NAME.isdisjoint(fold(text).split()) and (
        not weak or words[0][0].isupper() or len(words) == _OF_TWO_WORDS
    )


@dataclass(frozen=True, slots=True)
class NamesSaid:
    """The names in a text: that of the writer, that of somebody else, one of which it is not said whose it is."""

    own: str = field(default="", repr=False)
    theirs: str = field(default="", repr=False)
    bare: str = field(default="", repr=False)


_INSTEAD = re.compile(
    r"[,.;:…]\s*(?:ah |oh |euh |mais )*(?:(?:non|no|pardon|sorry|en fait|enfin|plut[ôo]t|je voulais dire|i mean"
    r"|actually)[\s,]+)+(?:c['’]est |it['’]s )?(?P<name>[^,;:!?\d]+)$",
    re.IGNORECASE,
)
"""« Marie Curie, non pardon Marie Dupont »: the last one is meant."""


def _last_named(told: str) -> str:
    """The name that takes another's place, where one does; else the same text."""
    instead = _INSTEAD.search(told)
    name = instead["name"].strip(" .!") if instead else ""
    return name if " " in name and looks_like_name(name) else told


def names_said(typed: str) -> NamesSaid:
    """The names that a sentence tells, and whose they are; each empty where none is told."""
    whole = _last_named(_without_ends(typed))
    found = _whose(whole)
    if found.own or found.theirs:
        return found
    parts = [_whose(part) for part in _BETWEEN.split(whole)]
    own = next((one.own for one in parts if one.own), "")
    return NamesSaid(own, next((one.theirs for one in parts if one.theirs), ""), parts[0].bare)


def _whose(part: str) -> NamesSaid:
    text = _SPELT.sub("", part).strip(" ,;.!")
    if (found := _THEIRS.fullmatch(text)) and looks_like_name(found["name"], weak=bool(found["weak"])):
        return NamesSaid(theirs=found["name"])
    if (found := _MY_OWN.fullmatch(text)) and looks_like_name(found["name"], weak=bool(found["weak"])):
        return NamesSaid(own=found["name"])
    return NamesSaid(bare=text) if looks_like_name(text) else NamesSaid()


def is_spelt(typed: str) -> bool:
    """Whether a text says how a name is spelt: « ivonne avec un i »."""
    return bool(_SPELT.search(typed))


def name_in(typed: str) -> str:
    """The name without the words around it; « nom : Martin prénom : Lucie » becomes « Lucie Martin »."""
    told = _COMMA_SAID.sub(" ", _last_named(_without_ends(typed)))
    told = _SAID_TWICE.sub("", told)
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
    text = _SO_THERE.sub("", text, count=1) if _SO_THERE.match(text) else text
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
