"""The product as it is shown to people: ``guihang demo`` in a folder of its own, and a browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from signal import SIGINT

import pytest
from playwright.sync_api import Playwright, sync_playwright
from tests.core.postgres.conftest import folder
from tests.journeys.office import Office
from tests.simulate.installation import Installation

PEOPLE = 60
STARTS_WITHIN, STOPS_WITHIN = 240, 30
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def home() -> Iterator[Installation]:
    """The folder of the demo, for a journey that also needs the command line."""
    with folder() as place:
        yield Installation(place / "var")


@pytest.fixture(scope="package")
def address(home: Installation) -> Iterator[str]:
    """Start the demo on a free port, and stop it after the last journey."""
    yield from _demo(home.var, free_port())


def _demo(var: Path, port: int) -> Iterator[str]:
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    kept |= {"PYTHONPATH": os.pathsep.join(sys.path), "GUIHANG_VAR": str(var)}
    start = "from guihang.project.cli import main; main()"
    said = var.parent / "demo.log"
    with open(said, "w", encoding="utf-8") as log:
        demo = subprocess.Popen(
            [sys.executable, "-c", start, "demo", "--people", str(PEOPLE), "--port", str(port),
             "--no-browser"],
            env=kept, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}", demo, said)
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.send_signal(SIGINT)
        with suppress(subprocess.TimeoutExpired):
            demo.wait(STOPS_WITHIN)
        demo.kill()
        demo.wait()


def wait_for(address: str, demo: "subprocess.Popen[bytes]", said: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and demo.poll() is None:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"the demo did not come up:\n{said.read_text()}")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # Of the folder, not of the session: its loop must be over before another one begins.
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def _office(address: str, playwright: Playwright) -> Iterator[Office]:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=list(CHROMIUM)
    )
    yield Office(address, browser)
    browser.close()


@pytest.fixture
def office(_office: Office) -> Iterator[Office]:
    """Everybody's desk. After each journey the desks are cleared."""
    yield _office
    _office.clear()
