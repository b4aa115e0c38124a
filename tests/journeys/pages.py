"""Every page of the product with an address that leads somewhere, and who opens it."""

import re
from typing import NamedTuple

from tests.journeys.office import Office
from tests.journeys.people import admitted, in_aftercare, offered

ON_A_CASE = (
    "followup.record_contact", "followup.record_attempt", "followup.record_test",
    "followup.record_review", "followup.record_meeting", "followup.record_evidence",
    "casework.record_consent", "casework.offer_handover", "casework.close_case",
    "cases.add_relative", "cases.correct_identity",
)  # fmt: skip
"""Forms that the head of the station opens on somebody in aftercare."""
INSIDE = ("custody.propose_zone", "casework.release")
ON_A_HANDOVER = ("casework.accept_handover", "casework.return_handover")
ID = "([0-9a-f-]{36})"
SHEET = "人员编号,是否联系到本人,时间,方式\nGH-NOBODY,是,2026-11-23 10:00,电话\n"


class Address(NamedTuple):
    """One page. ``route`` is the name of its address in ``urls.py``."""

    route: str
    user: str
    path: str


def every_page(office: Office) -> list[Address]:
    """Make what the pages need to be about, and return them all."""
    case, handover = offered(office, "东方晓")
    held, inside = in_aftercare(office, "东方亮", days=40), admitted(office, "东方明", days=300)
    station = first(office, "stationhead", "/stations/", r"/stations/(\d+)/")
    post = first(office, "stationhead", f"/stations/{station}/", r"people\.leave_post/post/(\d+)/")
    upload = sent_file(office)
    meeting = first(office, "bureau", "/registers/conferences/", rf"/registers/conferences/{ID}/")
    campaign = first(office, "stationhead", "/registers/campaigns/", rf"/registers/campaigns/{ID}/")
    text = first(office, "worker", "/library/", rf"/library/{ID}/")
    return [
        Address("account_login", "", "/login/"), Address("offline", "", "/offline/"),
        Address("account", "worker", "/account/"), Address("phone", "worker", "/account/phone/"),
        Address("passkey-add", "worker", "/account/passkey/"),
        Address("recovery-codes", "worker", "/account/recovery-codes/"),
        Address("password", "worker", "/account/password/"),
        Address("my-tokens", "worker", "/account/tokens/"),
        Address("step-up", "stationhead", "/confirm/?next=/people/export/"),
        Address("accounts", "sysadmin", "/accounts/"),
        Address("accounts", "auditadmin", sought(office, "auditadmin", "/accounts/", "w")),
        Address("access-review", "stationhead", "/access/"),
        Address("account-of", "secadmin",
                "/accounts/" + first(office, "secadmin",
                                     sought(office, "secadmin", "/accounts/", "worker"),
                                     r"/accounts/(\d+)/") + "/"),
        Address("today", "worker", "/"), Address("today", "bureau", "/?all=1"),
        Address("today", "bureau", "/?late=1&all=1"), Address("today", "volunteer", "/"),
        Address("people", "officer", "/people/"), Address("people", "worker", "/people/?stage=closed"),
        Address("search", "worker", sought(office, "worker", "/people/search/", "DEMO")),
        Address("search", "worker", sought(office, "worker", "/people/search/", "nobody")),
        Address("journey", "stationhead", f"/cases/{held}/"),
        Address("journey", "head", f"/cases/{case}/"), Address("journey", "officer", f"/cases/{inside}/"),
        Address("identity", "worker", f"/cases/{held}/identity/"),
        Address("handovers", "bureau", "/handovers/"), Address("handovers", "police", "/handovers/"),
        Address("handover", "worker", f"/handovers/{handover}/"),
        Address("start", "officer", "/do/casework.admit/"),
        *(Address("act", "stationhead", f"/do/{name}/case/{held}/") for name in ON_A_CASE),
        *(Address("act", "head", f"/do/{name}/case/{inside}/") for name in INSIDE),
        *(Address("act", "worker", f"/do/{name}/handover/{handover}/") for name in ON_A_HANDOVER),
        Address("act", "officer", f"/do/casework.withdraw_handover/handover/{handover}/"),
        Address("act", "stationhead", f"/do/people.leave_post/post/{post}/"),
        Address("requests", "worker", "/requests/"), Address("slip", "stationhead", code_for(office, held)),
        Address("complaints", "lead", "/complaints/"),
        Address("complaint", "lead", complaint_in(office)),
        Address("shared", "partner", "/shared/"), Address("emergency", "worker", "/emergency/"),
        Address("emergency-reviews", "stationhead", "/emergency/reviews/"),
        Address("sealed", "stationhead", "/sealed/"), Address("audit", "auditadmin", "/audit/"),
        Address("backups", "sysadmin", "/backups/"),
        Address("services", "worker", f"/cases/{held}/services/"),
        Address("network", "worker", f"/cases/{held}/network/"),
        Address("instrument", "worker", f"/cases/{held}/instruments/phq9/"),
        Address("seal-notices", "stationhead", "/sealed/notices/"),
        *(Address("registers", "head", f"/sections/{one}/") for one in ("inside", "together")),
        *(Address("registers", "stationhead", f"/sections/{one}/") for one in ("care", "aftercare")),
        Address("questions", "stationhead", f"/campaigns/{campaign}/questions/"),
        Address("register", "bureau", "/registers/conferences/"),
        Address("record", "bureau", f"/registers/conferences/{meeting}/"),
        Address("agenda", "bureau", f"/conferences/{meeting}/agenda/"),
        Address("minutes", "bureau", f"/conferences/{meeting}/minutes/"),
        Address("library-search", "worker", "/library/"),
        Address("library-text", "worker", f"/library/{text}/"),
        Address("model", "lead", "/model/"), Address("alliance", "bureau", "/alliance/"),
        Address("platform", "stationhead", "/platform/"),
        Address("stations", "bureau", "/stations/"),
        Address("station", "stationhead", f"/stations/{station}/"),
        Address("terms", "head", "/terms/"), Address("terms", "lead", "/terms/?all=1"),
        Address("term", "head", f"/cases/{inside}/term/"), Address("safety", "head", "/safety/"),
        Address("rules", "lead", "/rules/"),
        Address("rules-protocol", "lead", "/rules/protocols/golden-quarter/1/"),
        Address("rules-dry-run", "bureau", "/rules/dry-run/"),
        Address("rules-permissions", "analyst", "/rules/permissions/"),
        Address("rules-journal", "lead", "/rules/journal/"),
        Address("outcomes", "analyst", "/outcomes/"),
        Address("handbook", "stationhead", "/handbook/"),
        Address("outcomes-retention", "lead", "/outcomes/retention/?by=facility"),
        Address("outcomes-retention", "analyst", "/outcomes/retention/"),
        Address("outcomes-course", "analyst", "/outcomes/course/"),
        Address("outcomes-facilities", "lead", "/outcomes/facilities/"),
        Address("outcomes-months", "analyst", "/outcomes/months/"),
        Address("outcomes-programmes", "lead",
                "/outcomes/programmes/?title=x&design=3"),
        Address("outcomes-published", "lead", "/outcomes/published/"),
        Address("outcomes-definitions", "analyst", "/outcomes/definitions/"),
        Address("outcomes-records", "lead", "/outcomes/records/relapsed-1/"),
        Address("data", "stationhead", "/data/"),
        Address("data-upload", "stationhead", upload),
    ]  # fmt: skip


