"""One person with three cases: each is kept by itself, and they are told of together."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.ports.incoming import Pressed
from bot.core.ports.outgoing import File
from bot.render.making import made
from bot.store.tables import CaseRow
from tests import read
from tests.core.talk import talk
from tests.read import CAMPAIGNS
from tests.service.test_own_keys import keys
from tests.store.talk import TELEGRAM, Bench, at

BEGUN = at("Tue 2026-11-24 10:00")
FIRST = ("bonjour", "oui", "75011", "la garder", "Camille Exemple", "12 rue des Essais, 75011 Paris", "c’est juste")
SENT_FIRST = ("j’ai envoyé les deux aujourd’hui par la poste", "oui", "oui")
"""Two letters of the first action have left, and reminders are wanted."""
SPACE, BANK = "mon-espace-sante", "bank-data"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Somebody whose first letters have left, and who has begun two more actions."""
    bench = Bench(tmp_path)
    bench.says(*FIRST, *SENT_FIRST, now=BEGUN)
    bench.says(
        "/demarches",
        "Fermer Mon espace santé",
        "oui",
        "1",
        "Camille Exemple",
        "12 rue des Essais, 75011 Paris",
        "c’est juste",
        now=BEGUN,
    )
    bench.says("envoyée aujourd’hui par la poste", "oui", now=BEGUN)
    bench.says(
        f"/start {BANK}",
        "oui",
        "Banque des Exemples",
        "passer",
        "1",
        "Camille Exemple",
        "12 rue des Essais, 75011 Paris",
        "c’est juste",
        now=BEGUN,
    )
    return bench


def cases(bench: Bench) -> dict[str, str]:
    """The ids of all cases by their campaign."""
    with bench.store.transaction() as unit:
        return {row.campaign: row.id for row in unit.connection.execute(select(CaseRow.campaign, CaseRow.id))}


def log(bench: Bench, campaign: str) -> int:
    case_id = cases(bench)[campaign]
    with bench.store.transaction() as unit:
        return len(unit.cases.load(case_id).log)


def test_hello_leads_to_the_first_action_and_the_others_come_after_its_letters(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert "Une autre démarche" not in bench.says(*FIRST[:-1], now=BEGUN)
    bench.says(FIRST[-1], now=BEGUN)
    told = bench.says("/demarches", now=BEGUN)
    assert "Fermer Mon espace santé" in told
    assert "Question" not in told


def test_the_name_and_the_address_are_offered_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.says(*FIRST, f"/start {SPACE}", "oui", "1", now=BEGUN)
    bench.service.receive(bench.incoming(Pressed(f"{SPACE}~request@:name=same")), BEGUN)
    assert "Votre adresse postale" in bench.gets(BEGUN)
    bench.service.receive(bench.incoming(Pressed(f"{SPACE}~request@:address=same")), BEGUN)
    checked = bench.gets(BEGUN)
    assert "Camille Exemple" in checked
    assert "12 rue des Essais" in checked


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("l’hôpital", "hospital-data~request@:consent"),
        ("je voudrais fermer mon espace sante", f"{SPACE}~request@:consent"),
        ("la banque svp", f"{BANK}~request@:consent"),
        ("non", "home@:next"),
        ("aucune", "home@:next"),
    ],
)
def test_an_action_is_chosen_by_what_people_call_it(said: str, asked: str) -> None:
    person = talk(*FIRST, "/demarches")
    person.say(said)
    assert person.asked == asked


def test_each_action_has_a_case_of_its_own(bench: Bench) -> None:
    assert set(cases(bench)) == {CAMPAIGNS[0], SPACE, BANK}
    assert all(log(bench, campaign) for campaign in cases(bench))


def test_the_dossier_and_the_reminders_tell_of_all(bench: Bench) -> None:
    shown = bench.says("/dossier", now=BEGUN)
    for title in ("Données de santé et recherche", "Fermer Mon espace santé", "Banque : publicité et partage"):
        assert f"Démarche : {title}" in shown
    assert bench.says("/rappels", now=BEGUN).count("Démarche :") == 3


def test_the_consent_to_reminders_is_given_once(bench: Bench) -> None:
    listed = bench.says("/rappels", now=BEGUN)
    assert "Les rappels ne sont pas activés" not in listed


def test_reminders_of_two_actions_are_one_message_with_one_question(bench: Bench) -> None:
    late = BEGUN + timedelta(days=45)
    bench.runs(BEGUN, late)
    sent = [text for _, text in bench.sent(late)]
    last = sent[-1]
    assert "Caisse nationale de l’Assurance Maladie" in last
    assert "Health Data Hub" in last
    assert last.count("où en êtes-vous ?") <= 1
    answered = bench.says("rien n’est venu", now=late)
    assert "où en êtes-vous ?" in answered or "Que voulez-vous faire" in answered


