"""What a diagnostic assessment suggests. It only proposes: a committee decides, and may differ.

Sources: 强制隔离戒毒诊断评估办法 (Measures on diagnostic assessment, 2013) for the four domains and
their values; 禁毒法 art 47. The table of results is practice, not published law: early release wants
the three domains passed and the social one good; an extension wants a domain failed; a fair social
grade alone never extends and speaks for community rehabilitation. No score, no VR result, no visit
of the family and no ability to pay enters here.
"""

from dataclasses import dataclass
from enum import StrEnum

from guihang.engines.words import Words

VERSION = "assessment-1"


class Outcome(StrEnum):
    """What the committee concludes."""

    STAGE_PASSED = "stage_passed"
    STAGE_FAILED = "stage_failed"
    ON_TIME = "on_time"
    EARLY = "early"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Results:
    """The four domains: three passed or not, the social one good or not. None: not assessed."""

    physiological: bool | None
    psychophysical: bool | None
    behaviour: bool | None
    social_good: bool | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An outcome that the results allow, and why."""

    outcome: Outcome
    because: Words


def suggested(results: Results, *, stage: bool, barred: bool) -> Suggestion:
    """Return what the results speak for. ``stage``: of a zone; ``barred``: the law bars early release."""
    three = (results.physiological, results.psychophysical, results.behaviour)
    failed = any(one is False for one in three)
    if stage:
        if failed:
            return Suggestion(Outcome.STAGE_FAILED, Words("有领域不合格", "A domain is not passed"))
        return Suggestion(
            Outcome.STAGE_PASSED, Words("所评领域合格", "What was assessed is passed")
        )
    if failed:
        return Suggestion(Outcome.EXTEND, Words(
            "有领域不合格，可以提出延长；也可以按期解除(《禁毒法》第四十七条)",
            "A domain is not passed: an extension may be proposed, or release on time (art 47)"))  # fmt: skip
    if all(three) and results.social_good and not barred:
        return Suggestion(Outcome.EARLY, Words(
            "三项合格、社会环境良好，执行满一年后可以提出提前解除(《禁毒法》第四十七条)",
            "All passed and the social domain good: early release may be proposed after a year (art 47)"))  # fmt: skip
    if barred:
        return Suggestion(Outcome.ON_TIME, Words(
            "依《戒毒条例》第三十二、三十八条不得提前解除", "Regulation arts 32 and 38 bar early release"))  # fmt: skip
    return Suggestion(Outcome.ON_TIME, Words(
        "未达到提前解除的全部条件；社会环境一般不构成延长理由",
        "Not all that early release wants; a fair social grade never extends"))  # fmt: skip
