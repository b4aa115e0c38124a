"""One valid call of every action about services."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.architecture.samples_of.community import member
from tests.conftest import NOW, in_aftercare, staff

from guihang.care import (
    activities,
    aid,
    circle,
    episodes,
    family,
    helping,
    stations,
    training,
    vr,
    work,
)
from guihang.people.models import Post
from guihang.people.permissions import Role

Given = dict[str, Any]
TODAY = NOW.date()
HOUR = timedelta(hours=1)
CONDITIONS = {"seats": 1, "wage": 3200, "housing": True, "insurance": True, "contract": True}


def _case(cast: SimpleNamespace, **more: Any) -> Given:
    return {"case": in_aftercare(cast), "by": cast.worker, "at": NOW, **more}


def _host(cast: SimpleNamespace, **more: Any) -> Given:
    return {"host": cast.units.station, "by": cast.worker, "at": NOW, **more}


def _after(row: Any, name: str, cast: SimpleNamespace, **more: Any) -> Given:
    return {name: row, "by": cast.worker, "at": NOW, **more}


def fresh(row: Any) -> Any:
    """The row as it is now, with its case, as an edge would fetch it."""
    return type(row).objects.select_related("case__person", "case__unit").get(pk=row.pk)


def need(cast: SimpleNamespace) -> Given:
    return _case(cast, scheme="dibao", need="没有收入，母亲多病", away=True)


def applied(cast: SimpleNamespace) -> Given:
    made = aid.note_aid_need(**need(cast))
    return _after(
        made, "application", cast, on=TODAY, office="镇民政办", documents="申请书、户口簿"
    )


def decided(cast: SimpleNamespace) -> Given:
    given = applied(cast)
    aid.apply_for_aid(**given)
    return _after(given["application"], "application", cast, on=TODAY, granted=True, amount=780)


def received(cast: SimpleNamespace) -> Given:
    given = decided(cast)
    aid.record_aid_decision(**given)
    return _after(given["application"], "application", cast, on=TODAY)


def joined(cast: SimpleNamespace) -> Given:
    return _case(
        cast, part="caring_ambassador", name="王老师", task="每周通一次电话", on=TODAY, agreed=True
    )


def course(cast: SimpleNamespace) -> Given:
    return _host(
        cast, name="中式面点", trade="cooking", hours=60, places=1,
        starts_on=TODAY - timedelta(days=30), ends_on=TODAY,
    )  # fmt: skip


def enrolled(cast: SimpleNamespace) -> Given:
    return _case(cast, course=training.open_course(**course(cast)))


def base(cast: SimpleNamespace) -> Given:
    return _host(
        cast, name="葡萄种植基地", operator="乌海某农业公司", disclosure="未经本人同意不告知",
        complaints_to="工作站", **CONDITIONS,
    )  # fmt: skip


def interested(cast: SimpleNamespace, days: int = 40) -> Given:
    at = NOW - timedelta(days=days)
    case = in_aftercare(cast, days=days + 10)
    return {"case": case, "kind": "base", "wish": "想学种葡萄", "by": cast.worker, "at": at}


def started(cast: SimpleNamespace, days: int = 40) -> Given:
    given = interested(cast, days)
    placement = work.register_interest(**given)
    return {
        "placement": placement, "on": given["at"].date(), "kind": "base",
        "base": work.open_base(**base(cast)), "employer": "葡萄种植基地", "wage": 3200,
        "contract": True, "by": cast.worker, "at": given["at"],
    }  # fmt: skip


def confirmed(cast: SimpleNamespace) -> Given:
    given = started(cast)
    work.start_work(**given)
    return _after(
        given["placement"], "placement", cast, mark="30", on=TODAY, works=True, source="payslip"
    )


def episode(cast: SimpleNamespace) -> Given:
    return _case(
        cast, source="self", problems=["family", "work"], language="mn", literacy="reads",
        risks="近期情绪低落", explained=True,
    )  # fmt: skip


def assessed(cast: SimpleNamespace) -> Given:
    made = episodes.take_up(**episode(cast))
    return _after(made, "episode", cast, family="2", work="3", first="work", strengths="肯吃苦")


def goal(cast: SimpleNamespace) -> Given:
    given = assessed(cast)
    episodes.assess_needs(**given)
    return _after(
        fresh(given["episode"]), "episode", cast, domain="work", wish="我想有份稳定的工作",
        measure="连续上班三个月", baseline="没有工作", means="就业基地", responsible="本人与社工",
        target_on=TODAY + timedelta(days=90),
    )  # fmt: skip


def signed(cast: SimpleNamespace) -> Given:
    given = goal(cast)
    episodes.set_goal(**given)
    return _after(given["episode"], "episode", cast, on=TODAY, signed=True)


def working(cast: SimpleNamespace, **more: Any) -> Given:
    given = signed(cast)
    episodes.sign_plan(**given)
    return _after(fresh(given["episode"]), "episode", cast, **more)


def session(cast: SimpleNamespace) -> Given:
    return working(
        cast, happened_at=NOW - HOUR, minutes=50, method="motivational", content="谈了找工作的顾虑",
        following="下周去基地看看",
    )  # fmt: skip


def scaled(cast: SimpleNamespace) -> Given:
    made = working(cast)["episode"].goals.get()
    return _after(fresh(made), "goal", cast, on=TODAY, attained="1")


def proposed(cast: SimpleNamespace) -> Given:
    given = scaled(cast)
    episodes.scale_goal(**given)
    texts = {"opinion": "有用", "onward": "继续联系"}
    return _after(fresh(given["goal"].episode), "episode", cast, ending="goals_met", **texts)


def countersigned(cast: SimpleNamespace) -> Given:
    given = proposed(cast)
    episodes.propose_closing(**given)
    return _after(
        fresh(given["episode"]), "episode", cast, agrees=True, why="同意", by=cast.station_head
    )


def family_class(cast: SimpleNamespace) -> Given:
    return _host(
        cast, kind="school", topic="怎样说话不伤人", teacher="王老师", on=TODAY, minutes=90
    )


def attended(cast: SimpleNamespace) -> Given:
    made = family.hold_class(**family_class(cast))
    return _case(
        cast, family_class=made, relatives=2, children=1, agreed=True, safe=True, note="母亲与女儿"
    )


def measured(cast: SimpleNamespace) -> Given:
    answers = dict.fromkeys(("talk", "trust", "contact", "support", "together"), "2")
    return _case(cast, answers_by="person", on=TODAY, **answers)


def tie(cast: SimpleNamespace) -> Given:
    return _case(cast, who="母亲", sphere="family", strength="strong", direction="in", on=TODAY)


def activity(cast: SimpleNamespace) -> Given:
    return _host(cast, kind="rite", title="祭敖包", place="嘎查", on=TODAY, others=80)


def took_part(cast: SimpleNamespace) -> Given:
    made = activities.hold_activity(**activity(cast))
    return _case(cast, activity=made, chose=True, helped=True, feeling="liked", note="帮着搭毡房")


def _station(cast: SimpleNamespace, **more: Any) -> Given:
    return {"station": cast.units.station, "by": cast.worker, "at": NOW, **more}


def room(cast: SimpleNamespace, kind: str = "dormitory", beds: int = 1) -> Given:
    return _station(cast, kind=kind, name="二楼 201", beds=beds, equipment="床\n柜子")


def plan(cast: SimpleNamespace, kind: str = "year") -> Given:
    return _station(cast, kind=kind, year=NOW.year, title="年度工作计划", body="每月联系，每季评估")


def opening(cast: SimpleNamespace) -> Given:
    for kind in ("office", "counselling", "dormitory", "rehab_office", "test_room"):
        stations.set_up_room(**room(cast, kind, int(kind == "dormitory")))
    for kind in ("scheme", "year"):
        stations.write_station_plan(**plan(cast, kind))
    if not Post.objects.filter(unit=cast.units.station, role=Role.OFFICER).exists():
        staff("station-officer", cast.units.station, Role.OFFICER)
    return _station(cast, on=TODAY, address="海拉尔区某街 1 号")


def stay(cast: SimpleNamespace) -> Given:
    return _case(
        cast, room=stations.set_up_room(**room(cast)), on=TODAY,
        planned_until_on=TODAY + timedelta(days=7), why="房子还在修", chose=True,
    )  # fmt: skip


def vr_course(cast: SimpleNamespace) -> Given:
    return _case(cast, protocol="refusal", planned=6, agreed=True)


def vr_session(cast: SimpleNamespace) -> Given:
    made = vr.plan_vr(**vr_course(cast))
    return {
        "course": made, "happened_at": NOW + HOUR, "device": "VR-01", "software": "3.0",
        "scenes": "R1、R2", "craving_before": 40, "craving_peak": 70, "craving_after": 30,
        "heart_max": 110, "stop": "planned", "debrief_minutes": 15, "by": cast.worker,
        "at": NOW + 2 * HOUR,
    }  # fmt: skip


def signal(cast: SimpleNamespace) -> Given:
    given = vr_session(cast)
    vr.record_vr_session(**given)
    return {
        "course": given["course"], "number": 1, "digest": "a" * 64, "size": 9000,
        "by": cast.worker, "at": NOW + 3 * HOUR,
    }  # fmt: skip


def _serving(cast: SimpleNamespace) -> Given:
    case = in_aftercare(cast, days=300)
    return {
        "case": case, "volunteer": member(cast), "on": TODAY, "mentor": "社工小王", "agreed": True,
        "by": cast.worker, "at": NOW,
    }  # fmt: skip


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "care.note_aid_need": need,
    "care.apply_for_aid": applied,
    "care.record_aid_decision": decided,
    "care.record_aid_received": received,
    "care.drop_aid": lambda cast: _after(
        aid.note_aid_need(**need(cast)), "application", cast, why="找到工作"
    ),
    "care.join_circle": joined,
    "care.leave_circle": lambda cast: _after(
        circle.join_circle(**joined(cast)), "member", cast, on=TODAY
    ),
    "care.open_course": course,
    "care.enrol": enrolled,
    "care.finish_course": lambda cast: _after(
        training.enrol(**enrolled(cast)), "enrolment", cast, on=TODAY, finished=True,
        certificate="level", level=5, issuer="旗人社局", number="X-1",
    ),
    "care.open_base": base,
    "care.inspect_base": lambda cast: _after(
        work.open_base(**base(cast)), "base", cast, on=TODAY, finding="条件相符", **CONDITIONS
    ),
    "care.register_interest": interested,
    "care.move_placement": lambda cast: _after(
        work.register_interest(**interested(cast)), "placement", cast, state="interview"
    ),
    "care.start_work": started,
    "care.find_work": lambda cast: _case(cast, on=TODAY, kind="own", wage=3000, employer="小吃店"),
    "care.confirm_work": confirmed,
    "care.end_placement": lambda cast: _after(
        confirmed(cast)["placement"], "placement", cast, on=TODAY, ending="own_wish"
    ),
    "care.take_up": episode,
    "care.assess_needs": assessed,
    "care.set_goal": goal,
    "care.sign_plan": signed,
    "care.record_intervention": session,
    "care.scale_goal": scaled,
    "care.review_plan": lambda cast: working(cast, on=TODAY, changed=True, note="目标不变"),
    "care.propose_closing": proposed,
    "care.sign_closing": countersigned,
    "care.hold_class": family_class,
    "care.record_attendance": attended,
    "care.measure_family": measured,
    "care.add_tie": tie,
    "care.look_at_tie": lambda cast: _after(
        family.add_tie(**tie(cast)), "tie", cast, strength="weak", direction="both", on=TODAY
    ),
    "care.hold_activity": activity,
    "care.take_part": took_part,
    "care.set_up_room": room,
    "care.change_room": lambda cast: _after(
        stations.set_up_room(**room(cast)), "room", cast, beds=4, equipment="床四张"
    ),
    "care.write_station_plan": plan,
    "care.open_station": opening,
    "care.begin_stay": stay,
    "care.end_stay": lambda cast: _after(
        stations.begin_stay(**stay(cast)), "stay", cast, on=TODAY, goes_to="回家"
    ),
    "care.plan_vr": vr_course,
    "care.record_vr_session": vr_session,
    "care.end_vr": lambda cast: _after(
        vr.plan_vr(**vr_course(cast)), "course", cast, on=TODAY, result="本人不想继续"
    ),
    "care.attach_signal": signal,
    "care.begin_helping": _serving,
    "care.end_helping": lambda cast: _after(
        helping.begin_helping(**_serving(cast)), "helping", cast, on=TODAY
    ),
}  # fmt: skip
