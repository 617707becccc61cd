"""Choices as people say them: by number, by rank, in other words, inside a sentence; and what is taken for none."""

from bot.core.conversation.reading import choices_of, named_words
from bot.core.directory.folding import fold
from tests.core.talk import (
    CAISSE_SENT,
    TO_BOTH_SENT,
    TO_THE_CHECK,
    TO_THE_LETTERS,
    TO_THE_REMINDERS,
    Talk,
    asked_for_both,
    talk,
)
from tests.folded import folded

SENT = "j’ai envoyé une lettre"
AT = {
    "consent": ("bonjour",),
    "search": ("bonjour", "oui"),
    "which": ("bonjour", "oui", "59"),
    "caisse_address": ("bonjour", "oui", "75011"),
    "name": TO_THE_CHECK[:4],
    "address_more": (*TO_THE_CHECK[:5], "Boîte 7, Exempleville"),
    "address_doubt": (*TO_THE_CHECK[:5], "12 rue des Essais\n75011 Lyon"),
    "check": TO_THE_CHECK,
    "home": TO_THE_LETTERS,
    "letter": (*TO_THE_LETTERS, SENT),
    "medium": (*TO_THE_LETTERS, SENT, "1"),
    "delivered": (*TO_THE_LETTERS, SENT, "1", "en recommandé", "hier", "oui"),
    "reminders": (*TO_THE_LETTERS, *CAISSE_SENT),
    "what": (*TO_THE_REMINDERS, "j’ai une réponse"),
    "exclusions": (*TO_THE_REMINDERS, "j’ai une réponse", "un refus", "aujourd’hui"),
    "sure": (*TO_THE_REMINDERS, "j’ai une réponse", "un refus", "aujourd’hui", "oui"),
    "until": (*TO_THE_REMINDERS, "j’ai une réponse", "plus tard"),
    "erase": (*TO_BOTH_SENT, "/effacer"),
}
# Where one stands, what is typed, and what follows: the question that is then asked.
ROWS = [
    ("consent", "oui", "request@:search"),
    ("consent", "Oui !", "request@:search"),
    ("consent", "oui bien sûr", "request@:search"),
    ("consent", "oui, je suis d’accord", "request@:search"),
    ("consent", "d’accord", "request@:search"),
    ("consent", "ok", "request@:search"),
    ("consent", "OK merci", "request@:search"),
    ("consent", "J'accepte", "request@:search"),
    ("consent", "la première", "request@:search"),
    ("consent", "numéro 1", "request@:search"),
    ("consent", "1.", "request@:search"),
    ("consent", "le 1er", "request@:search"),
    ("consent", "je ne suis pas d’accord", ""),
    ("consent", "pas d’accord", ""),
    ("consent", "je suis pas d'accord", ""),
    ("consent", "non merci", ""),
    ("consent", "non, je ne veux pas", ""),
    ("consent", "je refuse", ""),
    ("consent", "numéro 2", ""),
    ("consent", "la deuxième", ""),
    ("consent", "à la main", ""),
    ("consent", "peut-être", "request@:consent"),
    ("consent", "oui ou non ?", "request@:consent"),
    ("consent", "4", "request@:consent"),
    ("search", "je sais pas", "request@:search"),
    ("search", "elle n’est pas dans la liste", "request@:body"),
    ("search", "J’écris son nom moi-même", "request@:body"),
    ("which", "la première", "request@:caisse_address"),
    ("which", "numéro 2", "request@:caisse_address"),
    ("which", "aucune de celles-là", "request@:search"),
    ("which", "aucune des deux", "request@:search"),
    ("which", "non", "request@:search"),
    ("which", "merci", "request@:which"),
    ("caisse_address", "oui", "request@:name"),
    ("caisse_address", "oui, c’est la bonne", "request@:name"),
    ("caisse_address", "je la garde", "request@:name"),
    ("caisse_address", "non", "request@:body_address"),
    ("caisse_address", "ce n’est pas la bonne", "request@:body_address"),
    ("caisse_address", "elle est fausse", "request@:body_address"),
    ("caisse_address", "passer", "request@:name"),
    ("name", "passer", "request@:address"),
    ("name", "oui", "request@:name"),
    ("name", "je ne sais pas", "request@:name"),
    ("address_more", "oui", "request@:check"),
    ("address_more", "c’est tout", "request@:check"),
    ("address_more", "voilà", "request@:check"),
    ("address_doubt", "oui", "request@:check"),
    ("address_doubt", "la garder", "request@:check"),
    ("address_doubt", "non", "request@:address"),
    ("check", "oui", "home@:next"),
    ("check", "tout est bon", "home@:next"),
    ("check", "c'est parfait", "home@:next"),
    ("check", "mon adresse", "request@:address"),
    ("check", "l’adresse de la caisse", "request@:caisse_address"),
    ("check", "je veux changer mon nom", "request@:name"),
    ("check", "mon nom est faux", "request@:name"),
    ("home", "merci", "home@:next"),
    ("home", "merci beaucoup, au revoir", "home@:next"),
    ("home", "c’est envoyé", "sent@:letter"),
    ("home", "j’ai envoyé", "sent@:letter"),
    ("letter", "la première", "sent@:medium"),
    ("letter", "Health Data Hub", "sent@:medium"),
    ("letter", "au Health Data Hub", "sent@:medium"),
    ("medium", "en recommandé", "sent@:day"),
    ("medium", "recommandé avec AR", "sent@:day"),
    ("medium", "par la poste", "sent@:day"),
    ("medium", "lettre verte", "sent@:day"),
    ("medium", "par mail", "sent@:day"),
    ("medium", "sur ameli", "sent@:day"),
    ("medium", "la troisième", "sent@:day"),
    ("medium", "par pigeon", "sent@:medium"),
    ("delivered", "pas encore", "reminders@:reminders"),
    ("delivered", "je ne l’ai pas", "reminders@:reminders"),
    ("reminders", "volontiers", "home@:next"),
    ("reminders", "non, pas de rappel", "home@:next"),
    ("reminders", "je ne veux pas", "home@:next"),
    ("what", "rien", "home@:next"),
    ("what", "toujours rien", "home@:next"),
    ("what", "ils ont refusé", "outcome@caisse.1:when"),
    ("what", "on me demande une pièce d’identité", "outcome@caisse.1:when"),
    ("what", "on me renvoie vers un autre service", "outcome@caisse.1:when"),
    ("what", "un simple accusé de réception", "outcome@caisse.1:when"),
    ("what", "plus tard", "outcome@caisse.1:until"),
    ("exclusions", "je sais pas", "outcome@caisse.1:sure"),
    ("sure", "oui", "home@:next"),
    ("sure", "Oui, c’est cela", "home@:next"),
    ("sure", "c’est exact", "home@:next"),
    ("sure", "1", "home@:next"),
    ("sure", "non", "outcome@caisse.1:what"),
    ("sure", "ce n’est pas ça", "outcome@caisse.1:what"),
    ("sure", "oui mais pas eux", "outcome@caisse.1:sure"),
    ("sure", "oui ?", "outcome@caisse.1:sure"),
    ("back-by-post", "adresse fausse", "outcome@caisse.1:when"),
    ("back-by-post", "mauvaise adresse", "outcome@caisse.1:when"),
    ("back-by-post", "destinataire inconnu", "outcome@caisse.1:when"),
    ("back-by-post", "NPAI", "outcome@caisse.1:when"),
    ("back-by-post", "pli avisé et non réclamé", "outcome@caisse.1:when"),
    ("back-by-post", "il est écrit non réclamé", "outcome@caisse.1:when"),
    ("back-by-post", "ils l’ont refusé", "outcome@caisse.1:when"),
    ("back-by-post", "je ne sais pas", "outcome@caisse.1:when"),
    ("left", "oui", "left@hdh:medium"),
    ("left", "c’est parti", "left@hdh:medium"),
    ("left", "oui, hier", "left@hdh:medium"),
    ("left", "oui par mail", "left@hdh:day"),
    ("left", "oui par mail hier", "home@:next"),
    ("left", "pas encore", "home@:next"),
    ("left", "non", "home@:next"),
    ("left", "non, pas encore", "home@:next"),
    ("left", "je ne l’enverrai pas", "home@:next"),
    ("left", "j’abandonne", "home@:next"),
    ("left", "peut-être", "left@hdh:left"),
    ("left", "je crois", "left@hdh:left"),
    ("left", "merci", "left@hdh:left"),
    ("access", "oui", "outcome@hdh.3:sure"),
    ("access", "pas encore", "outcome@hdh.3:sure"),
    ("access", "les deux", "outcome@hdh.3:sure"),
    ("access", "peut-être", "outcome@hdh.3:access"),
    ("until", "demain", "home@:next"),
    ("until", "la semaine prochaine", "home@:next"),
    ("erase", "non", "home@:next"),
    ("erase", "surtout pas", "home@:next"),
    ("erase", "oui", ""),
]


