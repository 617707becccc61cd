"""A letter as a draft, and as a link that opens one."""

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.render.papers import every_letter, file_of, golden, letter_of
from tests.render.readers import draft

DPO = "dpo@exemple.invalid"


@every_letter
def test_a_draft_holds_the_letter_to_the_letter(name: LetterName, blanks: bool) -> None:
    letter = golden(name, blanks=blanks)
    message = draft(paper(letter, PaperKind.EML, DPO))
    assert message.get_content().replace("\r\n", "\n") == letter.text
    assert message["Subject"] == letter.subject
    assert message["To"] == DPO
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"


def test_a_draft_is_not_sent_yet_and_says_so() -> None:
    message = draft(file_of(LetterName("hdh"), PaperKind.EML))
    assert message["X-Unsent"] == "1"
    assert not {"From", "Date", "Message-ID", "To"} & set(message)


def test_a_draft_is_written_in_lines_that_every_server_takes() -> None:
    for line in paper(golden(LetterName("cnil")), PaperKind.EML, DPO).split(b"\r\n"):
        assert len(line) <= 78
        assert line.isascii()


@pytest.mark.parametrize("name", ["Bcc: autre@exemple.invalid", "x\r\nBcc: autre@exemple.invalid", "=?utf-8?q?x?="])
def test_no_name_becomes_a_header(name: str) -> None:
    message = draft(paper(letter_of(name), PaperKind.EML, DPO))
    assert sorted(message) == sorted(
        ["X-Unsent", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
