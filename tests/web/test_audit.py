"""审计: the auditor sees who, what and when of everybody, and no file of anybody."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.conftest import NOW, in_aftercare, staff

from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.audit import trail
from guihang.core.models import Access
from guihang.people.asking import asking
from guihang.people.models import Unit
from guihang.people.permissions import Permission, Role
from guihang.people.queries import actor_of
from guihang.web.views.audit import PAGE


@pytest.fixture
def auditor(cast):
    return staff("auditor", cast.units.region, Role.AUDIT_ADMIN)


@pytest.fixture
def region(cast, auditor):
    """One person whom the worker has opened, and another whom nobody looked at."""
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, number="GH-1", name="张建国")
        in_aftercare(cast, number="GH-2", name="李明")
    with asking(cast.worker, Permission.PERSON_VIEW, route="journey", at=NOW) as asked:
        asked.saw([case.pk])
    return case


def rows(client, **asked) -> list[list[str]]:
    """The lines of the page, cell by cell."""
    response = client.get(reverse("audit"), asked)
    assert response.status_code == 200
    return [[str(cell) for cell in row["cells"]] for row in response.context["rows"]]


def test_a_search_by_person_number_gives_everything_about_that_person(client, region, auditor):
    client.force_login(auditor)

    found = rows(client, number="GH-1")

    kinds = {row[1] for row in found}
    assert kinds == {"查阅", "操作"}
    assert {row[6] for row in found} == {"GH-1"}
    assert ["查阅", "worker", "station", "旅程", "查看人员与旅程", "GH-1", "1", ""] in [
        row[1:] for row in found
    ]
    assert rows(client, number="GH-9") == []


def test_a_search_by_account_unit_kind_page_and_period(client, region, auditor, cast):
    client.force_login(auditor)

    assert {row[2] for row in rows(client, user="worker")} == {"worker"}
    assert rows(client, user="nobody-of-this-name") == []
    assert {row[3] for row in rows(client, unit=cast.units.facility.pk)} == {"facility"}
    assert {row[1] for row in rows(client, kind="signed_in")} == {"登录"}
    assert {row[1] for row in rows(client, kind="done")} == {"操作"}
    assert {row[4] for row in rows(client, what="casework.admit")} == {"登记入所"}
    day = timezone.localdate(NOW)
    found = rows(client, since=day, until=day)
    assert {row[0][:10].replace("\N{NON-BREAKING HYPHEN}", "-") for row in found} == {str(day)}
    assert rows(client, until=day - timedelta(days=9999)) == []


def test_pages_follow_each_other_without_a_gap_or_a_repetition(client, auditor, cast, db):
    units = list(Unit.objects.values_list("pk", flat=True))
    with scope.opened(units):
        for number in range(2 * PAGE + 7):  # many at one moment: the id decides
            Access.objects.create(at=NOW + timedelta(seconds=number // 20), by=auditor,
                                  unit_id=cast.units.region.pk, route="people")  # fmt: skip
        in_aftercare(cast)
    query, found, after = trail.Query(until=NOW + timedelta(days=1)), [], None
    with scope.opened((), audit=True):
        while page := trail.lines(query, limit=20, after=after):
            found += [(line.table, line.key) for line in page]
            after = trail.Cursor.parse(str(page[-1].cursor))
        whole = [(line.table, line.key) for line in trail.lines(query, limit=9999)]

    assert found == whole
    assert len(set(found)) == len(found) > 2 * PAGE + 7
    assert trail.Cursor.parse("nonsense") is None


def test_no_name_and_no_text_of_a_person_stands_on_the_page(client, region, auditor):
    client.force_login(auditor)

    text = client.get(reverse("audit")).content.decode()

    assert "GH-1" in text
    for secret in ("张建国", "张**", "张*", "李明", str(region.pk)):
        assert secret not in text


def test_the_auditor_reaches_no_case_by_any_way(client, region, auditor):
    client.force_login(auditor)
    for address in (reverse("people"), reverse("journey", args=[region.pk]), "/api/v1/cases"):
        assert client.get(address).status_code in (403, 404)
    actor = actor_of(auditor, timezone.localdate())

    with asking(actor, Permission.AUDIT_VIEW, route="audit", at=NOW):
        assert Case.objects.count() == 0
        assert Access.objects.filter(route="journey", kind="read").count() == 1


def test_the_audit_page_is_for_the_auditor_alone(client, region, cast):
    for user in (cast.users.lead, cast.users.head, cast.users.station_head):
        client.force_login(user)
        assert client.get(reverse("audit")).status_code == 403
        assert client.get(reverse("audit-export")).status_code == 403


def test_the_log_is_taken_away_as_a_file_and_that_is_logged_too(client, region, auditor):
    client.force_login(auditor)
    response = client.get(reverse("audit-export"), {"kind": "read"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response)))
    text = str(book.get_sheet_by_index(0).to_python())

    assert "GH-1" in text
    assert "张" not in text
    assert [row[4] for row in rows(client, kind="export")] == ["审计日志(文件)"]
    assert "审计日志" in {row[4] for row in rows(client, kind="search")}


def test_the_page_says_how_the_sealing_stands(client, region, auditor):
    client.force_login(auditor)

    text = client.get(reverse("audit")).content.decode()

    assert "等待存证" in text
    assert "还没有" in text


def test_the_auditors_eyes_see_every_row_even_of_sealed_people(region, auditor, cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        whole = Access.objects.count()
    with scope.opened((), audit=True):
        assert Access.objects.count() >= whole > 0
