"""A body outside the system answers one resolution by its link: no account, no script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from guihang.core.refusal import Refused
from guihang.partners import links
from guihang.partners.conferences import answer_resolution
from guihang.people import throttle
from guihang.portal.forms import OwnForm


def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one resolution and take one answer. A link that cannot be used says no more than that."""
    now = timezone.now()
    tries = throttle.begin(throttle.of_address(request), at=now)
    shown = links.opened(secret, at=now) if tries is not None else None
    if tries is None or shown is None:
        return _answered(request, "outside/closed.html", {"busy": tries is None},
                         429 if tries is None else 404)  # fmt: skip
    throttle.forgive(tries)
    data = request.POST if request.method == "POST" else None
    form = OwnForm(answer_resolution, {"resolution"}, (), data=data, start={})
    if data is not None:
        try:
            done = links.answer(secret, at=now, entry=form.entry(), **form.values())
        except Refused as refused:
            form.show(refused)
        else:
            page = "outside/thanks.html" if done else "outside/closed.html"
            return _answered(request, page, {"shown": shown}, 200 if done else 404)
    about = {"shown": shown, "form": form}
    return _answered(request, "outside/answer.html", about, 200 if data is None else 422)


def _answered(
    request: HttpRequest, template: str, about: dict[str, object], status: int
) -> HttpResponse:
    response = render(request, template, about, status=status)
    # The address itself is the secret: the log of refusals does not learn it, nor does another site
    # (same-origin; with no-referrer a browser would send the form without its origin, and CSRF
    # protection refuse it).
    response["Referrer-Policy"] = "same-origin"
    response._has_been_logged = True  # type: ignore[attr-defined]
    add_never_cache_headers(response)
    return response
