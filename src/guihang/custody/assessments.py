"""诊断评估: evidence, a proposal, the committee, notice to the person, review."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.steps import stands
from guihang.cases.terms import events_of
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import (
    Assessment,
    AssessmentEvidence,
    CommitteeMember,
    PassFail,
    SocialGrade,
)
from guihang.custody.steps import is_inside, somebody_else
from guihang.engines import assessment as engine
from guihang.engines.calendar import local
from guihang.engines.term import Change
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.permissions import Permission

State = Assessment.State

OPEN = Reason("assessment.open", Words(
    "同类评估已有一份待评审。", "One of this kind waits for the committee."), "kind")  # fmt: skip
CONSTRAINTS["one_open_assessment_a_kind"] = OPEN
THREE = ("physiological", "psychophysical", "behaviour")


def domains_fit_the_kind(
    *, kind: Assessment.Kind, physiological: PassFail | None, psychophysical: PassFail | None,
    behaviour: PassFail | None, social: SocialGrade | None,
) -> Iterable[Reason]:  # fmt: skip
    """A comprehensive assessment covers all four domains, another at least one."""
    given = {
        "physiological": physiological, "psychophysical": psychophysical, "behaviour": behaviour,
        "social": social,
    }  # fmt: skip
    if kind in Assessment.COMPREHENSIVE:
        for name, value in given.items():
            if not value:
                yield Reason("assessment.domain", Words(
                    "综合诊断评估须评四个领域。", "A comprehensive one covers all four domains."), name)  # fmt: skip
    elif not any(given.values()):
        yield Reason("assessment.domain", Words(
            "请至少评一个领域。", "Assess at least one domain."), "physiological")  # fmt: skip


def none_is_open(*, case: Case, kind: Assessment.Kind) -> Iterable[Reason]:
    if Assessment.objects.filter(case=case, kind=kind, state=State.PROPOSED).exists():
        yield OPEN


@action(
    "custody.propose_assessment", Permission.ASSESSMENT_RECORD, zh="提出诊断评估",
    en="Propose an assessment", guards=(is_inside, domains_fit_the_kind, none_is_open),
    purpose=Words(
        "按领域写明结果和依据，提交评估委员会；评分量表、VR 结果、家属来访次数和支付能力不得作为依据。",
        "Results and grounds by domain, for the committee. No scale, no VR result, no number of "
        "visits and no ability to pay may be a ground.",
    ),
)  # fmt: skip
def propose_assessment(
    *,
    case: Case,
    kind: Annotated[Assessment.Kind, Label("评估类型", "Type")],
    physiological: Annotated[PassFail | None, Label("生理脱毒", "Physiological")] = None,
    psychophysical: Annotated[PassFail | None, Label("身心康复", "Psychophysical")] = None,
    behaviour: Annotated[PassFail | None, Label("行为表现", "Behaviour")] = None,
    social: Annotated[SocialGrade | None, Label(
        "社会环境与适应能力", "Social environment")] = None,
    grounds: Annotated[str, Label("依据", "Grounds", lines=5, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Assessment:  # fmt: skip
    """Bring an assessment before the committee."""
    return Assessment.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, physiological=physiological or "",
        psychophysical=psychophysical or "", behaviour=behaviour or "", social=social or "",
        proposed_on=local(at).date(), proposed_by_id=by.user_id,
        **sealed_texts(Assessment, case.cipher, entry, grounds=grounds),
    )  # fmt: skip


@action(
    "custody.add_assessment_evidence", Permission.ASSESSMENT_RECORD, zh="补充评估证据",
    en="Add evidence", where="assessment.case.facility_id",
    purpose=Words(
        "证据只增不改；有误的另补一条说明。",
        "Evidence is added, never edited; a mistake is answered by another item.",
    ),
)  # fmt: skip
def add_assessment_evidence(
    *,
    assessment: Assessment,
    domain: Annotated[AssessmentEvidence.Domain, Label("领域", "Domain")],
    source: Annotated[str, Label("来源", "Source", max=80, help=Words(
        "如：尿检单、体能测试表、谈话笔录、走访记录。", "Such as a test sheet, a record of a talk, a visit."))],
    found: Annotated[str, Label("内容", "What it shows", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> AssessmentEvidence:  # fmt: skip
    """Append one item of evidence."""
    return AssessmentEvidence.objects.create(
        id=entry, case=assessment.case, recorded_at=at, assessment=assessment, domain=domain,
        source=source,
        **sealed_texts(AssessmentEvidence, assessment.cipher, entry, found=found),
    )  # fmt: skip


def suggestion(assessment: Assessment) -> engine.Suggestion:
    """Return what the results speak for; the committee decides."""
    grades = [getattr(assessment, name) for name in THREE]
    three = [None if not grade else grade == PassFail.PASS for grade in grades]
    good = None if not assessment.social else assessment.social == SocialGrade.GOOD
    changes = {event.change for event in events_of(assessment.case_id)}
    barred = bool(changes & {Change.AWAY, Change.ESCAPE, Change.BARRED})
    stage = assessment.kind not in Assessment.COMPREHENSIVE
    return engine.suggested(engine.Results(*three, good), stage=stage, barred=barred)


def committee_is_two_others(
    *, assessment: Assessment, second: User, third: User | None, by: Actor
) -> Iterable[Reason]:
    """At least two people decide, and the proposer is none of them."""
    others = [user for user in (second, third) if user]
    if any(user.pk == assessment.proposed_by_id for user in others):
        yield Reason("assessment.committee", Words(
            "提出人不参加评审，请另选委员。", "The proposer does not sit on it; choose somebody else."),
            "second")  # fmt: skip
    seats = [by.user_id, *(user.pk for user in others)]
    if len(set(seats)) < len(seats):
        yield Reason("assessment.committee", Words(
            "委员应为不同的人。", "The members are different people."), "second")  # fmt: skip


def outcome_fits(*, assessment: Assessment, outcome: Assessment.Outcome | None) -> Iterable[Reason]:
    """A stage is passed or not; a comprehensive assessment speaks of the term, within the law."""
    if outcome is None:
        return
    stage = outcome in (Assessment.Outcome.STAGE_PASSED, Assessment.Outcome.STAGE_FAILED)
    whole = assessment.kind in Assessment.COMPREHENSIVE
    if stage == whole:
        yield Reason("assessment.outcome", Words(
            "阶段评估只作合格与否的结论；综合评估作解除、延长的结论。",
            "A stage is passed or not; a comprehensive assessment speaks of release or extension."),
            "outcome")  # fmt: skip
    failed = [name for name in THREE if getattr(assessment, name) == PassFail.FAIL]
    if outcome == Assessment.Outcome.EXTEND and not failed:
        yield Reason("assessment.outcome", Words(
            "没有不合格的领域，不能提出延长；社会环境一般不构成延长理由。",
            "No domain is failed: nothing speaks for an extension; a fair social grade never does."),
            "outcome")  # fmt: skip
    barred = "第三十二" in suggestion(assessment).because.zh
    if outcome == Assessment.Outcome.EARLY and (failed or barred):
        yield Reason("assessment.outcome", Words(
            "有领域不合格，或依法不得提前解除，不能提出提前解除。",
            "A domain is failed, or the law bars it: early release cannot be proposed."),
            "outcome")  # fmt: skip


@action(
    "custody.decide_assessment", Permission.ASSESSMENT_DECIDE, zh="评估委员会评审",
    en="Decide as the committee", where="assessment.case.facility_id",
    guards=(
        stands("assessment", State.PROPOSED), somebody_else("assessment", "proposed_by"),
        committee_is_two_others, outcome_fits,
    ),
    purpose=Words(
        "两人以上集体评审，提出人不参加。系统只按结果提示，结论由委员会作出并对结论负责。",
        "Two or more decide together, the proposer not among them. The product only suggests; the "
        "committee concludes and answers for it.",
    ),
)  # fmt: skip
def decide_assessment(
    *,
    assessment: Assessment,
    second: Annotated[User, Label("其他委员", "Another member")],
    third: Annotated[User | None, Label("第三名委员", "A third member")] = None,
    outcome: Annotated[Assessment.Outcome, Label("结论", "Conclusion")],
    community_rehab: Annotated[bool, Label(
        "建议责令社区康复", "Recommend community rehabilitation")] = False,
    minutes: Annotated[str, Label("评议意见", "What the committee found", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Conclude, with the names of those who did."""
    Assessment.objects.filter(pk=assessment.pk).update(
        state=State.DECIDED, outcome=outcome, community_rehab=community_rehab,
        decided_on=local(at).date(), decided_by_id=by.user_id,
        **sealed_texts(Assessment, assessment.cipher, assessment.pk, minutes=minutes),
    )  # fmt: skip
    members = {by.user_id, second.pk, third.pk if third else None} - {None}
    CommitteeMember.objects.bulk_create(
        CommitteeMember(case=assessment.case, assessment=assessment, user_id=user)
        for user in members
    )


