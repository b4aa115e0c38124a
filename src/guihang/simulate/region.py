"""The units of the demo region and the people who work there.

What stands in a source and what does not is kept apart: ``Unit.verified`` says that the *name*
was found, and ``STATIONS`` says how far each station really is. The article of 2018 knows two
stations as built, at Hulunbuir, and five facilities as preparing; it names no place. So that each
league of the demo has somewhere to hand a person over to, every league is given one, and none is
marked as verified.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from guihang.core.words import W
from guihang.engines.divisions import DIVISIONS, LEAGUES, REGION
from guihang.engines.words import Words
from guihang.people import factors
from guihang.people.models import Post, Tenure, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import forget_tree
from guihang.simulate.accounts import ACCOUNTS, PASSWORD, PHONE
from guihang.simulate.people import dice, name

SINCE = date(2018, 1, 1)
"""Everybody holds the post from this day on, so that no story begins before its staff."""


class Facility(NamedTuple):
    """One of the 13. ``league`` is empty for a direct facility."""

    code: str
    words: Words
    division: str
    league: str
    verified: bool
    women: bool = False


def _facility(
    code: str, zh: str, en: str, division: str, league: str, verified: bool, women: bool = False
) -> Facility:
    words = Words(f"{zh}强制隔离戒毒所", f"{en} Drug Rehabilitation Facility")
    return Facility(code, words, division, league, verified, women)


FACILITIES = (
    _facility("F01", "内蒙古女子", "Inner Mongolia Women's", "150100", "", True, True),  # S0
    _facility("F02", "图牧吉", "Tumuji", "152223", "", True),  # S0, IM-TMJ
    _facility("F03", "五原", "Wuyuan", "150821", "", True),  # S0
    # The fourth direct facility is known to exist (IM-2015); its name was not found.
    _facility("F04", "第四直属(名称待核实)", "Fourth Direct (name unknown)", "150100", "", False),
    _facility("F05", "呼和浩特市", "Hohhot", "150100", "150100", True),  # S0
    _facility("F06", "包头市", "Baotou", "150200", "150200", False),  # inferred
    _facility("F07", "乌海市", "Wuhai", "150300", "150300", True),  # S0
    _facility("F08", "赤峰市", "Chifeng", "150400", "150400", True),  # S0
    _facility("F09", "通辽市", "Tongliao", "150500", "150500", True),  # S0
    _facility("F10", "呼伦贝尔市", "Hulunbuir", "150700", "150700", True),  # S0
    _facility("F11", "乌兰察布市", "Ulanqab", "150900", "150900", True),  # IM-WLCB
    _facility("F12", "锡林郭勒盟", "Xilingol", "152500", "152500", False),  # inferred
    _facility("F13", "鄂尔多斯市", "Ordos", "150600", "150600", False),  # planned in 2015
)

ZONES = {
    "detox": Words("生理脱毒区", "Detox zone"),
    "adapt": Words("教育适应区", "Adaptation zone"),
    "consolidate": Words("康复巩固区", "Consolidation zone"),
    "return": Words("回归指导区", "Return-guidance zone"),
}


class Progress(Enum):
    """How far a station is by the article of 2018."""

    BUILT = W("已建成", "built")
    PREPARING = W("积极筹建", "being prepared")
    DEMO = W("仅为演示设置", "for the demo only")


STATIONS: dict[str, Progress] = {
    "150702": Progress.BUILT,  # Hulunbuir has built two; which counties, the article leaves open
    "150781": Progress.BUILT,
    "150302": Progress.PREPARING,  # Wuhai
    "150821": Progress.PREPARING,  # Wuyuan
    "150105": Progress.PREPARING,  # Hohhot
    "150102": Progress.PREPARING,  # the women's facility
    "150402": Progress.PREPARING,  # Chifeng
    "150203": Progress.DEMO,
    "150502": Progress.DEMO,
    "150602": Progress.DEMO,
    "150902": Progress.DEMO,
    "152201": Progress.DEMO,
    "152502": Progress.DEMO,
    "152921": Progress.DEMO,
}
"""County of a station → how far it really is."""

ROOMS = Words(
    "后续照管办公室、心理咨询谈话室、临时安置宿舍、社区康复办公室、尿检室",
    "aftercare office; counselling room; temporary lodging; community rehabilitation office; "
    "urine test room",
)
"""The rooms that the article lists."""

TEAM = (
    (
        Role.STATION_HEAD,
        Words("站长(司法所长兼任)", "Station head (also head of the justice office)"),
    ),
    (Role.SOCIAL_WORKER, Words("专职社工", "Full-time social worker")),
    (Role.DRUG_SOCIAL_WORKER, Words("禁毒社工", "Anti-drug social worker")),
    (Role.OFFICER, Words("强戒民警", "Facility officer")),
    (Role.LOCAL_POLICE, Words("派出所民警", "Local police officer")),
)
"""1+N+警 of the article; a built station has the second of its one to two officers."""

DESKS = (
    Words("入所与诊断评估", "Admission and assessment"), Words("教育矫治", "Education"),
    Words("康复指导", "Rehabilitation guidance"), Words("衔接帮扶", "Handover and support"),
)  # fmt: skip
"""The officers of a facility by what they do."""


PARTNERS = (
    ("P150702-work", "150702", Words("海拉尔区人社局就业服务中心", "Hailar employment service")),
    ("P150700-hospital", "150700", Words("呼伦贝尔市人民医院", "Hulunbuir People's Hospital")),
)
"""Agencies outside the system, for the demo only: code, the unit above, name."""


def stations_of(league: str) -> list[str]:
    """Return the unit codes of the stations in a league."""
    return [f"S{county}" for county in STATIONS if county[:4] == league[:4]]


def build(seed: int) -> None:
    """Make units, posts and staff in an empty database, in one transaction."""
    with transaction.atomic():
        units = _units()
        _staff(units, dice(seed, "staff"))
    forget_tree()


def _units() -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for unit, parent in _planned():
        unit.parent = made.get(parent)
        unit.save(force_insert=True)
        made[unit.code] = unit
    return made


def _planned() -> Iterator[tuple[Unit, str]]:
    """The units, each after its parent, with the parent's code."""
    region = Words("内蒙古自治区戒毒管理局", "Inner Mongolia Drug Rehabilitation Bureau")
    yield _unit(REGION.code, "region", region, REGION.code), ""
    for league in LEAGUES:
        words = Words(f"{league.words.zh}司法局", f"{league.words.en} Justice Bureau")
        yield _unit(league.code, "league", words, league.code), REGION.code
    for facility in FACILITIES:
        made = _unit(facility.code, "facility", facility.words, facility.division)
        made.verified = facility.verified
        yield made, facility.league or REGION.code
        for zone, words in ZONES.items():
            code = f"{facility.code}-{zone}"
            yield _unit(code, "zone", words, facility.division), facility.code
    for county in STATIONS:
        place = DIVISIONS[county].words
        bureau = Words(f"{place.zh}司法局", f"{place.en} Justice Bureau")
        yield _unit(county, "county", bureau, county), DIVISIONS[county].parent
        station = Words(f"{place.zh}后续照管工作站", f"{place.en} Aftercare Station")
        made = _unit(f"S{county}", "station", station, county)
        made.rooms, made.rooms_en = ROOMS
        yield made, county
    for code, parent, words in PARTNERS:
        yield _unit(code, "partner", words, parent), parent


