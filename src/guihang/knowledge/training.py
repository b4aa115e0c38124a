"""Training of officers and their certificates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.knowledge.models import OfficerCertificate, Trainee, Training
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission

CONSTRAINTS["one_place_a_trainee"] = Reason("training.twice", Words(
    "这位民警已登记。", "This officer is on the list already."), "officer")  # fmt: skip


def held_by_today(*, happened_on: date, at: datetime) -> Iterable[Reason]:
    if happened_on > local(at).date():
        yield Reason("training.day", Words(
            "办完之后再登记。", "Record it once it was held."), "happened_on")  # fmt: skip


@action(
    "knowledge.hold_training", Permission.PROGRAMME_RECORD, zh="登记民警培训",
    en="Record a training of officers", where="host.id", guards=(held_by_today,),
    purpose=Words(
        "讲坛、课程、工作坊和考核：谁来讲、几小时。参训的人逐个登记。",
        "Forums, courses, workshops, examinations: who gave it, how many hours. Then who came.",
    ),
)  # fmt: skip
def hold_training(
    *,
    host: Unit,
    title: Annotated[str, Label("主题", "Title", max=120)],
    kind: Annotated[Training.Kind, Label("形式", "Kind")],
    giver: Annotated[str, Label("主讲单位", "Given by", max=120)],
    happened_on: Annotated[date, Label("日期", "Day")],
    hours: Annotated[int, Label("学时", "Hours", max=400)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Training:
    """Record a training that was held."""
    return Training.objects.create(
        id=entry, unit=host, recorded_at=at, title=title, kind=kind, host=giver,
        happened_on=happened_on, hours=hours,
    )  # fmt: skip


@action(
    "knowledge.train", Permission.PROGRAMME_RECORD, zh="登记参训民警", en="Record who came",
    where="training.unit_id",
)  # fmt: skip
def train(
    *,
    training: Training,
    officer: Annotated[User, Label("民警", "Officer")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Trainee:
    """Record that an officer took part."""
    return Trainee.objects.create(
        id=entry, unit_id=training.unit_id, recorded_at=at, training=training, officer=officer
    )


def ends_after_issue(*, issued_on: date, until_on: date | None) -> Iterable[Reason]:
    if until_on and until_on <= issued_on:
        yield Reason("certificate.until", Words(
            "有效期应晚于发证日期。", "It ends after it is issued."), "until_on")  # fmt: skip


@action(
    "knowledge.certify", Permission.PROGRAMME_RECORD, zh="登记民警证书",
    en="Record a certificate of an officer", where="host.id", guards=(ends_after_issue,),
    purpose=Words(
        "心理咨询、社会工作、戒毒医疗等证书。快到期的在台账里标出。",
        "Counselling, social work, treatment. What runs out soon is marked in the list.",
    ),
)  # fmt: skip
def certify(
    *,
    host: Unit,
    officer: Annotated[User, Label("民警", "Officer")],
    name: Annotated[str, Label("证书", "Certificate", max=80)],
    issuer: Annotated[str, Label("发证机关", "Issued by", max=80)],
    issued_on: Annotated[date, Label("发证日期", "Issued on")],
    until_on: Annotated[date | None, Label("有效期至", "Until", help=Words(
        "长期有效的不填。", "Leave empty where it has no end."))] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> OfficerCertificate:  # fmt: skip
    """Record a certificate; a renewed one is a new record."""
    return OfficerCertificate.objects.create(
        id=entry, unit=host, recorded_at=at, officer=officer, name=name, issuer=issuer,
        issued_on=issued_on, until_on=until_on,
    )  # fmt: skip
