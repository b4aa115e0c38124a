"""One valid call of every action of the facility."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW, admitted

from guihang.cases.models import Case
from guihang.custody import (
    assessments,
    family,
    health,
    leave,
    restraints,
    safety,
    terms,
    treatment,
    zones,
)

DECLARES = (family, health, terms, treatment)

Given = dict[str, Any]
HOUR = timedelta(hours=1)
TODAY = NOW.date()


def inside(cast: SimpleNamespace, **more: Any) -> Given:
    """About a person in the facility who was admitted two months ago, by an officer."""
    came = NOW - timedelta(days=60)
    case = admitted(cast, decided_on=came.date(), admitted_at=came, at=came)
    return {"case": case, "by": cast.officer, "at": NOW, **more}


def by(who: Any, at: Any = NOW) -> Given:
    return {"by": who, "at": at}


def out_of_detox(cast: SimpleNamespace, case: Case, *, without: str = "") -> None:
    """Everything that the gate out of detox asks for, or all but one of them."""
    met = {"case": case, "happened_at": NOW - 3 * HOUR}
    if without != "doctor":
        health.record_health(
            kind="detox_end", conclusion="fit", note="平稳", **met, **by(cast.doctor)
        )
    if without != "mind":
        zones.record_stage_check(kind="mind", passed=True, **met, **by(cast.officer))
    if without != "detox_stage":
        assessed(cast, case)


def proposed(cast: SimpleNamespace, case: Case, **more: Any) -> Any:
    given = {"kind": "detox_stage", "physiological": "pass", "grounds": "尿检阴性"}
    return assessments.propose_assessment(case=case, **given | more, **by(cast.officer))


def assessed(cast: SimpleNamespace, case: Case, outcome: str = "stage_passed", **more: Any) -> Any:
    made = proposed(cast, case, **more)
    assessments.decide_assessment(
        assessment=made, second=cast.users.doctor, outcome=outcome, minutes="一致同意",
        **by(cast.head),
    )  # fmt: skip
    return made


def _zone(cast: SimpleNamespace, **more: Any) -> Given:
    return inside(cast, zone="adapt", on=TODAY, ground="脱毒期结束", **more)


def _zone_decision(cast: SimpleNamespace) -> Given:
    given = _zone(cast)
    out_of_detox(cast, given["case"])
    return {"proposal": zones.propose_zone(**given), "on": TODAY, "approve": True, **by(cast.head)}


def _assessment(cast: SimpleNamespace, steps: int = 0) -> Any:
    case = inside(cast)["case"]
    if not steps:
        return proposed(cast, case)
    made = assessed(cast, case)
    if steps > 1:
        assessments.serve_assessment(assessment=made, served_at=NOW, **by(cast.officer))
    if steps > 2:
        assessments.ask_assessment_review(assessment=made, grounds="睡眠已好转", **by(cast.officer))
    return made


def _incident(cast: SimpleNamespace) -> Given:
    return {
        "host": cast.units.facility, "kind": "medical", "happened_at": NOW - 2 * HOUR,
        "reported_at": NOW - HOUR, "account": "突发胸痛，送医后平稳", **by(cast.officer),
    }  # fmt: skip


def _drill(cast: SimpleNamespace) -> Given:
    return {
        "host": cast.units.facility, "scenario": "medical", "condition": "remote",
        "held_at": NOW - 24 * HOUR, "minutes": 45, "people": 30, "course": "模拟突发心梗",
        **by(cast.officer),
    }  # fmt: skip


def task_given(cast: SimpleNamespace) -> Given:
    return {
        "drill": safety.record_drill(**_drill(cast)), "found": "急救箱缺药", "task": "补齐并每月检查",
        "owner": cast.users.officer, "due_on": TODAY + timedelta(days=7), **by(cast.head),
    }  # fmt: skip


def _done(cast: SimpleNamespace) -> Any:
    made = safety.add_corrective_task(**task_given(cast))
    safety.report_task_done(corrective=made, note="已补齐", **by(cast.officer))
    return made


def _restraint(cast: SimpleNamespace) -> Given:
    return inside(cast, ground="self_harm", tried="谈话、转移注意、医生到场")


def restrained(cast: SimpleNamespace, steps: int = 0) -> Any:
    """An episode that waits for the head, runs, or has ended."""
    made = restraints.propose_restraint(**_restraint(cast))
    if steps:
        restraints.decide_restraint(restraint=made, approve=True, **by(cast.head))
    if steps > 1:
        restraints.end_restraint(restraint=made, debrief="情绪平稳", **by(cast.officer, NOW + HOUR))
    return made


def leave_given(cast: SimpleNamespace, kind: str = "death") -> Given:
    return inside(
        cast, kind=kind, relation="parent", from_on=TODAY, until_on=TODAY + timedelta(days=4),
        told="父亲去世",
    )  # fmt: skip


def on_leave(cast: SimpleNamespace, steps: int = 0) -> Any:
    """A leave after a death: asked for, verified, approved, away."""
    made = leave.request_leave(**leave_given(cast))
    if steps:
        leave.verify_leave(leave=made, proof="苏木证明", **by(cast.officer))
    if steps > 1:
        leave.decide_leave(leave=made, approve=True, **by(cast.head))
    if steps > 2:
        leave.depart_on_leave(leave=made, departed_at=NOW, **by(cast.officer))
    return made


def refused_leave(cast: SimpleNamespace, *, challenged: bool = False) -> Any:
    """A leave after a death that the head refused."""
    made = leave.request_leave(**leave_given(cast))
    leave.decide_leave(leave=made, why="路途积雪，无法保障", **by(cast.head))
    if challenged:
        leave.challenge_leave(leave=made, grounds="路已通", **by(cast.officer))
    return made


LATER = NOW + timedelta(days=6)

SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "custody.record_notice": lambda cast: inside(
        cast, kind="family_told", happened_at=NOW - HOUR, note="国内挂号"
    ),
    "custody.note_overstay": lambda cast: {"case": admitted(cast), **by(cast.head)},
    "custody.record_health": lambda cast: inside(
        cast, kind="entry", conclusion="fit", happened_at=NOW - HOUR, note="一般情况好",
        by=cast.doctor,
    ),
    "custody.record_infection_screen": lambda cast: inside(
        cast, disease="hcv", finding="negative", happened_at=NOW - HOUR, by=cast.doctor
    ),
    "custody.record_stage_check": lambda cast: inside(
        cast, kind="entry_test", passed=True, happened_at=NOW - HOUR, note="86 分"
    ),
    "custody.propose_zone": _zone,
    "custody.decide_zone": _zone_decision,
    "custody.withdraw_zone": lambda cast: {
        "proposal": _zone_decision(cast)["proposal"], "why": "分区选错", **by(cast.officer)
    },
    "custody.propose_assessment": lambda cast: inside(
        cast, kind="one_year", physiological="pass", psychophysical="pass", behaviour="pass",
        social="good", grounds="各项记录",
    ),
    "custody.add_assessment_evidence": lambda cast: {
        "assessment": _assessment(cast), "domain": "physiological", "source": "尿检单",
        "found": "阴性", **by(cast.officer),
    },
    "custody.decide_assessment": lambda cast: {
        "assessment": _assessment(cast), "second": cast.users.doctor, "outcome": "stage_passed",
        "minutes": "一致同意", **by(cast.head),
    },
    "custody.serve_assessment": lambda cast: {
        "assessment": _assessment(cast, 1), "served_at": NOW, **by(cast.officer)
    },
    "custody.ask_assessment_review": lambda cast: {
        "assessment": _assessment(cast, 2), "grounds": "睡眠已好转", **by(cast.officer)
    },
    "custody.review_assessment": lambda cast: {
        "assessment": _assessment(cast, 3), "upheld": True, "answer": "维持", **by(cast.deputy)
    },
    "custody.record_incident": _incident,
    "custody.close_incident": lambda cast: {
        "incident": safety.record_incident(**_incident(cast)), "lesson": "备足急救药", **by(cast.head)
    },
    "custody.record_near_miss": lambda cast: {
        "host": cast.units.facility, "kind": "contraband", "happened_on": TODAY,
        "told": "包裹里有刀片，检查时发现", "learned": "包裹双人开检", **by(cast.officer),
    },
    "custody.record_headcount": lambda cast: {
        "host": cast.units.facility, "counted_at": NOW - HOUR, "found": 0, **by(cast.officer)
    },
    "custody.record_drill": _drill,
    "custody.add_corrective_task": task_given,
    "custody.report_task_done": lambda cast: {
        "corrective": safety.add_corrective_task(**task_given(cast)), "note": "已补齐", **by(cast.officer)
    },
    "custody.close_task": lambda cast: {"corrective": _done(cast), "fine": True, **by(cast.head)},
    "custody.propose_restraint": _restraint,
    "custody.decide_restraint": lambda cast: {
        "restraint": restrained(cast), "approve": True, **by(cast.head)
    },
    "custody.observe_restraint": lambda cast: {
        "restraint": restrained(cast, 1), "observed_at": NOW + HOUR / 6, "still_needed": True,
        "note": "呼吸平稳", **by(cast.officer, NOW + HOUR / 6),
    },
    "custody.end_restraint": lambda cast: {
        "restraint": restrained(cast, 1), "family_told": True, "debrief": "愿意谈谈",
        **by(cast.officer, NOW + HOUR),
    },
    "custody.review_restraint": lambda cast: {
        "restraint": restrained(cast, 2), "finding": "及时解除", **by(cast.deputy, NOW + 2 * HOUR)
    },
    "custody.record_session": lambda cast: {
        "host": cast.units.facility, "centre": "psychology", "topic": "正念防复吸",
        "held_at": NOW - HOUR, "minutes": 60, "led_by": "王老师",
        "people": inside(cast)["case"].person.number, **by(cast.officer),
    },
    "custody.record_family_visit": lambda cast: inside(
        cast, mode="video", happened_at=NOW - HOUR, minutes=30, relation="parent", visitors=2,
        who="父亲、母亲",
    ),
    "custody.record_family_meal": lambda cast: inside(
        cast, occasion="birthday", happened_on=TODAY, relatives=3, children=1,
        guardian_agreed=True, note="女儿带了蛋糕",
    ),
    "custody.request_leave": leave_given,
    "custody.verify_leave": lambda cast: {
        "leave": on_leave(cast), "proof": "医院证明", **by(cast.officer)
    },
    "custody.weigh_leave": lambda cast: {
        "leave": on_leave(cast, 1), "risk": "两名民警陪同", **by(cast.officer)
    },
    "custody.decide_leave": lambda cast: {
        "leave": on_leave(cast, 1), "approve": True, **by(cast.head)
    },
    "custody.challenge_leave": lambda cast: {
        "leave": refused_leave(cast), "grounds": "路已通", **by(cast.officer)
    },
    "custody.review_leave": lambda cast: {
        "leave": refused_leave(cast, challenged=True), "granted": True, "proof": "电话核实",
        "answer": "路已通，准予离所", **by(cast.deputy),
    },
    "custody.withdraw_leave": lambda cast: {
        "leave": on_leave(cast, 2), "note": "大雪封路，未成行", **by(cast.officer)
    },
    "custody.depart_on_leave": lambda cast: {
        "leave": on_leave(cast, 2), "departed_at": NOW, **by(cast.officer)
    },
    "custody.return_from_leave": lambda cast: {
        "leave": on_leave(cast, 3), "returned_at": LATER, "test": "negative",
        **by(cast.officer, LATER),
    },
    "custody.examine_as_escape": lambda cast: {
        "leave": on_leave(cast, 3), "note": "电话无人接听", **by(cast.head, LATER)
    },
}  # fmt: skip
