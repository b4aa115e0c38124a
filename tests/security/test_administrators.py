"""三员分立: three administrators whom no account combines, and what each of them may do."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from tests.conftest import NOW, in_aftercare, staff

from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.people import access, accounts, factors
from guihang.people import actions as people
from guihang.people.models import Post, Tenure, Token, Unit, User
from guihang.people.permissions import ADMINISTRATORS, GRANTS, Permission, Role
from guihang.people.queries import SystemActor, actor_of

CASELESS = sorted(ADMINISTRATORS)
SINCE = date(2018, 1, 1)


@pytest.fixture
def admins(cast: SimpleNamespace) -> SimpleNamespace:
    users = {str(role): staff(str(role), cast.units.region, role) for role in CASELESS}
    return SimpleNamespace(**users)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


APPOINT = "INSERT INTO people_tenure (post_id, user_id, starts_on, ends_on) VALUES (%s, %s, %s, %s)"


@pytest.mark.parametrize("held", CASELESS)
@pytest.mark.parametrize("wanted", [*CASELESS, Role.SOCIAL_WORKER, Role.VOLUNTEER])
def test_the_database_lets_no_account_combine_two_duties(
    cast: SimpleNamespace, held: str, wanted: str
) -> None:
    user = staff("somebody", cast.units.region, Role(held))
    post = Post.objects.create(unit=cast.units.region, role=wanted)
    if held == wanted:  # the same duty twice combines nothing
        sql(APPOINT, post.pk, user.pk, SINCE, None)
        return
    for starts, ends in (
        (SINCE, None),
        (date(2030, 1, 1), None),
        (date(2017, 1, 1), SINCE + timedelta(1)),
    ):
        with pytest.raises(IntegrityError, match="apart"):
            sql(APPOINT, post.pk, user.pk, starts, ends)
    sql(APPOINT, post.pk, user.pk, date(2017, 1, 1), SINCE)  # one after the other is lawful


def test_a_tenure_or_a_post_that_is_changed_is_looked_at_again(cast: SimpleNamespace) -> None:
    user = staff("somebody", cast.units.region, Role.AUDIT_ADMIN)
    other = staff("other", cast.units.region, Role.SOCIAL_WORKER)
    with pytest.raises(IntegrityError, match="apart"):
        sql("UPDATE people_tenure SET user_id = %s WHERE user_id = %s", user.pk, other.pk)
    with pytest.raises(IntegrityError, match="keeps its duty"):
        sql("UPDATE people_post SET role = 'security_admin' WHERE id IN "
            "(SELECT post_id FROM people_tenure WHERE user_id = %s)", user.pk)  # fmt: skip
    sql("UPDATE people_post SET role = 'drug_social_worker' WHERE id IN "
        "(SELECT post_id FROM people_tenure WHERE user_id = %s)", other.pk)  # fmt: skip


@pytest.mark.django_db(databases=["default", "owner"])
def test_without_the_trigger_both_duties_would_be_held() -> None:
    """The control, as the owner: it is this trigger that refuses."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_tenure DISABLE TRIGGER administrators_are_apart")
        cursor.execute("INSERT INTO people_unit (code, kind, zh, en, division, verified, rooms, rooms_en)"
                       " VALUES ('r', 'region', 'r', 'r', '', false, '', '') RETURNING id")  # fmt: skip
        [unit] = cursor.fetchone()
        cursor.execute("INSERT INTO people_user (password, is_superuser, username, name, is_active,"
                       " password_due, joined_at) VALUES ('', false, 'u', 'u', true, false, now())"
                       " RETURNING id")  # fmt: skip
        [user] = cursor.fetchone()
        for role in ADMINISTRATORS:
            cursor.execute("INSERT INTO people_post (unit_id, role, title, title_en) VALUES (%s, %s, '', '')"
                           " RETURNING id", [unit, role])  # fmt: skip
            cursor.execute(APPOINT, [*cursor.fetchone(), user, SINCE, None])
        cursor.execute("SELECT count(*) FROM people_tenure WHERE user_id = %s", [user])
        assert cursor.fetchone() == (3,)


