"""Whether a message is a plain yes; only that may store data, start reminders, or erase everything.

A consent is « libre, spécifique, éclairée et univoque », by « un acte positif clair » (GDPR art. 4(11)); it must be
shown afterwards (art. 7(1)), and be explicit where health is concerned (art. 9(2)(a)). So this is an allow-list: a
message is a yes when every one of its words is known, one at least says yes, and the others say nothing. A word that is
left over may be the condition, so the person is asked again: one message too many, rather than a consent too many.

Rule 1: a word that is not in the tables below is left over. Words of limits are listed so that no slip is read in them.
Rule 2: from the left, the longest known phrase is read: « pas d’accord » is a no, and « d’accord » no longer in it.
Rule 3: a slip of the thumb is forgiven in a few long words (_MISTYPED), unless it is as near to a word of no or limit.

Known weakness: a reason is left over too (« oui, j’oublie toujours tout »), and is asked again. A message that only
looks plain is taken at its word: « oui oui » may be irony.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cache, lru_cache
from itertools import groupby, product

from bot.core.directory.folding import fold
from bot.core.directory.likeness import one_slip_away


class Assent(StrEnum):
    """How a message answers a question that asks for yes or no."""

    YES = "yes"
    NO = "no"
    HEDGED = "hedged"  # a yes or a no, and words that limit, condition, contradict or doubt it
    QUESTION = "question"  # the message asks something
    UNCLEAR = "unclear"  # the message holds neither yes nor no


class _Is(Enum):
    YES = auto()
    NO = auto()
    BESIDE = auto()  # neither agrees nor refuses: greetings, courtesy, filling words, « pour moi », « vraiment »
    HALF = auto()  # a yes with its doubt in it
    ASKS = auto()
    LIMIT = auto()


def _phrases(written: str) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in written.split(","))


def _joined(*parts: str) -> frozenset[str]:
    """Every phrase with one word of each part: « je suis » or « chuis », « tout à fait » or nothing, « d’accord »."""
    return frozenset(fold(" ".join(of)) for of in product(*(part.split(",") for part in parts)))


_I_AM = "je suis,je sui,jsuis,jsui,j suis,chuis,chui,suis,nous sommes,on est,i’m,im,i am,we are"
_I_AM_NOT = "pas,je ne suis pas,je suis pas,jsuis pas,chuis pas,chui pas,on n’est pas,on est pas"
_FULLY = ",tout à fait,entièrement,totalement,complètement,parfaitement,pleinement,bien,très"
_FOR_IT = "d’accord,daccord,d’accords,dacor,d’ac,dac,dacc,dakor,accord,ok,okay,partant,partante,favorable,consentant"
_ACCEPT = "accepte,confirme,valide,consens,approuve,autorise"
_WANT = "veux,veu,veut"
_YES = (
    _phrases("""
        oui, ouioui, ouais, ouai, oue, ouaip, ouep, ouip, ui, wi, wui, vi, voui, owi, oiu, uoi, ouo, yes, yep, yup,
        yeah, yea, ok, okay, okey, oki, oki doki, okidoki, okok, d’accord, daccord, d’acc, d’ac, dac, dacc, dak,
        entendu, parfait, très bien, nickel, impeccable, impec, banco, affirmatif, absolument, tout à fait, exactement,
        effectivement, évidemment, naturellement, certainement, assurément, carrément, clairement, bien sûr,
        bien sûr que oui, bien entendu, cela va de soi, sans hésiter, sans hésitation, sans aucun doute, volontiers,
        avec plaisir, avec grand plaisir, avec joie, je suis pour, confirmé, vous avez mon accord,
        vous avez mon consentement, sûr et certain, ça marche, ça roule, vas-y, vasy, vazy, vas zy, allez-y, alez y,
        on y va, allons-y, go, let’s go, c’est parti, faites, faites-le, faites donc, fais-le, bon pour accord,
        sure, of course, please do, i agree, agreed, i accept, accepted,
        i consent, i confirm, confirmed, fine, fine by me, fine with me, i do, absolutely, definitely, certainly,
        perfect, sounds good, no problem, no worries, no objection, go ahead, go for it, do it, i’m sure, i am sure,
        alright, all right, with pleasure, gladly, by all means, you have my consent, sûre et certaine, très volontiers,
        lu et approuvé
    """)
    | _joined(f",{_I_AM}", _FULLY, _FOR_IT)
    | _joined("c’est,c,ça sera,ce sera,it’s,that’s", "oui,ok,okay,d’accord,daccord,entendu,parfait,accepté,fine,yes")
    | _joined(",j,je,je le,je vous,je vous le,j’y", _ACCEPT)
    | _joined("j,je,je le,", f"{_WANT},voudrais,souhaite", "bien")
    | _joined("je le", f"{_WANT},souhaite")
    | _joined("c’est,c,,tout est", "bon", "pour,pr", "moi,nous")
    | _joined("je donne,je vous donne,vous avez,", "mon accord,mon consentement")
    | _joined("je suis,j’en suis", "sûr,sûre,certain,certaine,sûr et certain,sûre et certaine", ",de moi")
    | _joined("ma réponse est,la réponse est,je réponds,je dis", "oui")
    | _joined("ça,cela", "me va,me convient,m’arrange,m’arrangerait,m’aide,m’aiderait")
    | _joined("ce serait,ça serait,cela serait", ",très,vraiment", "bien,parfait,super,gentil,génial")
    | _joined("pas de,sans,aucun,y a pas de,il n’y a pas de,il n’y a aucun", "problème,problèmes,pb,souci,soucis")
    | _joined("pas d’,aucun,aucune,je n’ai pas d’,je n’y vois pas d’,je n’y vois aucun", "objection,inconvénient")
    | {f"j{verb}" for verb in (*_ACCEPT.split(","), "veux bien", "veu bien", "veut bien")}
)
_NO = (
    _phrases("""
        non, nan, nn, naon, nop, nope, nah, no, nonnon, non merci, négatif, niet, jamais, jamais de la vie, surtout pas,
        certainement pas, absolument pas, vraiment pas, sûrement pas, pas du tout, du tout, en aucun cas,
        hors de question, c’est hors de question, pas question, il n’en est pas question, bien sûr que non, que non,
        je refuse, refuse, refusé, je m’y oppose, sans façon, inutile, je préfère pas, je préfère ne pas,
        je préfère que non, je ne préfère pas, je préférerais pas, ça m’intéresse pas, ça ne m’intéresse pas,
        laissez tomber, laisse tomber, je ne veux rien, no thanks, no thank you, not at all, absolutely not,
        of course not, certainly not, no way, never, i disagree, i refuse, i decline, i’d rather not, rather not,
        please don’t, don’t, not interested, non et non, très peu pour moi, pas pour moi, j’ai dit non,
        je n’en veux pas, j’en veux pas, j’aime mieux pas, non ça ira, non ça va, non ça va aller
    """)
    | _joined(_I_AM_NOT, _FULLY, f"{_FOR_IT},intéressé,intéressée")
    | _joined("j,je,je ne,je n,,je le,je ne le", f"{_ACCEPT},{_WANT},souhaite", "pas,plus,pas du tout")
    | _joined("jveux,jveu,jveut,jaccepte,jconfirme", "pas,plus")
    | _joined("ma réponse est,la réponse est,je réponds,je dis,c’est,ce sera", "non")
    | _joined(",c’est,ce n’est", "pas la peine,pas nécessaire,pas utile,inutile")
    | _joined(",j’ai,je n’ai,j’en ai,je n’en ai", "pas besoin,pas envie")
    | _joined("i don’t,i do not", ",agree,accept,consent,want to,want it,want that")
)
_BESIDE = _phrases("""
    bonjour, bonsoir, bjr, bsr, salut, coucou, slt, rebonjour, hello, hi, hey, good morning, good evening, monsieur,
    madame, mademoiselle, mme, mr, mlle, messieurs dames, docteur, sir, madam, objecteur, merci, merci bien,
    et merci, et merci beaucoup, et merci bien,
    merci beaucoup, merci à vous, merci à toi, merci d’avance, merci par avance, merci pour tout, mille mercis,
    je vous remercie, je te remercie, thanks, thank you, thx, thank you very much, thanks a lot, many thanks, please,
    s’il vous plaît, s’il te plaît, sil vous plaît, sil te plaît, svp, stp, je vous prie, je vous en prie, c’est gentil,
    c’est très gentil, c’est gentil à vous, c’est gentil de votre part,
    de votre part, cordialement, bien cordialement, bien à vous,
    cdt, salutations, sincères salutations, respectueusement, au revoir, à bientôt, bonne journée, bonne soirée,
    belle journée, bonne nuit, bye, pardon, désolé, désolée, excusez-moi, excuse-moi, sorry, heu, euh, ben, bah, bin,
    beh, bon, eh, eh bien, et bien, hé, ah, oh, alors, donc, allez, voilà, well, um, uh, je, moi, moi aussi, pour moi,
    pour nous, pr moi, pr nous, pour ma part, de mon côté, quant à moi, en ce qui me concerne, for me, to me,
    with me, by me, je veux, tkt, t’inquiète, mwen dakò, dakò, lol,
    je souhaite, je voudrais, j’aimerais, j’aimerais bien, je préfère, vous pouvez, vous pouvez y aller, tu peux,
    you can, you may, bien, vraiment, beaucoup, entièrement, totalement, complètement, pleinement, sans réserve,
    sans condition, tout, pour tout, à tout, avec tout, pour ça, pour cela, avec ça, avec cela, à cela, everything,
    to that, to this, with that, with this, tout de suite, maintenant, immédiatement, now, right now, super, génial,
    cool, top, c’est ça, c’est bon, c bon, je vous fais confiance, avec vous, avec tout ça, à 100, bonne idée,
    c’est une bonne idée, définitivement, dès maintenant, merci pour votre aide, merci de votre aide,
    bonne journée à vous, bonne soirée à vous, très bonne idée, excellente idée, bien volontiers, je vous en remercie,
    hop, allez hop, je vous en remercie par avance, je vous en remercie d’avance
