"""The table of evidence (docs/asvs.csv) is whole, and what it and docs/security.md name is there."""

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "guihang"
TABLE, PAGE = ROOT / "docs" / "asvs.csv", ROOT / "docs" / "security.md"

STATES = ("met", "partly", "not met", "deviation", "absent")
"""``absent``: what the item is about is not in the product."""

ITEMS = {
    "1": {
        1: "2.1 2.2 2.3 2.4 2.5 3.1 3.2 5.1", 2: "1.1 2.1 2.2 3.1",
        3: "2.1 2.2 3.1 4.1 4.2 5.1 5.2 5.3", 4: "1.1 4.1", 5: "2.1 2.2 3.1 3.2",
        6: "1.1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 3.1 3.2 4.1 4.2", 7: "2.1 2.2 2.3 2.4 4.1 4.2",
        8: "1.1 2.1 2.2 3.1", 9: "1.1 1.2 1.3 2.1", 11: "3.1 3.2 4.1", 12: "1.1 2.1 2.2",
        13: "4.1", 14: "2.1 3.1", 15: "1.1 2.1 3.1",
    },
    "2": {
        1: "1.1 1.2 2.6 2.7 2.8 2.9 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 4.1 4.2 4.3 5.2",
        2: "1.2 1.3 2.3 3.2 3.3 3.4 4.1", 3: "3.2 3.3 3.4 4.3 4.4 4.5 4.6 5.4 5.5 7.1 7.2",
        4: "1.2 1.3 2.1 3.1 3.2 4.2 4.3 4.4", 5: "1.1 2.3 4.1 4.2 4.3",
        6: "1.2 1.3 2.9 2.10 2.11 2.12 3.3 3.4 4.3 4.4 5.1 5.2 5.3 5.4 5.5 6.1 6.2 6.3 8.1 8.2 8.3 "
           "8.4",
        7: "1.1 1.2 1.3 3.1 3.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2", 8: "1.2 2.3 4.1", 9: "2.2 2.3 2.4",
        11: "1.1 1.2 2.1 2.2 2.3 3.3 4.2 4.3 4.4 5.1 6.1", 12: "1.2 1.3 3.1 3.2 3.3 3.4",
        13: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.2 4.3 4.4 4.5", 14: "1.1 1.2 2.2 2.3 2.4 3.2 3.3",
        15: "1.2 1.3 2.2 2.3 3.2 3.3 3.4 3.5 3.6 3.7",
        16: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3",
    },
    "3": {
        1: "2.10 3.12 5.3", 2: "3.5 4.2", 3: "1.1 2.3 3.5 4.7 4.8 5.6 5.7 5.8 6.1 7.3 7.4 7.5",
        4: "1.4 1.5 2.2 2.3 2.4 2.5", 5: "2.4 2.5 2.6 3.3",
        6: "3.5 3.6 3.7 3.8 4.5 4.6 5.6 5.7 5.8 6.4 7.1 7.2", 7: "5.3", 8: "1.3 1.4 2.4 3.2 3.3 4.2",
        11: "1.3 1.4 2.4 2.5 3.4 3.5 5.2 6.2 7.1 7.2", 12: "1.4 1.5 3.5",
        13: "1.2 1.3 1.4 2.6 3.3 3.4 4.6 4.7", 14: "2.5 2.6 2.7 2.8",
        15: "1.4 1.5 2.4 2.5 4.1 4.2 4.3 4.4", 16: "5.4",
    },
}  # fmt: skip
"""OWASP ASVS 5.0.0: level → chapter → items. Left out: V10 (OAuth) and V17 (WebRTC), not built."""

LEVELS = {
    f"{chapter}.{item}": level
    for level, chapters in ITEMS.items() for chapter, items in chapters.items()
    for item in items.split()
}  # fmt: skip

