"""A name is found by every way to say it, and the dictionary of phrases stays on the disk."""

import subprocess
import sys

import pytest

from guihang.core import pinyin


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("单雄信", "shan xiong xin"), ("解晓东", "xie xiao dong"), ("仇英", "qiu ying"),
        ("区小明", "ou xiao ming"), ("查良", "zha liang"), ("盖天", "ge tian"), ("尉迟恭", "yu chi gong"),
        ("曾朝阳", "zeng zhao yang"), ("曾朝阳", "zeng chao yang"), ("朴树", "piao shu"), ("翟明", "zhai ming"),
        ("乐山", "yue shan"), ("覃辉", "qin hui"), ("长孙", "zhang sun"), ("吕行", "lv xing"),
    ],
)  # fmt: skip
def test_every_reading_of_a_name_is_known(name, said):
    assert tuple(said.split()) in pinyin.sayings(name)


def test_a_long_name_has_few_ways_and_keeps_those_of_its_first_character():
    ways = pinyin.sayings("单于那曾薄繁沈乐朝行折")

    assert len(ways) <= pinyin.MOST
    assert {"shan", "dan", "chan"} <= {way[0] for way in ways}


def test_what_is_not_chinese_stays_as_it_is():
    assert pinyin.sayings("Li 明 ") == [("li", "ming"), ("li", "meng")]


def test_phrases_are_not_loaded():
    code = (
        "from guihang.core.pinyin import sayings; sayings('张'); "
        "from pypinyin.constants import PHRASES_DICT; raise SystemExit(len(PHRASES_DICT))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