""")
_HALF = _phrases("""
    bof, mouais, mwais, mouai, moui, pourquoi pas, ah bon, peut-être que oui, si vous voulez, si tu veux,
    si vous y tenez, si on veut, comme vous voulez, comme tu veux, comme vous le sentez, je crois, je pense,
    je crois que oui, je pense que oui, je suppose que oui, why not, if you want, if you like, i guess, i guess so,
    i think so, i suppose, i suppose so
""")
_ASKS = _phrases("""
    qui, quoi, koi, pourquoi, pourkoi, pk, pq, pkoi, comment, combien, quel, quelle, quels, quelles, lequel, laquelle,
    lesquels, lesquelles, est-ce, c’est-à-dire, hein, puis-je, pouvez-vous, peut-on, êtes-vous, avez-vous, what, why,
    how, who, whom, whose, where, which, do you, can you, can i, are you, is it, does it
""")
_LIMITS = _phrases("""
    mais, juste, seulement, que, qu, sauf, excepté, hormis, hors, sans, pas, ne, n, ni, si, sinon, quand, lorsque, plus,
    moins, peut-être, enfin, quoique, contre, opposé, oppose, désaccord, pourtant, plutôt, jusque, jusqu, avant, après,
    parfois, rien, aucun, aucune, attendez, attends, but, just, only, not, except, unless, if, until, later, maybe,
    perhaps, without, however, conforme, entend, entends, étendu, attendu, paraît, parlait, partait, pariait, appelez,
    appeler, revenez, revenir, provenir, provenez, garer, tarder, lease, raccord
