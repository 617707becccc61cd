"""A campaign that the program never saw: written into a folder, and lived from hello to the complaint."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.assembly import load_content
from bot.content import ContentError
from bot.content.campaigns import load_campaigns
from bot.content.catalogues import load_catalogues
from bot.content.letters import load_letters
from tests.campaigns import made_up
from tests.store.talk import Bench, at

BEGUN = at("Tue 2026-11-24 10:00")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made_up.write(tmp_path)
    return Bench(tmp_path, load_content(tmp_path, tried=True))  # its letters are filled in what follows


def test_it_is_lived_from_hello_to_the_complaint_and_never_speaks_of_another(bench: Bench) -> None:
    said: list[str] = []

    def says(*lines: str, now: object = BEGUN) -> str:
        said.extend(bench.says(line, now=now) for line in lines)  # type: ignore[arg-type]
        return said[-1]

    says(f"/start {made_up.ID}", "oui", "ferme", "Bureau des Exemples", "1 place de l’Essai, 59000 Lille")
    assert "Ferme" in says("Camille Exemple", "12 rue des Essais, 75011 Paris")
    letters = says("c’est juste")
    assert "Selon la première règle des essais, je demande fermement." in letters
    assert "Selon la seconde règle des essais, je demande aussi." in letters
    assert "10 jours ouvrés finit le mardi 15 décembre 2026" in says(
        "j’ai envoyé les deux aujourd’hui par la poste", "oui"
    )
    says("oui")
    late = BEGUN + timedelta(days=30)
    bench.runs(BEGUN, late)
    came = bench.gets(late)
    said.append(came)
    assert "Bureau des Exemples" in came
    assert "Agence des Essais" in came
    says("rien n’est venu", "rien n’est venu", now=late)
    complaint = says("préparer la saisine de la médiation", now=late)
    assert "Contre : Bureau des Exemples (jusqu’au 15 décembre 2026). Agence des Essais (jusqu’au 15" in complaint
    assert "La médiation a jusqu’au" in says("j’ai envoyé une lettre", "par courrier simple", "aujourd’hui", now=late)
    assert "La médiation a votre saisine" in says("/dossier", now=late)
    spoken = "\n".join(said)
    assert not [word for word in ("CNIL", "Health Data Hub", "SNDS", "caisse", "Conseil d’État") if word in spoken]


def test_an_answer_that_its_bodies_cannot_give_is_not_offered(bench: Bench) -> None:
    bench.says(f"/start {made_up.ID}", "oui", "doux", "passer", "passer", "passer", "passer", "c’est juste", now=BEGUN)
    bench.says("j’ai envoyé les deux aujourd’hui par la poste", "oui", "non", now=BEGUN)
    asked = bench.says("on m’a répondu", now=BEGUN + timedelta(days=2))
    asked += bench.says("1", now=BEGUN + timedelta(days=2))
    assert "pièce d’identité" not in asked


# --- What is wrong is refused, with its file and line ---------------------------------------------------------------

AGENCE = """[recipients.agence]
role = "body"
where = "fixed"
given = "first"
asks = "objection"
letters = ["chase"]
answers = ["done", "declined"]
"""
PLANTED = {
    "the authority is missing": ('role = "authority"', 'role = "body"\ngiven = "first"\nasks = "access"', "authority"),
    "two authorities": (AGENCE, '[recipients.agence]\nrole = "authority"\nwhere = "fixed"\n', "authority"),
    "no letter is given first": ('given = "first"', 'given = "beside"', "first"),
    "an unknown role": ('role = "authority"', 'role = "court"', "recipients.mediateur.role"),
    "an unknown place": ('where = "typed"', 'where = "guessed"', "recipients.bureau.where"),
    "an unknown medium": ('media = ["post", "email"]', 'media = ["pigeon"]', "recipients.bureau.media"),
    "no medium": ('media = ["post", "email"]', "media = []", "recipients.bureau"),
    "online without a page": ('media = ["post", "email"]', 'media = ["online"]', "recipients.bureau"),
    "an unknown letter": ('letters = ["chase"]', 'letters = ["reminder"]', "recipients.bureau.letters"),
    "a letter for another role": ('letters = ["chase"]', 'letters = ["news"]', "recipients.bureau"),
    "an unknown answer": ('answers = ["done", "declined"]', 'answers = ["perhaps"]', "recipients.bureau.answers"),
    "a body that asks for nothing": ('asks = "objection"\n', "", "recipients.bureau"),
    "a list without a table": ('where = "typed"', 'where = "list"', "bureau.csv"),
    "the same as nobody": ('given = "first"', 'given = "first"\nsame = "nobody"', "recipients.bureau"),
    "a second chosen body": ('where = "fixed"\ngiven', 'where = "typed"\ngiven', "recipients"),
    "a question that is not asked": ('asked = ["tone", ', "asked = [", "asked"),
    "a question that is not there": ('asked = ["tone", ', 'asked = ["tone", "mood", ', "asked"),
    "the check is not last": ('"address", "check"]', '"check", "address"]', "asked"),
    "one choice is no choice": ('choices = ["soft", "firm"]', 'choices = ["soft"]', "questions"),
    "a delay in unknown units": ('unit = "working-days"', 'unit = "fortnights"', "delays.answer"),
    "an extension in other units": ('[delays.extension]\ncount = 5\nunit = "working-days"',
                                    '[delays.extension]\ncount = 5\nunit = "days"', "delays"),
    "silence in days": ("[delays.silence]\ncount = 3\n", '[delays.silence]\ncount = 3\nunit = "days"\n', "delays"),
    "an entry that nobody knows": ("rank = 9\n", 'rank = 9\nmotto = "non"\n', "motto"),
    "it rests on nothing": ('rests_on = ["rule-one", ', 'rests_on = ["rule-three", ', "rests_on"),
    "an id that is not its folder's": (f'id = "{made_up.ID}"', 'id = "other"', "id"),
    "the rank of another": ("rank = 9\n", "rank = 1\n", "rank"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_broken_campaign_is_refused_by_its_file_and_entry(tmp_path: Path, mistake: str) -> None:
    old, new, named = PLANTED[mistake]
    toml = made_up.whole()
    assert old in toml
    folder = made_up.write(tmp_path, toml=toml.replace(old, new, 2 if mistake.startswith("no letter") else 1))
    with pytest.raises(ContentError, match=named) as refused:
        load_campaigns(tmp_path / "templates")
    assert str(folder) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("letters/bureau.txt.jinja", 'law["rule-one"]', 'law["rule-nine"]', "rule-nine"),
        ("letters/agence.txt.jinja", "{% endblock %}", "{% endblok %}", "agence.txt.jinja, line"),
        ("letters/chase.txt.jinja", "request.on", "request.went", "chase.txt.jinja, line"),
        ("letters/bureau.txt.jinja", 'own["tone"]', 'own["tune"]', "bureau.txt.jinja, line"),
    ],
)
def test_a_broken_letter_is_refused_by_its_file(tmp_path: Path, file: str, old: str, new: str, named: str) -> None:
    path = made_up.write(tmp_path) / file
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    campaign = load_campaigns(tmp_path / "templates")[made_up.ID]
    with pytest.raises(ContentError, match=named):
        load_letters(tmp_path / "templates" / made_up.ID, campaign)


def test_a_whole_one_is_read_and_each_of_its_letters_tried_out(tmp_path: Path) -> None:
    made_up.write(tmp_path)
    assert made_up.ID in load_content(tmp_path).books


def test_words_that_ask_for_another_value_are_refused_by_their_file(tmp_path: Path) -> None:
    made_up.write(tmp_path)
    path = tmp_path / "locales" / "fr" / "LC_MESSAGES" / f"{made_up.ID}.po"
    path.write_text(path.read_text("utf-8").replace("{request} jours", "{requests} jours"), "utf-8")
    with pytest.raises(ContentError, match=f"{made_up.ID}.po: consent.keeps"):
        load_catalogues(tmp_path / "locales", load_campaigns(tmp_path / "templates"))
