"""One valid call of every action about partners."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW

from guihang.partners import actions as partners
from guihang.partners import commission, conferences

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


ANSWERED = {"state": "done", "content": "已办结三户", "office": "社会救助科科长"}

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
}  # fmt: skip