""")
"""Words never read as a slip: those of limits, and those that are one slip away from a word below."""
_MISTYPED = _phrases("""
    daccord, accepte, jaccepte, confirme, entendu, parfait, volontiers, absolument, évidemment, certainement, favorable,
    plaisir, problème, souci, merci, bonjour, bonsoir, monsieur, madame, beaucoup, cordialement, maintenant, please,
    accord
""")
"""Words that are recognised with one slip, beside the long words of the caller's yes."""
_TABLES = {_Is.BESIDE: _BESIDE, _Is.LIMIT: _LIMITS, _Is.YES: _YES, _Is.HALF: _HALF, _Is.ASKS: _ASKS, _Is.NO: _NO}
_LEFT_OVER = " sauf "
_SIGNS = (
    dict.fromkeys("👍👌✅✔☑🙆🆗", " oui ")
    | dict.fromkeys("👎❌✖🚫⛔🙅", " non ")
    | dict.fromkeys("🙂😊☺😀😁😃😄😉🙏❤♥💯👏🎉🌸🌹", " ")
)
_DOUBTS = re.compile(r"[:;=]-?[(/\\|]|-(?=\d)")
"""Signs of doubt: a sad smiley; and « -1 », which is not « 1 »."""
_ASKING = frozenset("?？؟⁇⁈⁉❓❔¿‽")
_NAME = r"[^\W\d_a-zà-ÿ][a-zà-ÿ’'-]+"
_SIGNED = re.compile(
    rf"(?:ordialement|alutations)\W+((?:M|Mr|Mme|Mlle|Monsieur|Madame)\b\W*{_NAME}|{_NAME} {_NAME})\W*$"
)
"""A signature at the end: a name in capitals after a formula, so that no other word is taken for a name."""


