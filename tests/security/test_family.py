"""The family's page shows what the person allows, and stops in the moment they take it back."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import in_aftercare
from tests.security.test_person import come_in, everything

from guihang.cases.family import FamilyPass, Item
from guihang.cases.models import Case
from guihang.cases.own import Device
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.models import Access

WORDS = "我很好，别担心"


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    with scope.opened(everything()):
        return in_aftercare(cast, number="GH-KIN-1", name="张建国", phone="13800138000")


def allowed(phone: Client, *items: Item) -> str:
    """The person lets a parent see some items; the code as their page shows it."""
    form = {"relation": "parent", "items": list(items), "words": WORDS, "entry": str(uuid7())}
    assert phone.post(reverse("my-family-allow"), form).status_code == 302
    found = re.search(
        r'class="big">([0-9A-Z-]{19})<', phone.get(reverse("my-family")).content.decode()
    )
    assert found
    return found[1]


def test_a_relative_sees_what_the_person_allows_and_nothing_else_until_it_is_taken_back(cast, case):
    phone, mother, thief = come_in(cast, case), Client(), Client()
    code = allowed(phone, Item.WHERE)

    assert mother.get(reverse("kin")).url == reverse("kin-start")
    assert mother.post(reverse("kin-start"), {"code": code.lower()}).status_code == 302
    assert thief.post(reverse("kin-start"), {"code": code}).status_code == 422  # it opens once
    text = mother.get(reverse("kin")).content.decode()
    assert WORDS in text
    assert "现在由这里负责" in text
    assert "接下来" not in text  # not allowed
    for secret in ("GH-KIN-1", "张建国", "13800138000", str(case.pk), str(case.person_id)):
        assert secret not in text
    for route in ("my", "people", "serve"):  # it opens this page and no other
        assert mother.get(reverse(route)).status_code == 302
    with scope.opened(everything()):
        assert Access.objects.filter(route="kin", subjects=[str(case.pk)]).count() == 1
        given = FamilyPass.objects.get()
        assert given.seen_at
        assert WORDS.encode() not in bytes(given.words_sealed)
        assert Device.objects.count() == 1  # the relative has none

    phone.post(reverse("my-family-stop", args=[given.pk]))

    assert mother.get(reverse("kin")).url == reverse("kin-start")
    with scope.opened(everything()):
        assert FamilyPass.objects.get().words_sealed is None


def test_nobody_takes_back_what_another_person_allowed(cast, case):
    with scope.opened(everything()):
        other = in_aftercare(cast, number="GH-KIN-2", name="李振华")
    allowed(come_in(cast, case), Item.COMING)
    with scope.opened(everything()):
        given = FamilyPass.objects.get()
    stranger = come_in(cast, other)

    assert stranger.post(reverse("my-family-stop", args=[given.pk])).status_code == 404
    assert stranger.post(reverse("my-family-stop", args=[uuid7()])).status_code == 404


def test_a_worker_opens_the_page_for_a_relative_only_as_the_person_agreed(cast, case):
    officer, other = Client(), Client()
    officer.force_login(cast.users.worker)
    other.force_login(cast.users.other_worker)
    page = reverse("act", args=["cases.give_family_code", "case", case.pk])
    form = {"relation": "sibling", "items": ["coming"], "entry": str(uuid7())}

    assert officer.post(page, form).status_code == 422  # not agreed
    answer = officer.post(page, form | {"agreed": "on"})
    assert answer.status_code == 302
    slip = officer.get(answer.url).content.decode()
    code = re.search(r'class="code">([^<]+)<', slip)
    assert code
    assert other.get(answer.url).status_code == 404
    brother = Client()
    brother.post(reverse("kin-start"), {"code": code[1]})
    text = brother.get(reverse("kin")).content.decode()
    assert "接下来" in text
    assert "现在由这里负责" not in text
    assert officer.get(answer.url).status_code == 404  # used: shown no more


def test_the_family_sees_the_meetings_that_come_and_no_test_among_them(cast, case):
    phone, mother = come_in(cast, case), Client()
    code = allowed(phone, Item.COMING)
    mother.post(reverse("kin-start"), {"code": code})

    assert "检测" in phone.get(reverse("my")).content.decode()
    text = mother.get(reverse("kin")).content.decode()
    assert "接下来" in text
    assert "检测" not in text
