"""Nobody is shown a whole region: a budget of people for each user, and of time for a statement."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.conftest import in_aftercare, staff

from guihang.core import journal, scope
from guihang.core.ids import uuid7
from guihang.core.models import Access
from guihang.engines.budget import BUDGET
from guihang.people import budget
from guihang.people.models import Unit
from guihang.people.permissions import Role
from guihang.web.page import page

pytestmark = pytest.mark.django_db


def seen_before(cast, people: int, ago: timedelta, kind: str = "read") -> None:
    station = cast.units.station.pk
    with scope.opened([station]):
        journal.note(kind, by=cast.users.worker.pk, unit_id=station, at=timezone.now() - ago,
                     seen=[str(uuid7()) for _ in range(people)])  # fmt: skip
    budget._known.clear()


def test_more_people_than_an_hour_allows_are_not_shown_and_the_auditor_is_told(client, cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, number="GH-LAST-1")
    client.force_login(cast.users.worker)
    seen_before(cast, BUDGET.an_hour, timedelta(hours=2))
    seen_before(cast, 40, timedelta(minutes=1), kind="export")
    seen_before(cast, BUDGET.an_hour - 1, timedelta(minutes=30))
    assert client.get("/people/").status_code == 200, "the last one of the hour"
    seen_before(cast, 1, timedelta(minutes=1))

    refused = client.get("/people/")

    assert refused.status_code == 429
    assert str(BUDGET.an_hour) in refused.text
    assert "GH-LAST-1" not in refused.text
    sent = {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "channel": "phone"}
    form = reverse("act", args=["followup.record_contact", "case", case.pk])
    assert client.post(form, sent | {"entry": str(uuid7())}).status_code == 302, "work goes on"
    with scope.opened((), audit=True):
        line = Access.objects.get(kind="over_budget")
    assert (line.by_id, line.route, line.found) == (cast.users.worker.pk, "people", 1)
    auditor = Client()
    auditor.force_login(staff("auditor", cast.units.region, Role.AUDIT_ADMIN))
    assert "?kind=over_budget" in auditor.get(reverse("audit")).text


def test_a_day_has_its_limit_too_for_programs_and_files(client, cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        in_aftercare(cast)
    client.force_login(cast.users.station_head)
    assert client.get(reverse("api:cases")).status_code == 200, "the control"
    station = cast.units.station.pk
    for _ in range(5):
        with scope.opened([station]):
            journal.note("export", by=cast.users.station_head.pk, unit_id=station,
                         at=timezone.now() - timedelta(hours=20),
                         seen=[str(uuid7()) for _ in range(BUDGET.a_day // 5)])  # fmt: skip
    budget._known.clear()

    answers = [client.get(reverse(name)) for name in ("api:cases", "people-export")]

    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0].json()["reasons"][0]["code"] == "budget"


def test_a_process_counts_anew_before_others_could_have_used_the_budget_up(cast):
    station, at = cast.units.station.pk, timezone.now()
    with scope.opened([station], user=cast.worker.user_id):
        budget.spend(cast.worker.user_id, [str(uuid7())], at=at, on_a_page=True)
        journal.note("read", by=cast.worker.user_id, unit_id=station, at=at,
                     seen=[str(uuid7()) for _ in range(BUDGET.an_hour)])  # fmt: skip
        share = [[str(uuid7())] for _ in range(BUDGET.an_hour // budget.SHARE)]
        for one in share[:-2]:
            budget.spend(cast.worker.user_id, one, at=at, on_a_page=True)
        with pytest.raises(budget.OverBudget):
            budget.spend(cast.worker.user_id, [*share[-1], str(uuid7()), str(uuid7())], at=at,
                         on_a_page=True)  # fmt: skip


@page(None)
def slow(request: object) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(2)")
    return HttpResponse()


def test_a_statement_that_takes_too_long_is_stopped_in_words(cast):
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)
    request = RequestFactory().get("/")
    request.user, request.session, request.resolver_match = cast.users.worker, {}, None

    answer = slow(request)

    assert (answer.status_code, "缩小范围" in answer.text) == (503, True)
