"""The published figures, for anybody."""

from django.http import HttpRequest, HttpResponse

from guihang.outcomes.public import newest
from guihang.portal.public import shown


def numbers(request: HttpRequest) -> HttpResponse:
    """What the region published last, as it was published; nothing until then."""
    return shown(request, "open/numbers.html", {"release": newest(), "here": "numbers"})