@dataclass(frozen=True)
class _Vocabulary:
    asked: Mapping[str, _Is]  # the phrases of the caller, which come before our own
    reach: Mapping[str, int]  # of those phrases, as `_reach` has it
    words: frozenset[str]
    drawn: Mapping[str, str]  # each word without doubled letters, to the shortest word that it may be
    meant: tuple[str, ...]  # the words that are recognised with a slip
    others: tuple[str, ...]  # the words that are never read as a slip

    def read(self, words: list[str]) -> Iterator[_Is]:
        """The meaning of each phrase, from the left, the longest first; a word of no phrase counts as a limit."""
        once = {word: self._known(word) for word in set(words)}
        known = tuple(once[word] for word in words)
        at = 0
        while at < len(known):
            reach = max(self.reach.get(known[at], 0), _own()[1].get(known[at], 0))
            ends = range(min(at + reach, len(known)), at, -1)
            found = ((end, kind) for end in ends if (kind := self._kind(known[at:end])))
            at, kind = next(found, (at + 1, _Is.LIMIT))
            yield kind

    def _kind(self, words: tuple[str, ...]) -> _Is | None:
        return self.asked.get(phrase := " ".join(words)) or _own()[0].get(phrase)

    def _known(self, word: str) -> str:
        """The word as the tables have it, when it is drawn out (« ouiiii ») or has one slip in five letters or more."""
        if word in self.words:
            return word
        shorter = self.drawn.get(_undrawn(word), word)
        if len(shorter) < len(word):
            return shorter
        near = one_slip_away(word, self.meant) if len(word) >= 5 else []
        return min(near) if near and not one_slip_away(word, self.others) else word


@cache
def _own() -> tuple[Mapping[str, _Is], Mapping[str, int], frozenset[str]]:
    """Our own phrases, once for all that is asked, their reach and words. Each cut into words they took a megabyte."""
    phrases = {phrase: kind for kind, table in _TABLES.items() for phrase in table if phrase}
    return phrases, _reach(phrases), frozenset(word for phrase in phrases for word in phrase.split())


def _reach(phrases: Collection[str]) -> Mapping[str, int]:
    """The most words of a phrase that begins with a word."""
    return {words[0]: len(words) for words in sorted(map(str.split, phrases), key=len)}


