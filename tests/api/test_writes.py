"""Actions through the API: done once, refused with every reason, reached only where allowed."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import against, codes, moment

from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.followup.models import Contact, Review


def contact(case, /, **more):
    given = {"case": str(case.pk), "happened_at": moment(hours=1), "channel": "phone"}
    return given | more


def test_a_contact_is_recorded_once(apis, make, cast):
    case, entry = make.held(), str(uuid7())
    body = contact(case, entry=entry, note="一切都好")

    first = apis.worker.do("followup.record_contact", **body)
    again = apis.worker.do("followup.record_contact", **body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"entry": entry, "id": entry}
    assert first.content == again.content
    with make.everywhere():
        (made,) = Contact.objects.filter(case=case)
        written = Entry.objects.get(pk=entry)
    assert (written.by_id, written.action) == (cast.users.worker.pk, "followup.record_contact")
    assert str(made.pk) == entry


def test_the_same_id_with_other_content_is_a_conflict(apis, make):
    case, entry = make.held(), str(uuid7())
    apis.worker.do("followup.record_contact", **contact(case, entry=entry))

    answer = apis.worker.do("followup.record_contact", **contact(case, entry=entry, channel="face"))

    assert answer.status_code == 409
    assert codes(answer) == {"entry.reused"}


def test_the_same_id_for_another_action_is_a_conflict(apis, make):
    case, entry = make.held(), str(uuid7())
    apis.worker.do("followup.record_contact", **contact(case, entry=entry))

    answer = apis.worker.do(
        "followup.record_meeting", case=str(case.pk), happened_at=moment(hours=1),
        decision="go_on", note="商议", entry=entry,
    )  # fmt: skip

    assert answer.status_code == 409


def test_an_id_used_where_nobody_here_can_see_is_a_conflict_too(apis, make, cast):
    entry = str(uuid7())
    apis.worker.do("followup.record_contact", **contact(make.held(), entry=entry))
    own = make.inside(name="李明", unit=cast.units.other_facility, by=cast.other_officer)

    answer = apis.other_officer.do("followup.record_contact", **contact(own, entry=entry))

    assert (answer.status_code, codes(answer)) == (409, {"entry.reused"})


def test_the_whole_way_from_admission_to_acceptance(apis, cast, make):
    admitted = apis.officer.do(
        "casework.admit", unit="facility", name="娜仁", id_number="150102199003078885", sex="2",
        drug="ats", decided_on=moment(days=730)[:10], admitted_at=moment(days=729),
    )  # fmt: skip
    case = admitted.json()["id"]
    released = apis.head.do("casework.release", case=case, released_at=moment(days=2))
    agreed = apis.officer.do(
        "casework.record_consent", case=case, decision="given", decided_at=moment(days=2)
    )
    offered = apis.officer.do("casework.offer_handover", case=case, to_unit=cast.units.station.pk)
    handover = offered.json()["id"]
    accepted = apis.worker.do("casework.accept_handover", handover=handover)

    assert [answer.status_code for answer in (admitted, released, agreed, offered, accepted)] == [
        201, 201, 201, 201, 201,
    ]  # fmt: skip
    assert accepted.json()["id"] is None
    found = apis.worker.get(f"/cases/{case}").json()
    assert (found["case"]["stage"], found["case"]["unit_id"]) == (
        "aftercare", cast.units.station.pk,
    )  # fmt: skip


def test_a_station_sends_an_offer_back(apis, make):
    case, handover = make.offered()

    answer = apis.worker.do(
        "casework.return_handover", handover=str(handover.pk), why="户籍不在本旗县"
    )

    assert answer.status_code == 201
    with make.everywhere():
        assert Handover.objects.get(pk=handover.pk).state == "returned"
        assert Case.objects.get(pk=case.pk).offered_to_id is None


def test_a_colleague_is_named_by_account(apis, make, cast):
    case = make.held()
    body = {
        "case": str(case.pk), "happened_at": moment(hours=1), "housing": "good", "work": "fair",
        "family": "good", "health": "good", "closing": True, "craving": 10,
    }  # fmt: skip

    unknown = apis.worker.do("followup.record_review", **body, second_by="nobody")
    same = apis.worker.do("followup.record_review", **body, second_by="worker")
    done = apis.worker.do("followup.record_review", **body, second_by="second")

    assert (unknown.status_code, against(unknown)) == (422, {"second_by"})
    assert codes(same) == {"review.same"}
    assert done.status_code == 201
    with make.everywhere():
        assert Review.objects.get().second_by_id == cast.users.second.pk


def test_a_refusal_names_every_reason_at_once_in_both_languages(apis):
    # Two days apart: one is none while the day in UTC is not yet the day here.
    answer = apis.officer.do(
        "casework.admit", unit="facility", name="", id_number="150102199003078886", phone="123",
        sex="1", drug="ats", decided_on=moment(days=-4)[:10], admitted_at=moment(days=-2),
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {"name", "id_number", "phone", "decided_on", "admitted_at"} <= against(answer)
    for reason in answer.json()["reasons"]:
        assert reason["zh"] != reason["en"]


def test_what_the_schema_refuses_is_said_in_both_languages_too(apis, make):
    case = make.held()

    answer = apis.worker.do(
        "followup.record_contact", **contact(case, channel="pigeon", happened_at="x")
    )

    assert against(answer) == {"channel", "happened_at"}
    assert all(reason["zh"] != reason["en"] for reason in answer.json()["reasons"])


def test_a_correction_needs_its_reason_and_then_supersedes(apis, make):
    case = make.held()
    first = apis.worker.do("followup.record_contact", **contact(case)).json()["entry"]

    bare = apis.worker.do("followup.record_contact", **contact(case, supersedes=first))
    right = apis.worker.do(
        "followup.record_contact", **contact(case, channel="face", supersedes=first, reason="录错")
    )
    late = apis.worker.do(
        "followup.record_contact", **contact(case, channel="visit", supersedes=first, reason="再改")
    )

    assert (bare.status_code, codes(bare)) == (422, {"correction.reason"})
    assert right.status_code == 201
    assert codes(late) == {"correction.done"}
    facts = apis.worker.get(f"/cases/{case.pk}").json()["facts"]
    assert [fact["details"] for fact in facts if fact["kind"] == "contact"] == [{"channel": "face"}]


def test_what_is_never_corrected_says_so(apis, make):
    case = make.held()

    answer = apis.station_head.do(
        "casework.close_case", case=str(case.pk), ending="moved", supersedes=str(uuid7()),
        reason="录错",
    )  # fmt: skip

    assert (answer.status_code, codes(answer)) == (422, {"correction.none"})


def test_an_entry_of_another_case_cannot_be_superseded(apis, make):
    one, other = make.held(), make.held(name="李明")
    entry = apis.worker.do("followup.record_contact", **contact(one)).json()["entry"]

    answer = apis.worker.do(
        "followup.record_contact", **contact(other, supersedes=entry, reason="录错")
    )

    assert answer.status_code == 404


def test_another_units_case_and_no_case_answer_the_same(apis, make):
    case = make.held()

    theirs = apis.other_worker.do("followup.record_contact", **contact(case))
    nobodys = apis.other_worker.do("followup.record_contact", **contact(case, case=str(uuid4())))
    unheard = apis.other_worker.do("followup.no_such_action", **contact(case))

    assert theirs.status_code == nobodys.status_code == unheard.status_code == 404
    assert theirs.content == nobodys.content == unheard.content
    with make.everywhere():
        assert not Contact.objects.exists()


def test_another_units_handover_and_none_answer_the_same(apis, make):
    _, handover = make.offered()

    theirs = apis.other_worker.do("casework.accept_handover", handover=str(handover.pk))
    nobodys = apis.other_worker.do("casework.accept_handover", handover=str(uuid4()))

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


def test_whoever_may_see_a_case_may_not_yet_act_on_it(apis, make):
    case = make.held()

    seen = apis.officer.get(f"/cases/{case.pk}")
    acted = apis.officer.do("followup.record_contact", **contact(case))

    assert (seen.status_code, acted.status_code) == (200, 404)


def test_an_action_that_no_post_allows_is_forbidden_by_name(apis, make):
    case = make.held()

    answer = apis.analyst.do("followup.record_contact", **contact(case))

    assert (answer.status_code, codes(answer)) == (403, {"permission"})
    assert answer.json()["reasons"][0]["en"] == "Record contacts and visits"


def test_an_unknown_argument_is_refused_by_name(apis, make):
    case = make.held()

    answer = apis.worker.do("followup.record_contact", **contact(case, by="head", at="now"))

    assert (answer.status_code, codes(answer)) == (422, {"unknown"})
    assert against(answer) == {"by", "at"}


@pytest.mark.parametrize(
    "entry", [None, "", "x", 7, "55d0d798-9217-49ad-9487-06d34a366312", ["a"], {"a": 1}, True]
)
def test_an_entry_is_a_uuid_of_version_7(apis, make, entry):
    case = make.held()

    answer = apis.worker.do("followup.record_contact", **contact(case, entry=entry))

    assert (answer.status_code, against(answer)) == (422, {"entry"})


def test_a_bad_envelope_and_bad_arguments_are_named_together(apis):
    answer = apis.worker.send("/actions/followup.record_contact", {"channel": 3, "who": 1})

    assert answer.status_code == 422
    assert against(answer) == {"entry", "case", "channel", "happened_at", "who"}


def test_no_action_uses_a_name_of_the_envelope():
    from guihang.api.arguments import ENVELOPE

    assert not [
        name for name, action in ACTIONS.items() if ENVELOPE & {f.name for f in action.fields}
    ]


def test_a_write_takes_as_many_statements_with_three_facts_as_with_one(apis, make):
    case = make.held()

    def count():
        with CaptureQueriesContext(connection) as found:
            answer = apis.worker.do("followup.record_contact", **contact(case))
        assert answer.status_code == 201
        return len(found)

    apis.worker.do("followup.record_contact", **contact(case))
    one = count()
    count()

    assert count() == one


def test_ids_in_the_receipt_are_what_the_reads_use(apis, make):
    _, handover = make.offered()
    apis.worker.do("casework.accept_handover", handover=str(handover.pk))
    (row,) = apis.worker.get("/cases").json()["cases"]

    answer = apis.worker.do(
        "followup.record_contact", case=row["id"], happened_at=moment(hours=1), channel="face"
    )

    facts = apis.worker.get(f"/cases/{row['id']}").json()["facts"]
    assert UUID(answer.json()["id"]) in {UUID(fact["id"]) for fact in facts}
