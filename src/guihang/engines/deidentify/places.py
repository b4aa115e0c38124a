"""Places: names of units, addresses, and the counties from which few people come."""

import re
from collections.abc import Iterable, Iterator

from guihang.engines.deidentify.finding import Finding, Kind
from guihang.engines.divisions import DIVISIONS, Level

_BREAKS = "在到去于的是和与为由被从进入往及或经自把将住至因对让给来回参经了着过，。、；：！？（）()“”\"' \n\t:;,."
"""A name of a place does not reach back over these."""

_PLACE = rf"[^{re.escape(_BREAKS)}]"
_HAN = "[\u4e00-\u9fa5]"
_NUMBER = r"(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,4})"
_IN_THE_HOUSE = (
    rf"(?:{_NUMBER}(?:号院|号楼|号|栋|幢|座|单元|层|楼|室|户|组|队|区|期|弄|排)(?:之{_NUMBER})?)"
)

_STREET = re.compile(
    rf"{_PLACE}{{1,12}}?(?:大街|大道|胡同|街|路|巷)(?:[东南西北中]段)?{_IN_THE_HOUSE}+"
)
_ESTATE = re.compile(
    rf"{_PLACE}{{2,12}}?(?:小区|家园|花园|公寓|嘉园|佳苑|新村|家属院|家属楼|大院|名苑|雅苑){_IN_THE_HOUSE}*"
)
_VILLAGE = re.compile(
    rf"{_PLACE}{{1,10}}?(?:苏木|镇|乡|街道)(?:办事处)?(?:{_PLACE}{{1,8}}?(?:嘎查|村|社区|屯|林场|农场|牧场))?"
    rf"(?:{_IN_THE_HOUSE})*"
)
_GACHA = re.compile(rf"{_PLACE}{{1,8}}?(?:嘎查|浩特村|自然村|行政村)(?:{_IN_THE_HOUSE})*")
_STREET_OF = re.compile(
    rf"{_PLACE}{{1,6}}?(?:市|区|旗|县){_PLACE}{{1,6}}?(?:大街|大道|胡同|街|路|巷)(?![上边旁口面灯])"
)
_ROOM = re.compile(rf"{_NUMBER}号楼{_NUMBER}(?:单元|室|层){_IN_THE_HOUSE}*")

_COUNTIES = {
    one.words.zh: DIVISIONS[one.parent].words.zh
    for one in DIVISIONS.values() if one.level == Level.COUNTY
}  # fmt: skip
_LEAGUES = tuple(one.words.zh for one in DIVISIONS.values() if one.level == Level.LEAGUE)
_COUNTY = re.compile("|".join(sorted(map(re.escape, _COUNTIES), key=len, reverse=True)))

_AGENCY = (
    "强制隔离戒毒所|拘留所|看守所|派出所|公安分局|公安局|司法所|司法局|后续照管工作站|工作站|人民医院|蒙医医院|中医医院|"
    "精神卫生中心|医院|卫生院|卫生服务中心|中学|小学|幼儿园|职业学院|大学|学校|有限责任公司|有限公司|集团|修理厂|工厂|煤矿|"
    "饭店|酒店|宾馆|餐馆|超市|网吧|银行|支行"
)
_NAMED = re.compile(rf"({_PLACE}{{1,14}}?)({_AGENCY})")
_GENERAL = re.compile(
    "^(?:本|我|该|某|当地|一家|一所|这家|那家|原|各|全区|辖区|属地|户籍地|居住地|所在地|定点|专科|综合|三甲|附近|社区|"
    "上级|市|旗|县|区|盟|省|自治区|蒙|中蒙|私立|民营|个体|大型|小型|联系|前往|送医|附属|多家|几家|所在|村里|镇上|家乡|"
    "他们|她们|我们|咱们|乡镇|街道|转|驻地|责任|参观|走访|返回|离开|通过|办理|负责|协调|后续照管|强制隔离戒毒|高级|"
    "家属|家长|职工|"
    "有关|相关|帮扶|合作|联合|依托|组织|地方)+$"
)


_BROKEN = {
    name: re.sub(rf"[{re.escape(_BREAKS)}]", "0", name)
    for name in ("呼和浩特", *_COUNTIES) if set(name) & set(_BREAKS)
}  # fmt: skip
"""Names of divisions over which a pattern would not reach: 呼和浩特 holds 和."""


def _whole(plain: str) -> str:
    for name, instead in _BROKEN.items():
        plain = plain.replace(name, instead)
    return plain


def units(plain: str, names: Iterable[str]) -> Iterator[Finding]:
    """Yield names of units of the system, and of agencies that carry a name of their own."""
    for name in sorted(set(names), key=len, reverse=True):
        if len(name) < 4:
            continue
        for match in re.finditer(re.escape(name), plain):
            yield Finding(match.start(), match.end(), Kind.UNIT, _general(name))
    for match in _NAMED.finditer(_whole(plain)):
        if not _GENERAL.match(match[1]):
            yield Finding(match.start(), match.end(), Kind.UNIT, f"某{match[2]}", sure=False)


def addresses(plain: str) -> Iterator[Finding]:
    """Yield addresses, and counties, which are told as their league."""
    whole = _whole(plain)
    for pattern in (_STREET, _STREET_OF, _ESTATE, _VILLAGE, _GACHA, _ROOM):
        for match in pattern.finditer(whole):
            if not _only_general(match[0]):
                yield Finding(match.start(), match.end(), Kind.ADDRESS, "某地", sure=False)
    for match in _COUNTY.finditer(plain):
        yield Finding(match.start(), match.end(), Kind.ADDRESS, _league(plain, match))


def _league(plain: str, match: re.Match[str]) -> str:
    """Return the league of a county, or nothing where it stands before the county already."""
    before = plain[: match.start()]
    league = _COUNTIES[match[0]]
    return "某旗县" if before.endswith(_LEAGUES) else f"{league}某旗县"


def _general(name: str) -> str:
    kind = re.search(rf"(?:{_AGENCY})$", name)
    return f"某{kind[0]}" if kind else "某单位"


_ORDINARY = re.compile(
    "^(?:一|这|那|每|各|几|两|多|全|本|该|某|半|走|上|原|老|新|同|回|乡|村|出|归|求|生|思|道|门|线|绝|套|退|让|家|回家|"
    "十字|马|公|铁|过|修|养|后|乘|之|有|没|无|问|认|开|带|赶|网|水|陆|电|活|心|财|销|来)?"
    "(?:路|街|巷|乡|镇|街道|小区|大街|大道|苏木|村)$"
)


def _only_general(text: str) -> bool:
    return bool(_ORDINARY.match(text)) or text.endswith(("乡镇", "城镇", "村镇", "乡、镇"))
