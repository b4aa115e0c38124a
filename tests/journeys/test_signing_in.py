"""Signing in as people do it: with a phone, with a passkey, and again before a file."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.office import Office, fill, go, save, shown_code

from guihang.simulate.accounts import PASSWORD

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def by_name(office: Office) -> str:
    """The address under which browsers offer passkeys: a name, not a number."""
    return office.url.replace("127.0.0.1", "localhost")


def with_key(page: Page) -> None:
    """Give the browser an authenticator of its own (WebAuthn, virtual)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def sign_in(page: Page, office: Office, user: str, path: str = "/login/") -> None:
    go(page, by_name(office) + path)
    fill(page, login=user, password=PASSWORD)
    save(page)
    fill(page, code=shown_code(page.content()))
    save(page)


def test_a_newcomer_signs_in_with_what_the_demo_shows(office: Office) -> None:
    page = office.context().new_page()
    go(page, "/")
    fill(page, login="lead", password=PASSWORD)
    save(page)
    expect(page.locator("h1")).to_have_text("第二步验证")
    expect(page.locator("[data-demo-code]")).to_have_text(re.compile(r"^\d{6}$"))
    fill(page, code=page.inner_text("[data-demo-code]"))
    save(page)
    expect(page.locator("h1")).to_contain_text("今日")


def test_a_passkey_is_made_and_signs_in_alone(office: Office) -> None:
    page = office.context().new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))  # type: ignore[attr-defined]
    with_key(page)
    # Given an account that signs in with a phone, and makes a passkey
    sign_in(page, office, "police")
    go(page, by_name(office) + "/account/passkey/")
    page.fill(".passkey [name=name]", "值班室电脑")
    with page.expect_navigation():
        page.get_by_role("button", name="创建通行密钥").click()
    if page.url.endswith("/account/passkey/"):  # the codes are shown once, in the answer itself
        expect(page.locator(".codes li")).to_have_count(10)
        go(page, by_name(office) + "/account/")
    expect(page.locator("table").first).to_contain_text("值班室电脑")
    # When it signs out, then the passkey alone opens the door
    page.locator(".topbar details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    go(page, by_name(office) + "/login/")
    with page.expect_navigation(url=re.compile(r"/$")):
        page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("h1")).to_contain_text("今日")
    # And it serves as the second step after the password, as the code would
    page.locator(".topbar details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    go(page, by_name(office) + "/login/")
    fill(page, login="police", password=PASSWORD)
    save(page)
    with page.expect_navigation(url=re.compile(r"/$")):
        page.get_by_role("button", name="改用通行密钥").click()
    expect(page.locator("h1")).to_contain_text("今日")
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_passkey_of_somebody_else_opens_nothing(office: Office) -> None:
    page = office.context().new_page()
    with_key(page)  # a key that no account knows
    go(page, by_name(office) + "/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("[data-passkey-status]")).to_contain_text("没有完成")
    assert page.url.endswith("/login/")


def test_codes_are_shown_once_and_can_be_taken_along(office: Office) -> None:
    page = office.desk("analyst", "/account/recovery-codes/", fresh=True)
    with page.expect_navigation():
        page.get_by_role("button", name="生成恢复码").click()
    expect(page.locator(".codes li")).to_have_count(10)
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载").click()
    text = taken.value.path().read_text()
    assert page.locator(".codes li").first.inner_text() in text
    go(page, "/account/recovery-codes/")
    expect(page.locator(".codes")).to_have_count(0)


def test_the_end_of_a_session_is_told_and_nothing_typed_is_lost(office: Office) -> None:
    page = office.desk("officer", "/do/casework.admit/", fresh=True)
    page.clock.install()
    go(page, "/do/casework.admit/")
    fill(page, name="赵长河")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    # When nothing happens for almost a quarter of an hour
    page.clock.run_for(13 * 60 * 1000)
    expect(page.locator("[data-session-warning]")).to_contain_text("2 分钟后将自动退出")
    # Then somebody who is there stays
    page.get_by_role("button", name="继续使用").click()
    expect(page.locator("[data-session-warning]")).to_have_count(0)
    # And for somebody who is not, the page gives way to the door
    page.clock.run_for(14 * 60 * 1000)
    with page.expect_navigation(url=re.compile("/login/")):
        page.clock.run_for(60 * 1000)
    page.wait_for_selector("html.ready", state="attached")
    fill(page, login="officer", password=PASSWORD)
    save(page)
    fill(page, code=page.inner_text("[data-demo-code]"))
    save(page)
    expect(page.locator('[name="name"]')).to_have_value("赵长河")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_an_export_asks_again_and_then_hands_the_file_over(office: Office, size: str) -> None:
    page = office.desk("stationhead", "/confirm/?next=/people/export/", size=size, fresh=True)
    fill(page, code=page.inner_text("[data-demo-code]"))
    with page.expect_navigation():
        page.click(".content form .form-foot .btn-primary")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载文件").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
