"""A sealed record is looked for and opened by two custodians, for one user, for a day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from guihang.cases import identity
from guihang.cases.grants import Grant
from guihang.cases.seals import Custodian, Seal, Unsealing
from guihang.casework import seal_notices
from guihang.core import boxes, crypto, scope
from guihang.core.action import REFERENCES, Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.models import cell, sealed_texts
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.engines.calendar import local
from guihang.engines.consents import OPENING_HOURS
from guihang.engines.words import Words
from guihang.people.models import Unit, User
from guihang.people.permissions import SHARED, Permission, Purpose
from guihang.people.queries import SystemActor, tree


@action(
    "casework.ask_for_sealed", Permission.SEALED_ASK, zh="申请查阅封存档案",
    en="Ask for a sealed record", where="office.id",
)  # fmt: skip
def ask_for_sealed(
    *,
    office: Annotated[Unit, Label("本人所在单位", "Your unit")],
    ground: Annotated[Unsealing.Ground, Label("法定理由", "Lawful ground")],
    document: Annotated[str, Label("公函文号与机关", "Document and authority", max=200,
                                   private=True)],
    wanted: Annotated[str, Label("人员编号或证件号码", "Person number or ID number", max=30,
                                 private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Unsealing:  # fmt: skip
    """Put the request on file. Whether there is such a record, two custodians find out."""
    texts = sealed_texts(
        Unsealing, crypto.house_key(), entry, wanted=wanted.strip(), document=document
    )
    return Unsealing.objects.create(
        id=entry, unit=office, asked_by_id=by.user_id, asked_at=at, ground=ground,
        state=Unsealing.State.WAITING, **texts,
    )  # fmt: skip


def waits(*, unsealing: Unsealing) -> Iterable[Reason]:
    if unsealing.state != Unsealing.State.WAITING:
        yield Reason("unseal.done", Words("该申请已答复。", "It is answered already."))


def two_others(*, unsealing: Unsealing, first: User, second: User) -> Iterable[Reason]:
    """Two custodians, and neither of them the one who asks."""
    if len({first.pk, second.pk, unsealing.asked_by_id}) != 3:
        yield Reason("unseal.two", Words(
            "需要两名不同的保管人，且都不是申请人。",
            "Two different custodians are needed, and not the one who asks."))  # fmt: skip


@action(
    "casework.answer_unsealing", Permission.SEALED_ASK, zh="答复封存档案查阅申请",
    en="Answer a request for a sealed record", where="unsealing.unit_id",
    guards=(waits, two_others),
)  # fmt: skip
def answer_unsealing(
    *,
    unsealing: Unsealing,
    state: Annotated[Unsealing.State, Label("答复", "Answer")],
    first: Annotated[User, Label("保管人一", "First custodian")],
    second: Annotated[User, Label("保管人二", "Second custodian")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Write down what two custodians answered."""
    ends = at + timedelta(hours=OPENING_HOURS) if state == Unsealing.State.OPENED else None
    Unsealing.objects.filter(pk=unsealing.pk).update(
        state=state, answered_at=at, first_by=first, second_by=second, ends_at=ends
    )


def _only_with_keys(pk: UUID | str, *, units: Iterable[int]) -> Unsealing:
    """No page and no program answers a request: it takes the keys of two custodians."""
    raise OutOfReach


REFERENCES[Unsealing] = _only_with_keys


def request(pk: UUID) -> Unsealing:
    """Return one request, for the command line. Raises OutOfReach."""
    with scope.opened(tree().parents):
        row = Unsealing.objects.select_related("asked_by", "unit").filter(pk=pk).first()
    if row is None:
        raise OutOfReach
    return row


def requests(*, units: Iterable[int], limit: int = 50) -> list[Unsealing]:
    """Return the requests of ``units``, newest first."""
    rows = Unsealing.objects.filter(unit_id__in=list(units)).select_related("asked_by", "unit")
    return list(rows.order_by("-asked_at")[:limit])


