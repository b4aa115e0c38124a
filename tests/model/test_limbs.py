"""The map of the model tells the truth: every name in it leads to something that exists."""

from django.urls import reverse

from guihang.core.action import ACTIONS
from guihang.model.limbs import LIMBS
from guihang.people.register import REGISTERS
from guihang.web.context import NAV
from guihang.web.purposes import PURPOSES

ITEMS = [item for limb in LIMBS for item in limb.items]
ROUTES = {tab[0] for _, _, tabs in NAV for tab in tabs}


def test_the_model_has_its_seven_limbs_each_with_items():
    assert [limb.number for limb in LIMBS] == [1, 2, 3, 4, 5, 6, 7]
    assert all(limb.items for limb in LIMBS)
    assert len({item.code for item in ITEMS}) == len(ITEMS)


def test_every_action_that_an_item_names_exists():
    assert {name for item in ITEMS for name in item.actions} - ACTIONS.keys() == set()


def test_every_page_that_an_item_names_exists():
    shown = [one for item in ITEMS for one in item.shown]

    assert {one.register for one in shown if one.register} - REGISTERS.keys() == set()
    assert {one.route for one in shown if one.route} <= ROUTES
    assert all(reverse(one.route) for one in shown if one.route)


def test_every_register_belongs_to_the_model_or_says_why_not():
    named = {one.register for item in ITEMS for one in item.shown}

    assert REGISTERS.keys() - named == BESIDE.keys()


BESIDE: dict[str, str] = {}
"""Register → why it stands in no limb."""


def test_each_form_of_the_facility_and_of_the_services_says_in_plain_words_what_it_is_for():
    ours = [one for one in ACTIONS.values() if one.name.partition(".")[0] in {"custody", "care"}]

    assert len(ours) > 80
    assert {one.name for one in ours if not (one.purpose or PURPOSES.get(one.name))} == set()
