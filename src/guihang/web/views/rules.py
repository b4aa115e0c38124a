"""规则: the protocols in force, and what a change would do before it takes effect."""

import json
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guihang.core import drafts
from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.core.words import W, say
from guihang.engines import protocol_json
from guihang.engines.protocol import Protocol, anchor_words
from guihang.engines.words import Words
from guihang.followup import actions, dryrun, plan
from guihang.followup import queries as followup
from guihang.followup.handbook import when
from guihang.people import queries as people
from guihang.people.permissions import Permission, Role
from guihang.web.page import Request, page

MOST_PEOPLE = 3000
"""People a dry run on the page looks at (about ten seconds); the command line has no limit."""


PROPOSED = Words("方案已提出，等待另一人批准。", "Proposed. Another person now decides on it.")
ADOPTED = Words("方案已批准，自生效日起适用。", "Adopted. It applies from its day of effect on.")


class ProtocolForm(forms.Form):
    """The text of a protocol, to be tried and proposed."""

    body = forms.CharField(
        label=W("方案(JSON)", "Protocol (JSON)"),
        widget=forms.Textarea({"rows": 24, "class": "code", "spellcheck": "false"}),
        help_text=W(
            "修改步骤、时间或负责岗位；版本号要大于现有版本。",
            "Change steps, times or owners. The version must be above the existing one.",
        ),
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
            messages.success(request, say(ADOPTED))
            return redirect("rules")
        except Refused as refused:
            return render(
                request, "rules/index.html", about | {"reasons": refused.reasons}, status=422
            )
    return render(request, "rules/index.html", about)


@page(Permission.PROTOCOL_VIEW)
def protocol(request: Request, code: str, version: int) -> HttpResponse:
    """One version, step by step, in words."""
    proposed = _proposed(code, version)
    known = [*plan.all_versions(), *([proposed] if proposed else [])]
    found = next((p for p in known if (p.code, p.version) == (code, version)), None)
    if found is None:
        raise Http404
    steps = [
        {"words": step.words, "opens": when(step.opens), "due": when(step.due),
         "closes": when(step.closes), "owner": Role(step.owner).label, "why": step.why}
        for step in found.steps
    ]  # fmt: skip
    about = {
        "protocol": found, "steps": steps, "anchor": say(anchor_words(found.anchor)),
        "is_proposed": found is proposed,
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
                drafts.forget(request.actor.user_id, request.path)
                messages.success(request, say(PROPOSED))
                return redirect("rules")
            tried = plan.read(body)
            about["report"] = dryrun.dry_run(
                tried, units=request.units, at=timezone.now(), limit=MOST_PEOPLE
            )
            names = dict(people.named(request.units))
            # A list: in a template a Counter answers ``.items`` with the count of "items".
            about["touched"] = [
                (names[unit], count) for unit, count in about["report"].units.most_common()
            ]
            request.saw(example.case_id for example in about["report"].examples)
        except plan.Unreadable as error:
            for words in error.problems:
                form.add_error("body", str(W(*words)))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("body", str(reason))
    return render(request, "rules/dry_run.html", about, status=422 if form.errors else 200)


def _proposed(code: str, version: int) -> Protocol | None:
    """Return a version that waits for a decision: whoever decides reads and tries it first."""
    rows = (row for row in followup.proposals() if (row.code, row.version) == (code, version))
    row = next(rows, None)
    return plan.read(json.dumps(row.body)) if row else None


def _start(request: Request) -> str:
    """Return the newest version of a protocol as text, its version raised by one."""
    code, version = request.GET.get("code", "golden-quarter"), request.GET.get("version", "")
    if version.isdecimal() and (proposed := _proposed(code, int(version))):
        return json.dumps(protocol_json.to_json(proposed), ensure_ascii=False, indent=1)
    known = [found for found in plan.all_versions() if found.code == code]
    if not known:
        return ""
    newest = known[-1]
    data = protocol_json.to_json(newest)
    data["version"] = plan.newest_version(code) + 1
    data["effective_on"] = date(timezone.localdate().year + 1, 1, 1).isoformat()
    return json.dumps(data, ensure_ascii=False, indent=1)
