"""A sealed record, from the page that asks for it to the day it is shown, with real key files."""

import re
import subprocess

from playwright.sync_api import expect
from tests.journeys.office import Office, fill, go, save
from tests.simulate.installation import ROOT, START, Installation

from guihang.simulate.accounts import PASSWORD

SEALED_NOW = """
from datetime import timedelta
from django.utils import timezone
from guihang.cases.models import Case
from guihang.casework import sealing
from guihang.core import scope
from guihang.people.queries import SystemActor, tree
now = timezone.now()
with scope.opened(tree().parents):
    for case in Case.objects.filter(stage="closed", released_at__isnull=False).order_by("pk"):
        Case.objects.filter(pk=case.pk).update(
            admitted_at=case.admitted_at - timedelta(days=1500),
            released_at=case.released_at - timedelta(days=1500))
        case.refresh_from_db()
        if not list(sealing.is_due(case=case, at=now)):
            break
    else:
        raise SystemExit("nobody can be made due")
    print(json.dumps([case.person.number, case.person.name, str(case.pk)]))
    sealing.seal(case=case, by=SystemActor(), at=now)
"""


def opened(
    home: Installation, request: str, *custodians: str
) -> "subprocess.CompletedProcess[str]":
    """Run ``guihang seal open`` with the key files of the demo, whose phrase is its password."""
    keys = [part for name in custodians
            for part in ("--key", str(home.var / "demo-custodians" / f"{name}.pem"))]  # fmt: skip
    return subprocess.run(
        [*START, "seal", "open", request, *keys], env=home.environment, cwd=ROOT, text=True,
        input=f"{PASSWORD}\n" * len(custodians), capture_output=True, timeout=120, check=False,
        start_new_session=True,
    )  # fmt: skip


def test_two_of_three_custodians_open_a_sealed_record_for_whoever_asked(
    office: Office, home: Installation
) -> None:
    number, name, case = home.python(SEALED_NOW)
    page = office.desk("stationhead", "/sealed/", fresh=True)
    assert page.request.get(f"/cases/{case}/").status == 404
    requests = {}
    for wanted in (number, "NOBODY-1"):
        fill(page, ground="handling", document="某公(2026)1号 某市公安局", wanted=wanted)
        save(page)
        requests[wanted] = page.locator("table tbody tr").first.inner_text().split()[0]

    shown = home.run("seal", "show").stdout
    assert all(text in shown for text in (*requests.values(), "某公(2026)1号 某市公安局", number))
    for alone in (("head",), ("head", "head")):
        assert opened(home, requests[number], *alone).returncode == 1
    nowhere = opened(home, case, "head", "lead")
    assert (nowhere.returncode, "没有这个编号的申请" in nowhere.stderr) == (1, True)
    assert "Traceback" not in nowhere.stderr
    found = opened(home, requests[number], "head", "bureau")
    unknown = opened(home, requests["NOBODY-1"], "lead", "bureau")
    assert (found.returncode, "已启封 24 小时" in found.stdout) == (0, True), found.stderr
    assert (unknown.returncode, "无记录" in unknown.stdout) == (0, True), unknown.stderr

    go(page, "/sealed/")
    with page.expect_navigation():
        page.locator('main a[href^="/shared/"]').click()
    expect(page.locator("main")).to_contain_text(name)
    assert re.search(r"/shared/[0-9a-f-]{36}/$", page.url)
    assert office.context("drugworker").request.get(page.url).status == 404
