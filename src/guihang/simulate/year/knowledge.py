"""Programmes, standards, training and the case library of 2018, and what of them is under way."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from guihang.cases import queries as cases
from guihang.cases.models import Case
from guihang.casework import library as cleaning
from guihang.casework import own_library
from guihang.casework.own import PersonActor
from guihang.core import scope
from guihang.knowledge import library, projects, standards, training
from guihang.knowledge.models import LibraryCase, Project
from guihang.people.models import Tenure, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import StaffActor, SystemActor, actor_of, tree
from guihang.simulate.region import FACILITIES

ADOPTED = 40
"""Cases of the region in the ministry's library in 2018 (the article)."""

PROMOTED = ("中蒙医戒毒", "书法戒毒", "健身气功")
"""Promoted to the whole country (the article)."""

PROJECTS = (
    (
        "中蒙医戒毒",
        "medical",
        "F10",
        "针灸、药浴和蒙药调理可减轻稽延性戒断症状",
        "稽延性戒断症状量表",
    ),
    ("书法戒毒", "psychology", "F05", "书写训练可提高专注、降低渴求", "渴求量表"),
    ("健身气功", "rehabilitation", "F08", "八段锦训练可改善睡眠和体能", "睡眠量表、体能测试"),
    ("动机访谈团体", "psychology", "F01", "动机访谈可提高改变意愿", "改变准备尺"),
    ("沙盘与绘画", "psychology", "F09", "表达性治疗可降低焦虑", "焦虑量表"),
    ("运动处方", "rehabilitation", "F02", "分级运动可改善心肺功能", "体能测试"),
    ("家庭支持小组", "education", "F07", "家庭参与可改善家庭功能", "家庭功能量表"),
    ("内观疗法", "psychology", "F03", "内观可提高自我觉察", "自我效能量表"),
    ("预防复吸课程", "education", "F06", "情境演练可提高拒绝自我效能", "自我效能量表"),
    ("虚拟现实脱敏", "combined", "F01", "线索暴露后渴求下降", "渴求量表、心率变异性"),
    ("葡萄种植技能", "education", "F07", "技能与就业衔接可提高上岗率", "上岗率"),
    ("正念训练", "psychology", "F11", "正念可降低应激反应", "应激量表"),
)
"""Twelve with a protocol and data: the article says that ten and more are developed each year. The
three promoted ones are the article's, the rest are the demo's."""

PROBLEMS = ("缓解焦虑抑郁", "改善睡眠", "重建家庭关系", "提高戒毒动机", "克服稽延性戒断症状")
METHODS = (
    ("动机访谈", "psychology"), ("针灸与蒙药", "medical"), ("书法训练", "education"),
    ("健身气功", "rehabilitation"), ("家庭治疗", "social"), ("团体辅导", "psychology"),
    ("个别化教育", "combined"), ("技能培训", "social"),
)  # fmt: skip
BODY = (
    "康复人员某某，初中文化，离异，两次被强制隔离戒毒。入所初期睡眠差、情绪低落，不愿与人交流。"
    "分析认为其缺少家庭支持和应对压力的办法。方案以{method}为主，分三个阶段，每周一次，共十二次，"
    "由民警、医生和社工共同实施。实施中先建立信任，再学习应对渴求的方法，最后准备回归。"
    "三个月后量表得分明显下降，能够主动与家人联系。启示：{method}对{problem}有帮助，家人的参与不可缺少。"
)
HERE, THERE = "S150702", "S150781"
"""The station of the demo accounts, and one with more closed cases."""

