"""Days and moments as people say them."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.template import defaultfilters
from django.utils import timezone

register = template.Library()


@register.filter
def due(at: datetime | None) -> str:
    """Return a due moment: the day alone when it is due by the end of that day.

    24:00 of a day is stored as the first moment of the next, which nobody would read that way.
    """
    if at is None:
        return "—"
    local = timezone.localtime(at)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(microseconds=1):%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}"


ISO = {"Y-m-d": 10, "Y-m-d H:i": 16}
"""Forms that are the beginning of an ISO text, and how long they are."""


@register.filter
def is_day(text: object) -> bool:
    """Say whether a cell is a day and nothing else, which is not broken in two."""
    return isinstance(text, str) and len(text) == 10 and text[4] == text[7] == "-"


@register.filter("date", expects_localtime=True, is_safe=False)
def formatted(value: Any, form: str | None = None) -> Any:
    """Return a day or moment as Django's filter does, without its cost for the usual forms."""
    length = ISO.get(form or "")
    if length and isinstance(value, datetime if length > 10 else date):
        return value.isoformat(" ")[:length] if isinstance(value, datetime) else value.isoformat()
    return defaultfilters.date(value, form)
