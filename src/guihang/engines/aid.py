"""Statutory aid: who is asked, who decides, by when, and what may never go with it.

Source of every route: 社会救助暂行办法 (2019-03-02 text), articles as named. Days stand only where a
rule that was found states them; where none was found there is no number.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from guihang.engines.calendar import Calendar
from guihang.engines.words import Words

VERSION = 1

RECONSIDERATION_DAYS = 60
RECONSIDERATION = Words(
    "行政复议法(2023年修订)第20条：自知道之日起60日内；社会救助暂行办法第65条",
    "Administrative Reconsideration Law (2023) art. 20: 60 days from knowing; Social Assistance "
    "Measures art. 65",
)

PRIVACY = Words(
    "只提供该项救助需要的材料；不得附送戒毒经历。公示由受理单位组织，名单不受我们控制。",
    "Give only what the scheme needs; never the history of drug use. Lists that are put up in "
    "public are made by the office, and out of our hands.",
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. ``days``: within which it is decided; working days if ``working``."""

    apply_to: Words
    decides: Words
    source: Words
    days: int | None = None
    working: bool = True


_TOWNSHIP = Words("户籍地乡镇(街道)", "Township of household registration")
_CIVIL = Words("县级民政部门", "County civil affairs")

SCHEMES: dict[str, Scheme] = {
    "dibao": Scheme(
        Words("户籍地乡镇(街道)，共同生活的家庭成员一起申请",
              "Township of household registration, by the household jointly"),
        _CIVIL,
        Words("社会救助暂行办法第9–13条；民发〔2021〕57号(受理后30个工作日内办结)",
              "Social Assistance Measures arts 9–13; 民发〔2021〕57号 (within 30 working days)"),
        days=30,
    ),
    "temporary_assistance": Scheme(
        Words("乡镇(街道)；情况紧急的先救助后补手续", "Township; when urgent, help first, papers after"),
        Words("县级民政部门；小额可委托乡镇", "County civil affairs; small sums may be delegated"),
        Words("社会救助暂行办法第47–48条", "Social Assistance Measures arts 47–48"),
    ),
    "public_rental_housing": Scheme(
        Words("乡镇(街道)或县级住房保障部门", "Township or county housing office"),
        Words("民政核对、住房保障部门决定", "Housing office, after a check by civil affairs"),
        Words("社会救助暂行办法第37–41条", "Social Assistance Measures arts 37–41"),
    ),
    "medical_assistance": Scheme(
        Words("乡镇(街道)；低保、特困人员直接办理", "Township; those on dibao or destitute directly"),
        Words("县级医疗保障部门", "County medical-insurance authority"),
        Words("社会救助暂行办法第27–31条", "Social Assistance Measures arts 27–31"),
    ),
    "legal_aid": Scheme(
        Words("法律援助机构", "Legal aid body"), Words("法律援助机构", "Legal aid body"),
        Words("法律援助法第43条(收到申请之日起7日内决定)", "Legal Aid Law art. 43 (within 7 days)"),
        days=7, working=False,
    ),
    "destitute": Scheme(
        _TOWNSHIP, _CIVIL, Words("社会救助暂行办法第14–16条", "Social Assistance Measures arts 14–16"),
    ),
    "emergency_care": Scheme(
        Words("救治医院", "The hospital that treats"), Words("疾病应急救助基金", "Emergency fund"),
        Words("社会救助暂行办法第32条", "Social Assistance Measures art. 32"),
    ),
    "education": Scheme(
        Words("就读学校", "The school"), Words("就读学校", "The school"),
        Words("社会救助暂行办法第33–36条", "Social Assistance Measures arts 33–36"),
    ),
    "employment": Scheme(
        Words("居住地街道、社区公共就业服务机构", "Public employment service at the place of residence"),
        Words("同一机构", "The same body"),
        Words("社会救助暂行办法第42–46条；无正当理由连续3次拒绝介绍的，减发或停发本人低保金",
              "Social Assistance Measures arts 42–46; refusing three referrals in a row without "
              "reason cuts or stops one's own dibao"),
    ),
    "shelter": Scheme(
        Words("救助站", "Rescue station"), Words("救助站", "Rescue station"),
        Words("社会救助暂行办法第50–51条", "Social Assistance Measures arts 50–51"),
    ),
}  # fmt: skip


def decision_due_on(scheme: str, applied_on: date, calendar: Calendar) -> date | None:
    """Return the last day on which a decision is in time; None where no rule was found."""
    rule = SCHEMES[scheme]
    if rule.days is None:
        return None
    if rule.working:
        return calendar.add_working_days(applied_on, rule.days)
    # A last day that is a holiday moves on (Civil Code art. 203).
    last = applied_on + timedelta(days=rule.days)
    return last if calendar.is_working(last) else calendar.next_working(last)


def reconsideration_until(decided_on: date) -> date:
    """Return the last day on which a refusal can be challenged."""
    return decided_on + timedelta(days=RECONSIDERATION_DAYS)
