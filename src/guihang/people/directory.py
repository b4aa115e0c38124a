"""The units of the region as rows: no secret, every member of staff may see which there are."""

from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, Q

from guihang.core.refusal import OutOfReach
from guihang.people.models import Post, Tenure, Unit, User


class UnitRow(NamedTuple):
    """One unit: ``kind`` is a code of Unit.Kind, ``parent_id`` the unit above it."""

    id: int
    code: str
    kind: str
    parent_id: int | None
    zh: str
    en: str


def units() -> list[UnitRow]:
    """Return every unit, by code."""
    rows = Unit.objects.order_by("code").values_list("id", "code", "kind", "parent_id", "zh", "en")
    return [UnitRow(*row) for row in rows]


def accounts(units: frozenset[int], *, text: str = "", limit: int = 50) -> list[User]:
    """Return accounts whose name or account holds ``text``: those with a post at one of ``units``
    and those that never had one, each with its tenures."""
    held = Q(tenures__post__unit_id__in=units) | Q(tenures=None)
    rows = User.objects.filter(held, Q(username__icontains=text) | Q(name__icontains=text))
    tenures = Tenure.objects.select_related("post__unit").order_by("-starts_on")
    return list(
        rows.distinct().order_by("username").prefetch_related(Prefetch("tenures", tenures))[:limit]
    )


def account(pk: int, *, units: frozenset[int]) -> User:
    """Return one account of those that ``accounts`` lists; raises OutOfReach."""
    held = Q(tenures__post__unit_id__in=units) | Q(tenures=None)
    found = User.objects.filter(held, pk=pk).distinct().first()
    if found is None:
        raise OutOfReach
    return found


def tenures(user: User) -> list[Tenure]:
    """Return which posts an account holds and held, the newest first."""
    rows = Tenure.objects.filter(user=user).select_related("post__unit")
    return list(rows.order_by("-starts_on", "-pk"))


def vacant(units: frozenset[int], *, on: date) -> list[Post]:
    """Return the posts at ``units`` that nobody holds on the day or later."""
    taken = Tenure.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).values("post_id")
    rows = Post.objects.filter(unit_id__in=units).exclude(pk__in=taken).select_related("unit")
    return list(rows.order_by("unit__code", "pk")[:200])


def by_username(username: str) -> User | None:
    """Return the account of this name, closed ones too."""
    return User.objects.filter(username=username).first()


def administrators_post(role: str) -> Post:
    """Return the first vacant post of an administrator at the top, made where there is none."""
    top = Unit.objects.get(parent=None)
    taken = Tenure.objects.filter(ends_on=None).values("post_id")
    posts = Post.objects.filter(unit=top, role=role).exclude(pk__in=taken)
    return posts.order_by("pk").first() or Post.objects.create(unit=top, role=role)
