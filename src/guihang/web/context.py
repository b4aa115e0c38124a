"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from guihang.casework import emergency
from guihang.core import scope
from guihang.core.words import W, say
from guihang.people.permissions import Permission
from guihang.people.queries import StaffActor
from guihang.web import gate

NAV = (
    ("today", "home", W("今日", "Today"), Permission.PERSON_VIEW),
    ("people", "users", W("人员", "People"), Permission.PERSON_VIEW),
    ("handovers", "arrows-exchange", W("衔接", "Handover"), Permission.PERSON_VIEW),
    ("stations", "building-community", W("站点", "Stations"), Permission.PERSON_VIEW),
    ("shared", "heart-handshake", W("共享", "Shared"), Permission.SHARED_VIEW),
    ("outcomes", "chart-line", W("成效", "Outcomes"), Permission.OUTCOME_VIEW),
    ("data", "table", W("数据", "Data"), Permission.DATA_IMPORT),
    ("rules", "list-check", W("规则", "Rules"), Permission.PROTOCOL_VIEW),
    ("accounts", "id", W("账号", "Accounts"), Permission.ACCOUNT_VIEW),
    ("audit", "shield-check", W("审计", "Audit"), Permission.AUDIT_VIEW),
    ("backups", "device-floppy", W("备份", "Backups"), Permission.BACKUP_MANAGE),
)
"""The top level, at most seven for anybody: page, icon, words, and the permission that shows it."""


MENU = (
    ("emergency", W("紧急查阅", "Emergency access"), Permission.EMERGENCY_OPEN),
    ("emergency-reviews", W("紧急查阅复核", "Emergency reviews"), Permission.EMERGENCY_REVIEW),
    ("sealed", W("封存档案申请", "Sealed records"), Permission.SEALED_ASK),
)
"""Rarely needed pages, in the user's menu."""


def _alarms(actor: StaffActor) -> dict[str, Any]:
    """Return what was opened in an emergency and waits for this head's review."""
    units = actor.units(Permission.EMERGENCY_REVIEW)
    if not units or not scope.is_open():
        return {}
    waiting = emergency.to_review(units=units, now=timezone.now())
    return {"alarms": len(waiting), "alarms_overdue": sum(one.overdue for one in waiting)}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation within the user's permissions, and the name of the region."""
    actor = getattr(request, "actor", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    nav = [
        {"url": reverse(name), "icon": icon, "label": label, "current": here.startswith(name)}
        for name, icon, label, permission in NAV
        if actor and permission in actor.permissions
    ]
    name = say(actor.posts[0].unit) if actor and actor.posts else ""
    found: dict[str, Any] = {"nav": nav, "region": W(*settings.GUIHANG_REGION), "unit_name": name}
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
