"""Every view says what it asks for, and a record out of reach looks like none at all."""

import dataclasses
import re
from collections.abc import Callable
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.utils import timezone
from tests.architecture.guards import unguarded, views, without_permission
from tests.architecture.samples import SAMPLES
from tests.architecture.samples_of.knowledge import library_case
from tests.architecture.samples_of.partners import conference
from tests.conftest import NOW, admitted, in_aftercare, released, staff

from guihang.care import vr
from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.exchange import uploads
from guihang.people.models import Post, Unit, User
from guihang.people.permissions import GRANTS, Permission, Role
from guihang.people.queries import SystemActor, actor_of
from guihang.people.register import BY_MODEL
from guihang.web import sought
from guihang.web.page import page

PUBLIC_VIEWS = {
    "account_login": "nobody is signed in yet",
    "mfa_authenticate": "the second step: nobody is signed in yet",
    "mfa_login_webauthn": "nobody is signed in yet",
    "logout": "ends a session and shows nothing",
    "leave": "the quick exit works whatever has become of the session",
    "language": "sets a cookie and shows nothing",
    "offline": "kept on devices for a lost network, and about nobody",
    "worker": "the script that shows it",
    "health": "tells a watching process that the database answers",
    "my-start": "the person comes in with a code",
    "my-pin": "the person comes in with a PIN",
    "my-leave": "the quick exit of the person's side",
    **dict.fromkeys(
        ("open-help", "open-volunteer", "open-stories", "open-know", "open-numbers"),
        "for anybody (tests/community/test_pages.py)",
    ),
    "kin": "what the person allows, for the browser that holds their code (tests/security/test_family.py)",
    "kin-start": "a relative comes in with a code",
    "kin-leave": "the quick exit of a family's page",
    "serve-start": "a volunteer comes in with a code",
    "serve-leave": "the quick exit of a volunteer's page",
    "answer": "one resolution, by its link (tests/partners/test_conferences.py)",
}
"""Route → why its view states no permission."""

ASKED_ELSEWHERE = {
    "act": "the action's own permission, at the unit of the record",
    "model": "counts, at the units that the posts reach",
    "registers": "lists the registers that the user may see",
    "search": "people for whom the permission holds; pages by name for everybody",
    "register": "the register's own permission (tests/security/test_registers.py)",
    "record": "the register's own permission (tests/security/test_registers.py)",
    "start": "the action's own permission, at the unit that is chosen",
    "today": "where a sign-in leads: who may see no person is led to a page of theirs",
    "printed": "notes that a page is printed, and shows nothing",
    "shared-file": "a running grant for one's unit or oneself (tests/security/test_sharing.py)",
    "draft": "everybody's own half-filled forms, and nobody else's",
    "step-up": "asks for the second factor again and shows nothing",
    "account": "one's own account, and nobody else's",
    "set-up": "one's own second factor",
    "phone": "one's own second factor",
    "passkey-add": "one's own second factor",
    "passkey-remove": "one's own second factor",
    "recovery-codes": "one's own second factor",
    "password": "one's own password",
    "session-end": "one's own sessions",
    "session": "tells that one is still signed in",
    "api:action": "the action's own permission, at the unit of the record",
    "api:registers": "lists the registers that the caller may see",
    "api:register": "the register's own permission (tests/security/test_registers.py)",
    "api:me": "tells the caller who they are",
    "api:units": "names of units, which all staff may know",
    "api:openapi": "describes the API and shows no data",
    "api:": "an address that leads nowhere",
}
"""Route → what guards it, where the view itself asks only for a sign-in."""


def test_every_view_states_its_permission():
    patterns = get_resolver().url_patterns

    assert unguarded(patterns) == set(PUBLIC_VIEWS)
    assert without_permission(patterns) == set(ASKED_ELSEWHERE)


def test_a_view_without_a_statement_is_found():
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    open_to_all = page(None)(bare)
    planted = [path("a/", bare, name="bare"), path("b/", open_to_all, name="open")]

    assert unguarded(planted) == {"bare"}
    assert without_permission(planted) == {"open"}


@dataclasses.dataclass(frozen=True)
class World:
    """A case at the station, one offered to it, one inside, and who may and may not see them."""

    cast: SimpleNamespace
    case: Case
    offer: Handover
    inside: Case
    post: Post
    once: dict[Any, UUID] = dataclasses.field(default_factory=dict)
    """What can be made once only, whoever asks for it."""

    def people(self, *permissions: Permission, at: Unit | None = None) -> tuple[User, User]:
        """Two users with the same post: one at a unit of the cases, one at another unit."""
        units = self.cast.units
        for role, here, there in (
            (Role.SOCIAL_WORKER, units.station, units.other_station),
            (Role.STATION_HEAD, units.station, units.other_station),
            (Role.OFFICER, units.facility, units.other_facility),
            (Role.FACILITY_HEAD, units.facility, units.other_facility),
            (Role.DOCTOR, units.facility, units.other_facility),
        ):
            if GRANTS[role].issuperset(permissions) and at in (None, here):
                return self._holder(role, here), self._holder(role, there)
        raise LookupError(permissions)

    def _holder(self, role: Role, where: Unit) -> User:
        found = User.objects.filter(tenures__post__unit=where, tenures__post__role=role).first()
        return found or staff(f"{where}-{role}", where, role)


