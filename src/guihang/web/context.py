"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from guihang.casework import emergency
from guihang.core import scope
from guihang.core.words import W, say
from guihang.custody import terms
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.queries import StaffActor
from guihang.people.register import REGISTERS, Section
from guihang.web import gate

type Tab = tuple[str, tuple[str, ...], Words, Permission | None]


def _section(section: Section, words: Words) -> Tab:
    return "registers", (section,), words, None


NAV: tuple[tuple[str, Words, tuple[Tab, ...]], ...] = (
    ("home", Words("今日", "Today"), (("today", (), Words("今日", "Today"), Permission.PERSON_VIEW),)),
    ("users", Words("人员", "People"), (
        ("people", (), Words("人员名单", "People"), Permission.PERSON_VIEW),
        _section(Section.CARE, Words("服务台账", "Services")),
    )),
    ("arrows-exchange", Words("照管", "Aftercare"), (
        ("handovers", (), Words("衔接", "Handover"), Permission.PERSON_VIEW),
        ("stations", (), Words("站点", "Stations"), Permission.PERSON_VIEW),
        _section(Section.AFTERCARE, Words("站点台账", "Rooms, beds, plans")),
    )),
    ("shield-lock", Words("所内", "Inside"), (
        _section(Section.INSIDE, Words("所内台账", "Registers")),
        ("terms", (), Words("期限台账", "Terms"), Permission.SAFETY_VIEW),
        ("safety", (), Words("六无目标", "Six zero goals"), Permission.SAFETY_VIEW),
    )),
    ("heart-handshake", Words("协同", "Together"), (
        _section(Section.TOGETHER, Words("协同台账", "Registers")),
        ("library-search", (), Words("案例检索", "Find cases"), Permission.TOGETHER_VIEW),
        ("alliance", (), Words("联盟图", "Alliance"), Permission.TOGETHER_VIEW),
        ("platform", (), Words("云公益", "Public-benefit platform"), Permission.COMMUNITY_RECORD),
        ("shared", (), Words("共享", "Shared"), Permission.SHARED_VIEW),
    )),
    ("chart-line", Words("成效", "Outcomes"), (
        ("outcomes", (), Words("成效", "Outcomes"), Permission.OUTCOME_VIEW),
        _section(Section.OUTCOMES, Words("目标", "Targets")),
        ("model", (), Words("模型总览", "The model"), Permission.OUTCOME_VIEW),
    )),
    ("settings", Words("管理", "Office"), (
        ("data", (), Words("数据", "Data"), Permission.DATA_IMPORT),
        ("rules", (), Words("规则", "Rules"), Permission.PROTOCOL_VIEW),
        ("handbook", (), Words("工作手册", "Handbook"), Permission.PROTOCOL_VIEW),
        ("accounts", (), Words("账号", "Accounts"), Permission.ACCOUNT_VIEW),
        ("audit", (), Words("审计", "Audit"), Permission.AUDIT_VIEW),
        ("backups", (), Words("备份", "Backups"), Permission.BACKUP_MANAGE),
    )),
)  # fmt: skip
"""The top level, at most seven for anybody: icon, words, and its pages with what shows each.

An entry leads to the first of its pages that the user may see, and is not shown without one.
"""


MENU = (
    ("access-review", W("岗位复核", "Access review"), Permission.TEAM_MANAGE),
    ("model", W("模型总览", "The model"), Permission.TOGETHER_VIEW),
    ("emergency", W("紧急查阅", "Emergency access"), Permission.EMERGENCY_OPEN),
    ("emergency-reviews", W("紧急查阅复核", "Emergency reviews"), Permission.EMERGENCY_REVIEW),
    ("sealed", W("封存档案申请", "Sealed records"), Permission.SEALED_ASK),
    ("seal-notices", W("封存通知", "Notices of sealing"), Permission.SEAL_NOTICE),
)
"""Rarely needed pages, in the user's menu."""


def _alarms(actor: StaffActor) -> dict[str, Any]:
    """Return who is held past the end of the term, and what waits for this head's review."""
    found: dict[str, Any] = {}
    if not scope.is_open():
        return found
    if units := actor.units(Permission.SAFETY_VIEW):
        found["overstays"] = terms.overstays(units=units, today=timezone.localdate())
    if units := actor.units(Permission.EMERGENCY_REVIEW):
        waiting = emergency.to_review(units=units, now=timezone.now())
        found |= {"alarms": len(waiting), "alarms_overdue": sum(one.overdue for one in waiting)}
    return found


def shows(actor: StaffActor, tab: Tab) -> bool:
    """Say whether the user sees a page of the menu."""
    _, args, _, permission = tab
    if permission is not None:
        return permission in actor.permissions
    return any(
        one.section == args[0] and one.permission in actor.permissions for one in REGISTERS.values()
    )


def _is_here(tab: Tab, here: str, at: str) -> bool:
    """Say whether the page shown belongs to ``tab``; ``at``: the section it lies in, if any."""
    route, args, _, _ = tab
    if args:
        return at == args[0]
    return here.partition("-")[0].removesuffix("s") == route.partition("-")[0].removesuffix("s")


def navigation(
    actor: StaffActor, request: HttpRequest
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the top level, and the pages of the entry that the user is at."""
    here, given = "", {}
    if request.resolver_match:
        here, given = request.resolver_match.view_name, request.resolver_match.kwargs
    made = REGISTERS.get(given.get("slug", "")) if here.startswith(("register", "record")) else None
    at = made.section if made else given.get("section", "")
    nav, tabs = [], []
    for icon, label, pages in NAV:
        shown = [tab for tab in pages if shows(actor, tab)]
        if not shown:
            continue
        links = [
            {"url": reverse(tab[0], args=tab[1]), "label": say(tab[2]), "current": _is_here(tab, here, at)}
            for tab in shown
        ]  # fmt: skip
        current = any(link["current"] for link in links)
        nav.append({"url": links[0]["url"], "icon": icon, "label": say(label), "current": current})
        if current and len(links) > 1:
            tabs = links
    return nav, tabs


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation within the user's permissions, and the name of the region."""
    actor = getattr(request, "actor", None)
    nav, tabs = navigation(actor, request) if actor else ([], [])
    name = say(actor.posts[0].unit) if actor and actor.posts else ""
    found: dict[str, Any] = {
        "nav": nav,
        "tabs": tabs,
        "region": W(*settings.GUIHANG_REGION),
        "unit_name": name,
    }
    if actor:
        found["menu"] = [
            (reverse(name), label) for name, label, permission in MENU
            if permission in actor.permissions
        ]  # fmt: skip
        found |= _alarms(actor)
    if actor and hasattr(request, "session"):
        ends = int(gate.ends_at(request.session)) // 60 * 60  # two equal pages stay equal
        found |= {"idle": gate.IDLE - gate.TOUCH, "session_ends": ends}
    return found
