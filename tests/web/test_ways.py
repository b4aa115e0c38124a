"""Everything of the section 成效 is reached from its first page, and the search finds it."""

import re

import pytest
from django.test import Client
from django.urls import reverse


def test_targets_and_the_model_are_one_click_from_the_outcomes(cast):
    client = Client()
    client.force_login(cast.users.lead)

    shown = client.get(reverse("outcomes")).content.decode()

    tabs = re.search(r'<nav class="page-tabs".*?</nav>', shown, re.DOTALL)[0]
    assert f'href="{reverse("registers", args=["outcomes"])}"' in tabs
    assert f'href="{reverse("model")}"' in tabs


@pytest.mark.parametrize(
    ("sought", "route"),
    [("工作简报", "outcomes-published"), ("bulletin", "outcomes-published"),
     ("逐月", "outcomes-months"), ("紧急查阅", "emergency-reviews"), ("工作手册", "handbook")],
)  # fmt: skip
def test_the_search_finds_pages_that_no_menu_names(cast, sought, route):
    client = Client()
    client.force_login(cast.users.lead)

    found = client.post(reverse("search"), {"q": sought}, follow=True).content.decode()

    assert f'href="{reverse(route)}"' in found