type Row = dict[str, str]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions(path: Path) -> frozenset[str]:
    """Names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(named: str) -> bool:
    """Whether a file, or a test as ``path::name``, stands in the repository."""
    path, _, name = named.partition("::")
    file = ROOT / path
    return file.exists() and (not name or name in functions(file))


def proves(named: str) -> bool:
    return "::" in named or named.endswith(".md") or named.startswith("scripts/")


def faults(table: Iterable[Row]) -> set[str]:
    """What is wrong with a table of evidence, each as ``id: what``."""
    table = list(table)
    found = {f"{one}: twice" for one, times in Counter(r["id"] for r in table).items() if times > 1}
    found |= {f"{one}: left out" for one in LEVELS.keys() - {row["id"] for row in table}}
    for row in table:
        named = row["evidence"].split()
        wrong = {
            "unknown": LEVELS.get(row["id"]) != row["level"],
            "state": row["state"] not in STATES,
            "no evidence": not named and row["state"] != "not met",
            "proves nothing": row["state"] in ("met", "absent") and not any(map(proves, named)),
            "no reason": row["state"] != "met" and not row["note"],
            "not there": not all(map(is_there, named)),
            "no words": not row["about"],
        }
        found |= {f"{row['id']}: {what}" for what, holds in wrong.items() if holds}
    return found


def test_every_item_stands_in_the_table_once_with_evidence_that_exists() -> None:
    counted = Counter(LEVELS.values())

    assert (counted["1"], counted["2"], counted["3"]) == (65, 152, 80)
    assert faults(rows()) == set()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "1.2.4"}, "1.2.4: twice"),
        ({"id": "10.1.1"}, "10.1.1: unknown"),
        ({"level": "3"}, "1.2.5: unknown"),
        ({"state": "fine"}, "1.2.5: state"),
        ({"evidence": ""}, "1.2.5: no evidence"),
        ({"evidence": "src/guihang/core/scope.py"}, "1.2.5: proves nothing"),
        ({"evidence": "tests/security/test_evidence.py::test_nothing"}, "1.2.5: not there"),
        ({"evidence": "docs/nowhere.md"}, "1.2.5: not there"),
        ({"state": "partly", "note": ""}, "1.2.5: no reason"),
        ({"about": ""}, "1.2.5: no words"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_control_each_fault_of_the_table_is_found(change: Row, fault: str) -> None:
    table = [row | change if row["id"] == "1.2.5" else row for row in rows()]

    assert fault in faults(table)


def test_a_row_that_is_taken_out_is_missed() -> None:
    assert faults(row for row in rows() if row["id"] != "8.2.2") == {"8.2.2: left out"}


def counts(table: Iterable[Row]) -> dict[str, list[int]]:
    """Level → how many items are in each state, and altogether."""
    seen = Counter((row["level"], row["state"]) for row in table)
    numbers = {level: [seen[level, state] for state in STATES] for level in ITEMS}
    return {level: [*found, sum(found)] for level, found in numbers.items()}


def told(page: str) -> dict[str, list[int]]:
    """The counts as a page tells them, in a table whose rows begin with the level."""
    lines = re.findall(r"^\| L([123]) \|([\d |]+)\|$", page, re.MULTILINE)
    return {level: [int(one) for one in cells.split("|")] for level, cells in lines}


def test_the_page_tells_the_counts_of_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    wrong = page.replace("| L1 |", "| L1 | 1 |")

    assert "| | " + " | ".join(STATES) + " | all |" in page
    assert told(page) == counts(rows())
    assert told(wrong) != counts(rows())


def named_on(page: str) -> Iterator[str]:
    """Files and tests that a page names between backquotes."""
    for text in re.findall(r"`([^`\n]+)`", page):
        yield from re.findall(r"(?<![\w/.])(?:tests|src|docs|scripts)/[\w/.-]+(?:::\w+)?", text)


def test_what_the_page_names_is_there() -> None:
    named = [*named_on(PAGE.read_text(encoding="utf-8"))]

    assert len(named) > 60
    assert [one for one in named if not is_there(one)] == []
    assert [*named_on("`pytest tests/x.py::test_y`, `docs/z.md`")] == [
        "tests/x.py::test_y", "docs/z.md",
    ]  # fmt: skip


MODULES = (
    "aiohttp channels ftplib graphene httpx imaplib ldap ldap3 lxml marshal memcache pickle poplib "
    "pymemcache requests shelve smtplib strawberry telnetlib websockets xml yaml"
)
CALLS = (
    "eval exec compile __import__ os.system os.popen mark_safe SafeString Template from_string "
    "hashlib.md5 hashlib.sha1"
)
IN_TEXT = {
    ".html": r"\|\s*safe\b|autoescape off",
    ".js": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
           r"|postMessage|[\"']message[\"']|onpaste|[\"']paste[\"']",
}  # fmt: skip
ASKS_ITSELF = {"project/serve.py"}
"""The one file that sends a request: whether the server it has just started answers."""


ESCAPED = {"web/templatetags/assets.py", "web/templatetags/ui.py"}
"""Files that mark as safe what ``format_html`` or a template made, and nothing else."""


def forbidden(path: str, text: str) -> set[str]:
    """What a file of the product must not hold, for docs/asvs.csv calls it absent."""
    found = set(re.findall(IN_TEXT.get(Path(path).suffix, r"(?!)"), text))
    found |= set(re.findall(r"Access-Control-Allow-\w+", text))
    return found | (_of_python(path, text) if path.endswith(".py") else set())


def _of_python(path: str, text: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                names = {str(node.module), *(f"{node.module}.{name}" for name in names)}
            found |= {name for name in names if name.partition(".")[0] in MODULES.split()}
            found |= names & {"django.core.mail", "http.client"}
            found |= names & {"urllib.request"} if path not in ASKS_ITSELF else set()
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name == "SafeString" and path in ESCAPED:
                continue
            found |= {name} & {*CALLS.split()} or {name.rpartition(".")[2]} & {
                "mark_safe",
                "from_string",
            }
            shell = [word.value for word in node.keywords if word.arg == "shell"]
            found |= {"shell" for value in shell if ast.unparse(value) != "False"}
    return found


def test_what_the_table_calls_absent_is_not_in_the_source() -> None:
    files = [file for file in SOURCE.rglob("*") if file.suffix in (".py", ".html", ".js")]
    found = {
        (path, what)
        for file in files
        for path in [file.relative_to(SOURCE).as_posix()]
        for what in forbidden(path, file.read_text(encoding="utf-8"))
    }

    assert len(files) > 300
    assert found == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import smtplib"), ("a.py", "from xml.etree import ElementTree"),
        ("a.py", "from django.core import mail"), ("a.py", "import urllib.request"),
        ("a.py", "import pickle as p"), ("a.py", "eval(x)"), ("a.py", "os.system(x)"),
        ("a.py", "engine.from_string(x)"), ("a.py", "run(x, shell=True)"),
        ("a.py", "safestring.mark_safe(x)"), ("a.py", "hashlib.sha1(x)"),
        ("a.py", "h['Access-Control-Allow-Origin'] = '*'"), ("a.html", "{{ x|safe }}"),
        ("a.html", "{% autoescape off %}"), ("a.js", "box.innerHTML = x"),
        ("a.js", "addEventListener('message', f)"), ("a.js", "field.onpaste = f"),
    ],
)  # fmt: skip
def test_the_control_what_is_forbidden_is_found(path: str, text: str) -> None:
    assert forbidden(path, text) != set()
    assert forbidden("project/serve.py", "import urllib.request") == set()


def test_the_web_server_speaks_no_websocket() -> None:
    text = (SOURCE / "project" / "serve.py").read_text(encoding="utf-8")
    started = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.List)
               if "granian" in {getattr(one, "value", None) for one in ast.walk(node)}]  # fmt: skip

    assert len(started) == 1
    assert "--no-ws" in {getattr(one, "value", None) for one in ast.walk(started[0])}


@pytest.mark.django_db
def test_what_is_not_meant_to_be_served_is_not_served() -> None:
    client = Client()
    for address in (
        "/.git/config", "/.git/HEAD", "/static/", "/static/../settings.py", "/pyproject.toml",
        "/src/guihang/project/settings.py", "/var/keys/root.key", "/files/uploads/", "/media/",
        "/gallery/", "/admin/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "Traceback" not in answer.content.decode(), address
    assert client.get("/login/").status_code == 200
