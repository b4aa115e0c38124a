"""From admission over the gate to the first weeks: nobody is dropped, nothing is typed twice."""

from playwright.sync_api import Page, expect
from tests.journeys.office import Office, case_in, fact, fill, go, reasons, save, start
from tests.journeys.people import admitted, ago, day, id_number, in_aftercare, offered

NAME = "钟离望山"
GOOD_NUMBER = id_number("15070219880214113")
BAD_NUMBER = GOOD_NUMBER[:-1] + ("1" if GOOD_NUMBER[-1] != "1" else "2")
TYPED = {
    "name": NAME, "id_number": BAD_NUMBER, "sex": "1", "drug": "ats", "phone": "12",
    "address": "呼伦贝尔市虚构路 7 号", "admitted_at": ago(days=735), "decided_on": day(days=700),
}  # fmt: skip


def test_a_person_is_followed_from_admission_over_the_gate_to_the_first_contacts(
    office: Office,
) -> None:
    case = an_officer_admits_after_a_refusal(office.desk("officer", "/people/"))
    the_facility_prepares_the_way_out(office, case)
    the_station_takes_over(office.desk("worker", "/"), case)
    the_first_contact_is_recorded_from_today(office.desk("worker", "/", size="phone"), case)


def an_officer_admits_after_a_refusal(page: Page) -> str:
    # Given an admission form with a wrong number, a wrong phone and dates the wrong way round
    page.get_by_role("link", name="登记入所").click()
    fill(page, **TYPED)
    # When it is saved, then every reason is listed and everything typed is still there
    save(page)
    said = " ".join(reasons(page))
    for field in ("证件号码", "联系电话", "强制隔离戒毒决定日期"):
        assert field in said
    for name in ("name", "id_number", "phone", "address", "admitted_at", "decided_on"):
        expect(page.locator(f'[name="{name}"]')).to_have_value(TYPED[name])
    expect(page.locator('[name="sex"][value="1"]')).to_be_checked()
    expect(page.locator('[name="drug"]')).to_have_value("ats")
    # A reason leads to its field
    page.locator(".error-summary a", has_text="证件号码").click()
    expect(page.locator('[name="id_number"]')).to_be_focused()
    # When the three are put right, then the case is open under a masked name
    fill(page, id_number=GOOD_NUMBER, phone="13900000000", decided_on=day(days=740))
    save(page)
    expect(page.locator(".person-name")).to_have_text("钟离*山")
    expect(fact(page, "责任单位")).to_have_text("呼伦贝尔市强制隔离戒毒所")
    expect(page.locator("body")).not_to_contain_text(NAME)
    return case_in(page)


def the_facility_prepares_the_way_out(office: Office, case: str) -> None:
    # When the officer proposes a zone, nobody is moved before the head decides
    officer = office.desk("officer", f"/cases/{case}/")
    start(officer, "提出分区流转")
    fill(officer, zone="return", on=day(days=20), ground="诊断评估合格")
    save(officer)
    head = office.desk("head", "/registers/zone-proposals/")
    head.locator(".content table a", has_text="钟离*山").first.click()
    head.get_by_role("link", name="决定分区流转").click()
    head.check('[name="approve"]')
    fill(head, on=day(days=19), why="入所时已在外完成脱毒，见病历")
    save(head)
    officer = office.desk("officer", f"/cases/{case}/")
    expect(officer.locator(".timeline")).to_contain_text("回归指导区")
    # An officer does not release: that is offered to the head alone
    officer.locator(".next-step summary").click()
    expect(officer.locator(".next-step")).not_to_contain_text("登记出所")
    head = office.desk("head", f"/cases/{case}/")
    start(head, "登记出所")
    fill(head, released_at=ago(hours=2))
    save(head)
    expect(head.locator(".stage")).to_have_text("出所待衔接")
    # Then the page says what is missing, and that the facility is still responsible
    expect(head.locator(".next-step")).to_contain_text("还没有发起衔接")
    expect(fact(head, "责任单位")).to_have_text("呼伦贝尔市强制隔离戒毒所")
    start(head, "登记照管意愿")
    fill(head, decision="given", decided_at=ago(hours=2))
    save(head)
    start(head, "发起衔接")
    head.select_option('[name="to_unit"]', label="海拉尔区后续照管工作站")
    fill(head, note="与母亲同住,周末不便接电话")
    save(head)
    expect(head.locator(".next-step")).to_contain_text("已向海拉尔区后续照管工作站发起衔接")


def the_station_takes_over(page: Page, case: str) -> None:
    # Given the offer on Today, when the worker opens it, then it says what to know and who is
    # responsible until it is accepted
    page.locator(".waiting a", has_text="钟离*山").click()
    expect(fact(page, "交接说明")).to_have_text("与母亲同住,周末不便接电话")
    expect(fact(page, "现由谁负责")).to_have_text("呼伦贝尔市强制隔离戒毒所")
    page.get_by_role("link", name="接收衔接").click()
    save(page)
    # Then the station is the custodian, after the facility, without a gap
    assert case_in(page) == case
    expect(fact(page, "责任单位")).to_have_text("海拉尔区后续照管工作站")
    held = page.locator("ol.custody:not(.term) li")
    expect(held).to_have_count(2)
    expect(held.nth(0)).to_contain_text("呼伦贝尔市强制隔离戒毒所")
    expect(held.nth(1)).to_contain_text("海拉尔区后续照管工作站")


