"""The region's own protocols: proposed by one, adopted by another, tried before they count."""

import json
from datetime import date, timedelta

import pytest
from tests.architecture.samples import protocol
from tests.architecture.snapshot import changed, snapshot
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.casework import actions as casework
from guihang.core.refusal import OutOfReach, Refused
from guihang.followup import actions, dryrun, plan, queries
from guihang.followup.models import ProtocolVersion, Task

pytestmark = pytest.mark.usefixtures("everywhere")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def propose(cast, body: str, **changes):
    given = {"unit": cast.units.region, "body": body, "by": cast.bureau, "at": NOW}
    return actions.propose_protocol(**given | changes)


def adopt(cast, version: int = 2, **changes):
    given = {"unit": cast.units.region, "code": "golden-quarter", "version": version}
    return actions.adopt_protocol(**given | {"by": cast.lead, "at": NOW + HOUR} | changes)


def shorter(**changes) -> str:
    """The golden quarter without its last step."""
    data = json.loads(protocol(**changes))
    return json.dumps(data | {"steps": data["steps"][:-1]}, ensure_ascii=False)


def test_a_proposal_changes_nothing_until_somebody_else_adopts_it(cast):
    propose(cast, shorter(effective_on="2026-01-01"))
    assert plan.in_force("golden-quarter", NOW.date()).version == 1
    assert [row.version for row in queries.proposals()] == [2]

    adopt(cast)

    assert plan.in_force("golden-quarter", NOW.date()).version == 2
    assert plan.in_force("golden-quarter", date(2025, 12, 31)).version == 1
    assert queries.proposals() == []


def test_who_was_released_before_its_day_keeps_the_version_of_their_release(cast):
    propose(cast, shorter(effective_on=(NOW - 5 * DAY).date().isoformat()))
    adopt(cast)

    before, after = in_aftercare(cast, days=6), in_aftercare(cast, days=4)

    def versions(case) -> set[int]:
        rows = Task.objects.filter(case=case, rule="golden-quarter")
        return set(rows.values_list("version", flat=True))

    assert (versions(before), versions(after)) == ({1}, {2})
    assert not Task.objects.filter(case=after, step="closing").exists()
    assert {row.words.en for row in queries.worklist(units=[cast.units.station.pk], now=NOW)}


def test_who_proposed_does_not_adopt_and_nothing_is_adopted_twice(cast):
    propose(cast, protocol(), by=cast.lead)
    with pytest.raises(Refused) as same:
        adopt(cast)
    ProtocolVersion.objects.update(proposed_by=cast.users.bureau)
    adopt(cast)
    with pytest.raises(Refused) as twice:
        adopt(cast)
    with pytest.raises(Refused) as absent:
        adopt(cast, 7)

    assert codes(same) == {"protocol.same"}
    assert codes(twice) == codes(absent) == {"protocol.gone"}


@pytest.mark.parametrize("version", [0, 1])
def test_a_version_is_never_written_over(cast, version):
    with pytest.raises(Refused) as refused:
        propose(cast, protocol(version))

    assert {"protocol.version", "protocol"} & codes(refused)


def test_a_version_is_proposed_once(cast):
    propose(cast, protocol())

    with pytest.raises(Refused) as refused:
        propose(cast, shorter())

    assert codes(refused) == {"protocol.version"}


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "5", '{"code": 5}', "[" * 5000, '{"a": NaN}', "长" * 100_001]
)
def test_what_is_no_protocol_is_refused_with_reasons_and_not_with_a_stack_trace(cast, body):
    before = snapshot()

    with pytest.raises(Refused) as refused:
        propose(cast, body)

    assert {reason.field for reason in refused.value.reasons} == {"body"}
    assert changed(before) == set()


def test_everything_that_is_wrong_with_a_protocol_is_said_at_once(cast):
    data = json.loads(protocol())
    data["steps"][0]["owner"] = "nobody"
    data["source"]["en"] = ""

    with pytest.raises(Refused) as refused:
        propose(cast, json.dumps(data))

    assert len(refused.value.reasons) == 2


def test_only_a_bureau_proposes_and_only_its_head_adopts(cast):
    with pytest.raises(OutOfReach):
        propose(cast, protocol(), by=cast.head)
    propose(cast, protocol())
    for stranger in (cast.bureau, cast.head, cast.worker):
        with pytest.raises(OutOfReach):
            adopt(cast, by=stranger)


def test_a_version_that_another_process_adopted_is_found(cast):
    plan.adopted()  # this process has looked, and keeps what it saw for a while
    propose(cast, shorter(effective_on="2026-01-01"))
    ProtocolVersion.objects.update(adopted_by=cast.users.lead, adopted_at=NOW)

    assert plan.step("golden-quarter", 2, "week-1").code == "week-1"
    with pytest.raises(LookupError):
        plan.step("golden-quarter", 3, "week-1")


def test_a_dry_run_tells_what_would_change_for_whom_and_writes_nothing(cast):
    open_cases = [in_aftercare(cast, days=10), in_aftercare(cast, days=20), released(cast)]
    closed = in_aftercare(cast)
    casework.close_case(case=closed, ending="moved", by=cast.station_head, at=NOW)
    admitted(cast)
    before = snapshot()

    report = dryrun.dry_run(
        plan.read(shorter()), units=[cast.units.station.pk, cast.units.facility.pk], at=NOW
    )

    assert (report.people, report.touched) == (3, 3)
    assert report.removed == {"closing": 3}
    assert (report.added, report.moved) == ({}, {})
    assert {example.case_id for example in report.examples} == {case.pk for case in open_cases}
    assert report.units == {cast.units.station.pk: 2, cast.units.facility.pk: 1}
    assert changed(before) == set()


def test_a_dry_run_of_what_is_in_force_changes_nobody(cast):
    in_aftercare(cast)

    report = dryrun.dry_run(plan.read(protocol()), units=[cast.units.station.pk], at=NOW)

    assert (report.people, report.touched, report.steps) == (1, 0, [])
