"""Every number that the synthetic lives are drawn from, with its source.

Sources are those of the domain notes (§4, §10). ``[DEMO]`` is an assumption of ours without a
source: chosen so that each page has something to show, never to be quoted as a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Number:
    """One parameter: its value, where it comes from, and what it means."""

    value: float
    source: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Shares:
    """How something is divided: label → weight. Weights need not add up to one."""

    value: Mapping[str, float]
    source: str
    meaning: str


def _shares(source: str, meaning: str, **weights: float) -> Shares:
    return Shares(MappingProxyType(weights), source, meaning)


# Who comes

DRUG = _shares(
    "R2022: heroin 416,000, methamphetamine 588,000, ketamine 32,000 of 1.124 m current users; "
    "[DEMO] the rest is divided over the other codes, caffeine being a local matter (IM-ORD2)",
    "main drug",
    opioid=0.37, ats=0.52, ketamine=0.03, caffeine=0.04, cannabis=0.02, etomidate=0.01, other=0.01,
)  # fmt: skip
AGE = _shares(
    "R2017: 55.6% of current users are 18–35; [DEMO] the rest falls off over 36–60",
    "age at admission, in years",
    **{"18-25": 0.21, "26-35": 0.346, "36-45": 0.27, "46-60": 0.174},
)
MONGOLIAN_NAMES = Number(
    0.2, "[DEMO]; the census share of Mongolians in the region is near it", "share with such a name"
)
UNKNOWN_IDENTITY = Number(0.01, "[DEMO]; 禁毒法 §40 foresees them", "share who give no name")
OTHER_LEAGUE = Number(0.12, "[DEMO]", "share whose home is in another league than the facility")
EARLY_RELEASE = Number(0.15, "[DEMO]; 禁毒法 §47 allows it after one year", "share released early")

# What they decide

CONSENT = Number(
    0.96, "JS-2018: aftercare covers 96.1% (Jiangsu, end of 2017)", "share who accept aftercare"
)
WITHDRAWS = Number(0.03, "[DEMO]", "share who leave aftercare within the first year")
RELATIVE_AGREED = Number(0.8, "[DEMO]", "share of relatives whom the person lets us call")

# How follow-up goes

ON_TIME = Number(0.82, "[DEMO]", "share of the steps of an engaged person that are done in time")
LATE = Number(0.09, "[DEMO]", "share done late; the rest is missed")
ENGAGEMENT_SPREAD = Number(
    3.0, "[DEMO]", "how much people differ: smaller is more (second parameter of a beta, mean 1)"
)
LOST_BY_MONTH_SIX = Number(
    0.163, "LJ-6M: 83.7% of 178 traced six months after release", "share nobody finds by month six"
)
FOUND_AT_HOME = Number(0.45, "[DEMO]", "share of home visits that find a silent person")
MEETING_HELD = Number(0.7, "[DEMO]", "share of team meetings that are held when they fall due")
RECORDED_AFTER_HOURS = Number(5, "[DEMO]", "longest time from an act to its record, in the office")
NOTE_SHARE = Number(0.6, "[DEMO]", "share of contacts with a note")

# What becomes of them

CLEAN_SHAPE = Number(
    0.707, "GD-2017: 45% at one year, 17.6% at three; the curve through both gives 27% at two "
    "years (published: 29.4%). A shape below one means most risk early, as WEGMAN found "
    "(median 31 days to relapse after compulsory centres)", "shape of the time to first use"
)  # fmt: skip
CLEAN_SCALE_DAYS = Number(502, "GD-2017, as above (1.374 years)", "scale of the time to first use")
DEATH_BY_MONTH_SIX = Number(
    0.013, "LJ-6M: 1.3% dead six months after release", "share who die within six months"
)
EARLY_DEATH_RATIO = Number(
    5.0, "MERRALL: weeks 1–2 after release carry 3–8 times the deaths of weeks 3–12",
    "risk of death in the first two weeks against later",
)  # fmt: skip
URINE_SEES = Number(
    0.7, "[DEMO]; urine reflects 1–3, at most about 7 days (domain §4.3)",
    "share of on-site tests after first use that are positive",
)  # fmt: skip
LAB_CONFIRMS = Number(0.75, "[DEMO]", "share of on-site positives that a laboratory confirms")
SAYS_SO = Number(0.25, "[DEMO]", "share of first uses that the person tells us about")
POLICE_DETERMINES = Number(0.35, "[DEMO]", "share of first uses that the police determine")
CUSTODY_AGAIN = Number(
    0.6, "LJ-6M: 29.5% in treatment or custody against 46.3% relapsed", "share of the determined"
)
MOVES_AWAY = Number(0.02, "[DEMO]", "share who move away within three years")

# Where they stand on the day of the demo

STANDS = _shares(
    "[DEMO]: so that each list of each facility has somebody in it, whatever its real size",
    "where the people of the demo region stand on the day it is made",
    detox=3, adapt=3, consolidate=5, **{"return": 3},
    fresh=1, offered=1, expired=1, returned=1,
    golden=10, year_one=5, later_years=3, declined=1, ended=4,
)  # fmt: skip


def stated() -> dict[str, Number | Shares]:
    """Return every parameter by name, for a page or a test that shows them."""
    return {name: value for name, value in globals().items() if isinstance(value, Number | Shares)}
