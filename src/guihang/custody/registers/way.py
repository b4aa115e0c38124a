"""The way through the facility: zones, checks, assessments, sessions of the five centres."""

from guihang.cases.register import register_of_cases
from guihang.core.words import say
from guihang.custody import assessments, zones
from guihang.custody.models import (
    Assessment,
    AssessmentEvidence,
    StageCheck,
    TreatmentSession,
    ZoneProposal,
)
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

WAY = Words("分区与评估", "Zones and assessment")
NEEDED = {
    str(need.proof): need
    for needs in (*zones.zones.GATES.out_of.values(), zones.zones.GATES.into_detox)
    for need in needs
}


def went_without(row: ZoneProposal) -> str:
    """Return what was lacking when the head decided all the same."""
    return "\n".join(say(NEEDED[code].words) for code in row.missing if code in NEEDED)


def still_lacks(row: ZoneProposal) -> list[zones.zones.Need]:
    return zones.lacking(row) if row.state == ZoneProposal.State.PROPOSED else []


register_of_cases(Register(
    "zone-proposals", ZoneProposal, Words("分区流转", "Zones"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=WAY,
    help=Words("谁提出、依据缺什么、谁决定。任何人不会到期自动流转。",
               "Who proposes, what is lacking, who decides. A date moves nobody."),
    columns=(
        Column(Words("进入", "Zone"), lambda row: row.get_zone_display()),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("提出", "Proposed"), lambda row: row.proposed_on),
        Column(Words("提出人", "By"), lambda row: row.proposed_by or ""),
        Column(Words("决定或撤回", "Settled"), lambda row: row.decided_on),
        Column(Words("决定人", "By"), lambda row: row.decided_by or ""),
        Column(Words("理由", "Grounds"), lambda row: row.text("ground_sealed"), page_only=True),
        Column(Words("决定或撤回的理由", "Reason of the decision or withdrawal"), lambda row: row.text("answer_sealed"),
               page_only=True),
        Column(Words("缺依据仍批准的事项", "Approved without"), went_without, page_only=True),
        Column(Words("规则版本", "Rules"), lambda row: row.policy, page_only=True),
    ),
    start="custody.propose_zone", newest="proposed_on", fields=Fields.CUSTODY,
    waits=(("custody.decide_zone", {"state": "proposed"}, ("proposed_by",)),),
    related=("proposed_by", "decided_by"), filters=(("state", Words("状态", "State")),),
    acts=lambda row: ("custody.decide_zone", "custody.withdraw_zone") if row.state == "proposed" else (),
    state=lambda row: "due" if row.state == "proposed" and row.case.stage == "inside" else "",
    parts=(Part(
        Words("还缺的依据", "Still lacking"), still_lacks,
        (Column(Words("依据", "Evidence"), lambda need: need.words),
         Column(Words("出处", "Source"), lambda need: need.source)),
    ),),
))  # fmt: skip

register_of_cases(Register(
    "stage-checks", StageCheck, Words("分区考核", "Checks"), Permission.SAFETY_VIEW, Section.INSIDE,
    group=WAY,
    help=Words("民警心理检查、入所教育考试、体能测试。", "The officers' check, the entry test, fitness."),
    columns=(
        Column(Words("项目", "Check"), lambda row: row.get_kind_display()),
        Column(Words("时间", "When"), lambda row: row.happened_at),
        Column(Words("通过", "Passed"), lambda row: row.passed),
        Column(Words("说明", "Note"), lambda row: row.opened("note_sealed"), page_only=True),
    ),
    start="custody.record_stage_check", newest="happened_at", fields=Fields.CUSTODY,
    filters=(("kind", Words("项目", "Check")),),
))  # fmt: skip


def evidence(row: Assessment) -> list[AssessmentEvidence]:
    found = list(row.evidence.order_by("recorded_at"))
    for one in found:
        one.case = row.case
    return found


ACTS = {
    "proposed": ("custody.decide_assessment", "custody.add_assessment_evidence"),
    "decided": ("custody.serve_assessment", "custody.add_assessment_evidence"),
    "served": ("custody.ask_assessment_review",),
    "review": ("custody.review_assessment", "custody.add_assessment_evidence"),
}