def the_first_contact_is_recorded_from_today(page: Page, case: str) -> None:
    # Given the first contact on Today with its reason, when it is recorded from there
    row = page.locator("table.rows tr", has_text="钟离*山").filter(has_text="首次联系")
    expect(row).to_contain_text("24小时内与本人联系")
    row.get_by_role("link", name="登记").click()
    expect(page.locator(".because")).to_contain_text("首次联系")
    fill(page, channel="phone", note="已到家,情绪平稳")
    save(page)
    # Then the step is done in time, and gone from Today
    plan_row(page, "首次联系", "按时完成")
    go(page, "/")
    todo = page.locator("table.rows tr", has_text="钟离*山")
    expect(todo.filter(has_text="首次联系")).to_have_count(0)
    expect(todo.filter(has_text="首次见面")).to_have_count(1)


def plan_row(page: Page, step: str, state: str) -> None:
    if page.locator("#plan a", has_text="已过去的").count():
        page.locator("#plan a", has_text="已过去的").click()
    expect(page.locator("table.rows tr", has_text=step).filter(has_text=state)).to_be_visible()


def test_an_offer_before_the_release_reaches_the_station_and_takes_effect_at_the_gate(
    office: Office,
) -> None:
    # Given somebody whose term ends in twenty days
    case = admitted(office, "令狐冬", days=711)
    officer = office.desk("officer", f"/cases/{case}/")
    start(officer, "发起衔接")
    officer.select_option('[name="to_unit"]', label="海拉尔区后续照管工作站")
    save(officer)
    # When the station accepts, then the facility stays responsible
    worker = office.desk("worker", "/")
    worker.locator(".waiting a", has_text="令狐*").click()
    worker.get_by_role("link", name="接收衔接").click()
    save(worker)
    expect(fact(worker, "责任单位")).to_have_text("呼伦贝尔市强制隔离戒毒所")
    expect(worker.locator(".next-step")).to_contain_text("自出所时起负责")
    # When the person leaves, then the station is responsible from that moment on
    office.do("head", "casework.release", case, released_at=ago(minutes=1), ground="early")
    go(worker, f"/cases/{case}/")
    expect(fact(worker, "责任单位")).to_have_text("海拉尔区后续照管工作站")
    expect(worker.locator(".stage")).to_have_text("照管中")


def test_an_offer_that_is_returned_goes_back_with_its_reason_and_can_be_made_again(
    office: Office,
) -> None:
    # Given an offer that the station returns
    case, handover = offered(office, "独孤野")
    worker = office.desk("worker", f"/handovers/{handover}/")
    worker.get_by_role("link", name="退回衔接").click()
    save(worker)
    assert any("退回原因" in reason for reason in reasons(worker))
    fill(worker, why="户籍在满洲里")
    save(worker)
    expect(worker.locator(".alert-success")).to_be_visible()
    # Then the facility was responsible all along, knows why, and may offer again
    officer = office.desk("officer", f"/handovers/{handover}/")
    expect(fact(officer, "现由谁负责")).to_have_text("呼伦贝尔市强制隔离戒毒所")
    expect(fact(officer, "答复")).to_have_text("户籍在满洲里")
    go(officer, f"/cases/{case}/")
    expect(officer.locator(".next-step")).to_contain_text("海拉尔区后续照管工作站退回")
    start(officer, "发起衔接")
    officer.select_option('[name="to_unit"]', label="满洲里市后续照管工作站")
    save(officer)
    expect(officer.locator(".next-step")).to_contain_text("满洲里市后续照管工作站")


def test_an_attempt_a_test_and_a_review_are_recorded_and_a_contact_is_corrected(
    office: Office,
) -> None:
    # Given somebody in aftercare
    case = in_aftercare(office, "欧阳远", days=28)
    page = office.desk("worker", f"/cases/{case}/")
    # When an attempt is recorded, then it is no contact
    start(page, "登记联系尝试")
    fill(page, target="family", channel="phone", outcome="no_answer")
    save(page)
    expect(page.locator(".timeline > li").first).to_contain_text("登记联系尝试")
    # When a test names a drug although it is negative, then it is refused with the reason
    start(page, "登记检测")
    fill(page, kind="onsite", result="negative", drugs="opioid")
    save(page)
    assert any("阳性" in reason for reason in reasons(page))
    page.uncheck('[name="drugs"][value="opioid"]')
    save(page)
    expect(page.locator(".timeline > li").first).to_contain_text("阴性")
    # When the review is recorded, then the step of the plan is done
    start(page, "登记阶段评估")
    fill(page, housing="good", work="needs_help", family="fair", health="good", craving="20",
         note="介绍就业服务")  # fmt: skip
    save(page)
    plan_row(page, "第30天评估", "按时完成")
    # Given a contact with the wrong channel, when it is corrected with a reason
    start(page, "登记联系")
    fill(page, channel="phone", note="约好周五见面")
    save(page)
    page.locator(".timeline > li").first.get_by_role("link", name="更正").click()
    expect(page.locator('[name="note"]')).to_have_value("约好周五见面")
    fill(page, channel="visit")
    save(page)
    assert any("更正原因" in reason for reason in reasons(page))
    fill(page, reason="实际是上门走访")
    save(page)
    # Then both stand on the timeline, the old one struck out, with the reason
    now, before = page.locator(".timeline > li").nth(0), page.locator(".timeline > li").nth(1)
    expect(now).to_contain_text("上门走访")
    expect(now).to_contain_text("实际是上门走访")
    expect(before).to_have_class("superseded")
    expect(before).to_contain_text("电话")
    # And what was written can be read again by those who may record it
    now.locator("summary").click()
    expect(now).to_contain_text("约好周五见面")
