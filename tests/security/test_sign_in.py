"""Signing in: counted before it is hashed, in two steps, and for so long."""

import re
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from tests.architecture.guards import views

from guihang.core import scope
from guihang.core.models import Access
from guihang.people import access, factors, throttle
from guihang.people.models import User
from guihang.people.register import REGISTERS
from guihang.web import gate

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count what is hashed, as it is hashed: in Django's own hasher."""
    found: list[int] = []
    lock = threading.Lock()
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(self: Any, *given: Any, real: Any = real, **more: Any) -> Any:
            with lock:
                found.append(1)
            return real(self, *given, **more)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    return found


@pytest.fixture
def worker(cast: SimpleNamespace, hashes: list[int]) -> User:
    """Staff with a password and a phone."""
    user: User = cast.users.worker
    user.set_password(PASSWORD)
    user.save()
    factors.take_phone(user, SECRET, step=0)
    hashes.clear()
    return user


def code(*, later: int = 0) -> str:
    """The code that the phone shows now, or some steps later."""
    return factors.code_at(SECRET, int(timezone.now().timestamp()) // 30 + later)


def try_password(
    client: Client, username: str, password: str = "not the password", **more: Any
) -> Any:
    return client.post("/login/", {"login": username, "password": password}, **more)


def signed_in(username: str = "worker") -> Client:
    client = Client()
    assert try_password(client, username, PASSWORD).url == "/login/code/"
    assert client.post("/login/code/", {"code": code()}).url == "/"
    return client


def test_password_and_code_together_sign_in(worker: User) -> None:
    client = Client()
    first = try_password(client, "worker", PASSWORD)
    assert (first.status_code, first.url) == (302, "/login/code/")
    assert client.get("/people/").status_code == 302, "the password alone opens nothing"
    second = client.post("/login/code/", {"code": code()})
    assert (second.status_code, second.url) == (302, "/")
    assert client.get("/people/").status_code == 200


def test_a_session_without_a_second_factor_reaches_its_set_up_and_nothing_else(
    cast: SimpleNamespace,
) -> None:
    user = cast.users.worker
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert try_password(client, "worker", PASSWORD).url == "/"
    for path in ("/", "/people/", "/account/", "/stations/", "/rules/permissions/", "/drafts/x"):
        assert client.get(path).url == "/account/set-up/", path
    assert client.get("/api/v1/me").status_code == 401
    # When the phone is set up, then the codes are shown this once and everything is open
    page = client.get("/account/phone/").content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    step = int(timezone.now().timestamp()) // 30
    shown = client.post("/account/phone/", {"code": factors.code_at(secret, step)}).content.decode()
    assert shown.count("<li><code>") == 10
    assert client.get("/people/").status_code == 200
    assert "<li><code>" not in client.get("/account/recovery-codes/").content.decode()
    # Then the phone's secret is not readable in the database
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept
    assert factors.unseal(kept) == secret


def test_after_five_failures_nothing_is_hashed_any_more(worker: User, hashes: list[int]) -> None:
    client = Client()
    pages = [try_password(client, "worker") for _ in range(9)]
    assert len(hashes) == throttle.PER_ACCOUNT
    assert len({texts(page) for page in pages}) == 1, "the page tells not which failure it was"
    # The right password is no exception while the window lasts, and works after it: no lock for good
    assert try_password(client, "worker", PASSWORD).status_code == 200
    assert len(hashes) == throttle.PER_ACCOUNT
    throttle.Attempt.objects.update(at=timezone.now() - throttle.WINDOW)
    assert try_password(client, "worker", PASSWORD).status_code == 302


def test_an_address_has_thirty_failures_over_all_accounts(worker: User, hashes: list[int]) -> None:
    for number in range(40):
        try_password(Client(REMOTE_ADDR="192.0.2.1"), f"nobody-{number}")
    assert len(hashes) == throttle.PER_ADDRESS
    assert try_password(Client(REMOTE_ADDR="192.0.2.2"), "worker", PASSWORD).status_code == 302


def test_addresses_of_one_customer_count_as_one() -> None:
    assert throttle.network("2001:db8::1") == throttle.network("2001:db8::ffff")
    assert throttle.network("2001:db8:0:1::1") != throttle.network("2001:db8::1")
    assert throttle.network("192.0.2.1") != throttle.network("192.0.2.2")


def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(rf: Any, settings: Any) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert throttle.address(request) == "127.0.0.1"
    settings.GUIHANG_PROXIES = 1
    assert throttle.address(request) == "203.0.113.9"


def test_an_account_that_there_is_not_answers_like_one_with_a_wrong_password(
    worker: User, hashes: list[int]
) -> None:
    known, unknown = try_password(Client(), "worker"), try_password(Client(), "nobody")
    assert len(hashes) == 2, "each is hashed once, so each takes as long"
    assert texts(known).replace("worker", "") == texts(unknown).replace("nobody", "")
    assert (known.status_code, known.headers.keys()) == (
        unknown.status_code,
        unknown.headers.keys(),
    )
    # Nor does a closed account tell that it is one
    worker.is_active = False
    worker.save()
    assert texts(try_password(Client(), "worker", PASSWORD)).replace("worker", "") == texts(
        unknown
    ).replace("nobody", "")


def texts(response: Any) -> str:
    return re.sub(r'(name="csrf[\w-]*" (?:value|content)=)"[^"]*"', "", response.content.decode())


def test_a_code_works_once(worker: User) -> None:
    signed_in()
    again = Client()
    try_password(again, "worker", PASSWORD)
    assert again.post("/login/code/", {"code": code()}).status_code == 200
    assert again.post("/login/code/", {"code": code(later=1)}).status_code == 302


def test_an_old_code_and_one_of_later_do_not_work(worker: User) -> None:
    client = Client()
    try_password(client, "worker", PASSWORD)
    assert client.post("/login/code/", {"code": code(later=-3)}).status_code == 200
    assert client.post("/login/code/", {"code": code(later=3)}).status_code == 200
    assert client.post("/login/code/", {"code": code()}).status_code == 302


def test_a_wrong_code_and_the_factor_of_a_right_one_are_noted(worker: User, settings: Any) -> None:
    settings.GUIHANG_PROXIES = 1
    client = Client(headers={"x-forwarded-for": "203.0.113.9"})
    try_password(client, "worker", PASSWORD)
    client.post("/login/code/", {"code": "000000"})
    client.post("/login/code/", {"code": code()})
    with scope.opened((), audit=True):
        lines = Access.objects.order_by("pk").values_list("kind", "by_id", "route", "address")

        assert [*lines] == [
            ("not_signed_in", worker.pk, "mfa_authenticate", "203.0.113.9"),
            ("signed_in", worker.pk, "by totp", "203.0.113.9"),
        ]


def test_codes_are_guessed_five_times(worker: User) -> None:
    client = Client()
    try_password(client, "worker", PASSWORD)
    for _ in range(throttle.PER_ACCOUNT):
        client.post("/login/code/", {"code": "000000"})
    assert client.post("/login/code/", {"code": code()}).status_code == 200
    throttle.Attempt.objects.all().delete()
    assert client.post("/login/code/", {"code": code()}).status_code == 302


def test_a_recovery_code_works_once(worker: User) -> None:
    first, second, *_ = factors.new_recovery_codes(worker)
    for given, status in ((first, 302), (first, 200), (second, 302)):
        client = Client()
        try_password(client, "worker", PASSWORD)
        assert client.post("/login/code/", {"code": given}).status_code == status


def test_argon2id_has_the_promised_cost(worker: User) -> None:
    assert worker.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "weak",
    [
        "short words", "password12345", "guihang-2026!", "guihang-demo", "neimenggu20260601",
        "qwertyuiop123", "123456789012", "woaini5201314", "worker-worker-1", "wangxuemei1988",
        "王雪梅王雪梅王雪梅王雪梅", "归航内蒙古戒毒20261124", "aaaaaaaaaaaaaaaa", "Xuemei.Wang.2020",
    ],
)  # fmt: skip
def test_a_password_that_is_near_at_hand_is_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak, User(username="worker", name="王雪梅"))