def _unit(code: str, kind: str, words: Words, division: str) -> Unit:
    return Unit(code=code, kind=kind, zh=words.zh, en=words.en, division=division)


def _staffing() -> Iterator[tuple[str, Role, Words]]:
    """Every post: unit code, role, title."""
    yield REGION.code, Role.BUREAU_LEAD, Words("局长", "Head of bureau")
    yield REGION.code, Role.BUREAU_LEAD, Words("副局长", "Deputy head of bureau")
    yield REGION.code, Role.BUREAU_STAFF, Words("教育矫治处", "Education and correction division")
    yield REGION.code, Role.ANALYST, Words("统计", "Statistics")
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        yield REGION.code, role, Words("", "")
    for league in LEAGUES:
        yield league.code, Role.BUREAU_LEAD, Words("分管局长", "Head of bureau in charge")
        yield league.code, Role.BUREAU_STAFF, Words("戒毒业务科", "Rehabilitation section")
    for facility in FACILITIES:
        yield facility.code, Role.FACILITY_HEAD, Words("所长", "Head of facility")
        for title in DESKS:
            yield facility.code, Role.OFFICER, title
    for county, progress in STATIONS.items():
        for role, title in TEAM:
            yield f"S{county}", role, title
        if progress is Progress.BUILT:
            yield f"S{county}", Role.OFFICER, Words("强戒民警", "Facility officer")
    yield "S150702", Role.VOLUNTEER, Words("志愿者", "Volunteer")
    for code, _, _ in PARTNERS:
        yield code, Role.PARTNER, Words("联络员", "Liaison")
    for facility in FACILITIES:
        yield facility.code, Role.FACILITY_HEAD, Words("副所长", "Deputy head")
        yield facility.code, Role.DOCTOR, Words("所医", "Doctor")


def _staff(units: dict[str, Unit], random: Random) -> None:
    posts = [
        Post(unit=units[unit], role=role, title=title.zh, title_en=title.en)
        for unit, role, title in _staffing()
    ]
    Post.objects.bulk_create(posts)
    wanted = {(account.unit, Role(account.role)): account.username for account in ACCOUNTS}
    secret = make_password(PASSWORD)  # once: Argon2 is slow on purpose
    users = []
    for post in posts:
        username = wanted.pop((post.unit.code, Role(post.role)), f"p{post.pk}")
        sex = random.choice("12")
        users.append(User(username=username, name=name(random, sex), password=secret))
    User.objects.bulk_create(users)
    factors.take_demo_phones(users, PHONE)
    Tenure.objects.bulk_create(
        Tenure(post=post, user=user, starts_on=SINCE)
        for post, user in zip(posts, users, strict=True)
    )
