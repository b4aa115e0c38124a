"""The handbook says what the protocols in force say, and changes with them."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader
from tests.conftest import NOW

from guihang.engines import protocol_json
from guihang.engines.protocols.golden_quarter import GOLDEN_QUARTER
from guihang.engines.words import Words
from guihang.followup import actions, handbook, plan

REGION = Words("某自治区", "A region")


def test_it_holds_every_step_of_what_is_in_force_and_nothing_that_is_on_trial():
    made = handbook.of(date(2026, 11, 1), REGION)

    assert [one.code for one in made.chapters][:3] == [
        "golden-quarter", "years-one-to-three", "reach-again"
    ]  # fmt: skip
    assert "weekly-tests" not in [one.code for one in made.chapters]
    assert handbook.cells(GOLDEN_QUARTER.steps[0])[:4] == ("首次联系", "当时", "24 小时", "第 3 天")
    assert handbook.of(date(2017, 1, 1), REGION).chapters == ()


@pytest.mark.usefixtures("everywhere")
def test_a_version_that_the_region_adopts_is_in_it_from_its_day_on(cast):
    today = timezone.localdate()
    body = protocol_json.to_json(GOLDEN_QUARTER) | {
        "version": 2, "effective_on": (today + timedelta(days=30)).isoformat()
    }  # fmt: skip
    actions.propose_protocol(unit=cast.units.region, body=json.dumps(body), by=cast.bureau, at=NOW)
    actions.adopt_protocol(
        unit=cast.units.region, code="golden-quarter", version="2", by=cast.lead, at=NOW
    )
    try:
        versions = [
            handbook.of(today + timedelta(days=days), REGION).chapters[0].version
            for days in (29, 30)
        ]
    finally:
        plan.forget_adopted()

    assert versions == [1, 2]


def test_it_leaves_as_word_and_as_pdf_with_every_chapter(cast):
    client = Client()
    client.force_login(cast.users.worker)
    page = client.get(reverse("handbook")).content.decode()
    word = Document(BytesIO(client.get(reverse("handbook-file", args=["docx"])).content))
    paper = PdfReader(BytesIO(client.get(reverse("handbook-file", args=["pdf"])).content))

    chapters = handbook.of(timezone.localdate(), REGION).chapters
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 2"]
    printed = "".join(one.extract_text() for one in paper.pages)
    assert len(word.tables) == len(headings) == len(chapters)
    for number, chapter in enumerate(chapters):
        assert chapter.words.zh in page
        assert chapter.words.zh in headings[number]
        assert chapter.words.zh in printed
        assert len(word.tables[number].rows) == 1 + len(chapter.steps)
    assert client.get(reverse("handbook-file", args=["exe"])).status_code == 404
