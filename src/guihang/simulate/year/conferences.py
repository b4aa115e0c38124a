"""Joint conferences: four of the region in 2018, and those of late, with what is still to be done."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from guihang.casework import conferences as held
from guihang.core import scope
from guihang.outcomes import targets
from guihang.partners import commission, conferences, support
from guihang.partners.models import Conference, MemberUnit, Resolution
from guihang.people.models import Unit, User
from guihang.people.queries import SystemActor, actor_of, tree

BODIES = (
    ("禁毒委员会办公室", "ncc_office", True, "统筹成员单位、通报卡点、督办决议"),
    ("公安厅禁毒总队", "police", True, "社区戒毒、社区康复衔接，尿检协作"),
    ("民政厅", "civil_affairs", True, "低保、临时救助绿色通道"),
    ("人力资源和社会保障厅", "labour", True, "职业技能培训补贴、公益性岗位"),
    ("卫生健康委员会", "health", True, "戒毒医疗巡诊、精神科会诊"),
    ("医疗保障局", "insurance", True, "医疗救助直接结算"),
    ("教育厅", "education", True, "高校专业资源、职业院校课程"),
    ("住房和城乡建设厅", "housing", True, "公共租赁住房优先配租"),
    ("财政厅", "finance", True, "后续照管工作站专项经费"),
    ("团委", "youth_league", True, "青年志愿者招募"),
    ("妇联", "women", True, "女性康复人员帮扶、家庭教育讲师"),
    ("日报社", "media", False, "禁毒宣传版面"),
)
"""Bodies round the joint conference; the systems are those that the article lists, the names are
the demo's."""

MEETINGS_2018 = (date(2018, 3, 22), date(2018, 6, 21), date(2018, 9, 20), date(2018, 12, 13))
"""The article says that the conference is a standing one; four a year is the demo's."""

DECIDED = (
    ("民政厅", "other", "各旗县区为返乡康复人员开通临时救助绿色通道"),
    ("人力资源和社会保障厅", "other", "把康复人员纳入就业困难人员认定，落实培训补贴"),
    ("公安厅禁毒总队", "handover_overdue", "出所前 3 日通知责任派出所到场衔接"),
    ("卫生健康委员会", "other", "每季度组织一次戒毒场所精神科巡诊"),
    ("财政厅", "other", "落实后续照管工作站年度专项经费"),
    ("医疗保障局", "aid", "异地返乡人员医疗救助一次办结"),
    ("教育厅", "other", "协调高校心理专业学生到场所实习"),
    ("住房和城乡建设厅", "other", "公共租赁住房预留周转房源"),
)


SUPPORTED = (
    ("财政厅", "funds", "后续照管工作站开办经费", 600000),
    ("民政厅", "policy", "康复人员临时救助绿色通道", 0),
    ("住房和城乡建设厅", "site", "社区用房作临时安置宿舍", 0),
    ("公安厅禁毒总队", "facility", "尿检室设备", 0),
    ("人力资源和社会保障厅", "funds", "职业技能培训专项", 0),
    ("教育厅", "facility", "家属学校教室与教具", 0),
)
"""The four kinds that the article names: policy, funds, sites, facilities. The rest is the demo's."""


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day at the region."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def play(now: datetime, seed: int) -> None:
    """Hold the meetings of 2018 and of late, and call the next one."""
    region = Unit.objects.get(parent=None)
    with scope.opened(tree().parents):
        members = {
            name: commission.list_member(
                host=region, name=name, field=field, in_commission=sits, offers=offers,
                liaison="办公室", by=SystemActor(), at=at(date(2018, 1, 15)),
            )
            for name, field, sits, offers in BODIES
        }  # fmt: skip
        _supports(members, timezone.localtime(now).date())
        for number, day in enumerate(MEETINGS_2018):
            meeting = _meeting(region, members, day, f"2018年第{number + 1}次联席会议")
            for offset in range(2):
                made = _resolved(meeting, members, 2 * number + offset, day + timedelta(days=45))
                _finish(made, day + timedelta(days=30 + 10 * offset))
        _of_late(region, members, timezone.localtime(now).date(), now)
        _targets(region, timezone.localtime(now).date(), now)


