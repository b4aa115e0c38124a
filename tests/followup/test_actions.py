"""What staff may record, and what is refused with every reason."""

from datetime import timedelta

import pytest
from tests.conftest import NOW, in_aftercare

from guihang.casework import actions as casework
from guihang.core.refusal import OutOfReach, Refused
from guihang.followup import actions
from guihang.followup.models import Contact, Review

pytestmark = pytest.mark.usefixtures("everywhere")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = {"housing": "good", "work": "fair", "family": "good", "health": "not_said"}
RECORDS = {
    "contact": {"channel": "phone"},
    "attempt": {"target": "person", "channel": "phone", "outcome": "no_answer"},
    "test": {"kind": "onsite", "result": "negative"},
    "review": WELL,
    "meeting": {"decision": "go_on", "note": "会商"},
}


def record(cast, case, what: str, **changes):
    given = {"case": case, "happened_at": NOW - HOUR, "by": cast.worker, "at": NOW}
    return getattr(actions, f"record_{what}")(**given | RECORDS[what] | changes)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_is_recorded_has_happened_and_since_the_admission(cast, kind):
    case = in_aftercare(cast)

    for happened_at, code in ((NOW + HOUR, "future"), (case.admitted_at - HOUR, "before")):
        with pytest.raises(Refused) as refused:
            record(cast, case, kind, happened_at=happened_at)
        assert codes(refused) == {code}
    record(cast, case, kind, happened_at=NOW)
    record(cast, case, kind, happened_at=case.admitted_at)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_closed_case_is_not_added_to(cast, kind):
    case = in_aftercare(cast)
    casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)

    with pytest.raises(Refused) as refused:
        record(cast, case, kind)

    assert codes(refused) == {"closed"}


@pytest.mark.parametrize("kind", RECORDS)
def test_who_holds_the_case_records_and_nobody_else(cast, kind):
    case = in_aftercare(cast)

    for stranger in (cast.officer, cast.other_worker, cast.volunteer, cast.analyst, cast.bureau):
        with pytest.raises(OutOfReach):
            record(cast, case, kind, by=stranger)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"result": "negative", "drugs": ["ats"]}, "test.drugs"),
        ({"kind": "onsite", "chain_complete": True}, "test.chain"),
    ],
)
def test_a_test_says_nothing_that_it_cannot_know(cast, given, code):
    case = in_aftercare(cast)

    with pytest.raises(Refused) as refused:
        record(cast, case, "test", **given)

    assert codes(refused) == {code}


def test_use_lies_between_its_days_and_not_ahead(cast):
    case, given = in_aftercare(cast), {"kind": "self_report", "by": cast.worker, "at": NOW}
    day = NOW.date()

    for used_on, not_before, code in (
        (day + DAY, None, "future"), (day, day + DAY, "evidence.order"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.record_evidence(case=case, used_on=used_on, not_before=not_before, **given)
        assert codes(refused) == {code}
    actions.record_evidence(case=case, used_on=day, not_before=day, **given)


def test_the_closing_review_is_held_by_two_people(cast):
    case = in_aftercare(cast)

    for second_by, code in ((None, "review.second"), (cast.users.worker, "review.same")):
        with pytest.raises(Refused) as refused:
            record(cast, case, "review", closing=True, second_by=second_by)
        assert codes(refused) == {code}
    record(cast, case, "review", closing=True, second_by=cast.users.second)

    assert Review.objects.get().second_by == cast.users.second


def test_what_was_said_is_sealed_and_opens_for_who_reads_the_case(cast):
    made = record(cast, in_aftercare(cast), "contact", note="想学修车")

    stored = Contact.objects.select_related("case__person").get(pk=made.pk)
    assert "想学修车".encode() not in bytes(stored.note_sealed)
    assert stored.opened("note_sealed") == "想学修车"