@pytest.fixture
def world(cast: SimpleNamespace, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, number="GH-SECRET-1")
        offer = handovers.offer_handover(
            case=released(cast, number="GH-SECRET-2"), to_unit=cast.units.station,
            by=cast.officer, at=NOW,
        )  # fmt: skip
        inside = admitted(cast, number="GH-SECRET-3")
        post = Post.objects.get(tenures__user=cast.users.second)
    return World(cast, case, offer, inside, post)


SHEET = (
    "姓名,性别,主要毒品种类,强制隔离戒毒决定日期,入所时间\n张建国,男,阿片类,2026-01-02,2026-01-03\n"
).encode()


def _upload(world: World, user: User) -> list[Any]:
    actor = actor_of(user, timezone.localdate())
    sent = uploads.accept("people.csv", [SHEET], actor=actor, at=timezone.now())
    uploads.errors_file(sent).write_bytes(b"rows")
    return [sent.pk]


def _meeting(world: World, user: User) -> list[Any]:
    unit = actor_of(user, timezone.localdate()).posts[0].unit_id
    with scope.opened([unit]):
        return [conference(world.cast, host=Unit.objects.get(pk=unit), by=SystemActor()).pk]


def _session(world: World, _: User) -> list[Any]:
    if vr in world.once:
        return [world.once[vr]]
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        given = {"by": SystemActor(), "at": NOW}
        course = vr.plan_vr(case=world.case, protocol="refusal", planned=6, agreed=True, **given)
        made = vr.record_vr_session(
            course=course, happened_at=NOW, device="VR-01", software="3", scenes="R1",
            craving_before=4, craving_peak=7, craving_after=3, stop="planned", debrief_minutes=9,
            **given,
        )  # fmt: skip
        world.once[vr] = made.pk
        return [made.pk]


def _draft(world: World, user: User) -> list[Any]:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return [library_case(world.cast).pk]


Made = Callable[[World, User], list[Any]]


def _of_society(make: Callable[[SimpleNamespace], Any]) -> Made:
    def made(world: World, _: User) -> list[Any]:
        if make not in world.once:
            with scope.opened(Unit.objects.values_list("pk", flat=True)):
                world.once[make] = make(world.cast).pk
        return [world.once[make]]

    return made


def _certificate(cast: SimpleNamespace) -> Any:
    return ACTIONS["community.certify"](**SAMPLES["community.certify"](cast))


def _campaign(cast: SimpleNamespace) -> Any:
    return ACTIONS["community.hold_campaign"](**SAMPLES["community.hold_campaign"](cast))


RECORDS: dict[str, tuple[Made, Callable[[], list[Any]]]] = {
    "journey": (lambda world, _: [world.case.pk], lambda: [uuid7()]),
    "identity": (lambda world, _: [world.case.pk], lambda: [uuid7()]),
    "services": (lambda world, _: [world.case.pk], lambda: [uuid7()]),
    "network": (lambda world, _: [world.case.pk], lambda: [uuid7()]),
    "instrument": (lambda world, _: [world.case.pk, "phq9"], lambda: [uuid7(), "phq9"]),
    "signal": (_session, lambda: [uuid7()]),
    "term": (lambda world, _: [world.inside.pk], lambda: [uuid7()]),
    "certificate-paper": (_of_society(_certificate), lambda: [uuid7()]),
    "questions": (_of_society(_campaign), lambda: [uuid7()]),
    "handover": (lambda world, _: [world.offer.pk], lambda: [uuid7()]),
    "station": (lambda world, _: [world.cast.units.station.pk], lambda: [2**31 - 7]),
    "data-upload": (_upload, lambda: [uuid7()]),
    "data-errors": (_upload, lambda: [uuid7()]),
    "library-text": (_draft, lambda: [uuid7()]),
    "agenda": (_meeting, lambda: [uuid7()]),
    "minutes": (_meeting, lambda: [uuid7()]),
    "minutes-word": (_meeting, lambda: [uuid7()]),
    "api:case": (lambda world, _: [world.case.pk], lambda: [uuid7()]),
}
"""Route with an argument → how to make what it points at, and an id that points at nothing."""

