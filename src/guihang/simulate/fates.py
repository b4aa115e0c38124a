"""What befalls one person after release: when, drawn once, known to nobody in the story."""

from datetime import datetime, timedelta
from math import log
from random import Random
from typing import NamedTuple

from guihang.simulate import parameters as given

HALF_A_YEAR = 182
FORTNIGHT = 14
YEAR = 365


class Fate(NamedTuple):
    """Moments after release, each None when it does not happen within three years."""

    engagement: float
    first_use_at: datetime | None = None
    told_at: datetime | None = None
    determined_at: datetime | None = None
    custody_at: datetime | None = None
    lost_at: datetime | None = None
    died_at: datetime | None = None
    withdraws_at: datetime | None = None
    moves_at: datetime | None = None

    @property
    def end_at(self) -> datetime | None:
        """When follow-up ends early, whatever ends it."""
        ends = (self.custody_at, self.died_at, self.withdraws_at, self.moves_at)
        return min((at for at in ends if at), default=None)


def draw(random: Random, released_at: datetime) -> Fate:
    """Draw a fate from the stated parameters."""

    def after(days: float | None) -> datetime | None:
        within = days is not None and days < 3 * YEAR
        return released_at + timedelta(days=days) if within and days is not None else None

    used = random.weibullvariate(given.CLEAN_SCALE_DAYS.value, given.CLEAN_SHAPE.value)
    told = used + random.uniform(1, 10) if _happens(random, given.SAYS_SO.value) else None
    found = _happens(random, given.POLICE_DETERMINES.value)
    determined = used + random.uniform(5, 90) if found else None
    again = determined is not None and _happens(random, given.CUSTODY_AGAIN.value)
    custody = determined + random.uniform(1, 4) if again and determined is not None else None
    return Fate(
        engagement=_engagement(random),
        first_use_at=after(used),
        told_at=after(told),
        determined_at=after(determined),
        custody_at=after(custody),
        lost_at=after(_waiting(random, given.LOST_BY_MONTH_SIX.value, HALF_A_YEAR)),
        died_at=after(_death(random)),
        withdraws_at=after(_within(random, given.WITHDRAWS.value, 20, YEAR)),
        moves_at=after(_within(random, given.MOVES_AWAY.value, 30, 3 * YEAR)),
    )


def _happens(random: Random, share: float) -> bool:
    return random.random() < share


def _within(random: Random, share: float, first: float, last: float) -> float | None:
    return random.uniform(first, last) if _happens(random, share) else None


def _waiting(random: Random, share: float, days: float) -> float:
    """Days until something with a constant hazard that ``share`` meet within ``days``."""
    return random.expovariate(-log(1 - share) / days)


def _death(random: Random) -> float:
    """Days until death: the hazard of the first two weeks is EARLY_DEATH_RATIO times the later."""
    ratio = given.EARLY_DEATH_RATIO.value
    per_half_year = -log(1 - given.DEATH_BY_MONTH_SIX.value)
    later = per_half_year / (HALF_A_YEAR + (ratio - 1) * FORTNIGHT)
    first = random.expovariate(later * ratio)
    return first if first < FORTNIGHT else FORTNIGHT + random.expovariate(later)


def _engagement(random: Random) -> float:
    """How much this person keeps in touch against the average: a beta variate of mean one."""
    spread = given.ENGAGEMENT_SPREAD.value
    mean = spread / (spread + 0.4)
    return random.betavariate(spread, 0.4) / mean
