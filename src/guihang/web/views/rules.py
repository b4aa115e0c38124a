"""规则: the protocols in force, and what a change would do before it takes effect."""

import json
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.core.words import W
from guihang.engines import protocol_json
from guihang.engines.protocol import Offset
from guihang.engines.words import Words
from guihang.followup import actions, dryrun, plan
from guihang.followup import queries as followup
from guihang.people import queries as people
from guihang.people.permissions import Permission, Role
from guihang.web.page import Request, page

MOST_PEOPLE = 3000
"""People a dry run on the page looks at (about ten seconds); the command line has no limit."""


class ProtocolForm(forms.Form):
    """The text of a protocol, to be tried and proposed."""

    body = forms.CharField(
        label=W("方案(JSON)", "Protocol (JSON)"), widget=forms.Textarea({"rows": 24})
    )


@page(Permission.PROTOCOL_VIEW)
def index(request: Request) -> HttpResponse:
    """Every protocol with version, source and effective day; proposals that wait."""
    about = {
        "protocols": plan.all_versions(), "proposals": followup.proposals(),
        "adopts": Permission.PROTOCOL_ADOPT in request.actor.permissions,
        "proposes": Permission.PROTOCOL_PROPOSE in request.actor.permissions,
        "sees_journal": Permission.JOURNAL_VIEW in request.actor.permissions, "entry": uuid7(),
    }  # fmt: skip
    if request.method == "POST":
        try:
            actions.adopt_protocol(
                unit=people.region(), code=request.POST.get("code"),
                version=request.POST.get("version"), by=request.actor, at=timezone.now(),
            )  # fmt: skip
            return redirect("rules")
        except Refused as refused:
            return render(
                request, "rules/index.html", about | {"reasons": refused.reasons}, status=422
            )
    return render(request, "rules/index.html", about)


@page(Permission.PROTOCOL_VIEW)
def protocol(request: Request, code: str, version: int) -> HttpResponse:
    """One version, step by step, in words."""
    found = next((p for p in plan.all_versions() if (p.code, p.version) == (code, version)), None)
    if found is None:
        raise Http404
    steps = [
        {"words": step.words, "opens": _when(step.opens), "due": _when(step.due),
         "closes": _when(step.closes), "owner": Role(step.owner).label, "why": step.why}
        for step in found.steps
    ]  # fmt: skip
    about = {
        "protocol": found, "steps": steps,
        "proposes": Permission.PROTOCOL_PROPOSE in request.actor.permissions,
    }  # fmt: skip
    return render(request, "rules/protocol.html", about)


@page(Permission.PROTOCOL_PROPOSE)
def dry_run(request: Request) -> HttpResponse:
    """Try a protocol on everybody within reach; propose it when the answer convinces."""
    form = ProtocolForm(request.POST or None, initial={"body": _start(request)})
    about: dict[str, Any] = {"form": form, "limit": MOST_PEOPLE}
    if form.is_valid():
        body = form.cleaned_data["body"]
        try:
            if "propose" in request.POST:
                actions.propose_protocol(
                    unit=people.region(), body=body, by=request.actor, at=timezone.now()
                )
                return redirect("rules")
            tried = plan.read(body)
            about["report"] = dryrun.dry_run(
                tried, units=request.units, at=timezone.now(), limit=MOST_PEOPLE
            )
            about["names"] = dict(people.named(request.units))
            request.saw(example.case_id for example in about["report"].examples)
        except plan.Unreadable as error:
            for words in error.problems:
                form.add_error("body", str(W(*words)))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("body", str(reason))
    return render(request, "rules/dry_run.html", about, status=422 if form.errors else 200)


def _start(request: Request) -> str:
    """Return the newest version of a protocol as text, its version raised by one."""
    code = request.GET.get("code", "golden-quarter")
    known = [found for found in plan.all_versions() if found.code == code]
    if not known:
        return ""
    newest = known[-1]
    data = protocol_json.to_json(newest)
    data["version"] = plan.newest_version(code) + 1
    data["effective_on"] = date(timezone.localdate().year + 1, 1, 1).isoformat()
    return json.dumps(data, ensure_ascii=False, indent=1)


def _when(offset: Offset) -> Words:
    if offset.hours is not None:
        return Words(f"{offset.hours} 小时", f"{offset.hours} h")
    months = Words(f"{offset.months} 个月", f"{offset.months} months") if offset.months else None
    days = Words(f"第 {offset.days} 天", f"day {offset.days}")
    if months is None:
        return days
    extra = (
        Words(f"{offset.days:+d} 天", f"{offset.days:+d} days") if offset.days else Words("", "")
    )
    return Words(f"{months.zh}{extra.zh}", f"{months.en} {extra.en}".strip())