TRIED_APART = {
    "account-of": "with administrators, in tests/security/test_administrators.py",
    "account-act": "with administrators, in tests/security/test_administrators.py",
    "token-end": "one's own only, in tests/security/test_administrators.py",
    "act": "with every action, below",
    "register": "with every register, in tests/security/test_registers.py",
    "register-export": "with every register, in tests/security/test_registers.py",
    "api:register": "with every register, in tests/security/test_registers.py",
    "record": "with every register, in tests/security/test_registers.py",
    "api:action": "with every action, below",
    "draft": "with somebody else's draft, below",
}
NO_RECORD = {
    "platform-file": "the argument is the name of a sheet",
    "family-slip": "until the code is used only (tests/security/test_family.py)",
    **dict.fromkeys(
        ("my-told", "my-told-answer"), "the person's own only (tests/portal/test_told.py)"
    ),
    "my-family-stop": "the person's own only (tests/security/test_family.py)",
    "volunteer-slip": "for whoever gave the code only (tests/community/test_pages.py)",
    **dict.fromkeys(
        ("serve-act", "serve-paper"), "a volunteer's own only (tests/community/test_pages.py)"
    ),
    "start": "the argument is the name of an action",
    "registers": "the argument is the name of a section",
    "rules-protocol": "protocols are the same for everybody",
    "outcomes-records": "the argument is a state, not a record; the list holds one's own people",
    "outcomes-bulletin": "the argument is a year",
    "handbook-file": "the argument is the kind of a file; it is the same for everybody",
    "data-template": "the argument is the name of a sheet",
    "shared-file": "for the receiver of a grant only (tests/security/test_sharing.py)",
    "slip": "for whoever gave the code only (tests/security/test_person.py)",
    "answer-slip": "for whoever made the link only (tests/partners/test_conferences.py)",
    "answer": "the argument is the secret itself (tests/partners/test_conferences.py)",
    "complaint": "by a policy of its own (tests/security/test_person.py)",
    **dict.fromkeys(
        ("my-ask", "my-state", "my-withdraw", "my-receipt", "my-device-end"),
        "the person's own only (tests/security/test_person.py)",
    ),
    "passkey-remove": "one's own only; answers a form (tests/security/test_sign_in.py)",
    "session-end": "one's own only; answers a form (tests/security/test_sign_in.py)",
}


def test_every_route_with_an_argument_has_a_sample():
    routes = {name for name, address, _ in views(get_resolver().url_patterns) if "<" in address}

    assert routes == {*RECORDS, *TRIED_APART, *NO_RECORD}


