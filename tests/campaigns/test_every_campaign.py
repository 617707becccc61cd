"""What is so of every campaign that ships: its words are whole, its letters are read, its first ones have one page."""

from pathlib import Path

import pytest

from bot.content.samples import samples
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Outcome, Role, Timing, Where
from bot.core.letters.letter import Applicant, Capacity
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.content.test_catalogue_keys import CALLS, keys
from tests.folded import folded
from tests.letters.golden import same_as_file
from tests.letters.written import MADE
from tests.read import CAMPAIGNS, content
from tests.render.readers import size

GOLDEN = Path(__file__).parents[1] / "letters"
OTHERS = CAMPAIGNS[1:]
"""All but the first, whose letters are in tests/core/letters."""


OF_BOTH = frozenset({
    "case.owes-access", "case.owes-objection", "echo.done-both", "echo.done-only", "entry.confirmed-but-access",
    "picture.confirmed-but-access", "outcome.said.done-but-access", "outcome.said.access-only",
})  # fmt: skip
"""What is said of a body whose one letter asked for two things, as the first version of a campaign's letters did."""
EVERYBODY = {key for campaign in content().campaigns.values() for key in campaign.recipients}


def of_campaign(key: str, campaign: Campaign) -> bool:
    """Whether a campaign can say an entry: not what speaks of a recipient, a letter or an answer that it has not."""
    family, _, rest = key.rpartition(".")
    if family in {"letter.to", "letter.by"} or (family in {"body", "besides"} and rest in EVERYBODY):
        to = campaign.recipients.get(rest)
        return to is not None and (family != "besides" or to.given is Timing.BESIDE)
    if family in {"letter.says", "letter.intro"} and rest in EVERYBODY:
        to = campaign.recipients.get(rest)
        return to is not None and (family == "letter.says" or to.given is Timing.BESIDE)
    if family in {"letter.says", "letter.intro", "letter.name"}:
        return LetterKind(rest) in {letter.kind for letter in campaign.letters}
    if family == "question" or family.startswith("question."):
        return key.split(".")[1] in {question.key for question in campaign.questions}
    # What a campaign has no answer to is answered by « ask.other ».
    return family != "ask" and _can_come_up(key, campaign)


def _can_come_up(key: str, campaign: Campaign) -> bool:
    bodies = [to for to in campaign.recipients.values() if to.role is not Role.AUTHORITY]
    if key.startswith(("complaint.exclusions", "why.exclusions", "outcome.exclusions")):
        return any(to.excludes for to in bodies)
    if key in OF_BOTH:
        return any(to.asked_both_until for to in bodies)
    if key == "why.alternative":
        return any(to.role is Role.ALTERNATIVE for to in bodies)
    if key == "outcome.said.unidentified":
        return any(not to.answers or Outcome.UNIDENTIFIED in to.answers for to in bodies)
    return True


@folded("campaign", CAMPAIGNS)
@folded("language", ["fr", "en"])
def test_whatever_the_code_says_of_a_campaign_has_words(campaign: str, language: str) -> None:
    catalogue, read = content().catalogues[language].of(campaign), content().campaigns[campaign]
    said = {key for call in CALLS for key in keys(call) if of_campaign(key, read)} | {"ask.other"}
    assert not sorted(key for key in said if not catalogue.has(key))


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_each_letter_can_be_written_by_everybody_in_every_situation(campaign: str) -> None:
    """The start tries each letter for everybody in its first situation only, and in the others for oneself."""
    book = content().books[campaign]
    every = [(name, one) for name, one in samples(book.campaign, MADE) if book.has(name, book.campaign.templates)]
    assert len(every) > 20
    for name, one in every:
        for capacity in Capacity:
            assert book.write(name, Applicant(None, None, capacity), one.to, MADE, one.tracks).printed


@pytest.mark.parametrize("campaign", OTHERS)
def test_its_letters_have_the_words_that_somebody_read(campaign: str) -> None:
    book = content().books[campaign]
    made = set()
    for name, one in samples(book.campaign, MADE):
        letter = book.write(name, one.applicant, one.to, MADE, one.tracks)
        path = GOLDEN / campaign / f"{one.key}.txt"
        path.parent.mkdir(exist_ok=True)
        same_as_file(letter.printed, path)
        made.add(path.name)
    assert {path.name for path in (GOLDEN / campaign).glob("*.txt")} == made


@folded("campaign", CAMPAIGNS)
@folded("capacity", Capacity)
def test_its_first_letters_have_one_page(campaign: str, capacity: Capacity) -> None:
    book = content().books[campaign]
    for name, one in samples(book.campaign, MADE):
        if name.kind is not LetterKind.REQUEST:
            continue
        for choice in (None, *(choice for question in book.campaign.questions for choice in question.choices)):
            own = {question.key: choice for question in book.campaign.questions if choice in question.choices}
            applicant = type(one.applicant)(
                "Camille Exemple-Desexemples",
                one.applicant.address,
                capacity,
                "Dominique Exemple",
                None,
                own,
            )
            letter = book.write(name, applicant, one.to, MADE)
            assert size(paper(letter, PaperKind.PDF)) == 1, (name, capacity, choice)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_it_can_be_read_of_where_every_body_comes_from(campaign: str) -> None:
    for to in content().campaigns[campaign].recipients.values():
        assert to.source
        assert to.where is not Where.FIXED or to.address