def served_in_turn(
    *, assessment: Assessment, served_at: datetime, at: datetime
) -> Iterable[Reason]:
    decided = assessment.decided_on
    if served_at > at or (decided and local(served_at).date() < decided):
        yield Reason("assessment.served", Words(
            "告知时间应在评审之后、现在之前。", "The person is told after the decision, and not tomorrow."),
            "served_at")  # fmt: skip


@action(
    "custody.serve_assessment", Permission.ASSESSMENT_RECORD, zh="告知本人并公示",
    en="Tell the person and post it", where="assessment.case.facility_id",
    guards=(stands("assessment", State.DECIDED), served_in_turn),
    purpose=Words(
        "告知本人并公示之后，本人才能申请复核。",
        "Only from then on can the person ask for a review.",
    ),
)  # fmt: skip
def serve_assessment(
    *,
    assessment: Assessment,
    served_at: Annotated[datetime, Label("告知时间", "When")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The person has read the result and it is posted; from now on a review can be asked for."""
    Assessment.objects.filter(pk=assessment.pk).update(state=State.SERVED, served_at=served_at)


@action(
    "custody.ask_assessment_review", Permission.ASSESSMENT_RECORD, zh="登记本人申请复核",
    en="Record that the person asks for a review", where="assessment.case.facility_id",
    guards=(stands("assessment", State.SERVED),),
    purpose=Words("本人口头或书面提出即登记，不得阻拦。", "Recorded whenever the person asks, in words or writing."),
)  # fmt: skip
def ask_assessment_review(
    *,
    assessment: Assessment,
    grounds: Annotated[str, Label("本人的理由", "The person's reasons", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Put the person's request for a review on file."""
    Assessment.objects.filter(pk=assessment.pk).update(
        state=State.REVIEW, review_asked_on=local(at).date(),
        **sealed_texts(Assessment, assessment.cipher, assessment.pk, review=grounds),
    )  # fmt: skip


def another_outcome_is_named(
    *, upheld: bool, outcome: Assessment.Outcome | None
) -> Iterable[Reason]:
    """A conclusion that does not stand is replaced by another."""
    if not upheld and outcome is None:
        yield Reason("assessment.changed", Words(
            "不维持原结论的，请选择新的结论。", "Name the conclusion that takes its place."), "outcome")  # fmt: skip


@action(
    "custody.review_assessment", Permission.ASSESSMENT_DECIDE, zh="复核评估结论",
    en="Review the conclusion", where="assessment.case.facility_id",
    guards=(
        stands("assessment", State.REVIEW),
        somebody_else("assessment", "proposed_by", "decided_by"), outcome_fits,
        another_outcome_is_named,
    ),
    purpose=Words(
        "由未参与提出和评审的人复核；复核意见告知本人。",
        "By somebody who neither proposed nor decided; the person is told the answer.",
    ),
)  # fmt: skip
def review_assessment(
    *,
    assessment: Assessment,
    upheld: Annotated[bool, Label("维持原结论", "The conclusion stands")] = False,
    outcome: Annotated[Assessment.Outcome | None, Label(
        "改为", "Changed to", help=Words("不维持时填写。", "Where it does not stand."))] = None,
    answer: Annotated[str, Label("复核意见(告知本人)", "Answer, for the person", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Answer the person: the conclusion stands, or another takes its place."""
    Assessment.objects.filter(pk=assessment.pk).update(
        state=State.REVIEWED, reviewed_by_id=by.user_id,
        outcome=assessment.outcome if upheld else outcome,
        **sealed_texts(Assessment, assessment.cipher, assessment.pk, answer=answer),
    )  # fmt: skip


def decided_days(case: Case) -> list[date]:
    """Return the days on which comprehensive assessments of a case were decided."""
    rows = Assessment.objects.filter(case=case, kind__in=Assessment.COMPREHENSIVE)
    return list(rows.filter(decided_on__isnull=False).values_list("decided_on", flat=True))


def told_to_the_person(case: Case) -> list[Assessment]:
    """Return the assessments whose result the person was told, newest first."""
    told = (State.SERVED, State.REVIEW, State.REVIEWED)
    return list(Assessment.objects.filter(case=case, state__in=told).order_by("-decided_on"))
