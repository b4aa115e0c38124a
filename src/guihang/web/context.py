"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from guihang.core.words import W, say
from guihang.people.permissions import Permission
from guihang.web import gate

NAV = (
    ("today", "home", W("今日", "Today"), Permission.PERSON_VIEW),
    ("people", "users", W("人员", "People"), Permission.PERSON_VIEW),
    ("handovers", "arrows-exchange", W("衔接", "Handover"), Permission.PERSON_VIEW),
    ("stations", "building-community", W("站点", "Stations"), Permission.PERSON_VIEW),
    ("outcomes", "chart-line", W("成效", "Outcomes"), Permission.OUTCOME_VIEW),
    ("data", "table", W("数据", "Data"), Permission.DATA_IMPORT),
    ("rules", "list-check", W("规则", "Rules"), Permission.PROTOCOL_VIEW),
    ("audit", "shield-check", W("审计", "Audit"), Permission.AUDIT_VIEW),
    ("backups", "device-floppy", W("备份", "Backups"), Permission.BACKUP_MANAGE),
)
"""The top level, at most seven: page, icon, words, and the permission that shows it."""


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
    found = {"nav": nav, "region": W(*settings.GUIHANG_REGION), "unit_name": name}
    if actor and hasattr(request, "session"):
        ends = int(gate.ends_at(request.session)) // 60 * 60  # two equal pages stay equal
        found |= {"idle": gate.IDLE - gate.TOUCH, "session_ends": ends}
    return found
