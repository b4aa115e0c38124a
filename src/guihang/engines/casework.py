"""个案矫治: the twelve domains, what step may follow, and when the plan is looked at again.

Source: the generic process of social work (接案 预估 计划 介入 评估 结案, DB62/T 4986-2024 for the method).
Domains and intervals are set by this product (version 1); no statutory source.
"""

from datetime import date, timedelta

from guihang.engines.words import Words

VERSION = 1

DOMAINS: dict[str, Words] = {
    "physical": Words("身体健康", "Physical health"),
    "mental": Words("心理健康", "Mental health"),
    "craving": Words("渴求与使用", "Craving and use"),
    "family": Words("家庭", "Family"),
    "housing": Words("住房", "Housing"),
    "income": Words("收入", "Income"),
    "work": Words("就业", "Work"),
    "legal": Words("法律与债务", "Law and debts"),
    "education": Words("教育", "Education"),
    "network": Words("社会支持", "Social network"),
    "meaning": Words("意义与文化", "Meaning and culture"),
    "safety": Words("安全", "Safety"),
}
WORST = 3
"""Severity runs from 0 (none) to this."""

OPEN = ("intake", "assessment", "plan", "intervention", "review")
"""Steps of an episode on which work goes on."""
PLANNABLE = ("assessment", "plan", "intervention", "review")
"""Steps at which a goal can be added and a plan signed: the needs are known."""
WORKABLE = ("plan", "intervention", "review")
"""Steps at which there is a signed plan to work by."""

INSIDE_EVERY = timedelta(days=30)
AFTER_RELEASE = (30, 60, 90)
LATER_EVERY = timedelta(days=90)


def next_review_on(on: date, released_on: date | None) -> date:
    """Return when the plan is looked at again after ``on``: every 30 days inside; on day 30, 60 and
    90 after the release; then every 90 days."""
    if released_on is None or on < released_on:
        return on + INSIDE_EVERY
    for days in AFTER_RELEASE:
        if (day := released_on + timedelta(days=days)) > on:
            return day
    return on + LATER_EVERY
