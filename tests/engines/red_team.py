"""A red-team set for de-identification: sentences as case workers write them, with identifiers planted.

Built by rule from invented identities (``simulate.people``); nobody in it exists. ``PLAIN`` holds
nothing that identifies anybody: whatever is found there is a false alarm.
"""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from random import Random
from typing import NamedTuple

from guihang.engines.deidentify import Kind
from guihang.engines.divisions import DIVISIONS, Level
from guihang.engines.identity import check_character
from guihang.simulate import people

ADMITTED = date(2018, 3, 6)
UNITS = ("呼伦贝尔市强制隔离戒毒所", "海拉尔区后续照管工作站", "乌海市强制隔离戒毒所")


class Planted(NamedTuple):
    """``text[start:end]`` identifies; ``known``: the name stands in the tables."""

    text: str
    start: int
    end: int
    kind: Kind
    known: bool = False


TOLD = (
    "{}入所时情绪低落，不愿与人交流。",
    "经过三次个别谈话，{}开始说出自己的担心。",
    "{}的睡眠逐渐好转，体重增加4公斤。",
    "在团体辅导中，{}第一次主动发言。",
    "家属反映{}从小由奶奶带大。",
    "评估认为{}复吸风险较高，需要家庭支持。",
    "（{}，男，初中文化）",
    "民警为{}制定了个别化矫治方案。",
    "{}表示愿意参加技能培训",
)
CALLED = (
    "戒毒人员{}，男，初中文化。",
    "其妻{}多次来所会见。",
    "母亲{}患病在床，无人照料。",
    "责任民警{}与其谈话。",
    "社工{}每周走访一次。",
    "他的朋友{}曾劝他再次使用。",
    "该人名叫{}，离异。",
    "联系人：{}，关系为姐弟。",
    "{}警官负责帮教。",
    "得到{}医生的及时治疗。",
    "弟弟{}在外地打工。",
    "班主任{}也来信鼓励。",
)
NUMBERED = ("身份证号{}。", "证件号码为{}，已核对", "登记的号码是{}，与户口簿一致。", "({})")
PHONED = ("联系电话{}。", "可拨打{}找他母亲", "手机号{}，微信同号", "本人留的号码是{}，打不通。")
PLATED = ("驾驶车牌{}的轿车。", "车牌号{}，停在门口", "{}的出租车送其回家。")
CARDED = ("工资打入银行卡{}。", "卡号：{}，开户行不详", "向{}转账三次。")
HELD = ("微信号{}。", "QQ：{}，已不用", "邮箱为{}", "抖音账号{}，有两百粉丝。")
LIVED = ("住{}。", "家住{}，与父母同住。", "户籍地为{}", "出所后回到{}居住。")
DATED = ("{}入所。", "于{}第一次接触毒品。", "{}其父去世，申请离所探视。", "出所日期是{}")
BORN = ("{}出生。", "生于{}，独生子。")
WORKED = ("曾在{}打工。", "由{}送治。", "被{}查获。", "小时候就读于{}。", "经{}诊断为抑郁状态。")

