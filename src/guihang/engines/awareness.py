"""The questions asked before and after a prevention event: what people know, and how they think of
people in recovery. Own texts, not validated as a scale; groups are compared, never a single person.
"""

from typing import NamedTuple

from guihang.engines.words import Words

VERSION = 1
SOURCE = Words(
    "本系统自拟题目，未经常模验证，只用于同一活动前后的群体比较",
    "Own items without norms, for comparing a group before and after one event",
)

QUIZ: tuple[tuple[Words, bool], ...] = (
    (Words("依托咪酯(“上头电子烟”)已列入国家管制。", "Etomidate in e-cigarettes is a controlled substance."), True),
    (Words("偶尔用一次不会产生依赖，可以试试。", "Using once in a while leads to nothing; it is fine to try."), False),
    (Words("陌生人给的饮料、糖果、电子烟不要接。", "Do not take drinks, sweets or vapes from strangers."), True),
    (Words("依赖是一种容易复发的慢性脑病。", "Dependence is a chronic relapsing disease of the brain."), True),
    (Words("康复只要意志坚强，不需要帮助。", "Willpower alone is enough to recover; no help is needed."), False),
    (Words("共用针具会传播艾滋病和丙肝。", "Shared needles spread HIV and hepatitis C."), True),
    (Words("看外表就能认出谁在使用。", "You can tell from the looks who uses."), False),
    (Words("有些药品滥用也会产生依赖。", "Misuse of some medicines leads to dependence too."), True),
    (Words("帮别人带一个不知内容的包裹没有风险。", "Carrying an unknown parcel for somebody is no risk."), False),
    (Words("自愿去治疗的人，对过去的使用不予处罚。", "Who seeks treatment is not punished for past use."), True),
)  # fmt: skip
"""Statement and whether it is true, in words that may stand on any phone. The last: Regulation on
treatment §9 (戒毒条例); the disease: Measures for determining dependence §2 (吸毒成瘾认定办法)."""

ATTITUDE: tuple[Words, ...] = (
    Words("我愿意和正在康复的人做邻居。", "I would have a person in recovery as a neighbour."),
    Words("我愿意和正在康复的人一起工作。", "I would work together with a person in recovery."),
    Words(
        "康复的人应当有平等的就业机会。", "People in recovery should have equal chances of work."
    ),
    Words("家里有人在康复，我不会为此羞愧。", "I would not be ashamed of a relative in recovery."),
    Words("得到帮助，大多数人能够康复。", "With help, most people can recover."),
    Words("我愿意参加帮助康复的活动。", "I would take part in helping people recover."),
)
"""Answered from 1 (不同意 disagree) to 5 (同意 agree); a higher sum is less stigma."""

MOST = 5

CLEAR = 0.2
"""Of the five points of an item: what the attitude of a group must move by before it is told as
better or worse. Set by the product; groups that differ by less are alike."""


class Sheet(NamedTuple):
    """The totals of one group at one time: people, right answers, and the sum of the attitude."""

    people: int
    right: int
    attitude: int


class Change(NamedTuple):
    """Means a person before and after: right answers of 10, attitude of 1 to 5 an item."""

    knew: tuple[float, float]
    thought: tuple[float, float]


def possible(sheet: Sheet) -> bool:
    """Say whether the totals can be those of so many people."""
    low, high = sheet.people * len(ATTITUDE), sheet.people * len(ATTITUDE) * MOST
    return 0 <= sheet.right <= sheet.people * len(QUIZ) and low <= sheet.attitude <= high


def change(before: Sheet, after: Sheet) -> Change:
    """Return the means of both groups; each sheet holds at least one person."""
    return Change(
        (before.right / before.people, after.right / after.people),
        (_item(before), _item(after)),
    )


def _item(sheet: Sheet) -> float:
    return sheet.attitude / sheet.people / len(ATTITUDE)


def turned(made: Change) -> int:
    """Return 1 where the attitude of a group grew clearly better, -1 worse, 0 neither."""
    before, after = made.thought
    moved = round(after - before, 6)
    return (moved >= CLEAR) - (moved <= -CLEAR)
