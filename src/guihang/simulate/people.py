"""Identities that look real and can be nobody's.

The marks that say so: a number that begins with ``DEMO-``; an ID number issued by ``1590xx``, of
which there is no county; a phone beginning 140, which leads the 13-digit numbers of machines and no
telephone [GK]; a street that does not exist.
"""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from guihang.engines.divisions import counties_of, full_name
from guihang.engines.identity import check_character
from guihang.simulate import parameters

PREFIX = "DEMO-"
"""Every synthetic person's number begins with it."""

ISSUER = "1590"
PHONE = "140"
STREET = "虚构路"


def dice(*parts: object) -> Random:
    """Return a source of chance that is the same for the same parts."""
    return Random(":".join(map(str, parts)))  # noqa: S311  to be repeated, not to be unguessable


def _listed(names: str) -> tuple[str, ...]:
    return tuple(names.split())


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
MEN = _listed(
    "伟 强 军 磊 勇 涛 斌 鹏 浩 波 建国 建军 志强 志刚 海涛 永强 国强 文斌 晓东 立新 春生 德福 长河 占山 "
    "俊杰 宏伟 振华 小龙 玉林 成林 树青 有才 明亮 新民 向阳 铁柱 满仓 少华 天宇 子豪"
)
WOMEN = _listed(
    "丽 敏 静 艳 娟 芳 燕 霞 红 梅 秀英 桂兰 丽华 晓红 春梅 秀兰 玉梅 海燕 雪梅 小燕 美玲 淑芬 凤英 月娥 "
    "佳怡 思雨 婷婷 晓丽 文静 慧敏 雅琴 冬梅"
)
MONGOLIAN_MEN = _listed(
    "巴特尔 朝鲁 那顺 宝音 孟和 额尔敦 呼和 布和 牧仁 阿古拉 特木尔 苏和 达赖 格日勒图 哈斯巴根 满都拉 巴根 "
    "吉日嘎拉 青格勒 乌力吉 白音 照日格图 图门 敖其尔 斯钦 布仁 阿拉坦 查干 道尔吉 赛音"
)
MONGOLIAN_WOMEN = _listed(
    "娜仁 乌云 其其格 萨仁 斯琴 苏日娜 塔娜 托娅 高娃 乌日娜 阿茹娜 萨日娜 琪琪格 通拉嘎 娜日苏 哈斯 "
    "图雅 其木格 格日乐 安娜日 吉雅 诺敏"
)


class Identity(NamedTuple):
    """One invented person. ``sex``: GB/T 2261.1. ``name`` is empty where identity is unknown."""

    number: str
    name: str
    sex: str
    born_on: date
    id_number: str
    phone: str
    address: str


class Registry:
    """Gives out identities, none of them twice.

    ``batch`` (0–99) parts what one database is given at different times; ``start`` and ``step``
    part the work of processes that run side by side.
    """

    def __init__(self, random: Random, *, batch: int = 0, start: int = 0, step: int = 1) -> None:
        self._random = random
        self._issuer = f"{ISSUER}{batch:02d}"
        self._prefix = f"{PREFIX}{batch}-" if batch else PREFIX
        self._serial, self._start, self._step = start, start, step
        self._born: Counter[tuple[date, str]] = Counter()

    def person(self, *, sex: str, home: str, on: date) -> Identity:
        """Return somebody of the county ``home`` who is admitted about ``on``."""
        random, serial = self._random, self._serial
        self._serial += self._step
        unknown = random.random() < parameters.UNKNOWN_IDENTITY.value
        born_on, nth = self._birth(on, sex)
        body = f"{self._issuer}{born_on:%Y%m%d}{2 * nth + int(sex == '1'):03d}"
        return Identity(
            number=f"{self._prefix}{serial + 1:05d}",
            name="" if unknown else name(random, sex),
            sex=sex,
            born_on=born_on,
            id_number="" if unknown else body + check_character(body),
            phone=f"{PHONE}{serial:08d}",
            address=f"{place(home)}{STREET}{random.randint(1, 200)}号",
        )

    def _birth(self, on: date, sex: str) -> tuple[date, int]:
        """Return a birth date and which of that sex on that day this one is, from 0 to 499."""
        ages = parameters.AGE.value
        span = self._random.choices(list(ages), list(ages.values()))[0]
        youngest, oldest = map(int, span.split("-"))
        day = on - timedelta(days=self._random.randrange(youngest * 366, (oldest + 1) * 365))
        while (nth := self._born[day, sex] * self._step + self._start) > LAST_OF_A_DAY:
            day -= timedelta(days=1)
        self._born[day, sex] += 1
        return day, nth


LAST_OF_A_DAY = 499
"""Three digits, odd for men and even for women, are five hundred numbers of each."""


def name(random: Random, sex: str) -> str:
    """Return a common name: Han surname and given name, or a Mongolian name."""
    if random.random() < parameters.MONGOLIAN_NAMES.value:
        return random.choice(MONGOLIAN_MEN if sex == "1" else MONGOLIAN_WOMEN)
    return random.choice(SURNAMES) + random.choice(MEN if sex == "1" else WOMEN)


@cache
def place(county: str) -> str:
    """Return the county with its league before it, as an address begins."""
    words = full_name(county)
    return words.zh if words else ""


def county_of(random: Random, league: str) -> str:
    """Return some county of a league."""
    return random.choice(counties_of(league)).code


def is_synthetic(number: str, id_number: str, phone: str, address: str) -> bool:
    """Say whether every mark of an invented person is there; what is empty marks nothing."""
    return (
        number.startswith(PREFIX)
        and id_number[:4] in ("", ISSUER)
        and phone.removeprefix("+86")[:3] in ("", PHONE)
        and (not address or STREET in address)
    )
