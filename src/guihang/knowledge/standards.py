"""Technical standards: drafted, put in force by another person, replaced by the next version."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Max

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.knowledge.models import Project, Standard
from guihang.people.models import Unit
from guihang.people.permissions import Permission

CONSTRAINTS |= dict.fromkeys(("one_standard_a_version", "one_version_in_force"), Reason(
    "standard.twice", Words(
        "同时有人保存了这个标准，请刷新后再试。",
        "Somebody saved this standard at the same time; reload and try again.")))  # fmt: skip


@action(
    "knowledge.draft_standard", Permission.PROGRAMME_RECORD, zh="起草技术标准", en="Draft a standard",
    where="host.id",
    purpose=Words(
        "把试点证明有效的做法写成标准。编号相同就是下一版；由另一个人批准后现行，旧版自动废止。",
        "Write what a pilot has proven as a standard. The same code makes the next version; another "
        "person puts it in force and the old one ends.",
    ),
)  # fmt: skip
def draft_standard(
    *,
    host: Unit,
    code: Annotated[str, Label("编号", "Code", max=20)],
    title: Annotated[str, Label("名称", "Title", max=120)],
    content: Annotated[str, Label("内容", "Content", lines=10, max=8000)],
    project: Annotated[Project | None, Label("来自项目", "From the project")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Standard:
    """Draft a standard, or the next version of one."""
    last = Standard.objects.filter(unit=host, code=code).aggregate(found=Max("version"))["found"]
    return Standard.objects.create(
        id=entry, unit=host, recorded_at=at, code=code, version=(last or 0) + 1, title=title,
        content=content, project=project, drafted_by_id=by.user_id,
    )  # fmt: skip


def is_a_draft(*, standard: Standard) -> Iterable[Reason]:
    if standard.in_force_on:
        yield Reason("standard.known", Words("这一版已批准过。", "This version was put in force."))


def another_person(*, standard: Standard, by: Actor) -> Iterable[Reason]:
    if by.user_id is not None and by.user_id == standard.drafted_by_id:
        yield Reason("standard.own", Words(
            "起草人不能批准自己的标准。", "Whoever drafted it does not put it in force."))  # fmt: skip


@action(
    "knowledge.adopt_standard", Permission.PROGRAMME_DECIDE, zh="批准标准",
    en="Put a standard in force", where="standard.unit_id", guards=(is_a_draft, another_person),
)  # fmt: skip
def adopt_standard(
    *,
    standard: Standard,
    in_force_on: Annotated[date, Label("施行日期", "In force from")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Put a version in force; the one before it ends on that day."""
    older = Standard.objects.filter(unit_id=standard.unit_id, code=standard.code, ended_on=None)
    older.filter(in_force_on__isnull=False).update(ended_on=in_force_on)
    Standard.objects.filter(pk=standard.pk).update(in_force_on=in_force_on)