FORUMS = (
    "动机访谈的基本功",
    "成瘾是一种脑病",
    "危机干预与自杀预防",
    "后续照管的法律依据",
    "案例怎么写",
    "应急医疗救护",
)


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day at the region."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def play(now: datetime, seed: int) -> None:
    """Run the projects of the year, train the officers, and fill the library."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    today = timezone.localtime(now).date()
    with scope.opened(tree().parents):
        for number, about in enumerate(PROJECTS):
            _project(units, number, about)
        _running(units, today, now)
        _training(units, today)
        for number in range(ADOPTED):
            _adopted(units, number)
        _drafts(units, now)


def _proposed(units: dict[str, Unit], code: str, about: tuple[str, ...], moment: datetime) -> Any:
    name, field, place, hypothesis, measure = about
    return projects.propose_project(
        host=units[place], code=code, name=name, field=field, hypothesis=hypothesis,
        measure=measure, design="before_after", sample=60, by=SystemActor(), at=moment,
    )  # fmt: skip


def _piloted(project: Project, start: date) -> None:
    by, moment = SystemActor(), at(start)
    projects.decide_project(
        project=project, decision="approved", why="设计可行，有测量工具", by=by, at=moment
    )
    projects.write_protocol(
        project=project, protocol="对象：康复巩固期人员。疗程：十二次，每周一次，每次九十分钟。"
        "出现明显不适即停止。入组时和结束时各测一次。", ethics=f"伦理审字{project.code}", by=by, at=moment,
    )  # fmt: skip
    projects.start_project(project=project, starts_on=start, by=by, at=moment)


def _project(units: dict[str, Unit], number: int, about: tuple[str, ...]) -> None:
    start, by = date(2018, 1 + number % 6, 12), SystemActor()
    code = f"2018-{number + 1:02d}"
    made = _proposed(units, code, about, at(start - timedelta(days=20)))
    _piloted(made, start)
    for month in range(3):
        day, people = start + timedelta(days=31 * (month + 1)), 24 + 3 * (number % 5)
        projects.report_project(
            project=made, month=day, people=people, better=people // 2 + month, same=people // 4,
            worse=number % 3, by=by, at=at(day),
        )  # fmt: skip
    if made.name not in PROMOTED:
        return
    projects.evaluate_project(
        project=made, verdict="promising", findings="前后测有改善；没有对照组，不能排除自然好转，需继续验证。",
        by=by, at=at(date(2018, 10, 20)),
    )  # fmt: skip
    projects.promote_project(
        project=made, level="nation", promoted_by="司法部在全国推广", promoted_on=date(2018, 11, 20),
        by=by, at=at(date(2018, 11, 20)),
    )  # fmt: skip
    standard = standards.draft_standard(
        host=made.unit, code=f"NMJD-{number + 1:02d}", title=f"{made.name}操作规程", project=made,
        content="一、适用对象。二、人员与场地。三、流程与频次。四、停止条件。五、记录与测量。", by=by,
        at=at(date(2018, 11, 25)),
    )  # fmt: skip
    standards.adopt_standard(
        standard=standard, in_force_on=date(2018, 12, 1), by=by, at=at(date(2018, 11, 28))
    )


def _running(units: dict[str, Unit], today: date, now: datetime) -> None:
    """One project in its pilot today, and one that waits for a decision."""
    pilot = ("出所前预演", "education", "F10", "出所前情境预演可提高首月联系率", "首月联系率")
    made = _proposed(units, f"{today.year}-01", pilot, now - timedelta(days=150))
    _piloted(made, today - timedelta(days=120))
    projects.report_project(
        project=made, month=today - timedelta(days=40), people=18, better=11, same=4, worse=1,
        by=SystemActor(), at=now - timedelta(days=5),
    )  # fmt: skip
    waiting = ("马头琴音乐治疗", "psychology", "F10", "音乐治疗可改善情绪", "情绪量表")
    _proposed(units, f"{today.year}-02", waiting, now - timedelta(days=4))


def _training(units: dict[str, Unit], today: date) -> None:
    """The college's forum at Tongliao, one forum elsewhere, and a certificate a facility."""
    by = SystemActor()
    held = Tenure.objects.filter(post__role=Role.OFFICER, post__unit__kind=Unit.Kind.FACILITY)
    officers: dict[str, list[User]] = {}
    for tenure in held.select_related("user", "post__unit").order_by("post_id"):
        officers.setdefault(tenure.post.unit.code, []).append(tenure.user)
    sessions = [("F09", title, "职业学院电大分校") for title in FORUMS]
    sessions += [(place.code, FORUMS[0], "中央司法警官学院") for place in FACILITIES]
    for number, (code, title, giver) in enumerate(sessions):
        day = date(2018, 3 + number % 9, 8)
        made = training.hold_training(
            host=units[code], title=title, kind="forum", giver=giver, happened_on=day, hours=3,
            by=by, at=at(day),
        )  # fmt: skip
        for officer in officers[code]:
            training.train(training=made, officer=officer, by=by, at=at(day))
    for number, place in enumerate(FACILITIES):
        training.certify(
            host=units[place.code], officer=officers[place.code][0], name="社会工作者职业资格",
            issuer="人力资源和社会保障部、民政部", issued_on=date(2018, 6, 1),
            until_on=today + timedelta(days=40 * (number - 1)) if number < 4 else None, by=by,
            at=at(date(2018, 6, 8)),
        )  # fmt: skip


