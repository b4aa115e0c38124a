"""个案矫治: 接案 → 预估 → 计划 → 介入 → 评估 → 结案, signed by a supervisor who is somebody else."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import models

from guihang.care.models import Episode, Goal, Intervention, NeedsAssessment, PlanReview
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open, stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines import casework as rules
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.permissions import Permission

Step = Episode.Step


class Domain(models.TextChoices):
    """The twelve domains (engines.casework.DOMAINS)."""

    PHYSICAL = "physical", W(*rules.DOMAINS["physical"])
    MENTAL = "mental", W(*rules.DOMAINS["mental"])
    CRAVING = "craving", W(*rules.DOMAINS["craving"])
    FAMILY = "family", W(*rules.DOMAINS["family"])
    HOUSING = "housing", W(*rules.DOMAINS["housing"])
    INCOME = "income", W(*rules.DOMAINS["income"])
    WORK = "work", W(*rules.DOMAINS["work"])
    LEGAL = "legal", W(*rules.DOMAINS["legal"])
    EDUCATION = "education", W(*rules.DOMAINS["education"])
    NETWORK = "network", W(*rules.DOMAINS["network"])
    MEANING = "meaning", W(*rules.DOMAINS["meaning"])
    SAFETY = "safety", W(*rules.DOMAINS["safety"])


class Severity(models.TextChoices):
    NONE = "0", W("无", "None")
    MILD = "1", W("轻", "Mild")
    MODERATE = "2", W("中", "Moderate")
    SEVERE = "3", W("重", "Severe")


OPEN = Reason("episode.open", Words(
    "已有一轮个案矫治在进行。", "An episode is under way."))  # fmt: skip
CONSTRAINTS["one_open_episode_a_case"] = OPEN


def none_is_open(*, case: Case) -> Iterable[Reason]:
    if Episode.objects.filter(case=case).exclude(state=Step.CLOSED).exists():
        yield OPEN


def several_problems(*, problems: frozenset[Domain]) -> Iterable[Reason]:
    """The article: for people who face several problems that need several kinds of help at once."""
    if len(problems) < 2:
        yield Reason("episode.problems", Words(
            "个案矫治用于同时面临多个问题的人，请至少选择两项；单项问题直接登记相应服务。",
            "Casework is for several problems at once: choose two or more. One problem is recorded "
            "as the service that helps."), "problems")  # fmt: skip


def knows_the_limits(*, explained: bool) -> Iterable[Reason]:
    if not explained:
        yield Reason("episode.explained", Words(
            "须先说明服务内容与保密的例外，并取得本人同意。",
            "First explain the service and the limits of confidence, and have the person's consent."),
            "explained")  # fmt: skip


@action(
    "care.take_up", Permission.CARE_RECORD, zh="接案", en="Take up an episode",
    guards=(case_is_open, none_is_open, several_problems, knows_the_limits),
    purpose=Words(
        "同时面临多个问题、需要多种帮助时接案。结案后再次需要的，另开一轮。",
        "For several problems at once. After a closure, a new need opens a new episode.",
    ),
)  # fmt: skip
def take_up(
    *,
    case: Case,
    source: Annotated[Episode.Source, Label("来源", "Came by")],
    problems: Annotated[frozenset[Domain], Label("面临的问题", "Problems")],
    language: Annotated[Episode.Language, Label("使用语言", "Language")],
    literacy: Annotated[Episode.Literacy, Label("读写", "Literacy")],
    risks: Annotated[str | None, Label("目前的风险", "Risks now", lines=3, private=True)] = None,
    explained: Annotated[bool, Label(
        "已说明服务与保密的例外，本人同意",
        "Service and limits of confidence explained, and the person consents")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Episode:  # fmt: skip
    """Take the person up for casework; a later episode points to the one before."""
    before = Episode.objects.filter(case__person_id=case.person_id).order_by("-recorded_at").first()
    return Episode.objects.create(
        id=entry, case=case, recorded_at=at, source=source, problems=sorted(problems),
        language=language, literacy=literacy, follows=before,
        **sealed_texts(Episode, case.cipher, entry, risks=risks or ""),
    )  # fmt: skip


def order_is_their_own(
    *, first: Domain, second: Domain | None, third: Domain | None
) -> Iterable[Reason]:
    named = [one for one in (first, second, third) if one]
    if len(set(named)) < len(named):
        yield Reason("needs.order", Words(
            "三个优先项应各不相同。", "The three come from different domains."), "second")  # fmt: skip


@action(
    "care.assess_needs", Permission.CARE_RECORD, zh="预估", en="Assess needs",
    where="episode.case.unit_id", records=NeedsAssessment,
    guards=(stands("episode", *rules.OPEN), order_is_their_own),
    purpose=Words(
        "十二个方面各评轻重，再问本人最想先解决什么，优势和问题一样要写。",
        "How heavy each of twelve domains is, what the person wants first, and what is strong.",
    ),
)  # fmt: skip
def assess_needs(
    *,
    episode: Episode,
    physical: Annotated[Severity, Label("身体健康", "Physical health")] = Severity.NONE,
    mental: Annotated[Severity, Label("心理健康", "Mental health")] = Severity.NONE,
    craving: Annotated[Severity, Label("渴求与使用", "Craving and use")] = Severity.NONE,
    family: Annotated[Severity, Label("家庭", "Family")] = Severity.NONE,
    housing: Annotated[Severity, Label("住房", "Housing")] = Severity.NONE,
    income: Annotated[Severity, Label("收入", "Income")] = Severity.NONE,
    work: Annotated[Severity, Label("就业", "Work")] = Severity.NONE,
    legal: Annotated[Severity, Label("法律与债务", "Law and debts")] = Severity.NONE,
    education: Annotated[Severity, Label("教育", "Education")] = Severity.NONE,
    network: Annotated[Severity, Label("社会支持", "Social network")] = Severity.NONE,
    meaning: Annotated[Severity, Label("意义与文化", "Meaning and culture")] = Severity.NONE,
    safety: Annotated[Severity, Label("安全", "Safety")] = Severity.NONE,
    first: Annotated[Domain, Label("本人最想先解决", "The person wants first")],
    second: Annotated[Domain | None, Label("其次", "Then")] = None,
    third: Annotated[Domain | None, Label("再次", "After that")] = None,
    strengths: Annotated[str, Label("优势与资源", "Strengths", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> NeedsAssessment:
    """Look at twelve domains together with the person."""
    given: dict[str, Any] = {
        "physical": physical, "mental": mental, "craving": craving, "family": family,
        "housing": housing, "income": income, "work": work, "legal": legal,
        "education": education, "network": network, "meaning": meaning, "safety": safety,
    }  # fmt: skip
    if episode.state == Step.INTAKE:
        Episode.objects.filter(pk=episode.pk).update(state=Step.ASSESSMENT)
    return NeedsAssessment.objects.create(
        id=entry, case=episode.case, recorded_at=at, episode=episode,
        severity={domain: int(value) for domain, value in given.items()},
        first=[one.value for one in (first, second, third) if one],
        **sealed_texts(NeedsAssessment, episode.cipher, entry, strengths=strengths),
    )  # fmt: skip


def target_lies_ahead(*, target_on: date, at: datetime) -> Iterable[Reason]:
    if target_on <= local(at).date():
        yield Reason("goal.target", Words(
            "目标日期应在今天之后。", "The day to reach it lies ahead."), "target_on")  # fmt: skip


@action(
    "care.set_goal", Permission.CARE_RECORD, zh="订立目标", en="Set a goal",
    where="episode.case.unit_id", guards=(stands("episode", *rules.PLANNABLE), target_lies_ahead),
    purpose=Words(
        "用本人自己的话写目标，并约定怎样算达到。", "The goal in the person's own words, and how both will know."
    ),
)  # fmt: skip
def set_goal(
    *,
    episode: Episode,
    domain: Annotated[Domain, Label("方面", "Domain")],
    wish: Annotated[
        str, Label("目标(本人的话)", "Goal, in the person's words", lines=2, private=True)
    ],
    measure: Annotated[str, Label("怎样算达到", "How both will know", lines=2, private=True)],
    baseline: Annotated[str, Label("现在怎样", "Now", lines=2, private=True)],
    means: Annotated[str | None, Label("资源", "Resources", lines=2, private=True)] = None,
    responsible: Annotated[str, Label("谁负责", "Who is responsible", max=60)],
    target_on: Annotated[date, Label("目标日期", "By")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Goal:
    """Write down what the person wants to reach."""
    texts = {"wish": wish, "measure": measure, "baseline": baseline, "means": means or ""}
    return Goal.objects.create(
        id=entry, case=episode.case, recorded_at=at, episode=episode, domain=domain,
        responsible=responsible, target_on=target_on,
        **sealed_texts(Goal, episode.cipher, entry, **texts),
    )  # fmt: skip


def has_goals(*, episode: Episode) -> Iterable[Reason]:
    if not episode.goals.exists():
        yield Reason("plan.goals", Words(
            "计划里还没有目标。", "There is no goal in the plan yet."))  # fmt: skip


def signed_with_a_copy(*, signed: bool) -> Iterable[Reason]:
    if not signed:
        yield Reason("plan.signed", Words(
            "计划须本人签字并留一份给本人。", "The person signs the plan and keeps a copy."), "signed")  # fmt: skip


@action(
    "care.sign_plan", Permission.CARE_RECORD, zh="签订计划", en="Sign the plan",
    where="episode.case.unit_id",
    guards=(
        stands("episode", *rules.PLANNABLE), has_goals, signed_with_a_copy, not_in_the_future,
    ),
    purpose=Words(
        "本人看过、同意并签字后计划生效，系统给出下次评估的日期。",
        "With the signature of the person the plan stands, and the day of the next review is "
        "set.",
    ),
)  # fmt: skip
def sign_plan(
    *,
    episode: Episode,
    on: Annotated[date, Label("签字日期", "Signed on")],
    signed: Annotated[bool, Label(
        "本人已签字，并留存一份", "The person signed and keeps a copy")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """The plan stands; the day on which it is looked at again is set."""
    Episode.objects.filter(pk=episode.pk).update(
        state=Step.PLAN, signed_on=on, review_due_on=_next(episode, on)
    )


def _next(episode: Episode, on: date) -> date:
    out = episode.case.released_at
    return rules.next_review_on(on, local(out).date() if out else None)


def has_happened(*, happened_at: datetime, at: datetime) -> Iterable[Reason]:
    if happened_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "happened_at")  # fmt: skip


@action(
    "care.record_intervention", Permission.CARE_RECORD, zh="登记介入", en="Record a session",
    where="episode.case.unit_id", records=Intervention,
    guards=(stands("episode", *rules.WORKABLE), has_happened),
    purpose=Words(
        "一次面谈或活动登记一条；内容加密，只有能看本案服务的同事可见。",
        "One for each session. What was said is encrypted; only colleagues who see this "
        "person's services read it.",
    ),
)  # fmt: skip
def record_intervention(
    *,
    episode: Episode,
    happened_at: Annotated[datetime, Label("时间", "When")],
    minutes: Annotated[int, Label("时长(分钟)", "Minutes", max=600)],
    method: Annotated[Intervention.Method, Label("方法", "Method")],
    content: Annotated[str, Label("内容", "Content", lines=4, private=True)],
    following: Annotated[str | None, Label("下一步", "Next step", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Intervention:
    """One session with the person."""
    if episode.state != Step.INTERVENTION:
        Episode.objects.filter(pk=episode.pk).update(state=Step.INTERVENTION)
    texts = {"content": content, "following": following or ""}
    return Intervention.objects.create(
        id=entry, case=episode.case, recorded_at=at, episode=episode,
        happened_at=happened_at, minutes=minutes, method=method,
        **sealed_texts(Intervention, episode.cipher, entry, **texts),
    )  # fmt: skip


def goal_is_open(*, goal: Goal) -> Iterable[Reason]:
    if goal.episode.state not in rules.WORKABLE:
        yield Reason("state", Words(
            "计划签订之后、提请结案之前才能评定目标。",
            "Goals are scaled between the signing of the plan and the proposal to close."))  # fmt: skip


@action(
    "care.scale_goal", Permission.CARE_RECORD, zh="评定目标", en="Scale a goal",
    where="goal.case.unit_id", guards=(goal_is_open, not_in_the_future),
    purpose=Words(
        "和本人一起评定：0 是达到预期，−2 到 +2。", "Together with the person: 0 is as expected, from −2 to +2."
    ),
)  # fmt: skip
def scale_goal(
    *,
    goal: Goal,
    on: Annotated[date, Label("日期", "Day")],
    attained: Annotated[Goal.Attained, Label("达成程度", "Attainment")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Say how far the goal was reached; the history keeps every scaling."""
    Goal.objects.filter(pk=goal.pk).update(attained=attained, scaled_on=on)


