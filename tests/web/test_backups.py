"""The page of backups: what is overdue stands on it, and one click asks for one drill."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import staff

from guihang.core import drills
from guihang.core.models import Drill
from guihang.people.permissions import Role

CHECKS = [
    {"words": ["内容摘要相同", "Content equal"], "passed": True, "said": ["33 张表", "33 tables"]}
]


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.GUIHANG_EMBEDDED = True
    settings.GUIHANG_BACKUPS = tmp_path / "backups"
    settings.GUIHANG_BACKUP_KEY = tmp_path / "keys" / "backup.key"
    settings.VAR = tmp_path


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def drill(days, *, passed=True):
    at = timezone.now() - timedelta(days=days)
    return Drill.objects.create(
        began_at=at,
        finished_at=at,
        seconds=9.3,
        passed=passed,
        checks=CHECKS,
        backup="20261124-full",
    )


def test_without_a_backup_and_a_drill_the_page_says_so(cast):
    page = signed_in(cast.users.lead).get(reverse("backups")).content.decode()

    assert "还没有备份" in page
    assert "恢复演练已逾期" in page


def test_a_drill_counts_for_eight_days_and_a_failed_one_not_at_all(cast):
    now = timezone.now()
    drill(9)
    drill(1, passed=False)
    assert drills.overdue(now)
    drill(7.5)
    assert not drills.overdue(now)
    page = signed_in(cast.users.lead).get(reverse("backups")).content.decode()
    assert "恢复演练已逾期" not in page
    assert "未通过" in page
    assert "内容摘要相同" in page


def test_a_click_asks_for_one_drill_and_a_second_one_waits(cast):
    client = signed_in(cast.users.lead)
    waiting = ProcrastinateJob.objects.filter(task_name="guihang.drill", status="todo")

    for _ in range(2):
        assert client.post(reverse("backups")).status_code == 302
    assert waiting.count() == 1


def test_whoever_keeps_no_backups_sees_no_page(cast):
    assert signed_in(cast.users.worker).get(reverse("backups")).status_code == 403
    admin = staff("sysadmin", cast.units.region, Role.SYSTEM_ADMIN)
    assert signed_in(admin).get(reverse("backups")).status_code == 200
