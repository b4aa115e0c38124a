"""Every list leaves by the same way: what the page shows, who took it, and a note of each person."""

from io import BytesIO

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook
from tests.conftest import NOW, in_aftercare, released

from guihang.casework import handovers
from guihang.core import scope
from guihang.core.models import Access
from guihang.people.models import Unit

LISTS = {
    "/today/export/?all=1": "/?all=1",
    "/people/export/": "/people/",
    "/handovers/export/": "/handovers/",
}
"""Address of a file with people in it → the page that it is taken from."""


@pytest.fixture
def region(cast, monkeypatch):
    """Three people of one station, one of whom waits for it; the clock of pages stands at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        kept = [in_aftercare(cast, days=10), in_aftercare(cast, days=40, name="=HYPERLINK(1)")]
        offered = released(cast, days=3, name="王晓明")
        handovers.offer_handover(
            case=offered, to_unit=cast.units.station, by=cast.officer, at=NOW,
        )  # fmt: skip
        return {str(case.pk): case.person.number for case in (*kept, offered)}


def last_read():
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return Access.objects.latest("id")


def taken(client, address):
    response = client.get(address)
    assert response.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response)))
    return book.get_sheet_by_index(0).to_python()


def test_every_list_is_offered_as_a_file_and_holds_who_took_it_and_when(client, cast, region):
    client.force_login(cast.users.station_head)
    for file, page in (LISTS | {"/stations/export/": "/stations/",
                                "/outcomes/export/": "/outcomes/",
                                "/outcomes/retention/export/": "/outcomes/retention/",
                                "/outcomes/course/export/": "/outcomes/course/",
                                "/outcomes/facilities/export/": "/outcomes/facilities/",
                                "/outcomes/months/export/": "/outcomes/months/",
                                "/rules/journal/export/": "/rules/journal/"}).items():  # fmt: skip
        text = client.get(page).content.decode()
        rows = taken(client, file)
        head = {str(row[0]): str(row[1]) for row in rows[:5]}

        assert f'href="{file.partition("?")[0]}?' in text
        assert "data-print" in text
        assert head["导出人"] == "station-head"
        assert head["导出时间"].startswith("2026-06-01 17:00")
        assert head["单位"] == "station"
        assert head["筛选条件"]
        assert "仅供工作使用" in str(rows[-1][0])


def test_a_file_holds_people_of_its_page_and_everybody_in_it_is_noted(client, cast, region):
    client.force_login(cast.users.station_head)
    for file, page in LISTS.items():
        client.get(page)
        shown = set(last_read().subjects)
        cells = {cell for row in taken(client, file) for cell in row}
        noted = last_read()

        assert set(noted.subjects) == {pk for pk, number in region.items() if number in cells}
        assert noted.permission == "data_export"
        assert set() < set(noted.subjects) <= shown


def test_a_handover_that_waits_is_noted_where_it_is_shown(client, cast, region):
    client.force_login(cast.users.station_head)
    client.get("/")
    assert list(region)[-1] in last_read().subjects


def test_the_work_list_is_the_filter_and_not_its_first_page(client, cast, region, monkeypatch):
    client.force_login(cast.users.station_head)
    whole = taken(client, "/today/export/?all=1")
    monkeypatch.setattr("guihang.web.views.today.EXPORT_PAGE", 1)
    late = taken(client, "/today/export/?all=1&late=1")
    mine = taken(client, "/today/export/")

    assert taken(client, "/today/export/?all=1") == whole
    assert late[4][:2] == ["筛选条件", "全单位、已逾期"]
    assert {row[6] for row in late[6:-3]} == {"逾期"}
    assert len(late) < len(whole)
    assert len(mine) < len(whole)


def test_nothing_in_a_list_computes(client, cast, region):
    client.force_login(cast.users.station_head)
    for file in LISTS:
        cells = [str(cell) for row in taken(client, file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_file_speaks_the_language_of_the_page(client, cast, region):
    client.force_login(cast.users.station_head)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        rows = taken(client, "/handovers/export/")
    assert [str(cell) for cell in rows[5]][:3] == ["List", "Name", "Number"]


def test_who_may_not_export_is_neither_offered_a_file_nor_given_one(client, cast, region):
    client.force_login(cast.users.worker)
    for file, page in LISTS.items():
        assert "export/" not in client.get(page).content.decode()
        assert client.get(file).status_code == 403


def test_a_printed_list_says_by_which_filter(client, cast, region):
    client.force_login(cast.users.station_head)
    text = client.get("/people/?stage=aftercare").content.decode()
    assert '<p class="print-only">筛选条件：阶段 照管中 · 责任单位 全部</p>' in text


def test_handovers_beyond_the_first_are_a_link_away(client, cast, region, monkeypatch):
    client.force_login(cast.users.station_head)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        offered = released(cast, days=2, name="李小花")
        handovers.offer_handover(
            case=offered, to_unit=cast.units.station, by=cast.officer, at=NOW
        )  # fmt: skip
    assert "全部衔接" not in client.get("/").content.decode()
    monkeypatch.setattr("guihang.web.views.today.OFFERS", 1)
    assert "全部衔接" in client.get("/").content.decode()
