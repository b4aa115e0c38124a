"""Pages of the services that are no list: the eco-map, an instrument, a signal file of VR."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from guihang.assessments import actions as assessments
from guihang.care import queries as care
from guihang.care import signals, vr
from guihang.cases import queries as cases
from guihang.cases.models import Case
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.core.words import W, say
from guihang.engines import network as drawing
from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.instruments.instrument import Instrument, Item
from guihang.engines.words import Words
from guihang.people import register as registers
from guihang.people.permissions import Fields, Permission
from guihang.people.register import REGISTERS
from guihang.web.page import Request, page
from guihang.web.views.people import person_line


def _case(request: Request, pk: UUID, fields: Fields) -> Case:
    """Return a case of which the user sees these fields; the look is noted. Raises OutOfReach."""
    case = cases.case(pk, units=request.units)
    if fields not in request.actor.sees(case.unit_id, case.facility_id, case.offered_to_id):
        raise OutOfReach
    request.saw([case.pk])
    return case


@page(Permission.CARE_VIEW)
def network(request: Request, pk: UUID) -> HttpResponse:
    """The eco-map of one person as of a day, beside how it was, with the table behind it."""
    case = _case(request, pk, Fields.FAMILY)
    looks, moments = care.looks(case), care.moments(case)
    chosen = _day(request.GET.get("on", "")) or moments[-1][1]
    stands = drawing.standing(looks, chosen)
    about = {
        "case": case, "person": person_line(case), "chosen": chosen,
        "drawn": drawing.drawn(stands), "view": drawing.VIEW,
        "moments": [
            (words, on, drawing.strengths(drawing.standing(looks, on))) for words, on in moments
        ],
        "strengths": care.STRENGTHS, "spheres": care.SPHERES, "directions": care.DIRECTIONS,
        "stands": [
            (look, [one for one in looks if one.tie == look.tie and one.on <= chosen])
            for look in stands
        ],
        "may_add": case.unit_id in request.actor.units(Permission.CARE_RECORD),
    }  # fmt: skip
    return render(request, "care/network.html", about)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Paper(forms.Form):
    """One instrument as a form: every question may stay without an answer."""

    def __init__(self, instrument: Instrument, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "entry": uuid7()})
        self.instrument = instrument
        modes = assessments.Given.choices
        if instrument.interview_only:
            modes = [one for one in modes if one[0] == assessments.Given.INTERVIEW]
        self.fields["mode"] = forms.ChoiceField(
            label=W("方式", "How"), choices=modes, initial=modes[-1][0] if instrument.interview_only
            else assessments.Given.READ,
        )  # fmt: skip
        day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["on"] = forms.CharField(label=W("日期", "Day"), widget=day)
        if instrument.norms:
            norms = [(code, W(*words)) for code, words in instrument.norms.items()]
            self.fields["norm"] = forms.ChoiceField(label=W("常模", "Norm set"), choices=norms)
        for number, item in enumerate(instrument.items, 1):
            self.fields[item.key] = _question(number, item)
        self.fields["entry"] = forms.UUIDField(widget=forms.HiddenInput)

    def answers(self) -> str:
        """Return what was answered, as the action reads it."""
        found = {
            item.key: str(self.data.get(item.key, "")).strip() for item in self.instrument.items
        }
        return " ".join(f"{key}={value}" for key, value in found.items() if value)


def _question(number: int, item: Item) -> forms.Field:
    words = item.words or Words(f"第 {number} 题", f"Question {number}")
    label = W(f"{number}. {words.zh}" if item.words else words.zh,
              f"{number}. {words.en}" if item.words else words.en)  # fmt: skip
    if item.labels:
        choices = [(item.lowest + n, W(*one)) for n, one in enumerate(item.labels)]
        return forms.ChoiceField(
            label=label, choices=choices, required=False, widget=forms.RadioSelect
        )
    if item.allowed or item.highest - item.lowest <= 6:
        values = [(value, str(value)) for value in item.values]
        return forms.ChoiceField(
            label=label, choices=values, required=False, widget=forms.RadioSelect
        )
    numbers = forms.NumberInput({"min": item.lowest, "max": item.highest})
    return forms.CharField(label=label, required=False, widget=numbers)


@page(Permission.INSTRUMENT_GIVE)
def paper(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One instrument for one person: the questions, or the numbers of a licensed paper."""
    case = _case(request, pk, Fields.HEALTH)
    instrument = INSTRUMENTS.get(code)
    if instrument is None:
        raise Http404
    form = Paper(instrument, request.POST if request.method == "POST" else None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        try:
            sheet = assessments.give(
                case=case, instrument=code, mode=form.data.get("mode"), on=form.data.get("on"),
                norm=form.data.get("norm"), answers=form.answers(), by=request.actor,
                at=timezone.now(), entry=_entry(form),
            )  # fmt: skip
        except Refused as refused:
            reasons = refused.reasons
        else:
            if not sheet.alarmed:
                messages.success(request, say(Words("已保存。", "Saved.")))
            return redirect("record", "answer-sheets", sheet.pk)
    services = reverse("services", args=[case.pk])
    decline = reverse("act", args=["assessments.decline", "case", case.pk])
    about = {
        "case": case, "person": person_line(case), "instrument": instrument, "form": form,
        "reasons": reasons, "free": assessments.FREE, "draft": request.path,
        "submit": W("保存", "Save"), "cancel_url": services,
        "decline_url": f"{decline}?{urlencode({'instrument': code, 'back': services})}",
    }  # fmt: skip
    return render(request, "care/paper.html", about, status=422 if reasons else 200)


def _entry(form: Paper) -> UUID:
    """Return the id under which the page was opened, or a new one where it is damaged."""
    try:
        return UUID(str(form.data.get("entry")))
    except ValueError:
        return uuid7()


class SignalForm(forms.Form):
    file = forms.FileField(label=W("原始信号文件", "Raw signal file"))


@page(Permission.INSTRUMENT_GIVE)
def signal(request: Request, pk: UUID) -> HttpResponse:
    """The raw signal of one VR session: taken in once, and given back as it was."""
    session = registers.row(REGISTERS["vr-sessions"], pk, units=request.units)
    request.saw([session.case_id])
    kept = session.signals.select_related("case__person", "session").first()
    if kept and "take" in request.GET:
        return _taken(request, kept)
    form = SignalForm(request.POST or None, request.FILES or None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = _kept(request, session, form.cleaned_data["file"])
        if not reasons:
            return redirect("record", "vr-sessions", session.pk)
    about = {
        "person": person_line(session.case), "form": form, "kept": kept, "reasons": reasons,
        "submit": W("保存", "Save"), "cancel_url": reverse("record", args=["vr-sessions", pk]),
    }  # fmt: skip
    return render(request, "care/signal.html", about, status=422 if reasons or form.errors else 200)


def _taken(request: Request, kept: vr.Signal) -> HttpResponse:
    try:
        raw = signals.read(kept)
    except FileNotFoundError as error:
        raise Http404 from error
    request.took()
    name = {"Content-Disposition": f'attachment; filename="signal-{kept.pk}.bin"'}
    return HttpResponse(raw, content_type="application/octet-stream", headers=name)


def _kept(request: Request, session: Any, file: Any) -> tuple[Reason, ...]:
    """Keep an uploaded signal; return what stood against it."""
    if file.size > signals.LARGEST:
        return (Reason("signal.large", Words("文件不能超过 20 MB。", "A file is at most 20 MB.")),)
    digest = signals.keep(session, file.read())
    try:
        vr.attach_signal(
            course=session.course, number=vr.number_of(session), digest=digest, size=file.size,
            by=request.actor, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        signals.forget(digest)
        return refused.reasons
    return ()
