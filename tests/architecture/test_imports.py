"""Imports point down; engines are pure; a module in the wrong place fails the build."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.architecture.guards import ROOT, SOURCE, imported, impurities, sources

LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = [
    name.strip() for layer in CONTRACT["contracts"][0]["layers"] for name in layer.split("|")
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
    )  # fmt: skip


SCORES = (
    "guihang.engines.instruments.phq9", "guihang.engines.vr", "guihang.care.vr",
    "guihang.care.models.vr", "guihang.care.registers.vr",
)  # fmt: skip
"""What nothing that decides about a person may import."""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The contract over a package that has every room and no furniture."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("", *PACKAGES):
        room = tmp_path / "src" / "guihang" / package
        room.mkdir(parents=True, exist_ok=True)
        (room / "__init__.py").touch()
    for context in (
        "people", "cases", "followup", "custody", "care", "assessments", "community", "partners",
        "knowledge",
    ):  # fmt: skip
        for module in ("models", "queries", "actions", "plan", "register"):
            (tmp_path / "src" / "guihang" / context / f"{module}.py").touch()
    for module in SCORES:
        file = tmp_path / "src" / f"{module.replace('.', '/')}.py"
        file.parent.mkdir(exist_ok=True)
        file.with_name("__init__.py").touch()
        file.touch()
    return tmp_path


def plant(tiny: Path, module: str, source: str) -> None:
    file = tiny / "src" / "guihang" / f"{module.replace('.', '/')}.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(source)
    (file.parent / "__init__.py").touch()


def test_the_product_keeps_the_import_contract():
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


PLANTED = {
    "cases.above": "import guihang.followup.models",
    "core.above": "def late():\n    from guihang.people import models",
    "engines.above": "from guihang.core import models",
    "api.beside": "from guihang.web import models",
    "exchange.beside": "from guihang.jobs import x",
    "casework.beside": "import guihang.outcomes",
    "engines.framework": "def late():\n    from django.utils import timezone",
    "engines.driver": "import psycopg",
    "cases.models": "from guihang.cases import actions",
    "followup.models": "from guihang.followup import plan",
    "casework.scores": "import guihang.assessments.models",
    "custody.scores": "from guihang.engines.instruments import phq9",
    "casework.vr": "from guihang.care.models import vr",
}
"""Module in the wrong place → what it imports: upward, sideways, out of the engines."""


def test_modules_in_the_wrong_place_break_the_contract(tiny):
    furnished = lint(tiny).returncode
    for module, source in PLANTED.items():
        plant(tiny, module, source)

    result = lint(tiny)

    found = {module for module in PLANTED if f"guihang.{module} -> " in result.stdout}
    assert furnished == 0
    assert result.returncode == 1
    assert found == set(PLANTED), result.stdout


def test_a_package_that_nobody_placed_breaks_the_contract(tiny):
    plant(tiny, "unplaced.module", "")

    result = lint(tiny)

    assert result.returncode == 1
    assert "guihang.unplaced" in result.stdout


def test_engines_never_read_a_clock_nor_the_world():
    assert {path: impurities(text) for path, text in sources("engines") if impurities(text)} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\nday = date.today()",
        "import datetime\nnow = datetime.datetime.now",
        "import time",
        "def late():\n    from time import time",
        "import random",
        "from os import environ",
        "text = open('rules.json')",
        "from datetime import datetime as clock\nmoment = clock.utcnow()",
    ],
)
def test_an_engine_that_looks_outside_is_found(source):
    assert impurities(source)


def test_a_moment_that_was_passed_in_is_not_a_clock():
    assert not impurities(
        "from datetime import time\ndef state(now, today):\n    return now, time(8)"
    )


def test_engines_use_the_standard_library_and_nothing_else():
    allowed = {*sys.stdlib_module_names, "guihang"}
    strangers = {
        (path, module)
        for path, text in sources("engines")
        for module, _ in imported(text)
        if module.split(".")[0] not in allowed
        and not (
            path.startswith(("engines/survival", "engines/stats/", "engines/figures/"))
            and module.split(".")[0] in ("numpy", "scipy")
        )
    }

    assert strangers == set()


def test_every_package_has_a_place_in_the_contract():
    rooms = {file.parent.name for file in SOURCE.glob("*/__init__.py")}

    assert rooms == set(PACKAGES)


def test_whatever_declares_an_action_is_imported_when_the_product_starts():
    """Edges find actions by name: one that nobody has imported is a page that fails."""
    declaring = {
        "guihang." + name.removesuffix(".py").replace("/", ".")
        for name, source in sources(*PACKAGES)
        if re.search(r"^@action\(", source, re.MULTILINE)
    }
    start = "import django, sys; django.setup(); print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "guihang.project.settings"},
    )  # fmt: skip
    loaded = set(told.stdout.split())

    assert declaring - loaded == set()
    assert "guihang.casework.terms" in declaring
    assert "guihang.simulate.story" not in loaded
