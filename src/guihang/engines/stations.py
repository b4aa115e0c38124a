"""A station: what it needs before it opens, and how long a bed is lent.

Rooms and team: the article (后续照管). The length of a stay is set by this product; no statutory source.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from guihang.engines.words import Words

VERSION = 1

LONGEST_STAY = timedelta(days=30)

ROOMS: Mapping[str, Words] = {
    "office": Words("后续照管办公室", "aftercare office"),
    "counselling": Words("心理咨询谈话室", "counselling room"),
    "dormitory": Words("临时安置宿舍", "temporary dormitory"),
    "rehab_office": Words("社区康复办公室", "community-rehabilitation office"),
    "test_room": Words("尿检室", "urine-test room"),
}
TEAM: Mapping[str, Words] = {
    "station_head": Words("站长", "station head"),
    "social_worker": Words("专职社工", "full-time social worker"),
    "drug_social_worker": Words("禁毒社工", "anti-drug social worker"),
    "officer": Words("强戒民警", "facility officer"),
    "local_police": Words("派出所民警", "local police officer"),
}
"""1+N+警 by role."""


def lacking(
    *, rooms: frozenset[str], team: frozenset[str], plan: bool, scheme: bool
) -> dict[str, Words]:
    """Return everything that a station lacks to be opened, by code."""
    found = {
        code: Words(f"缺房间：{words.zh}。", f"No {words.en} yet.")
        for code, words in ROOMS.items() if code not in rooms
    }  # fmt: skip
    found |= {
        role: Words(f"岗位空缺：{words.zh}。", f"Nobody holds the post of {words.en}.")
        for role, words in TEAM.items() if role not in team
    }  # fmt: skip
    if not scheme:
        found["scheme"] = Words("还没有实施方案。", "There is no scheme yet.")
    if not plan:
        found["plan"] = Words("还没有本年度工作计划。", "There is no plan for this year yet.")
    return found


def longest_stay(first_night: date) -> date:
    """Return the last day that a stay can be planned to."""
    return first_night + LONGEST_STAY