@pytest.mark.parametrize(
    "good", [PASSWORD, "马奶酒 gallops 67 clouds", "七只蓝鸟在河边喝酸奶茶吃馓子"]
)
def test_a_few_unrelated_words_are_a_password(good: str) -> None:
    validate_password(good, User(username="worker", name="王雪梅"))


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(worker: User) -> None:
    client = signed_in()
    move(client, SEEN=-(gate.IDLE - 5))
    assert client.get("/people/").status_code == 200, "used just in time"
    move(client, SEEN=-gate.IDLE - 1)
    answer = client.get("/people/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/people/")
    assert client.get("/api/v1/me").status_code == 401


def test_a_session_ends_after_ten_hours_however_busy(worker: User) -> None:
    client = signed_in()
    move(client, BEGAN=-gate.LONGEST - 1)
    assert client.get("/people/").status_code == 302


def test_a_look_at_the_clock_does_not_prolong_ten_hours(worker: User) -> None:
    client = signed_in()
    before = client.session[gate.BEGAN]
    move(client, SEEN=-60)
    client.get("/people/")
    assert client.session[gate.BEGAN] == before
    assert client.session[gate.SEEN] > time.time() - 5


def move(client: Client, **seconds: float) -> None:
    session = client.session
    for name, shift in seconds.items():
        session[getattr(gate, name)] = time.time() + shift
    session.save()


def test_the_session_has_a_new_name_after_each_proof(worker: User) -> None:
    client = Client()
    try_password(client, "worker", PASSWORD)
    names = [client.cookies["sessionid"].value]
    client.post("/login/code/", {"code": code()})
    names.append(client.cookies["sessionid"].value)
    client.post("/confirm/", {"code": code(later=1), "next": "/people/"})
    names.append(client.cookies["sessionid"].value)
    assert len(set(names)) == 3
    assert [one.current for one in access.sessions_of(worker.pk, current=names[-1])] == [True]