def sought(office: Office, user: str, path: str, text: str) -> str:
    """Where the result of a search stands; what was typed is not in it."""
    return office.submit(user, path, q=text).headers["location"]


def first(office: Office, user: str, path: str, pattern: str) -> str:
    found = re.search(pattern, office.context(user).request.get(path).text())
    assert found, f"no {pattern} on {path}"
    return found[1]


def code_for(office: Office, case: str) -> str:
    """Give a person the code to their file and return the address of the slip."""
    answer = office.submit("stationhead", f"/do/cases.give_code/case/{case}/")
    assert answer.status == 302, answer.text()[:500]
    return answer.headers["location"]


def complaint_in(office: Office) -> str:
    """Return the address of the complaint that a person of the demo made."""
    return (
        "/complaints/"
        + first(office, "lead", "/complaints/", r"/complaints/([0-9a-f-]{36})/")
        + "/"
    )


def sent_file(office: Office) -> str:
    """Send a small sheet and return the address of its page."""
    request = office.context("stationhead").request
    token = first(office, "stationhead", "/data/", r'csrfmiddlewaretoken" value="([^"]+)"')
    file = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    answer = request.post(
        "/data/", multipart={"csrfmiddlewaretoken": token, "file": file}, max_redirects=0
    )
    assert answer.status == 302, answer.text()[:500]
    return answer.headers["location"]
