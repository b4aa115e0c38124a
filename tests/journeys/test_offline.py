"""A phone on a bad network: a clear page, nothing lost, nothing recorded twice, nobody kept."""

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.office import Office, fill, go, save
from tests.journeys.people import in_aftercare

HELD = """() => {
  const send = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    window.goOn = () => send.call(this);
    document.body.dataset.held = "";
  };
}"""
"""Stop between the last look at the network and the sending of the form."""

READY = """() => new Promise((done) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) done();
  else worker.addEventListener("controllerchange", () => done());
})"""


def phone(office: Office, path: str) -> tuple[BrowserContext, Page]:
    """A worker's phone with a form open and the page for a lost network at hand."""
    context = office.context("worker", size="phone")
    page = go(context.new_page(), path)
    page.evaluate(READY)
    return context, page


def contact_form(office: Office, name: str) -> tuple[str, str]:
    case = in_aftercare(office, name)
    return case, f"/do/followup.record_contact/case/{case}/"


def recorded(page: Page, case: str) -> int:
    go(page, f"/cases/{case}/")
    return page.locator(".timeline > li", has_text="登记联系").count()


def says_so(page: Page) -> None:
    expect(page.locator("h1")).to_contain_text("网络中断")
    expect(page.locator("h1")).to_contain_text("No network")
    expect(page.locator("main")).to_contain_text("写过的内容没有丢")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_saved_without_network_waits_and_is_sent_once(office: Office) -> None:
    case, form = contact_form(office, "公孙雨")
    context, page = phone(office, form)
    fill(page, channel="phone", note="路上信号不好")
    context.set_offline(True)
    page.click(".form-foot .btn-primary")
    expect(page.locator("[data-draft-status]")).to_contain_text(
        "网络中断，内容已保存，恢复后自动提交"
    )
    expect(page.locator('[name="note"]')).to_have_value("路上信号不好")
    with page.expect_navigation():
        context.set_offline(False)
    expect(page.locator(".alert-success")).to_be_visible()
    assert recorded(page, case) == 1


def test_a_form_sent_into_a_lost_network_comes_back_with_its_text(office: Office) -> None:
    case, form = contact_form(office, "公孙云")
    context, page = phone(office, form)
    fill(page, channel="phone", note="刚按下保存就断了")
    page.evaluate(HELD)
    page.click(".form-foot .btn-primary")
    page.wait_for_selector("body[data-held]")
    context.set_offline(True)
    page.evaluate("setTimeout(window.goOn)")
    says_so(page)
    context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("link", name="重试").click()
    expect(page.locator('[name="note"]')).to_have_value("刚按下保存就断了")
    expect(page.locator("[data-notice=restored]")).to_be_visible()
    save(page)
    assert recorded(page, case) == 1


def test_a_form_opened_again_without_network_says_so_and_then_has_what_was_typed(
    office: Office,
) -> None:
    case, form = contact_form(office, "公孙雪")
    context, page = phone(office, form)
    fill(page, channel="phone", note="写到一半")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    context.set_offline(True)
    fill(page, note="写到一半，没有信号了")
    expect(page.locator("[data-draft-status]")).to_contain_text("内容已保存在本机")
    page.goto(form)
    says_so(page)
    context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("link", name="重试").click()
    expect(page.locator('[name="note"]')).to_have_value("写到一半，没有信号了")
    save(page)
    assert recorded(page, case) == 1


def test_a_device_keeps_the_page_for_a_lost_network_and_nothing_of_people(office: Office) -> None:
    case, form = contact_form(office, "公孙霞")
    _, page = phone(office, form)
    answer = page.goto(f"/cases/{case}/")
    assert answer is not None
    assert "no-store" in answer.headers["cache-control"]
    page.goto("/people/")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(one => one.keys())))).then(all => all.flat().map(one => new URL(one.url).pathname))"
    )
    assert sorted(path.split("/")[1] for path in kept) == ["offline", "static", "static"]
