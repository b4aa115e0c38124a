"""Small parts that templates cannot work out themselves: states, form controls."""

from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guihang.core.words import say
from guihang.engines.words import Words
from guihang.web.templatetags.assets import icon

register = template.Library()

FEW = 7
"""A choice of at most so many is shown as buttons, which a thumb hits better than a list."""

STATES = MappingProxyType(
    {
        "overdue": ("alert-triangle", Words("逾期", "Overdue")),
        "due": ("clock-exclamation", Words("今日到期", "Due today")),
        "open": ("circle-dashed", Words("待办", "To do")),
        "done": ("circle-check", Words("按时完成", "Done")),
        "late": ("clock-check", Words("逾期完成", "Done late")),
        "missed": ("circle-x", Words("未完成", "Missed")),
        "upcoming": ("calendar", Words("未到时间", "Upcoming")),
        "void": ("circle-minus", Words("无需办理", "Not needed")),
    }
)
"""Picture and words of each task state; ``due`` is an open task whose last day is today."""


@register.simple_tag
def state(code: str, more: str = "") -> SafeString:
    """Return the badge of a task state; ``more`` follows the word, such as a number of days."""
    picture, words = STATES[str(code)]
    return _badge(str(code), icon(picture), say(words), f" {more}" if more else "")


@lru_cache(maxsize=512)
def _badge(code: str, picture: SafeString, words: str, more: str) -> SafeString:
    return format_html('<span class="state state-{}">{}{}{}</span>', code, picture, words, more)


@register.simple_tag
def mark(lane: str, state: str) -> SafeString:
    """Return one mark of the journey line; a journey has a hundred of some dozen kinds."""
    return _drawn_mark(lane, str(state))


@lru_cache(maxsize=64)
def _drawn_mark(lane: str, state: str) -> SafeString:
    about = {"lane": lane, "state": state}
    return SafeString(render_to_string("components/journey_mark.html", about))


@register.simple_tag
def shape(field: BoundField, compact: bool = False) -> str:
    """Prepare the widget of ``field`` and name how to draw it: tick, choices or control."""
    widget = field.field.widget
    if type(widget) is forms.Select and not compact and 1 < len(widget.choices) <= FEW:
        widget = _as_radio(field, widget)
    if isinstance(widget, forms.CheckboxInput):
        _add_class(widget, "form-check-input")
        return "tick"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        _add_class(widget, "form-check-input")
        return "choices"
    _add_class(widget, "form-select" if isinstance(widget, forms.Select) else "form-control")
    if type(widget) is forms.Select:
        widget.template_name = "components/select.html"
    return "control"


@register.filter
def chosen(field: BoundField) -> Any:
    """Return the label of what is chosen in a filter, or what was typed."""
    value = field.value() or ""
    return dict(getattr(field.field, "choices", ())).get(value, value)


def _as_radio(field: BoundField, widget: forms.Select) -> forms.RadioSelect:
    # An empty choice stays only where leaving it open is an answer.
    choices = [
        one if one[0] else ("", say(Words("不填", "None")))
        for one in widget.choices
        if one[0] or not field.field.required
    ]
    radio = forms.RadioSelect(attrs=dict(widget.attrs), choices=choices)
    radio.is_required = widget.is_required
    field.field.widget = radio
    return radio


def _add_class(widget: forms.Widget, name: str) -> None:
    classes = widget.attrs.get("class", "").split()
    if name not in classes:
        widget.attrs["class"] = " ".join([*classes, name])


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """Return 0.8312 as 83.1%; nothing measured is a dash, never 0."""
    return "—" if value is None else f"{value:.{digits}%}"


@register.filter
def points(value: float | None) -> str:
    """Return a difference of shares as points with its sign: +2.0."""
    return "—" if value is None else f"{value * 100:+.1f}"


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """Return ``mapping[key]`` for a key that is only known in the template."""
    return mapping.get(key)


@register.filter
def nth(items: Any, position: int) -> Any:
    """Return the item at a position that is only known in the template, counted from 0."""
    return items[position]
