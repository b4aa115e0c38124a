"""Proposing and deciding an erasure (个人信息保护法 §47): two people, one destroyed key."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from guihang.cases import erasure_list
from guihang.cases.actions import NOTE
from guihang.cases.erasures import Erasure
from guihang.cases.models import Case
from guihang.cases.seals import Seal
from guihang.core import crypto, scope
from guihang.core.action import CONSTRAINTS, REFERENCES, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import OutOfReach, Reason
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.queries import tree

WAITING = Reason("erasure.waiting", Words(
    "已有一份删除申请等待决定。", "An erasure waits for a decision already."))  # fmt: skip
CONSTRAINTS["one_waiting_erasure"] = WAITING


def can_be_erased(*, case: Case) -> Iterable[Reason]:
    """Nothing is owed to the person any more, and there is something to erase."""
    if Case.objects.filter(person_id=case.person_id).exclude(stage=Case.Stage.CLOSED).exists():
        yield Reason("erasure.open", Words(
            "该人员还有未结的个案，请先结案。",
            "A case of this person is open; close it first."))  # fmt: skip
    if Seal.objects.filter(person_id=case.person_id).exists():
        yield Reason("erasure.sealed", Words(
            "档案已封存，密钥在保管人手中，不能在这里删除。",
            "The record is sealed and custodians hold its key; it is not erased here."))  # fmt: skip
    if bytes(case.person.key) == crypto.ERASED:
        yield Reason("erasure.done", Words("身份信息已删除。", "The identity is erased."))
    if Erasure.objects.filter(case=case, state=Erasure.State.WAITING).exists():
        yield WAITING


@action(
    "casework.propose_erasure", Permission.ERASURE_PROPOSE, zh="申请删除身份信息",
    en="Propose to erase", guards=(can_be_erased,),
)  # fmt: skip
def propose_erasure(
    *,
    case: Case,
    ground: Annotated[Erasure.Ground, Label(
        "依据(个人信息保护法第四十七条)", "Ground (PIPL Article 47)",
        help=Words("法定保存期限未届满的，不得删除，只能停止其他处理。",
                   "While the law asks to keep it, it is not erased; other use stops."))],
    note: Annotated[str, NOTE],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Erasure:  # fmt: skip
    """Ask for the erasure of everything that names the person. Nothing changes until it is decided."""
    return Erasure.objects.create(
        id=entry, case=case, person_id=case.person_id, ground=ground,
        state=Erasure.State.WAITING, proposed_by_id=by.user_id, proposed_at=at,
    )  # fmt: skip


def is_another_person(*, erasure: Erasure, by: Actor) -> Iterable[Reason]:
    """Two people, never one."""
    if erasure.proposed_by_id == by.user_id:
        yield Reason("erasure.same", Words(
            "申请人不能自己决定，须由另一人决定。",
            "Whoever proposed it cannot decide; another person does."))  # fmt: skip
    if erasure.state != Erasure.State.WAITING:
        yield Reason("erasure.decided", Words(
            "这份申请已经决定。", "This proposal is decided already."))  # fmt: skip


@action(
    "casework.decide_erasure", Permission.ERASURE_DECIDE, zh="决定是否删除身份信息",
    en="Decide on an erasure", where="erasure.case.unit_id", guards=(is_another_person,),
)  # fmt: skip
def decide_erasure(
    *,
    erasure: Erasure,
    erase: Annotated[bool, Label(
        "同意删除", "Erase",
        help=Words("删除后任何人都无法再读出此人的姓名、证件和文字记录，备份恢复后也一样。",
                   "Nobody can then read name, ID number and notes, not from a backup either."))] = False,
    why: Annotated[str, Label("理由", "Reason", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Destroy the person's key, or decline. What statistics need stays, tied to nobody."""
    Erasure.objects.filter(pk=erasure.pk).update(
        state=Erasure.State.DONE if erase else Erasure.State.REFUSED,
        decided_by_id=by.user_id, decided_at=at, decided_entry=entry,
    )  # fmt: skip
    if erase:
        with connection.cursor() as cursor:
            cursor.execute(erasure_list.ERASE, [[erasure.person_id]])
            cursor.execute(erasure_list.FORGET_COPIES, [[erasure.person_id]])
        transaction.on_commit(write_down)


def write_down() -> int:
    """Have every erasure on the list that is kept with the backups; says how many were new."""
    with scope.opened(tree().parents):
        rows = Erasure.objects.filter(state=Erasure.State.DONE).order_by("decided_at")
        lines = [
            erasure_list.Line(row.person_id, row.decided_entry, row.decided_at.isoformat())
            for row in rows
        ]
    if not lines:
        return 0
    return erasure_list.add(Path(settings.GUIHANG_ERASURES), crypto.ring().indexing, lines)


def waiting_erasures(*, units: Iterable[int]) -> list[Erasure]:
    """Return the proposals that wait for a decision, oldest first."""
    rows = Erasure.objects.filter(case__unit_id__in=list(units), state=Erasure.State.WAITING)
    return list(rows.select_related("case__person", "proposed_by").order_by("proposed_at"))


def erasure(pk: UUID | str, *, units: Iterable[int]) -> Erasure:
    """Return one proposal within reach; raises OutOfReach."""
    found = Erasure.objects.filter(pk=pk, case__unit_id__in=list(units))
    try:
        row = found.select_related("case__person").first()
    except ValidationError:  # the address names none
        row = None
    if row is None:
        raise OutOfReach
    return row


REFERENCES[Erasure] = erasure
