"""What is wrong with a form is said once, and what was typed stays."""

from django.test import Client
from django.urls import reverse


def test_a_unit_that_was_not_chosen_is_asked_for_once(cast):
    client = Client()
    client.force_login(cast.users.lead)
    address = reverse("start", args=["partners.call_conference"])
    entry = "01990000-0000-7000-8000-000000000001"

    page = client.post(address, {"title": "第一次联席会议", "entry": entry}).content.decode()

    summary = page.partition('class="error-summary"')[2].partition("</ul>")[0]
    assert summary.count("请选择单位。") == 1
    assert summary.count("单位") == 2  # the name of the field, and the sentence
    assert "第一次联席会议" in page
