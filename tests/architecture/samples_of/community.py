"""One valid call of every action about society and volunteers."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW

from guihang.community import actions as community
from guihang.community import serving, supporting
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
    "community.drop_hours": lambda cast: {
        "service": served(cast), "note": "抽查不实", "by": cast.station_head, "at": NOW,
    },
    "community.certify": lambda cast: {
        "volunteer": served(cast).volunteer, "since": TODAY - timedelta(days=30), "until": TODAY,
        "document": "身份证 1500**********", "by": cast.station_head, "at": NOW,
    },
    "community.add_supporter": _supporter,
    "community.end_supporter": lambda cast: {
        "supporter": supporting.add_supporter(**_supporter(cast)), "on": TODAY, "by": cast.worker,
        "at": NOW,
    },
    "community.start_project": _project,
    "community.join_project": lambda cast: _in_project(cast, name="某葡萄酒公司", adds="work"),
    "community.finish_project": lambda cast: _in_project(cast, result="推荐岗位十二个"),
}  # fmt: skip