PLAIN = (
    "戒毒人员某某，男，40岁，初中文化，离异，首次使用毒品时22岁，先后两次被强制隔离戒毒。入所初期睡眠差、食欲下降，"
    "对矫治活动抵触，常与同班人员发生口角。心理测验显示焦虑分值偏高，人际关系敏感。",
    "分析认为，其使用毒品与早年父母外出务工、缺少陪伴有关；婚姻破裂后社会支持减少，遇到压力时缺乏应对办法。"
    "家人对其失望，母亲患高血压多年，妻子带孩子离开，父亲常年在外。",
    "矫治方案分三个阶段：第一阶段以建立关系为主，民警每周谈话一次，关心其饮食和睡眠；第二阶段开展认知行为治疗，"
    "共8次，每次60分钟；第三阶段安排家庭会见和技能培训，做好回归准备。",
    "实施过程中，采用动机访谈、团体辅导和健身气功相结合的方法。前4周重点是放松训练，心率变异性有所改善；"
    "第5周起引导其书写成长经历，第三次书写时情绪平稳，能够说出对家人的愧疚。",
    "入所后第3个月，渴求量表得分由7.5分降至3分，抑郁自评由58分降至42分。家属参加了家属学校，母子通话次数由每月1次增至4次。"
    "经过努力，其获得中式烹调技能等级证书，被评为优秀学员两次。",
    "出所前一个月，工作站社工来所见面，商定出所后24小时内联系、72小时内见面。出所后在家人帮助下找到工作，"
    "月收入约3500元，检测6次均为阴性，与妻子的关系明显改善，同意每周见面。",
    "启示：一是要相信人能够改变；二是家庭支持是关键，要让家属学会沟通；三是黄金三个月要连续跟进，电话、走访、"
    "面谈相结合；四是多方面力量要形成合力，民政、人社、社区各司其职。",
    "依据《中华人民共和国禁毒法》第四十三条、《戒毒条例》第二十七条，按照司法部2018年3号文件关于统一戒毒模式的要求，"
    "分区分期、专业中心、科学戒治、衔接帮扶，共完成课程120课时，参训率98.5%，满意度4.6分。",
    "中蒙医戒毒以针灸、药浴和蒙药调理为主，配合书法戒毒课程。书法每周2次，每次90分钟，从握笔、运笔到临帖，循序渐进；"
    "学员的注意力和耐心得到提高，违纪率由12%下降到3%。",
    "社区康复期间，本人按时报到，参加社区文体活动和志愿服务40小时。医院复查肝功能正常，血压130/85。"
    "他说，走上新的道路不容易，但回家的路就在脚下，乡镇和街道的干部都很关心他。",
    "案例编号2018-0317，字数2860，共分6个部分。使用的工具有自编问卷、访谈提纲和观察记录表，第1次到第12次访谈均有记录。"
    "会见室、医院、学校和企业都参与了帮扶，当地派出所和司法所定期回访。",
    "学员把感谢信交给民警，信中写道：是你们让我懂得了责任。毛病可以改，金钱买不回健康；白天干活，晚上学习，"
    "时间过得很快。程度较重的焦虑在第9周基本消失，任务完成率为95%。",
)
"""Twelve passages in the style of the published library."""


def planted(seed: int = 20261124) -> Iterator[Planted]:
    """Yield 300 planted identifiers of nine kinds."""
    rng = people.dice(seed, "red team")
    for template, name in zip(cycle(TOLD), _names(rng, 45), strict=False):
        yield _put(template, name, Kind.NAME, known=True)
    for template, name in zip(cycle(CALLED), _names(rng, 60), strict=False):
        yield _put(template, name, Kind.NAME)
    for kind, templates, values in (
        (Kind.ID_NUMBER, NUMBERED, [_id_number(rng, n) for n in range(36)]),
        (Kind.PHONE, PHONED, [_phone(rng, n) for n in range(36)]),
        (Kind.PLATE, PLATED, [_plate(rng, n) for n in range(15)]),
        (Kind.CARD, CARDED, [_card(rng, n) for n in range(15)]),
        (Kind.ACCOUNT, HELD, [_account(rng, n) for n in range(12)]),
        (Kind.ADDRESS, LIVED, [_address(rng, n) for n in range(33)]),
        (Kind.DATE, DATED, [_date(rng, n) for n in range(21)]),
        (Kind.DATE, BORN, [_date(rng, n) for n in range(7)]),
        (Kind.UNIT, WORKED, _agencies(rng)),
    ):  # fmt: skip
        for template, value in zip(cycle(templates), values, strict=False):
            yield _put(template, value, kind)


def _put(template: str, value: str, kind: Kind, *, known: bool = False) -> Planted:
    start = template.index("{}")
    return Planted(template.format(value), start, start + len(value), kind, known)