def test_a_button_of_another_action_acts_in_that_one(bench: Bench) -> None:
    before = log(bench, CAMPAIGNS[0])
    bench.service.receive(bench.incoming(Pressed("home@:next=case")), BEGUN)
    assert "Votre dossier" in bench.gets(BEGUN)
    bench.says("arrêter les rappels de ma caisse", now=BEGUN)
    assert log(bench, CAMPAIGNS[0]) == before


@pytest.mark.parametrize("said", ["non", "des lettres à remplir à la main", "/lettres"])
def test_who_does_not_agree_to_another_action_keeps_the_first(bench: Bench, said: str) -> None:
    """« Non » to a further action erased every case: it had been a no to all that there was."""
    kept = log(bench, CAMPAIGNS[0])
    bench.says("/start hospital-data", now=BEGUN)
    answered = bench.says(said, now=BEGUN)
    assert "Vos autres dossiers restent" in answered
    assert "Que voulez-vous faire" in answered
    assert set(cases(bench)) == {CAMPAIGNS[0], SPACE, BANK}
    assert log(bench, CAMPAIGNS[0]) == kept


def test_another_action_that_was_begun_can_be_left_and_taken_up_again(bench: Bench) -> None:
    bench.says("/start hospital-data", "oui", "Hôpital des Exemples", now=BEGUN)
    assert "Que voulez-vous faire" in bench.says("/annuler", now=BEGUN)
    assert "adresse" in bench.says("/start hospital-data", now=BEGUN), "its name was said"


def test_one_case_can_be_erased_and_the_others_stay(bench: Bench) -> None:
    first, before = bench.known().case_id, keys(bench)
    said = bench.says("/effacer", "3", now=BEGUN)
    assert "Vos autres dossiers restent" in said
    assert set(cases(bench)) == {CAMPAIGNS[0], SPACE}
    assert "banque" not in bench.says("/dossier", now=BEGUN).lower()
    assert keys(bench).keys() == {first}
    assert keys(bench)[first] != before[first], "what a backup of before holds of it opens no more"


def test_erasing_all_leaves_nothing(bench: Bench) -> None:
    bench.says("/effacer", "oui", now=BEGUN)
    assert set(bench.rows()) <= {"seen", "delays", "look"}


def test_the_first_case_erased_alone_keeps_the_person(bench: Bench) -> None:
    bench.service.receive(bench.incoming(Pressed("home@:next=case")), BEGUN)
    bench.gets(BEGUN)
    bench.says("/effacer", "3", now=BEGUN)
    assert bench.person() is not None
    assert log(bench, CAMPAIGNS[0]) == 0
    assert log(bench, SPACE) > 0


def test_stopping_reminders_stops_them_all(bench: Bench) -> None:
    bench.says("/stop", now=BEGUN)
    late = BEGUN + timedelta(days=60)
    bench.runs(BEGUN, late)
    assert not [text for _, text in bench.sent(late) if "démarche : une étape" in text]


def test_the_export_holds_every_case(bench: Bench) -> None:
    bench.service.receive(bench.incoming("/exporter"), BEGUN)
    files: list[File] = []
    for _ in range(5):  # one message of a person is claimed at a time
        with bench.store.transaction() as unit:
            for one in unit.claims.claim(TELEGRAM, BEGUN, 100):
                files += [file] if (file := made(one.payload).file) else []
                unit.fates.done(one.key)
    names = zipfile.ZipFile(io.BytesIO(files[-1].content)).namelist()
    archive = zipfile.ZipFile(io.BytesIO(files[-1].content))
    kept = [json.loads(archive.read(name)) for name in names if name.endswith("objecteur.json")]
    assert sorted(one["campaign"] for one in kept) == sorted((CAMPAIGNS[0], SPACE, BANK))
    assert all(one["events"] for one in kept)


def test_what_is_kept_lasts_as_long_as_the_longest_case(bench: Bench) -> None:
    """The bank's letter was never sent: alone it is kept for 90 days; the others run for 430."""
    assert bench.known().expires_on == BEGUN.date() + timedelta(days=431)
    bench.runs(BEGUN, BEGUN + timedelta(days=432))
    assert bench.person() is None
    assert "case" not in bench.rows()


