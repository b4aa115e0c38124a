"""The case library: nothing leaves that tells who it is, and nobody passes their own case."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.architecture.samples_of.knowledge import TEXTS, closed, library_case
from tests.conftest import NOW, in_aftercare

from guihang.cases import actions as cases
from guihang.casework import library as cleaning
from guihang.core import scope
from guihang.core.refusal import Refused
from guihang.knowledge import library
from guihang.knowledge.models import LibraryCase, grams
from guihang.people.models import Unit

TOLD = "张建国的母亲李秀英住赤峰市红山区哈达街3号，电话13812345678，2026年5月8日来站。"


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.mark.usefixtures("everywhere")
def test_a_draft_with_names_of_the_tables_does_not_go_on_until_they_are_replaced(cast):
    case = closed(cast, name="张建国")
    cases.add_relative(
        case=case, relation="parent", name="李秀英", phone="", may_contact=True, by=cast.worker,
        at=NOW,
    )  # fmt: skip
    about = {"case": case, "by": cast.worker, "at": NOW, **TEXTS}
    made = cleaning.draft_case(**about | {"course": TOLD})

    with pytest.raises(Refused) as refused:
        cleaning.submit_case(library=made, kept="都是必要的", by=cast.worker, at=NOW)
    cleaning.clean_case(library=made, by=cast.worker, at=NOW)
    made = LibraryCase.objects.get(pk=made.pk)
    cleaning.submit_case(library=made, by=cast.worker, at=NOW)

    course = LibraryCase.objects.get(pk=made.pk).sections
    assert reasons(refused) == ["library.found"]
    assert "13812345678" not in str(refused.value)
    assert all(name not in "".join(course.values()) for name in ("建国", "李秀英", "138", "哈达"))


@pytest.mark.usefixtures("everywhere")
def test_the_name_of_another_person_in_the_tables_is_found_without_opening_it(cast):
    closed(cast, name="其其格")
    text = "同组的其其格也来了。"

    assert set(cleaning.known_names(closed(cast, name="王海涛"), text)) >= {"其其格"}
    assert "其其格" not in cleaning.known_names(closed(cast, name="赵永强"), "同组的人也来了。")


@pytest.mark.usefixtures("everywhere")
def test_the_author_does_not_read_or_pass_their_own_case(cast):
    head = {"by": cast.station_head, "at": NOW}
    made = cleaning.draft_case(case=closed(cast), **TEXTS, **head)
    cleaning.submit_case(library=made, **head)

    with pytest.raises(Refused) as refused:
        library.read_case(library=made, verdict="passed", **head)

    assert reasons(refused) == ["library.own"]


@pytest.mark.usefixtures("everywhere")
def test_a_no_of_the_person_empties_the_case(cast):
    made = library_case(cast, "read")

    library.ask_consent(
        library=made, consent="refused", evidence="当面", by=cast.worker, at=NOW
    )  # fmt: skip

    after = LibraryCase.objects.get(pk=made.pk)
    assert (after.state, after.body, after.body_sealed) == ("withdrawn", "", None)


def test_what_was_adopted_is_found_everywhere_and_the_rest_by_its_own_units(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        ours = library_case(cast, "facility", keywords="动机访谈")
        theirs = library.enter_case(
            host=cast.units.facility, title="针灸缓解康复人员某某稽延性戒断症状案例", category="medical",
            body="选穴内关、神门，疗程八周。", adopted_on=NOW.date(), by=cast.lead, at=NOW,
        )  # fmt: skip
    other = frozenset({cast.units.other_station.pk})
    with scope.opened(other):
        found = [
            [row.pk for row in library.search(words, units=other)]
            for words in ("稽延性 神门", "门神", "动机访谈", "")
        ]
    with scope.opened([cast.units.station.pk]):
        mine = library.search("动机访谈", units=frozenset({cast.units.station.pk}))
        assert [row.pk for row in mine] == [ours.pk]

    assert found == [[theirs.pk], [], [], [theirs.pk]]
    assert grams("神门，内") == ["内", "神", "神门", "门"]


def test_a_draft_shows_what_is_marked_and_notes_whose_file_was_looked_at(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        made = library_case(cast, course=TOLD)
    client = Client()
    client.force_login(cast.users.worker)

    shown = client.get(reverse("library-text", args=[made.pk])).content.decode()
    searched = client.get(reverse("library-search"), {"q": "张建国"}).content.decode()

    assert '<mark class="sure">13812345678' in shown
    assert made.title not in searched


def test_the_journey_of_a_closed_case_offers_to_draft_it_and_an_open_one_does_not(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        done, running = closed(cast), in_aftercare(cast)
    client = Client()
    client.force_login(cast.users.worker)
    shown = [
        client.get(reverse("journey", args=[case.pk])).content.decode() for case in (done, running)
    ]

    assert ["/do/casework.draft_case/case/" in page for page in shown] == [True, False]
