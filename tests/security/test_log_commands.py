"""``guihang audit``: seals, checks and proves, and says so by its exit code."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connections
from django.utils import timezone
from tests.security import book

from guihang.core import scope
from guihang.core.models import Access, LogSeal
from guihang.jobs import chores
from guihang.project.cli import group


@pytest.fixture
def log(committed: None, tmp_path: Path) -> Iterator[Path]:
    with book.places(tmp_path):
        with scope.opened([book.UNIT]):
            Access.objects.create(at=timezone.now(), by_id=3, unit_id=book.UNIT, route="journey")
        book.seal_all()
        yield tmp_path


def guihang(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["audit", *arguments])


def change() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE core_access NO FORCE ROW LEVEL SECURITY")
        cursor.execute("UPDATE core_access SET by_id = 4 WHERE route = 'journey'")
        cursor.execute("ALTER TABLE core_access FORCE ROW LEVEL SECURITY")


def test_verify_agrees_with_a_log_that_nobody_touched_and_is_noted_itself(log):
    found = guihang("verify", "--json")

    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout) == {
        "holds": True, "batches": 1, "rows": 1, "unsealed": 0, "unwitnessed": 0, "faults": [],
    }  # fmt: skip
    with scope.opened((), audit=True):
        assert Access.objects.filter(kind="verified", found=0).count() == 1


def test_verify_names_the_first_bad_batch_and_row_and_fails(log):
    change()

    found = guihang("verify")

    assert found.exit_code == 1
    assert "✗ 1-1 core_access" in found.output
    assert chores.verify_log(timezone.now()) == 1


def test_seal_says_how_much_and_a_restore_begins_an_epoch(log):
    book.written(random.Random(1), 1)
    assert guihang("seal").exit_code == 0
    book.seal_all()
    assert guihang("seal", "--after-restore", "演练", "--json").exit_code == 0
    with connections["owner"].cursor() as cursor:
        for table in ("core_access", "core_entry"):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN epoch SET DEFAULT 1")

    assert LogSeal.objects.filter(epoch=2, number=0).exists()
    assert guihang("verify").exit_code == 0


def test_a_receipt_is_checked_without_the_database(log):
    with scope.opened((), audit=True):
        key = Access.objects.get(route="journey").pk
    file = log / "receipt.json"
    file.write_text(guihang("receipt", "core_access", str(key)).stdout)

    assert guihang("proof", str(file)).exit_code == 0
    file.write_text(file.read_text().replace("journey", "search"))
    assert guihang("proof", str(file)).exit_code == 1
    file.write_text("no receipt")
    assert guihang("proof", str(file)).exit_code == 1
    assert guihang("receipt", "core_access", "0").exit_code == 1


def test_the_job_of_the_minute_seals(log):
    with scope.opened([book.UNIT]):
        Access.objects.create(at=timezone.now(), by_id=3, unit_id=book.UNIT, route="people")

    book.wait_for(lambda: chores.seal_log() == 1, seconds=60)

    assert LogSeal.objects.count() == 2