class Texts(NamedTuple):
    """What a request says in words."""

    document: str
    wanted: str


def texts_of(unsealing: Unsealing) -> Texts:
    """Return what the request says in words, for custodians."""
    key = crypto.house_key()
    return Texts(*(
        key.open(getattr(unsealing, column), place=cell(Unsealing, column, unsealing.pk))
        for column in ("document_sealed", "wanted_sealed")
    ))  # fmt: skip


def open_sealed(
    unsealing: Unsealing, keys: Sequence[tuple[Custodian, X25519PrivateKey]], *, at: datetime
) -> bool:
    """Look for what the request names and open it for who asked. Returns whether it was there.

    Raises Refused without two custodians other than the one who asks; boxes.NotTwo where the
    record was sealed for others.
    """
    holders = {custodian.user_id: custodian.user for custodian, _ in keys}
    if len(holders) != 2 or unsealing.asked_by_id in holders:
        first = next(iter(holders.values()), unsealing.asked_by)
        raise Refused(two_others(unsealing=unsealing, first=first, second=first))
    wanted = texts_of(unsealing).wanted
    first, second = holders.values()
    privates = [private for _, private in keys]
    with transaction.atomic(), scope.opened(tree().parents, user=unsealing.asked_by_id):
        found = _looked_up(wanted, privates, at)
        for seal, key in found:
            _grant(seal, key, unsealing, at)
        if found:
            seal_notices.opened(unsealing.unit_id, unsealing.pk, at)
        state = Unsealing.State.OPENED if found else Unsealing.State.NO_RECORD
        answer_unsealing(
            unsealing=unsealing, state=state, first=first, second=second, by=SystemActor(), at=at
        )
    return bool(found)


def _looked_up(
    wanted: str, privates: Sequence[X25519PrivateKey], at: datetime
) -> list[tuple[Seal, crypto.PersonKey]]:
    """Open every sealed record far enough to compare its numbers; nothing else finds one."""
    checked = identity.checked_number(wanted, sex=None, today=local(at).date())[0]
    numbers = {crypto.normal(wanted), checked.normal or crypto.normal(wanted)}
    found = []
    for seal in Seal.objects.order_by("sealed_at").iterator():
        key = crypto.PersonKey(boxes.unboxed(seal.boxes, privates))
        if any(crypto.normal(text) in numbers for text in _numbers(seal, key)):
            found.append((seal, key))
    return found


def _numbers(seal: Seal, key: crypto.PersonKey) -> Iterable[str]:
    for column in ("number_sealed", "id_number_sealed"):
        if blob := getattr(seal, column):
            yield key.open(blob, place=cell(Seal, column, seal.person_id))


def _grant(seal: Seal, key: crypto.PersonKey, asked: Unsealing, at: datetime) -> None:
    Grant.objects.create(
        id=uuid7(), case_id=seal.case_id, person_id=seal.person_id, unit_id=asked.unit_id,
        facility_id=asked.unit_id, kind=Grant.Kind.OPENING, purpose=Purpose.SEALED_FILE,
        fields=sorted(SHARED[Purpose.SEALED_FILE]), user_id=asked.asked_by_id, given_at=at,
        ends_at=at + timedelta(hours=OPENING_HOURS), key=key.wrap(),
    )  # fmt: skip


def forget_opened(now: datetime) -> int:
    """Destroy the keys of openings that are over; return how many were left."""
    with scope.opened(tree().parents):
        over = list(
            Unsealing.objects.filter(state=Unsealing.State.OPENED, ends_at__lte=now)
            .values_list("asked_by_id", flat=True).distinct()
        )  # fmt: skip
    count = 0
    for user in over:
        with scope.opened((), user=user):
            rows = Grant.objects.filter(
                kind=Grant.Kind.OPENING, user_id=user, ends_at__lte=now, key__isnull=False
            )
            count += rows.update(key=None)
    return count