@lru_cache(maxsize=64)
def _vocabulary(yes: frozenset[str], no: frozenset[str]) -> _Vocabulary:
    asked = {phrase: kind for kind, table in ((_Is.YES, yes), (_Is.NO, no)) for phrase in table if phrase}
    phrases = {**_own()[0], **asked}
    words = _own()[2].union(*map(str.split, asked))
    kept = {word for phrase, kind in phrases.items() if kind in {_Is.YES, _Is.BESIDE} for word in phrase.split()}
    theirs = {word for phrase in yes for word in phrase.split() if len(word) >= 6}
    drawn = {_undrawn(word): word for word in sorted(words, key=len, reverse=True)}
    meant = tuple(_MISTYPED | theirs)
    return _Vocabulary(asked, _reach(asked), words, drawn, meant, tuple(words - kept))


def _undrawn(word: str) -> str:
    once = "".join(letter for letter, _ in groupby(word))
    return word if once == word else once  # one text for both


def _words(typed: str) -> list[str]:
    """The words, folded; a sign that says yes or no is its word. Other signs, and dots at the end, are left over."""
    signed = _SIGNED.search(typed)
    if signed and not _LIMITS & set(fold(signed[1]).split()):
        typed = typed[: signed.start(1)]
    elif typed.rstrip().endswith(("..", "…")):
        typed += _LEFT_OVER
    written = _DOUBTS.sub(_LEFT_OVER, typed)
    told = (_SIGNS.get(c, _LEFT_OVER if unicodedata.category(c) == "So" else c) for c in written)
    return fold("".join(told)).split()


def assent(typed: str, yes: Collection[str] = (), no: Collection[str] = ()) -> Assent:
    """Whether a message is a plain yes, a plain no, or neither (GDPR art. 4(11), 7(1), 9(2)(a)). Raises nothing.

    typed    the message as it was sent: its question marks and signs count
    yes, no  whole phrases that mean one of them to this very question (« prévenez-moi », « tout effacer », « 1 »);
             they come before our own, and where one is in both it is a no

    Only YES may act. HEDGED, QUESTION and UNCLEAR ask again, each in its own words.
    """
    found = _found(typed, yes, no)
    said = found & {_Is.YES, _Is.NO}
    if _Is.ASKS in found or _ASKING & set(typed):
        return Assent.QUESTION
    if _Is.HALF in found or (said and not found <= {*said, _Is.BESIDE}) or len(said) == 2:
        return Assent.HEDGED
    if not said:
        return Assent.UNCLEAR
    return Assent.YES if _Is.YES in said else Assent.NO


LONGEST = 400
"""The most characters of a plain yes or no, with all its courtesy, where more may be said than one."""


def plainly(typed: str) -> Assent:
    """How a message answers yes or no, where it is short enough to be a plain one."""
    return assent(typed) if len(typed) <= LONGEST else Assent.UNCLEAR


def leans_to_yes(typed: str, yes: Collection[str] = (), no: Collection[str] = ()) -> bool:
    """Whether a message that is no plain yes holds one, and nothing that is known to limit or doubt it.

    It is then asked whether a yes was meant: « oui oui, ma petite fille trouve cela bien ».
    """
    found = _found(typed, yes, no)
    doubts = {_Is.NO, _Is.HALF, _Is.ASKS} & found or _ASKING & set(typed)
    return _Is.YES in found and not doubts and not _LIMITS & set(_words(typed))


def is_torn(typed: str, yes: Collection[str] = (), no: Collection[str] = ()) -> bool:
    """Whether a message asks, doubts or refuses, whatever else it says: « oui, je suis contre », « oui ? »."""
    return bool({_Is.NO, _Is.HALF, _Is.ASKS} & _found(typed, yes, no) or _ASKING & set(typed))


def _found(typed: str, yes: Collection[str], no: Collection[str]) -> set[_Is]:
    """What the phrases of a message are; whatever is not known counts as a limit."""
    return set(_vocabulary(frozenset(map(fold, yes)), frozenset(map(fold, no))).read(_words(typed)))
