"""The figures for anybody are those that were published, and what is too small is withheld."""

from datetime import date

from django.test import Client
from django.urls import reverse
from tests.conftest import NOW

from guihang.core.ids import uuid7
from guihang.engines.definitions import DICTIONARY
from guihang.outcomes.models import Publication, PublishedFigure


def read() -> str:
    return Client().get(reverse("open-numbers")).content.decode()


def test_nothing_is_shown_until_the_region_publishes_and_then_only_what_is_large_enough(cast):
    assert "还没有公布过数字" in read()
    made = Publication.objects.create(
        id=uuid7(), unit=cast.units.region, cohort_from=date(2024, 1, 1), cut_off=date(2026, 5, 1),
        cohort_to=date(2025, 1, 1), published_at=NOW, engine="1", rule="1", people=400, counts={},
    )  # fmt: skip
    large, small = [one for one in DICTIONARY.values() if one.horizon is not None][:2]
    for definition, people, value in ((large, 400, 0.1234), (small, 9, 0.3333)):
        PublishedFigure.objects.create(
            publication=made, code=definition.code, version=definition.version, value=value,
            definition={"words": list(definition.words), "numerator": list(definition.words)},
            numerator=round(people * value), denominator=people, lower=value, upper=value, lost=0.1,
        )  # fmt: skip

    text = read()

    assert large.words.zh in text
    assert "12%" in text  # rounded to one per cent
    assert small.words.zh not in text
    assert "33%" not in text
