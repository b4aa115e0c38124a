"""The services of 2018: aid, work, families, training and casework for the people of that year."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple

from guihang.care import activities, aid, episodes, family, training, work
from guihang.care.models import Activity, Course, FamilyClass, JobBase
from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.action import Actor
from guihang.engines.calendar import CHINA, local
from guihang.engines.family import HIGHEST, ITEMS
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Role
from guihang.people.queries import HeldPost, StaffActor, SystemActor, tree
from guihang.simulate.parts import hurry, shared
from guihang.simulate.people import dice
from guihang.simulate.year import those_of_2018
from guihang.simulate.year.wording import CLASSES, COURSES, EVENTS, NEEDS

IN_WORK = 312
"""The article: more than 300 people helped into work or business (成功帮助300余人实现就业创业)."""
FAMILIES_IMPROVED = 496
"""The article: nearly 500 people whose family relations improved (近500人改善了家庭关系)."""
FAMILIES_UNCHANGED, FAMILIES_WORSE, FAMILIES_NOT_MEASURED = 52, 9, 34
"""[DEMO] What the article does not say and every honest count has."""
AIDED = 60
"""[DEMO] The article names the schemes and no number."""
TRAINED, EPISODES, OUTINGS = 40, 8, 40
"""[DEMO]"""

SCHEMES = (
    ("dibao", 5), ("temporary_assistance", 6), ("public_rental_housing", 2),
    ("medical_assistance", 5), ("legal_aid", 1),
)  # fmt: skip
"""The article: 低保、临时困难生活救助、廉租房、医疗救助; weights [DEMO]."""


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day at the region."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


class Year(NamedTuple):
    """What the year offers: who acts, and records of units by kind."""

    by: Actor
    classes: Sequence[FamilyClass]
    courses: Sequence[Course]
    events: Sequence[Activity]
    bases: dict[int, list[JobBase]]
    supervisors: dict[int, tuple[StaffActor, StaffActor]]


type Part = Callable[[Case, Random, Year], None]


def play(now: datetime, seed: int) -> None:
    """Make the people of 2018 and what was done for them, in two processes."""
    those_of_2018.make(now, seed)
    with scope.opened(tree().parents):
        year, told = _year(), list(_told(seed))

    def share(part: int, parts: int, tell: Callable[[int], None]) -> None:
        hurry()
        for case, doing in told[part::parts]:
            with scope.opened(tree().parents):
                random = dice(seed, "services", str(case.pk))
                for one in doing:
                    one(case, random, year)
            tell(1)

    for _ in shared(share, len(told)):
        pass


LAST_JOB = timedelta(days=142)
"""From the first day at work to the last thing recorded about it."""
LAST_AID = timedelta(days=55)


def _with_us() -> list[Case]:
    """Return the people of 2018 who were here when the year began."""
    rows = Case.objects.filter(
        admitted_at__lt=at(date(2018, 2, 1)),
        person__number__startswith=those_of_2018.NUMBERS,
    )
    return list(rows.select_related("person").order_by("person__number"))


def window(case: Case, needs: timedelta) -> tuple[date, date] | None:
    """Return first and last day of 2018 on which something after the release can begin, so that
    nothing is recorded once the case was closed; None without one."""
    if case.released_at is None:
        return None
    first = max(local(case.released_at).date() + timedelta(days=5), date(2018, 1, 8))
    last = date(2018, 12, 20)
    if case.closed_at:
        last = min(last, local(case.closed_at).date() - needs)
    return (first, last) if first <= last else None


def _told(seed: int) -> Iterator[tuple[Case, list[Part]]]:
    """Give everybody with what was done for them in 2018."""
    cases = _with_us()
    doing: dict[Any, list[Part]] = {case.pk: [] for case in cases}
    year = [case for case in cases if not case.closed_at or case.closed_at > at(date(2019, 1, 5))]
    _spread(year, (
        *[partial(_family, low=3, high=7)] * FAMILIES_IMPROVED,
        *[partial(_family, low=-2, high=2)] * FAMILIES_UNCHANGED,
        *[partial(_family, low=-5, high=-3)] * FAMILIES_WORSE,
        *[_came] * FAMILIES_NOT_MEASURED,
    ), doing, seed)  # fmt: skip
    _spread([one for one in cases if window(one, LAST_JOB)], [_work] * IN_WORK, doing, seed + 1)
    _spread([one for one in cases if window(one, LAST_AID)], [_aid] * AIDED, doing, seed + 2)
    _spread(year, [_training] * TRAINED, doing, seed + 3)
    _spread(year, [_episode] * EPISODES, doing, seed + 4)
    _spread(year, [_outing] * OUTINGS, doing, seed + 5)
    return iter([(case, doing[case.pk]) for case in cases if doing[case.pk]])


def _spread(
    cases: Sequence[Case], parts: Sequence[Any], doing: dict[Any, list[Any]], seed: int
) -> None:
    """Give each of ``parts`` to somebody else. Raises ValueError where there are too few people."""
    chosen = dice(seed, "chosen").sample(list(cases), len(parts))
    for case, part in zip(chosen, parts, strict=True):
        doing[case.pk].append(part)


def _year() -> Year:
    by = SystemActor()
    facilities = list(Unit.objects.filter(kind=Unit.Kind.FACILITY).order_by("code"))
    classes, courses, events = [], [], []
    for number, unit in enumerate(facilities):
        for turn in range(3):
            day = date(2018, 3 + 3 * turn, 3 + number)
            classes.append(family.hold_class(
                host=unit, kind="open_day" if turn == 1 else "school",
                topic=CLASSES[(number + turn) % len(CLASSES)], teacher="家庭教育指导师", on=day,
                minutes=90, by=by, at=at(day, 17),
            ))  # fmt: skip
        trade, name = COURSES[number % len(COURSES)]
        courses.append(training.open_course(
            host=unit, name=name, trade=trade, hours=80, places=20, starts_on=date(2018, 4, 9),
            ends_on=date(2018, 6, 15), by=by, at=at(date(2018, 3, 20)),
        ))  # fmt: skip
    stations = list(Unit.objects.filter(kind=Unit.Kind.STATION).order_by("code"))
    for number, unit in enumerate(stations):
        kind, title, place = EVENTS[number % len(EVENTS)]
        day = date(2018, 5 + number % 6, 12)
        events.append(activities.hold_activity(
            host=unit, kind=kind, title=title, place=place, on=day, others=40 + 10 * number, by=by,
            at=at(day, 18),
        ))  # fmt: skip
    supervisors = {
        unit.pk: (_actor(unit.pk, Role.OFFICER), _actor(unit.pk, Role.FACILITY_HEAD))
        for unit in facilities
    } | {
        unit.pk: (_actor(unit.pk, Role.SOCIAL_WORKER), _actor(unit.pk, Role.STATION_HEAD))
        for unit in stations
    }  # fmt: skip
    return Year(by, classes, courses, events, _bases(by), supervisors)


def _actor(unit: int, role: Role) -> StaffActor:
    held = Tenure.objects.filter(post__unit_id=unit, post__role=role).order_by("id").first()
    assert held is not None
    return StaffActor(held.user_id, held.user.name, (HeldPost(held.post_id, unit, role),))


def _bases(by: Actor) -> dict[int, list[JobBase]]:
    """The vineyard and the winery of Wuhai (the article)."""
    unit = Unit.objects.filter(code="S150302").first()
    if unit is None:
        return {}
    made = []
    for name, operator, seats in (
        ("葡萄种植基地", "乌海某葡萄种植合作社", 40), ("葡萄酒加工基地", "乌海某葡萄酒厂", 24),
    ):  # fmt: skip
        base = work.open_base(
            host=unit, name=name, operator=operator, seats=seats, wage=2800, housing=True,
            insurance=True, contract=True, disclosure="未经本人同意，不告知戒毒经历",
            complaints_to="后续照管工作站", by=by, at=at(date(2018, 3, 1)),
        )  # fmt: skip
        work.inspect_base(
            base=base, on=date(2018, 9, 12), seats=seats, wage=2900, housing=True, insurance=True,
            contract=True, finding="工资按月足额发放，住宿与劳动保护符合约定。", by=by,
            at=at(date(2018, 9, 12), 16),
        )  # fmt: skip
        made.append(base)
    return {unit.pk: made}


def answers(random: Random, total: int) -> dict[str, str]:
    """Return five answers that sum to ``total``."""
    values = dict.fromkeys(ITEMS, 0)
    for _ in range(total):
        values[random.choice([item for item in ITEMS if values[item] < HIGHEST])] += 1
    return {item: str(value) for item, value in values.items()}


def _family(case: Case, random: Random, year: Year, *, low: int, high: int) -> None:
    """The scale in the first half of the year and again in the second; some relatives came too."""
    before = random.randint(6, 12)
    if random.random() < 0.1:
        _came(case, random, year)
    for day, total in (
        (date(2018, 2, 5) + timedelta(days=random.randrange(120)), before),
        (date(2018, 9, 3) + timedelta(days=random.randrange(110)), before + random.randint(low, high)),
    ):  # fmt: skip
        family.measure_family(
            case=case, answers_by="person", on=day, **answers(random, total), by=year.by,
            at=at(day, 15),
        )  # fmt: skip


def _came(case: Case, random: Random, year: Year) -> None:
    held = random.choice(year.classes)
    family.record_attendance(
        case=case, family_class=held, relatives=random.randint(1, 3), agreed=True, safe=True,
        by=year.by, at=at(held.held_on, 18),
    )  # fmt: skip


def _drawn(case: Case, needs: timedelta, random: Random) -> date:
    found = window(case, needs)
    assert found is not None
    first, last = found
    return first + timedelta(days=random.randint(0, (last - first).days))


def _work(case: Case, random: Random, year: Year) -> None:
    """Into work in 2018; some are asked again after 90 days, some have ended."""
    start = _drawn(case, LAST_JOB, random)
    bases = year.bases.get(case.unit_id, [])
    kind = "base" if bases else random.choices(
        ("employed", "flexible", "own", "public"), (50, 30, 12, 8))[0]  # fmt: skip
    placement = work.find_work(
        case=case, on=start, kind=kind, base=random.choice(bases) if bases else None,
        wage=random.randrange(2200, 4600, 100), contract=kind in ("employed", "base"), by=year.by,
        at=at(start, 16),
    )  # fmt: skip
    asked = random.random()
    if asked < 0.4:
        day = start + timedelta(days=92)
        work.confirm_work(
            placement=placement, mark="90", on=day, works=asked < 0.32,
            source=random.choice(("person", "payslip")), by=year.by, at=at(day, 11),
        )  # fmt: skip
    if asked > 0.8:
        day = start + timedelta(days=random.randint(20, 140))
        work.end_placement(
            placement=placement, on=day, ending=random.choice(("own_wish", "season", "other")),
            by=year.by, at=at(day, 17),
        )  # fmt: skip


def _aid(case: Case, random: Random, year: Year) -> None:
    """Applied for, decided in time, mostly granted and received in 2018."""
    scheme = random.choices([one for one, _ in SCHEMES], [weight for _, weight in SCHEMES])[0]
    day = _drawn(case, LAST_AID, random)
    given = {"by": year.by}
    application = aid.note_aid_need(
        case=case, scheme=scheme, need=random.choice(NEEDS), away=random.random() < 0.2, **given,
        at=at(day),
    )  # fmt: skip
    aid.apply_for_aid(
        application=application, on=day, office="乡镇(街道)社会救助窗口", documents="申请书、户口簿、收入证明",
        **given, at=at(day, 15),
    )  # fmt: skip
    decided, granted = day + timedelta(days=random.randint(5, 38)), random.random() < 0.88
    aid.record_aid_decision(
        application=application, on=decided, granted=granted,
        amount=random.randrange(300, 3000, 50) if granted and scheme != "legal_aid" else None,
        refusal="" if granted else "家庭人均收入高于当地标准", **given, at=at(decided, 15),
    )  # fmt: skip
    if granted:
        received = decided + timedelta(days=random.randint(1, 12))
        aid.record_aid_received(application=application, on=received, **given, at=at(received, 15))


def _training(case: Case, random: Random, year: Year) -> None:
    """A course in the facility, mostly with a certificate."""
    course = year.courses[case.facility_id % len(year.courses)]
    enrolment = training.enrol(case=case, course=course, by=year.by, at=at(date(2018, 4, 2)))
    finished = random.random() < 0.85
    training.finish_course(
        enrolment=enrolment, on=date(2018, 6, 15), finished=finished,
        certificate="special" if finished else "none", issuer="盟市人力资源和社会保障局", by=year.by,
        at=at(date(2018, 6, 20)),
    )  # fmt: skip


def _outing(case: Case, random: Random, year: Year) -> None:
    event = random.choice(year.events)
    activities.take_part(
        case=case, activity=event, chose=True, helped=random.random() < 0.2,
        feeling=random.choices(("liked", "so_so", "not_said"), (7, 2, 1))[0], by=year.by,
        at=at(event.held_on, 19),
    )  # fmt: skip


def _episode(case: Case, random: Random, year: Year) -> None:
    """Casework from intake to a closure that the head signs."""
    worker, head = year.supervisors[case.unit_id]
    day = date(2018, 2, 20) + timedelta(days=random.randrange(60))
    by = year.by
    episode = episodes.take_up(
        case=case, source=random.choice(("self", "ward", "psychology")),
        problems=["family", "work", "mental"], language="zh", literacy="reads", explained=True,
        by=by, at=at(day),
    )  # fmt: skip
    episodes.assess_needs(
        episode=episode, family="2", work="3", mental="1", income="2", first="family", second="work",
        strengths="肯学习，家里有人等他", by=by, at=at(day, 11),
    )  # fmt: skip
    goals = [
        episodes.set_goal(
            episode=episode, domain=domain, wish=wish, measure=measure, baseline=baseline,
            responsible="本人与社工", target_on=day + timedelta(days=150), by=by, at=at(day, 14),
        )
        for domain, wish, measure, baseline in (
            ("family", "我想和父亲重新说上话", "每周通一次电话", "半年没有联系"),
            ("work", "我想学一门手艺", "拿到一张证书", "没有技能"),
        )
    ]  # fmt: skip
    episodes.sign_plan(episode=episode, on=day, signed=True, by=by, at=at(day, 16))
    for turn in range(2):
        met = day + timedelta(days=20 + 45 * turn)
        episodes.record_intervention(
            episode=episode, happened_at=at(met, 10), minutes=50,
            method=random.choice(("motivational", "cbt", "family")), content="按计划面谈，本人有进展。",
            by=by, at=at(met, 12),
        )  # fmt: skip
    end = day + timedelta(days=150)
    episodes.review_plan(episode=episode, on=end, note="与本人一起回顾目标。", by=by, at=at(end))
    for goal in goals:
        episodes.scale_goal(
            goal=goal,
            on=end,
            attained=random.choice(("0", "1", "0", "2", "-1")),
            by=by,
            at=at(end, 11),
        )
    episodes.propose_closing(
        episode=episode, ending="goals_met", opinion="有用，愿意继续联系。", onward="由工作站继续联系。",
        by=worker, at=at(end, 14),
    )  # fmt: skip
    episodes.sign_closing(
        episode=episode, agrees=True, why="目标已评定，同意结案。", by=head, at=at(end, 16)
    )
