"""Units as sets, and who the signed-in user is."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from time import monotonic

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from guihang.core.action import REFERENCES
from guihang.core.refusal import OutOfReach
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.people.models import Post, Tenure, Token, Unit, User
from guihang.people.permissions import (
    CASELESS,
    GRANTS,
    SEES,
    WORKS_FOR,
    Fields,
    Permission,
    Role,
)

TREE_SECONDS = 60
"""How long a process may know an old tree; a new unit works everywhere after that."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The units of the region as plain values: id → parent, and id → everything at or below."""

    parents: dict[int, int | None]
    below: dict[int, frozenset[int]]
    kinds: dict[int, str]
    names: dict[int, tuple[str, str]]

    def above(self, unit_id: int) -> tuple[int, ...]:
        """Return the unit and its ancestors, nearest first."""
        chain = []
        current: int | None = unit_id
        while current is not None:
            chain.append(current)
            current = self.parents.get(current)
        return tuple(chain)

    def at_or_below(self, unit_id: int) -> frozenset[int]:
        """Return the unit and all below it; itself alone while the tree does not know it yet."""
        return self.below.get(unit_id, frozenset({unit_id}))


_kept: list[tuple[float, Tree]] = []


def tree() -> Tree:
    """Return the tree of units, read again after TREE_SECONDS."""
    now, kept = monotonic(), _kept[:]  # another thread may forget it meanwhile
    if not kept or now - kept[0][0] > TREE_SECONDS:
        _kept[:] = kept = [(now, _read_tree())]
    return kept[0][1]


def forget_tree() -> None:
    """Read the tree again at the next question: a unit was added or moved."""
    _kept.clear()


