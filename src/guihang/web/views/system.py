"""Small pages of the frame: drafts, language, health, permissions, the journal."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_http_methods, require_POST

from guihang.core import drafts
from guihang.core import journal as recorded
from guihang.core.action import ACTIONS
from guihang.engines.words import Words
from guihang.people.permissions import GRANTS, LABELS, Permission, Role
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

A_YEAR = 365 * 24 * 3600
TITLE = Words("操作与查阅记录", "Journal and log of reads")
COLUMNS = (
    Words("时间", "At"), Words("类别", "Kind"), Words("何人", "Who"), Words("何事", "What"),
    Words("涉及人数", "People"),
)  # fmt: skip
LOST = {
    "lost": Words("网络中断", "No network"),
    "kept": Words(
        "写过的内容没有丢，打开原来的表单就会恢复。",
        "What you typed is not lost: it is back when the form opens again.",
    ),
    "sent": Words(
        "如果刚才正在提交：恢复后内容还在，就是没有送到，请再提交一次；不会重复登记。",
        "If you were just saving: where the text is still there it did not arrive, so save again. "
        "Nothing is recorded twice.",
    ),
    "again": Words("重试", "Try again"),
}
"""What the page without network says, in both languages at once."""
LINES, TAKEN = 50, 10_000
"""Lines of a page, and of a file at most."""

DONE, READ, SYSTEM = Words("操作", "Action"), Words("查阅", "Read"), Words("系统", "the system")


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
@page(None)
def draft(request: Request, key: str) -> HttpResponse:
    """Keep, give back or drop the draft of one form (key: the path of its page)."""
    user = request.actor.user_id
    if request.method == "PUT":
        try:
            fields = json.loads(request.body)["fields"]
            kept = {str(name): str(value) for name, value in fields.items()}
        except (ValueError, KeyError, AttributeError):
            return HttpResponseBadRequest()
        if sum(map(len, kept.values())) > drafts.LONGEST:
            return HttpResponse(status=413)
        drafts.keep(user, key, kept, timezone.now())
        return HttpResponse(status=204)
    if request.method == "DELETE":
        drafts.forget(user, key)
        return HttpResponse(status=204)
    return JsonResponse(drafts.find(user, key) or {})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch between Chinese and English and go back to the page."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    if check_for_language(wanted):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=A_YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )  # fmt: skip
    return response


def health(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers: for the process that watches us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows ``offline`` when a page does not come; at the root to serve all."""
    response = render(request, "system/worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """Say that the network is gone and nothing is lost; devices keep this page and no other."""
    return render(request, "system/offline.html", LOST)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session and show a page that says nothing about us.

    Asked for without a form it shows the page alone: no link of a stranger ends a session.
    """
    if request.method == "POST":
        logout(request)
    return render(request, "system/weather.html")


@require_POST
@page(None)
def printed(request: Request) -> HttpResponse:
    """Write down that somebody prints a page; the page itself sends this."""
    try:
        route = resolve(request.POST.get("page", "")).view_name
    except Resolver404 as error:
        raise Http404 from error
    request.printed(route)
    return HttpResponse(status=204)


@page(Permission.PROTOCOL_VIEW)
def permissions(request: Request) -> HttpResponse:
    """The table of permissions and roles, and every action with what it asks for."""
    roles = [(role, Role(role).label) for role in GRANTS]
    table = [
        (words, [permission in GRANTS[role] for role, _ in roles])
        for permission, words in LABELS.items()
    ]
    actions = sorted(ACTIONS.values(), key=lambda action: action.name)
    rows = [(action, LABELS[Permission(action.permission)]) for action in actions]
    return render(
        request, "system/permissions.html", {"roles": roles, "table": table, "actions": rows}
    )


@page(Permission.JOURNAL_VIEW)
def journal(request: Request) -> HttpResponse:
    """The newest entries and reads of the units within reach; ``?list=`` pages through one."""
    only = request.GET.get("list", "")
    only = only if only in LISTS else ""
    after = recorded.Place.parse(request.GET.get("after", "")) if only else None
    about: dict[str, Any] = {"only": only, "export_url": export_url(request, "journal-export")}
    for name in [only] if only else LISTS:
        found = LISTS[name](request.units, after, LINES + 1)
        shown = found[:LINES]
        following = str(recorded.Place.of(shown[-1][0])) if len(found) > LINES else ""
        about[name] = {"rows": shown, "shown": len(shown), "next": following}
    return render(request, "system/journal.html", about)


type Lines = list[tuple[Any, Words]]


def _entries(units: Iterable[int], after: recorded.Place | None, limit: int) -> Lines:
    return recorded.recent(units, after=after, limit=limit)


def _reads(units: Iterable[int], after: recorded.Place | None, limit: int) -> Lines:
    return [
        (read, LABELS[Permission(read.permission)] if read.permission else Words("", ""))
        for read in recorded.recent_reads(units, after=after, limit=limit)
    ]


LISTS = {"entries": _entries, "reads": _reads}


@page(Permission.DATA_EXPORT, step_up=True)
def journal_export(request: Request) -> FileResponse:
    """Both columns of the page in one file, the newest 10,000 lines of each."""
    request.units &= request.actor.units(Permission.JOURNAL_VIEW)
    entries, reads = (fetch(request.units, None, TAKEN) for fetch in LISTS.values())
    cells = [
        (entry.at, DONE, entry.by.name if entry.by else SYSTEM, words, None)
        for entry, words in entries
    ] + [(read.at, READ, read.by.name, words, read.found) for read, words in reads]
    return sheet(request, TITLE, COLUMNS, cells)
