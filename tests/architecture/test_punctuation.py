"""Chinese sentences carry Chinese punctuation, and no text bears a mark of its making."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.guards import SOURCE, sources

PACKAGES = tuple(
    path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("__")
)
PAGES = sorted((SOURCE / "web").rglob("templates/**/*.html")) + sorted(
    (SOURCE / "web/assets/js").glob("*.js")
)
CJK = "[\u3400-\u9fff《》（）]"
ASCII_MARK = re.compile(rf"(?<={CJK})[,;:]|[,;:](?={CJK})")
MAKERS_MARK = re.compile(r"\[(DESIGN|TODO|FIXME|TBD)\]")
MACHINES = {
    "engines/divisions.py": "a table of codes and names, read by the program",
    "exchange/columns.py": "a pattern of times as people type them, in which both colons count",
    **dict.fromkeys(
        (f"engines/deidentify/{name}.py" for name in ("dates", "names", "numbers", "places")),
        "patterns of what people write, which the program reads",
    ),
}
"""Module → why an ASCII mark beside a Chinese character is right in it."""


def texts(source: str) -> Iterator[str]:
    """Give every text a reader may see: literals without docstrings, ``{words.zh}`` as a word."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in ast.walk(node) if part is not node}
            yield "".join(_part(part) for part in node.values)
        elif id(node) not in silent | inner:
            value = getattr(node, "value", None)
            if isinstance(value, str):
                yield value


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    said = ast.unparse(node).rstrip("}").removeprefix("{")
    return "字" if said.endswith(".zh") or said == "zh" else "x"


def english_marks(text: str) -> list[str]:
    """Return the places where an ASCII mark stands beside a Chinese character."""
    return [text[max(0, hit.start() - 8) : hit.end() + 8] for hit in ASCII_MARK.finditer(text)]


def on_page(text: str) -> Iterator[str]:
    """Give the Chinese halves of a template or a script."""
    for found in re.finditer(r'(?:\{%\s*t\s+|say\(\s*)(["`])(.*?)\1', text):
        yield found[2]


def test_every_chinese_text_of_the_program_has_chinese_punctuation() -> None:
    found = {
        f"{path}: {mark}"
        for path, source in sources(*PACKAGES) if path not in MACHINES
        for text in texts(source)
        for mark in english_marks(text)
    }  # fmt: skip
    assert found == set()


def test_every_chinese_text_of_a_page_has_chinese_punctuation() -> None:
    found = {
        f"{path.name}: {mark}"
        for path in PAGES
        for text in on_page(path.read_text(encoding="utf-8"))
        for mark in english_marks(text)
    }
    assert found == set()


def test_no_text_bears_a_mark_of_its_making() -> None:
    files = [path for path in SOURCE.rglob("*") if path.suffix in {".py", ".html", ".js"}]
    assert [str(path) for path in files if MAKERS_MARK.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    ['x = "平稳,按时"', 'x = "共 20 MB,请拆分"', 'x = f"{rule.zh}:{day}"', 'x = "一" "二:"'],
)
def test_the_guard_finds_a_planted_mark(planted: str) -> None:
    assert [mark for text in texts(planted) for mark in english_marks(text)] != []
    assert list(on_page('{% t "空缺:" "Vacant: " %} say("一,二", "a, b")')) == ["空缺:", "一,二"]


def test_the_guard_leaves_english_and_docstrings_alone() -> None:
    allowed = '"""衔接: a page."""\nx = ("gone, and back: 9:30", f"{rule.en}: {day}")'
    assert [mark for text in texts(allowed) for mark in english_marks(text)] == []
    assert MAKERS_MARK.search("[DESIGN] windows")
    assert Path(SOURCE).is_dir()
