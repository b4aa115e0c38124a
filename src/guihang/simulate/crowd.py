"""The crowd for the benches: short lives, drawn quickly, planned by the same engine.

A person's place in time is drawn evenly from two years before release to eight after; whether
follow-up still goes on, and what ended it, follows from the same fates as in the demo region.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from guihang.cases import identity
from guihang.cases.models import Case
from guihang.core import crypto
from guihang.core.action import plain
from guihang.core.ids import uuid7
from guihang.core.models import cell
from guihang.engines.calendar import local
from guihang.engines.sealing import sealing_due_on
from guihang.engines.term import term
from guihang.followup import kept, plan
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Role
from guihang.simulate import fates, people
from guihang.simulate import parameters as given
from guihang.simulate.people import Identity
from guihang.simulate.region import FACILITIES, STATIONS
from guihang.simulate.tables import (
    CASE,
    CLOSURE,
    CONSENT,
    CONTACT,
    CUSTODY,
    ENTRY,
    EVIDENCE,
    PERSON,
    STANDING,
    TABLES,
    TASK,
    TEST,
    Rows,
    Table,
)

HELD_BEFORE, INSIDE = timedelta(days=5), timedelta(days=724)
"""From the decision, which begins the two years, to the facility; from there to the release."""

FIRST_DAY, LAST_DAY = -INSIDE.days, 2900
"""Days since release of the people of the crowd, evenly drawn; below zero is inside."""

APART = ((28, 4, 9), (90, 9, 18), (1095, 20, 80))
TESTED = (28, 60, 88, 182, 355, 540, 722, 905, 1088)
"""[DEMO] Of those who are followed steadily: until which day contacts lie how far apart, always within
the 90 days after which somebody counts as lost; days of tests, one in the window of each horizon."""

ZONES = ((14, "detox"), (75, "adapt"), (700, "consolidate"), (10_000, "return"))


class Crowd:
    """Draws the people of one process."""

    def __init__(
        self, *, now: datetime, seed: int, batch: int, part: int, parts: int,
        days: tuple[int, int] = (FIRST_DAY, LAST_DAY), steady: bool = False,
    ) -> None:  # fmt: skip
        self.now, self.days, self.steady = local(now), days, steady
        self.random = people.dice(seed, batch, "crowd", part, parts)
        self.registry = people.Registry(self.random, batch=batch, start=part, step=parts)
        self.units = dict(Unit.objects.values_list("code", "id"))
        self.workers = _first_holders()

    def people(self, count: int) -> Rows:
        """Return the rows of ``count`` more people."""
        rows: Rows = {table.name: [] for table in TABLES}
        for _ in range(count):
            _Life(self, rows).tell()
        return rows


def _first_holders() -> dict[int, int]:
    """Unit → the user who writes its entries: its officer or its full-time social worker."""
    held = Tenure.objects.filter(
        ends_on=None, post__role__in=(Role.OFFICER, Role.SOCIAL_WORKER)
    ).order_by("-post_id")
    return dict(held.values_list("post__unit_id", "user_id"))


class _Life:
    """One person: everything is drawn in ``tell`` and added to the rows."""

    def __init__(self, crowd: Crowd, rows: Rows) -> None:
        self.crowd, self.rows, self.random, self.now = crowd, rows, crowd.random, crowd.now
        self.key = crypto.PersonKey.new()
        self.id, self.case_id = uuid7(), uuid7()
        self.facts: list[kept.Row] = []
        self.place = self.random.choice(FACILITIES)
        self.facility = crowd.units[self.place.code]
        county = self.random.choice(tuple(STATIONS))
        self.county, self.station = county, crowd.units[f"S{county}"]
        drugs = given.DRUG.value
        self.drug = self.random.choices(tuple(drugs), tuple(drugs.values()))[0]

    def tell(self) -> None:
        days = self.random.uniform(*self.crowd.days)
        out = self.now - timedelta(days=days)
        admitted = out - INSIDE
        case = Case(
            id=self.case_id, facility_id=self.facility, unit_id=self.facility, drug=self.drug,
            decided_on=admitted.date() - HELD_BEFORE, admitted_at=admitted, stage="inside",
            test_schedule="tests-b" if int(self.county) % 2 else "tests-a",
        )  # fmt: skip
        case.term_ends_on = term(case.decided_on).ends_on
        self._add(CUSTODY, self.case_id, self.facility, admitted, self.case_id)
        if days < 0:
            case.zone = next(zone for limit, zone in ZONES if INSIDE.days + days < limit)
        else:
            self._after_release(case, out, days)
        who = self.crowd.registry.person(
            sex="2" if self.place.women else "1", home=self.county, on=case.decided_on
        )
        self._person(who, case)
        self._case(case, who)
        self._plan(case)

    def _after_release(self, case: Case, out: datetime, days: float) -> None:
        random = self.random
        case.released_at, case.stage = out, "released"
        agrees = random.random() < given.CONSENT.value
        case.consent = "given" if agrees else "declined"
        self._consent(case, out - timedelta(days=random.uniform(1, 20)))
        if not agrees:
            if days > 60:
                self._close(case, "left", out + timedelta(days=50))
            return
        if days < 1.5:
            return
        accepted = out + timedelta(hours=random.uniform(1, 34))
        case.stage, case.accepted_at, case.unit_id = "aftercare", accepted, self.station
        self._add(CUSTODY, self.case_id, self.station, accepted, uuid7())
        fate = fates.draw(random, out)
        ends, ending = _ending(fate, out)
        self._follow(fate, out, min(ends, self.now))
        if ends < self.now - timedelta(days=2):
            self._close(case, ending, max(ends, accepted) + timedelta(days=1))

    def _close(self, case: Case, ending: str, at: datetime) -> None:
        case.stage, case.closed_at, case.ending = "closed", at, ending
        self._add(CLOSURE, uuid7(), self.case_id, at, True, at)
        relapses = [local(row.at).date() for row in self.facts if row.kind == "evidence"]
        case.sealing_due_on = sealing_due_on(local(case.released_at).date(), relapses)

    def _follow(self, fate: fates.Fate, out: datetime, until: datetime) -> None:
        """A few contacts and tests up to ``until``, and what the police determine."""
        draw = self.random.uniform
        met = min(until, fate.lost_at) if fate.lost_at else until
        steady = self.crowd.steady
        for days in self._steadily() if steady else (
            draw(0.1, 1.2), draw(2, 40), draw(60, 400), draw(400, 1090)
        ):  # fmt: skip
            at = out + timedelta(days=days)
            if at < met:
                self._contact(at)
        tested = [day + draw(-6, 6) for day in TESTED] if steady else [
            draw(25, 35), draw(80, 380), draw(380, 1090)
        ]  # fmt: skip
        for days in tested:
            at = out + timedelta(days=days)
            if at < met:
                self._test(at, fate)
        if fate.determined_at and fate.determined_at < until:
            used_on = local(fate.determined_at).date()
            fact = self._fact("evidence", fate.determined_at, "police_determination", "")
            self._add(EVIDENCE, fact.id, self.case_id, fact.at, used_on, fact.one)
            midnight = datetime.combine(used_on, datetime.min.time(), self.now.tzinfo)
            self.facts[-1] = fact._replace(at=midnight)
            self._entry("followup.record_evidence", fact, kind=fact.one, used_on=used_on)

    def _steadily(self) -> Iterator[float]:
        """Days of contact so close that nobody who is reached counts as lost."""
        day = self.random.uniform(0.1, 1.2)
        for until, least, most in APART:
            while day < until:
                yield day
                day += self.random.uniform(least, most)

    def _consent(self, case: Case, at: datetime) -> None:
        fact = self._fact("consent", at, case.consent, "")
        self._add(CONSENT, fact.id, self.case_id, at, fact.one, at)
        self._entry("casework.record_consent", fact, decision=fact.one, decided_at=at)

    def _contact(self, at: datetime) -> None:
        fact = self._fact("contact", at, self.random.choice(("phone", "face", "visit")), "")
        self._add(CONTACT, fact.id, self.case_id, at, at, fact.one, "")
        self._entry("followup.record_contact", fact, channel=fact.one, happened_at=at)

    def _test(self, at: datetime, fate: fates.Fate) -> None:
        used = fate.first_use_at is not None and at > fate.first_use_at
        positive = used and self.random.random() < given.URINE_SEES.value
        confirmed = positive and self.random.random() < given.LAB_CONFIRMS.value
        kind, result = "lab" if confirmed else "onsite", "positive" if positive else "negative"
        drugs = [self.drug] if positive else []
        fact = self._fact("test", at, kind, f"{result},{str(confirmed).lower()},false,false")
        self._add(
            TEST, fact.id, self.case_id, at, at, kind, result, Jsonb(drugs), confirmed, False,
            False, "",
        )  # fmt: skip
        self._entry("followup.record_test", fact, kind=kind, result=result, happened_at=at)

    def _fact(self, kind: str, at: datetime, one: str, two: str) -> kept.Row:
        self.facts.append(kept.Row(kind, uuid7(), at, one, two, ""))
        return self.facts[-1]

    def _person(self, who: Identity, case: Case) -> None:
        sealed = _columns(self.key, self.id, who)
        self._add(
            PERSON, self.id, who.number, case.unit_id, "confirmed" if who.name else "unknown",
            who.sex, who.born_on, self.key.wrap(), *sealed,
        )  # fmt: skip

    def _case(self, case: Case, who: Identity) -> None:
        case.person_id = self.id
        self._add(CASE, *(getattr(case, name) for name in CASE.columns))
        admitted = kept.Row("", self.case_id, case.admitted_at, "", "", "")
        self._entry(
            "casework.admit", admitted, sex=who.sex, drug=self.drug, number=who.number,
            decided_on=case.decided_on, admitted_at=case.admitted_at,
        )  # fmt: skip

    def _entry(self, action: str, fact: kept.Row, **values: Any) -> None:
        text = json.dumps({name: plain(value) for name, value in values.items()})
        body = self.key.seal(text, place=cell(ENTRY.model, "body", fact.id))
        unit = self.station if action.startswith("followup.") else self.facility
        by = self.crowd.workers[unit]
        digest = sha256(text.encode()).digest()
        self._add(ENTRY, fact.id, action, fact.at, by, unit, self.case_id, body, digest)

    def _plan(self, case: Case) -> None:
        """Ask the engine for tasks and standing, as ``plan.replan`` does."""
        facts = sorted(self.facts, key=lambda fact: (fact.at, fact.id))
        stands = plan.standing(case, facts)
        silences: dict[str, datetime | None] = {"silent_since": None, "falls_silent_at": None}
        if case.stage in ("released", "aftercare"):
            known = plan.facts_of(case, facts)
            tasks = plan.planned_by(plan.protocols_for(case), known, self.now)
            silences = plan.silences(tasks, known, self.now)
            columns = kept.columns(tasks)
            for values in zip(*(columns[name] for name in PLANNED), strict=True):
                *window, done_by, void = values
                by = UUID(done_by) if done_by else None
                self._add(TASK, self.case_id, case.unit_id, *window, by, void)
        stands = stands | silences
        self._add(STANDING, self.case_id, *(stands[name] for name in STANDING.columns[1:]))

    def _add(self, table: Table, *values: Any) -> None:
        self.rows[table.name].append(values)


PLANNED = (
    "role", "rule", "version", "anchor", "step", "opens", "due", "closes", "done", "done_by", "void",
)  # fmt: skip
"""Names of ``kept.columns`` in the order of the columns of TASK."""


def _ending(fate: fates.Fate, out: datetime) -> tuple[datetime, str]:
    """Return when follow-up ends and why: what comes first."""
    ends = [(out + timedelta(days=1096), "completed")]
    for at, ending in (
        (fate.custody_at, "custody"), (fate.died_at, "deceased"), (fate.withdraws_at, "left"),
        (fate.moves_at, "moved"),
        (fate.lost_at and fate.lost_at + timedelta(days=200), "lost"),
    ):  # fmt: skip
        if at:
            ends.append((at, ending))
    return min(ends)


def _columns(key: crypto.PersonKey, row: UUID, who: Identity) -> list[bytes | None]:
    """Return the sealed columns and the keyed hashes, in the order of PERSON."""
    phone = f"+86{who.phone}"
    found = identity.columns(
        key, row, name=who.name, id_number=who.id_number, phone=phone, address=who.address
    )
    return [found[name] for name in PERSON.columns[7:]]
