"""The command line: quick, in both languages, with exit codes that a script can rely on."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from guihang.project.cli import COMMANDS, group

Guihang = Callable[..., subprocess.CompletedProcess[str]]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WAYS = [["--help"], ["db", "--help"]] + [
    ["db", name, "--help"]
    for name in (
        "start",
        "stop",
        "status",
        "psql",
        "backup",
        "list",
        "mark",
        "prune",
        "pull",
        "restore",
    )
]


@pytest.fixture
def guihang(tmp_path: Path) -> Iterator[Guihang]:
    """The program with a ``var`` of its own, whose database is stopped at the end."""
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    kept |= {"PYTHONPATH": os.pathsep.join(sys.path), "GUIHANG_VAR": str(tmp_path / "var")}

    def run(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
        code = "from guihang.project.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env=kept | environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    yield run
    assert run("db", "stop").returncode == 0


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_every_help_is_in_both_languages(guihang: Guihang, way: list[str]) -> None:
    result = guihang(*way)
    assert result.returncode == 0
    lines = [line for line in result.stdout.splitlines() if line.strip()]
    assert lines[0].startswith("用法 · Usage: guihang")
    assert all(CHINESE.search(line) for line in lines if "·" in line)
    assert any("·" in line for line in lines[1:])


def test_every_command_has_a_line_of_help_in_both_languages() -> None:
    for _, text in COMMANDS.values():
        zh, _, en = text.partition("·")
        assert CHINESE.search(zh)
        assert en
        assert not CHINESE.search(en)


def test_help_imports_neither_django_nor_a_driver_nor_numbers() -> None:
    code = (
        "import sys\nfrom guihang.project.cli import group\n"
        "group.main(['--help'], standalone_mode=False)\n"
        "print(sorted({'django', 'psycopg', 'numpy', 'rich'} & set(sys.modules)))"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(
        [sys.executable, "-c", code], env=environ, check=True, capture_output=True, text=True
    ).stdout
    assert output.splitlines()[-1] == "[]"


def test_exit_codes_tell_success_failure_and_wrong_use_apart(guihang: Guihang) -> None:
    assert guihang("db", "status").returncode == 0
    assert guihang("db", "mark").returncode == 2
    assert guihang("db", "nonsense").returncode == 2
    assert guihang("nonsense").returncode == 2
    refused = guihang("db", "start", DATABASE_URL="postgresql://x@h/d")
    assert refused.returncode == 1
    assert "自己的工具" in refused.stderr
    assert "its own tools" in refused.stderr
    assert "Traceback" not in refused.stderr


WRONG = [
    (["nonsense"], "没有这个命令：nonsense。", "No such command 'nonsense'."),
    (["imprt"], "没有这个命令：imprt。是否指 import？", "Did you mean 'import'?"),
    (["--nonsense"], "没有这个选项：--nonsense。", "No such option '--nonsense'."),
    (["db", "mark"], "缺少参数 ", "Missing argument "),
    (["db", "restore", "/nowhere/at/all"], "找不到 /nowhere/at/all。", "does not exist."),
    (["db", "status", "more"], "多出的内容：more。", "unexpected extra argument (more)"),
    (["simulate", "--people", "many"], "“many”不是整数。", "'many' is not a valid integer"),
    (["simulate", "--people"], "选项 --people 后面要写值。", "requires an argument."),
    (["template", "all", "x.xlsx", "--lang", "fr"], "不在可选值中，可选：", "is not one of "),
    (["db", "status", "--json=1"], "选项 --json 后面不写值。", "does not take a value."),
]


@pytest.mark.parametrize(("way", "zh", "en"), WRONG, ids=[" ".join(one[0]) for one in WRONG])
def test_wrong_use_is_explained_in_both_languages_with_what_to_do(
    way: list[str], zh: str, en: str
) -> None:
    result = CliRunner().invoke(group, way, prog_name="guihang")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith("用法 · Usage: guihang") or len(lines) == 3
    assert zh in lines[-3]
    assert en in lines[-2]
    assert re.fullmatch(r"查看用法 · How to use it: guihang( \w+)* --help", lines[-1])


def test_a_database_is_started_asked_copied_restored_and_stopped(
    guihang: Guihang, tmp_path: Path
) -> None:
    assert state(guihang) == "not created"
    assert guihang("db", "start").returncode == 0
    assert state(guihang) == "running"
    query = ("-Atc", "SELECT current_user")
    assert guihang("db", "psql", *query).stdout == "guihang_owner\n"
    assert guihang("db", "psql", "--as", "app", *query).stdout == "guihang_app\n"
    assert guihang("db", "psql", "-v", "ON_ERROR_STOP=1", "-c", "SELECT 1/0").returncode != 0
    store = tmp_path / "store"
    assert "-full" in guihang("db", "backup", store).stdout
    assert "-incremental" in guihang("db", "backup", store).stdout
    assert len(guihang("db", "list", store, "--check").stdout.splitlines()) == 2
    assert guihang("db", "mark", "before-import", store).returncode == 0
    assert guihang("db", "mark", "before-import", store).returncode == 1  # the name is taken
    pulled = guihang("db", "pull", store, "--to", tmp_path / "second")
    assert pulled.returncode == 0, pulled.stderr
    running = guihang("db", "restore", "--yes", store)
    assert running.returncode == 1
    assert "正在运行" in running.stderr
    assert guihang("db", "stop").returncode == 0
    assert guihang("db", "restore", store).returncode == 1  # nobody said yes
    restored = guihang(
        "db", "restore", "--yes", "--to", "before-import", tmp_path / "second"
    )  # fmt: skip
    assert restored.returncode == 0, restored.stderr
    assert "data.before-" in restored.stdout
    assert guihang("db", "stop").returncode == 0
    assert state(guihang) == "stopped"


def state(guihang: Guihang) -> str:
    return str(json.loads(guihang("db", "status", "--json").stdout)["state"])
