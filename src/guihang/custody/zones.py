"""分区流转: an officer proposes, the head decides by what is on file. A date moves nobody."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.actions import not_before_admission, not_in_the_future
from guihang.cases.models import Case, ZonePlacement
from guihang.cases.steps import stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import Assessment, HealthRecord, StageCheck, ZoneProposal
from guihang.custody.steps import has_happened, is_inside, somebody_else, still_inside
from guihang.engines import zones
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.permissions import Permission

State = ZoneProposal.State

OPEN = Reason("zone.open", Words(
    "已有一份分区提议待决定。", "A proposal waits for its decision."))  # fmt: skip
CONSTRAINTS["one_open_zone_proposal_a_case"] = OPEN


@action(
    "custody.record_stage_check", Permission.ASSESSMENT_RECORD, zh="登记分区考核",
    en="Record a check", records=StageCheck, guards=(is_inside, has_happened),
    purpose=Words(
        "通过和未通过的都登记，最近一次有效。分区流转时会核对这里。",
        "Whether it was passed or not; the newest counts. Moves between zones ask for it.",
    ),
)  # fmt: skip
def record_stage_check(
    *,
    case: Case,
    kind: Annotated[StageCheck.Kind, Label("项目", "Check")],
    happened_at: Annotated[datetime, Label("时间", "When")],
    passed: Annotated[bool, Label("通过", "Passed")] = False,
    note: Annotated[str | None, Label("说明", "Note", lines=3, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> StageCheck:
    """Put the result of a check on file; one that was not passed too."""
    return StageCheck.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, passed=passed, happened_at=happened_at,
        **sealed_texts(StageCheck, case.cipher, entry, note=note or ""),
    )  # fmt: skip


def goes_elsewhere(*, case: Case, zone: Case.Zone) -> Iterable[Reason]:
    """Another zone than the present one, and no proposal open."""
    if zone == case.zone:
        yield Reason("zone.same", Words(
            "本人已在该分区。", "The person is in this zone already."), "zone")  # fmt: skip
    if ZoneProposal.objects.filter(case=case, state=State.PROPOSED).exists():
        yield OPEN


@action(
    "custody.propose_zone", Permission.ZONE_PLACE, zh="提出分区流转", en="Propose a zone",
    guards=(is_inside, not_in_the_future, not_before_admission, goes_elsewhere),
    purpose=Words(
        "提出后由所领导决定，任何人不会因到期或导入自动流转。缺少的依据在提议页上逐项列出。",
        "The head decides; nobody is moved by a date or an import. What is still lacking is listed "
        "on the page of the proposal.",
    ),
)  # fmt: skip
def propose_zone(
    *,
    case: Case,
    zone: Annotated[Case.Zone, Label("进入", "Zone")],
    on: Annotated[date, Label("提出日期", "Day of the proposal")],
    ground: Annotated[str | None, Label("理由", "Grounds", lines=3, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> ZoneProposal:
    """Ask for a move; until it is decided the person stays where they are."""
    return ZoneProposal.objects.create(
        id=entry, case=case, recorded_at=at, zone=zone, proposed_on=on, proposed_by_id=by.user_id,
        **sealed_texts(ZoneProposal, case.cipher, entry, ground=ground or ""),
    )  # fmt: skip


@action(
    "custody.withdraw_zone", Permission.ZONE_PLACE, zh="撤回分区提议", en="Withdraw the proposal",
    where="proposal.case.facility_id", guards=(stands("proposal", State.PROPOSED),),
    purpose=Words(
        "提错了分区或情况有变时撤回；本人留在原分区，之后可以重新提出。撤回的提议仍留在台账上。",
        "For a wrong zone, or when things have changed: the person stays where they are, and a new "
        "proposal can follow. What was withdrawn stays in the register.",
    ),
)  # fmt: skip
def withdraw_zone(
    *,
    proposal: ZoneProposal,
    why: Annotated[str, Label("撤回原因", "Why it is withdrawn", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take a proposal back before it is decided; nobody has decided anything."""
    ZoneProposal.objects.filter(pk=proposal.pk).update(
        state=State.WITHDRAWN, decided_on=local(at).date(),
        **sealed_texts(ZoneProposal, proposal.cipher, proposal.pk, answer=why),
    )  # fmt: skip


def known(case: Case) -> zones.Known:
    """Return what is on file about the way out of the present zone."""
    placed = (
        ZonePlacement.objects.filter(case=case, superseded_by_id=None)
        .order_by("-placed_on", "-id").first()
    )  # fmt: skip
    since = placed.placed_on if placed else local(case.admitted_at).date()
    zone = zones.Zone(placed.zone if placed else Case.Zone.DETOX)
    return zones.Known(zone, since, case.term_ends_on, _proofs(case))


CONCLUSIONS = {"detox_end": zones.Proof.DOCTOR, "back": zones.Proof.BACK}
STAGES = {"detox_stage": zones.Proof.DETOX_STAGE, "adapt_stage": zones.Proof.ADAPT_STAGE}


