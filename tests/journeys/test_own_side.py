"""A person on a phone: comes in, reads what comes, asks, withdraws, sees who looked, takes a copy."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.office import Office
from tests.journeys.test_pages import AXE, CHECK, RULES

PIN = "405172"


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than the phone."""
    found = page.evaluate(CHECK, RULES)["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [f"{page.url} {one['id']}" for one in found] + ([f"{page.url} wide"] if wide else [])


def test_a_person_reads_asks_withdraws_and_leaves_on_a_phone(office: Office) -> None:
    page = office.context("", size="phone").new_page()
    page.add_init_script(path=AXE)
    page.goto("/my/")
    page.fill("[name=code]", page.locator("[data-demo-code]").inner_text().lower())
    page.fill("[name=pin]", PIN)
    page.fill("[name=again]", PIN)
    page.click("form.ask button")
    expect(page.get_by_role("heading", name="接下来")).to_be_visible()
    found = faults(page)

    page.get_by_role("link", name="我需要帮助").click()
    page.get_by_label("证件和手续").check()
    page.get_by_label("想说的话").fill("身份证丢了")
    found += faults(page)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("status")).to_have_text("已经送出。")
    found += faults(page)

    for address in ("/my/days/", "/my/looks/", "/my/complain/", "/my/devices/", "/my/sharing/"):
        page.goto(address)
        found += faults(page)
    with page.expect_download() as taken:
        page.goto("/my/")
        page.get_by_role("link", name="取一份我的资料").click()
    assert re.fullmatch(r"copy-\d{8}\.pdf", taken.value.suggested_filename)
    assert found == []

    assert "身份证丢了" not in office.context("officer").request.get("/").text()
    today = office.context("worker").request.get("/").text()
    assert "证件和手续" in today
    page.get_by_role("button", name="快速离开").click()
    assert "归航" not in page.title()
    page.goto("/my/")
    expect(page.get_by_role("heading", name="输入密码")).to_be_visible()
