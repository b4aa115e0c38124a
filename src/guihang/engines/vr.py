"""VR: when a session stops, who is not taken in, and how craving moved. Never part of a decision.

Source: the records that published systems keep, and the studies, summed up in the domain notes §8.1.
A systematic review of 36 papers found the studies weak and exposure without or with negative effect:
the page says so. Limits are set by this product (version 1).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from guihang.engines.words import Words

VERSION = 1

HEART_SHARE = 0.85
"""Share of the age-predicted maximum (220 − age) above which a session stops."""

QUIET_BEFORE_RELEASE = timedelta(days=30)
"""Within this time before the release a cue session needs a clinician's name."""

KEPT_YEARS = 3
"""How long a raw signal is kept."""

CONTRAINDICATIONS: dict[str, Words] = {
    "epilepsy": Words("癫痫", "Epilepsy"),
    "psychosis": Words("精神病性症状", "Psychosis"),
    "pregnancy": Words("妊娠", "Pregnancy"),
    "heart": Words("心脏病", "Heart disease"),
    "ptsd": Words("创伤后应激障碍", "PTSD"),
    "suicide_risk": Words("自伤风险高", "High risk of self-harm"),
}

CAUTION = Words(
    "系统综述(36 篇)认为现有研究质量较差，暴露式 VR 无效或有负面结果，临床价值尚待证明。记录只用于本人的治疗，"
    "不进入诊断评估、考核与任何处理。",
    "A systematic review of 36 papers found the studies weak, and exposure in VR without or with "
    "negative effect. The records serve the person's own treatment: no assessment, no discipline, "
    "no decision reads them.",
)


def heart_limit(age: int) -> int:
    """Return the heart rate (beats a minute) above which a session stops."""
    return int((220 - age) * HEART_SHARE)


def near_release(on: date, leaves_on: date) -> bool:
    """Say whether a day lies in the quiet time before the release."""
    return leaves_on - QUIET_BEFORE_RELEASE <= on <= leaves_on


def lowered(sessions: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return how many of the sessions (craving before, after) lowered craving, and how many there are."""
    return sum(after < before for before, after in sessions), len(sessions)
