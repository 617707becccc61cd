"""The places where the writer of a sentence lives, without those that it only mentions.

« j’étais à Nantes, maintenant Bordeaux » is Bordeaux; « pas Paris, Créteil » is Créteil; « j’habite Vichy mais ma fille
à Lyon s’occupe des papiers » is Vichy; « entre Toulouse et Albi » is both. A word that may be no place at all (« mère »
is Méré, in the Yvelines) is taken for one only when a town of some size has that name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.directory.commune import Commune
from bot.core.directory.finding.gazetteer import Gazetteer
from bot.core.directory.finding.words import ARTICLES, NAMING, NOISE, words_of

_LONGEST_NAME = 7
_NONE, _TOWN, _SMALL_TOWN, _VILLAGE = 1_000_000_000, 5_000, 2_000, 300
_ORDINARY_WORDS = """
    aigle aire attaques avion avoine blanc bonne bord bourg change charge charmes chatte chauve coteau cours
    couronne couture croix etain fontaine force forme fosses grace graces gris herbiers hopital jardin lilas long
    maison marche marine marines marquise mercury mere montagne motte moule mure orange palais passage
    pere pierres planche plan pont port publier riche rive rives robert roche rouge rue salle salles sens source
    tonnerre touches tour trait traits tronche union val vif village ville vivier viviers voix
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_HOME = frozenset({"habite", "vis"})
_AT = frozenset({"a", "au", "aux", "vers", "in", "near", "at"}) | _HOME
_HERE = frozenset({"vit", "vivons", "reside", "demeure", "maintenant", "desormais", "live", "living", "now"}) | _HOME
ONCE = frozenset({"avant", "etais", "etait", "habitais", "vivais", "ancien", "ancienne", "before", "was", "lived"})
"""Words about the past: « j’étais »."""
_FROM = frozenset({"de", "du", "des", "d", "en", "dans", "sur", "pour", "ville", "commune", "departement", "secteur"})
_BEFORE_A_NAME = frozenset(
    {"a", "au", "aux", "chez", "d", "de", "des", "du", "en", "l", "la", "le", "les", "un", "une"}
)
_LINKS = frozenset({"sur", "sous", "les", "lez", "en", "le", "la", "l", "de", "du", "des", "d"})
"""Small words inside the names of places: « Cosne-sur-Loire » is not Cosne-d’Allier."""
_LEFT = frozenset({("demenage", "de"), ("parti", "de"), ("partie", "de"), ("moved", "from")})
_STREETS = frozenset({"rue", "avenue", "av", "boulevard", "bd", "place", "allee", "chemin", "impasse", "route", "quai"})
_NOT = frozenset({"pas", "ni", "not"})
_CAISSES = frozenset({"caisse", "celle", "cpam", "msa", "cgss"})
_UNSURE = frozenset({"sais", "sait", "know"})
_NUMBERED = frozenset({"le", "du", "dans", "dept", "departement", "cpam", "msa"})
_COUNTED = frozenset({"ans", "an", "mois", "annees", "enfants", "years"})

