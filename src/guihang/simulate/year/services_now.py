"""Services of the last months, so that today's pages are alive; and the rooms of every station."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from guihang.assessments import actions as assessments
from guihang.care import (
    activities,
    aid,
    circle,
    episodes,
    family,
    signals,
    stations,
    training,
    vr,
    work,
)
from guihang.care.models import Room
from guihang.cases import queries as cases
from guihang.cases.models import Case
from guihang.community.models import Volunteer
from guihang.community.society import Supporter
from guihang.core import scope
from guihang.engines.calendar import local
from guihang.people.models import Unit
from guihang.people.queries import SystemActor, tree
from guihang.simulate.people import dice, name
from guihang.simulate.region import STATIONS, Progress
from guihang.simulate.year.services import answers, at
from guihang.simulate.year.wording import NEEDS, TASKS, WISHES

BUSY, WOMEN, NEAR = "S150702", "F01", "F10"
"""The station of the demo accounts; the facility with VR (the article); that of the accounts, which
has it by now [assumed], so that whoever tries the demo can look at it."""

BY = SystemActor()
ROOMS = (
    ("office", "一楼 101", 0, "电脑两台\n档案柜"), ("counselling", "一楼 103", 0, "沙盘\n沙发"),
    ("dormitory", "二楼 201", 4, "床四张\n储物柜"), ("rehab_office", "一楼 105", 0, "电脑\n执法记录仪"),
    ("test_room", "一楼 106", 0, "检测试剂\n冷藏柜"),
)  # fmt: skip
TIES = (
    ("母亲", "family", "strong", "in"), ("妻子", "family", "stressed", "both"),
    ("女儿", "family", "weak", "out"), ("发小", "friends", "strong", "both"),
    ("社工", "services", "strong", "in"), ("嘎查书记", "neighbours", "weak", "in"),
    ("旧友", "using", "stressed", "both"), ("球队", "leisure", "weak", "both"),
)  # fmt: skip


def play(now: datetime, seed: int) -> None:
    """Rooms and plans of the stations, and what is going on at a few of them."""
    random = dice(seed, "services of late")
    with scope.opened(tree().parents):
        units = {unit.code: unit for unit in Unit.objects.all()}
        dormitories = {
            county: _built(units[f"S{county}"], how, now) for county, how in STATIONS.items()
        }
        known = cases.cases(units=[units[BUSY].pk], stage=Case.Stage.AFTERCARE, limit=14)
        known = [
            case
            for case in known
            if case.accepted_at and case.accepted_at < now - timedelta(days=6)
        ]
        for case in known:
            _circle(case, random, now)
            _network(case, random, now)
        for case in known[:6]:
            _scales(case, random, now)
        for number, case in enumerate(known[:8]):
            _working(case, random, now, number)
        _stays(known[:2], dormitories[BUSY[1:]], now)
        _open_to_all(units[BUSY], known[2:6], now)
        for place, people in ((WOMEN, 5), (NEAR, 2)):
            inside = cases.cases(units=[units[place].pk], stage=Case.Stage.INSIDE, limit=40)
            able = [
                one
                for one in inside
                if one.admitted_at < now - timedelta(days=90)
                and one.term_ends_on > local(now).date() + timedelta(days=31)
            ]
            for case in able[:people]:
                _vr(case, random, now)
        _alarm(known, now)


def _built(station: Unit, how: Progress, now: datetime) -> Room:
    """The five rooms and plans of a station; the two of Hulunbuir opened in 2018 (the article)."""
    built = how is Progress.BUILT
    begin = date(2018, 3, 1) if built else local(now).date() - timedelta(days=400)
    rooms = [
        stations.set_up_room(
            station=station,
            kind=kind,
            name=door,
            beds=beds,
            equipment=equipment,
            by=BY,
            at=at(begin),
        )
        for kind, door, beds, equipment in ROOMS
    ]
    for kind, year, title in (
        ("scheme", begin.year, "后续照管工作实施方案"), ("year", begin.year, f"{begin.year} 年工作计划"),
        ("year", now.year, f"{now.year} 年工作计划"),
    ):  # fmt: skip
        stations.write_station_plan(
            station=station, kind=kind, year=year, title=title,
            body="一、24 小时内首次联系\n二、黄金三月每周联系\n三、每季度召开一次联席会议", by=BY, at=at(begin, 11),
        )  # fmt: skip
    if built:
        opened = date(2018, 5, 18)
        stations.open_station(
            station=station, on=opened, address="旗县社区矫正中心一楼", by=BY, at=at(opened)
        )
    return rooms[2]


def _days(now: datetime, ago: float) -> datetime:
    return local(now) - timedelta(days=ago)


def _circle(case: Case, random: Random, now: datetime) -> None:
    """Somebody of each part, volunteers and caring ambassadors from their registers."""
    since = max(case.accepted_at or now, _days(now, 60))
    on = local(since).date()
    kinds = {
        "volunteer": Volunteer.objects.filter(stage=Volunteer.Stage.ACCEPTED),
        "caring_ambassador": Supporter.objects.filter(
            kind=Supporter.Kind.AMBASSADOR, ended_on=None
        ),
    }
    for part, task in random.sample(TASKS, random.choice((2, 3, 4))):
        known = list(kinds[part].order_by("id")[:40]) if part in kinds else []
        who: dict[str, object] = {
            "name": "母亲" if part == "family" else f"{name(random, '1')}警官"
        }
        if known:
            who = {"volunteer" if part == "volunteer" else "supporter": random.choice(known)}
        circle.join_circle(
            case=case, part=part, **who, task=task, on=on, agreed=True, by=BY,
            at=max(since, _days(now, 59)),
        )  # fmt: skip


def _network(case: Case, random: Random, now: datetime) -> None:
    """A map as of the admission, and how it looks since the release."""
    came = case.admitted_at + timedelta(days=3)
    out = max(case.released_at or now, came) + timedelta(days=2)
    for who, sphere, strength, direction in random.sample(TIES, random.randint(4, 7)):
        tie = family.add_tie(
            case=case, who=who, sphere=sphere, strength=strength, direction=direction,
            on=local(came).date(), by=BY, at=came,
        )  # fmt: skip
        if out < now and random.random() < 0.6:
            later = "broken" if sphere == "using" else random.choice(("strong", "weak"))
            family.look_at_tie(
                tie=tie, strength=later, direction="both", on=local(out).date(), by=BY, at=out
            )


def _scales(case: Case, random: Random, now: datetime) -> None:
    """PHQ-9, craving and the family scale before and after."""
    start = max(case.accepted_at or now, _days(now, 75))
    span = now - start
    for step, heavy in enumerate((2, 1, 1)):
        when = start + span * (step * 0.45)
        day = local(when).date()
        moods = " ".join(f"q{n}={random.randint(0, heavy)}" for n in range(1, 9)) + " q9=0"
        for kind, given in (
            ("phq9", moods),
            ("craving", f"q1={random.randint(10, 30 + 25 * heavy)}"),
        ):
            assessments.give(
                case=case, instrument=kind, mode="read", on=day, answers=given, by=BY, at=when
            )
        if step != 1:
            total = random.randint(6, 11) + 2 * step
            family.measure_family(
                case=case, answers_by="person", on=day, **answers(random, total), by=BY, at=when
            )


def _working(case: Case, random: Random, now: datetime, number: int) -> None:
    """Aid, work and casework that are under way, each at another step."""
    start = max(case.accepted_at or now, _days(now, 50))
    need = aid.note_aid_need(
        case=case, scheme=("dibao", "temporary_assistance", "medical_assistance")[number % 3],
        need=random.choice(NEEDS), by=BY, at=start,
    )  # fmt: skip
    if number % 2:
        aid.apply_for_aid(
            application=need, on=local(start).date(), office="镇社会救助窗口", documents="申请书、户口簿",
            by=BY, at=start,
        )  # fmt: skip
    placement = work.register_interest(
        case=case, kind="employed", wish=random.choice(WISHES), by=BY, at=start
    )
    if number % 3 == 0:
        work.start_work(
            placement=placement, on=local(start).date(), kind="employed", employer="某食品厂", wage=3400,
            contract=True, by=BY, at=start,
        )  # fmt: skip
    if number < 4:
        _episode(case, start, number)


def _episode(case: Case, start: datetime, number: int) -> None:
    episode = episodes.take_up(
        case=case, source="station", problems=["family", "income", "work"], language="mn",
        literacy="some", explained=True, by=BY, at=start,
    )  # fmt: skip
    if number == 0:
        return
    episodes.assess_needs(
        episode=episode, family="2", income="3", work="2", housing=str(number % 3), first="income",
        strengths="会放牧，亲戚愿意帮忙", by=BY, at=start,
    )  # fmt: skip
    if number == 1:
        return
    episodes.set_goal(
        episode=episode, domain="income", wish="我想自己挣钱养家", measure="连续三个月有工资",
        baseline="没有收入", responsible="本人与社工",
        target_on=local(start).date() + timedelta(days=120), by=BY, at=start,
    )  # fmt: skip
    episodes.sign_plan(episode=episode, on=local(start).date(), signed=True, by=BY, at=start)


def _stays(known: Sequence[Case], room: Room, now: datetime) -> None:
    for case in known:
        begin = _days(now, 5)
        stations.begin_stay(
            case=case, room=room, on=begin.date(), planned_until_on=begin.date() + timedelta(days=14),
            why="家里房屋在修，暂无住处", chose=True, by=BY, at=begin,
        )  # fmt: skip


def _open_to_all(station: Unit, known: Sequence[Case], now: datetime) -> None:
    """What the station offers of late: a family class, a course, a base with seats, an outing."""
    day = _days(now, 4).date()
    held = family.hold_class(
        host=station, kind="school", topic="怎样说话不伤人", teacher="家庭教育指导师", on=day, minutes=90,
        by=BY, at=at(day, 17),
    )  # fmt: skip
    course = training.open_course(
        host=station, name="中式面点", trade="cooking", hours=60, places=8, starts_on=day,
        ends_on=day + timedelta(days=45), by=BY, at=at(day, 9),
    )  # fmt: skip
    outing = activities.hold_activity(
        host=station, kind="fitness", title="社区乒乓球友谊赛", place="社区活动中心", on=day, others=16,
        by=BY, at=at(day, 19),
    )  # fmt: skip
    work.open_base(
        host=station, name="设施蔬菜基地", operator="某农牧业合作社", seats=4, wage=3000, housing=True,
        insurance=True, contract=True, disclosure="未经本人同意，不告知戒毒经历", complaints_to="后续照管工作站",
        by=BY, at=at(day, 11),
    )  # fmt: skip
    for case in known:
        family.record_attendance(
            case=case, family_class=held, relatives=1, agreed=True, safe=True, by=BY, at=at(day, 18)
        )
        training.enrol(case=case, course=course, by=BY, at=at(day, 12))
        activities.take_part(
            case=case, activity=outing, chose=True, feeling="liked", by=BY, at=at(day, 20)
        )


def _vr(case: Case, random: Random, now: datetime) -> None:
    """Four sessions over a month; craving falls in most. The signal of each lies beside its row."""
    course = vr.plan_vr(
        case=case, protocol="refusal", planned=6, agreed=True, by=BY, at=_days(now, 40)
    )
    for number in range(4):
        when = at(_days(now, 36 - 8 * number).date(), 10)
        before = random.randint(35, 70) - 6 * number
        after = max(0, before - random.randint(0, 18))
        session = vr.record_vr_session(
            course=course, happened_at=when, device="VR-01", software="3.0", scenes="R1、R2、R4",
            craving_before=before, craving_peak=before + random.randint(5, 25), craving_after=after,
            heart_mean=random.randint(72, 90), heart_max=random.randint(95, 125), nausea=0,
            stop="planned", debrief_minutes=15, clinician=None, by=BY, at=when + timedelta(hours=2),
        )  # fmt: skip
        raw = _signal(random)
        vr.attach_signal(
            course=course, number=number + 1, digest=signals.keep(session, raw), size=len(raw), by=BY,
            at=when + timedelta(hours=2),
        )  # fmt: skip


def _signal(random: Random) -> bytes:
    """Ten minutes of heart rate and skin conductance, a line a second, as such a device writes it."""
    heart, skin, lines = 78.0, 4.0, ["second,heart_rate,skin_conductance_us"]
    for second in range(600):
        cue = 12 if 240 <= second < 420 else 0
        heart += (78 + cue - heart) * 0.05 + random.uniform(-1, 1)
        skin += (4 + cue / 6 - skin) * 0.03 + random.uniform(-0.05, 0.05)
        lines.append(f"{second},{heart:.0f},{skin:.2f}")
    return "\n".join(lines).encode()


def _alarm(known: Sequence[Case], now: datetime) -> None:
    """One who answered that they think of hurting themselves: somebody was with them; one waits."""
    for case, ago, helped in zip(known[-2:], (9, 0.2), (True, False), strict=False):
        when = max(_days(now, ago), case.accepted_at or now)
        sheet = assessments.give(
            case=case, instrument="phq9", mode="read", on=local(when).date(),
            answers="q1=2 q2=2 q3=1 q4=1 q5=0 q6=2 q7=1 q8=0 q9=1", by=BY, at=when,
        )  # fmt: skip
        if helped:
            assessments.record_help(
                sheet=sheet, help="safety_plan", note="当场谈话，和家人一起订了安全计划。", by=BY,
                at=when + timedelta(minutes=40),
            )  # fmt: skip
