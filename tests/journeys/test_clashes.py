"""A double click, two people at once, a closed tab, an ended session: stored once, nothing lost."""

from playwright.sync_api import Page, expect
from tests.journeys.office import Office, fill, go, reasons, reasons_in, save, shown_code, start
from tests.journeys.people import in_aftercare, offered

from guihang.core.ids import uuid7


def records(page: Page, words: str) -> int:
    return page.locator(".timeline > li", has_text=words).count()


def first_contact(office: Office, user: str, case: str) -> Page:
    page = office.desk(user, f"/cases/{case}/")
    with page.expect_navigation():
        page.get_by_role("link", name="登记这一步").click()
    page.wait_for_selector("html.ready", state="attached")
    return page


def test_a_double_click_on_save_stores_once(office: Office) -> None:
    case = in_aftercare(office, "慕容川")
    page = first_contact(office, "worker", case)
    fill(page, channel="phone", note="按了两下")
    with page.expect_navigation():
        page.dblclick(".form-foot .btn-primary")
    expect(page.locator(".alert-success")).to_be_visible()
    go(page, f"/cases/{case}/")
    assert records(page, "登记联系") == 1


def test_the_same_form_sent_twice_over_the_network_stores_once(office: Office) -> None:
    case, entry = in_aftercare(office, "慕容海"), str(uuid7())
    path = f"/do/followup.record_contact/case/{case}/"
    form = {"channel": "phone", "happened_at": "2026-11-01T10:00", "entry": entry}
    answers = [office.submit("worker", path, **form) for _ in range(2)]
    assert [answer.status for answer in answers] == [302, 302]
    assert records(office.desk("worker", f"/cases/{case}/"), "登记联系") == 1


def test_two_people_saving_the_same_step_both_keep_what_they_wrote(office: Office) -> None:
    # Given two colleagues with the same step open
    case = in_aftercare(office, "上官林")
    one, other = (first_contact(office, user, case) for user in ("worker", "drugworker"))
    fill(one, channel="phone", note="社工的电话")
    fill(other, channel="video", note="同事的视频")
    # When both save, then both records are there and the step is done once
    save(one)
    save(other)
    expect(other.locator(".alert-success")).to_be_visible()
    assert records(other, "登记联系") == 2
    other.locator("#plan a", has_text="已过去的").click()
    expect(other.locator("table.rows tr", has_text="首次联系")).to_have_count(1)


def test_the_second_of_two_who_accept_an_offer_is_told_so(office: Office) -> None:
    _, handover = offered(office, "上官雨")
    path = f"/do/casework.accept_handover/handover/{handover}/"
    one, other = office.desk("worker", path), office.desk("stationhead", path)
    save(one)
    save(other)
    expect(other.locator("h1")).to_be_visible()
    assert reasons(other) or "没有找到" in other.inner_text("h1")


def test_what_is_half_typed_survives_a_closed_tab(office: Office) -> None:
    # Given a half filled review in a tab that is closed
    case = in_aftercare(office, "司徒青")
    context = office.context("worker")
    page = go(context.new_page(), f"/do/followup.record_review/case/{case}/")
    fill(page, housing="needs_help", note="房租欠了两个月")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    page.close()
    # When the form is opened in another browser, then it is all there, and says so
    page = office.desk("worker", f"/do/followup.record_review/case/{case}/")
    expect(page.locator("[data-notice=restored]")).to_be_visible()
    expect(page.locator('[name="note"]')).to_have_value("房租欠了两个月")
    expect(page.locator('[name="housing"][value="needs_help"]')).to_be_checked()
    # When it is completed and saved, then the draft is gone
    fill(page, work="fair", family="good", health="good")
    save(page)
    go(page, f"/do/followup.record_review/case/{case}/")
    page.wait_for_load_state("networkidle")
    expect(page.locator('[name="note"]')).to_have_value("")


def test_what_is_typed_while_the_session_ends_is_there_after_the_next_sign_in(
    office: Office,
) -> None:
    # Given a form in which somebody types when the session is over
    case = in_aftercare(office, "司徒白")
    form = f"/do/followup.record_contact/case/{case}/"
    context = office.context("worker", fresh=True)
    page = go(context.new_page(), form)
    fill(page, channel="phone", note="说到一半")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    context.clear_cookies(name="sessionid")
    fill(page, note="说到一半,登录过期了")
    expect(page.locator("[data-notice=trouble]")).to_contain_text("登录已过期")
    # When the save button is pressed all the same, then the page stays with everything on it
    page.click(".form-foot .btn-primary")
    expect(page.locator('[name="note"]')).to_have_value("说到一半,登录过期了")
    # When somebody signs in where the notice leads, then the form is restored with the last word
    with context.expect_page() as opened:
        page.locator("[data-notice=trouble] a").click()
    again = opened.value
    fill(again, login="worker", password="guihang-demo")
    save(again)
    fill(again, code=shown_code(again.content()))
    save(again)
    assert again.url.endswith(form)
    expect(again.locator('[name="note"]')).to_have_value("说到一半,登录过期了")
    save(again)
    assert records(again, "登记联系") == 1


def test_a_note_of_ten_megabytes_is_refused_in_words_and_kept_on_the_page(office: Office) -> None:
    case = in_aftercare(office, "宇文长")
    page = office.desk("worker", f"/do/followup.record_contact/case/{case}/")
    fill(page, channel="phone")
    page.evaluate("document.querySelector('[name=note]').value = 'long note '.repeat(1024 * 1024)")
    # The browser lays ten megabytes out twice: seconds, and many on a busy machine.
    with page.expect_navigation(timeout=180_000):
        page.click(".form-foot .btn-primary", timeout=180_000)
    assert any("2000" in reason for reason in reasons(page))
    length = page.evaluate("document.querySelector('[name=note]').value.length")
    assert length == 10 * 1024 * 1024
    expect(page.locator('[name="channel"][value="phone"]')).to_be_checked()


def test_more_than_the_server_takes_is_refused_in_words(office: Office) -> None:
    case = in_aftercare(office, "宇文短")
    path = f"/do/followup.record_contact/case/{case}/"
    answer = office.submit("worker", path, channel="phone", note="长" * (3 * 1024 * 1024))
    assert answer.status in (400, 413)
    assert "Traceback" not in answer.text()
    assert "草稿" in answer.text()
    assert office.submit("worker", path, channel="phone", happened_at="").status == 422
    assert reasons_in(office.submit("worker", path, channel="semaphore").text())


def test_a_text_that_is_too_long_is_not_cut_off_in_silence(office: Office) -> None:
    case = in_aftercare(office, "宇文满")
    page = office.desk("worker", f"/cases/{case}/")
    start(page, "登记联系")
    page.locator('[name="note"]').focus()
    page.keyboard.insert_text("记" * 2001)
    assert page.evaluate("document.querySelector('[name=note]').value.length") == 2001
