"""Every component with sample data on one page: for looking at, and for the checks in the tests.

All names and figures are invented. Routed only in DEBUG and in tests.
"""

import math
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guihang.core.ids import uuid7
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.web.journey_line import JourneyLine, Mark, Segment, journey_line

TODAY = date(2026, 11, 24)
RELEASED = date(2026, 9, 18)


class SampleForm(forms.Form):
    """Each kind of field once."""

    on = forms.DateField(
        label=W("日期", "Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=W("联系发生的那一天，不是登记的那一天。", "The day it happened, not the day it is recorded."),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=W("方式", "How"),
        choices=[("", "—"), ("call", W("电话", "Call")), ("face", W("面谈", "In person")),
                 ("visit", W("走访", "Visit")), ("video", W("视频", "Video"))],
    )  # fmt: skip
    station = forms.ChoiceField(
        label=W("照管工作站", "Station"),
        choices=[("", "—")] + [(str(n), W(f"第 {n} 工作站", f"Station {n}")) for n in range(1, 9)],
    )
    needs = forms.MultipleChoiceField(
        label=W("当前需要", "Present needs"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("housing", W("住房", "Housing")), ("work", W("就业", "Work")),
                 ("family", W("家庭", "Family")), ("health", W("健康", "Health"))],
    )  # fmt: skip
    minutes = forms.IntegerField(label=W("时长(分钟)", "Minutes"), min_value=1, max_value=600)
    note = forms.CharField(
        label=W("情况记录", "Note"), required=False, widget=forms.Textarea({"rows": 3})
    )
    agreed = forms.BooleanField(
        label=W("本人同意联系家属", "The person agrees that the family is called"), required=False
    )


class SampleFilter(forms.Form):
    """A query form above a list."""

    name = forms.CharField(label=W("姓名或编号", "Name or number"), required=False)
    stage = forms.ChoiceField(
        label=W("阶段", "Stage"), required=False,
        choices=[("", W("全部", "All")), ("golden", W("黄金三月", "Golden three months")),
                 ("year1", W("第一年", "First year"))],
    )  # fmt: skip
    since = forms.DateField(
        label=W("出所日期起", "Released from"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip


def show(request: HttpRequest) -> HttpResponse:
    """Show the gallery; ``?empty=1`` shows the lists without rows."""
    return render(request, "gallery.html", samples(empty="empty" in request.GET))


def samples(*, empty: bool = False) -> dict[str, Any]:
    """Return what the gallery shows."""
    return {
        "fresh": SampleForm(prefix="fresh", initial={"on": TODAY, "channel": "call"}),
        "refused": SampleForm({"bad-on": "2026-13-01", "bad-minutes": "0"}, prefix="bad"),
        "filter": SampleFilter(auto_id="filter_%s"),
        "entry": uuid7(),
        "states": ["overdue", "due", "open", "done", "late", "missed", "upcoming", "void"],
        "columns": _columns(), "rows": [] if empty else _rows(),
        "page": {"previous": "", "next": "c2", "shown": 5, "count": W("共 1,268 条", "1,268 in all")},
        "tiles": _tiles(), "person": _person(), "line": _line(),
        "retention": _retention(), "at_risk": _at_risk(), "bars": _bars(), "funnel": _funnel(),
        "retention_table": {
            "head": [say(Words("天", "Day")), say(Words("照管组", "With aftercare"))],
            "rows": [["30", "96.1%"], ["90", "88.7%"], ["365", "71.4%"]],
        },
    }  # fmt: skip


def _person() -> SimpleNamespace:
    return SimpleNamespace(
        name=say(Words("张*国", "Zhang *")), number="NM-2024-00317", url="#person",
        unit=say(Words("新城区后续照管工作站", "Xincheng aftercare station")),
        stage=say(Words("黄金三月 · 第 67 天", "Golden three months · day 67")),
    )  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": W("姓名", "Name")}, {"label": W("编号", "Number")},
        {"label": W("应办事项", "Task")}, {"label": W("截止", "Due")},
        {"label": W("状态", "State")}, {"label": W("已过天数", "Days"), "number": True},
    ]  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    from guihang.web.templatetags.ui import state

    tasks = [
        ("张*国", "Zhang *", "当面会谈(72 小时内)", "Meet in person (72 h)", "overdue", 67),
        ("乌*娜", "Wu *", "每周联系", "Weekly contact", "due", 21),
        ("李*", "Li *", "第 30 天评估", "Day-30 review", "open", 28),
        ("斯*图", "Si *", "月度检测", "Monthly test", "late", 102),
        ("王*梅", "Wang *", "每周联系", "Weekly contact", "upcoming", 14),
    ]
    return [
        {"url": f"#case-{n}", "state": code if code in ("overdue", "due") else "",
         "cells": [say(Words(zh, en)), f"NM-2024-{n:05}", say(Words(task, act)),
                   f"{TODAY + timedelta(days=n - 1):%m-%d}", state(code), days]}
        for n, (zh, en, task, act, code, days) in enumerate(tasks)
    ]  # fmt: skip


def _tiles() -> list[dict[str, Any]]:
    return [
        {"label": W("已逾期", "Overdue"), "value": 3, "tone": "overdue", "url": "#overdue",
         "note": W("最久 4 天", "longest: 4 days")},
        {"label": W("今日到期", "Due today"), "value": 8, "tone": "due", "url": "#due"},
        {"label": W("本周按时完成", "Done on time this week"), "value": "92.3%", "tone": "done",
         "note": W("48 / 52 项", "48 of 52 tasks")},
        {"label": W("照管中", "In aftercare"), "value": "1,268", "unit": W("人", "people"),
         "tone": "teal", "note": W("较上月 +12", "12 more than last month")},
    ]  # fmt: skip


def _line() -> JourneyLine:
    zones = [
        ("生理脱毒", "脱毒", "Detox", date(2024, 9, 18), date(2024, 10, 18)),
        ("教育适应", "适应", "Adapt", date(2024, 10, 18), date(2025, 1, 20)),
        ("康复巩固", "巩固", "Consolidate", date(2025, 1, 20), date(2026, 6, 20)),
        ("回归指导", "回归", "Return", date(2026, 6, 20), RELEASED),
    ]
    ends = [RELEASED + timedelta(days=days) for days in (0, 91, 365, 730, 1096)]
    after = [
        ("golden", Words("黄金三月", "Golden three months")), ("year", Words("第一年", "Year 1")),
        ("year", Words("第二年", "Year 2")), ("year", Words("第三年", "Year 3")),
    ]  # fmt: skip
    segments = [
        Segment("zone", Words(zh, en), start, end, Words(short, en))
        for zh, short, en, start, end in zones
    ]
    segments += [
        Segment(kind, words, ends[n], ends[n + 1]) for n, (kind, words) in enumerate(after)
    ]
    done = [
        (0, "contact", "done", "24 小时内联系", "Contact within 24 h"),
        (3, "contact", "late", "当面会谈(逾期完成)", "Met in person, late"),
        (7, "contact", "done", "核对联系方式", "Contact data confirmed"),
        (14, "contact", "attempt", "电话未接通(本人)", "Call not answered"),
        (15, "contact", "missed", "第 2 周联系未完成", "Week 2 contact missed"),
        (21, "contact", "done", "每周联系", "Weekly contact"),
        (28, "contact", "done", "走访", "Visit"),
        (42, "contact", "done", "每两周联系", "Fortnightly contact"),
        (56, "contact", "done", "每两周联系", "Fortnightly contact"),
        (64, "contact", "overdue", "每两周联系逾期", "Fortnightly contact overdue"),
        (12, "test", "negative", "尿检阴性", "Urine test negative"),
        (30, "test", "negative", "尿检阴性", "Urine test negative"),
        (60, "test", "positive", "现场检测阳性，待复检", "On-site positive, to be confirmed"),
        (90, "test", "upcoming", "月度检测", "Monthly test"),
        (30, "review", "done", "第 30 天评估", "Day-30 review"),
        (60, "review", "late", "第 60 天评估(逾期完成)", "Day-60 review, late"),
        (90, "review", "upcoming", "期末评估", "Closing review"),
    ]
    marks = [
        Mark(lane, state, Words(zh, en), RELEASED + timedelta(days=day), "#mark")
        for day, lane, state, zh, en in done
    ]
    return journey_line(segments, marks, TODAY)


def _curve(rate: float, spread: float) -> list[list[float]]:
    points = [[0, 1.0, 1.0, 1.0]]
    for day in range(9, 1096, 17):
        s = math.exp(-rate * day**0.8)
        wide = spread * math.sqrt(day / 1096)
        points.append([day, round(s, 4), round(max(s - wide, 0), 4), round(min(s + wide, 1), 4)])
    return points


def _retention() -> dict[str, Any]:
    with_care, without = _curve(0.0023, 0.05), _curve(0.0041, 0.08)
    return {
        "kind": "survival",
        "series": [
            {"name": say(Words("参加照管", "With aftercare")), "points": with_care,
             "censored": [[point[0], point[1]] for point in with_care[10::9]]},
            {"name": say(Words("未参加照管", "Without aftercare")), "points": without,
             "censored": [[point[0], point[1]] for point in without[12::11]]},
        ],
        "marks": [{"at": 90, "name": say(Words("三个月", "3 months"))}],
    }  # fmt: skip


def _at_risk() -> dict[str, Any]:
    return {
        "times": ["0", "180", "365", "730", "1095"],
        "rows": [
            {"name": say(Words("参加照管", "With aftercare")),
             "counts": ["1,268", "1,102", "874", "512", "201"]},
            {"name": say(Words("未参加照管", "Without aftercare")),
             "counts": ["402", "300", "211", "96", "31"]},
        ],
    }  # fmt: skip


def _bars() -> dict[str, Any]:
    return {
        "kind": "bar", "unit": "%",
        "categories": ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"],
        "series": [
            {"name": say(Words("按时", "On time")), "values": [0.81, 0.84, 0.83, 0.88, 0.9, 0.92]},
            {"name": say(Words("逾期完成", "Late")), "values": [0.11, 0.09, 0.1, 0.07, 0.06, 0.05]},
        ],
    }  # fmt: skip


def _funnel() -> dict[str, Any]:
    centre = 0.72
    sizes = (38, 61, 84, 120, 156, 203, 250, 310)
    offs = (0.09, -0.05, 0.03, -0.11, 0.02, 0.04, -0.02, 0.01)
    limits = []
    for n in range(20, 341, 20):
        error = math.sqrt(centre * (1 - centre) / n)
        limits.append([n, *(round(centre + z * error, 4) for z in (-1.96, 1.96, -3.09, 3.09))])
    return {
        "kind": "funnel", "centre": centre, "limits": limits,
        "points": [[n, round(centre + off, 3), say(Words(f"场所 {i}", f"Facility {i}"))]
                   for i, (n, off) in enumerate(zip(sizes, offs, strict=True), 1)],
    }  # fmt: skip