@action(
    "care.review_plan", Permission.CARE_RECORD, zh="评估计划", en="Review the plan",
    where="episode.case.unit_id", records=PlanReview,
    guards=(stands("episode", *rules.WORKABLE), not_in_the_future),
    purpose=Words(
        "所内每 30 天，出所后第 30、60、90 天，以后每 90 天。",
        "Every 30 days inside; on day 30, 60 and 90 after the release; then every 90 days.",
    ),
)  # fmt: skip
def review_plan(
    *,
    episode: Episode,
    on: Annotated[date, Label("日期", "Day")],
    changed: Annotated[bool, Label("计划有调整", "The plan changes")] = False,
    note: Annotated[str, Label("评估", "What was found", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> PlanReview:
    """Look at the plan again with the person; the next review follows."""
    Episode.objects.filter(pk=episode.pk).update(
        state=Step.REVIEW, review_due_on=_next(episode, on)
    )
    return PlanReview.objects.create(
        id=entry, case=episode.case, recorded_at=at, episode=episode, held_on=on,
        changed=changed, **sealed_texts(PlanReview, episode.cipher, entry, note=note),
    )  # fmt: skip


def goals_are_scaled(*, episode: Episode, ending: Episode.Ending) -> Iterable[Reason]:
    """Every goal has its result, so that none disappears with the closure."""
    if ending == Episode.Ending.DEATH:
        return
    for goal in episode.goals.filter(attained=""):
        goal.case = episode.case
        yield Reason("closing.goal", Words(
            f"目标“{goal}”还没有评定。", f"The goal “{goal}” has not been scaled."))  # fmt: skip


@action(
    "care.propose_closing", Permission.CARE_RECORD, zh="提请结案", en="Propose to close",
    where="episode.case.unit_id", guards=(stands("episode", *rules.OPEN), goals_are_scaled),
    purpose=Words("由另一人(督导)签字后结案。", "Closed once another person, the supervisor, has signed."),
)  # fmt: skip
def propose_closing(
    *,
    episode: Episode,
    ending: Annotated[Episode.Ending, Label("结案原因", "Why")],
    opinion: Annotated[str, Label("本人的评价", "The person's own view", lines=3, private=True)],
    onward: Annotated[str, Label("后续安排", "What follows", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Ask for the supervisor's signature."""
    texts = sealed_texts(Episode, episode.cipher, episode.pk, opinion=opinion, onward=onward)
    Episode.objects.filter(pk=episode.pk).update(
        state=Step.CLOSING, ending=ending, proposed_by_id=by.user_id, **texts
    )


def signs_for_another(*, episode: Episode, by: Actor) -> Iterable[Reason]:
    """Whoever proposes does not decide."""
    if by.user_id is not None and episode.proposed_by_id == by.user_id:
        yield Reason("closing.same", Words(
            "提请人不能自己签字，须由另一人签。",
            "Whoever proposed it cannot sign; another person does."))  # fmt: skip


@action(
    "care.sign_closing", Permission.CARE_SIGN, zh="督导签字", en="Sign as supervisor",
    where="episode.case.unit_id", guards=(stands("episode", Step.CLOSING), signs_for_another),
    purpose=Words(
        "由提请人以外的督导签字。勾选即结案；不勾选即退回继续工作，并写明意见。",
        "By a supervisor who did not propose it. Ticked, it closes; left open, it goes back to "
        "work with an opinion.",
    ),
)  # fmt: skip
def sign_closing(
    *,
    episode: Episode,
    agrees: Annotated[bool, Label("同意结案", "The closure is right")] = False,
    why: Annotated[str, Label("意见", "Opinion", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Close the episode, or send it back to work with an opinion."""
    if agrees:
        Episode.objects.filter(pk=episode.pk).update(
            state=Step.CLOSED, supervised_by_id=by.user_id, closed_on=local(at).date(),
            review_due_on=None,
        )  # fmt: skip
    else:
        Episode.objects.filter(pk=episode.pk).update(
            state=Step.REVIEW if episode.signed_on else Step.ASSESSMENT, ending="",
            proposed_by_id=None,
        )  # fmt: skip
