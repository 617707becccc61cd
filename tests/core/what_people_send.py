"""What people send: honest answers to each question, and everything else that a keyboard can produce."""

from hypothesis import strategies as st

from bot.core.conversation.commands import WORDS
from tests.core.talk import NAME, STREET, TOWN

NIR = ("1", "85", "05", "78", "006", "084", "36")
CAISSES = ("75011", "59000", "33", "MSA Gironde", "Lyon", "Strasbourg", "974", "SNCF", "cnam", "67")
ANSWERS: dict[str, tuple[str, ...]] = {
    "consent": ("oui", "Oui, je suis d’accord", "1", "yes", "oui mais pas mon nom", "oui ?"),
    "search": CAISSES,
    "which": ("1", "2", "aucune de celles-là", "75011", "rien, laissez", "mes réponses"),
    "body": ("Caisse de prévoyance des Exemples", "passer"),
    "caisse_address": ("la garder", "la corriger", "laisser un blanc", "1 place de l’Essai\n59000 Lille"),
    "body_address": ("1 place de l’Essai, 59000 Lille", "passer", "1 place de l’Essai"),
    "body_address_more": ("59000 Lille", "c’est tout"),
    "name": (NAME, "passer", "Zoé O’Exemple-Témoin", "李 小龙", "*Camille* <b>&amp; {text} %s"),
    "address": (f"{STREET}\n{TOWN}", f"{STREET}, {TOWN}", STREET, "passer", "3 rue du Test, 75011 Lyon"),
    "address_more": (TOWN, "c’est tout", "Bât. B"),
    "address_doubt": ("la garder telle quelle", "la corriger", f"{STREET}\n{TOWN}"),
    "check": ("c’est juste", "1", "changer mon nom", "3", "5", "changer la caisse"),
    "letter": ("1", "2", "3"),
    "left": (
        "oui",
        "oui, hier, par courriel",
        "oui, en recommandé",
        "pas encore",
        "non",
        "je ne l’enverrai pas",
        "peut-être",
    ),
    "medium": ("1", "2", "3", "par courriel", "par lettre recommandée", "en recommandé, hier"),
    "day": ("hier", "aujourd’hui", "24/11/2026", "3 novembre", "lundi"),
    "earlier": ("oui", "non, un autre jour"),
    "delivered": ("je le dirai plus tard", "hier", "aujourd’hui"),
    "reminders": ("oui", "oui, prévenez-moi", "non", "oui mais pas trop souvent"),
    "what": (*map(str, range(1, 14)), "ils ont bien enregistré mon refus", "ma lettre est revenue", "un refus", "rien"),
    "why": ("destinataire inconnu", "non réclamé", "1", "2", "je ne sais pas"),
    "access": ("oui", "pas encore", "1", "2"),
    "sure": ("oui", "oui, c’est cela", "1", "non", "oui mais", "pas du tout"),
    "when": ("aujourd’hui", "hier", "24/11/2026", "il y a 3 jours"),
    "reasons": ("oui", "non"),
    "exclusions": ("oui", "non", "je ne sais pas"),
    "until": ("demain", "dans une semaine", "le 20", "31/12/2026", "4"),
    "how": ("la date", "1", "l’oublier", "2"),
    "language": ("english", "français", "1"),
    "erase": ("non, garder", "oui"),
    "next": ("1", "2", "3", "4", "5", "6", "7", "8", "merci", "corriger"),
}

COMMANDS = st.tuples(st.sampled_from(["", "/", "!", "／"]), st.sampled_from([w for ws in WORDS.values() for w in ws]))
MARKS = [
    "<b>Camille</b>", "&lt;script&gt;", "*_`~[x](http://example.org)`", "{text}", "{0}", "%s %d", "{{ 7 * 7 }}",
    "</pre><a href='x'>", "\\n", "/effacer tout", "!aide moi", "aide\naide", "je veux /retour ici", "🦓" * 50,
    "\u202ecamille\u202c", "مرحبا بالعالم", "שלום 75011", "Z\u0300\u0301\u0302algo", "\x00\x07\x1b[31m", "a\u200db",
    "\ud800", "\ufeff", "\u2028\u2029", "@skipped", "\x00skipped", "\x00other", "keep", "good", "none", "caisse.HDH",
    "9" * 5000,
    "⑳" * 20, "ﷺ" * 400, "1" * 90, "camille@example.org", "-1", "0", "99", "1.", "32/13/2026", "31 02", "1 1 1",
]  # fmt: skip
LONG = st.builds(lambda text, times: (text * times)[:65_536], st.text(min_size=1, max_size=40), st.integers(1, 3_000))
CHARACTERS = st.characters(codec=None)
TEXTS = st.one_of(
    COMMANDS.map("".join), st.sampled_from(MARKS), st.text(CHARACTERS, max_size=60), st.text(max_size=300), LONG
)
NUMBERS = st.tuples(st.sampled_from(["", " ", ".", "-", "\n", "\u00a0"]), st.sampled_from(["", "Camille ", "12 rue "]))
NIRS = NUMBERS.map(lambda how: how[1] + how[0].join(NIR))
LATER = st.integers(1, 60)
