"""A target stands beside what is measured by the same definition, of the cohort of its year."""

from datetime import date, timedelta

import pytest
from tests.architecture.samples_of.partners import target
from tests.conftest import NOW, in_aftercare

from guihang.outcomes import targets

pytestmark = pytest.mark.usefixtures("everywhere")


def test_progress_counts_those_whose_year_after_release_ends_in_the_year_of_the_target(cast):
    made = targets.set_target(**target(cast, year=NOW.year, code="RELAPSE_12"))
    in_aftercare(cast, days=500, decided_on=(NOW - timedelta(days=1240)).date(),
                 admitted_at=NOW - timedelta(days=1230), at=NOW - timedelta(days=1229))  # fmt: skip
    in_aftercare(cast, days=20)  # this year's; its year has not passed

    found = targets.progress(made, now=NOW)

    assert found is not None
    assert (found.released_from, found.released_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert found.cut_off == NOW.date() - timedelta(days=1)
    assert found.figure.code == "RELAPSE_12"
    assert found.figure.denominator == 1


def test_a_year_that_has_not_begun_has_no_progress(cast):
    made = targets.set_target(**target(cast, year=NOW.year + 1))

    assert targets.progress(made, now=NOW) is None