def _adopted(units: dict[str, Unit], number: int) -> None:
    (method, category), problem = METHODS[number % len(METHODS)], PROBLEMS[number % len(PROBLEMS)]
    day = date(2018, 1 + number % 12, 20)
    library.enter_case(
        host=units[FACILITIES[number % len(FACILITIES)].code], category=category,
        title=f"{method}帮助康复人员某某{problem}案例", keywords=f"{method} {problem}",
        body=BODY.format(method=method, problem=problem), adopted_on=day,
        number=f"NMG-2018-{number + 1:02d}", by=SystemActor(), at=at(day),
    )  # fmt: skip


def _drafts(units: dict[str, Unit], now: datetime) -> None:
    """Drafts at the station of the demo accounts, each at another step; two more went all the way.

    One draft still names its person, one waits to be read, one for the person's answer. At another
    station one was adopted, and one taken back by the person after it was agreed to.
    """
    for code, ways in (
        (HERE, ("drafted", "submitted", "read")),
        (THERE, ("adopted", "taken back")),
    ):
        closed = cases.cases(units=[units[code].pk], stage=Case.Stage.CLOSED, limit=len(ways))
        for number, (case, way) in enumerate(zip(closed, ways, strict=False)):
            _told(units, code, case, way, now - timedelta(days=3 - number))


def _holder(unit: Unit, role: Role, day: date) -> StaffActor:
    held = Tenure.objects.on(day).filter(post__unit=unit, post__role=role).select_related("user")
    return actor_of(held.order_by("post_id")[0].user, day)


def _told(units: dict[str, Unit], code: str, case: Case, way: str, moment: datetime) -> None:
    """Bring the story of a closed case as far as ``way``."""
    day = timezone.localtime(moment).date()
    worker = _holder(units[code], Role.SOCIAL_WORKER, day)
    head = _holder(units[code], Role.STATION_HEAD, day)
    said = case.person.name if way == "drafted" else "某某"
    made: LibraryCase = cleaning.draft_case(
        case=case, title="黄金三个月帮助照管对象某某重新就业案例", category="social",
        keywords="后续照管 就业", analysis=f"{said}出所后没有工作，与家人联系少。",
        plan="社工每周联系一次，陪同办理求职登记。", course=f"{said}第二周参加技能培训，第五周上岗。",
        effect="连续三次检测阴性，收入稳定。", insight="就业和家庭一起抓。", by=worker, at=moment,
    )  # fmt: skip
    if way == "drafted":
        return
    cleaning.submit_case(library=made, kept="无", by=worker, at=moment)
    if way == "submitted":
        return
    library.read_case(library=made, verdict="passed", by=head, at=moment)
    if way == "read":
        return
    with scope.opened((), person=case.person_id):
        answered = {"case": case, "by": PersonActor(case.person_id), "at": moment}
        own_library.agree_case(library=made, **answered)
    library.pass_case(library=made, by=head, at=moment)
    if way == "taken back":
        with scope.opened((), person=case.person_id):
            own_library.withdraw_case(library=made, **answered)
        return
    bureau = _holder(units["150000"], Role.BUREAU_STAFF, day)
    for _ in ("bureau", "ministry"):
        library.forward_case(library=made, by=bureau, at=moment)
    library.adopt_case(library=made, adopted_on=day, by=bureau, at=moment)