def test_another_device_is_signed_out_by_its_owner_at_once(worker: User) -> None:
    here, there = signed_in(), Client()
    try_password(there, "worker", PASSWORD)
    there.post("/login/code/", {"code": code(later=1)})
    [other] = [
        one for one in access.sessions_of(worker.pk, current=here.session.session_key)
        if not one.current
    ]  # fmt: skip
    assert there.get("/people/").status_code == 200
    session = here.session
    proof, session[gate.PROVED] = session[gate.PROVED], [worker.pk, time.time() - gate.FRESH - 1]
    session.save()
    end = f"/account/sessions/{other.id}/end/"
    came = {"referer": "http://testserver/account/"}
    assert here.post(end, headers=came).url == "/confirm/?next=%2Faccount%2F"
    assert there.get("/people/").status_code == 200, "without a fresh proof nothing ends"
    session[gate.PROVED] = proof
    session.save()
    here.post(end)
    assert there.get("/people/").status_code == 302
    assert here.get("/people/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(worker: User, cast: SimpleNamespace) -> None:
    mine, other = Client(), signed_in()
    mine.force_login(cast.users.officer)
    [row] = access.sessions_of(worker.pk)
    mine.post(f"/account/sessions/{row.id}/end/")
    assert other.get("/people/").status_code == 200


def test_a_new_password_signs_everybody_else_out(worker: User) -> None:
    here, there = signed_in(), Client()
    try_password(there, "worker", PASSWORD)
    there.post("/login/code/", {"code": code(later=1)})
    new = "seven blue birds of the river"
    form = {"old": PASSWORD, "new": new, "again": new}
    assert here.post("/account/password/", form).url == "/account/"
    assert there.get("/people/").status_code == 302
    assert here.get("/people/").status_code == 200
    assert try_password(Client(), "worker", new).status_code == 302


def exports() -> dict[str, Any]:
    """Every address that gives a file, with its view."""
    return {
        reverse(name, args=args): view
        for name, _, view in views(get_resolver().url_patterns) if name.endswith("export")
        for args in (zip(REGISTERS) if name == "register-export" else [()])
    }  # fmt: skip


def test_every_export_asks_for_the_second_factor_again_after_five_minutes(
    cast: SimpleNamespace,
) -> None:
    assert {name for name, view in exports().items() if not view.step_up} == set()
    client = Client()
    client.force_login(cast.users.station_head)
    open_to_her = [name for name in exports() if client.get(name).status_code == 200]
    assert len(open_to_her) >= 6
    session = client.session
    session[gate.PROVED] = [cast.users.station_head.pk, time.time() - gate.FRESH - 1]
    session.save()
    for name in open_to_her:
        answer = client.get(name)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/confirm/"), name
    assert client.get("/people/").status_code == 200


def test_a_proof_of_somebody_else_counts_for_nothing(cast: SimpleNamespace) -> None:
    client = Client()
    client.force_login(cast.users.worker)
    session = client.session
    session[gate.PROVED] = [cast.users.officer.pk, time.time()]
    session.save()
    assert client.get("/people/").url == "/account/set-up/"


def test_after_a_step_up_the_file_is_handed_out(worker: User, cast: SimpleNamespace) -> None:
    user = cast.users.station_head
    factors.take_phone(user, SECRET, step=0)
    client = Client()
    client.force_login(user)
    session = client.session
    session[gate.PROVED] = [user.pk, time.time() - gate.FRESH - 1]
    session.save()
    asked = client.get("/people/export/?stage=inside").url
    wrong = client.post(asked, {"code": "000000", "next": "/people/export/?stage=inside"})
    assert wrong.status_code == 422
    done = client.post(asked, {"code": code(), "next": "/people/export/?stage=inside"})
    assert 'href="/people/export/?stage=inside"' in done.content.decode()
    assert client.get("/people/export/?stage=inside").status_code == 200


def test_a_step_up_leads_to_no_other_site(worker: User) -> None:
    client = signed_in()
    form = {"code": code(later=1), "next": "https://elsewhere.example/"}
    assert client.post("/confirm/", form).url == "/"


def test_the_code_of_the_demo_is_shown_for_its_own_accounts_only(
    worker: User, cast: SimpleNamespace, settings: Any
) -> None:
    invented = cast.users.officer
    factors.take_demo_phones([invented], SECRET)
    now = timezone.now()
    assert factors.shown_code(invented, now) == ""
    settings.GUIHANG_DEMO = True
    shown = factors.shown_code(invented, now)
    assert factors.matching(invented, shown, at=now, request=None)
    assert factors.shown_code(invented, now) not in ("", shown), "the next one, this one is used"
    real = factors.code_at(SECRET, int(now.timestamp()) // 30 + 3)
    assert factors.matching(worker, real, at=now, request=None) is None
    assert factors.shown_code(worker, now) == "", "a real account in the same database"
