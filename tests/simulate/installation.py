"""An installation of a test's own: its folder, its database, its processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from guihang.core.postgres import Cluster
from guihang.core.postgres.roles import Role

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-c", "from guihang.project.cli import main; main()"]
PATIENCE = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """``guihang`` with a GUIHANG_VAR of its own and the embedded database."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var, self.cluster = var, Cluster(var / "postgres")
        clean = {
            name: text for name, text in os.environ.items() if not name.startswith("DATABASE_")
        }
        clean.pop("GUIHANG_KEYFILE", None)
        self.environment = clean | {
            "GUIHANG_VAR": str(var), "PYTHONPATH": str(ROOT / "src"), "GUIHANG_USE_POOL": "yes",
        } | environment  # fmt: skip

    def copy(self, var: Path) -> "Installation":
        """Start a copy of this installation, which is stopped."""
        shutil.copytree(self.var, var)
        made = Installation(var)
        self.cluster.server.account.give(made.cluster.places.data)
        made.cluster.start()
        return made

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [*START, *arguments], env=self.environment, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def python(self, script: str) -> object:
        """Run a script inside this installation; it prints one JSON value."""
        head = "import django, json; django.setup()\n"
        settings = {"DJANGO_SETTINGS_MODULE": "guihang.project.settings"}
        done = subprocess.run(
            [sys.executable, "-c", head + script], env=self.environment | settings, cwd=ROOT,
            text=True, capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def sql(self, statement: str, role: Role = "backup") -> list[tuple[object, ...]]:
        """Run a statement, by default in the role that backs up, which sees every row."""
        with psycopg.connect(self.cluster.url(role), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def demo(self, *arguments: str) -> "Running":
        return Running(self, ["demo", "--no-browser", *arguments])


class Running:
    """A starter and what it says."""

    def __init__(self, installation: Installation, arguments: list[str]) -> None:
        self._said = (installation.var.parent / f"said-{time.monotonic_ns()}").open("w+")
        self.process = subprocess.Popen(
            [*START, *arguments], env=installation.environment, cwd=ROOT, stdout=self._said,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    @property
    def said(self) -> str:
        return Path(self._said.name).read_text()

    def wait_for(self, words: str) -> None:
        """Return when the starter has said ``words``."""
        until = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal to the starter alone and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)
