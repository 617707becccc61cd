"""Reading in a sentence whether a letter left, by what medium and on which day: « oui, jeudi, en recommandé ».

A wrong "it left" starts a clock that does not run, so it is read only where nothing in the sentence speaks against it;
everything else is asked again.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.campaign.recipient import Medium
from bot.core.conversation.typed_day import SOME_DAYS, day_of
from bot.core.directory.folding import fold


class Dispatch(StrEnum):
    """Whether a letter left."""

    YES = "yes"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Telling:
    """The facts that a sentence gives about a letter; None for one that it does not give, or gives twice."""

    left: Dispatch | None = None
    medium: Medium | None = None
    day: date | None = None


_DELIVERED = re.compile(
    r"\b(distribue\w*|remise? (?:a|au|contre|en main)|livree?s?|delivered|signed for|(?:ont|a) (?:bien )?recu|suivi|"
    r"tracking)\b"
)
"""The day in such a sentence is that of the delivery, not the one on which the letter left."""
_FORGOT_WHEN = re.compile(
    r"\b(je )?(ne )?(sais|souviens|rappelle|me souviens) (plus|pas)( trop| bien)?( quand| quel jour| la date)?\b"
)
_DOUBT = re.compile(
    r"\b(peut etre|je crois|je pense|normalement|presque|enfin non|oui et non|maybe|i think|perhaps|"
    r"des que|aussitot que|tant que|quand (?:j|je|on)|(?:si|if|when|once|as soon as|until|before) (?:j|je|on|i|we)|"
    r"avant (?:d|de)|ar recu|accuse (?:de reception )?recu|rien (?:recu|du tout)|toujours rien|"
    r"should have|nearly|almost|failli|imprim\w*|printer|(?:j ai|on a) (?:bien )?recu|recu (?:vos|votre|tes|ta)|"
    r"(?:got|received) your|"
    r"parti pour|aurai[st] du|devrait|l adresse|diable|poubelle|trash|"
    r"voulu|dev(?:ais|ait|aient)|supposed|was to|plante\w*|trouve\w*|found|crash\w*|failed|(?:en|in) (?:19|20)\d\d|"
    r"an(?:nee)? (?:derniere?|passee?)|last year|rappel\w*|remind|jusque la|until then|"
    r"(?:dit|disent|pretend\w*|says?|said|claims?) (?:that |qu |que )?(?:il|elle|ils|elles|he|she|they)|"
    r"essay\w*|tried|trying|not (?:sure|certain)|pas (?:sure?|certaine?)|"
    r"(?:marche|arrive|fonctionne|reussi\w*) pas|(?:wouldn|couldn|doesn|didn) t)\b"
)
_NEVER = re.compile(
    r"\b((l|les|la) ?(enverrai|enverrais|envoie|envoi|poste|posterai) (pas|plus)( finalement)?|j ?envoi\w* rien|"
    r"change d avis|laisse[rz]? tomber|abandonne|renonce|prefere ne pas|won t send|will not send|not going to send)\b"
)
_NOT_YET = re.compile(
    r"\b(non|nan|pas|pa|rien|not|nothing|no|jamais|never|aucun\w*|bientot|demain|tomorrow|prochain\w*|vais|va|irai|"
    r"compte (?:l|la|les?|envoyer|poster|faire)|dois|veux|voulais|ferai|fais|enverrai|posterai|"
    r"garde\w*(?! (?:\w+ ){0,2}(?:recu|preuve|copie|recepisse|ticket|justificatif|suivi|photo|double|bordereau)\b)|"
    r"attend\w*|weekend|doing|oublie\w*|forgot|soon|"
    r"will|ll|going|still|toujours (?:sur|dans|chez)|prets?|prete|ready|panne|fermee?|impossible|plus tard|later)\b"
)
_YES = re.compile(r"\b(oui+|ouais|ui|yes|yep)\b")
_SENT = r"(envoye[res]*|postees?|partie?s?|expediee?s?|sent|posted)"
_LEFT = re.compile(
    r"\b(oui+|ouais|ui|yes|yep|ok|voila|envoye\w*|envoyer|poste|postee?s?|parti\w*|expediee?s?|fait|faite|faites|deposee?s?|"
    r"remise?|done|sent|posted|mailed|mise?)\b"
)
_AT_A_DESK = r"(?:a l accueil|au guichet(?! de (?:la )?poste)|a (?:la|ma) (?:caisse|cpam)|sur place|a l agence)"
_MEDIA = (
    (
        Medium.HAND,
        re.compile(
            rf"\b(?:main propre|main a main|(?:depos|port|apport|amen|donn|laiss|remis)\w*(?: \w+){{0,3}} {_AT_A_DESK}|"
            r"(?:a l accueil|au guichet) de (?:la|ma) (?:caisse|cpam)|by hand|in person|over the counter|"
            r"(?:dropped|left|handed) (?:it|them) (?:off |in )*at(?! (?:a |the )?post))\b"
        ),
    ),
    (
        Medium.REGISTERED,
        re.compile(r"\b(recommand\w*|lrar|ar|accuse de reception|registered|recorded|certified|signed for)\b"),
    ),
    (Medium.AMELI, re.compile(r"\bameli\b")),
    (Medium.EMAIL, re.compile(r"\b(e ?mails?|mails?|courriels?|mel)\b")),
    (Medium.ONLINE, re.compile(r"\b(en ligne|internet|formulaire|site|online)\b")),
    (
        Medium.POST,
        re.compile(
            r"\b(poste|postee?s?|posted|mailed|courrier|timbre\w*|boite (aux lettres|jaune)|facteur|"
            r"yellow box|in the post|by (?:\w+ )?post|lettre (simple|verte))\b"
        ),
    ),
)
_MONTH = r"(?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|octo|nove|dece|jan|feb|apr|may|jun|jul|aug|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_NUMBERED = (
    rf"\d{{4}} \d{{1,2}} \d{{1,2}}|\d{{1,2}} \d{{1,2}} \d{{2,4}}|\d{{1,2}}(?:er)? {_MONTH}(?: \d{{4}})?|"
    r"\d{1,2} \d{1,2}"
)
_DAY = re.compile(
    rf"\b(?:avant hier|hier(?: matin| soir)?|aujourd ?hui|ce matin|ce soir|yesterday|today|this morning|a l instant|"
    rf"(?:il )?y ?a {SOME_DAYS}|"
    rf"(?:le )?(?:{_WEEKDAY} )?(?:{_NUMBERED})|{_WEEKDAY}(?: dernier| passe)?|last {_WEEKDAY}|le \d{{1,2}}(?:er)?)\b"
)


_OWN_UNSENT = re.compile(
    rf"\b(?:j|je|on|nous)(?: ne?)?(?: l| les)? (?:ai|avais|a|avons|avions)(?: (?:toujours|encore))? (?:rien|pas|jamais)"
    rf"(?: (?:encore|pu))? (?:{_SENT}|poste)\b|"
    r"\b(?:i|we) (?:ve |have |had )?(?:haven t|hadn t|didn t|not|never|nothing)(?: \w+)? (?:send|sent|post|posted)\b"
)


_NEARLY = re.compile(r"\b(?:nearly|almost|failli|j aurais|aurais du|presque)\b")


def nearly_sent(typed: str) -> bool:
    """Whether a letter did not leave, though nearly: « I nearly posted it yesterday »."""
    return _NEARLY.search(fold(typed)) is not None


_OWN_SENT = re.compile(
    r"\b(?:a|ont|has|have) (?:deja |already )?(?:envoye\w*|poste\w*|mise?s?|depose\w*|posted|sent|mailed) (?:\w+ )?"
    r"(?:mienne?s?|mine)\b|\b(?:l|les) (?:a|ont) (?:envoye\w*|poste\w*|mise?s?|depose\w*)\b.* pour moi\b|"
    r"\b(?:posted|sent|mailed) (?:it|them|mine) for me\b"
)


def own_sent(typed: str) -> bool:
    """Whether somebody says that another sent their letter for them: « ma fille a posté la mienne »."""
    return _OWN_SENT.search(fold(typed)) is not None


def own_unsent(typed: str) -> bool:
    """Whether somebody says that they have sent nothing themselves: that is not that nothing came."""
    return _OWN_UNSENT.search(fold(typed)) is not None


def told_in(typed: str, today: date) -> Telling:
    """The facts about a letter in a sentence. `today`: the person's civil date. Raises nothing."""
    folded = _FORGOT_WHEN.sub(" ", fold(typed))
    if "?" in typed or _DOUBT.search(folded):
        return Telling()
    if _NEVER.search(folded):
        return Telling(Dispatch.NEVER)
    medium = _medium(folded)
    day = _day(folded, today) if medium is Medium.HAND or not _DELIVERED.search(folded) else None
    if _NOT_YET.search(folded):
        if _YES.search(folded):
            return Telling()  # « la mienne oui, celle de ma femme non » says two things
        denied = re.search(rf"\b(pas|pa|rien|not|nothing|jamais|never)( \w+){{0,2}} {_SENT}\b", folded)
        return Telling(Dispatch.LATER) if denied or not re.search(rf"\b{_SENT}\b", folded) else Telling()
    left = Dispatch.YES if _LEFT.search(folded) or medium or day else None
    return Telling(left, medium, day)


