"""Nothing that names a person stands in an address (ASVS 5.0 14.2.1)."""

import pytest
from django.urls import reverse
from tests.conftest import in_aftercare

from guihang.core import scope
from guihang.people.models import Unit
from guihang.web import sought

pytestmark = pytest.mark.django_db

ID_NUMBER = "150102199003078885"


def test_what_is_looked_up_is_in_no_address_and_the_result_opens_again_for_its_user_alone(
    client, cast
):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, id_number=ID_NUMBER, sex="2")
    client.force_login(cast.users.worker)
    led = client.post(reverse("search"), {"q": ID_NUMBER})
    again = [client.get(led.url).text for _ in range(2)]

    assert led.status_code == 302
    assert ID_NUMBER not in led.url
    assert all(str(case.pk) in page for page in again)
    assert str(case.pk) not in client.get(reverse("search"), {"q": ID_NUMBER}).text
    client.force_login(cast.users.station_head)  # somebody else, with the address and the right
    assert str(case.pk) not in client.get(led.url).text
    mine = sought.address("search", ID_NUMBER, cast.users.station_head.pk)
    assert str(case.pk) in client.get(mine).text, "the control"
