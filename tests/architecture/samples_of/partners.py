"""One valid call of every action about partners."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW

from guihang.outcomes import targets
from guihang.partners import actions as partners
from guihang.partners import agreements, commission, conferences, support

Given = dict[str, Any]
TODAY = NOW.date()


def _secondment(cast: SimpleNamespace) -> Given:
    return {
        "host": cast.units.facility, "officer": cast.users.officer, "place": "浙江省戒毒系统",
        "subject": "treatment", "deliverable": "课程讲义", "starts_on": TODAY - timedelta(days=90),
        "ends_on": TODAY - timedelta(days=2), "by": cast.head, "at": NOW,
    }  # fmt: skip


def _by(cast: SimpleNamespace, **given: Any) -> Given:
    return {"by": cast.lead, "at": NOW, **given}


def member(cast: SimpleNamespace, **given: Any) -> Any:
    about = {"host": cast.units.region, "name": "某市民政局", "field": "civil_affairs",
             "in_commission": True, "offers": "临时救助绿色通道"}  # fmt: skip
    return commission.list_member(**_by(cast, **about | given))


def conference(cast: SimpleNamespace, **given: Any) -> Any:
    about = {"host": cast.units.region, "title": "二季度联席会议", "held_on": TODAY,
             "place": "三楼会议室", "chair": "分管副局长"}  # fmt: skip
    return conferences.call_conference(**_by(cast, **about | given))


def _seat(cast: SimpleNamespace, meeting: Any) -> Given:
    return _by(cast, conference=meeting, member=member(cast), people=2)


def _decided(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"conference": conference(cast), "topic": "other", "content": "为返乡人员开通临时救助",
             "own_unit": cast.units.station, "due_on": TODAY + timedelta(days=30)}  # fmt: skip
    return _by(cast, **about | given)


def resolution(cast: SimpleNamespace, **given: Any) -> Any:
    return conferences.resolve(**_decided(cast, **given))


def _held(cast: SimpleNamespace) -> Given:
    meeting = conference(cast)
    conferences.attend(**_seat(cast, meeting))
    return _by(cast, conference=meeting, minutes="通报了卡点，议定两项。")


def _asked(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"kind": "funds", "content": "工作站年度经费", "on": TODAY - timedelta(days=9)}
    return _by(cast, member=member(cast), **about | given)


def _given(cast: SimpleNamespace) -> Any:
    made = support.ask_support(**_asked(cast))
    support.grant_support(
        **_by(cast, support=made, on=TODAY, answer="已拨付", until_on=TODAY + timedelta(days=9))
    )
    return made


def _university(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"name": "某师范大学", "field": "psychology", "content": "教师到所授课",
             "deidentified_only": True, "signed_on": TODAY}  # fmt: skip
    return _by(cast, host=cast.units.region, **about | given)


def _agreed(cast: SimpleNamespace) -> Any:
    return agreements.agree_with_university(**_university(cast))


def _joint(cast: SimpleNamespace) -> Given:
    about = {"title": "渴求干预研究", "starts_on": TODAY, "due_on": TODAY + timedelta(days=300)}
    return _by(cast, university=_agreed(cast), **about)


def _pair(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"name": "某省戒毒所", "province": "浙江省", "content": "互派骨干", "signed_on": TODAY}
    return _by(cast, host=cast.units.facility, **about | given)


def _exchange(cast: SimpleNamespace) -> Given:
    about = {"kind": "visited", "happened_on": TODAY, "people": 3, "content": "考察分区管理"}
    return _by(cast, sister=agreements.pair_up(**_pair(cast)), **about)


ANSWERED = {"state": "done", "content": "已办结三户", "office": "社会救助科科长"}


def target(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"year": 2026, "code": "RET_STRICT_12", "percent": 40, "basis": "上年实际与人手"}
    return _by(cast, host=cast.units.region, **about | given)


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "partners.second": _secondment,
    "partners.return_secondment": lambda cast: {
        "secondment": partners.second(**_secondment(cast)), "returned_on": TODAY,
        "briefing": "带回团体辅导课程", "by": cast.head, "at": NOW,
    },
    "partners.list_member": lambda cast: _by(
        cast, host=cast.units.region, name="某市教育局", field="education", in_commission=False),
    "partners.update_member": lambda cast: _by(
        cast, member=member(cast), offers="资金", liaison="办公室"),
    "partners.end_member": lambda cast: _by(
        cast, member=member(cast), ended_on=TODAY, why="机构改革撤并"),
    "partners.call_conference": lambda cast: _by(
        cast, host=cast.units.region, title="一季度联席会议", held_on=TODAY, place="三楼",
        chair="分管副局长"),
    "partners.move_conference": lambda cast: _by(
        cast, conference=conference(cast), held_on=TODAY + timedelta(days=3), place="五楼"),
    "partners.cancel_conference": lambda cast: _by(cast, conference=conference(cast), why="合并召开"),
    "partners.attend": lambda cast: _seat(cast, conference(cast)),
    "partners.resolve": _decided,
    "partners.answer_resolution": lambda cast: _by(cast, resolution=resolution(cast)) | ANSWERED,
    "partners.finish_resolution": lambda cast: _by(
        cast, resolution=resolution(cast), state="done", finished_on=TODAY, evidence="回函"),
    "partners.extend_resolution": lambda cast: _by(
        cast, resolution=resolution(cast), later_on=TODAY + timedelta(days=60), why="等待拨款"),
    "partners.make_link": lambda cast: _by(cast, resolution=resolution(cast)),
    "casework.hold_conference": _held,
    "outcomes.set_target": target,
    "outcomes.revise_target": lambda cast: _by(
        cast, target=targets.set_target(**target(cast)), percent=45, basis="年中调整"),
    "partners.ask_support": _asked,
    "partners.grant_support": lambda cast: _by(
        cast, support=support.ask_support(**_asked(cast)), on=TODAY, answer="已拨付", yuan=50000),
    "partners.refuse_support": lambda cast: _by(
        cast, support=support.ask_support(**_asked(cast)), on=TODAY, answer="预算已定"),
    "partners.renew_support": lambda cast: _by(
        cast, support=_given(cast), until_on=TODAY + timedelta(days=300)),
    "partners.end_support": lambda cast: _by(cast, support=_given(cast), why="项目结束"),
    "partners.agree_with_university": _university,
    "partners.end_university": lambda cast: _by(cast, university=_agreed(cast), why="到期不续"),
    "partners.invite_expert": lambda cast: _by(
        cast, university=_agreed(cast), name="王教授", title="教授", field="psychology",
        since_on=TODAY),
    "partners.start_joint_project": _joint,
    "partners.finish_joint_project": lambda cast: _by(
        cast, project=agreements.start_joint_project(**_joint(cast)), result="形成操作手册"),
    "partners.pair_up": _pair,
    "partners.exchange": _exchange,
    "partners.end_pair": lambda cast: _by(
        cast, sister=agreements.pair_up(**_pair(cast)), why="机构调整"),
}  # fmt: skip
