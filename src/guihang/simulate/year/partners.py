"""The partners of 2018."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from guihang.core import scope
from guihang.engines.divisions import REGION
from guihang.partners import actions as partners
from guihang.partners import agreements
from guihang.partners.models import Secondment
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Role
from guihang.people.queries import SystemActor, tree
from guihang.simulate.lives import BUSY
from guihang.simulate.people import dice
from guihang.simulate.region import FACILITIES

SECONDED = 76
"""Officers seconded to Zhejiang in 2018 (the article)."""

HOSTS = (
    "浙江省戒毒管理局",
    "浙江省十里坪强制隔离戒毒所",
    "浙江省拱宸强制隔离戒毒所",
    "杭州市强制隔离戒毒所",
)
BROUGHT_BACK = (
    "团体辅导课程讲义",
    "诊断评估流程",
    "康复训练方案",
    "后续照管台账样本",
    "技能实训目录",
)


SISTERS = (
    ("浙江省十里坪强制隔离戒毒所", "浙江省"), ("浙江省拱宸强制隔离戒毒所", "浙江省"),
    ("上海市高境强制隔离戒毒所", "上海市"), ("江苏省方强强制隔离戒毒所", "江苏省"),
    ("四川省绵阳强制隔离戒毒所", "四川省"), ("宁夏女子强制隔离戒毒所", "宁夏回族自治区"),
)  # fmt: skip
"""The article says that each of the 13 has a sister elsewhere; which ones, it leaves open."""

EXCHANGED = ("分区管理与流转", "团体辅导课程", "康复训练与体质测试", "后续照管台账", "诊断评估办公")

COLLEGE, COLLEGE_AT = "职业学院电大分校", "F09"
UNIVERSITIES = (
    ("西北农林科技大学", "social_work", "社会工作实习、个案督导", "王教授", "戒毒社会工作实务手册"),
    ("中央司法警官学院", "policing", "民警轮训、戒毒矫治教材", "李教授", "分区分期执法规范"),
    ("内蒙古师范大学", "psychology", "心理测评、团体辅导督导", "斯琴教授", "渴求干预团体方案"),
    ("内蒙古体校", "sport", "体能测试、健身气功教学", "赵教练", "健身气功康复操"),
    (COLLEGE, "training", "民警培训讲坛", "刘老师", "民警讲坛课程库"),
)
"""The four of the article, and the college that its caption at Tongliao shows. Experts and projects
are the demo's."""


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day at the region."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def play(now: datetime, seed: int) -> None:
    """Second the officers of the year, pair the facilities, and work with universities."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    with scope.opened(tree().parents):
        _second(units, dice(seed, "secondments"))
        _pair(units, timezone.localtime(now).date())
        _universities(units, timezone.localtime(now).date())


def _pair(units: dict[str, Unit], today: date) -> None:
    """Each of the 13 facilities has a sister, exchanges in 2018, and one of late at the busy one."""
    by = SystemActor()
    for place, facility in enumerate(FACILITIES):
        name, province = SISTERS[place % len(SISTERS)]
        signed = date(2018, 1 + place % 6, 10)
        sister = agreements.pair_up(
            host=units[facility.code], name=name, province=province,
            content="互派骨干、课程共享、每年互访一次", signed_on=signed, by=by, at=at(signed),
        )  # fmt: skip
        days = [signed + timedelta(days=60)]
        if facility.code == BUSY:
            days.append(today - timedelta(days=25))
        for number, day in enumerate(days):
            agreements.exchange(
                sister=sister, kind=("visited", "received", "online")[(place + number) % 3],
                happened_on=day, people=3 + place % 5, content=EXCHANGED[place % len(EXCHANGED)],
                taken_over=BROUGHT_BACK[place % len(BROUGHT_BACK)], by=by, at=at(day),
            )  # fmt: skip


def _universities(units: dict[str, Unit], today: date) -> None:
    region, by = units[REGION.code], SystemActor()
    for place, (name, field, content, expert, project) in enumerate(UNIVERSITIES):
        signed = date(2018, 2 + place, 15)
        host = units[COLLEGE_AT] if name == COLLEGE else region
        made = agreements.agree_with_university(
            host=host, name=name, field=field, content=content, deidentified_only=True,
            signed_on=signed, by=by, at=at(signed),
        )  # fmt: skip
        agreements.invite_expert(
            university=made, name=expert, title="教授", field=field, since_on=signed, by=by,
            at=at(signed),
        )  # fmt: skip
        joint = agreements.start_joint_project(
            university=made, title=project, starts_on=signed, due_on=date(2019, 6, 30), by=by,
            at=at(signed),
        )  # fmt: skip
        if place % 2 == 0:
            agreements.finish_joint_project(
                project=joint, result="形成操作手册和培训课件，已在三个所试用。", by=by,
                at=at(date(2019, 6, 20)),
            )  # fmt: skip


def _second(units: dict[str, Unit], random: Random) -> None:
    held = Tenure.objects.filter(post__role=Role.OFFICER, post__unit__kind="facility")
    officers = list(held.select_related("user", "post__unit").order_by("post_id"))
    for number in range(SECONDED):
        tenure = officers[number % len(officers)]
        start = date(2018, 1, 8) + timedelta(days=random.randrange(0, 240))
        end = start + timedelta(days=random.choice((30, 60, 90)))
        secondment = partners.second(
            host=units[tenure.post.unit.code], officer=tenure.user, place=random.choice(HOSTS),
            subject=random.choice(Secondment.Field.values),
            deliverable=random.choice(BROUGHT_BACK), starts_on=start, ends_on=end,
            by=SystemActor(), at=at(start - timedelta(days=7)),
        )  # fmt: skip
        partners.return_secondment(
            secondment=secondment, returned_on=end, briefing="汇报会上介绍了所学，成果已交教育矫治科试用。",
            by=SystemActor(), at=at(end + timedelta(days=3)),
        )  # fmt: skip
