"""Zones, assessment, restraint, leave and sessions: evidence, two people, and nothing by a date."""

from datetime import timedelta

import pytest
from tests.architecture.samples_of import custody as made
from tests.conftest import NOW

from guihang.cases.models import Case, ZonePlacement
from guihang.casework import terms
from guihang.core.refusal import Refused
from guihang.custody import assessments, health, leave, restraints, safety, treatment, zones
from guihang.custody.models import Attendance, InfectionScreen, Leave, ZoneProposal
from guihang.people.permissions import GRANTS, Permission, Role

pytestmark = pytest.mark.usefixtures("everywhere")
TODAY, DAY = NOW.date(), timedelta(days=1)


def codes(action, **given):
    with pytest.raises(Refused) as refused:
        action(at=NOW, **given)
    return [reason.code for reason in refused.value.reasons]


def proposal(cast, *, without="", by=None):
    case = made.inside(cast)["case"]
    made.out_of_detox(cast, case, without=without)
    given = {"case": case, "zone": "adapt", "on": TODAY, "ground": "脱毒期结束"}
    return zones.propose_zone(**given, by=by or cast.officer, at=NOW)


@pytest.mark.parametrize("lacking", ["doctor", "mind", "detox_stage"])
def test_nobody_leaves_detox_while_a_proof_is_lacking_unless_the_head_says_why(cast, lacking):
    asked = proposal(cast, without=lacking)
    decision = {"proposal": asked, "on": TODAY, "approve": True, "by": cast.head}

    assert codes(zones.decide_zone, **decision) == ["zone.evidence"]
    assert Case.objects.get().zone == "detox"

    zones.decide_zone(**decision, why="床位紧急调整，三日内补齐", at=NOW)

    row = ZoneProposal.objects.get()
    assert (row.missing, row.decided_by) == ([lacking], cast.users.head)
    assert Case.objects.get().zone == ZonePlacement.objects.get().zone == "adapt"


def test_with_everything_on_file_the_head_approves_and_the_version_of_the_rules_is_kept(cast):
    zones.decide_zone(proposal=proposal(cast), on=TODAY, approve=True, by=cast.head, at=NOW)

    row = ZoneProposal.objects.get()
    assert (row.state, row.missing, row.policy) == ("placed", [], "zones-1")


def test_who_proposes_a_zone_does_not_decide_on_it(cast):
    decision = {"proposal": proposal(cast, by=cast.head), "on": TODAY, "approve": True}

    assert codes(zones.decide_zone, **decision, by=cast.head) == ["self"]
    zones.decide_zone(**decision, by=cast.deputy, at=NOW)


def test_a_proposal_taken_back_moves_nobody_and_makes_room_for_another(cast):
    asked = proposal(cast)
    zones.withdraw_zone(proposal=asked, why="分区选错", by=cast.officer, at=NOW)

    asked.refresh_from_db()
    decision = {"proposal": asked, "on": TODAY, "approve": True, "by": cast.head}
    assert codes(zones.decide_zone, **decision) == ["state"]
    zones.propose_zone(case=asked.case, zone="return", on=TODAY, by=cast.officer, at=NOW)
    assert (asked.decided_by, Case.objects.get().zone) == (None, "detox")


def test_a_conclusion_that_was_taken_back_opens_no_gate(cast):
    asked = proposal(cast)
    health.record_health(
        case=asked.case, kind="detox_end", conclusion="unfit", happened_at=NOW, by=cast.doctor,
        at=NOW,
    )  # fmt: skip

    decision = {"proposal": asked, "on": TODAY, "approve": True, "by": cast.head}
    assert codes(zones.decide_zone, **decision) == ["zone.evidence"]


def test_only_doctors_sign_and_what_they_found_of_infections_is_not_readable_in_the_row(cast):
    assert {role for role in Role if Permission.HEALTH_RECORD in GRANTS[role]} == {Role.DOCTOR}
    health.record_infection_screen(
        case=made.inside(cast)["case"], disease="hiv", finding="positive", happened_at=NOW,
        by=cast.doctor, at=NOW,
    )  # fmt: skip

    row = InfectionScreen.objects.get()
    assert b"hiv" not in bytes(row.disease_sealed)
    assert b"positive" not in bytes(row.finding_sealed)
    assert row.opened("disease_sealed") == "hiv"


def committee(cast, **more):
    return {
        "second": cast.users.doctor, "outcome": "stage_passed", "minutes": "一致", "by": cast.head,
    } | more  # fmt: skip


