"""Image ambassadors, associations and prevention work in 2018."""

from datetime import date, datetime, timedelta
from random import Random

from guihang.care import helping
from guihang.cases.models import Case
from guihang.community import honouring, reaching
from guihang.community.alliance import Member
from guihang.community.ambassadors import Ambassador
from guihang.community.models import Volunteer
from guihang.core import scope
from guihang.engines.calendar import local
from guihang.people.models import Unit
from guihang.people.queries import StaffActor, SystemActor, tree
from guihang.simulate.people import dice, name
from guihang.simulate.year.community import Hosts, at, place_of

AMBASSADORS = 120
"""The article: 120 image ambassadors are appointed."""

STORIES = (
    ("重新学会早起", "刚出来那阵，白天黑夜是颠倒的。老师让我每天七点发一条“起了”。第四十天，我不用闹钟了。"),
    ("葡萄熟了", "师傅第一次让我一个人剪枝，我手抖。第二年秋天，我剪的那一行结得最密。现在有新来的，我教他们。"),
    ("妈妈的电话", "有两年她不接我电话。后来我每周日晚上七点打一次，只说吃了什么、干了什么。第十一次，她接了。"),
    ("跑道", "一开始跑四百米就喘。康复训练的老师说，慢就慢，别停。去年我跑完了半程马拉松。"),
    ("站在讲台上", "第一次去学校讲，前一晚没睡。讲完有个孩子问我，现在还难吗。我说难，但有人陪着就没那么难。"),
)  # fmt: skip
ALIASES = ("老苏", "阿荣", "小北", "远山", "向阳", "牧歌", "青草", "石头", "晨光", "长河")
MEMBERS = (
    ("club", "学院禁毒社"), ("club", "中学青春护航社"), ("school", "职业技术学院"), ("agency", "社工服务中心"),
    ("agency", "心理咨询协会"), ("enterprise", "葡萄酒公司"), ("community", "社区居委会"),
    ("medical", "社区卫生服务中心"), ("media", "广播电视台"),
)  # fmt: skip
CAMPAIGNS = (
    ("campus", "识毒防毒第一课"), ("community", "社区禁毒宣传日"), ("enterprise", "进企业讲法"),
    ("pasture", "牧区流动讲堂"), ("open_day", "场所开放日"), ("online", "“6·26”线上传播"),
)  # fmt: skip
SUMU = ("巴彦苏木", "宝力格苏木", "达来苏木", "额尔敦苏木", "红旗嘎查", "乌兰嘎查")
"""Names of many places; none is meant in particular."""


def play(now: datetime, seed: int) -> None:
    """Appoint the ambassadors, found the associations, hold the campaigns and tours."""
    random, hosts = dice(seed, "awareness"), Hosts()
    with scope.opened(tree().parents):
        for number in range(AMBASSADORS):
            _ambassador(random, hosts, number, now)
        associations = [_association(hosts, code) for code in ("150400", "150100", "150700")]
        for number in range(26):
            unit, by, _ = hosts.of(number)
            kind, title = CAMPAIGNS[number % len(CAMPAIGNS)]
            day = date(2018, 3, 5) + timedelta(days=random.randrange(280))
            campaign = reaching.hold_campaign(
                host=unit, title=f"{place_of(unit)}{title}", kind=kind, starts_on=day, ends_on=day,
                audience=random.randrange(60, 700), by=by, at=at(day, 18),
                reach=random.randrange(3000, 60000) if kind == "online" else 0,
                association=random.choice([*associations, None, None]),
            )  # fmt: skip
            if kind == "campus":
                _surveys(random, campaign, by, day)
        for number in range(3):
            _tour(random, hosts, number)
        _served_and_serving(hosts, now)


SERVING = 6
"""People who were helped and help now, for the demo: the article gives no number."""


def _served_and_serving(hosts: Hosts, now: datetime) -> None:
    """Let some people in aftercare serve in a team of their station."""
    ready = Case.objects.filter(
        stage=Case.Stage.AFTERCARE, released_at__lt=now - timedelta(days=220),
        consent=Case.Consent.GIVEN,
    ).select_related("person", "unit")  # fmt: skip
    for case in ready.order_by("released_at")[:SERVING]:
        volunteer = Volunteer.objects.filter(unit_id=case.unit_id, stage="accepted").last()
        if volunteer and case.unit_id in hosts.pairs:
            helping.begin_helping(
                case=case, volunteer=volunteer, on=local(now).date() - timedelta(days=14),
                mentor="站里的社工", agreed=True, by=hosts.pairs[case.unit_id][0], at=now,
            )  # fmt: skip


