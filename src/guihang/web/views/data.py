"""数据: bring sheets in, take templates out."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from procrastinate.contrib.django import app

from guihang.core.action import ACTIONS
from guihang.core.refusal import Refused
from guihang.core.words import W, say
from guihang.exchange import uploads
from guihang.exchange.kinds import KINDS, Kind, kind_of, of_registers
from guihang.exchange.models import Upload
from guihang.exchange.sheets import template as sheet_template
from guihang.people.permissions import Permission
from guihang.people.register import REGISTERS
from guihang.web.page import Request, page
from guihang.web.sheet import XLSX


@page(Permission.DATA_IMPORT)
def index(request: Request) -> HttpResponse:
    """Send a file, fetch a template, see what became of earlier files."""
    about = {
        "kinds": KINDS.values(),
        "more": _more(request),
        "uploads": uploads.mine(request.actor),
    }
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        reasons = [say(W("请先选择文件。", "Choose a file first."))]
        return render(request, "data/index.html", about | {"reasons": reasons}, status=422)
    if file is not None:
        try:
            sent = uploads.accept(
                file.name or "", file.chunks(), actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            reasons = [str(reason) for reason in refused.reasons]
            return render(request, "data/index.html", about | {"reasons": reasons}, status=422)
        return redirect("data-upload", sent.pk)
    return render(request, "data/index.html", about)


def _more(request: Request) -> list[Kind]:
    """Return the registers into which this user may bring a sheet."""
    return [
        one for code, one in of_registers().items()
        if ACTIONS[REGISTERS[code].start].permission in request.actor.permissions
    ]  # fmt: skip


@page(Permission.DATA_IMPORT)
def upload(request: Request, pk: UUID) -> HttpResponse:
    """One file: its first rows, then try or import; progress and result stand here too."""
    sent = uploads.get(pk, actor=request.actor)
    if request.method == "POST":
        if uploads.start(sent, dry_run="import" not in request.POST):
            app.configure_task("guihang.import_file").defer(upload=str(sent.pk))
        else:
            messages.warning(
                request, say(W("该文件已在处理或已完成。", "This file is under way or done."))
            )
        return redirect("data-upload", sent.pk)
    about = {
        "upload": sent, "busy": sent.state in (Upload.State.WAITING, Upload.State.RUNNING),
        "has_errors": uploads.errors_file(sent).exists(),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "data/_result.html", about)
    open_states = (Upload.State.READ, Upload.State.DONE)
    about["sheets"] = uploads.shown(sent, request.actor) if sent.state in open_states else []
    return render(request, "data/upload.html", about)


@page(Permission.DATA_IMPORT)
def errors(request: Request, pk: UUID) -> FileResponse:
    """The refused rows, as the same sheet with the reasons in a column."""
    path = uploads.errors_file(uploads.get(pk, actor=request.actor))
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename="errors.xlsx")


@page(Permission.DATA_IMPORT)
def template(request: Request, kind: str) -> HttpResponse:
    """An empty workbook of one kind, with choices and advice."""
    if kind_of(kind) is None:
        raise Http404
    name = f'attachment; filename="{kind}.xlsx"'
    return HttpResponse(
        sheet_template(kind), content_type=XLSX, headers={"Content-Disposition": name}
    )