def answer(user: User, address: str, data: dict[str, Any] | None = None) -> tuple[int, str]:
    """The status and the body, without what differs between two equal pages."""
    client = Client()
    client.force_login(user)
    if data is None:
        response = client.get(address)
    elif "/api/" in address:
        response = client.post(address, data, content_type="application/json")
    else:
        response = client.post(address, data)
    text = readable(b"".join(response) if response.streaming else response.content)
    text = re.sub(r'(name="csrf[\w-]*"[^>]*(?:value|content)=)"[^"]*"', r"\1", text)
    text = re.sub(r'data-ends="\d+"', "", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(?=</span>)", "PRINTED", text)  # a minute may pass
    return response.status_code, text.replace(address, "ADDRESS")


def readable(body: bytes) -> str:
    """A body as text; of a workbook, the text of its sheets."""
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with ZipFile(BytesIO(body)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in sorted(book.namelist()))


def permission_of(route: str) -> Permission:
    found = {name: view for name, _, view in views(get_resolver().url_patterns)}
    return Permission(found[route].requires)


def tells(user: User, record: str, absent: str, data: dict[str, Any] | None = None) -> bool:
    """Whether somebody out of reach can tell a record from none at all."""
    answers = answer(user, record, data), answer(user, absent, data)
    return answers[0] != answers[1] or answers[0][0] < 400


def test_a_record_of_another_unit_looks_like_none_at_all(world):
    told, hidden = set(), set()
    for route, (make, nothing) in RECORDS.items():
        mine, other = world.people(permission_of(route))
        record = reverse(route, args=make(world, mine))
        absent = reverse(route, args=nothing())
        if tells(other, record, absent):
            told.add(route)
        if answer(mine, record)[0] != 200 or not tells(mine, record, absent):
            hidden.add(route)

    assert told == set()
    assert hidden == set()


def test_a_view_that_admits_there_is_something_is_found(world, settings):
    def leaky(request: HttpRequest, pk: UUID) -> HttpResponse:
        with scope.opened(Unit.objects.values_list("pk", flat=True)):
            return HttpResponse(status=403 if Case.objects.filter(pk=pk).exists() else 404)

    urls = ModuleType("planted")
    urls.urlpatterns = [path("cases/<uuid:pk>/", leaky, name="leaky")]  # type: ignore[attr-defined]
    _, other = world.people(Permission.PERSON_VIEW)

    settings.ROOT_URLCONF = urls
    addresses = [reverse("leaky", args=[pk]) for pk in (world.case.pk, uuid7())]

    assert tells(other, *addresses)


def subject_of(name: str, world: World) -> tuple[str, Any, Unit]:
    """The argument, the row to try the action on, and the unit at which it would happen."""
    action = ACTIONS[name]
    stations = (Role.SOCIAL_WORKER, Role.STATION_HEAD)
    at_a_station = any(action.permission in GRANTS[role] for role in stations)
    case = world.case if at_a_station else world.inside
    for field in action.references:
        for row in (case, world.offer, world.post):
            if isinstance(row, field.kind):
                unit_id = action.where(SimpleNamespace(**{field.name: row}))
                return field.name, row, Unit.objects.get(pk=unit_id)
    raise LookupError(name)


def actions_about_records() -> list[str]:
    about = {Case, Handover, Post}
    return [
        name for name, action in ACTIONS.items()
        if about & {field.kind for field in action.references}
    ]  # fmt: skip


def test_an_action_on_a_record_of_another_unit_looks_like_one_on_none(world):
    told, hidden = set(), set()
    for name in actions_about_records():
        field, row, unit = subject_of(name, world)
        absent = 2**31 - 7 if isinstance(row, Post) else uuid7()
        mine, other = world.people(Permission(ACTIONS[name].permission), at=unit)
        pages = [reverse("act", args=[name, field, pk]) for pk in (row.pk, absent)]
        if any(tells(other, *pages, data) for data in (None, {"entry": str(uuid7())})):
            told.add(name)
        if answer(mine, pages[0])[0] != 200:
            hidden.add(name)

    assert told == set()
    assert hidden == set()


def sample_of(name: str, world: World, *fields: str) -> dict[str, str]:
    """The ids of further records that a valid call of an action names."""
    if not fields:
        return {}
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        given = SAMPLES[name](world.cast)
    return {field: str(given[field].pk) for field in fields}


def test_a_program_of_another_unit_is_told_the_same_of_a_record_and_of_none(world):
    told, hidden = set(), set()
    for name in actions_about_records():
        field, row, unit = subject_of(name, world)
        keys = (row.pk, 2**31 - 7) if isinstance(row, Post) else (str(row.pk), str(uuid7()))
        mine, other = world.people(Permission(ACTIONS[name].permission), at=unit)
        address = reverse("api:action", args=[name])
        others = {
            other.name: world.cast.units.other_station.pk for other in ACTIONS[name].references
            if other.kind is Unit and other.name != field
        } | sample_of(name, world, *(
            other.name for other in ACTIONS[name].references
            if other.required and other.kind in BY_MODEL and other.name != field
        ))  # fmt: skip
        about, missing = ({"entry": str(uuid7()), field: key} | others for key in keys)
        if answer(other, address, about) != answer(other, address, missing):
            told.add(name)
        if answer(mine, address, about) == answer(mine, address, missing):
            hidden.add(name)

    assert told == set()
    assert hidden == set()


def test_a_draft_is_its_authors_own(world):
    mine, other = world.people(Permission.PERSON_VIEW)
    address = reverse("draft", args=["do/followup.record_contact/"])
    client = Client()
    client.force_login(mine)
    client.put(address, {"fields": {"note": "他说"}}, content_type="application/json")

    assert "\\u4ed6\\u8bf4" in answer(mine, address)[1]
    assert answer(other, address) == (200, "{}")


def test_no_page_of_a_stranger_names_the_people_of_another_unit(world):
    mine, other = world.people(Permission.PERSON_VIEW, Permission.DATA_EXPORT)
    routes = [name for name, address, _ in views(get_resolver().url_patterns) if "<" not in address]
    pages = {name: reverse(name) for name in routes if name not in (*PUBLIC_VIEWS, "api:")}
    pages |= {"all of today": f"{reverse('today')}?all=1"}
    pages |= {"all of today-export": f"{reverse('today-export')}?all=1"}
    signs = ("GH-SECRET-", str(world.case.pk), str(world.offer.pk), str(world.offer.case_id))

    def naming(user: User) -> set[str]:
        found = pages | {
            f"search {text}": sought.address("search", text, user.pk)
            for text in ("SECRET", "张", "zjg")
        }
        bodies = {name: answer(user, page)[1] for name, page in found.items()}
        return {name for name, body in bodies.items() if any(sign in body for sign in signs)}

    assert naming(other) == set()
    assert {"people", "people-export", "all of today", "all of today-export", "handovers",
            "handovers-export", "api:cases", "api:worklist",
            "search 张", "search zjg"} <= naming(mine)  # fmt: skip