def _names(rng: Random, number: int) -> list[str]:
    return [people.name(rng, rng.choice("12")) for _ in range(number)]


def _id_number(rng: Random, n: int) -> str:
    """Valid numbers as people type them; every sixth is the old one of 15 digits."""
    body = f"15{rng.randrange(1, 30):02d}{rng.randrange(1, 30):02d}"
    body += f"{rng.randrange(1960, 2003)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body += f"{rng.randrange(1000):03d}"
    number = body + check_character(body)
    return (
        number, f"{number[:6]} {number[6:14]} {number[14:]}", number.lower(), body[:6] + body[8:],
        number.translate({48 + d: 0xFF10 + d for d in range(10)}), f"{number[:6]}-{number[6:14]}-{number[14:]}",
    )[n % 6]  # fmt: skip


def _phone(rng: Random, n: int) -> str:
    mobile = f"1{rng.choice('3456789')}{rng.randrange(10**9):09d}"
    spelled = "".join("零一二三四五六七八九"[int(d)] for d in mobile)
    return (
        mobile, f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        f"+86{mobile}", f"0470-{rng.randrange(8210000, 8999999)}", spelled,
    )[n % 6]  # fmt: skip


def _plate(rng: Random, n: int) -> str:
    letters, rest = "ABCDEFGHJKLM", "".join(rng.choice("0123456789ABCDEF") for _ in range(4))
    plate = f"蒙{rng.choice(letters)}{{}}{rest}{rng.randrange(10)}"
    return plate.format(("", "·", " ")[n % 3])


def _card(rng: Random, n: int) -> str:
    body = "622" + "".join(str(rng.randrange(10)) for _ in range((12, 15)[n % 2]))
    total = sum(
        (2 * int(d) - 9 if int(d) > 4 else 2 * int(d)) if place % 2 == 0 else int(d)
        for place, d in enumerate(reversed(body))
    )
    card = body + str(-total % 10)
    return card if n % 3 else " ".join(card[at : at + 4] for at in range(0, len(card), 4))


def _account(rng: Random, n: int) -> str:
    text = "".join(rng.choice("abcdefghij") for _ in range(6)) + str(rng.randrange(100, 999))
    return (text, str(rng.randrange(10**8, 10**9)), f"{text}@example.com", f"wx_{text}")[n % 4]


def _address(rng: Random, n: int) -> str:
    counties = [one for one in DIVISIONS.values() if one.level == Level.COUNTY]
    place = rng.choice(counties).words.zh
    number = rng.randrange(1, 200)
    return (
        f"{place}建设路{number}号", f"{place}兴安大街{number}号3号楼2单元501室", f"{place}河东小区5号楼",
        f"{place}巴彦镇红旗村", f"{place}白音苏木乌兰嘎查", f"{place}幸福家园12栋1单元", f"{place}胜利街道光明社区",
        f"中央街{number}号", f"{place}", f"桥北新村{rng.randrange(1, 30)}号", "向阳乡东升村三组",
    )[n % 11]  # fmt: skip


def _date(rng: Random, n: int) -> str:
    y, m, d = rng.randrange(1975, 2019), rng.randrange(1, 13), rng.randrange(1, 29)
    spelled = "".join("〇一二三四五六七八九"[int(c)] for c in str(y))
    return (
        f"{y}年{m}月{d}日", f"{y}-{m:02d}-{d:02d}", f"{y}.{m}.{d}", f"{y}年{m}月", f"{y}{m:02d}{d:02d}",
        f"{m}月{d}日", f"{spelled}年五月十六日",
    )[n % 7]  # fmt: skip


def _agencies(rng: Random) -> list[str]:
    towns = ("海拉尔", "牙克石", "满洲里", "扎兰屯", "红山")
    made = [f"{town}{kind}" for town in towns for kind in (
        "区人民医院", "第三中学", "市公安局", "永兴汽车修理厂")]  # fmt: skip
    return [*made, *UNITS, "呼伦贝尔鑫源建筑有限公司", "草原明珠酒店"]