def _proofs(case: Case) -> dict[zones.Proof, date]:
    found: dict[zones.Proof, date] = {}
    signed = HealthRecord.objects.filter(case=case, superseded_by_id=None, kind__in=CONCLUSIONS)
    for row in signed.order_by("happened_at"):
        good = row.kind == HealthRecord.Kind.BACK or row.conclusion == HealthRecord.Conclusion.FIT
        _stand(found, CONCLUSIONS[row.kind], local(row.happened_at).date(), good)
    checks = StageCheck.objects.filter(case=case, superseded_by_id=None).exclude(kind="fitness")
    for check in checks.order_by("happened_at"):
        _stand(found, zones.Proof(check.kind), local(check.happened_at).date(), check.passed)
    decided = Assessment.objects.filter(case=case, decided_on__isnull=False)
    for row in decided.order_by("decided_on"):
        if row.kind in STAGES:
            passed = row.outcome == Assessment.Outcome.STAGE_PASSED
            _stand(found, STAGES[row.kind], row.decided_on, passed)
        elif row.kind in Assessment.COMPREHENSIVE:
            found[zones.Proof.COMPREHENSIVE] = row.decided_on
    return found


def _stand(found: dict[zones.Proof, date], proof: zones.Proof, on: date, good: bool) -> None:
    """The newest finding of a kind stands: a later failure takes an earlier pass away."""
    if good:
        found[proof] = on
    else:
        found.pop(proof, None)


def lacking(proposal: ZoneProposal, on: date | None = None) -> list[zones.Need]:
    """Return what the gate of a proposal still lacks."""
    day = on or proposal.decided_on or proposal.proposed_on
    return zones.missing(known(proposal.case), zones.Zone(proposal.zone), day)


def evidence_is_complete(
    *, proposal: ZoneProposal, approve: bool, why: str | None, on: date
) -> Iterable[Reason]:
    """Everything that the gate asks for is on file, or the head says why it goes without."""
    if not approve:
        if not why:
            yield Reason("zone.why", Words(
                "未批准请写明原因。", "Say why it is not approved."), "why")  # fmt: skip
        return
    if why:
        return
    for need in lacking(proposal, on):
        yield Reason("zone.evidence", Words(
            f"缺少：{need.words.zh}({need.source.zh})。补齐后再批准；确需先行流转的，由所领导写明理由。",
            f"Lacking: {need.words.en} ({need.source.en}). Complete it first; where the move cannot "
            "wait, the head gives the reason."), "why")  # fmt: skip


def decided_after_it_was_proposed(
    *, proposal: ZoneProposal, on: date, at: datetime
) -> Iterable[Reason]:
    if not proposal.proposed_on <= on <= local(at).date():
        yield Reason("zone.day", Words(
            f"流转日期应在提出日期({proposal.proposed_on})与今天之间。",
            f"The day lies between the proposal ({proposal.proposed_on}) and today."), "on")  # fmt: skip


@action(
    "custody.decide_zone", Permission.ZONE_DECIDE, zh="决定分区流转", en="Decide on a zone",
    where="proposal.case.facility_id",
    guards=(
        stands("proposal", State.PROPOSED), still_inside("proposal"),
        somebody_else("proposal", "proposed_by"), decided_after_it_was_proposed,
        evidence_is_complete,
    ),
    purpose=Words(
        "依据齐全的直接批准；依据不齐而确需流转的，写明理由后批准，缺少的依据会一并记录在案。",
        "With everything on file, approve. Where it cannot wait, say why: what was lacking stays on record.",
    ),
)  # fmt: skip
def decide_zone(
    *,
    proposal: ZoneProposal,
    on: Annotated[date, Label("流转日期", "Day of the move")],
    approve: Annotated[bool, Label("批准", "Approve")] = False,
    why: Annotated[str | None, Label(
        "理由", "Reason", lines=3, private=True, help=Words(
            "不批准、或依据不齐仍批准时必填。", "Needed to decline, or to approve without all evidence."))] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Move the person, or say why not. The decision is a named person's, never a date's."""
    case = proposal.case
    absent = [str(need.proof) for need in lacking(proposal, on)] if approve else []
    ZoneProposal.objects.filter(pk=proposal.pk).update(
        state=State.PLACED if approve else State.DECLINED, decided_by_id=by.user_id,
        decided_on=on, policy=zones.GATES.named, missing=absent,
        **sealed_texts(ZoneProposal, case.cipher, proposal.pk, answer=why or ""),
    )  # fmt: skip
    if approve:
        ZonePlacement.objects.create(
            id=entry, case=case, recorded_at=at, zone=proposal.zone, placed_on=on,
            **sealed_texts(ZonePlacement, case.cipher, entry, note=why or ""),
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(zone=proposal.zone)
