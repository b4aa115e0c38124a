"""The lives of a region played through the ordinary actions, by the staff of the region.

Nothing here writes a table: what the story leaves behind is what people would have left, entry by
entry. Two processes share the work; each life is one transaction.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from guihang.cases import actions as cases
from guihang.cases.models import Case
from guihang.casework import actions as casework
from guihang.core import scope
from guihang.core.action import ACTIONS, Actor
from guihang.custody import actions as custody
from guihang.followup import actions as followup
from guihang.followup import plan
from guihang.people.models import Tenure, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import HeldPost, StaffActor, SystemActor, tree
from guihang.simulate import lives, mark, own_side, region, trust
from guihang.simulate.events import Event
from guihang.simulate.lives import Life
from guihang.simulate.parts import hurry, shared
from guihang.simulate.year import PARTS

PLAYED = (cases, casework, custody, followup)
"""Imported for the actions that they declare: the lives name actions by name."""

AT_THE_FACILITY = {
    "officer": Role.OFFICER, "head": Role.FACILITY_HEAD, "doctor": Role.DOCTOR,
}  # fmt: skip
AT_THE_STATION = {
    "worker": Role.SOCIAL_WORKER, "second": Role.DRUG_SOCIAL_WORKER,
    "station_head": Role.STATION_HEAD, "police": Role.LOCAL_POLICE,
}  # fmt: skip


class Known:
    """An actor whose reach is looked up once, not for each of a thousand actions."""

    def __init__(self, actor: Actor) -> None:
        self.user_id = actor.user_id
        self.units = cache(actor.units)


class Cast:
    """Units by code, and who plays which role where."""

    def __init__(self) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.every_unit = frozenset(tree().parents)
        self.system = Known(SystemActor())
        self._holders: dict[tuple[str, Role], list[tuple[User, Known]]] = {}
        rows = Tenure.objects.filter(ends_on=None).select_related("post__unit", "user")
        for row in rows.order_by("post_id"):
            held = HeldPost(row.post_id, row.post.unit_id, Role(row.post.role))
            actor = Known(StaffActor(row.user_id, row.user.name, (held,)))
            key = row.post.unit.code, Role(row.post.role)
            self._holders.setdefault(key, []).append((row.user, actor))

    def actor(self, life: Life, who: str) -> Known:
        return self.system if who == "system" else self._who(life, who)[1]

    def user(self, life: Life, who: str) -> User:
        return self._who(life, who)[0]

    def holder(self, unit: str, role: Role) -> Known:
        """Return the first who holds a post of that role at a unit."""
        return self._holders[unit, role][0][1]

    def _who(self, life: Life, who: str) -> tuple[User, Known]:
        if who in AT_THE_FACILITY:
            holders = self._holders[life.facility, AT_THE_FACILITY[who]]
        else:
            holders = self._holders[life.station, AT_THE_STATION[who]]
        # The same person keeps the same officer.
        return holders[life.admitted_at.day % len(holders)]


def play(life: Life, cast: Cast, now: datetime) -> UUID:
    """Carry out everything in one life, in order, and plan it as of ``now``."""
    with scope.opened(cast.every_unit), plan.deferred():
        case = _admitted(life, cast)
        last: dict[type, Any] = {Case: case}
        for event in life.events:
            answer = _carry_out(event, life, last, cast)
            last[type(answer)] = answer
        plan.replan(case, at=now)
    return case.pk


def _admitted(life: Life, cast: Cast) -> Case:
    who = life.identity
    case: Case = casework.admit(
        unit=cast.units[life.facility], name=who.name or None, id_number=who.id_number or None,
        known="confirmed" if who.name else "unknown", sex=who.sex, drug=life.drug,
        decided_on=life.decided_on, admitted_at=life.admitted_at, phone=who.phone,
        address=who.address, number=who.number, by=cast.actor(life, "officer"),
        at=life.admitted_at,
    )  # fmt: skip
    return case


def _carry_out(event: Event, life: Life, last: dict[type, Any], cast: Cast) -> Any:
    """Carry an event out about the last record of each kind that this life has made."""
    action, given = ACTIONS[event.action], dict(event.given)
    for field in action.references:
        if field.kind is Unit:
            given[field.name] = cast.units[life.station]
        elif field.kind is User:
            if given.get(field.name):
                given[field.name] = cast.user(life, given[field.name])
        else:
            given[field.name] = last[field.kind]
    return action(by=cast.actor(life, event.who), at=event.at, **given)


def make_region(*, now: datetime, seed: int, people: int) -> Iterator[int]:
    """Make the units and staff of the demo region and play its people; yields how many are done.

    Raises HoldsRealData before anything is written, unless the database is empty or synthetic.
    """
    batch = mark.claim()
    region.build(seed)
    yield from play_region(now=now, seed=seed, people=people)
    trust.play(now)
    own_side.play(Cast(), now)
    for part in PARTS:
        part(now, seed)
    mark.complete(batch)


def play_region(
    *, now: datetime, seed: int, people: int, processes: int = 2
) -> Iterator[int]:  # fmt: skip
    """Play a whole region; yields how many lives are done, while they are done."""

    def work(part: int, parts: int, tell: Callable[[int], None]) -> None:
        hurry()
        told, cast = lives.region(now=now, seed=seed, people_count=people), Cast()
        for life in told[part::parts]:
            play(life, cast, now)
            tell(1)

    yield from shared(work, people, processes)