def _supports(members: dict[str, MemberUnit], today: date) -> None:
    """What was asked for in 2018 and given, and what of it runs out now."""
    by = SystemActor()
    for place, (name, kind, content, yuan) in enumerate(SUPPORTED):
        asked = date(2018, 2 + place, 5)
        made = support.ask_support(
            member=members[name], kind=kind, content=content, on=asked, by=by, at=at(asked)
        )
        given = asked + timedelta(days=40)
        if yuan == 0 and kind == "funds":
            support.refuse_support(
                support=made, on=given, answer="当年预算已定，列入下年度", by=by, at=at(given)
            )
            continue
        until = today + timedelta(days=20) if kind == "site" else None
        if kind == "policy":
            until = date(2019, 12, 31)
        support.grant_support(
            support=made, on=given, answer="已落实，见复函", yuan=yuan or None, until_on=until, by=by,
            at=at(given),
        )  # fmt: skip
        if kind == "policy":  # renewed when it ran out
            support.renew_support(
                support=made, until_on=today + timedelta(days=400), by=by, at=at(date(2019, 12, 20))
            )


def _of_late(region: Unit, members: dict[str, MemberUnit], today: date, now: datetime) -> None:
    """A meeting two months ago: one kept, one late and answered, one to come; the next is called."""
    day = today - timedelta(days=60)
    meeting = _meeting(region, members, day, f"{day.year}年戒毒工作联席会议")
    _finish(_resolved(meeting, members, 0, day + timedelta(days=30)), day + timedelta(days=28))
    late = _resolved(meeting, members, 4, today - timedelta(days=9))
    _resolved(meeting, members, 7, today + timedelta(days=20))
    conferences.answer_resolution(
        resolution=late, state="cannot", content="预算调整方案已报，等待常务会议审定，请会议召集单位协调。",
        office="社会保障处", by=SystemActor(), at=now - timedelta(days=3),
    )  # fmt: skip
    user = User.objects.filter(username="bureau").first()
    if user:
        staff = actor_of(user, today)
        conferences.make_link(resolution=late, by=staff, at=now - timedelta(hours=2))
    conferences.call_conference(
        host=region, title=f"{today.year}年戒毒工作联席会议(下一次)", held_on=today + timedelta(days=6),
        place="自治区局三楼会议室", chair="分管副局长", by=SystemActor(), at=now - timedelta(days=1),
    )  # fmt: skip


def _targets(region: Unit, today: date, now: datetime) -> None:
    """This year's targets of the region. The article's own, 8 to 12 %, names no definition."""
    for code, percent in (("RET_STRICT_12", 40), ("RET_DETECT_12", 70), ("RELAPSE_12", 25)):
        targets.set_target(
            host=region, year=today.year, code=code, percent=percent,
            basis="按上年实际和人手定；文章所列 8% 提高到 12% 没有说明口径，不能直接沿用。",
            by=SystemActor(), at=now - timedelta(days=120),
        )  # fmt: skip


def _meeting(region: Unit, members: dict[str, MemberUnit], day: date, title: str) -> Conference:
    by = SystemActor()
    made: Conference = conferences.call_conference(
        host=region, title=title, held_on=day, place="自治区局三楼会议室", chair="分管副局长", by=by,
        at=at(day - timedelta(days=7)),
    )  # fmt: skip
    for place, member in enumerate(members.values()):
        conferences.attend(
            conference=made, member=member, people=0 if place == 11 else 1 + place % 2, by=by,
            at=at(day),
        )  # fmt: skip
    held.hold_conference(
        conference=made, minutes="通报上次决议办理情况和各地卡点，逐项明确责任单位和期限；未办结的列入下次第一项。",
        by=by, at=at(day, 17),
    )  # fmt: skip
    return made


def _resolved(
    meeting: Conference, members: dict[str, MemberUnit], number: int, due_on: date
) -> Resolution:
    name, topic, content = DECIDED[number % len(DECIDED)]
    given: dict[str, Any] = {"topic": topic, "content": content, "due_on": due_on}
    made: Resolution = conferences.resolve(
        conference=meeting, member=members[name], by=SystemActor(), at=at(meeting.held_on, 16),
        **given,
    )  # fmt: skip
    return made


def _finish(made: Resolution, day: date) -> None:
    conferences.finish_resolution(
        resolution=made, state="done", finished_on=day, evidence="责任单位书面回函，已核对",
        by=SystemActor(), at=at(day, 15),
    )  # fmt: skip
