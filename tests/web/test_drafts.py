"""What is half typed survives a closed tab, a lost network and an ended session."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

KEY = "/do/contact/"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    made.set_default_timeout(10_000)
    yield made
    made.close()


def opened(context: BrowserContext, stage: Any, url: str = "") -> Page:
    page = context.new_page()
    page.goto((url or stage.url) + "/form/")
    page.wait_for_selector("html.ready", state="attached")
    return page


def status(page: Page) -> Any:
    return page.locator("[data-draft-status]")


def eventually(page: Page, holds: Callable[[], bool]) -> bool:
    """Wait up to ten seconds for the server's side of something the page has begun."""
    for _ in range(100):
        if holds():
            return True
        page.wait_for_timeout(100)
    return False


def typed(page: Page, text: str) -> None:
    page.fill("textarea[name=note]", text)
    page.check("input[value=visit]")
    page.check("input[value=home]")


def closed_without_network(context: BrowserContext, page: Page) -> None:
    """Close the tab and then bring the network back.

    The page is left first: a browser under test gives a tab that it closes its network back, and
    the page in it, not gone yet, would send what it had kept.
    """
    page.goto("about:blank")
    page.close()
    context.set_offline(False)


def entries(stage: Any) -> list[str]:
    return [fields["entry"][0] for fields in stage.sent]