def _read_tree() -> Tree:
    rows = list(Unit.objects.values_list("id", "parent_id", "kind", "zh", "en"))
    parents = {row[0]: row[1] for row in rows}
    kinds = {row[0]: row[2] for row in rows}
    below: dict[int, set[int]] = {row[0]: {row[0]} for row in rows}
    for unit_id, parent in parents.items():
        # A partner is no part of the system: what is shared with it is not shared with whoever
        # stands above it in the tree.
        ancestor = None if kinds[unit_id] == Unit.Kind.PARTNER else parent
        while ancestor is not None:
            below[ancestor].add(unit_id)
            ancestor = parents[ancestor]
    return Tree(
        parents, {key: frozenset(found) for key, found in below.items()},
        kinds, {row[0]: (row[3], row[4]) for row in rows},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post that the user holds today."""

    id: int
    unit_id: int
    role: Role
    title: Words = Words("", "")
    unit: Words = Words("", "")

    @property
    def called(self) -> str:
        """Return the title, or where it has none in the active language, the role."""
        return say(self.title) or str(self.role.label)


@dataclass(frozen=True)
class StaffActor:
    """The signed-in user and the posts held today."""

    user_id: int
    name: str
    posts: tuple[HeldPost, ...]

    def units(self, permission: StrEnum) -> frozenset[int]:
        """Return the ids of all units where one of the posts grants ``permission``."""
        reach: set[int] = set()
        for post in self.posts:
            if permission in GRANTS[post.role]:
                reach |= tree().at_or_below(post.unit_id)
        return frozenset(reach)

    def offices(self, permission: StrEnum) -> frozenset[int]:
        """Return the units of the posts themselves that grant ``permission``."""
        return frozenset(p.unit_id for p in self.posts if permission in GRANTS[p.role])

    def sees(self, *units: int | None) -> frozenset[Fields]:
        """Return the classes of fields that the posts are shown of a case of these units."""
        found: frozenset[Fields] = frozenset()
        for post in self.posts:
            if not tree().at_or_below(post.unit_id).isdisjoint(units):
                found |= SEES.get(post.role, frozenset())
        return found

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(GRANTS[post.role] for post in self.posts))

    @cached_property
    def works_for(self) -> frozenset[str]:
        """Owners of tasks, as protocols name them, whose work the posts do."""
        own = (WORKS_FOR.get(post.role, {post.role}) for post in self.posts)
        return frozenset(str(role) for roles in own for role in roles)

    @cached_property
    def all_units(self) -> frozenset[int]:
        """Every unit that any of the posts reaches: the row-level security scope."""
        return frozenset().union(
            *({post.unit_id} if post.role in CASELESS else tree().at_or_below(post.unit_id)
              for post in self.posts)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The timetable, an import on the command line, the simulator: no person, every unit.

    Entries it leaves carry no user, so nobody can mistake them for somebody's decision.
    """

    user_id: int | None = None
    name: str = "system"

    def units(self, permission: StrEnum) -> frozenset[int]:
        return frozenset(tree().parents)


def actor_of(user: User, today: date) -> StaffActor:
    """Return the user as an actor with the posts held on ``today``."""
    rows = (
        Tenure.objects.on(today)
        .filter(user=user)
        .values_list(
            "post_id",
            "post__unit_id",
            "post__role",
            "post__title",
            "post__title_en",
            "post__unit__zh",
            "post__unit__en",
        )
    )
    posts = tuple(
        HeldPost(row[0], row[1], Role(row[2]), Words(*row[3:5]), Words(*row[5:])) for row in rows
    )
    return StaffActor(user.pk, user.name, posts)


def token_user(secret: str, now: datetime) -> User | None:
    """Return the user of an API token that is still valid."""
    digest = hashlib.sha256(secret.encode()).digest()
    token = Token.objects.select_related("user").filter(digest=digest, ends_at__gt=now).first()
    return token.user if token and token.user.is_active else None


def choices(
    kind: type[models.Model], actor: StaffActor, permission: StrEnum, name: str,
    *, on: date | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """Return what a form offers for a reference to a unit or a colleague.

    A ``host``, or an ``own_unit`` beside bodies outside, is any unit of the system within reach,
    a ``station`` any station within it. A unit to act *at* must lie within reach; a unit to hand
    over *to* may be any station; an office is a unit of one's own posts; a recipient is a partner;
    a colleague holds a post within reach ``on`` the day (today).
    """
    if kind is Unit:
        rows = Unit.objects.order_by("code")
        if name == "unit":
            rows = rows.filter(pk__in=actor.units(permission), kind=Unit.Kind.FACILITY)
        elif name in ("host", "own_unit"):
            rows = rows.filter(pk__in=actor.units(permission)).exclude(
                kind__in=(Unit.Kind.ZONE, Unit.Kind.PARTNER)
            )
        elif name == "station":
            rows = rows.filter(pk__in=actor.units(permission), kind=Unit.Kind.STATION)
        elif name == "office":
            rows = rows.filter(pk__in=actor.offices(permission))
        elif name == "recipient":
            rows = rows.filter(kind=Unit.Kind.PARTNER)
        else:
            rows = rows.filter(kind=Unit.Kind.STATION)
        return [(str(row.pk), str(row)) for row in rows]
    reach = actor.units(permission)
    held = Tenure.objects.on(on or timezone.localdate()).filter(post__unit_id__in=reach)
    users = User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("name")
    return [(str(row.pk), str(row)) for row in users.exclude(pk=actor.user_id)[:200]]


def chosen(kind: type[models.Model], raw: str) -> models.Model | None:
    """Return the unit, active colleague or record named by code, account or id.

    Codes and accounts come first: both may consist of digits alone.
    """
    if kind not in (Unit, User):
        return _record(kind, raw)
    key = "code" if kind is Unit else "username"
    rows = kind._default_manager.filter(**({} if kind is Unit else {"is_active": True}))
    found = rows.filter(**{key: raw}).first()
    return found or (rows.filter(pk=int(raw)).first() if _is_id(raw) else None)


def _record(kind: type[models.Model], raw: str) -> models.Model | None:
    try:
        return kind._default_manager.filter(pk=raw).first()
    except ValidationError:
        return None


def _is_id(raw: str) -> bool:
    # "²".isdigit() holds, and int("²") does not.
    return raw.isascii() and raw.isdigit()


def account_id(username: str) -> int | None:
    """Return the id of an account, of one that is closed too."""
    return User.objects.filter(username=username.strip()).values_list("pk", flat=True).first()


def named(units: frozenset[int]) -> list[tuple[int, str]]:
    """Return ids and names of units, for a filter."""
    rows = Unit.objects.filter(pk__in=units).order_by("code")
    return [(row.pk, str(row)) for row in rows]


def team(unit_id: int, *, on: date | None = None) -> list[Tenure]:
    """Return who holds the posts of a unit ``on`` the day (today): 1+N+警 at a station."""
    rows = Tenure.objects.on(on or timezone.localdate()).filter(post__unit_id=unit_id)
    return list(rows.select_related("post", "user").order_by("post__id"))


def post(pk: int | str, *, units: frozenset[int]) -> Post:
    """Return a post of one of ``units``; raises OutOfReach."""
    if not _is_id(str(pk)):
        raise OutOfReach
    found = Post.objects.filter(unit_id__in=units, pk=int(pk)).select_related("unit").first()
    if found is None:
        raise OutOfReach
    return found


REFERENCES[Post] = post


def stations(units: frozenset[int], *, on: date | None = None) -> list[Unit]:
    """Return the stations among ``units``, with their posts and holders ``on`` the day (today)."""
    rows = Unit.objects.filter(pk__in=units, kind=Unit.Kind.STATION).select_related(
        "parent__parent"
    )
    held = Tenure.objects.on(on or timezone.localdate())
    holders = Prefetch("tenures", held.select_related("user"))
    return list(
        rows.prefetch_related(Prefetch("posts", Post.objects.prefetch_related(holders))).order_by(
            "code"
        )
    )


def unit(pk: int, *, units: frozenset[int]) -> Unit:
    """Return one unit within reach; raises OutOfReach."""
    found = next((row for row in stations(units) if row.pk == pk), None)
    if found is None:
        raise OutOfReach
    return found


def public_stations() -> list[Unit]:
    """Return every station, by league: where anybody may ask for help."""
    rows = Unit.objects.filter(kind=Unit.Kind.STATION).select_related("parent__parent")
    return list(rows.order_by("parent__parent__code", "code"))


def region() -> Unit:
    """Return the root of the tree."""
    return Unit.objects.get(parent=None)
