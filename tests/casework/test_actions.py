"""The spine: admission, release, handover, close; one custodian at every instant."""

from datetime import timedelta

import pytest
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Custody
from guihang.casework import actions, handovers
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused

pytestmark = pytest.mark.usefixtures("everywhere")


def codes(refused):
    return {reason.code for reason in refused.value.reasons}


def test_an_admission_opens_a_case_and_leaves_one_entry(cast):
    case = admitted(cast, name="娜仁", id_number="150102199003078885", sex="2")

    entry = Entry.objects.get(pk=case.pk)
    assert (entry.action, entry.by_id, entry.unit_id) == (
        "casework.admit", cast.users.officer.pk, cast.units.facility.pk,
    )  # fmt: skip
    assert case.person.name == "娜仁"
    assert case.person.id_number == "150102199003078885"
    assert Custody.objects.get(case=case).unit == cast.units.facility


def test_a_refusal_names_every_reason_at_once(cast):
    with pytest.raises(Refused) as refused:
        admitted(
            cast, name="", id_number="150102199003078886", phone="123", sex="",
            admitted_at=NOW + timedelta(days=2), at=NOW,
        )  # fmt: skip

    assert {reason.field for reason in refused.value.reasons} == {
        "name", "id_number", "phone", "sex", "admitted_at",
    }  # fmt: skip
    assert not Case.objects.exists()


def test_the_same_entry_sent_twice_is_stored_once_and_answered_the_same(cast):
    entry = uuid7()

    first = admitted(cast, entry=entry)
    again = admitted(cast, entry=entry)

    assert again.pk == first.pk
    assert Case.objects.count() == Entry.objects.count() == 1


def test_the_same_id_with_other_content_is_refused(cast):
    entry = uuid7()
    admitted(cast, entry=entry)

    with pytest.raises(Refused) as refused:
        admitted(cast, entry=entry, name="李明")

    assert codes(refused) == {"entry.reused"}


def test_a_person_with_an_open_case_is_not_admitted_twice(cast):
    admitted(cast, id_number="150102199003078885")

    with pytest.raises(Refused) as refused:
        admitted(cast, id_number="150102199003078885")

    assert codes(refused) == {"person.open_case"}


def test_an_officer_of_another_facility_cannot_admit_here(cast):
    with pytest.raises(OutOfReach):
        admitted(cast, by=cast.other_officer)


def test_the_sender_stays_responsible_until_acceptance(cast):
    case = released(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)

    assert Case.objects.get(pk=case.pk).unit == cast.units.facility

    handovers.accept_handover(handover=offer, by=cast.worker, at=NOW + timedelta(hours=1))
    case.refresh_from_db()
    assert (case.unit, case.stage) == (cast.units.station, Case.Stage.AFTERCARE)


def test_a_returned_offer_needs_a_reason_and_leaves_the_sender_responsible(cast):
    case = released(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)

    with pytest.raises(Refused):
        handovers.return_handover(handover=offer, why="", by=cast.worker, at=NOW)
    handovers.return_handover(handover=offer, why="户籍不在本旗县", by=cast.worker, at=NOW)

    case.refresh_from_db()
    assert (case.unit, case.offered_to) == (cast.units.facility, None)
    assert Handover.objects.get(pk=offer.pk).text("answer_sealed") == "户籍不在本旗县"


def test_an_offer_expires_only_after_its_time_and_moves_nobody(cast):
    case = released(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)

    with pytest.raises(Refused):
        handovers.expire_handover(handover=offer, by=cast.officer, at=NOW)
    handovers.expire_handover(handover=offer, by=cast.officer, at=offer.expires_at)

    case.refresh_from_db()
    assert case.unit == cast.units.facility
    assert Handover.objects.get(pk=offer.pk).state == Handover.State.EXPIRED


def test_an_expired_offer_can_still_be_accepted(cast):
    case = released(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)
    handovers.expire_handover(handover=offer, by=cast.officer, at=offer.expires_at)

    handovers.accept_handover(handover=offer, by=cast.worker, at=offer.expires_at)

    case.refresh_from_db()
    assert (case.unit, case.offered_to) == (cast.units.station, None)


def test_a_station_that_was_not_offered_the_case_cannot_accept_it(cast):
    case = released(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)

    with pytest.raises(OutOfReach):
        handovers.accept_handover(handover=offer, by=cast.other_worker, at=NOW)


def test_declining_aftercare_leaves_no_task_and_no_mark(cast):
    case = released(cast)
    actions.record_consent(
        case=case, decision="declined", decided_at=NOW - timedelta(days=10), by=cast.officer, at=NOW
    )

    case.refresh_from_db()
    assert case.consent == "declined"
    assert case.stage == Case.Stage.RELEASED


def test_a_release_before_the_admission_is_refused(cast):
    case = admitted(cast)

    with pytest.raises(Refused) as refused:
        actions.release(
            case=case, released_at=case.admitted_at - timedelta(days=1), by=cast.head, at=NOW
        )

    assert codes(refused) == {"release.order"}


def test_a_corrected_release_supersedes_the_first_with_a_reason(cast):
    case = in_aftercare(cast)
    first = Entry.objects.get(action="casework.release")
    right = case.released_at - timedelta(days=1)

    with pytest.raises(Refused) as refused:
        actions.release(case=case, released_at=right, by=cast.head, at=NOW, supersedes=first.pk)
    actions.release(
        case=case, released_at=right, by=cast.head, at=NOW, supersedes=first.pk, reason="日期录错"
    )

    case.refresh_from_db()
    assert codes(refused) == {"correction.reason"}
    assert (case.released_at, case.stage) == (right, Case.Stage.AFTERCARE)


def test_a_case_cannot_be_closed_as_completed_before_three_years(cast):
    case = in_aftercare(cast)

    with pytest.raises(Refused) as refused:
        actions.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)

    assert codes(refused) == {"close.early"}


def test_a_closed_case_names_the_day_of_sealing(cast):
    case = in_aftercare(cast)
    actions.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)

    case.refresh_from_db()
    assert case.sealing_due_on == case.released_at.date().replace(year=case.released_at.year + 3)
