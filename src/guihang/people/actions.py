"""Who holds which post. Work belongs to the post, so nothing else changes with the person."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import Q

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.models import Post, Tenure, User
from guihang.people.permissions import ADMINISTRATORS, Permission, Role


def post_is_free(*, post: Post, starts_on: date) -> Iterable[Reason]:
    """One person a post a day."""
    held = Tenure.objects.filter(post=post).order_by("-starts_on").first()
    if held and (held.ends_on is None or held.ends_on > starts_on):
        yield HELD


HELD = Reason("post.held", Words(
    "该岗位在这一天仍有人任职，请先登记离任。",
    "Somebody holds the post on that day; record the end of that tenure first."), "starts_on")  # fmt: skip
CONSTRAINTS["one_holder_of_a_post"] = HELD


def account_is_open(*, user: User) -> Iterable[Reason]:
    if not user.is_active:
        yield Reason("post.account", Words(
            "该账号已停用。", "This account is closed."), "user")  # fmt: skip


def administrators_are_apart(*, post: Post, user: User, starts_on: date) -> Iterable[Reason]:
    """The three administrators: none beside another, and none beside any other role (三员)."""
    duty = _duty(post.role)
    later = Q(ends_on=None) | Q(ends_on__gt=starts_on)
    held = Tenure.objects.filter(later, user=user).values_list("post__role", flat=True)
    if any(_duty(role) != duty for role in held):
        yield APART


APART = Reason("post.apart", Words(
    "系统、安全、审计三类管理员互不兼任，也不兼任其他岗位。",
    "A system, security or audit administrator holds no other kind of post."), "user")  # fmt: skip
CONSTRAINTS["administrators_are_apart"] = APART


def _duty(role: str) -> str:
    return role if role in ADMINISTRATORS else "case"


def administrators_are_appointed(*, post: Post, by: Actor) -> Iterable[Reason]:
    """Posts of administrators are filled by the security administrator; that one, by the machine's
    owner on the command line."""
    if post.role not in ADMINISTRATORS or by.user_id is None:
        return
    if post.role == Role.SECURITY_ADMIN or post.unit_id not in by.units(Permission.ACCESS_MANAGE):
        yield Reason("post.administrator", Words(
            "管理员岗位由安全管理员安排；安全管理员由系统所有者在命令行安排。",
            "Administrators are appointed by the security administrator, and that one on the "
            "command line by the owner of the system."))  # fmt: skip


@action(
    "people.appoint", Permission.TEAM_MANAGE, zh="任职", en="Appoint to a post",
    where="post.unit_id",
    guards=(account_is_open, post_is_free, administrators_are_apart, administrators_are_appointed),
)  # fmt: skip
def appoint(
    *,
    post: Post,
    user: Annotated[User, Label("人员", "Who")],
    starts_on: Annotated[date, Label("任职日期", "From")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Let a user hold a post from a day on."""
    Tenure.objects.create(post=post, user=user, starts_on=starts_on)


def post_is_held(*, post: Post, ends_on: date) -> Iterable[Reason]:
    held = Tenure.objects.filter(post=post, ends_on=None).first()
    if held is None:
        yield Reason("post.free", Words("该岗位现在无人任职。", "Nobody holds this post."))
    elif ends_on < held.starts_on:
        yield Reason("post.order", Words(
            "离任日期不能早于任职日期。", "The end cannot come before the start."), "ends_on")  # fmt: skip


@action(
    "people.leave_post", Permission.TEAM_MANAGE, zh="离任", en="End a tenure",
    where="post.unit_id", guards=(post_is_held,),
)  # fmt: skip
def leave_post(
    *,
    post: Post,
    ends_on: Annotated[date, Label("最后任职日", "Last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End the tenure of whoever holds the post; open tasks stay with the post."""
    Tenure.objects.filter(post=post, ends_on=None).update(ends_on=ends_on + timedelta(days=1))
