"""What is known of drug use: a ladder of evidence, and the interval that holds the first use.

Only a police determination, or a laboratory result with an unbroken A/B chain and no open
appeal, confirms a relapse. Everything else is a lapse reported: a reason to offer help.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from guihang.engines.words import Words


class UseEvidence(StrEnum):
    """How use became known, weakest first. HAIR_POSITIVE stands apart: it dates nothing."""

    SELF_REPORT = "self_report"
    COLLATERAL = "collateral"
    ONSITE_POSITIVE = "onsite_positive"
    LAB_POSITIVE = "lab_positive"
    HAIR_POSITIVE = "hair_positive"
    POLICE_DETERMINATION = "police_determination"

    @property
    def words(self) -> Words:
        return _EVIDENCE_WORDS[self]


_EVIDENCE_WORDS = MappingProxyType(
    {
        UseEvidence.SELF_REPORT: Words("本人告知", "self-report"),
        UseEvidence.COLLATERAL: Words("他人反映", "report by somebody else"),
        UseEvidence.ONSITE_POSITIVE: Words("现场检测阳性(未确认)", "on-site positive, unconfirmed"),
        UseEvidence.LAB_POSITIVE: Words("实验室检测阳性", "laboratory positive"),
        UseEvidence.HAIR_POSITIVE: Words("毛发检测阳性(不能定日期)", "hair positive, undated"),
        UseEvidence.POLICE_DETERMINATION: Words("公安机关认定", "determination by the police"),
    }
)


class Finding(NamedTuple):
    """One sign of use.

    on: the day of the sample, report or determination. not_before: the first day on which the
    use can have been, where known. lab_chain: A and B containers sealed, signed and kept.
    appeal_open: a re-test or appeal is undecided. overturned: a prescription or a false
    positive explains it.
    """

    on: date
    not_before: date | None
    evidence: UseEvidence
    lab_chain: bool = False
    appeal_open: bool = False
    overturned: bool = False


class Sample(NamedTuple):
    """A test and its result."""

    on: date
    positive: bool


class FirstUse(NamedTuple):
    """The first use lies in ``(left, right]``; ``right`` None: none found by ``left``.

    left None: nothing is known before ``right``. confirmed: the finding that ends the interval
    is confirmed; without it the interval is a lapse reported.
    """

    left: date | None
    right: date | None
    confirmed: bool


def confirmed(finding: Finding) -> bool:
    """Say whether a finding confirms a relapse.

    An appeal holds back a laboratory result. It does not hold back a police determination,
    which stays in force until it is changed (行政复议法: review does not suspend execution).
    """
    if finding.overturned:
        return False
    if finding.evidence is UseEvidence.POLICE_DETERMINATION:
        return True
    return (
        finding.evidence is UseEvidence.LAB_POSITIVE
        and finding.lab_chain
        and not finding.appeal_open
    )


def first_confirmed(findings: Iterable[Finding]) -> date | None:
    """Return the day of the first finding that confirms a relapse, or None."""
    return min((finding.on for finding in findings if confirmed(finding)), default=None)


def first_use(
    findings: Iterable[Finding],
    tests: Iterable[Sample],
    *,
    since: date | None = None,
    confirmed_only: bool = False,
) -> FirstUse:
    """Return the interval of the first use: last negative test before it, first sign of it.

    since: release or enrolment; nothing before it counts. confirmed_only: as the retention
    figures need it, leaving reported lapses aside; a bare positive test is one of those.
    """
    signs = [
        (finding.on, not confirmed(finding), finding.not_before)
        for finding in findings
        if _dates_use(finding, since) and (confirmed(finding) or not confirmed_only)
    ]
    known = list(tests)
    if not confirmed_only:
        signs += [(test.on, True, None) for test in known if test.positive]
    signs = [sign for sign in signs if since is None or sign[0] >= since]
    right, unconfirmed, not_before = min(
        signs, key=lambda sign: sign[:2], default=(None, True, None)
    )
    lefts = [
        test.on
        for test in known
        if not test.positive
        and (right is None or test.on < right)
        and (since is None or test.on >= since)
    ]
    if since is not None:
        lefts.append(since)
    if not_before is not None:
        lefts.append(not_before - timedelta(days=1))
    return FirstUse(max(lefts, default=None), right, right is not None and not unconfirmed)


def _dates_use(finding: Finding, since: date | None) -> bool:
    """A hair result may reflect use before or in custody; it counts only when it cannot."""
    if finding.overturned:
        return False
    if finding.evidence is not UseEvidence.HAIR_POSITIVE:
        return True
    return finding.not_before is not None and since is not None and finding.not_before >= since