@folded(("at", "typed", "asked"), ROWS)
def test_a_choice_is_understood_as_people_say_it(at: str, typed: str, asked: str) -> None:
    person = come_to(at)
    assert person.asked.endswith(f":{SHOWN.get(at, at)}")
    person.say(typed)
    assert person.asked == asked


def test_none_of_these_is_never_searched_for() -> None:
    assert talk(*AT["which"], "aucune").asked == "request@:search"


@folded(
    ("typed", "value"),
    [
        ("en recommandé", "registered"),
        ("recommandé avec AR", "registered"),
        ("par courrier", "post"),
        ("par la poste", "post"),
        ("courrier simple", "post"),
        ("par mail", "email"),
        ("sur ameli", "ameli"),
        ("la messagerie ameli", "ameli"),
        ("en ligne", "online"),
    ],
)
def test_a_way_to_send_is_the_one_that_was_said(typed: str, value: str) -> None:
    person = talk(*AT["medium"], typed)
    assert person.conversation.current["medium"] == value


@folded(
    ("typed", "kind"),
    [
        ("c’est fait", "confirmed"),
        ("ils ont accepté", "confirmed"),
        ("une réponse négative", "declined"),
        ("réponse partielle", "partial"),
        ("ce n’est pas eux", "redirected"),
        ("ils veulent ma carte d’identité", "identity-asked"),
        ("ils ne peuvent pas m’identifier", "unidentified"),
        ("accusé de réception", "acknowledged"),
        ("pas de réponse", "silent"),
        ("rien du tout", "silent"),
        ("j’arrête", "closed"),
    ],
)
def test_what_came_back_is_what_was_said(typed: str, kind: str) -> None:
    person = talk(*AT["what"], typed)
    answers = {"when": "aujourd’hui", "exclusions": "je ne sais pas", "sure": "oui"}
    while person.asked.startswith("outcome@"):
        assert person.case.log[-1].event.kind == "reminders-accepted", "nothing is recorded before the last answer"
        person.say(answers.pop(person.asked.rpartition(":")[2]))
    assert person.case.log[-1].event.kind == kind
    assert ("sure" in answers) is (kind in {"redirected", "identity-asked", "acknowledged", "silent"})


