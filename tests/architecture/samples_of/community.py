"""One valid call of every action about society and volunteers."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW

from guihang.community import actions as community
from guihang.community import honouring, platform, reaching, serving, supporting
from guihang.community.ambassadors import Ambassador, Use
from guihang.community.models import Service, Shift, Team, Volunteer

Given = dict[str, Any]
TODAY = NOW.date()
CHECKS = ["identity", "adult", "record", "pledge"]
MEMBERS = "娜仁花 14000000001\n王建国 14000000002\n李敏 14000000003"


def _worker(cast: SimpleNamespace, **more: Any) -> Given:
    return {"host": cast.units.station, "by": cast.worker, "at": NOW, **more}


def _team(cast: SimpleNamespace) -> Given:
    return _worker(
        cast, name="红山社区禁毒志愿队", kind="community", on=TODAY - timedelta(days=400),
        lead="高娃 14000000000",
    )  # fmt: skip


def team(cast: SimpleNamespace) -> Team:
    return community.found_team(**_team(cast))


def _enrolment(cast: SimpleNamespace) -> Given:
    return {"team": team(cast), "people": MEMBERS, "skill": "talk", "by": cast.worker, "at": NOW}


def applied(cast: SimpleNamespace) -> Volunteer:
    """Somebody whom the worker brought and nobody vetted yet."""
    community.enrol(**_enrolment(cast))
    return Volunteer.objects.order_by("number")[0]


def _vetting(cast: SimpleNamespace) -> Given:
    return {"volunteer": applied(cast), "checks": CHECKS, "accept": True, "by": cast.station_head,
            "at": NOW}  # fmt: skip


def vetted_team(cast: SimpleNamespace) -> Team:
    made = applied(cast).team
    community.vet_team(team=made, checks=CHECKS, by=cast.station_head, at=NOW)
    return made


def _training(cast: SimpleNamespace) -> Given:
    return {"team": vetted_team(cast), "course": "隐私与边界", "on": TODAY - timedelta(days=30),
            "hours": 4, "taught_by": "旗县司法局", "by": cast.worker, "at": NOW}  # fmt: skip


def _shift(cast: SimpleNamespace, trained: Team | None = None, **more: Any) -> Given:
    return _worker(
        cast, team=trained or team(cast), kind="lesson", task="识毒防毒课", place="红山区某中学",
        begins_at=NOW - timedelta(days=3), minutes=120, seats=10,
    ) | more  # fmt: skip


def held(cast: SimpleNamespace, **more: Any) -> Shift:
    """A shift of three days ago, of a team that was vetted and trained."""
    given = _training(cast)
    community.train(**given)
    return serving.plan_shift(**_shift(cast, given["team"], **more))


def _recording(cast: SimpleNamespace) -> Given:
    shift = held(cast)
    numbers = [row.number for row in community.members(shift.team).order_by("number")]
    return {"shift": shift, "people": f"{numbers[0]}\n{numbers[1]} 1.5", "by": cast.worker,
            "at": NOW}  # fmt: skip


def _confirming(cast: SimpleNamespace) -> Given:
    given = _recording(cast)
    serving.record_hours(**given)
    return {"shift": given["shift"], "by": cast.station_head, "at": NOW}


def served(cast: SimpleNamespace) -> Service:
    """Confirmed hours of somebody."""
    serving.confirm_hours(**_confirming(cast))
    return Service.objects.order_by("-minutes").select_related("volunteer")[0]


def member(cast: SimpleNamespace) -> Volunteer:
    """A registered and trained volunteer of the station."""
    community.train(**_training(cast))
    return Volunteer.objects.order_by("number")[0]


PROJECTS = """project_id,name,field,lead,aim,starts_on,ends_on
YGY-9,青春护航,prevention,青年志愿者协会,进校园,2026-05-01,
"""


def hours_file(cast: SimpleNamespace) -> str:
    return (
        "record_id,project_id,volunteer,task,starts_at,ends_at\n"
        f"R-1,YGY-9,{member(cast).number},宣传,2026-05-20 14:00,2026-05-20 16:30\n"
    )


def platform_hours(cast: SimpleNamespace) -> Service:
    """Hours that came from the platform and wait."""
    platform.take_hours(**_worker(cast, sheet=hours_file(cast)))
    return Service.objects.get()


def _supporter(cast: SimpleNamespace) -> Given:
    return _worker(cast, kind="ambassador", name="其木格", offer="time", on=TODAY,
                   contact="14000000009")  # fmt: skip


def _project(cast: SimpleNamespace) -> Given:
    return _worker(
        cast, name="春风送岗", field="work", lead="红山区社工服务中心", aim="为照管对象推荐岗位",
        starts_on=TODAY - timedelta(days=90), outside_id="YGY-2018-001",
    )  # fmt: skip


def _in_project(cast: SimpleNamespace, **more: Any) -> Given:
    made = supporting.start_project(**_project(cast))
    return {"project": made, "on": TODAY, "by": cast.worker, "at": NOW, **more}


def _nomination(cast: SimpleNamespace) -> Given:
    return _worker(
        cast, name="苏和", alias="老苏", phone="14000000020",
        stable_since=TODAY - timedelta(days=800), wishes=True,
    )  # fmt: skip


def _appointment(cast: SimpleNamespace) -> Given:
    made = honouring.propose_ambassador(**_nomination(cast))
    return {"ambassador": made, "on": TODAY, "by": cast.station_head, "at": NOW}


def ambassador(cast: SimpleNamespace) -> Ambassador:
    """An appointed image ambassador of the station."""
    given = _appointment(cast)
    honouring.appoint_ambassador(**given)
    return Ambassador.objects.get(pk=given["ambassador"].pk)


def _use(cast: SimpleNamespace, **more: Any) -> Given:
    return {
        "ambassador": ambassador(cast), "kind": "story", "place": "site", "title": "重新开始",
        "shown": "那年春天，我决定重新开始。", "agreed_on": TODAY,
        "until_on": TODAY + timedelta(days=300), "by": cast.worker, "at": NOW,
    } | more  # fmt: skip


def story(cast: SimpleNamespace, **more: Any) -> Use:
    """A story that may be shown."""
    made = honouring.agree_use(**_use(cast, **more))
    honouring.approve_use(use=made, by=cast.station_head, at=NOW)
    return made


def _association(cast: SimpleNamespace) -> Given:
    return _worker(
        cast, name="红山禁毒志愿者协会", seat="红山区某街", purpose="禁毒宣传和志愿服务",
        supervised_by="红山区司法局", on=TODAY - timedelta(days=500), head="高娃",
    )  # fmt: skip


def _membership(cast: SimpleNamespace) -> Given:
    made = reaching.found_association(**_association(cast))
    return {"association": made, "name": "某学院禁毒社", "kind": "club", "on": TODAY,
            "by": cast.worker, "at": NOW}  # fmt: skip


def _of_member(cast: SimpleNamespace) -> Given:
    made = reaching.add_member(**_membership(cast))
    return {"member": made, "on": TODAY, "by": cast.worker, "at": NOW}


def _campaign(cast: SimpleNamespace, **more: Any) -> Given:
    return _worker(
        cast, title="禁毒宣传法治乌兰牧骑", kind="tour", starts_on=TODAY - timedelta(days=9),
        ends_on=TODAY, audience=0, reach=2000, **more,
    )  # fmt: skip


def _in_campaign(cast: SimpleNamespace, **more: Any) -> Given:
    made = reaching.hold_campaign(**_campaign(cast))
    return {"campaign": made, "by": cast.worker, "at": NOW, **more}


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "community.found_team": _team,
    "community.end_team": lambda cast: {
        "team": team(cast), "on": TODAY, "by": cast.worker, "at": NOW,
    },
    "community.enrol": _enrolment,
    "community.vet": _vetting,
    "community.vet_team": lambda cast: {
        "team": applied(cast).team, "checks": CHECKS, "by": cast.station_head, "at": NOW,
    },
    "community.train": _training,
    "community.end_volunteer": lambda cast: {
        "volunteer": member(cast), "on": TODAY, "by": cast.worker, "at": NOW,
    },
    "community.give_pass": lambda cast: {"volunteer": member(cast), "by": cast.worker, "at": NOW},
    "community.plan_shift": _shift,
    "community.cancel_shift": lambda cast: {
        "shift": serving.plan_shift(**_shift(cast)), "by": cast.worker, "at": NOW,
    },
    "community.record_hours": _recording,
    "community.confirm_hours": _confirming,
    "community.confirm_one": lambda cast: {
        "service": platform_hours(cast), "by": cast.station_head, "at": NOW,
    },
    "community.take_projects": lambda cast: _worker(cast, sheet=PROJECTS),
    "community.take_hours": lambda cast: _worker(cast, sheet=hours_file(cast)),
    "community.drop_hours": lambda cast: {
        "service": served(cast), "note": "抽查不实", "by": cast.station_head, "at": NOW,
    },
    "community.certify": lambda cast: {
        "volunteer": served(cast).volunteer, "since": TODAY - timedelta(days=30), "until": TODAY,
        "document": "身份证 1500**********", "by": cast.station_head, "at": NOW,
    },
    "community.propose_ambassador": _nomination,
    "community.appoint_ambassador": _appointment,
    "community.agree_use": _use,
    "community.approve_use": lambda cast: {
        "use": honouring.agree_use(**_use(cast)), "by": cast.station_head, "at": NOW,
    },
    "community.withdraw_use": lambda cast: {"use": story(cast), "by": cast.worker, "at": NOW},
    "community.record_appearance": lambda cast: {
        "ambassador": ambassador(cast), "kind": "talk", "on": TODAY, "audience": 120, "before": 3,
        "companion": "社工小王", "after": 2, "by": cast.worker, "at": NOW,
    },
    "community.release_ambassador": lambda cast: {
        "ambassador": story(cast).ambassador, "by": cast.worker, "at": NOW,
    },
    "community.found_association": _association,
    "community.add_member": _membership,
    "community.award_plaque": _of_member,
    "community.end_membership": _of_member,
    "community.hold_campaign": _campaign,
    "community.add_stop": lambda cast: _in_campaign(
        cast, on=TODAY, place="某苏木", programme="好来宝《远离》", audience=200
    ),
    "community.record_survey": lambda cast: _in_campaign(
        cast, moment="before", people=40, right=260, attitude=720
    ),
    "community.add_supporter": _supporter,
    "community.end_supporter": lambda cast: {
        "supporter": supporting.add_supporter(**_supporter(cast)), "on": TODAY, "by": cast.worker,
        "at": NOW,
    },
    "community.start_project": _project,
    "community.join_project": lambda cast: _in_project(cast, name="某葡萄酒公司", adds="work"),
    "community.finish_project": lambda cast: _in_project(cast, result="推荐岗位十二个"),
}  # fmt: skip
