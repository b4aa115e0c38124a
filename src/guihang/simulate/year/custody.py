"""Inside the facilities: drills and safety of 2018, and what goes on today.

The article shows one drill, the medical emergency at Tumuji; how many of anything else a facility
had is our assumption, thin on purpose. People of 2018 are not in the demo region: whatever is about
somebody is of the last weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from guihang.cases.models import Case
from guihang.casework import terms as ledger
from guihang.core import scope
from guihang.core.action import Actor
from guihang.custody import (
    assessments,
    family,
    health,
    leave,
    restraints,
    safety,
    terms,
    treatment,
)
from guihang.custody.models import EmergencyDrill
from guihang.engines.calendar import local
from guihang.people.models import Tenure, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import SystemActor, actor_of, tree
from guihang.simulate.people import dice
from guihang.simulate.year.partners import at

TUMUJI, LATE, BUSY = "F02", "F03", "F10"
DRILLS = (
    (date(2018, 3, 14), "fire", "day"), (date(2018, 6, 20), "medical", "remote"),
    (date(2018, 9, 12), "escape", "night"), (date(2018, 12, 5), "disaster", "winter"),
)  # fmt: skip
"""What each facility exercised in 2018: one a season [assumed]."""

FOUND = (
    ("急救箱药品过期两种", "补齐药品，每月清点"), ("夜间通道指示灯不亮", "更换并每周检查"),
    ("集合点名用时超过 10 分钟", "调整分区集合路线"), ("与旗县医院联动电话无人接", "建立双向联络表"),
)  # fmt: skip
TOPICS = {
    "medical": "中蒙医推拿与慢病讲座", "education": "书法与法律常识", "psychology": "正念防复吸小组",
    "training": "健身气功·八段锦", "assessment": "阶段评估面谈",
}  # fmt: skip


TOLD = {
    "death": "父亲去世，家属来电。", "critical": "父亲病重，家属来电。",
    "merit": "表现良好，想回家看望父母。",
}  # fmt: skip


class _Known:
    """An actor whose reach is looked up once."""

    def __init__(self, actor: Actor) -> None:
        self.user_id = actor.user_id
        self.units = cache(actor.units)


@dataclass(frozen=True)
class _Place:
    """A facility with its staff and the people inside."""

    unit: Unit
    users: dict[str, User]
    actors: dict[str, _Known]
    cases: Sequence[Case]

    def by(self, role: str, moment: datetime) -> dict[str, object]:
        return {"by": self.actors[role], "at": moment}


def _places(today: date) -> list[_Place]:
    found = []
    for unit in Unit.objects.filter(kind=Unit.Kind.FACILITY).order_by("code"):
        users: dict[str, User] = {}
        rows = Tenure.objects.filter(post__unit=unit).select_related("user", "post")
        for row in rows.order_by("post_id"):
            names = {Role.FACILITY_HEAD: ("head", "deputy"), Role.DOCTOR: ("doctor",),
                     Role.OFFICER: ("officer", "second")}.get(Role(row.post.role), ())  # fmt: skip
            free = next((name for name in names if name not in users), None)
            if free:
                users[free] = row.user
        actors = {name: _Known(actor_of(user, today)) for name, user in users.items()}
        inside = Case.objects.filter(unit=unit, stage=Case.Stage.INSIDE).select_related("person")
        found.append(_Place(unit, users, actors, list(inside.order_by("admitted_at"))))
    return found


def play(now: datetime, seed: int) -> None:
    """Play the year of each facility."""
    with scope.opened(tree().parents):
        for place in _places(local(now).date()):
            random = dice(seed, f"custody-{place.unit.code}")
            _drills_of_2018(place)
            _safety_of_2018(place, random)
            if place.cases:
                _notices(place, now)
                _today(place, now, random)
                _family(place, now, random)
            if place.unit.code == BUSY and len(place.cases) > 3:
                _restrained(place, now)
                _on_leave(place, now)
            if place.unit.code == LATE:
                _told_too_late(place, now)


def _drills_of_2018(place: _Place) -> None:
    for number, (day, scenario, condition) in enumerate(DRILLS):
        course = "按预案处置，参演人员到位。"
        if place.unit.code == TUMUJI and scenario == "medical":
            course = (
                "应急医疗救护演练：模拟突发心源性疾病，所内抢救、远距离转运、医院接诊全程计时。"
            )
        drill = safety.record_drill(
            host=place.unit, scenario=scenario, condition=condition, held_at=at(day),
            minutes=40 + 5 * number, people=36, course=course, **place.by("officer", at(day, 15)),
        )  # fmt: skip
        found, task = FOUND[number]
        _put_right(place, drill, found, task, day)


def _put_right(place: _Place, drill: EmergencyDrill, found: str, task: str, day: date) -> None:
    row = safety.add_corrective_task(
        drill=drill, found=found, task=task, owner=place.users["officer"],
        due_on=day + timedelta(days=15), **place.by("deputy", at(day, 16)),
    )  # fmt: skip
    done = at(day + timedelta(days=10))
    safety.report_task_done(corrective=row, note="已完成并留存照片。", **place.by("officer", done))
    safety.close_task(corrective=row, fine=True, **place.by("head", done + timedelta(days=1)))


def _safety_of_2018(place: _Place, random: Random) -> None:
    day = date(2018, 1, 10) + timedelta(days=random.randrange(300))
    row = safety.record_incident(
        host=place.unit, kind=random.choice(("medical", "fight", "contraband")),
        happened_at=at(day), reported_at=at(day, 11), account="当班民警及时处置，已报告，未造成伤害。",
        **place.by("officer", at(day, 12)),
    )  # fmt: skip
    safety.close_incident(
        incident=row,
        lesson="晨会通报，补充巡查点位。",
        **place.by("head", at(day + timedelta(days=5))),
    )
    for _ in range(2):
        day = date(2018, 1, 10) + timedelta(days=random.randrange(340))
        safety.record_near_miss(
            host=place.unit, kind=random.choice(("contraband", "production", "food", "self_harm")),
            happened_on=day, told="检查时发现，及时处理，未发生后果。", learned="双人检查，隐患当日报告。",
            **place.by("officer", at(day, 16)),
        )  # fmt: skip


def _notices(place: _Place, now: datetime) -> None:
    """Whoever is inside was announced to the family; who leaves soon, to the authority."""
    today = local(now).date()
    for case in place.cases:
        told = case.admitted_at + timedelta(days=1)
        if told < now:
            terms.record_notice(
                case=case, kind="admission_told", happened_at=told, **place.by("officer", told)
            )
        if (case.term_ends_on - today).days <= 10:
            moment = now - timedelta(days=2)
            terms.record_notice(
                case=case, kind="release_announced", happened_at=moment,
                **place.by("officer", moment),
            )  # fmt: skip


def _today(place: _Place, now: datetime, random: Random) -> None:
    yesterday = now - timedelta(days=1)
    count = safety.expected_at(place.unit.pk)
    safety.record_headcount(
        host=place.unit, counted_at=yesterday, found=count, **place.by("officer", yesterday)
    )
    week = now - timedelta(days=6)
    safety.record_near_miss(
        host=place.unit, kind=random.choice(("contraband", "fire", "self_harm")),
        happened_on=local(week).date(), told="巡查时发现，当场处理，未发生后果。",
        learned="交接班时逐项核对，发现即报。", **place.by("second", week),
    )  # fmt: skip
    if place.unit.code == BUSY:
        safety.record_incident(
            host=place.unit, kind="medical", happened_at=yesterday - timedelta(hours=3),
            reported_at=yesterday - timedelta(hours=2), account="突发腹痛，送旗医院，已平稳返回。",
            **place.by("officer", yesterday),
        )  # fmt: skip
    drill = safety.record_drill(
        host=place.unit, scenario="medical", condition="night", held_at=week, minutes=50, people=24,
        course="夜间突发疾病处置，警力不足时的替补顺序。", **place.by("officer", week),
    )  # fmt: skip
    found, task = random.choice(FOUND)
    safety.add_corrective_task(
        drill=drill, found=found, task=task, owner=place.users["second"],
        due_on=local(now + timedelta(days=random.randrange(-3, 12))).date(), **place.by("deputy", week),
    )  # fmt: skip
    numbers = [case.person.number for case in place.cases if case.admitted_at < week]
    for n, (centre, topic) in enumerate(TOPICS.items()):
        held = now - timedelta(days=n + 1, hours=3)
        came = random.sample(numbers, min(len(numbers), random.randrange(4, 12)))
        if came:
            treatment.record_session(
                host=place.unit, centre=centre, topic=topic, held_at=held, minutes=60,
                led_by="本所教师", people=" ".join(came), **place.by("officer", held),
            )  # fmt: skip
    newest = place.cases[-1]
    seen = newest.admitted_at + timedelta(hours=2)
    if seen < now:
        health.record_health(
            case=newest, kind="entry", conclusion="limited", happened_at=seen,
            note="一般情况可，轻度脱水，对症处理。", **place.by("doctor", seen),
        )  # fmt: skip
        health.record_infection_screen(
            case=newest, disease="hcv", finding="negative", happened_at=seen,
            **place.by("doctor", seen),
        )  # fmt: skip
        health.record_health(
            case=newest, kind="self_harm", conclusion="fit", happened_at=seen,
            note="未见自伤风险，已告知求助方式。", **place.by("doctor", seen),
        )  # fmt: skip


def _family(place: _Place, now: datetime, random: Random) -> None:
    for n, case in enumerate(place.cases[:6]):
        when = now - timedelta(days=3 + 4 * n, hours=2)
        if when > case.admitted_at:
            family.record_family_visit(
                case=case, mode=random.choice(("in_person", "video")), happened_at=when, minutes=30,
                relation=random.choice(("parent", "spouse", "sibling")), visitors=random.randrange(1, 4),
                **place.by("officer", when),
            )  # fmt: skip
    when = now - timedelta(days=9)
    family.record_family_meal(
        case=place.cases[0], occasion="birthday", happened_on=local(when).date(), relatives=2,
        children=1, guardian_agreed=True, note="女儿带来了自己画的卡片。", **place.by("officer", when),
    )  # fmt: skip


def _restrained(place: _Place, now: datetime) -> None:
    """One episode, three weeks ago, watched but for one quarter of an hour, and reviewed."""
    began, case = now - timedelta(days=8, hours=6), place.cases[-1]
    if case.admitted_at > began:
        case = place.cases[len(place.cases) // 2]
    row = restraints.propose_restraint(
        case=case,
        ground="confused",
        tried="安抚、减少刺激、医生到场用药。",
        **place.by("officer", began),
    )
    began += timedelta(minutes=5)
    restraints.decide_restraint(restraint=row, approve=True, **place.by("head", began))
    for minutes, medical, needed in (
        (12, False, True),
        (28, True, True),
        (58, False, True),
        (70, True, False),
    ):
        seen = began + timedelta(minutes=minutes)
        restraints.observe_restraint(
            restraint=row, observed_at=seen, medical=medical, still_needed=needed,
            **place.by("doctor" if medical else "second", seen),
        )  # fmt: skip
    checked = began + timedelta(minutes=28)
    health.record_health(
        case=case, kind="restraint", conclusion="fit", happened_at=checked, note="呼吸循环平稳，无伤情。",
        **place.by("doctor", checked),
    )  # fmt: skip
    ended = began + timedelta(minutes=73)
    restraints.end_restraint(
        restraint=row,
        family_told=True,
        debrief="本人平静，说明了原因和求助方式。",
        **place.by("second", ended),
    )
    restraints.review_restraint(
        restraint=row, finding="漏一次观察，已提醒当班；解除及时，无伤情。",
        **place.by("deputy", ended + timedelta(days=1)),
    )  # fmt: skip


def _on_leave(place: _Place, now: datetime) -> None:
    """Somebody back from a funeral, somebody away, and two who wait: for a decision, for a review."""
    middle = len(place.cases) // 2
    back, away, asks = place.cases[0], place.cases[middle], place.cases[middle + 1]
    row = _asked(place, back, "death", now - timedelta(days=20), days=3)
    gone = now - timedelta(days=20)
    leave.decide_leave(
        leave=row, approve=True, proof="苏木出具的死亡证明", **place.by("head", gone)
    )
    leave.depart_on_leave(leave=row, departed_at=gone, **place.by("officer", gone))
    home = gone + timedelta(days=2)
    leave.return_from_leave(
        leave=row, returned_at=home, test="negative", **place.by("officer", home)
    )
    for case, decided in ((away, True), (asks, False)):
        began = now - timedelta(days=1)
        row = _asked(place, case, "critical", began, days=5)
        leave.verify_leave(leave=row, proof="旗医院病危通知书", **place.by("officer", began))
        leave.weigh_leave(
            leave=row, risk="家属接送，每日电话，旗司法局知情。", **place.by("second", began)
        )
        if decided:
            health.record_health(
                case=case, kind="leave", conclusion="fit", happened_at=began,
                **place.by("doctor", began),
            )  # fmt: skip
            leave.decide_leave(leave=row, approve=True, **place.by("head", began))
            leave.depart_on_leave(leave=row, departed_at=began, **place.by("officer", began))
    _refused(place, place.cases[1], now - timedelta(days=2))


def _refused(place: _Place, case: Case, when: datetime) -> None:
    """A refusal that the person challenges; it waits for whoever had no part in it."""
    row = _asked(place, case, "merit", when, days=3)
    leave.verify_leave(leave=row, proof="嘎查证明", **place.by("officer", when))
    leave.weigh_leave(leave=row, risk="路途六小时，无人陪同。", **place.by("second", when))
    leave.decide_leave(leave=row, why="无人陪同，路途较远。", **place.by("head", when))
    later = when + timedelta(hours=20)
    leave.challenge_leave(leave=row, grounds="哥哥愿意来所接送。", **place.by("officer", later))


def _asked(place: _Place, case: Case, kind: str, moment: datetime, *, days: int) -> leave.Leave:
    first = local(moment).date()
    made: leave.Leave = leave.request_leave(
        case=case, kind=kind, relation="parent", from_on=first,
        until_on=first + timedelta(days=days), told=TOLD[kind], **place.by("officer", moment),
    )  # fmt: skip
    return made


def _told_too_late(place: _Place, now: datetime) -> None:
    """A decision of early release that reached the facility after its day: the loudest alarm."""
    today = local(now).date()
    case = next((one for one in place.cases if (today - one.decided_on).days > 420), None)
    if case is None:
        return
    before = now - timedelta(days=25)
    row = assessments.propose_assessment(
        case=case, kind="one_year", physiological="pass", psychophysical="pass", behaviour="pass",
        social="good", grounds="四个领域均达到要求。", **place.by("officer", before),
    )  # fmt: skip
    assessments.decide_assessment(
        assessment=row, second=place.users["doctor"], outcome="early", minutes="一致同意提出提前解除。",
        **place.by("head", before),
    )  # fmt: skip
    ledger.record_term_event(
        case=case, change="early", decided_on=today - timedelta(days=6),
        ends_on=today - timedelta(days=1), **place.by("head", now - timedelta(hours=2)),
    )  # fmt: skip
    terms.note_overstay(case=case, by=SystemActor(), at=now)
