"""One valid call of every action about services."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW, in_aftercare

from guihang.care import aid, circle, training, work

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
    "care.confirm_work": confirmed,
    "care.end_placement": lambda cast: _after(
        confirmed(cast)["placement"], "placement", cast, on=TODAY, ending="own_wish"
    ),
}  # fmt: skip
