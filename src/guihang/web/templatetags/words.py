"""Both languages side by side in a template: ``{% t "今日" "Today" %}``."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.utils.text import unescape_string_literal

from guihang.core.words import say
from guihang.engines.words import Words

register = template.Library()
register.filter("say", say)


def t(zh: str, en: str, **values: Any) -> str:
    """Return the text in the active language, with ``{name}`` filled from the arguments."""
    words = Words(zh, en)
    return say(words.fill(**values) if values else words)


register.simple_tag(t)
_with_values = register.tags["t"]


class _Text(Node):
    """A text without values, read once with its template: a page of 25 rows has hundreds."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def render(self, context: Context) -> str:
        return say(self.words)


@register.tag("t")
def _compiled(parser: Parser, token: Token) -> Node:
    parts = token.split_contents()[1:]
    if len(parts) == 2 and all(part[0] in "\"'" for part in parts):
        return _Text(Words(*map(unescape_string_literal, parts)))
    return _with_values(parser, token)
