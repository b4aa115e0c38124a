"""The folder of a bench: a database of its own, filled once, and the environment to use it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIHANG = [sys.executable, "-c", "from guihang.project.cli import main; main()"]


def enter(var: Path) -> None:
    """Make ``var`` the folder of this process and its children, whatever the shell works with."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "GUIHANG_KEYFILE", "GUIHANG_USE_POOL"):
        os.environ.pop(name, None)
    path = os.pathsep.join(
        filter(None, [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH")])
    )
    os.environ |= {
        "GUIHANG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "guihang.project.settings",
        "PYTHONPATH": path,
    }  # fmt: skip


def guihang(*arguments: str) -> str:
    """Run the program as an operator does; return what it prints."""
    done = subprocess.run([*GUIHANG, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@contextmanager
def database() -> Iterator[None]:
    """Have tables and static files up to date; stop the database at the end, unless it ran."""
    running = json.loads(guihang("db", "status", "--json"))["state"] == "running"
    guihang("prepare")
    try:
        yield
    finally:
        if not running:
            guihang("db", "stop")


def filled(people: int) -> float | None:
    """Bring the number of people up to ``people``; return the seconds it took, None for none."""
    from bench import product

    from guihang.people import queries

    there = product.people()
    if there >= people:
        return None
    told = guihang("simulate", "--people", str(people - there), "--seed", "1", "--json")
    queries.forget_tree()  # an empty region has no units yet
    return float(json.loads(told)["seconds"])