def _ambassador(random: Random, hosts: Hosts, number: int, now: datetime) -> None:
    unit, recorder, head = hosts.of(number)
    day = date(2018, 1, 15) + timedelta(days=random.randrange(300))
    row: Ambassador = honouring.propose_ambassador(
        host=unit, name=name(random, random.choice("12")), alias=ALIASES[number % len(ALIASES)],
        stable_since=day - timedelta(days=random.randrange(400, 1500)), wishes=True, by=recorder,
        at=at(day),
    )  # fmt: skip
    honouring.appoint_ambassador(ambassador=row, on=day, by=head, at=at(day, 15))
    if number % 4 == 0:
        held = day + timedelta(days=random.randrange(10, 60))
        honouring.record_appearance(
            ambassador=row, kind=random.choice(("talk", "event", "group")), on=held,
            audience=random.randrange(30, 300), before=random.randrange(1, 6),
            after=random.randrange(0, 4), companion="陪同社工", by=recorder, at=at(held, 18),
        )  # fmt: skip
    if number < len(STORIES):
        title, text = STORIES[number]
        agreed = local(now).date() - timedelta(days=20)
        use = honouring.agree_use(
            ambassador=row, kind="story", place="site", title=title, shown=text, agreed_on=agreed,
            until_on=agreed + timedelta(days=365), by=recorder, at=now - timedelta(days=20),
        )  # fmt: skip
        honouring.approve_use(use=use, by=head, at=now - timedelta(days=19))


def _association(hosts: Hosts, league: str) -> object:
    """The article names the one of Chifeng; the others are for the demo."""
    unit, by = Unit.objects.get(code=league), SystemActor()
    day, place = date(2018, 4, 20), unit.zh.removesuffix("司法局")
    row = reaching.found_association(
        host=unit, name=f"{place}禁毒志愿者协会", seat=place, supervised_by=unit.zh, on=day,
        purpose="联合会员单位开展禁毒宣传和志愿服务", head="演示负责人", by=by, at=at(day),
    )  # fmt: skip
    for kind, title in MEMBERS:
        member: Member = reaching.add_member(
            association=row, name=f"{place[:2]}{title}", kind=kind, on=day, by=by, at=at(day, 11)
        )
        if kind != "media":
            reaching.award_plaque(
                member=member, on=date(2018, 6, 26), by=by, at=at(date(2018, 6, 26))
            )
    return row


def _surveys(random: Random, campaign: object, by: StaffActor, day: date) -> None:
    people = random.randrange(40, 90)
    for moment, knew, thought, hour in (("before", 6.2, 2.9, 13), ("after", 8.4, 3.5, 17)):
        reaching.record_survey(
            campaign=campaign, moment=moment, people=people,
            right=round(people * (knew + random.uniform(-0.4, 0.4))),
            attitude=round(people * 6 * (thought + random.uniform(-0.2, 0.2))), by=by,
            at=at(day, hour),
        )  # fmt: skip


def _tour(random: Random, hosts: Hosts, number: int) -> None:
    unit, by, _ = hosts.of(9 + number)
    first = date(2018, 6, 18) + timedelta(days=45 * number)
    tour = reaching.hold_campaign(
        host=unit, title=f"禁毒宣传法治乌兰牧骑第 {number + 1} 轮", kind="tour", starts_on=first,
        ends_on=first + timedelta(days=9), audience=0, reach=random.randrange(2000, 9000), by=by,
        at=at(first, 19),
    )  # fmt: skip
    for stop in range(4):
        day = first + timedelta(days=2 * stop)
        reaching.add_stop(
            campaign=tour, on=day, place=SUMU[(number + stop) % len(SUMU)],
            programme=random.choice(("好来宝《远离》", "小品《回家》", "马头琴与普法问答", "舞蹈《草原晨光》")),
            audience=random.randrange(80, 400), by=by, at=at(day, 20),
        )  # fmt: skip
