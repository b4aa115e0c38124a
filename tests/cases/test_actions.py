"""Relatives and zones: named decisions, corrected by another record."""

import pytest
from tests.conftest import NOW, in_aftercare

from guihang.cases import actions, queries
from guihang.cases.models import Relative
from guihang.core.refusal import Refused

pytestmark = pytest.mark.usefixtures("everywhere")


def relative(cast, case, **changes):
    given = {"case": case, "relation": "parent", "name": "张父", "phone": "138 0013 8001"}
    return actions.add_relative(**given | {"by": cast.worker, "at": NOW} | changes)


def test_a_relative_is_on_file_sealed_and_may_be_called_only_with_consent(cast):
    case = in_aftercare(cast)
    relative(cast, case)

    found = queries.relatives(case)

    assert [(row.opened("name_sealed"), row.opened("phone_sealed")) for row in found] == [
        ("张父", "+8613800138001")
    ]
    assert not found[0].may_contact


def test_a_corrected_relative_appears_once(cast):
    case = in_aftercare(cast)
    wrong = relative(cast, case)
    relative(cast, case, may_contact=True, supersedes=wrong.pk, reason="本人已同意")

    assert [row.may_contact for row in queries.relatives(case)] == [True]
    assert Relative.objects.count() == 2


def test_a_phone_of_a_relative_that_cannot_be_dialled_is_refused(cast):
    with pytest.raises(Refused):
        relative(cast, in_aftercare(cast), phone="123")
