"""Society in 2018: teams, volunteers and their hours, supporters, projects."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from guihang.community import actions as community
from guihang.community import serving, supporting
from guihang.community.models import Shift, Team, Volunteer
from guihang.community.society import Project, Supporter
from guihang.core import scope
from guihang.engines.calendar import local
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Role
from guihang.people.queries import HeldPost, StaffActor, SystemActor, tree
from guihang.simulate.people import PHONE, dice, name

TEAMS = 32
"""The article: more than 30 teams."""
VOLUNTEERS = 1980
"""The article: nearly 2,000 volunteers."""
HOURS = 4960
"""The article: nearly 5,000 hours."""
CARING_AMBASSADORS = 100
"""The article: a hundred caring ambassadors (百名爱心使者)."""

PER_SHIFT, MINUTES = 31, 150
"""Hours by volunteers give two and a half each: most came once, for an afternoon."""

CHECKS = frozenset(community.NEEDED)
TASKS = (
    ("lesson", "识毒防毒课", "中学报告厅"), ("prevention", "禁毒宣传日活动", "市民广场"),
    ("company", "结对谈心", "社区活动室"), ("family", "家属互助小组", "工作站谈话室"),
    ("leisure", "健步走", "体育公园"), ("advice", "就业与法律咨询", "政务大厅"),
)  # fmt: skip
TEAM_NAMES = ("志愿服务队", "禁毒宣传队", "爱心帮扶队")
PROJECTS = (
    ("春风送岗", "work", "社会工作服务中心", "为照管对象推荐岗位，陪同面试"),
    ("亲子阳光", "family", "家庭教育指导站", "修复亲子关系，组织家庭活动"),
    ("心灵驿站", "mind", "心理咨询协会", "为家属和照管对象提供心理支持"),
    ("青春护航", "prevention", "青年志愿者协会", "进校园讲识毒防毒"),
    ("回家之路", "aftercare", "禁毒志愿者协会", "出所前后结对，陪走头三个月"),
    ("一技之长", "education", "职业学院", "送课进所，辅导考证"),
)
PARTNERS = (
    "人社局就业中心",
    "妇女联合会",
    "共青团委",
    "某葡萄酒公司",
    "社区卫生服务中心",
    "总工会",
)
OFFERS = Supporter.Offer.values


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def place_of(unit: Unit) -> str:
    """Return the place in the name of a unit, as its teams and events are called after it."""
    return unit.zh.replace("强制隔离戒毒所", "").replace("后续照管工作站", "").partition("(")[0]


class Hosts:
    """The units that look after teams, and two people of each: one records, the other confirms."""

    def __init__(self) -> None:
        held = Tenure.objects.filter(
            post__role__in=(Role.OFFICER, Role.FACILITY_HEAD, Role.SOCIAL_WORKER, Role.STATION_HEAD)
        )
        self.pairs: dict[int, list[StaffActor]] = {}
        for one in held.select_related("post", "user").order_by("post_id"):
            post = HeldPost(one.post_id, one.post.unit_id, Role(one.post.role))
            actor = StaffActor(one.user_id, one.user.name, (post,))
            heads = one.post.role in (Role.FACILITY_HEAD, Role.STATION_HEAD)
            pair = self.pairs.setdefault(one.post.unit_id, [SystemActor(), SystemActor()])  # type: ignore[list-item]
            pair[1 if heads else 0] = actor
        kinds = (Unit.Kind.FACILITY, Unit.Kind.STATION)
        self.units = list(Unit.objects.filter(pk__in=self.pairs, kind__in=kinds).order_by("code"))

    def of(self, number: int) -> tuple[Unit, StaffActor, StaffActor]:
        unit = self.units[number % len(self.units)]
        return unit, *self.pairs[unit.pk]


def play(now: datetime, seed: int) -> None:
    """Found the teams, enrol, vet and train their members, and let them serve."""
    random, hosts = dice(seed, "community"), Hosts()
    with scope.opened(tree().parents):
        projects = list(_projects(random, hosts))
        phones = (f"{PHONE}{50_000_000 + n}" for n in range(VOLUNTEERS))
        served = 0
        for number in range(TEAMS):
            unit, recorder, host = hosts.of(number)
            size = VOLUNTEERS * (number + 1) // TEAMS - VOLUNTEERS * number // TEAMS
            team = _team(random, unit, recorder, host, number, [next(phones) for _ in range(size)])
            target = HOURS * 60 * (number + 1) // TEAMS
            served = _year(random, team, unit, recorder, host, projects, served, target)
        _supporters(random, hosts)
        _of_late(random, hosts, now)


def _team(
    random: Random, unit: Unit, recorder: StaffActor, host: StaffActor, number: int,
    phones: list[str],
) -> Team:  # fmt: skip
    day = date(2018, 1, 10) + timedelta(days=random.randrange(60))
    team: Team = community.found_team(
        host=unit, name=f"{place_of(unit)}{TEAM_NAMES[number % 3]}",
        kind=random.choice(Team.Kind.values), on=day,
        lead=f"{name(random, '2')} {PHONE}40000{number:03d}", by=recorder, at=at(day),
    )  # fmt: skip
    people = "\n".join(f"{name(random, random.choice('12'))} {phone}" for phone in phones)
    skill = random.choice(Volunteer.Skill.values)
    community.enrol(team=team, people=people, skill=skill, by=recorder, at=at(day, 11))
    community.vet_team(team=team, checks=CHECKS, by=host, at=at(day + timedelta(days=7)))
    trained = day + timedelta(days=14)
    community.train(
        team=team, course="隐私、边界与安全", on=trained, hours=4, taught_by="自治区戒毒管理局",
        by=recorder, at=at(trained, 17),
    )  # fmt: skip
    return team


def _year(
    random: Random, team: Team, unit: Unit, recorder: StaffActor, host: StaffActor,
    projects: list[Project], served: int, target: int,
) -> int:  # fmt: skip
    """Hold shifts until the minutes of the region reach ``target``; returns the minutes so far."""
    members = list(community.members(team).order_by("number").values_list("number", flat=True))
    day = date(2018, 4, 1)
    while served < target:
        day += timedelta(days=random.randrange(20, 60))
        wanted = min(PER_SHIFT, (target - served) // MINUTES + 1)
        came = [members.pop(0) for _ in range(wanted)]
        members += came  # everybody in turn
        shift = _shift(random, team, unit, recorder, day, random.choice([*projects, None]))
        ended = local(shift.ends_at)
        serving.record_hours(shift=shift, people="\n".join(came), by=recorder, at=ended)
        serving.confirm_hours(shift=shift, by=host, at=ended + timedelta(days=1))
        served += wanted * MINUTES
    one = community.members(team).filter(number=members[-1]).get()  # who came last
    serving.certify(
        volunteer=one, since=date(2018, 1, 1), until=date(2018, 12, 31), by=host,
        at=at(date(2019, 1, 10)),
    )  # fmt: skip
    return served


def _shift(
    random: Random, team: Team, unit: Unit, by: StaffActor, day: date, project: Project | None
) -> Shift:
    kind, task, where = random.choice(TASKS)
    shift: Shift = serving.plan_shift(
        host=unit, team=team, kind=kind, task=task, place=where, begins_at=at(day, 14),
        minutes=MINUTES, seats=40, project=project, by=by, at=at(day - timedelta(days=5)),
    )  # fmt: skip
    return shift


def _projects(random: Random, hosts: Hosts) -> Iterator[Project]:
    for number, (title, field, lead, aim) in enumerate(PROJECTS):
        unit, recorder, _ = hosts.of(number * 3)
        day = date(2018, 3, 1) + timedelta(days=7 * number)
        project = supporting.start_project(
            host=unit, name=title, field=field, lead=f"{place_of(unit)}{lead}", aim=aim,
            starts_on=day, outside_id=f"YGY-2018-{number + 1:03d}", by=recorder, at=at(day),
        )  # fmt: skip
        for partner in random.sample(PARTNERS, random.randrange(2, 5)):
            supporting.join_project(
                project=project, name=partner, adds=random.choice(OFFERS), on=day, by=recorder,
                at=at(day, 15),
            )  # fmt: skip
        yield project


def _supporters(random: Random, hosts: Hosts) -> None:
    """Appoint the hundred caring ambassadors, and name who else helps."""
    kinds = ["ambassador"] * CARING_AMBASSADORS + [
        "agency", "charity", "enterprise", "enterprise", "residents", "residents", "person",
        "person", "person",
    ]  # fmt: skip
    for number, kind in enumerate(kinds):
        unit, recorder, _ = hosts.of(number)
        day = date(2018, 2, 1) + timedelta(days=random.randrange(280))
        human = kind in ("ambassador", "person")
        supporting.add_supporter(
            host=unit, kind=kind, on=day, offer=random.choice(OFFERS), by=recorder, at=at(day),
            name=name(random, random.choice("12")) if human
            else f"{place_of(unit)}{Supporter.Kind(kind).label}",
        )  # fmt: skip


def _of_late(random: Random, hosts: Hosts, now: datetime) -> None:
    """Something waits today: a newcomer to vet and one who was, a shift next week, hours to confirm."""
    for number in (20, 21, 22):
        unit, recorder, host = hosts.of(number)
        team = Team.objects.filter(unit=unit).order_by("founded_on").first()
        if team is None:
            continue
        joined = f"{name(random, '1')} {PHONE}610000{number}"
        community.enrol(
            team=team, people=joined, skill="teach", by=recorder, at=now - timedelta(days=9)
        )
        one = Volunteer.objects.get(team=team, stage=Volunteer.Stage.APPLIED)
        community.vet(
            volunteer=one, checks=CHECKS, accept=True, by=host, at=now - timedelta(days=7)
        )
        community.train(
            team=team, course="隐私、边界与安全", on=local(now).date() - timedelta(days=5), hours=4,
            taught_by="自治区戒毒管理局", by=recorder, at=now - timedelta(days=5),
        )  # fmt: skip
        people = f"{name(random, '2')} {PHONE}600000{number}"
        community.enrol(team=team, people=people, skill="talk", by=recorder, at=now)
        today = local(now).date()
        _shift(random, team, unit, recorder, today + timedelta(days=6), None)
        past = _shift(random, team, unit, recorder, today - timedelta(days=3), None)
        came = community.members(team).values_list("number", flat=True)[:5]
        serving.record_hours(shift=past, people="\n".join(came), by=recorder, at=now)
