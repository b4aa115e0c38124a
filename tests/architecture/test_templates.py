"""Guards on every template and script: no inline code, both languages, only known icons."""

import re
from pathlib import Path

import pytest

from guihang.web.templatetags.assets import manifest

WEB = Path(__file__).parents[2] / "src/guihang/web"
PORTAL = WEB.parent / "portal"
TEMPLATES = sorted([*WEB.rglob("templates/**/*.html"), *PORTAL.rglob("templates/**/*.html")])
SCRIPTS = sorted((WEB / "assets/js").glob("*.js"))
CHINESE = re.compile(r"[\u3400-\u9fff]")


def without_comments(text: str) -> str:
    text = re.sub(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}", "", text)


def inline_code(text: str) -> list[str]:
    """Return what a strict content policy would refuse: inline scripts, handlers, styles."""
    text = without_comments(text)
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    handlers = re.findall(r"<[^>]*\s(on[a-z]+)\s*=", text)
    styles = re.findall(r"<style\b|<[^>]*\sstyle\s*=", text)
    urls = re.findall(r"(?:href|src|action)=[\"']\s*javascript:", text, flags=re.IGNORECASE)
    evaluated = re.findall(r"\shx-on\b|hx-vals=[\"']js:|hx-trigger=[\"'][^\"']*\[", text)
    return [*scripts, *handlers, *styles, *urls, *evaluated]


def only_chinese(text: str) -> list[str]:
    """Return Chinese text that stands outside a ``{% t %}`` tag, hence has no English beside it."""
    left = re.sub(r'\{%\s*t\s+"[^"]*"\s+"[^"]+".*?%\}', "", without_comments(text))
    return [line.strip() for line in left.splitlines() if CHINESE.search(line)]


def english_with_chinese(text: str) -> list[str]:
    """Return English halves that are Chinese; the name of the language itself is allowed."""
    halves = re.findall(r'\{%\s*t\s+"([^"]*)"\s+"([^"]*)"', without_comments(text))
    return [en for zh, en in halves if CHINESE.search(en) and (zh, en) != ("中文", "中文")]


def only_chinese_in_script(text: str) -> list[str]:
    """Return Chinese text in a script that is not the first half of ``say(zh, en)``."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^\s*//.*$", "", text)
    left = re.sub(r'say\(\s*(["`])[^"`]*\1\s*,\s*(["`])[^"`]+\2\s*,?\s*\)', "", text)
    return [line.strip() for line in left.splitlines() if CHINESE.search(line)]


def relative(path: Path) -> str:
    return str(path.relative_to(WEB.parent))


def test_there_are_templates_and_scripts_to_guard() -> None:
    assert len(TEMPLATES) > 20
    assert len(SCRIPTS) > 5


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_holds_no_inline_code(path: Path) -> None:
    assert inline_code(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_text_of_a_template_stands_in_both_languages(path: Path) -> None:
    assert only_chinese(path.read_text()) == []
    assert english_with_chinese(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=relative)
def test_every_text_of_a_script_stands_in_both_languages(path: Path) -> None:
    assert only_chinese_in_script(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_names_only_icons_that_are_shipped(path: Path) -> None:
    named = set(re.findall(r'\{%\s*icon\s+"([^"]+)"', path.read_text()))
    named |= set(re.findall(r'icon_name="([^"]+)"', path.read_text()))
    assert named <= manifest()["icons"]


@pytest.mark.parametrize("path", SCRIPTS, ids=relative)
def test_a_script_names_only_icons_that_are_shipped(path: Path) -> None:
    assert set(re.findall(r'\bicon\("([^"]+)"\)', path.read_text())) <= manifest()["icons"]


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>", '<a href="#" onclick="go()">x</a>', '<p style="color:red">x</p>',
        "<style>p{}</style>", '<a href="javascript:go()">x</a>', '<div hx-on:click="go()"></div>',
        '<a\n  onmouseover="x">x</a>',
    ],
)  # fmt: skip
def test_the_guard_against_inline_code_catches_a_planted_fault(planted: str) -> None:
    assert inline_code(planted) != []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>今日</p>",
        '<p title="今日">x</p>',
        '{% t "今日" "" %}',
        '{% if a == "今日" %}{% endif %}',
    ],
)
def test_the_guard_of_languages_catches_a_planted_fault(planted: str) -> None:
    assert only_chinese(planted) != []
    assert (
        only_chinese('{% t "今日" "Today" %}{# 说明 #}{% t "第 {n} 页" "Page {n}" n=page %}') == []
    )


def test_the_guards_catch_chinese_as_english_and_chinese_in_a_script() -> None:
    assert english_with_chinese('{% t "今日" "今日" %}') == ["今日"]
    assert only_chinese_in_script('show("今日")') != []
    assert only_chinese_in_script('show(say("今日", "Today"))') == []