register_of_cases(Register(
    "assessments", Assessment, Words("诊断评估", "Diagnostic assessment"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=WAY,
    help=Words("按领域写依据，委员会评审，告知本人并公示，本人可申请复核。系统只提示，不打分。",
               "Grounds by domain, a committee, notice to the person, review. The product only suggests."),
    columns=(
        Column(Words("类型", "Type"), lambda row: row.get_kind_display()),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("提出", "Proposed"), lambda row: row.proposed_on),
        Column(Words("评审", "Decided"), lambda row: row.decided_on),
        Column(Words("结论", "Conclusion"), lambda row: row.get_outcome_display()),
        Column(Words("生理脱毒", "Physiological"), lambda row: row.get_physiological_display(), page_only=True),
        Column(Words("身心康复", "Psychophysical"), lambda row: row.get_psychophysical_display(), page_only=True),
        Column(Words("行为表现", "Behaviour"), lambda row: row.get_behaviour_display(), page_only=True),
        Column(Words("社会环境与适应能力", "Social environment"), lambda row: row.get_social_display(),
               page_only=True),
        Column(Words("依据", "Grounds"), lambda row: row.text("grounds_sealed"), page_only=True),
        Column(Words("系统提示(供委员会参考)", "Suggestion, for the committee"),
               lambda row: assessments.suggestion(row).because, page_only=True),
        Column(Words("提出人", "Proposed by"), lambda row: row.proposed_by or "", page_only=True),
        Column(Words("评议意见", "The committee found"), lambda row: row.text("minutes_sealed"), page_only=True),
        Column(Words("建议社区康复", "Community rehabilitation recommended"),
               lambda row: row.community_rehab, page_only=True),
        Column(Words("告知本人", "Person told"), lambda row: row.served_at, page_only=True),
        Column(Words("本人复核理由", "Why the person asks for a review"),
               lambda row: row.text("review_sealed"), page_only=True),
        Column(Words("复核意见", "Answer"), lambda row: row.text("answer_sealed"), page_only=True),
    ),
    start="custody.propose_assessment", newest="proposed_on", fields=Fields.HEALTH,
    waits=(("custody.decide_assessment", {"state": "proposed"}, ("proposed_by",)),
           ("custody.review_assessment", {"state": "review"}, ("proposed_by", "decided_by"))),
    related=("proposed_by",), acts=lambda row: ACTS.get(row.state, ()),
    filters=(("kind", Words("类型", "Type")), ("state", Words("状态", "State"))),
    parts=(
        Part(
            Words("委员", "Committee"), lambda row: row.members.select_related("user"),
            (Column(Words("姓名", "Name"), lambda one: one.user),),
        ),
        Part(
            Words("补充的证据", "Evidence added"), evidence,
            (Column(Words("领域", "Domain"), lambda one: one.get_domain_display()),
             Column(Words("来源", "Source"), lambda one: one.source),
             Column(Words("内容", "What it shows"), lambda one: one.opened("found_sealed")),
             Column(Words("补充时间", "Added"), lambda one: one.recorded_at)),
            add="custody.add_assessment_evidence",
        ),
    ),
    state=lambda row: "due" if row.state in ("decided", "review") else "",
))  # fmt: skip


register(Register(
    "sessions", TreatmentSession, Words("五大中心戒治活动", "Sessions of the five centres"),
    Permission.SAFETY_VIEW, Section.INSIDE, group=Words("戒治", "Treatment"),
    help=Words("医疗、教育、心理、康复训练、诊断评估五个中心的活动和参加人数。",
               "What the medical, education, psychology, training and assessment centres held, and for how many."),
    columns=(
        Column(Words("中心", "Centre"), lambda row: row.get_centre_display()),
        Column(Words("内容", "Topic"), lambda row: row.topic),
        Column(Words("时间", "When"), lambda row: row.held_at),
        Column(Words("人数", "People"), lambda row: row.people, number=True),
        Column(Words("分钟", "Minutes"), lambda row: row.minutes, number=True),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("带领人", "Led by"), lambda row: row.led_by, page_only=True),
    ),
    start="custody.record_session", newest="held_at",
    filters=(("centre", Words("中心", "Centre")),),
    parts=(Part(
        Words("参加人员", "Who came"),
        lambda row: row.attendances.select_related("case__person"),
        (Column(Words("姓名", "Name"), lambda one: mask_name(one.case.person.name) or "—"),
         Column(Words("人员编号", "Number"), lambda one: one.case.person.number)),
    ),),
))  # fmt: skip
