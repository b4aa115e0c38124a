"""备份与演练: what is kept, whether a restore was tried, and a button to try one now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guihang.casework import erasing
from guihang.core import drills
from guihang.core.models import Drill
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.web.page import Request, page

SHOWN = 14
ASKED = Words(
    "已开始一次恢复演练，完成后结果显示在这里。",
    "A restore drill begins; its result will stand here.",
)
WAITS = Words("已有一次演练在排队或进行中。", "A drill waits or goes on already.")
KINDS = {"full": W("完整", "Full"), "incremental": W("增量", "Changes")}


@page(Permission.BACKUP_MANAGE)
def index(request: Request) -> HttpResponse:
    """Backups, drills, alarms; a POST asks for a drill."""
    now = timezone.now()
    if request.method == "POST":
        return _asked(request, now)
    erasures = []
    if Permission.ERASURE_DECIDE in request.actor.permissions:
        erasures = erasing.waiting_erasures(units=request.actor.units(Permission.ERASURE_DECIDE))
        request.saw(row.case_id for row in erasures)
    about = {"erasures": erasures, "embedded": settings.GUIHANG_EMBEDDED}
    if settings.GUIHANG_EMBEDDED:
        about |= _kept(now)
    return render(request, "system/backups.html", about)


def _kept(now: datetime) -> dict[str, object]:
    found, last = drills.kept(now), drills.last_passed()
    overdue = drills.overdue(now)
    return {
        "tiles": [
            _tile(W("上次备份", "Last backup"), found.backups[0].began_at if found.backups else None, now,
                  "overdue" if found.alarms else "done"),
            _tile(W("日志存到", "Log kept up to"), found.log_at, now, ""),
            _tile(W("上次演练通过", "Last drill passed"), last.began_at if last else None, now,
                  "overdue" if overdue else "done"),
            {"label": W("恢复用时", "Time to restore"), "value": f"{last.seconds:.0f}" if last else "—",
             "unit": W("秒", "s") if last else "", "note": W("在演练中测得", "as the drill took")},
        ],
        "alarms": found.alarms, "overdue": overdue, "running": drills.running(now),
        "columns": [
            {"label": label, "number": number} for label, number in (
                (W("时间", "When"), False), (W("种类", "Kind"), False), (W("大小", "Size"), True),
                (W("名称", "Name"), False),
            )
        ],
        "rows": [
            {"cells": [
                f"{timezone.localtime(row.began_at):%Y-%m-%d %H:%M}", KINDS[row.kind],
                f"{row.bytes / 1e6:,.1f} MB", row.name,
            ]}
            for row in found.backups[:SHOWN]
        ],
        "count": len(found.backups), "log_pieces": found.log_pieces, "waiting": found.waiting,
        "free": f"{found.free_bytes / 1e9:,.1f}", "drills": [_told(row) for row in drills.recent()],
    }  # fmt: skip


def _tile(label: object, at: datetime | None, now: datetime, tone: str) -> dict[str, object]:
    if not at:
        return {"label": label, "value": "—", "note": W("还没有", "not yet"), "tone": "overdue"}
    days, rest = divmod(max(now - at, timedelta()), timedelta(days=1))
    hours, minutes = rest // timedelta(hours=1), rest // timedelta(minutes=1)
    value, unit = (
        (days, W("天前", "d ago")) if days
        else (hours, W("小时前", "h ago")) if hours
        else (minutes, W("分钟前", "min ago"))
    )  # fmt: skip
    note = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return {"label": label, "value": value, "unit": unit, "note": note, "tone": tone}


def _told(drill: Drill) -> dict[str, object]:
    return {
        "drill": drill,
        "checks": [
            {"label": say(Words(*check["words"])), "said": say(Words(*check["said"])),
             "passed": check["passed"]}
            for check in drill.checks
        ],
        "problem": say(Words(*drill.problem)) if drill.problem else "",
        "ended": drill.finished_at is not None,
    }  # fmt: skip


def _asked(request: Request, now: datetime) -> HttpResponse:
    if not settings.GUIHANG_EMBEDDED:
        return redirect("backups")
    try:
        if drills.running(now):
            raise AlreadyEnqueued
        task = app.configure_task("guihang.drill", queueing_lock="drill_now", queue="files")
        with transaction.atomic():  # a second click must not undo the page
            task.defer(by=request.actor.user_id)
        messages.success(request, say(ASKED))
    except AlreadyEnqueued:
        messages.info(request, say(WAITS))
    return redirect("backups")