@pytest.mark.parametrize("begun", [(), ("oui",)])
@pytest.mark.parametrize("said", ["/stop", "/pause 15/12", "je ne veux plus de rappels"])
def test_reminders_are_ended_and_paused_whichever_action_is_spoken_of(
    tmp_path: Path, begun: tuple[str, ...], said: str
) -> None:
    """« Il n’y a rien à arrêter », and they went on: the action that was just begun had none."""
    bench = Bench(tmp_path)
    bench.says(*FIRST, *SENT_FIRST, f"/start {BANK}", *begun, now=BEGUN)
    before = log(bench, CAMPAIGNS[0])
    answered = bench.says(said, *(("oui",) if "veux" in said else ()), now=BEGUN)
    assert "rien à" not in answered
    assert log(bench, CAMPAIGNS[0]) == before + 1
    assert set(cases(bench)) == {CAMPAIGNS[0]}, "nothing happened in an action in which nothing was asked for"


def test_ending_the_reminders_lets_go_of_what_they_asked_in_every_action(bench: Bench) -> None:
    late = BEGUN + timedelta(days=45)
    bench.runs(BEGUN, late)
    bench.gets(late)
    ended = bench.says("/stop", now=late)
    assert "où en êtes-vous" not in ended
    assert "où en êtes-vous" not in bench.says("bonjour", now=late)


def test_a_link_to_another_action_says_what_it_is_before_it_asks_for_consent(tmp_path: Path) -> None:
    """« Êtes-vous d’accord pour que je garde ces informations ? » was all that who knew the bot was told."""
    bench = Bench(tmp_path)
    bench.says(*FIRST, now=BEGUN)
    told = bench.says(f"/start {BANK}", now=BEGUN)
    assert "Banque : publicité et partage" in told
    assert "je garde votre banque" in told
    assert "je garde votre banque" in bench.says("bonjour", now=BEGUN + timedelta(days=3))


def test_a_link_in_a_calendar_leads_to_its_action(bench: Bench) -> None:
    assert "Votre lettre du mardi 24 novembre 2026 (CPAM de Paris)" in bench.says("/start reponse-caisse", now=BEGUN)
    bench.says("/annuler", now=BEGUN)
    asked = bench.says(f"/start reponse-{SPACE}-cnam-1", now=BEGUN)
    assert "Caisse nationale de l’Assurance Maladie" in asked
    bench.says("/annuler", f"/start {BANK}", now=BEGUN)
    assert "la lettre à votre caisse est partie" in bench.says("/start dossier", now=BEGUN)


def two_cases(tmp_path: Path) -> Bench:
    """Somebody with letters on their way in the first action and in a second one."""
    bench = Bench(tmp_path)
    bench.says(*FIRST, *SENT_FIRST, now=BEGUN)
    bench.says(f"/start {SPACE}", "oui", "1", "Camille Exemple", "12 rue des Essais, 75011 Paris", now=BEGUN)
    bench.says("c’est juste", "envoyée aujourd’hui par la poste", "oui", now=BEGUN)
    return bench


def test_who_erases_the_first_of_two_still_sees_the_second_and_is_reminded_of_it(tmp_path: Path) -> None:
    """The second was kept, and never loaded again: nothing lay aside any more."""
    bench = two_cases(tmp_path)
    bench.says("/demarches", "1", "/effacer", "3", now=BEGUN)
    assert "la lettre à la Cnam est partie" in bench.says("/dossier", now=BEGUN)
    late = BEGUN + timedelta(days=45)
    bench.runs(BEGUN, late)
    assert [text for _, text in bench.sent(late) if "Caisse nationale de l’Assurance Maladie" in text]


def test_an_action_that_is_gone_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    """In the middle of it, its answers were taken for those of the first action, whose caisse was asked for again."""
    every = read.content()
    bench = Bench(tmp_path)
    bench.says(*FIRST, *SENT_FIRST, f"/start {BANK}", "oui", "Banque des Exemples", now=BEGUN)
    left = Bench(tmp_path, replace(every, books={key: book for key, book in every.books.items() if key != BANK}))
    shown = left.says("/dossier", now=BEGUN)
    assert "la lettre à votre caisse est partie" in shown
    assert "Que voulez-vous faire" in shown
    assert "CPAM de Paris" in left.says("/lettres", now=BEGUN)
    late = BEGUN + timedelta(days=45)
    left.runs(BEGUN, late)
    assert "Health Data Hub" in [text for _, text in left.sent(late)][-1]
    back = Bench(tmp_path, every)
    assert "À quelle adresse écrire à votre banque" in back.says(f"/start {BANK}", now=late), "as it was left"
