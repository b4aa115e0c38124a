"""保护性约束: proposed by one, approved by the head, watched every quarter of an hour, ended as soon
as its ground has gone, reviewed by a third."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.steps import stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import HealthRecord, Observation, Restraint
from guihang.custody.steps import is_inside, somebody_else
from guihang.engines.calendar import local, to_the_minute
from guihang.engines.restraint import Watch, watch
from guihang.engines.words import Words
from guihang.people.permissions import Permission

State = Restraint.State

OPEN = Reason("restraint.open", Words(
    "已有一次约束在办。", "An episode is open already."))  # fmt: skip
CONSTRAINTS["one_open_restraint_a_case"] = OPEN


def none_is_open(*, case: Case) -> Iterable[Reason]:
    if Restraint.objects.filter(case=case, state__in=(State.PROPOSED, State.RUNNING)).exists():
        yield OPEN


@action(
    "custody.propose_restraint", Permission.SAFETY_RECORD, zh="申请保护性约束",
    en="Ask for protective restraint", guards=(is_inside, none_is_open),
    purpose=Words(
        "只用于防止自伤自残等危及自身的情形(《禁毒法》第四十四条)，不得作为惩罚；须经所领导批准，"
        "民警和医务人员每 15 分钟观察一次，危险消除立即解除。",
        "Only against danger to the person's own self (Narcotics Control Law art 44), never as a "
        "punishment. The head approves; police and doctors look every 15 minutes; it ends at once "
        "when the danger has gone.",
    ),
)  # fmt: skip
def propose_restraint(
    *,
    case: Case,
    ground: Annotated[Restraint.Ground, Label("情形", "Ground")],
    tried: Annotated[str, Label("已尝试的其他办法", "What else was tried", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Restraint:
    """Ask the head, having tried what is milder."""
    return Restraint.objects.create(
        id=entry, case=case, recorded_at=at, ground=ground, proposed_by_id=by.user_id,
        **sealed_texts(Restraint, case.cipher, entry, tried=tried),
    )  # fmt: skip


@action(
    "custody.decide_restraint", Permission.SAFETY_REVIEW, zh="决定约束", en="Decide on the restraint",
    where="restraint.case.facility_id",
    guards=(stands("restraint", State.PROPOSED), somebody_else("restraint", "proposed_by")),
    purpose=Words(
        "勾选即批准并立即开始计时，每 15 分钟须有一次观察；不勾选为未批准。",
        "Ticked, it begins now and wants a look every 15 minutes; left open it is not approved.",
    ),
)  # fmt: skip
def decide_restraint(
    *,
    restraint: Restraint,
    approve: Annotated[bool, Label("批准，立即开始", "Approve; it begins now")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Approve, and the quarters of an hour begin to count; or refuse."""
    state = {"state": State.RUNNING, "started_at": at} if approve else {"state": State.REFUSED}
    Restraint.objects.filter(pk=restraint.pk).update(approved_by_id=by.user_id, **state)


def observed_in_turn(
    *, restraint: Restraint, observed_at: datetime, at: datetime
) -> Iterable[Reason]:
    if not restraint.started_at or not to_the_minute(restraint.started_at) <= observed_at <= at:
        yield Reason("observation.time", Words(
            "观察时间应在约束开始之后、现在之前。", "It lies between the start and now."),
            "observed_at")  # fmt: skip


@action(
    "custody.observe_restraint", Permission.SAFETY_RECORD, zh="登记观察", en="Record an observation",
    where="restraint.case.facility_id", guards=(stands("restraint", State.RUNNING), observed_in_turn),
    purpose=Words(
        "每 15 分钟一次。不勾选“危险仍存在”，即应立即解除。",
        "Every 15 minutes. Unless “the danger is still there” is ticked, end it now.",
    ),
)  # fmt: skip
def observe_restraint(
    *,
    restraint: Restraint,
    observed_at: Annotated[datetime, Label("观察时间", "Observed at")],
    medical: Annotated[bool, Label("由医务人员观察", "By medical staff")] = False,
    still_needed: Annotated[bool, Label("危险仍存在", "The danger is still there")] = False,
    note: Annotated[str | None, Label("情况", "How the person is", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Observation:
    """Say how the person is; without danger the restraint is to end now."""
    return Observation.objects.create(
        id=entry, case=restraint.case, recorded_at=at, restraint=restraint, medical=medical,
        observed_at=max(observed_at, restraint.started_at or observed_at), still_needed=still_needed,
        **sealed_texts(Observation, restraint.cipher, entry, note=note or ""),
    )  # fmt: skip


@action(
    "custody.end_restraint", Permission.SAFETY_RECORD, zh="解除约束", en="End the restraint",
    where="restraint.case.facility_id", guards=(stands("restraint", State.RUNNING),),
    purpose=Words(
        "危险消除即解除，任何值班人员都可以办，不需再批准。之后由第三人复核。",
        "When the danger has gone anybody on duty ends it, without asking. A third person "
        "reviews it later.",
    ),
)  # fmt: skip
def end_restraint(
    *,
    restraint: Restraint,
    injured: Annotated[bool, Label("检查发现伤情", "An injury was found")] = False,
    family_told: Annotated[bool, Label("已告知家属", "The family was told")] = False,
    debrief: Annotated[str, Label("与本人谈话情况", "Talk with the person afterwards", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """End it: anybody on duty may, without asking."""
    Restraint.objects.filter(pk=restraint.pk).update(
        state=State.ENDED, ended_at=at, injured=injured, family_told=family_told,
        **sealed_texts(Restraint, restraint.cipher, restraint.pk, debrief=debrief),
    )  # fmt: skip


@action(
    "custody.review_restraint", Permission.SAFETY_RECORD, zh="复核约束", en="Review the restraint",
    where="restraint.case.facility_id",
    guards=(
        stands("restraint", State.ENDED), somebody_else("restraint", "proposed_by", "approved_by"),
    ),
    purpose=Words(
        "由没有申请、也没有批准的人复核：理由、其他办法、漏看的观察、有无伤情、是否及时解除。",
        "By somebody who neither asked nor approved: the ground, what else was tried, observations "
        "that were missed, injuries, and whether it ended in time.",
    ),
)  # fmt: skip
def review_restraint(
    *,
    restraint: Restraint,
    finding: Annotated[str, Label("复核意见", "Finding", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Look at it as a third person."""
    Restraint.objects.filter(pk=restraint.pk).update(
        state=State.REVIEWED, reviewed_by_id=by.user_id, reviewed_on=local(at).date(),
        **sealed_texts(Restraint, restraint.cipher, restraint.pk, review=finding),
    )  # fmt: skip


def watch_of(restraint: Restraint, now: datetime) -> Watch | None:
    """Return how an episode was watched, or None before it began."""
    if restraint.started_at is None:
        return None
    seen = Observation.objects.filter(restraint=restraint, superseded_by_id=None)
    observed = list(seen.values_list("observed_at", "still_needed"))
    return watch(restraint.started_at, restraint.ended_at, now, observed)


def doctor_at(restraint: Restraint) -> datetime | None:
    """Return when a doctor first examined the person during the episode."""
    if restraint.started_at is None:
        return None
    checks = HealthRecord.objects.filter(
        case_id=restraint.case_id, kind=HealthRecord.Kind.RESTRAINT, superseded_by_id=None,
        happened_at__gte=restraint.started_at,
    )  # fmt: skip
    if restraint.ended_at:
        checks = checks.filter(happened_at__lte=restraint.ended_at)
    return checks.order_by("happened_at").values_list("happened_at", flat=True).first()
