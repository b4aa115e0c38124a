"""The requests of each workload: ours, and the same of the plain project."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from bench import product
from bench.product import BUREAU, OFFICER, WORKER

EVENTS = 40
"""Facts on file of a journey that is opened."""

OPENED, RECORDED = 60, 2000
"""How many different cases are opened, and how many written to at most."""

type Request = dict[str, Any]


@dataclass(frozen=True)
class Workload:
    """One thing that is asked again and again. ``kind`` is read, write or page."""

    name: str
    kind: str
    words: str
    ours: list[Request]
    good: tuple[int, ...] = (200,)
    plain: list[Request] = field(default_factory=list)
    plain_good: tuple[int, ...] = (200,)


def workloads() -> list[Workload]:
    product.with_events(OPENED, EVENTS)
    opened = product.aftercare(OPENED)
    recorded = product.aftercare(OPENED + RECORDED)[OPENED:] or opened
    return [*_reads(opened), *_writes(recorded), *_pages(opened, recorded)]


def _reads(opened: list[UUID]) -> list[Workload]:
    station = product.unit_of(WORKER)
    return [
        Workload(
            "api-list", "read", "list of 25 cases, one station",
            [_api("/cases")], plain=[_get(f"/cases/?unit={station}")],
        ),
        Workload(
            "api-list-region", "read", "list of 25 cases, whole region",
            [_api("/cases", BUREAU)], plain=[_get("/cases/")],
        ),
        Workload(
            "api-journey", "read", f"journey with {EVENTS} events",
            [_api(f"/cases/{pk}") for pk in opened], plain=[_get(f"/cases/{pk}/") for pk in opened],
        ),
        Workload(
            "api-worklist", "read", "work list of 25, one station",
            [_api("/worklist")], plain=[_get(f"/tasks/?unit={station}")],
        ),
    ]  # fmt: skip


def _writes(recorded: list[UUID]) -> list[Workload]:
    facility = product.unit_of(OFFICER)
    at, day = product.moment(timedelta(hours=1)), product.moment(timedelta(days=5))[:10]
    visit = {"happened_at": at, "channel": "visit", "note": "谈了近况,约好下周再来。"}
    case = {"sex": "1", "drug": "opioid", "decided_on": day, "admitted_at": at}
    who = {"name": "张一鸣", "phone": "13800000000", "address": "海拉尔区某路 1 号"}
    plain_case = {
        **case, "stage": "inside", "zone": "detox", "unit": facility, "facility": facility,
        "term_ends_on": day,
        "person": {**who, "number": "P@number@", "sex": "1", "unit": facility},
    }  # fmt: skip
    plain_case.pop("sex")
    return [
        Workload(
            "api-visit", "write", "record a visit",
            [_do("followup.record_contact", {"case": str(pk), **visit}) for pk in recorded], (201,),
            [_post("/contacts/", {"case": str(pk), **visit, "happened_at": f"{at}+08:00"}) for pk in recorded],
            (201,),
        ),
        Workload(
            "api-admit", "write", "create a person with case",
            [_do("casework.admit", {"unit": facility, **case, **who}, OFFICER)], (201,),
            [_post("/cases/", plain_case)], (201,),
        ),
    ]  # fmt: skip


def _pages(opened: list[UUID], recorded: list[UUID]) -> list[Workload]:
    at = product.moment(timedelta(hours=1))[:16]
    form = f"entry=@entry@&happened_at={at}&channel=visit&note="
    return [
        Workload("page-today", "page", "page: today (work list of 25)", [_page("/")]),
        Workload("page-list", "page", "page: list of 25, one station", [_page("/people/")]),
        Workload("page-list-region", "page", "page: list of 25, region", [_page("/people/", BUREAU)]),
        Workload("page-journey", "page", f"page: journey with {EVENTS} events",
                 [_page(f"/cases/{pk}/") for pk in opened]),
        Workload("page-record", "record", "page: record a visit",
                 [_form(f"/do/followup.record_contact/case/{pk}/", form) for pk in recorded], (302,)),
    ]  # fmt: skip


def _get(path: str, headers: dict[str, str] | None = None) -> Request:
    return {"method": "GET", "path": path, "headers": headers or {}}


def _post(path: str, body: Any, headers: dict[str, str] | None = None) -> Request:
    kind = {"Content-Type": "application/json"}
    text = json.dumps(body, ensure_ascii=False)
    return {"method": "POST", "path": path, "headers": kind | (headers or {}), "body": text}


def _bearer(account: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {product.token(account)}"}


def _api(path: str, account: str = WORKER) -> Request:
    return _get(f"/api/v1{path}", _bearer(account))


def _do(name: str, body: dict[str, Any], account: str = WORKER) -> Request:
    return _post(f"/api/v1/actions/{name}", {"entry": "@entry@", **body}, _bearer(account))


def _page(path: str, account: str = WORKER) -> Request:
    return _get(path, product.session(account))


def _form(path: str, body: str) -> Request:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return {"method": "POST", "path": path, "headers": kind | product.session(WORKER), "body": body}
