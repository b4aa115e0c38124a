"""``{% spark trend as drawn %}``: a trend as a small drawing, from [(year, value or None)]."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, HEIGHT, EDGE = 96, 24, 3


@register.simple_tag
def spark(trend: Sequence[tuple[int, float | None]]) -> SafeString | str:
    """Return a line through the known values, or nothing for fewer than two of them."""
    known = [(place, value) for place, (_, value) in enumerate(trend) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    across = (WIDTH - 2 * EDGE) / max(len(trend) - 1, 1)
    points = [
        (EDGE + place * across, HEIGHT - EDGE - (value - low) / ((high - low) or 1) * (HEIGHT - 2 * EDGE))
        for place, value in known
    ]  # fmt: skip
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark-line" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        '<polyline points="{}"></polyline><circle cx="{}" cy="{}" r="2.5"></circle></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, line, f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip
