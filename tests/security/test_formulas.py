"""Texts that a spreadsheet would compute, stored by actions and taken away by every export."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from tests.architecture.guards import views
from tests.exchange.formulas import PAYLOADS, cells, live, readings

from guihang.cases.models import Case, Person
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core import scope
from guihang.exchange import uploads
from guihang.exchange.export import export
from guihang.followup import actions as followup
from guihang.people.models import Unit, User
from guihang.people.queries import forget_tree
from guihang.people.register import REGISTERS
from guihang.web import sheet as taken

DDE = [
    "=cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0", "=rundll32|'a'!A0",
    "=MSEXCEL|'\\..\\..\\calc'!''", "+cmd|'/C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=IMPORTXML(\"http://x\")",
    "=IMAGE(\"http://x\")", "=\"\"&HYPERLINK(\"x\")", "=1\n+1", "\ufeff=1+1", "%0A=1+1", "\x00=1"[1:],
]  # fmt: skip
STARTS = ("=", "+", "-", "@", "＝", "\t=", "\r=", " =", "\u200b=", "\ufeff+", "\u3000@", "−")
MADE = [f"{start}{number}*A{kind}" for number in range(40) for kind, start in enumerate(STARTS)]
TEXTS = list({
    text.strip(): text for text in (*PAYLOADS, *MADE, *DDE) if len(text) <= 30
}.values())[-620:]  # fmt: skip
"""Each still another one when the blanks around it are gone."""


@pytest.fixture
def poisoned(cast: SimpleNamespace, settings: Any, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A region in which every name, number and note is a formula."""
    settings.MEDIA_ROOT = tmp_path
    now, first = timezone.now(), iter(TEXTS)
    for unit in Unit.objects.all():
        unit.zh = unit.en = next(first)
        unit.save()
    for user in User.objects.all():
        user.name = next(first)
        user.save()
    forget_tree()
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        made = [
            casework.admit(
                unit=cast.units.facility, name=name, number=number, sex=Person.Sex.MALE, address=address,
                drug=Case.Drug.OPIOID, decided_on=(now - timedelta(days=735)).date(),
                admitted_at=now - timedelta(days=730), by=cast.officer, at=now,
            )
            for name, number, address in zip(*[iter(TEXTS)] * 3, strict=False)
        ]  # fmt: skip
        for number, case in enumerate(made[:12]):
            _into_aftercare(case, cast, now, accepted=number % 2 == 0, note=TEXTS[-number])
        yield cast


def _into_aftercare(
    case: Case, cast: SimpleNamespace, now: Any, *, accepted: bool, note: str
) -> None:
    out = now - timedelta(days=10)
    casework.release(case=case, released_at=out, by=cast.head, at=out)
    casework.record_consent(case=case, decision="given", decided_at=out, by=cast.officer, at=out)
    offer = handovers.offer_handover(
        case=case, to_unit=cast.units.station, note=note, by=cast.officer, at=out
    )
    if accepted:
        handovers.accept_handover(handover=offer, by=cast.worker, at=out)
        followup.record_contact(
            case=case,
            happened_at=out + timedelta(hours=1),
            channel="phone",
            note=note,
            by=cast.worker,
            at=now,
        )


def routes() -> list[str]:
    """Every address that gives a file with rows."""
    return [
        reverse(name, args=args)
        for name, _, _ in views(get_resolver().url_patterns) if name.endswith("-export")
        for args in (zip(REGISTERS) if name == "register-export" else [()])
    ]  # fmt: skip


def files(cast: SimpleNamespace) -> Iterator[tuple[str, bytes]]:
    """What every export gives to the first of the cast who may have it."""
    clients = [Client() for _ in vars(cast.users)]
    for client, user in zip(clients, vars(cast.users).values(), strict=True):
        client.force_login(user)
    for route in routes():
        answers = (client.get(f"{route}?all=1") for client in clients)
        given = next((answer for answer in answers if answer.status_code == 200), None)
        if given is not None:
            yield route, b"".join(given)  # type: ignore[arg-type]


def test_there_are_enough_texts_and_each_would_be_computed() -> None:
    assert len(TEXTS) >= 600
    assert len([text for text in TEXTS if live(text)]) >= 600


def test_no_export_holds_a_cell_that_computes(
    poisoned: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, seen = set(), set()
    for route, data in files(poisoned):
        found = list(cells(data))
        assert [text for text, computes in found if computes or live(text)] == [], route
        reached.add(route)
        seen |= {text.removeprefix("'").strip() for text, _ in found}
    monkeypatch.setattr(taken, "export", partial(export, form="csv"))
    for route, data in files(poisoned):
        assert [text for text in readings(data.decode("utf-8-sig")) if live(text)] == [], route

    audited = {
        reverse("audit-export")
    }  # texts of the log are ours; its filter and its names are below
    for_doctors = {reverse("register-export", args=["infection-screens"])}  # nobody takes it away
    assert reached == set(routes()) - audited - for_doctors
    assert len(seen.intersection(text.strip() for text in TEXTS)) >= 200


def test_the_rows_that_an_import_refuses_come_back_without_a_cell_that_computes(
    cast: SimpleNamespace, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    head = "姓名,性别,主要毒品种类,强制隔离戒毒决定日期,入所时间\n"
    rows = "".join(
        json.dumps(text, ensure_ascii=False) + ",男,x,y,z\n" for text in TEXTS if '"' not in text
    )
    sent = uploads.accept("a.csv", [(head + rows).encode()], actor=cast.head, at=timezone.now())
    assert uploads.start(sent, dry_run=True)
    uploads.carry_out(sent.pk, at=timezone.now())

    found = list(cells(uploads.errors_file(sent).read_bytes()))

    assert len(found) >= 600
    assert not [text for text, computes in found if computes]


def test_the_control_a_naive_writer_makes_cells_that_compute() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(TEXTS):
            sheet.write(row, 0, text)

    assert len([text for text, computes in cells(out.getvalue()) if computes or live(text)]) >= 500