def day_in(typed: str, today: date) -> date | None:
    """The one past day that a sentence names, where a day is asked for: « l’accusé est revenu vendredi, je crois »."""
    folded = fold(typed)
    return None if "?" in typed or _NEVER.search(folded) or _NOT_YET.search(folded) else _day(folded, today)


def _medium(folded: str) -> Medium | None:
    """The one medium that a sentence names; registered post is post, whatever shop or site it was bought at."""
    found = [medium for medium, words in _MEDIA if words.search(folded)]
    if Medium.REGISTERED in found and not {Medium.EMAIL, Medium.AMELI} & set(found):
        return Medium.REGISTERED
    if Medium.AMELI in found and Medium.REGISTERED not in found:
        return Medium.AMELI
    return found[0] if len(found) == 1 else None


def _day(folded: str, today: date) -> date | None:
    """The one day that a sentence names."""
    found = {day for match in _DAY.finditer(folded) if isinstance(day := _read(match[0], today), date)}
    return found.pop() if len(found) == 1 else None


def _read(words: str, today: date) -> date | object:
    if words == "a l instant":
        return today
    if ago := re.fullmatch(rf"(?:il )?y ?a ({SOME_DAYS})", words):
        return day_of(f"il y a {ago[1]}", today)
    day = day_of(words.replace(" passe", ""), today)
    last = "dernier" in words or "passe" in words
    # « vendredi dernier », said on a Saturday: yesterday, or a week before it.
    return words if last and isinstance(day, date) and (today - day).days <= 2 else day