def test_an_assessment_is_decided_by_two_others_than_who_proposed_it(cast):
    asked = made.proposed(cast, made.inside(cast)["case"])
    decide = assessments.decide_assessment

    for seats in ({"second": cast.users.officer}, {"second": cast.users.head}):
        assert "assessment.committee" in codes(decide, assessment=asked, **committee(cast, **seats))
    decide(assessment=asked, **committee(cast), at=NOW)

    seats = set(asked.members.values_list("user__username", flat=True))
    assert seats == {"head", "doctor"}


COMPREHENSIVE = {
    "kind": "one_year", "physiological": "pass", "psychophysical": "pass", "behaviour": "pass",
    "social": "fair",
}  # fmt: skip


def test_a_fair_social_grade_never_extends_and_a_failed_domain_is_never_early(cast):
    """Measures on diagnostic assessment art 6: the social domain has no failing value."""
    case = made.inside(cast)["case"]
    fair = made.proposed(cast, case, **COMPREHENSIVE)
    failed = made.proposed(
        cast, case, **COMPREHENSIVE | {"kind": "pre_expiry", "behaviour": "fail"}
    )
    decide = assessments.decide_assessment

    assert codes(decide, assessment=fair, **committee(cast, outcome="extend")) == [
        "assessment.outcome"
    ]
    assert codes(decide, assessment=failed, **committee(cast, outcome="early")) == [
        "assessment.outcome"
    ]
    decide(assessment=failed, **committee(cast, outcome="extend"), at=NOW)


def test_a_term_is_extended_only_after_an_assessment_was_decided(cast):
    case = made.inside(cast)["case"]
    given = {"case": case, "change": "extension", "decided_on": TODAY, "months": 3, "by": cast.head}

    assert codes(terms.record_term_event, **given) == ["term.assessment"]
    made.assessed(cast, case, "extend", **COMPREHENSIVE | {"behaviour": "fail"})
    terms.record_term_event(**given, at=NOW)


def test_a_restraint_has_three_people_and_a_missed_look_stays_visible(cast):
    row = made.restrained(cast)
    restraints.decide_restraint(restraint=row, approve=True, by=cast.head, at=NOW)
    row.refresh_from_db()
    for minutes, needed in ((10, True), (40, False)):
        at = NOW + timedelta(minutes=minutes)
        restraints.observe_restraint(
            restraint=row, observed_at=at, still_needed=needed, by=cast.officer, at=at
        )

    watched = restraints.watch_of(row, NOW + timedelta(minutes=46))

    assert watched.missed == (NOW + timedelta(minutes=30),)
    assert watched.must_end
    restraints.end_restraint(
        restraint=row, debrief="平稳", by=cast.officer, at=NOW + timedelta(minutes=46)
    )
    assert codes(restraints.review_restraint, restraint=row, finding="可", by=cast.head) == ["self"]
    restraints.review_restraint(restraint=row, finding="漏一次", by=cast.deputy, at=NOW)


def test_a_death_in_the_family_is_decided_on_the_day_and_merit_step_by_step(cast):
    given = made.leave_given(cast)
    death = leave.request_leave(**given)
    leave.decide_leave(
        leave=death, approve=True, proof="电话核实：苏木派出所", by=cast.head, at=NOW
    )
    assert Leave.objects.get().state == "approved"

    merit = leave.request_leave(**made.leave_given(cast, "merit"))
    decision = {"leave": merit, "approve": True, "proof": "x", "by": cast.head}
    assert codes(leave.decide_leave, **decision) == ["leave.state", "leave.doctor"]


def test_a_refused_leave_is_challenged_once_and_reviewed_by_somebody_else(cast):
    asked = made.refused_leave(cast, challenged=True)
    asked.refresh_from_db()
    review = {"leave": asked, "answer": "路已通"}

    assert codes(leave.review_leave, **review, by=cast.head) == ["self"]
    assert codes(leave.review_leave, **review, granted=True, by=cast.deputy) == ["leave.proof"]
    leave.review_leave(**review, by=cast.deputy, at=NOW)
    asked.refresh_from_db()
    assert asked.state == "refused"
    assert codes(leave.challenge_leave, leave=asked, grounds="再申诉", by=cast.officer) == [
        "leave.reviewed"
    ]


