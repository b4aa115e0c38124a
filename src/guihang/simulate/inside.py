"""The way of one person through the four zones: evidence, proposal, somebody else's decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from guihang.engines.calendar import local
from guihang.simulate import wording
from guihang.simulate.events import Diary, on

HOUR = timedelta(hours=1)
GATES = (
    ("adapt", "detox_stage", "mind"),
    ("consolidate", "adapt_stage", "entry_test"),
    ("return", "pre_expiry", ""),
)
"""Zone, the assessment that leads into it, and the check of officers."""


def moves(
    admitted: datetime, leaves: datetime, random: Random
) -> Iterator[tuple[str, str, str, datetime]]:
    """Return the zones somebody passes until a moment, with what leads into each and when."""
    adapt = admitted + timedelta(days=random.uniform(14.5, 21))
    days = (adapt, adapt + timedelta(days=random.uniform(58, 75)), leaves - timedelta(days=30))
    for gate, at in zip(GATES, days, strict=True):
        if at < leaves:
            yield (*gate, on(at.date(), random))


def tell(diary: Diary, admitted: datetime, leaves: datetime) -> None:
    """Write down each move with its evidence of the day before."""
    random = diary.random
    for zone, kind, check, at in moves(admitted, leaves, random):
        before = at - timedelta(days=1)
        if zone == "adapt":
            diary.note(
                "custody.record_health", "doctor", before, kind="detox_end", conclusion="fit",
                happened_at=before, note=wording.ZONES[zone],
            )  # fmt: skip
        if check:
            diary.note(
                "custody.record_stage_check", "officer", before, kind=check, passed=True,
                happened_at=before,
            )  # fmt: skip
        assess(diary, kind, before)
        day = local(at).date()
        diary.note(
            "custody.propose_zone", "officer", at, zone=zone, on=day, ground=wording.ZONES[zone]
        )
        diary.note("custody.decide_zone", "head", at + HOUR, on=day, approve=True)


def assess(diary: Diary, kind: str, at: datetime, outcome: str = "stage_passed") -> None:
    """Write down an assessment and the decision of the committee on the same day."""
    domains = {"physiological": "pass"}
    if kind in ("one_year", "pre_expiry"):
        good = diary.random.random() < 0.6
        domains |= {
            "psychophysical": "pass", "behaviour": "pass", "social": "good" if good else "fair",
        }  # fmt: skip
        outcome = "on_time" if kind == "pre_expiry" else "early"
    diary.note(
        "custody.propose_assessment", "officer", at, kind=kind, grounds=wording.GROUNDS, **domains
    )
    diary.note(
        "custody.decide_assessment", "head", at + HOUR, second="doctor", outcome=outcome,
        minutes=wording.COMMITTEE,
    )  # fmt: skip
    told = at + 2 * HOUR
    diary.note("custody.serve_assessment", "officer", told, served_at=told)
