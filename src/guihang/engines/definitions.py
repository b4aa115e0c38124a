"""What an outcome figure counts: named, versioned, and printed beside every number.

Published retention rates differ mostly because their definitions do ; a figure
without its definition is not comparable with anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class Definition:
    """How people become times and events. A change of meaning is a new version."""

    code: str
    version: int
    words: Words
    meaning: Words
    source: Words
    effective_on: date


FIRST_POSITIVE_TEST = Definition(
    code="first-positive-test",
    version=1,
    words=Words("首次检测阳性", "First positive test"),
    meaning=Words(
        "自出所之日起算(天)。事件：首次检测结果为阳性，或同周有阴有阳。没有阳性的，"
        "算到最后一次有结果的检测为止；从未检测的计 0 天。所有出所人员都计入，不论是否报到。",
        "Days from the release. Event: the first test that is positive or both in one week. "
        "Without one, people count up to their last test with an answer; 0 days when never "
        "tested. Everyone released counts, whether they reported or not.",
    ),
    source=Words(
        "NIDA CTN-0094 协调数据的研究口径(首次阳性)。它是“检出”而非“使用”的时间，"
        "也不等于公安机关认定的复吸；单次阳性可能只是一次反复。",
        "Research rule of the harmonised NIDA CTN-0094 trials (first positive). It dates what was "
        "detected, not when it was used, and is no police determination of relapse; one positive "
        "test may be a single slip.",
    ),
    effective_on=date(2018, 1, 1),
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {found.code: found for found in (FIRST_POSITIVE_TEST,)}
)