_FOREIGN = frozenset({"etranger", "etrangere", "etrangers", "etrangeres"})
_ABROAD = frozenset({"l", "a", "legion"})
"""Words after which « étranger » is a place, or the Foreign Legion; else it is who somebody is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a sentence, at the words from `start` up to `end`: an area, by its départements, or towns."""

    start: int
    end: int
    area: tuple[str, ...] = ()
    towns: tuple[Commune, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The places where a sentence says that its writer is: départements and communes, in their order.

    sure  whether each is named exactly, after a word that says where; else one may be part of a longer name
    """

    area: tuple[str, ...] = ()
    towns: tuple[Commune, ...] = ()
    sure: bool = False


def places_in(words: list[str], gazetteer: Gazetteer) -> Places:
    """The places in a sentence.

    Where towns lie in an area that is named as well, the area is not repeated and their namesakes elsewhere are left
    out.
    """
    named = tuple(_mentions(words, gazetteer))
    mentions = _meant(words, named) if named else _misspelt(words, gazetteer)
    area = tuple(code for mention in mentions for code in mention.area)
    towns = tuple(town for mention in mentions for town in mention.towns)
    within = tuple(town for town in towns if town.departement in area)
    sure = bool(named) and all(_stands_alone(words, mention, named) for mention in mentions)
    return Places((), within, sure) if within else Places(area, towns, sure)


def said_of_oneself(words: list[str], where: tuple[Commune, ...]) -> list[str]:
    """The words without those of a street, of the writer's own town, of a denial, and of a nationality.

    « 12 rue des Cheminots », « Saint-Barthélemy-d’Anjou », « je ne suis pas à la SNCF » and « je suis étranger » name
    no scheme; « à l’étranger » does.
    """
    towns = {word for town in where for word in words_of(town.name)}
    kept: list[str] = []
    passed_over = False
    for n, word in enumerate(words):
        before = words[n - 1] if n else ""
        street = word in _STREETS and (n == 0 or before[0].isdigit() or before in {"bis", "ter"})
        if street or (word in _NOT and before not in _UNSURE):
            passed_over = True  # up to the first word that is more than « à la », that one included
        elif passed_over:
            passed_over = word in _BEFORE_A_NAME
        elif word not in towns and not (word in _FOREIGN and before and before not in _ABROAD):
            kept.append(word)
    return kept


def _stands_alone(words: list[str], mention: Mention, named: tuple[Mention, ...]) -> bool:
    before = words[mention.start - 1] if mention.start else ""
    after = words[mention.end : mention.end + 2]
    goes_on = len(after) > 1 and after[0] in _LINKS and mention.end + 1 not in {other.start for other in named}
    return before in _AT | _HERE | NAMING | _FROM and not goes_on


def _mentions(words: list[str], gazetteer: Gazetteer) -> Iterator[Mention]:
    start = 0
    while start < len(words):
        longest = min(start + _LONGEST_NAME, len(words))
        ends = range(longest, start, -1)
        found = next((m for end in ends if (m := _mention(words, start, end, gazetteer))), None)
        if found:
            yield found
        start = found.end if found else start + 1


def _mention(words: list[str], start: int, end: int, gazetteer: Gazetteer) -> Mention | None:
    name = words[start:end]
    if name[-1] == "hopital" and words[end : end + 1] in (["de"], ["d"]):
        return None  # « à l’hôpital de Tours »
    if name[0] in NOISE and not (name[0] in ARTICLES and len(name) > 1):
        return None
    if len(name) == 1 and name[0][0].isdigit():
        return _numbered(words, start, gazetteer)
    plain = name[1:] if name[0] in ARTICLES else name
    if len(" ".join(plain)) < 3:
        return None
    if name == ["nord"] and (words[end : end + 1] in (["de"], ["of"]) or (start and words[start - 1] not in NOISE)):
        return None  # « au nord de Paris », « Nice nord »
    if name is plain and name[-1] not in NOISE and (area := gazetteer.area(plain)):
        return Mention(start, end, area)
    exact = gazetteer.towns(name)
    if not exact or (len(plain) == 1 and exact[0].population < _least(words, start, exact[0])):
        return None
    return Mention(start, end, towns=tuple(gazetteer.named(name)))


def _least(words: list[str], start: int, town: Commune) -> int:
    """The inhabitants that a town needs to be recognised by one word: more when less before the word says where."""
    before = words[start - 1] if start else ""
    if _ORDINARY & set(words_of(town.name)):
        return _TOWN if before in _AT else _NONE
    if before in _AT and not town.ordinary:
        return 0  # « à Puygros » can be nothing else
    if before in _HOME:
        return _VILLAGE
    return _SMALL_TOWN if before in _AT else _TOWN


def _numbered(words: list[str], at: int, gazetteer: Gazetteer) -> Mention | None:
    """The département that a number names: « dans le 33 », and not « 82 ans »."""
    code = words[at].upper().zfill(2)
    counts = at + 1 < len(words) and words[at + 1] in _COUNTED
    said = at and words[at - 1] in _NUMBERED
    return Mention(at, at + 1, (code,)) if code in gazetteer.codes and said and not counts else None


def _meant(words: list[str], mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The places that are not denied; those of the present only, when the sentence tells it from the past."""
    ends = (0, *(mention.end for mention in mentions))
    before = {mention: words[end : mention.start] for end, mention in zip(ends, mentions, strict=False)}
    kept = tuple(mention for mention in mentions if not _denied(before[mention]))
    if len(kept) > 1 and tuple(before[kept[0]][-2:]) in _LEFT:
        kept = kept[1:]  # « j’ai déménagé de Lille à Montpellier »
    if here := tuple(mention for mention in kept if _HERE & set(before[mention])):
        towns = {town.departement for mention in here for town in mention.towns}
        return (*here, *(m for m in kept if m not in here and towns & set(m.area)))  # « Colmar, dans le Haut-Rhin »
    return tuple(mention for mention in kept if not ONCE & set(before[mention])) or kept


def _denied(before: list[str]) -> bool:
    """Whether the words before a place deny it: « pas de Paris », « rue de Paris »; not « je ne sais pas, Paris ? »."""
    said = [word for word in before[-5:] if word not in NOISE | _CAISSES][-3:]
    unsure = len(said) > 1 and said[-2] in _UNSURE
    return bool(said) and (said[-1] in _STREETS or (said[-1] in _NOT and not unsure))


def _misspelt(words: list[str], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The place at the end of a sentence, with typos, after a word that says where: « j’habite à Marseil »."""
    for at in range(len(words) - 2, -1, -1):
        if words[at] in _AT | NAMING | {"de"} and 1 <= len(words) - at - 1 <= 3:
            name = words[at + 1 :]
            if area := gazetteer.near_area(name):
                return (Mention(at + 1, len(words), area),)
            if towns := gazetteer.near(name):
                return (Mention(at + 1, len(words), towns=tuple(towns)),)
            area, towns = gazetteer.slipped(name)
            if area or towns:
                return (Mention(at + 1, len(words), area, tuple(towns)),)
    return ()
