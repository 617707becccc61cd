"""A made-up campaign, written into a folder: two bodies, another authority, working days, a question of its own."""

import shutil
from pathlib import Path

from bot.content.place import content_root

ID = "made-up"
FACT = """
source = "Inventé pour un essai"
read_on = 2026-11-24
review_by = 2030-11-24
confidence = "H"
"""
BODY = """
source = "Inventé pour un essai"
checked_on = 2026-11-24
review_by = 2030-11-24
"""
TOML = f"""
id = "{ID}"
rank = 9
terms = 2
templates = 1
since = 2020-01-01
asked = ["tone", "recipient", "recipient-address", "capacity", "name", "address", "check"]
rests_on = ["rule-one", "rule-two"]

[[questions]]
key = "tone"
choices = ["soft", "firm"]

[facts.rule-one]
says = "la première règle des essais"{FACT}
[facts.rule-two]
says = "la seconde règle des essais"{FACT}
[recipients.bureau]
role = "body"
where = "typed"
given = "first"
asks = "objection"
letters = ["chase"]
answers = ["done", "declined"]
name = "Bureau"
short = "votre bureau"
called = "Bureau"
label = "Bureau"
media = ["post", "email"]{BODY}
[recipients.agence]
role = "body"
where = "fixed"
given = "first"
asks = "objection"
letters = ["chase"]
answers = ["done", "declined"]
name = "Agence des Essais"
short = "l’Agence des Essais"
called = "Agence des Essais"
address = ["2 place de l’Essai", "75011 Paris"]
media = ["post"]{BODY}
[recipients.mediateur]
role = "authority"
where = "fixed"
name = "Médiation des Essais"
short = "la Médiation des Essais"
called = "Médiation des Essais"
address = ["3 place de l’Essai", "75011 Paris"]
media = ["post"]{BODY}
"""
DELAYS = {
    "answer": (10, "working-days"), "extension": (5, "working-days"), "post": (5, ""), "chase": (15, ""),
    "silence": (3, ""), "appeal": (2, ""), "appeal_warning": (28, ""), "nudge": (7, ""), "snooze": (7, ""),
    "pause": (30, ""), "again": (30, ""),
}  # fmt: skip
RETENTION = "\n[retention]\nunanswered = 1\nrequest = 90\ncase = 430\nclosed = 30\nreplay = 30\n"
_LETTER = """{{% extends "layout.txt.jinja" %}}
{{% block subject %}}{subject}{{% endblock %}}
{{% block body %}}
Madame, Monsieur,

{body}

{{{{ applicant.name or BLANK }}}}
{{% endblock %}}
"""
AGAINST = """Contre : {% for track in tracks %}{{ track.request.to | own }} (jusqu’au \
{{ track.deadline.last_day | french_date }}). {% endfor %}"""
LETTERS = {
    "bureau": (
        "Demande au bureau",
        'Selon {{ law["rule-one"] }}, je demande{{ " fermement" if own["tone"] == "firm" }}.',
    ),
    "agence": ("Demande à l’agence", 'Selon {{ law["rule-two"] }}, je demande aussi.'),
    "chase": ("Relance", "Ma demande du {{ tracks[0].request.on | french_date }} est sans réponse."),
    "complaint": (
        "Saisine de la médiation",
        AGAINST,
    ),
}
WORDS = {
    "action.title": "Essais", "action.what": "Essayer.", "action.whom": "Un bureau, une agence.", "action.long": "Peu.",
    "start.does": "Je prépare des essais.",
    "consent.keeps": "Je garde vos essais {request} jours, {months} mois si une lettre est partie.",
    "consent.channel-local": "Ici.", "consent.channel-encrypted": "Ici.", "consent.channel-cloud": "Ici, et Telegram.",
    "capacity.question": "Pour qui ?", "question.tone": "*Quel ton ?*", "question.tone.soft": "Doux",
    "question.tone.firm": "Ferme", "letters.ready": "Voici vos deux essais.", "letters.blank": "Voici des essais.",
    "letters.limits": "Ce sont des essais.", "letter.to.bureau": "au bureau", "letter.to.agence": "à l’agence",
    "letter.to.mediateur": "à la médiation", "letter.by.bureau": "le bureau", "letter.by.agence": "l’agence",
    "letter.by.mediateur": "la médiation", "letter.says.bureau": "Un essai.", "letter.says.agence": "Un essai.",
    "letter.says.chase": "Une relance.", "letter.intro.complaint": "Voici la saisine de la médiation.",
    "body.bureau": "le bureau", "also.body.bureau": "bureau", "body.agence": "l’agence", "also.body.agence": "agence",
    "body.mediateur": "la médiation", "also.body.mediateur": "médiation|médiateur",
    "home.not-understood": "Je n’ai pas compris.", "home.complaint": "Préparer la saisine de la médiation",
    "complaint.what-to-do": "Joignez vos copies.", "complaint.form": "Par la poste{web}.",
    "complaint.from": "La médiation peut être saisie à partir du {day}.", "why.complaint": "Vous pouvez la saisir.",
    "track.complaint": "Médiation, contre {against}{to}",
    "case.status.complaint-waiting": "→ La médiation a votre saisine.",
    "deadline.silence": "La médiation a jusqu’au {day}.", "why.late": "Le délai est passé : vous pouvez relancer.",
    "outcome.done": "C’est fait", "outcome.said.done": "C’est fait ({to}).",
    "echo.done": "J’ai compris : fait ({to}), {day}.",
    "case.complained": "Saisine envoyée le {day}.", "ask.other": "Je ne sais pas.", "ask.name": "Votre nom.",
}  # fmt: skip


def write(root: Path, *, toml: str = "") -> Path:
    """Copy the real content there, and put the campaign beside it. Returns its folder. `toml`: its campaign.toml."""
    for name in ("templates", "locales"):
        shutil.copytree(content_root() / name, root / name)
    folder = root / "templates" / ID
    (folder / "letters").mkdir(parents=True)
    (folder / "campaign.toml").write_text(toml or whole(), "utf-8")
    for name, (subject, body) in LETTERS.items():
        (folder / "letters" / f"{name}.txt.jinja").write_text(_LETTER.format(subject=subject, body=body), "utf-8")
    mandated = "auprès du bureau, mes droits"
    (folder / "letters" / "mandated.txt.jinja").write_text(mandated, "utf-8")
    head = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    for language in ("fr", "en"):
        entries = "".join(f'\nmsgid "{key}"\nmsgstr "{says}"\n' for key, says in WORDS.items())
        path = root / "locales" / language / "LC_MESSAGES" / f"{ID}.po"
        path.write_text(head.format(language) + entries, "utf-8")
    return folder


def whole() -> str:
    """Its campaign.toml."""
    delays = ""
    for name, (count, unit) in DELAYS.items():
        counted = f'unit = "{unit}"\n' if unit else ""
        delays += f'\n[delays.{name}]\ncount = {count}\n{counted}says = "un délai d’essai"{FACT}'
    return TOML + delays + RETENTION