def test_a_closed_tab_loses_nothing_and_what_is_restored_can_be_thrown_away(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    typed(page, "走访时本人在家")
    expect(status(page)).to_contain_text("已自动保存")
    page.close()

    page = opened(context, stage)
    expect(page.locator("[data-notice=restored]")).to_contain_text("已恢复未提交的内容")
    expect(page.locator("textarea[name=note]")).to_have_value("走访时本人在家")
    expect(page.locator("input[value=visit]")).to_be_checked()
    expect(page.locator("input[value=home]")).to_be_checked()
    expect(page.locator("input[value=work]")).not_to_be_checked()

    page.click("[data-notice=restored] button")
    expect(page.locator("textarea[name=note]")).to_have_value("")
    expect(page.locator("[data-notice=restored]")).to_have_count(0)
    assert eventually(page, lambda: (7, KEY) not in stage.drafts)
    page = opened(context, stage)
    page.wait_for_timeout(300)
    expect(page.locator("textarea[name=note]")).to_have_value("")


def test_a_tab_closed_at_once_is_saved_on_the_way_out(context: BrowserContext, stage: Any) -> None:
    page = opened(context, stage)
    page.fill("textarea[name=note]", "刚打完")
    page.goto(stage.url + "/elsewhere/")
    assert eventually(page, lambda: (7, KEY) in stage.drafts)
    assert stage.drafts[7, KEY]["note"] == "刚打完"


def test_passwords_are_never_kept(context: BrowserContext, stage: Any) -> None:
    page = opened(context, stage)
    page.fill("input[name=secret]", "geheim-123")
    page.fill("textarea[name=note]", "x")
    expect(status(page)).to_contain_text("已自动保存")
    assert "geheim" not in str(stage.drafts)
    assert stage.drafts[7, KEY]["note"] == "x"  # the control: something was kept


def test_a_form_sent_without_network_waits_and_is_delivered_once(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    context.set_offline(True)
    typed(page, "没有网络")
    page.click("form[data-draft] button:not([type])")
    expect(status(page)).to_contain_text("恢复后自动提交")
    assert stage.sent == []

    context.set_offline(False)
    page.wait_for_url("**/done/")
    assert entries(stage) == ["entry-1"]
    assert stage.sent[0]["note"] == ["没有网络"]
    page = opened(context, stage)
    page.wait_for_timeout(300)
    expect(page.locator("textarea[name=note]")).to_have_value("")


def test_what_was_typed_without_network_outlives_the_tab(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    context.set_offline(True)
    typed(page, "只在本机")
    expect(status(page)).to_contain_text("内容已保存在本机")
    closed_without_network(context, page)
    assert stage.drafts == {}

    page = opened(context, stage)
    expect(page.locator("textarea[name=note]")).to_have_value("只在本机")
    page.click("form[data-draft] button:not([type])")
    page.wait_for_url("**/done/")
    # The id of the first try travels along: had that one arrived, this one would change nothing.
    assert entries(stage) == ["entry-1"]


def test_an_ended_session_keeps_the_form_and_the_same_user_may_go_on(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    stage.session = False
    typed(page, "会话过期")
    page.click("form[data-draft] button:not([type])")
    expect(page.locator("[data-notice=trouble]")).to_contain_text("登录已过期")
    expect(page.locator("textarea[name=note]")).to_have_value("会话过期")
    assert stage.sent == []

    stage.log_in(7)
    page.click("form[data-draft] button:not([type])")
    page.wait_for_url("**/done/")
    assert stage.sent[0]["note"] == ["会话过期"]


def test_after_the_log_in_page_the_form_is_as_it_was(context: BrowserContext, stage: Any) -> None:
    page = opened(context, stage)
    stage.session = False
    typed(page, "重新登录之后")
    expect(page.locator("[data-notice=trouble]")).to_be_visible()
    page.goto(stage.url + "/form/")
    assert page.url.endswith("/login/")
    stage.log_in(7)
    page.goto(stage.url + "/form/")
    expect(page.locator("textarea[name=note]")).to_have_value("重新登录之后")


def test_another_user_who_logs_in_meanwhile_cannot_send_this_form(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    typed(page, "七号用户写的")
    expect(status(page)).to_contain_text("已自动保存")
    stage.log_in(8)
    page.click("form[data-draft] button:not([type])")
    expect(page.locator("[data-notice=trouble]")).to_be_visible()
    assert stage.sent == []
    assert (8, KEY) not in stage.drafts


def test_a_draft_is_never_shown_to_another_user_of_the_same_browser(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    context.set_offline(True)
    typed(page, "七号用户写的")
    expect(status(page)).to_contain_text("内容已保存在本机")
    closed_without_network(context, page)
    stage.log_in(8)
    page = opened(context, stage)
    page.wait_for_timeout(300)
    expect(page.locator("textarea[name=note]")).to_have_value("")

    stage.log_in(7)  # the control: it was there all the time
    page = opened(context, stage)
    expect(page.locator("textarea[name=note]")).to_have_value("七号用户写的")


STORED = """async () => {
  const answer = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const db = await answer(indexedDB.open("guihang"));
  if (!db.objectStoreNames.contains("drafts")) return {drafts: [], keys: []};
  const all = (name) => answer(db.transaction(name).objectStore(name).getAll());
  const [drafts, keys] = [await all("drafts"), await all("keys")];
  db.close();
  const text = (row) => new TextDecoder().decode(row.data);
  return {drafts: drafts.map(text), keys: keys.map((key) => key.extractable)};
}"""


def test_the_local_copy_is_sealed_and_gone_after_log_out(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage)
    typed(page, "plain words")
    expect(status(page)).to_contain_text("已自动保存")
    stored = page.evaluate(STORED)
    assert len(stored["drafts"]) == 1
    assert "plain" not in stored["drafts"][0]
    assert stored["keys"] == [False]

    page.click("details.menu summary")
    page.click("form[data-logout] button")
    page.wait_for_url("**/logout/")
    assert page.evaluate(STORED) == {"drafts": [], "keys": []}


def test_over_plain_http_nothing_is_kept_on_the_device_but_the_server_keeps_it(
    context: BrowserContext, stage: Any
) -> None:
    page = opened(context, stage, stage.plain_url)
    assert page.evaluate("isSecureContext") is False
    typed(page, "内网")
    expect(status(page)).to_contain_text("已自动保存")
    assert page.evaluate(STORED) == {"drafts": [], "keys": []}
    assert stage.drafts[7, KEY]["note"] == "内网"
    context.set_offline(True)
    page.fill("textarea[name=note]", "内网二")
    expect(status(page)).to_contain_text("请不要关闭此页")
    closed_without_network(context, page)
    page = opened(context, stage, stage.plain_url)
    expect(page.locator("textarea[name=note]")).to_have_value("内网")


def test_a_double_click_sends_once(context: BrowserContext, stage: Any) -> None:
    stage.slow = 0.3
    page = opened(context, stage)
    page.fill("textarea[name=note]", "双击")
    page.dblclick("form[data-draft] button:not([type])")
    page.wait_for_url("**/done/")
    assert len(stage.sent) == 1