def test_a_challenge_is_granted_for_days_that_lie_ahead_and_hinders_no_new_request(cast):
    asked = made.refused_leave(cast, challenged=True)
    asked.refresh_from_db()
    review = {"leave": asked, "answer": "准予", "granted": True, "proof": "电话核实"}
    later = NOW + 7 * DAY

    with pytest.raises(Refused) as refused:
        leave.review_leave(**review, by=cast.deputy, at=later)
    assert [reason.code for reason in refused.value.reasons] == ["leave.past"]
    ahead = {"from_on": TODAY + 7 * DAY, "until_on": TODAY + 9 * DAY}
    given = made.leave_given(cast) | {"case": asked.case, "at": later} | ahead
    again = leave.request_leave(**given)
    leave.withdraw_leave(leave=again, note="并入申诉", by=cast.officer, at=later)
    leave.review_leave(**review, **ahead, by=cast.deputy, at=later)

    asked.refresh_from_db()
    assert (asked.state, asked.until_on) == ("approved", TODAY + 9 * DAY)


def test_leave_is_ten_days_at_most_and_who_is_late_is_no_escapee_by_a_clock(cast):
    given = made.leave_given(cast)
    longer = given | {"until_on": TODAY + 10 * DAY}
    assert codes(leave.request_leave, **{k: v for k, v in longer.items() if k != "at"}) == [
        "leave.days"
    ]
    away = made.on_leave(cast, 3)
    away.refresh_from_db()

    assert leave.is_overdue(away, made.LATER)
    assert codes(leave.examine_as_escape, leave=away, note="已联系", by=cast.head) == [
        "leave.in_time"
    ]
    assert Leave.objects.get(pk=away.pk).state == "departed"


def test_a_minute_typed_beside_a_clock_of_seconds_is_not_too_early(cast):
    """The head approves at 10:00:40; whoever writes 10:00 a moment later means afterwards."""
    decided, typed = NOW + timedelta(seconds=40), NOW
    after = decided + timedelta(seconds=10)
    row = made.restrained(cast)
    restraints.decide_restraint(restraint=row, approve=True, by=cast.head, at=decided)
    restraints.observe_restraint(
        restraint=row, observed_at=typed, still_needed=True, by=cast.officer, at=after
    )
    away = leave.request_leave(**made.leave_given(cast))
    leave.decide_leave(leave=away, approve=True, proof="电话核实", by=cast.head, at=decided)
    leave.depart_on_leave(leave=away, departed_at=typed, by=cast.officer, at=after)

    row.refresh_from_db()
    assert row.observations.get().observed_at == decided
    assert restraints.watch_of(row, after).due_at == decided + timedelta(minutes=15)
    early = {"leave": made.on_leave(cast, 2), "departed_at": NOW - timedelta(minutes=1)}
    assert codes(leave.depart_on_leave, **early, by=cast.officer) == ["leave.departed"]


def test_nobody_departs_before_the_first_day_of_a_leave_or_after_its_last(cast):
    given = made.leave_given(cast) | {"from_on": TODAY + DAY, "until_on": TODAY + 2 * DAY}
    asked = leave.request_leave(**given)
    leave.decide_leave(leave=asked, approve=True, proof="电话核实", by=cast.head, at=NOW)

    assert codes(leave.depart_on_leave, leave=asked, departed_at=NOW, by=cast.officer) == [
        "leave.departs"
    ]
    late = NOW + 3 * DAY
    with pytest.raises(Refused):
        leave.depart_on_leave(leave=asked, departed_at=late, by=cast.officer, at=late)
    first = NOW + DAY
    leave.depart_on_leave(leave=asked, departed_at=first, by=cast.officer, at=first)


def test_a_session_counts_each_person_once_and_names_numbers_that_are_nobodys(cast):
    case = made.inside(cast)["case"]
    number = case.person.number
    given = {
        "host": cast.units.facility, "centre": "education", "topic": "法律", "held_at": NOW,
        "minutes": 60, "led_by": "李老师", "by": cast.officer,
    }  # fmt: skip

    assert codes(treatment.record_session, **given, people=f"{number} GH-X") == ["session.people"]
    treatment.record_session(**given, people=f"{number}、{number}\n", at=NOW)

    assert Attendance.objects.filter(case=case).count() == 1


def test_a_headcount_that_differs_is_explained_and_a_task_is_closed_by_another(cast):
    made.inside(cast)
    count = {"host": cast.units.facility, "counted_at": NOW, "by": cast.officer}
    assert codes(safety.record_headcount, **count, found=0) == ["headcount.note"]
    safety.record_headcount(**count, found=0, away=1, at=NOW)

    task = safety.add_corrective_task(**made.task_given(cast) | {"owner": cast.users.head})
    safety.report_task_done(corrective=task, note="已办", by=cast.officer, at=NOW)
    assert codes(safety.close_task, corrective=task, fine=True, by=cast.head) == ["self"]
    safety.close_task(corrective=task, fine=True, by=cast.deputy, at=NOW)