def test_an_appointment_that_combines_duties_is_refused_in_words(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    post = Post.objects.create(unit=cast.units.region, role=Role.AUDIT_ADMIN)
    by = actor_of(admins.security_admin, NOW.date())
    with scope.opened(()), pytest.raises(Refused) as refused:
        people.appoint(post=post, user=cast.users.worker, starts_on=NOW.date(), by=by, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["post.apart"]


def test_administrators_are_appointed_by_the_security_administrator_only(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    user = User.objects.create_user("fresh", name="新")
    audit = Post.objects.create(unit=cast.units.region, role=Role.AUDIT_ADMIN)
    security = Post.objects.create(unit=cast.units.region, role=Role.SECURITY_ADMIN)
    given = {"user": user, "starts_on": NOW.date(), "at": NOW}
    by = actor_of(admins.security_admin, NOW.date())
    here = {cast.units.region.pk}
    with scope.opened(here), pytest.raises(Refused):
        people.appoint(
            post=audit, by=cast.lead, **given
        )  # a head of bureau manages posts, not these
    with scope.opened(here), pytest.raises(Refused):
        people.appoint(post=security, by=by, **given)
    with scope.opened(here):
        people.appoint(post=audit, by=by, **given)
    assert Tenure.objects.filter(user=user, post=audit).exists()


def test_no_administrator_holds_a_permission_over_people() -> None:
    over_people = {
        permission for role in (Role.OFFICER, Role.SOCIAL_WORKER) for permission in GRANTS[role]
    } - {Permission.PROTOCOL_VIEW}  # fmt: skip
    for role in ADMINISTRATORS:
        assert GRANTS[role] & over_people == frozenset(), role


def test_no_administrator_sees_a_person(cast: SimpleNamespace, admins: SimpleNamespace) -> None:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, number="GH-SECRET-1")
    for user in vars(admins).values():
        client = browser(user)
        assert client.get("/people/").status_code == 403
        assert client.get(f"/cases/{case.pk}/").status_code in (403, 404)
        assert "GH-SECRET" not in client.get("/", follow=True).content.decode()
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        actor = actor_of(getattr(admins, str(role)), NOW.date())
        with scope.opened(actor.all_units):
            assert Case.objects.count() == 0, "row-level security has nothing for them either"


def do(client: Client, user: User, name: str, **given: Any) -> Any:
    return client.post(f"/accounts/{user.pk}/{name}/", given)


def first_password(response: Any) -> str:
    return response.content.decode().split("<code>")[1].split("</code>")[0]


def test_an_account_is_opened_given_a_post_and_signs_in(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    # Given an account that the system administrator opened
    opened = browser(admins.system_admin).post("/accounts/", {"username": "nara", "name": "娜拉"})
    password, user = first_password(opened), User.objects.get(username="nara")
    # And a post that the security administrator filled
    post = Post.objects.create(unit=cast.units.station, role=Role.SOCIAL_WORKER)
    today = timezone.localdate().isoformat()
    do(browser(admins.security_admin), user, "people.appoint", post=post.pk, starts_on=today)
    assert Tenure.objects.filter(user=user, post=post).exists()
    # Then its owner first chooses a password, then a second factor, and then sees the station
    client = Client()
    client.post("/login/", {"login": "nara", "password": password})
    assert client.get("/people/").url == "/account/password/"
    new = "seven blue birds of the river"
    client.post("/account/password/", {"old": password, "new": new, "again": new})
    assert client.get("/people/").url == "/account/set-up/"
    secret = client.get("/account/phone/").content.decode()
    secret = secret.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    step = int(timezone.now().timestamp()) // 30
    client.post("/account/phone/", {"code": factors.code_at(secret, step)})
    assert client.get("/people/").status_code == 200
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        left = list(Entry.objects.order_by("at", "id").values_list("action", flat=True))
    assert left == ["people.open_account", "people.appoint"]


def entries() -> int:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return Entry.objects.count()


def test_each_administrator_does_only_their_own_part(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    may = {
        "people.reset_password": "system_admin", "people.close_account": "system_admin",
        "people.reset_factors": "security_admin", "people.end_sessions": "security_admin",
    }  # fmt: skip
    for name, owner in may.items():
        for role in (*map(str, CASELESS), "lead"):
            user = getattr(admins, role, None) or cast.users.lead
            before = entries()
            answer = do(browser(user), cast.users.worker, name)
            allowed = entries() > before
            assert allowed == (role == owner), (name, role, answer.status_code)
        User.objects.update(is_active=True)


def test_a_closed_account_is_out_with_its_next_request(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    client = browser(cast.users.worker)
    assert client.get("/people/").status_code == 200
    do(browser(admins.system_admin), cast.users.worker, "people.close_account")
    assert client.get("/people/").status_code == 302


def test_sessions_ended_by_the_security_administrator_are_out_with_their_next_request(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    cast.users.worker.set_password("correct horse battery")
    cast.users.worker.save()
    factors.take_phone(cast.users.worker, "JBSWY3DPEHPK3PXP", step=0)
    client = Client()
    client.post("/login/", {"login": "worker", "password": "correct horse battery"})
    step = int(timezone.now().timestamp()) // 30
    client.post("/login/code/", {"code": factors.code_at("JBSWY3DPEHPK3PXP", step)})
    assert client.get("/people/").status_code == 200
    assert len(access.sessions_of(cast.users.worker.pk)) == 1
    do(browser(admins.security_admin), cast.users.worker, "people.end_sessions")
    assert client.get("/people/").status_code == 302


def test_a_reset_second_factor_is_set_up_anew(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    factors.take_phone(cast.users.worker, "JBSWY3DPEHPK3PXP", step=0)
    factors.new_recovery_codes(cast.users.worker)
    do(browser(admins.security_admin), cast.users.worker, "people.reset_factors")
    assert not Authenticator.objects.filter(user=cast.users.worker).exists()


def test_nobody_resets_or_closes_their_own_account(
    cast: SimpleNamespace, admins: SimpleNamespace
) -> None:
    for action, user in (
        (accounts.close_account, admins.system_admin),
        (accounts.reset_password, admins.system_admin),
        (accounts.reset_factors, admins.security_admin),
    ):
        with scope.opened(()), pytest.raises(Refused):
            action(user=user, by=actor_of(user, NOW.date()), at=NOW)


def test_accounts_are_nobody_elses_business(cast: SimpleNamespace) -> None:
    pages = ("/accounts/", f"/accounts/{cast.users.worker.pk}/")
    assert [browser(cast.users.lead).get(page).status_code for page in pages] == [403, 403]
    with scope.opened(()), pytest.raises(OutOfReach):
        accounts.close_account(user=cast.users.worker, by=cast.lead, at=NOW)


def test_a_token_is_made_and_ended_by_its_owner(cast: SimpleNamespace) -> None:
    mine, other = browser(cast.users.worker), browser(cast.users.officer)
    page = mine.post("/account/tokens/", {"note": "对接", "days": 30}).content.decode()
    secret = page.split("<code>")[1].split("</code>")[0]
    call = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert Client().get("/api/v1/me", **call).status_code == 200
    token = Token.objects.get()
    other.post(f"/account/tokens/{token.pk}/end/")
    assert Client().get("/api/v1/me", **call).status_code == 200
    mine.post(f"/account/tokens/{token.pk}/end/")
    assert Client().get("/api/v1/me", **call).status_code == 401


def test_the_command_line_appoints_the_first_administrators(cast: SimpleNamespace) -> None:
    user = User.objects.create_user("first", name="首任")
    post = Post.objects.create(unit=cast.units.region, role=Role.SECURITY_ADMIN)
    with scope.opened({cast.units.region.pk}):
        people.appoint(post=post, user=user, starts_on=NOW.date(), by=SystemActor(), at=NOW)
    assert Tenure.objects.filter(user=user).exists()
