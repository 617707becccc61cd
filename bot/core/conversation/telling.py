"""Reading in a sentence whether a letter left, by what medium and on which day: « oui, jeudi, en recommandé ».

A wrong "it left" starts a clock that does not run, so it is read only where nothing in the sentence speaks against it;
everything else is asked again.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.campaign.recipient import Medium
from bot.core.conversation.dictated_day import with_digits
from bot.core.conversation.hearing.sending import SENT, is_back, is_of_no_sending
from bot.core.conversation.typed_day import NO_SINGLE_DAY, OF_LAST_MONTH, OF_LAST_WEEK, SOME_DAYS, day_of
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
    r"\b(je )?(ne )?(j?sais|souviens|rappelle|me souviens) (plus|pas)( trop| bien)?"
    r"( quand| quel jour| la date)?(?! si)\b"
)
_MENDED = re.compile(r"\b(?:i meant?(?: to say)?|je voulais dire)\b")
_DOUBT = re.compile(
    r"\b(peut etre|je crois|je pense|normalement|presque|enfin non|oui et non|maybe|i think|perhaps|"
    r"des que|aussitot que|tant que|quand (?:j|je|on)|(?:si|when|once|as soon as|until|before) (?:j|je|on|i|we)|"
    r"si (?:mon|ma|mes|le|la|les|il|elle|ils|elles|ca|c|tout|un|une|l|possible|jamais|vous|quelqu)|"
    r"(?:if|unless) \w+|a condition|a moins (?:que|d)|pourvu|provided|"
    r"(?:demand|donn|confi|laiss|remis|pass)\w* a (?:mon|ma|mes) (?!caisse|cpam|facteur|bureau|agence|postier)|"
    r"(?:asked|told|gave (?:it|them) to|left (?:it|them) with|handed (?:it|them) to) (?:my|him|her)|"
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
    r"vais (?:pas|plus) l(?: |es |a )(?:envoyer|poster)(?! (?:tout|maintenant|aujourd|ce|demain|avant|tant))|"
    r"decidee? de ne pas|decided (?:not to|against)|"
    r"change d avis|laisse[rz]? tomber|abandonne|renonce|prefere ne pas|won t send|will not send|not going to send)\b"
)
_NOT_YET = re.compile(
    r"\b(non|nan|pas|pa|rien|not|nothing|no|jamais|never|aucun\w*|bientot|demain|tomorrow|prochain\w*|vais|va|irai|"
    r"compte (?:l|la|les?|envoyer|poster|faire)|dois|veux|voulais|ferai|fais|enverr\w+|poster(?:ai?|ons|ont)|"
    r"garde\w*(?! (?:\w+ ){0,2}(?:recu|preuve|copie|recepisse|ticket|justificatif|suivi|photo|double|bordereau)\b)|"
    r"attend\w*|weekend|doing|oublie\w*|forgot|soon|"
    r"will|ll|going|still|toujours (?:sur|dans|chez)|prets?|prete|ready|panne|fermee?|impossible|plus tard|later)\b"
)
_YES = re.compile(r"\b(oui+|ouais|ui|yes|yep)\b")
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
        re.compile(r"\b(recomm?[ae]nd\w*|lrar|ar|accuse de reception|registered|recorded|certified|signed for)\b"),
    ),
    (Medium.AMELI, re.compile(r"\bameli\b")),
    (
        Medium.EMAIL,
        re.compile(
            r"\b(e ?mails?|(?<!registered )(?<!recorded )(?<!certified )(?<!normal )(?<!regular )(?<!ordinary )"
            r"(?<!standard )(?<!snail )mails?|courriels?|mel)\b"
        ),
    ),
    (Medium.ONLINE, re.compile(r"\b(en ligne|internet|formulaire|site|online)\b")),
    (
        Medium.POST,
        re.compile(
            r"\b(poste|postee?s?|posted|mailed|courrier|timbre\w*|boite (aux lettres|jaune)|facteur|"
            r"yellow box|in the post|by (?:\w+ )?post|(?:normal|regular|ordinary|standard|snail) mail|stamp\w*|"
            r"lettre (simple|verte))\b"
        ),
    ),
)
_MONTH = r"(?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|octo|nove|dece|jan|feb|apr|may|jun|jul|aug|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_NUMBERED = (
    rf"\d{{4}} \d{{1,2}} \d{{1,2}}|\d{{1,2}} \d{{1,2}} \d{{2,4}}|\d{{1,2}}(?:er)? {_MONTH}(?: \d{{4}})?|"
    r"\d{1,2} \d{1,2}"
)
A_DAY = (
    r"(?:(?:the )?day before yesterday|avant hier|hier(?: matin| soir)?|aujourd ?hui|ce matin|ce soir|yesterday|today|"
    rf"this morning|a l instant|(?:il )?y ?a {SOME_DAYS}|{OF_LAST_MONTH.pattern}|"
    rf"(?:le )?(?:{_WEEKDAY} )?(?:{_NUMBERED})|{_WEEKDAY} \d{{1,2}}(?:er)?|"
    rf"{_WEEKDAY}(?: dernier| passe)?|last {_WEEKDAY}|le \d{{1,2}}(?:er)?)\b"
)
"""A day in a sentence, folded, as a part of a regular expression."""
_DAY = re.compile(rf"\b{A_DAY}")


_TOLD_SENDING = re.compile(
    r"\b(?:j|je|on|nous) (?:l |les |la |le )*(?:ai|a|avons) (?:(?:bien|deja|tout|enfin) )*"
    r"(?:envoye[res]*|poste[res]*|mise?s?|depose[res]*|expedie[res]*|remise?s?|faite?s?)\b|"
    r"\b(?:(?:c|ca|elles?|tout|le (?:courrier|recommande|mail)) )?(?:(?:est|sont|s est) )?"
    r"(?:(?:bien|deja) )?parti[es]*\b|"
    r"\b(?:envoyee?s?|poste(?:e|es)?|mise|deposee?s?|expediee?s?|remise|faite?|(?:ma|une) lettre|mon courrier)\b|"
    r"\b(?:(?:i|we) )?(?:(?:ve|have|just|already) )*(?:sent|posted|mailed|dropped|did|put)"
    r"(?: (?:it|them|mine|(?:my|a) letter))?(?: off)?\b|"
    r"\bit (?:(?:s|is|has|was|been) )*(?:gone|went|left|done|off|sent|posted)\b"
)
"""The person's own sending, and nothing of anybody else's: « je l’ai postée », « c’est parti », « envoyée »."""
_SMALL = frozenset({
    "oui", "ouais", "ui", "yes", "yep", "yeah", "ok", "voila", "bien", "sur", "le", "la", "les", "l", "au", "aux", "en",
    "par", "a", "ce", "cet", "cette", "et", "c", "est", "etait", "bon", "lettre", "courrier", "boite", "accueil",
    "guichet", "simple", "verte", "suivi", "avec", "matin", "matinee", "midi", "apres", "soir", "soiree", "vers",
    "deja", "merci", "bonjour", "svp", "donc", "alors", "done", "gone", "fait", "the", "it", "was", "in", "on", "by",
    "at", "of", "via", "with", "and", "this", "already", "just", "morning", "afternoon", "evening", "letter", "post",
    "thanks", "dans",
})  # fmt: skip
"""Words beside a sending, a medium and a day that tell nothing else."""


def is_plain_sending(typed: str) -> bool:
    """Whether an answer is made only of a yes, the person's own sending, a medium, a day and small words.

    « Oui, hier, en recommandé » needs not be read back; « par mail, m’a dit ma fille » does.
    """
    left = fold(typed)
    for told in (_TOLD_SENDING, _DAY, *(words for _, words in _MEDIA)):
        left = told.sub(" ", left)
    return "?" not in typed and _SMALL.issuperset(left.split())


_OF_SENDING = re.compile(
    rf"\b(?:{SENT}|poste|mise?s?|deposee?s?|mailed|oui|ouais|yes|non|nan|no|plutot|pardon|sorry|oups|oops|"
    r"en fait|enfin|c etait|c est|it was|actually|i meant?|je voulais dire|trompee?|erreur|mistake)\b"
)


def is_about_sending(typed: str) -> bool:
    """Whether a sentence tells of a sending or mends one, so that the day in it is its day: not a bare « hier »."""
    folded = fold(typed)
    return bool(_OF_SENDING.search(folded)) or _medium(folded) is not None


def told_in(typed: str, today: date) -> Telling:
    """The facts about a letter in a sentence. `today`: the person's civil date. Raises nothing."""
    folded = with_digits(_MENDED.sub(" ", _FORGOT_WHEN.sub(" ", fold(typed))))
    if "?" in typed or _DOUBT.search(folded):
        return Telling()
    if _NEVER.search(folded):
        return Telling(Dispatch.NEVER)
    medium = _medium(folded)
    day = _day(folded, today) if medium is Medium.HAND or not _DELIVERED.search(folded) else None
    if _NOT_YET.search(folded):
        if _YES.search(folded) or is_back(typed):
            return Telling()  # « la mienne oui, celle de ma femme non » says two things
        denied = re.search(rf"\b(pas|pa|rien|not|nothing|jamais|never)( \w+){{0,2}} {SENT}\b", folded)
        return Telling(Dispatch.LATER) if denied or not re.search(rf"\b{SENT}\b", folded) else Telling()
    left = Dispatch.YES if _LEFT.search(folded) or medium or (day and not _MENDED.search(fold(typed))) else None
    return Telling(None if is_of_no_sending(typed) else left, medium, day)


def tells_of_leaving(typed: str) -> bool:
    """Whether a letter left on a day that was forgotten: « postée mardi ou mercredi, jsais plus »."""
    folded = _FORGOT_WHEN.sub(" ", fold(typed))
    doubted = "?" in typed or any(one.search(folded) for one in (_DOUBT, _NEVER, _NOT_YET))
    named = re.sub(r"\b(?:lettre|courrier)\b", " ", folded)  # « mon courrier » alone tells of no sending
    return bool(_TOLD_SENDING.search(named)) and not doubted and not is_of_no_sending(typed)


def day_in(typed: str, today: date) -> date | None:
    """The one past day that a sentence names, where a day is asked for: « l’accusé est revenu vendredi, je crois »."""
    folded = with_digits(fold(typed))
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
    """The one day that a sentence names; none where it means another, or one of several: « après le 1er »."""
    if NO_SINGLE_DAY.search(folded):
        return None
    if OF_LAST_WEEK.search(folded):
        weekdays = set(re.findall(rf"\b{_WEEKDAY}\b", folded))
        last = day_of(f"{weekdays.pop()} last week", today) if len(weekdays) == 1 else None
        return last if isinstance(last, date) else None
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
