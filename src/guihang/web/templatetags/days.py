"""Days and moments as people say them."""

from datetime import datetime, timedelta

from django import template
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