def english(*texts: str) -> Talk:
    return talk("hello", "/langue en", *texts)


@folded(
    ("typed", "asked"),
    [
        ("yes", "request@:search"),
        ("yes please", "request@:search"),
        ("I agree", "request@:search"),
        ("the first", "request@:search"),
        ("I do not agree", ""),
        ("I don't agree", ""),
        ("no thanks", ""),
        ("no", ""),
        ("by hand", ""),
        ("why", "request@:consent"),
    ],
)
def test_the_consent_is_understood_in_english(typed: str, asked: str) -> None:
    assert english(typed).asked == asked


def test_a_courtesy_is_answered_and_nothing_is_taken() -> None:
    person = talk(*TO_THE_LETTERS)
    before = person.conversation
    assert "Avec plaisir" in person.say("merci")
    assert person.conversation == before


@folded("typed", ["oui", "non", "ok", "je ne sais pas", "plus tard", "merci"])
@folded("count", [4, 5])
def test_small_talk_is_never_printed_on_a_letter(count: int, typed: str) -> None:
    person = talk(*TO_THE_CHECK[:count])
    asked, answers = person.asked, person.answers
    person.say(typed)
    assert (person.asked, person.answers) == (asked, answers)


# --- Nothing stands for two choices ---------------------------------------------------------------------------------

