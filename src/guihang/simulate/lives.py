"""Believable lives: values only, the same for the same seed, day and number of people.

A life is a list of events as somebody would have recorded them. Where each person stands on the
day of the demo is fixed first (``parameters.STANDS``), so that each list has somebody in it; the
path to it is drawn. Fates are drawn for everybody: some of those who were to stand in the golden
three months have died, moved or are in custody again, as in life.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from random import Random
from typing import NamedTuple

from guihang.core.china import calendar
from guihang.engines import custody
from guihang.engines.calendar import add_years, local
from guihang.simulate import aftercare, fates, inside, people, wording
from guihang.simulate import parameters as given
from guihang.simulate.events import CLOSING, Diary, Event, between, office, on
from guihang.simulate.people import Identity
from guihang.simulate.region import FACILITIES, STATIONS, Facility, stations_of

BUSY = "F10"
"""The facility of the demo accounts; it gets four times the people of another."""

ENDINGS = ("completed", "custody", "left", "moved", "completed", "lost", "deceased")


class Life(NamedTuple):
    """One person, where they were and will be, and everything that was recorded."""

    identity: Identity
    facility: str
    station: str
    drug: str
    decided_on: date
    admitted_at: datetime
    events: tuple[Event, ...]


def region(*, now: datetime, seed: int, people_count: int) -> list[Life]:
    """Return the lives of a region as they stand at ``now``."""
    registry = people.Registry(people.dice(seed, "people"))
    stands = list(chain(*(repeat(name, int(n)) for name, n in given.STANDS.value.items())))
    places = [place for place in FACILITIES for _ in range(4 if place.code == BUSY else 1)]
    found = []
    for serial in range(people_count):
        # Each round of the stands begins one facility further on, so that each pairs with each.
        block, turn = divmod(serial, len(stands))
        facility = places[(turn + block) % len(places)]
        random = people.dice(seed, serial)
        found.append(_Teller(random, now, facility, registry).life(stands[turn], serial))
    return found


def digest(lives: Sequence[Life]) -> str:
    """Return a fingerprint of a region: same seed, day and number, same fingerprint."""
    lines = (
        repr((life[:-1], [(*event[:3], _stable(event.given)) for event in life.events]))
        for life in lives
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _stable(values: dict[str, object]) -> list[tuple[str, object]]:
    return sorted(
        (name, sorted(value) if isinstance(value, frozenset) else value)
        for name, value in values.items()
    )


class _Teller:
    """Tells one life."""

    def __init__(
        self, random: Random, now: datetime, facility: Facility, registry: people.Registry
    ) -> None:
        self.random, self.now, self.facility, self.registry = random, local(now), facility, registry
        self.diary = Diary(random, self.now)
        leagues = list({county[:4] + "00" for county in STATIONS})
        own = facility.division[:4] + "00"
        away = facility.women or random.random() < given.OTHER_LEAGUE.value
        league = random.choice(sorted(leagues)) if away else own
        self.home = people.county_of(random, league)
        near = f"S{self.home}"
        stations = stations_of(league)
        self.station = near if near in stations else random.choice(stations)
        drugs = given.DRUG.value
        self.drug = random.choices(list(drugs), list(drugs.values()))[0]

    def life(self, stand: str, serial: int) -> Life:
        """Tell the life of somebody who stands at ``stand`` today."""
        admitted_at = getattr(self, f"_{stand}")(serial)
        decided_on = self.decided_on
        sex = "2" if self.facility.women else "1"
        identity = self.registry.person(sex=sex, home=self.home, on=decided_on)
        return Life(
            identity, self.facility.code, self.station, self.drug, decided_on, admitted_at,
            self.diary.told(),
        )  # fmt: skip

    # Inside: where the person is follows from the days since the admission.

    def _detox(self, _: int) -> datetime:
        return self._inside(self.random.uniform(0.5, 14))

    def _adapt(self, _: int) -> datetime:
        return self._inside(self.random.uniform(22, 75))

    def _consolidate(self, _: int) -> datetime:
        return self._inside(self.random.uniform(100, 660))

    def _return(self, serial: int) -> datetime:
        left = self.random.uniform(2, 28)
        leaves = self.now + timedelta(days=left)
        self.decided_on = add_years(leaves.date(), -2) + timedelta(days=1)
        at = on(self.decided_on + timedelta(days=self.random.randrange(1, 10)), self.random)
        self._zones(at, leaves)
        if serial % 2:  # offered ahead of the release, and sometimes accepted ahead of it
            offered = between(
                self.now - timedelta(days=3), self.now - timedelta(hours=1), self.random
            )
            if offered and left < 26:
                self._consent("given", offered)
                self._offer(offered + timedelta(minutes=20))
        return at

    def _inside(self, days: float) -> datetime:
        admitted = self.now - timedelta(days=days)
        self.decided_on = admitted.date() - timedelta(days=self.random.randrange(1, 10))
        self._zones(admitted, self.now + timedelta(days=max(1, 730 - days)))
        return admitted

    def _zones(self, admitted: datetime, leaves: datetime) -> None:
        inside.tell(self.diary, admitted, leaves)
        self._relative(office(admitted + timedelta(days=self.random.uniform(2, 30))))

    def _relative(self, at: datetime) -> None:
        random = self.random
        relation = random.choices(("parent", "spouse", "sibling", "child"), (5, 3, 2, 1))[0]
        sex = random.choice("12")
        self.diary.note(
            "cases.add_relative", "officer", at, relation=relation, name=people.name(random, sex),
            phone=f"{people.PHONE}9{random.randrange(10**7):07d}",
            may_contact=random.random() < given.RELATIVE_AGREED.value,
        )  # fmt: skip

    # At the gate: out since a few days, with nobody responsible but the facility.

    def _fresh(self, _: int) -> datetime:
        return self._released(self.now - timedelta(days=self.random.uniform(0.1, 0.9)))[0]

    def _offered(self, _: int) -> datetime:
        admitted, out = self._released(self.now - timedelta(days=self.random.uniform(0.4, 1.9)))
        self._offer(out + timedelta(hours=1))
        return admitted

    def _expired(self, _: int) -> datetime:
        admitted, out = self._released(self.now - timedelta(days=self.random.uniform(6, 16)))
        self._expire(self._offer(out + timedelta(hours=2)))
        return admitted

    def _returned(self, _: int) -> datetime:
        admitted, out = self._released(self.now - timedelta(days=self.random.uniform(1.5, 4)))
        self._give_back(self._offer(out + timedelta(hours=2)))
        return admitted

    def _released(self, about: datetime, *, consent: str = "given") -> tuple[datetime, datetime]:
        """Tell the time inside up to a release near ``about``; return admission and release."""
        random = self.random
        out = on(about.date(), random, until=12)
        if out > self.now - timedelta(hours=3):
            out -= timedelta(days=1)
        self.early = random.random() < given.EARLY_RELEASE.value
        served = timedelta(days=random.randrange(380, 640))
        # The last day of the term is the day of the release.
        self.decided_on = (
            out.date() - served if self.early else add_years(out.date(), -2) + timedelta(days=1)
        )
        admitted = on(self.decided_on + timedelta(days=random.randrange(1, 10)), random)
        # Whoever has left: the assessment that the release rests on; the way there is not told.
        inside.assess(self.diary, "one_year" if self.early else "pre_expiry",
                      on((out - timedelta(days=32)).date(), random, until=15))  # fmt: skip
        self._relative(office(admitted + timedelta(days=random.uniform(2, 30))))
        self.diary.note(
            "casework.release", "head", out + timedelta(minutes=10), released_at=out,
            ground="early" if self.early else "expiry", test_schedule=self.schedule,
        )  # fmt: skip
        self._consent(consent, office(out - timedelta(days=random.uniform(21, 29))))
        return admitted, out

    @property
    def schedule(self) -> str:
        return "tests-b" if int(self.station[1:]) % 2 else "tests-a"

    def _consent(self, decision: str, at: datetime, who: str = "officer") -> None:
        self.diary.note("casework.record_consent", who, at, decision=decision, decided_at=at)

    # Handover

    def _offer(self, at: datetime) -> datetime:
        self.diary.note(
            "casework.offer_handover", "officer", at, to_unit="station",
            note=self.random.choice(wording.HANDOVERS),
        )  # fmt: skip
        return at

    def _expire(self, offered: datetime) -> None:
        at = custody.expires_at(offered, calendar()) + timedelta(minutes=5)
        self.diary.note("casework.expire_handover", "system", at)

    def _give_back(self, offered: datetime) -> datetime:
        at = office(offered + timedelta(hours=self.random.uniform(2, 16)))
        why = self.random.choice(wording.RETURNED)
        self.diary.note("casework.return_handover", "station_head", at, why=why)
        return at

    def _handed_over(self, out: datetime) -> datetime:
        """Offer and accept; return when the station became responsible."""
        random = self.random
        chance = random.random()
        if chance < 0.35 and not self.early:  # offered and accepted before the gate opens
            offered = self._offer(office(out - timedelta(days=random.uniform(6, 20))))
            self._accept(office(offered + timedelta(hours=random.uniform(3, 40))))
            return out
        offered = self._offer(out + timedelta(hours=random.uniform(0.5, 5)))
        if chance < 0.41:
            back = self._give_back(offered)
            offered = self._offer(office(back + timedelta(hours=random.uniform(1, 16))))
        if chance > 0.93:
            self._expire(offered)
            late = custody.expires_at(offered, calendar())
            return self._accept(office(late + timedelta(hours=random.uniform(9, 60))))
        return self._accept(office(offered + timedelta(hours=random.uniform(1, 26))))

    def _accept(self, at: datetime) -> datetime:
        self.diary.note("casework.accept_handover", "worker", at)
        return at

    # After acceptance

    def _golden(self, _: int) -> datetime:
        return self._followed(self.random.uniform(1.5, 92))

    def _year_one(self, _: int) -> datetime:
        return self._followed(self.random.uniform(92, 365))

    def _later_years(self, _: int) -> datetime:
        return self._followed(self.random.uniform(366, 1080))

    def _ended(self, serial: int) -> datetime:
        ending = ENDINGS[serial % len(ENDINGS)]
        days = self.random.uniform(1100, 1240) if ending == "completed" else None
        return self._followed(days or self.random.uniform(150, 700), ending=ending)

    def _declined(self, serial: int) -> datetime:
        admitted, out = self._released(
            self.now - timedelta(days=self.random.uniform(3, 200)), consent="declined"
        )
        if serial % 2:
            self._close("left", out + timedelta(days=self.random.uniform(20, 60)), "head")
        return admitted

    def _followed(self, days: float, *, ending: str = "") -> datetime:
        """Tell a follow-up that began ``days`` ago, with the given ending or one that is drawn."""
        random = self.random
        admitted, out = self._released(self.now - timedelta(days=days))
        fate = self._fated(fates.draw(random, out), out, ending)
        accepted = self._handed_over(out)
        ends = min(at for at in (self.now, fate.end_at, add_years_at(out, 3)) if at is not None)
        ends = max(ends, min(accepted + timedelta(days=2), self.now))
        course = aftercare.Course(self.diary, out, accepted, ends, fate, self.schedule, self.drug)
        aftercare.tell(course)
        self._end(fate, ends, add_years_at(out, 3), ending)
        return admitted

    def _fated(self, fate: fates.Fate, out: datetime, ending: str) -> fates.Fate:
        """Bend a fate to an ending that the list of closed cases must show."""
        if not ending:
            return fate
        quiet = fate._replace(
            custody_at=None, died_at=None, withdraws_at=None, moves_at=None, lost_at=None
        )
        at = out + (self.now - out) * self.random.uniform(0.3, 0.8)
        if ending == "completed":
            return quiet._replace(first_use_at=None, told_at=None, determined_at=None)
        if ending == "custody":
            return quiet._replace(
                first_use_at=at - timedelta(days=20), told_at=None,
                determined_at=at - timedelta(days=2), custody_at=at,
            )  # fmt: skip
        named = {"left": "withdraws_at", "moved": "moves_at", "lost": "lost_at"}
        return quiet._replace(**{named.get(ending, "died_at"): at})

    def _end(self, fate: fates.Fate, ends: datetime, complete: datetime, ending: str) -> None:
        """Close the case, when something has ended it."""
        random, soon = self.random, ends + timedelta(hours=self.random.uniform(20, 90))
        if fate.end_at is None or fate.end_at > ends:
            if complete <= self.now:
                self._close("completed", complete + timedelta(days=random.uniform(1, 12)))
            elif ending == "lost" and fate.lost_at:
                self._close("lost", self.now - timedelta(days=random.uniform(1, 9)))
            return
        if fate.end_at == fate.withdraws_at:
            self._consent("withdrawn", ends, "worker")
            self._close("left", soon)
        elif fate.end_at == fate.moves_at:
            self._close("moved", soon)
        else:
            outcome = "deceased" if fate.end_at == fate.died_at else "in_custody"
            self.diary.note(
                "followup.record_attempt", "worker", ends + timedelta(hours=8), happened_at=ends,
                target="family", channel="phone", outcome=outcome,
            )  # fmt: skip
            self._close("deceased" if outcome == "deceased" else "custody", soon)

    def _close(self, ending: str, at: datetime, who: str = "station_head") -> None:
        self.diary.note(CLOSING, who, at, ending=ending)


def add_years_at(at: datetime, years: int) -> datetime:
    """Return the same time of day on the same day, ``years`` later."""
    here = local(at)
    return datetime.combine(add_years(here.date(), years), here.timetz())
