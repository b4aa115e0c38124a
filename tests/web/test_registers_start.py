"""What is listed can be added from its list, also where a record names another one."""

import pytest
from django.test import Client
from django.urls import reverse

from guihang.people.register import REGISTERS, Section

ELSEWHERE = {
    "certificates": "issued from the page of one of some thousands of volunteers",
}


def test_every_list_of_the_section_together_has_a_way_to_add_to_it():
    mine = [one for one in REGISTERS.values() if one.section == Section.TOGETHER]

    assert {one.slug for one in mine if not one.start} == set(ELSEWHERE)


@pytest.mark.parametrize(
    ("slug", "who", "label"),
    [("experts", "lead", "高校"), ("exchanges", "lead", "友好所"), ("hours", "worker", "班次")],
)
def test_the_form_asks_to_which_record_the_new_one_belongs(cast, slug, who, label):
    client = Client()
    client.force_login(getattr(cast.users, who))

    page = client.get(reverse("register", args=[slug])).content.decode()
    form = client.get(reverse("start", args=[REGISTERS[slug].start])).content.decode()

    assert f'href="{reverse("start", args=[REGISTERS[slug].start])}' in page
    assert label in form
    assert "<select" in form
