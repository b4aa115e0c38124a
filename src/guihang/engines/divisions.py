"""The region's divisions: 12 leagues and cities, 103 county-level units, with their codes.

Source: GB/T 2260 as in the 2023 statistics codes, without the five statistical zones (150172,
150271, 150571, 152571, 152971), which are no divisions. Mongolian names follow common English
use; the rest is plain romanisation.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from guihang.engines.words import Words

VERSION = 2023


class Level(StrEnum):
    REGION = "region"
    LEAGUE = "league"  # 盟、地级市
    COUNTY = "county"  # 旗、县、区、县级市


class Division(NamedTuple):
    """A division. ``parent`` is the code one level up; empty for the region itself."""

    code: str
    words: Words
    level: Level
    parent: str


# One line each: code, Chinese, English. Four digits and 00 are a league or city.
_TABLE = """
150100 呼和浩特市 Hohhot
150102 新城区 Xincheng District
150103 回民区 Huimin District
150104 玉泉区 Yuquan District
150105 赛罕区 Saihan District
150121 土默特左旗 Tumed Left Banner
150122 托克托县 Togtoh County
150123 和林格尔县 Horinger County
150124 清水河县 Qingshuihe County
150125 武川县 Wuchuan County
150200 包头市 Baotou
150202 东河区 Donghe District
150203 昆都仑区 Hondlon District
150204 青山区 Qingshan District
150205 石拐区 Shiguai District
150206 白云鄂博矿区 Bayan Obo Mining District
150207 九原区 Jiuyuan District
150221 土默特右旗 Tumed Right Banner
150222 固阳县 Guyang County
150223 达尔罕茂明安联合旗 Darhan Muminggan United Banner
150300 乌海市 Wuhai
150302 海勃湾区 Haibowan District
150303 海南区 Hainan District
150304 乌达区 Ud District
150400 赤峰市 Chifeng
150402 红山区 Hongshan District
150403 元宝山区 Yuanbaoshan District
150404 松山区 Songshan District
150421 阿鲁科尔沁旗 Ar Horqin Banner
150422 巴林左旗 Bairin Left Banner
150423 巴林右旗 Bairin Right Banner
150424 林西县 Linxi County
150425 克什克腾旗 Hexigten Banner
150426 翁牛特旗 Ongniud Banner
150428 喀喇沁旗 Harqin Banner
150429 宁城县 Ningcheng County
150430 敖汉旗 Aohan Banner
150500 通辽市 Tongliao
150502 科尔沁区 Horqin District
150521 科尔沁左翼中旗 Horqin Left Middle Banner
150522 科尔沁左翼后旗 Horqin Left Rear Banner
150523 开鲁县 Kailu County
150524 库伦旗 Hure Banner
150525 奈曼旗 Naiman Banner
150526 扎鲁特旗 Jarud Banner
150581 霍林郭勒市 Holingol City
150600 鄂尔多斯市 Ordos
150602 东胜区 Dongsheng District
150603 康巴什区 Kangbashi District
150621 达拉特旗 Dalad Banner
150622 准格尔旗 Jungar Banner
150623 鄂托克前旗 Otog Front Banner
150624 鄂托克旗 Otog Banner
150625 杭锦旗 Hanggin Banner
150626 乌审旗 Uxin Banner
150627 伊金霍洛旗 Ejin Horo Banner
150700 呼伦贝尔市 Hulunbuir
150702 海拉尔区 Hailar District
150703 扎赉诺尔区 Jalai Nur District
150721 阿荣旗 Arun Banner
150722 莫力达瓦达斡尔族自治旗 Morin Dawa Daur Autonomous Banner
150723 鄂伦春自治旗 Oroqen Autonomous Banner
150724 鄂温克族自治旗 Ewenki Autonomous Banner
150725 陈巴尔虎旗 Old Barag Banner
150726 新巴尔虎左旗 New Barag Left Banner
150727 新巴尔虎右旗 New Barag Right Banner
150781 满洲里市 Manzhouli City
150782 牙克石市 Yakeshi City
150783 扎兰屯市 Zhalantun City
150784 额尔古纳市 Ergun City
150785 根河市 Genhe City
150800 巴彦淖尔市 Bayannur
150802 临河区 Linhe District
150821 五原县 Wuyuan County
150822 磴口县 Dengkou County
150823 乌拉特前旗 Urad Front Banner
150824 乌拉特中旗 Urad Middle Banner
150825 乌拉特后旗 Urad Rear Banner
150826 杭锦后旗 Hanggin Rear Banner
150900 乌兰察布市 Ulanqab
150902 集宁区 Jining District
150921 卓资县 Zhuozi County
150922 化德县 Huade County
150923 商都县 Shangdu County
150924 兴和县 Xinghe County
150925 凉城县 Liangcheng County
150926 察哈尔右翼前旗 Chahar Right Front Banner
150927 察哈尔右翼中旗 Chahar Right Middle Banner
150928 察哈尔右翼后旗 Chahar Right Rear Banner
150929 四子王旗 Dorbod Banner
150981 丰镇市 Fengzhen City
152200 兴安盟 Hinggan League
152201 乌兰浩特市 Ulanhot City
152202 阿尔山市 Arxan City
152221 科尔沁右翼前旗 Horqin Right Front Banner
152222 科尔沁右翼中旗 Horqin Right Middle Banner
152223 扎赉特旗 Jalaid Banner
152224 突泉县 Tuquan County
152500 锡林郭勒盟 Xilingol League
152501 二连浩特市 Erenhot City
152502 锡林浩特市 Xilinhot City
152522 阿巴嘎旗 Abag Banner
152523 苏尼特左旗 Sonid Left Banner
152524 苏尼特右旗 Sonid Right Banner
152525 东乌珠穆沁旗 East Ujimqin Banner
152526 西乌珠穆沁旗 West Ujimqin Banner
152527 太仆寺旗 Taibus Banner
152528 镶黄旗 Bordered Yellow Banner
152529 正镶白旗 Plain and Bordered White Banner
152530 正蓝旗 Plain Blue Banner
152531 多伦县 Duolun County
152900 阿拉善盟 Alxa League
152921 阿拉善左旗 Alxa Left Banner
152922 阿拉善右旗 Alxa Right Banner
152923 额济纳旗 Ejin Banner
"""

REGION = Division(
    "150000", Words("内蒙古自治区", "Inner Mongolia Autonomous Region"), Level.REGION, ""
)


def _division(line: str) -> Division:
    code, zh, en = line.split(" ", 2)
    if code.endswith("00"):
        return Division(code, Words(zh, en), Level.LEAGUE, REGION.code)
    return Division(code, Words(zh, en), Level.COUNTY, f"{code[:4]}00")


_LISTED = tuple(_division(line) for line in _TABLE.split("\n") if line)

DIVISIONS: Mapping[str, Division] = MappingProxyType(
    {division.code: division for division in (REGION, *_LISTED)}
)
LEAGUES = tuple(division for division in _LISTED if division.level is Level.LEAGUE)
COUNTIES = tuple(division for division in _LISTED if division.level is Level.COUNTY)


def counties_of(league: str) -> tuple[Division, ...]:
    """Return the county-level units of a league or city, by its code."""
    return tuple(county for county in COUNTIES if county.parent == league)


def full_name(code: str) -> Words | None:
    """Return a county with its league before it, or None for a code that is not listed."""
    division = DIVISIONS.get(code)
    if division is None:
        return None
    if division.level is not Level.COUNTY:
        return division.words
    league = DIVISIONS[division.parent].words
    return Words(f"{league.zh}{division.words.zh}", f"{division.words.en}, {league.en}")