BACK = ("dire où j’en suis : CPAM de Paris", "ma lettre est revenue")
CHASED = ("préparer la relance à votre caisse", SENT, "par courrier simple", "aujourd’hui")
COMPLAINED = ("préparer ma réclamation à la CNIL", SENT, "en ligne", "aujourd’hui")
MORE = {  # a number: so many days go by
    "correct": (*TO_BOTH_SENT, "/retour"),
    "correct-how": (*TO_BOTH_SENT, "/retour", "1"),
    "day": (*TO_THE_LETTERS, SENT, "1", "par courriel"),
    "earlier": (*TO_THE_LETTERS, SENT, "1", "par courriel", "hier"),
    "delivery": (*TO_THE_LETTERS, SENT, "1", "en recommandé", "hier", "oui", "plus tard", "non"),
    "reasons": (*TO_THE_REMINDERS, "j’ai une réponse", "plus de temps", "aujourd’hui"),
    "refused": (*AT["exclusions"], "non", "oui"),
    "redirected": (*TO_THE_REMINDERS, "j’ai une réponse", "ailleurs", "aujourd’hui"),
    "settled": (*AT["sure"], "oui", "j’ai une réponse"),
    "access": ("dire où j’en suis : Health Data Hub", "c’est fait", "aujourd’hui"),
    "back-by-email": (*TO_THE_REMINDERS, "j’ai une réponse", "ma lettre est revenue"),
    "back-by-post": (*TO_THE_LETTERS, SENT, "1", "en recommandé", "hier", "oui", "plus tard", "non", *BACK),
    "left": (*TO_THE_REMINDERS, 7),
    "back-which": (*TO_BOTH_SENT, 40, "/annuler", "/annuler", *CHASED, *BACK),
    "cnil": (*TO_BOTH_SENT, 40, "/annuler", "/annuler", *COMPLAINED, "dire où j’en suis : CNIL"),
    "language": ("bonjour", "/langue"),
    "body": ("bonjour", "oui", "J’écris son nom moi-même"),
}

SHOWN = {  # the question that is asked there, where it is not the one of that name
    "home": "next", "correct": "which", "correct-how": "how", "delivery": "next", "refused": "next",
    "redirected": "next", "settled": "what", "back-by-email": "why", "back-by-post": "why", "back-which": "which",
    "cnil": "what",
}  # fmt: skip


def come_to(at: str) -> Talk:
    """Somebody who has come to that question."""
    person = asked_for_both(*TO_BOTH_SENT) if at == "access" else Talk()
    for step in (AT | MORE)[at]:
        if isinstance(step, int):
            person.wait(step)
        else:
            person.say(step)
    return person


@folded("at", [*AT, *MORE])
def test_each_of_these_questions_is_come_to(at: str) -> None:
    assert come_to(at).asked.endswith(f":{SHOWN.get(at, at)}")


@folded("language", ["fr", "en"])
@folded("at", [*AT, *MORE])
def test_no_word_stands_for_two_choices_of_one_question(at: str, language: str) -> None:
    person = come_to(at)
    person.say(f"/langue {language}")
    world, choices = person.world(), person.questions[-1].choices
    assert choices
    words: dict[str, str] = {}
    for choice in choices:
        for said in {fold(world.wording(choice.label)), *map(fold, world.others(choice.label).split("|"))} - {""}:
            assert words.setdefault(said, choice.value) == choice.value, said
    for said, value in words.items():
        named = {c.value: named_words(c, world) for c in choices}
        found = choices_of(said, choices, named, numbered=0, closed=False)
        assert [choice.value for choice in found] == [value], said


def test_one_word_is_the_beginning_of_a_label_only() -> None:
    """« Bon alors », at the check, was the beginning of « bon pour moi », and gave the letters."""
    person = talk(*TO_THE_CHECK, "bon alors")
    assert person.asked == "request@:check"
    assert not person.case.log
