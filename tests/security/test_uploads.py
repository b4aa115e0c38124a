"""Hostile files through the import: each is refused in words or read as text, and nothing breaks.

Limits of security notes §5.7: 512 MB and 10 s for a file. Two processes send the files, so that
what their children used can be told apart from everything else that the tests started.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.conftest import NOW
from tests.security.hostile import Hostile
from tests.security.hostile.archives import flooded
from tests.security.hostile.made import READ
from tests.security.hostile.sending import CORPUS, Ended, chosen

from guihang.cases.models import Case, Person
from guihang.core import scope
from guihang.core.refusal import Refused
from guihang.exchange import child
from guihang.exchange.book import REASONS
from guihang.exchange.models import Upload
from guihang.exchange.run import run
from guihang.people.models import Unit
from guihang.people.queries import SystemActor

HAN = re.compile("[一-鿿]")
MEMORY, SECONDS = 512 << 20, 10


@pytest.fixture(scope="module")
def ended() -> list[Ended]:
    """Both halves of the corpus at once, each in a process that starts a child for every file."""
    root = Path(__file__).parents[2]
    halves = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.security.hostile.sending", str(half), "2"], cwd=root,
            env=os.environ | {"PYTHONPATH": "src"}, stdout=subprocess.PIPE, text=True,
        )
        for half in range(2)
    ]  # fmt: skip
    lines = [line for half in halves for line in half.communicate()[0].splitlines()]
    return [Ended(*json.loads(line)) for line in lines]


def test_every_file_is_refused_in_words_or_read_as_text(ended: list[Ended]) -> None:
    others = {
        CORPUS[one.number].tries: one.code for one in ended
        if one.code not in CORPUS[one.number].ends
    }  # fmt: skip
    refused = {one.code for one in ended} - {READ}

    assert sorted(one.number for one in ended) == chosen()
    assert len(ended) >= 200
    assert others == {}
    assert len(refused) >= 15
    assert all(REASONS[code].zh and REASONS[code].en for code in refused)


def test_no_file_costs_more_memory_or_time_than_is_allowed(ended: list[Ended]) -> None:
    worst, largest = max(one.seconds for one in ended), max(one.memory for one in ended)
    print(f"{len(ended)} files, {worst:.1f} s at most, {largest >> 20} MB at most")

    assert worst <= 2 * SECONDS, "a file is opened twice: to be looked at, and to be read"
    assert largest <= MEMORY


def test_no_file_reads_a_file_of_the_machine(ended: list[Ended]) -> None:
    assert not [CORPUS[one.number].tries for one in ended if one.leaked]


def test_the_control_without_check_and_limits_one_file_takes_more(tmp_path: Path) -> None:
    code = (
        f"import sys, resource; sys.path.insert(0, {str(Path(child.__file__).parent)!r})\n"
        "import child\n"
        "child.check_archive = child.confine = lambda *data: None\n"
        "child.leave = lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10)\n"
        "child.main('xlsx', 'index')"
    )
    path = tmp_path / "flood.xlsx"
    path.write_bytes(flooded(256))
    with path.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=file, capture_output=True, text=True, check=True
        )

    assert int(done.stdout.splitlines()[-1]) > MEMORY


ODD = [one for one in CORPUS if one.ends == {READ} or (READ in one.ends and len(one.ends) > 2)][::9]
"""Some that may be read, for an import with everything behind it."""

ON_THE_PAGE = [one for one in CORPUS if READ not in one.ends][::7] + [
    one for one in CORPUS if one.tries.startswith("named")
]


@pytest.fixture
def page(cast: SimpleNamespace, settings: Any, tmp_path: Path) -> Iterator[Client]:
    settings.MEDIA_ROOT = tmp_path
    client = Client()
    client.force_login(cast.users.head)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        yield client


def post(page: Client, hostile: Hostile, language: str) -> Any:
    """Send the file as a browser would that lets any name pass."""
    quoted = hostile.name.replace("\\", "\\\\").replace('"', '\\"')
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + quoted.encode()
        + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + hostile.data() + b"\r\n--x--\r\n"
    )  # fmt: skip
    page.cookies["django_language"] = language
    return page.generic("POST", "/data/", body, "multipart/form-data; boundary=x")


def stored(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file()]


def test_on_the_page_a_refusal_is_told_in_both_languages_and_nothing_stays(
    page: Client, tmp_path: Path
) -> None:
    assert len(ON_THE_PAGE) >= 40
    for number, hostile in enumerate(ON_THE_PAGE):
        language = ("zh-hans", "en")[number % 2]
        response = post(page, hostile, language)
        if response.status_code == 302:  # a good table under an odd name
            assert READ in hostile.ends
            (name,) = stored(tmp_path)
            assert name == f"{Upload.objects.get().pk}.csv", hostile.tries
            (tmp_path / "uploads" / name).unlink()
            Upload.objects.all().delete()
            continue
        (said,) = response.context["reasons"]
        assert (response.status_code, bool(HAN.search(said))) == (422, language == "zh-hans")
    assert stored(tmp_path) == []
    assert Upload.objects.count() == 0


def test_an_import_of_what_can_be_read_stores_nobody(page: Client, tmp_path: Path) -> None:
    assert len(ODD) >= 8
    for hostile in ODD:
        path = tmp_path / "file"
        path.write_bytes(hostile.data())
        try:
            report = run(path, actor=SystemActor(), at=NOW, name=hostile.name, kind="people")
        except Refused:
            continue
        assert report.stored == 0
    assert (Case.objects.count(), Person.objects.count()) == (0, 0)
