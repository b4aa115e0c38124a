"""衔接 pages: who returned an offer still sees that they did, and nothing of the person."""

import html
import re
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.conftest import NOW, released

from guihang.cases import queries
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.people.models import Unit
from guihang.web.views import handovers as views
from guihang.web.views import system

WHY, NAME = "户籍不在本旗县", "王晓明"


@pytest.fixture
def offer(cast, monkeypatch):
    """An offer to the station that waits; the clock of pages stands at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = released(cast, days=3, name=NAME)
        made = handovers.offer_handover(
            case=case, to_unit=cast.units.station, by=cast.officer, at=NOW, note="私密的话"
        )
        return queries.handover(made.pk, units=[cast.units.station.pk])


def form(offer):
    return f"/do/casework.return_handover/handover/{offer.pk}/"


def returned(client, cast, offer, entry=None):
    client.force_login(cast.users.worker)
    return client.post(form(offer), {"why": WHY, "entry": str(entry or uuid7())})


def seen(client, user, address):
    client.force_login(user)
    return client.get(address)


def test_both_sides_see_a_returned_offer_with_its_reason_and_only_the_sender_the_person(
    client, cast, offer
):
    number = offer.case.person.number
    returned(client, cast, offer)

    for address in ("/handovers/", f"/handovers/{offer.pk}/"):
        receiver = seen(client, cast.users.worker, address).content.decode()
        sender = seen(client, cast.users.officer, address).content.decode()
        assert WHY in receiver
        assert WHY in sender
        assert "王*明" in sender  # the control: the name is there for who may see it
        for secret in ("王*明", NAME, number, "私密的话"):
            assert secret not in receiver, address


def test_nobody_else_sees_that_an_offer_was_returned(client, cast, offer):
    returned(client, cast, offer)

    assert WHY not in seen(client, cast.users.other_worker, "/handovers/").content.decode()
    assert seen(client, cast.users.other_worker, f"/handovers/{offer.pk}/").status_code == 404


def test_the_same_click_twice_is_answered_the_same_and_another_one_in_words(client, cast, offer):
    entry = uuid7()
    first, again = (returned(client, cast, offer, entry) for _ in range(2))
    second = returned(client, cast, offer)

    assert [first.status_code, again.status_code] == [302, 302]
    assert second.status_code == 422
    assert "这次衔接已退回" in second.content.decode()
    assert NAME not in second.content.decode()


def test_an_offer_that_was_returned_cannot_be_accepted_and_is_told_so(client, cast, offer):
    returned(client, cast, offer)

    answer = client.post(
        f"/do/casework.accept_handover/handover/{offer.pk}/", {"entry": str(uuid7())}
    )

    assert answer.status_code == 422
    assert "这次衔接已退回" in answer.content.decode()


def test_the_reason_is_seen_when_neither_side_holds_the_person_any_more(client, cast, offer):
    returned(client, cast, offer)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        other = handovers.offer_handover(
            case=offer.case, to_unit=cast.units.other_station, by=cast.officer, at=NOW
        )
        handovers.accept_handover(handover=other, by=cast.other_worker, at=NOW)

    assert WHY in seen(client, cast.users.worker, "/handovers/").content.decode()


def walked(client, address: str) -> list[str]:
    """The pages of one list, each found by the link on the page before."""
    pages = []
    while address:
        pages.append(client.get(address).text)
        link = re.search(r'href="(\?[^"]*after=[^"]+)"', pages[-1].split("<main")[1])
        address = page_of(address) + html.unescape(link[1]) if link else ""
    return pages


def page_of(address: str) -> str:
    return address.partition("?")[0]


def test_a_long_list_goes_on_page_by_page_and_nobody_is_left_out(client, cast, offer, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 1)
    monkeypatch.setattr(system, "LINES", 2)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        others = [released(cast, days=days, number=f"GH-{days}") for days in (2, 4)]
        for case in others:
            handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)
    client.force_login(cast.users.station_head)
    numbers = [offer.case.person.number, "GH-2", "GH-4"]

    pages = walked(client, "/handovers/")

    assert [sum(number in page for number in numbers) for page in pages] == [1, 1, 1]
    client.force_login(cast.users.head)
    done = walked(client, "/rules/journal/?list=entries")
    assert sum(page.split("<main")[1].count("发起衔接") for page in done) == 3
    assert client.get("/rules/journal/?list=reads&after=x~y").status_code == 200


def test_the_file_holds_what_came_back_and_the_reason_for_roles_that_read_notes(
    client, cast, offer
):
    returned(client, cast, offer)
    held = {}
    for user in (cast.users.head, cast.users.lead):
        client.force_login(user)
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get("/handovers/export/"))))
        held[user.username] = str(book.get_sheet_by_index(0).to_python())
        assert (WHY in client.get(f"/handovers/{offer.pk}/").text) == (user == cast.users.head)

    assert all("已退回" in text and offer.case.person.number in text for text in held.values())
    assert [WHY in text for text in held.values()] == [True, False]
