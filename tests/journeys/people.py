"""People whom the journeys bring along; invented, with ID numbers of a division that is not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.office import Office

from guihang.core.ids import uuid7

HERE = ZoneInfo("Asia/Shanghai")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, 附录 A."""


def id_number(first: str) -> str:
    """Complete 17 digits by their check digit (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def ago(**past: float) -> str:
    """A moment as a form takes it."""
    return f"{datetime.now(HERE) - timedelta(**past):%Y-%m-%dT%H:%M}"


def day(**past: float) -> str:
    return ago(**past)[:10]


def admitted(office: Office, name: str, **past: float) -> str:
    """Somebody whom the officer admitted; returns the case."""
    since = past or {"days": 735}
    form = office.context("officer").request.get("/do/casework.admit/").text()
    unit = form.partition('name="unit" value="')[2].partition('"')[0]
    answer = office.submit(
        "officer", "/do/casework.admit/", unit=unit, name=name, known="confirmed", sex="1",
        drug="opioid", decided_on=day(**since), admitted_at=ago(**since),
    )  # fmt: skip
    assert answer.status == 302, answer.text()[:500]
    return answer.headers["location"].split("/")[2]


def offered(office: Office, name: str, **released: float) -> tuple[str, str]:
    """Somebody who is out and offered to the station at Hailar; returns case and handover."""
    case, handover = admitted(office, name), str(uuid7())
    when = released or {"hours": 2}
    office.do("head", "casework.release", case, released_at=ago(**when), ground="expiry",
              test_schedule="tests-a")  # fmt: skip
    office.do("officer", "casework.record_consent", case, decision="given", decided_at=ago(**when))
    # The offer has the id of the entry that made it.
    office.do("officer", "casework.offer_handover", case, to_unit="S150702", entry=handover)
    return case, handover


def in_aftercare(office: Office, name: str, **released: float) -> str:
    """Somebody whom the station has accepted; returns the case."""
    case, handover = offered(office, name, **released)
    answer = office.submit("worker", f"/do/casework.accept_handover/handover/{handover}/")
    assert answer.status == 302, answer.text()[:500]
    return case
