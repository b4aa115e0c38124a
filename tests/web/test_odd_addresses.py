"""Addresses and forms that no button makes: a clear answer, never a stack trace."""

import pytest
from django.utils import timezone
from tests.conftest import in_aftercare

from guihang.core import scope
from guihang.people.models import Unit


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.users.worker)
    return client


@pytest.mark.parametrize(
    "address", ["/people/?unit=²", "/?after=2026-01-01T00:00:00Z_²", "/?after=x"]
)
def test_a_cursor_or_filter_that_makes_no_sense_is_left_out(signed_in, address):
    assert signed_in.get(address).status_code == 200


@pytest.mark.parametrize("entry", [None, "not-a-uuid"])
def test_a_form_without_its_id_is_given_a_new_one_and_keeps_what_was_typed(signed_in, cast, entry):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast)
    sent = {
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "channel": "phone",
        "note": "已到家",
    }

    response = signed_in.post(
        f"/do/followup.record_contact/case/{case.pk}/", sent | ({"entry": entry} if entry else {})
    )

    assert response.status_code == 422
    assert "已到家" in response.content.decode()
