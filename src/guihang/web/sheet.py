"""Every list leaves the product by this one way: the rows of the page, who took them and when."""

from collections.abc import Iterable, Sequence

from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone

from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.exchange.export import Cell, export
from guihang.people.permissions import Permission
from guihang.web.page import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(
    request: Request, title: Words, columns: Sequence[Words], rows: Iterable[Sequence[Cell]],
    told: Iterable[object] = (),
) -> FileResponse:  # fmt: skip
    """Return a list as an Excel file.

    ``told``: the filter in words. The caller notes with ``request.saw`` whose data is in it.
    """
    request.took()
    now, posts = timezone.now(), request.actor.posts
    chosen = say(W("、", ", ")).join(str(word) for word in told)
    file = export(
        rows, columns, who=request.actor.name, when=now, title=title,
        filter_text=chosen or say(W("全部", "All")), unit=say(posts[0].unit) if posts else "",
    )  # fmt: skip
    name = f"{say(title)} {timezone.localtime(now):%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def export_url(
    request: Request, route: str, permission: Permission = Permission.DATA_EXPORT
) -> str:
    """Return where a list is taken away, or nothing for those who may not take it."""
    return reverse(route) if permission in request.actor.permissions else ""
