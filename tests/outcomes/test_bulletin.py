"""The bulletin: what the records support is said, with its definition; the rest is left unsaid."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from tests.conftest import NOW, in_aftercare

from guihang.engines.figures.indicators import Figure
from guihang.engines.words import Words
from guihang.outcomes.bulletin import content, files
from guihang.people.models import Unit


def share(numerator: int, denominator: int) -> Figure:
    value = numerator / denominator
    return Figure(
        "RET_DETECT_12",
        1,
        numerator,
        denominator,
        value,
        value,
        value,
        0.1,
        1.0,
        (0, 0),
        False,
        None,
    )


def test_a_rise_is_claimed_only_where_chance_would_hardly_make_it() -> None:
    """8 % → 12 % of 300 people each is within chance; of 3,000 each it is not."""
    few = content._change_sentence(share(24, 300), share(36, 300))
    many = content._change_sentence(share(240, 3000), share(360, 3000))
    fell = content._change_sentence(share(360, 3000), share(240, 3000))
    assert "随机波动" in few.zh
    assert "提高" not in few.zh.replace("不能说提高或降低", "")
    assert "提高 4 个百分点" in many.zh
    assert "降低 4 个百分点" in fell.zh


@pytest.mark.usefixtures("everywhere")
def test_what_the_records_do_not_support_is_not_written(
    cast: SimpleNamespace, tmp_path: Any
) -> None:
    """One person accepted: the station is told of, the person is not."""
    in_aftercare(cast)
    units = frozenset(Unit.objects.values_list("pk", flat=True))
    made = content.write(
        year=NOW.year, units=units, unit=Words("某局", "A bureau"), today=NOW.date()
    )

    said = [words.zh for part in made.paragraphs for words, _ in part.sentences]
    assert said == ["1 个后续照管工作站接收了照管对象。"]
    assert any(words.zh == "接收的照管对象" for words in made.unsaid)
    word = "\n".join(one.text for one in Document(BytesIO(files.docx(made))).paragraphs)
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(files.pdf(made))).pages)
    for text in (word, paper.replace("\n", "")):
        assert "2026" in text
        assert "STATIONS v1" in text
        assert "未写入" in text
