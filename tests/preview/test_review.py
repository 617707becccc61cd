"""The review sheet: every claim once, with the letters that rely on it as they are filled, and the messages."""

import csv
import io
from dataclasses import replace
from datetime import date

from bot.commands.preview import Claim, as_csv, as_text, claims
from bot.commands.preview.words import KINDS
from bot.content.catalogues import GENERAL, Cited, citations
from bot.content.place import content_root
from bot.content.samples import samples
from bot.core.letters.law import dated
from tests.folded import folded
from tests.preview import MATERIAL

TODAY = date(2026, 11, 25)
CLAIMS = {one.id: one for one in claims(MATERIAL, TODAY)}


def test_every_fact_delay_and_address_is_on_the_sheet_once() -> None:
    campaign = MATERIAL.campaign
    expected = [*dated(campaign), *(f"recipients.{key}" for key in campaign.recipients)]
    found = [one.id for one in claims(MATERIAL, TODAY)]
    assert [key for key in found if not key.startswith("messages.")] == expected
    assert len(set(found)) == len(found)


@folded("key", MATERIAL.campaign.facts)
def test_a_fact_is_shown_with_the_kinds_of_letters_whose_text_bears_its_words(key: str) -> None:
    says = MATERIAL.campaign.facts[key].says
    bearing = {
        KINDS[name.kind]
        for name, one in samples(MATERIAL.campaign, TODAY)
        if says in MATERIAL.book.write(name, one.applicant, one.to, TODAY, one.tracks).text
    }
    shown = {kind for kind in KINDS.values() for letter in CLAIMS[key].letters if letter.startswith(kind)}
    assert shown == bearing


def test_a_letter_that_relies_on_a_fact_in_some_situations_only_says_in_how_many() -> None:
    assert CLAIMS["rgpd-15"].letters == (
        "Première lettre : Health Data Hub, accès",
        "Réponse à un refus : Health Data Hub, Health Data Hub, accès (4 situations sur 7)",
        "Réclamation (3 situations sur 7)",
    )
    chase = next(letter for letter in CLAIMS["crpa-l114-2"].letters if letter.startswith("Relance"))
    bodies = "caisse, Health Data Hub, Caisse nationale de l’Assurance Maladie, Health Data Hub, accès"
    assert chase == f"Relance : {bodies} (4 situations sur 28)"


def test_which_letters_use_a_fact_does_not_hang_on_its_review() -> None:
    """Past its review a fact may be gone from the letters: the sheet is how somebody finds what to read again."""
    later = {one.id: one for one in claims(MATERIAL, date(2030, 1, 1))}
    assert {key: one.letters for key, one in later.items()} == {key: one.letters for key, one in CLAIMS.items()}
    assert all(one.stale for one in later.values() if one.review_by)
    assert not any(one.stale for one in CLAIMS.values())


def test_a_message_that_cites_a_text_has_its_words_there_and_the_facts_of_that_text() -> None:
    cited = {one.key: one for one in MATERIAL.cited}
    assert "outcome.said.elsewhere" in CLAIMS["crpa-l114-2"].messages
    assert "outcome.said.declined-complaint" in CLAIMS["cja-r421-1"].messages
    assert {key for key in CLAIMS if key.startswith("messages.")} == {f"messages.{key}" for key in cited}
    with_a_fact = {key for one in CLAIMS.values() if one.review_by for key in one.messages}
    for key, one in cited.items():
        claim = CLAIMS[f"messages.{key}"]
        assert claim.says == one.says
        assert ("→" in claim.source) is (key in with_a_fact)
    assert CLAIMS["messages.outcome.said.elsewhere"].source == "CRPA art. L. 114-2. → crpa-l114-2"


def test_an_article_is_not_taken_for_one_whose_number_ends_alike() -> None:
    """Regulation 1182/71 art. 2(1) is not GDPR art. 12(1), nor is art. 12(3) another’s."""
    only = replace(MATERIAL, cited=(Cited("one", "…", "Regulation 9/99, art. 2(3)."),))
    found = {one.id: one for one in claims(only, TODAY)}
    assert found["rgpd-12-3"].messages == ()
    assert found["messages.one"].source == "Regulation 9/99, art. 2(3)."


def test_a_citation_is_told_from_a_comment_that_cites_nothing() -> None:
    found = {
        one.key: one
        for one in (
            *citations(content_root() / "locales", GENERAL),
            *citations(content_root() / "locales", "health-data-hub"),
        )
    }
    assert found["deadline.silence"].source == "Décret 2019-536 art. 10; CE 24 July 2023, n° 465229."
    assert found["why.refusal"].source == "RGPD, article 12"
    assert "step" not in found
    assert "verbatim" not in found


def test_the_sheet_for_a_spreadsheet_leaves_room_for_the_jurist() -> None:
    text = as_csv(tuple(CLAIMS.values()))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["référence"] for row in rows] == list(CLAIMS)
    assert {row["avis"] for row in rows} == {""}
    assert rows[0]["à relire d’ici le"] == "2027-05-24"
    assert next(row for row in rows if row["référence"] == "crpa-l114-2")["une fois dépassé"] == "la phrase disparaît"


@folded("one", CLAIMS.values(), ids=lambda one: one.id)
def test_the_sheet_for_a_terminal_says_each_claim_whole(one: Claim) -> None:
    text = as_text((one,))
    assert text.startswith(one.id)
    assert one.source in text
    assert all(words in text for words in (*one.letters, *one.messages))
    assert one.review_by is None or f"{one.review_by}" in text
