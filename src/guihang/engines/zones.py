"""The four zones of the unified mode, and what must be on file before somebody moves on.

Sources: 全国统一的司法行政戒毒工作基本模式 (the national unified mode, 2018) for the zones; practice
published by Zhejiang for the way out of detox (a doctor certifies the conclusion, officers check
the person's state of mind); 司法部令第127号 art 45 for one month of entry education. The national
text was not found, so how long a stay lasts is nobody's condition here; the days before release
are set by this product.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guihang.engines.calendar import ONE_DAY, add_months
from guihang.engines.words import Words


class Zone(StrEnum):
    """In the order in which a person passes them."""

    DETOX = "detox"
    ADAPT = "adapt"
    CONSOLIDATE = "consolidate"
    RETURN = "return"


class Proof(StrEnum):
    """What a gate asks for."""

    DOCTOR = "doctor"
    MIND = "mind"
    DETOX_STAGE = "detox_stage"
    ENTRY_MONTH = "entry_month"
    ENTRY_TEST = "entry_test"
    ADAPT_STAGE = "adapt_stage"
    COMPREHENSIVE = "comprehensive"
    NEAR_END = "near_end"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be on file, what to do for it, and who says so."""

    proof: Proof
    words: Words
    source: Words


MODE = Words("全国统一戒毒模式", "The national unified mode")
ZHEJIANG = Words("全国统一戒毒模式(浙江做法)", "The unified mode as practised in Zhejiang")
ORDER_127 = Words("司法部令第127号第四十五条", "Order 127 of the Ministry of Justice, art 45")
OURS = Words("本系统设定，无法定依据", "Set by this product; no statutory source")

NEAR_END_DAYS = 92
"""How long before the end of the term the return zone opens: one to three months in practice."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What each gate needs, keyed by the zone it leads out of."""

    code: str
    version: int
    effective_on: date
    out_of: Mapping[Zone, tuple[Need, ...]]
    into_detox: tuple[Need, ...]

    @property
    def named(self) -> str:
        return f"{self.code}-{self.version}"


GATES = Policy(
    code="zones", version=1, effective_on=date(2018, 5, 29),
    out_of={
        Zone.DETOX: (
            Need(Proof.DOCTOR, Words(
                "医生签署的脱毒观察结论(适宜)，由医生在“健康记录”登记",
                "The doctor's signed conclusion that detox is over, recorded by the doctor"), ZHEJIANG),
            Need(Proof.MIND, Words(
                "民警心理状况检查(通过)，在“分区考核”登记",
                "The officers' check of the state of mind, passed"), ZHEJIANG),
            Need(Proof.DETOX_STAGE, Words(
                "生理脱毒阶段性评价(合格)", "The assessment of the detox stage, passed"), MODE),
        ),
        Zone.ADAPT: (
            Need(Proof.ENTRY_MONTH, Words(
                "入所教育满一个月", "One month of entry education"), ORDER_127),
            Need(Proof.ENTRY_TEST, Words(
                "入所教育考试(通过)，在“分区考核”登记", "The test of entry education, passed"), MODE),
            Need(Proof.ADAPT_STAGE, Words(
                "教育适应阶段评估(合格)", "The assessment of the adaptation stage, passed"), MODE),
        ),
        Zone.CONSOLIDATE: (
            Need(Proof.COMPREHENSIVE, Words(
                "综合诊断评估结论(一年后或期满前)",
                "A comprehensive diagnostic assessment, after one year or before the end"), MODE),
            Need(Proof.NEAR_END, Words(
                f"距期满不超过 {NEAR_END_DAYS} 天", f"At most {NEAR_END_DAYS} days to the end of the term"), OURS),
        ),
    },
    into_detox=(
        Need(Proof.BACK, Words(
            "医生建议返回生理脱毒区的记录", "The doctor's advice to return to the detox zone"), MODE),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file: the zone and since when, the end of the term, and the day of each proof."""

    zone: Zone
    since: date
    ends_on: date
    proofs: Mapping[Proof, date]


def missing(known: Known, to: Zone, on: date, policy: Policy = GATES) -> list[Need]:
    """Return everything that the way from the present zone into ``to`` still lacks on a day.

    Who skips a zone passes the gates between. A proof counts from the day of entering the zone.
    """
    order = list(Zone)
    here, there = order.index(known.zone), order.index(to)
    if there < here:
        needs = policy.into_detox if to is Zone.DETOX else ()
    else:
        needs = tuple(need for zone in order[here:there] for need in policy.out_of[zone])
    return [need for need in needs if not _is_met(need.proof, known, on)]


def _is_met(proof: Proof, known: Known, on: date) -> bool:
    if proof is Proof.NEAR_END:
        return (known.ends_on - on) <= NEAR_END_DAYS * ONE_DAY
    if proof is Proof.ENTRY_MONTH:
        return known.zone is Zone.ADAPT and on >= add_months(known.since, 1)
    found = known.proofs.get(proof)
    return found is not None and known.since <= found <= on
