"""The registers of casework: episodes, and the goals of people."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from guihang.care import episodes  # noqa: F401  declares the actions named here
from guihang.care.models import Episode, Goal
from guihang.cases.register import register_of_cases
from guihang.core.words import say
from guihang.engines.casework import DOMAINS, PLANNABLE, WORKABLE
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section

CASEWORK = Words("个案矫治", "Casework")


def named(domains: Sequence[str]) -> str:
    """Return domains in the active language."""
    return say(Words("、", ", ")).join(say(DOMAINS[one]) for one in domains)


def worst(severity: dict[str, int]) -> str:
    """Return the domains in which something is wrong, the heaviest first."""
    found = sorted((one for one in severity.items() if one[1]), key=lambda one: -one[1])
    return say(Words("、", ", ")).join(f"{say(DOMAINS[domain])} {n}" for domain, n in found)


def acts(row: Episode) -> Sequence[str]:
    if row.state == Episode.Step.CLOSING:
        return ("care.sign_closing",)
    if row.state == Episode.Step.CLOSED:
        return ()
    found = ["care.assess_needs"] if row.state == Episode.Step.INTAKE else []
    if row.state in WORKABLE:
        found += ["care.record_intervention", "care.review_plan"]
    if row.state in PLANNABLE:
        found += ["care.set_goal", "care.sign_plan"]
    return (
        *found,
        "care.propose_closing",
        *(() if "care.assess_needs" in found else ("care.assess_needs",)),
    )


def is_due(row: Episode) -> str:
    today = timezone.localdate()
    if row.review_due_on and row.review_due_on < today:
        return "overdue"
    return "due" if row.state == Episode.Step.CLOSING or row.review_due_on == today else ""


def kept(rows: Any) -> Any:
    """Leave out what was corrected since, newest first."""
    return (
        rows.filter(superseded_by_id=None).select_related("case__person").order_by("-recorded_at")
    )


GOAL = (
    Column(
        Words("目标(本人的话)", "Goal, in the person's words"),
        lambda row: row.text("wish_sealed"),
        private=True,
    ),
    Column(Words("方面", "Domain"), lambda row: DOMAINS[row.domain]),
    Column(Words("目标日期", "By"), lambda row: row.target_on),
    Column(Words("谁负责", "Responsible"), lambda row: row.responsible),
    Column(Words("达成", "Attained"), lambda row: row.get_attained_display()),
)


def goal_acts(row: Goal) -> Sequence[str]:
    return ("care.scale_goal",) if row.episode.state in WORKABLE else ()


register_of_cases(Register(
    "episodes", Episode, Words("个案矫治", "Casework"), Permission.CARE_VIEW, Section.CARE,
    group=CASEWORK,
    help=Words("接案、预估、计划、介入、评估、结案：谁的评估逾期、谁在等督导签字。",
               "From intake to closure: whose review is overdue, who waits for the supervisor."),
    columns=(
        Column(Words("步骤", "Step"), lambda row: row.get_state_display()),
        Column(Words("问题", "Problems"), lambda row: named(row.problems)),
        Column(Words("接案", "Taken up"), lambda row: timezone.localdate(row.recorded_at)),
        Column(Words("下次评估", "Next review"), lambda row: row.review_due_on),
        Column(Words("结案", "Closed"), lambda row: row.closed_on),
        Column(Words("来源", "Came by"), lambda row: row.get_source_display(), page_only=True),
        Column(Words("使用语言", "Language"), lambda row: row.get_language_display(), page_only=True),
        Column(Words("读写", "Literacy"), lambda row: row.get_literacy_display(), page_only=True),
        Column(Words("目前的风险", "Risks now"), lambda row: row.text("risks_sealed"), page_only=True, private=True),
        Column(Words("本人签字", "Signed by the person"), lambda row: row.signed_on, page_only=True),
        Column(Words("结案原因", "Why closed"), lambda row: row.get_ending_display(), page_only=True),
        Column(Words("本人的评价",
                     "The person's own view"), lambda row: row.text("opinion_sealed"), page_only=True, private=True),
        Column(Words("后续安排",
                     "What follows"), lambda row: row.text("onward_sealed"), page_only=True, private=True),
        Column(Words("督导", "Supervisor"), lambda row: row.supervised_by, page_only=True),
    ),
    waits=(("care.sign_closing", {"state": "closing"}, ("proposed_by",)),),
    start="care.take_up", acts=acts, state=is_due, related=("supervised_by",),
    filters=(("state", Words("步骤", "Step")), ("ending", Words("结案原因", "Why closed"))),
    fields=Fields.NOTES,
    parts=(
        Part(Words("目标", "Goals"), lambda row: row.goals.select_related("case__person", "episode"),
             GOAL, slug="goals", acts=goal_acts),
        Part(Words("预估", "Needs"), lambda row: kept(row.needs), (
            Column(Words("日期", "Day"), lambda one: timezone.localdate(one.recorded_at)),
            Column(Words("轻重(1–3)", "Severity (1–3)"), lambda one: worst(one.severity)),
            Column(Words("本人最想先解决", "The person wants first"), lambda one: named(one.first)),
            Column(Words("优势与资源", "Strengths"), lambda one: one.opened("strengths_sealed"), private=True),
        )),
        Part(Words("介入", "Sessions"), lambda row: kept(row.interventions), (
            Column(Words("时间", "When"), lambda one: one.happened_at),
            Column(Words("分钟", "Minutes"), lambda one: one.minutes, number=True),
            Column(Words("方法", "Method"), lambda one: one.get_method_display()),
            Column(Words("内容", "Content"), lambda one: one.opened("content_sealed"), private=True),
            Column(Words("下一步", "Next step"), lambda one: one.opened("following_sealed"), private=True),
        )),
        Part(Words("评估", "Reviews"), lambda row: kept(row.reviews), (
            Column(Words("日期", "Day"), lambda one: one.held_on),
            Column(Words("计划有调整", "Plan changed"), lambda one: one.changed),
            Column(Words("评估", "What was found"), lambda one: one.opened("note_sealed"), private=True),
        )),
    ),
))  # fmt: skip

register_of_cases(Register(
    "goals", Goal, Words("目标", "Goals"), Permission.CARE_VIEW, Section.CARE, group=CASEWORK,
    help=Words("本人自己定的目标，达成程度从 −2 到 +2。", "What people want to reach, scaled from −2 to +2."),
    columns=(
        *GOAL,
        Column(Words("怎样算达到",
                     "How both will know"), lambda row: row.text("measure_sealed"), page_only=True, private=True),
        Column(Words("订立时",
                     "At the start"), lambda row: row.text("baseline_sealed"), page_only=True, private=True),
        Column(Words("资源", "Resources"), lambda row: row.text("means_sealed"), page_only=True, private=True),
        Column(Words("评定日期", "Scaled on"), lambda row: row.scaled_on, page_only=True),
    ),
    acts=goal_acts, related=("episode",), filters=(("attained", Words("达成", "Attained")),),
    fields=Fields.NOTES,
))  # fmt: skip
