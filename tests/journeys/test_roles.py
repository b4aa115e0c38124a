"""Each post sees its own pages, and what is not for it looks like nothing at all."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.office import Office, fill, go, hidden, save
from tests.journeys.people import admitted

from guihang.core.ids import uuid7


def test_a_protocol_is_tried_proposed_and_adopted_by_another_person(office: Office) -> None:
    # Given a protocol in which the first meeting is due a day earlier
    bureau = office.desk("bureau", "/rules/")
    bureau.get_by_role("link", name="试算方案").click()
    body = json.loads(bureau.input_value('[name="body"]'))
    meeting = next(step for step in body["steps"] if step["code"] != "first-contact")
    meeting["due"] = {"hours": 48}
    fill(bureau, body=json.dumps(body, ensure_ascii=False, indent=1))
    # When it is tried, then it says whose plans would change, and nothing is written
    save(bureau)
    expect(bureau.locator("section", has_text="结果").first).to_contain_text("试算")
    go(bureau, "/rules/")
    expect(bureau.locator(".waiting")).to_have_count(0)
    # When it is proposed, then it waits, and who proposed it cannot adopt it
    bureau.get_by_role("link", name="试算方案").click()
    fill(bureau, body=json.dumps(body, ensure_ascii=False, indent=1))
    with bureau.expect_navigation():
        bureau.get_by_role("button", name="提出").click()
    expect(bureau.locator(".waiting")).to_contain_text("golden-quarter v2")
    expect(bureau.get_by_role("button", name="批准")).to_have_count(0)
    # When the head has read it and adopts it, then it is one of the protocols
    lead = office.desk("lead", "/rules/")
    lead.get_by_role("link", name="golden-quarter v2").click()
    expect(lead.locator(".notice")).to_contain_text("还没有批准")
    expect(lead.locator("table.rows")).to_contain_text("48 小时")
    go(lead, "/rules/")
    with lead.expect_navigation():
        lead.get_by_role("button", name="批准").click()
    expect(lead.locator(".alert-success")).to_contain_text("已批准")
    expect(lead.locator(".waiting")).to_have_count(0)


def test_a_protocol_that_makes_no_sense_is_refused_with_every_reason_and_kept(
    office: Office,
) -> None:
    page = office.desk("bureau", "/rules/dry-run/")
    broken = '{"code": "golden-quarter", "version": "two"'
    fill(page, body=broken)
    save(page)
    expect(page.locator(".error-summary li").first).to_be_visible()
    expect(page.locator('[name="body"]')).to_have_value(broken)


def test_the_head_of_the_bureau_compares_facilities(office: Office) -> None:
    page = office.desk("lead", "/outcomes/retention/")
    page.select_option('[name="by"]', "facility")
    with page.expect_navigation():
        page.get_by_role("button", name="重画").click()
    expect(page.locator("#retention[data-drawn]")).to_have_count(1)
    assert page.locator(".at-risk tbody tr").count() > 5
    expect(page.locator(".rates").last.locator("tbody tr").first).to_contain_text("戒毒所")
    expect(page.locator(".definition")).to_contain_text("数据截至")
    assert page.faults == []  # type: ignore[attr-defined]


def test_an_analyst_lands_on_outcomes_and_sees_nobody(office: Office) -> None:
    page = office.desk("analyst", "/")
    assert page.url.endswith("/outcomes/")
    expect(page.locator(".sidebar a")).to_have_text(["成效", "管理"])
    answer = page.goto("/people/")
    assert answer
    assert answer.status == 403
    expect(page.locator("h1")).to_have_text("您的岗位不能做这件事")
    expect(page.locator("main")).to_contain_text("查看人员与旅程")


def test_a_volunteer_is_told_kindly_that_there_is_nothing_here(office: Office) -> None:
    page = office.desk("volunteer", "/")
    expect(page.locator(".empty h2")).to_be_visible()
    expect(page.locator(".sidebar a")).to_have_count(0)


def test_the_bureau_sees_every_task_and_is_offered_none_to_record(office: Office) -> None:
    page = office.desk("bureau", "/?all=1")
    assert page.locator("table.rows tbody tr").count() > 3
    expect(page.get_by_role("link", name="登记", exact=True)).to_have_count(0)


def test_a_case_of_another_unit_answers_like_one_that_does_not_exist(office: Office) -> None:
    case, nothing = admitted(office, "皇甫云"), str(uuid7())
    request = office.context("worker").request
    for path in ("/cases/{}/", "/cases/{}/identity/", "/do/followup.record_contact/case/{}/"):
        there, missing = (request.get(path.format(pk)) for pk in (case, nothing))
        assert (there.status, missing.status) == (404, 404)
        assert same(there.text(), case) == same(missing.text(), nothing)


def same(html: str, pk: str) -> str:
    """A page without what differs between two asks for the same page."""
    html = re.sub(r'(name="csrf[\w-]*" (?:value|content)=)"[^"]*"', r"\1", html)
    return re.sub(r"\d\d\d\d-\d\d-\d\d \d\d:\d\d", "", html).replace(pk, "PK")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_quick_exit_ends_the_session_and_shows_nothing_of_us(office: Office, size: str) -> None:
    page = office.desk("worker", "/people/", fresh=True, size=size)
    page.click("[data-quick-exit] button")
    page.wait_for_url("**/leave/")
    assert page.title() == "新标签页"
    assert "归航" not in page.content()
    go(page, "/people/")
    expect(page.locator('[name="password"]')).to_be_visible()


def test_the_language_changes_where_one_stands_and_stays(office: Office) -> None:
    page = office.desk("officer", "/people/?stage=inside")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("h1")).to_have_text("People")
    assert page.url.endswith("/people/?stage=inside")
    go(page, "/handovers/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("衔接")


@pytest.mark.parametrize(("user", "password"), [("worker", "wrong"), ("nobody", "wrong"), ("", "")])
def test_a_failed_sign_in_says_so_and_not_which_part_was_wrong(
    office: Office, user: str, password: str
) -> None:
    page = office.desk("", "/login/")
    fill(page, login=user, password=password)
    save(page)
    expect(page.locator(".error-summary")).to_be_visible()
    assert "worker" not in page.inner_text(".error-summary")


def test_who_was_sent_to_sign_in_arrives_where_they_wanted(office: Office) -> None:
    page = office.desk("", "/stations/")
    fill(page, login="bureau", password="guihang-demo")
    save(page)
    fill(page, code=page.inner_text("[data-demo-code]"))
    save(page)
    expect(page.locator("h1")).to_have_text("后续照管工作站")


def test_a_page_that_stood_open_too_long_asks_to_be_loaded_again(office: Office) -> None:
    request = office.context("worker").request
    token = hidden(request.get("/people/").text(), "csrfmiddlewaretoken")
    answer = request.post("/logout/", form={"csrfmiddlewaretoken": token[::-1]})
    assert answer.status == 403
    assert "刷新" in answer.text()


def printed(page: Page) -> None:
    page.emulate_media(media="print")
    for part in (".topbar", ".sidebar", ".tabbar", ".filter", ".page-head .actions", ".btn"):
        for one in page.locator(part).all():
            expect(one).to_be_hidden()
    expect(page.locator(".print-header")).to_be_visible()


@pytest.mark.parametrize(
    ("user", "path"),
    [
        ("bureau", "/?all=1"),
        ("bureau", "/people/"),
        ("bureau", "/handovers/"),
        ("lead", "/outcomes/"),
    ],
)
def test_paper_carries_the_list_and_no_navigation(office: Office, user: str, path: str) -> None:
    page = office.desk(user, path)
    who = page.locator(".menu-panel b").text_content() or ""
    printed(page)
    expect(page.locator(".print-header")).to_contain_text(who)
