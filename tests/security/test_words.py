"""No text that a stranger may see says what this is about, and no text at all labels a person."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as configured
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver, reverse
from tests.architecture.guards import SOURCE
from tests.conftest import in_aftercare, released
from tests.security.test_headers import addresses

from guihang.core import scope
from guihang.engines import wording
from guihang.exchange.kinds import KINDS
from guihang.people.models import Unit

LANGUAGES = ("zh-hans", "en")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NAME = "张建国"


@pytest.fixture
def region(cast: SimpleNamespace) -> SimpleNamespace:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        cast.case = in_aftercare(cast, name=NAME)
        cast.waiting = released(cast, name=NAME)
    return cast


def asked(who: Any = None) -> Iterator[tuple[str, Any]]:
    """Every address without a record, in both languages; of everybody or of one user."""
    for language in LANGUAGES:
        client = Client()
        if who is not None:
            client.force_login(who)
        client.cookies["django_language"] = language
        for name, address in addresses(get_resolver().url_patterns):
            yield f"{name} {language}", client.get(address)


def text_of(response: Any) -> str:
    return (b"".join(response) if response.streaming else response.content).decode(errors="replace")


def test_no_address_holds_a_word_that_tells() -> None:
    routes = [str(route) for route in addresses(get_resolver().url_patterns)]

    assert [found for route in routes if (found := wording.stigma(route))] == []


def test_nothing_that_is_seen_without_a_sign_in_tells(region: SimpleNamespace) -> None:
    told = {name: found for name, response in asked()
            if (found := wording.stigma(text_of(response) + str(response.headers)))}  # fmt: skip

    assert told == {}


@pytest.mark.parametrize("template", ["400", "403", "403_csrf", "404", "500"])
def test_no_error_page_tells(template: str, rf: Any) -> None:
    for language in LANGUAGES:
        request = rf.get("/", headers={"accept-language": language})
        assert wording.stigma(render_to_string(f"{template}.html", {}, request)) == []


def test_no_title_and_no_file_name_tells_or_names_anybody(region: SimpleNamespace) -> None:
    seen = 0
    for user in (region.users.worker, region.users.head, region.users.lead):
        for name, response in asked(user):
            head = response.headers.get("Content-Disposition", "")
            if "html" in response.headers.get("Content-Type", ""):
                head += "".join(TITLE.findall(text_of(response)))
            seen += bool(head)
            assert wording.stigma(head) == [], name
            assert NAME not in head, name
    assert seen > 60


def test_no_title_of_a_record_tells_or_names_anybody(
    region: SimpleNamespace, client: Client
) -> None:
    client.force_login(region.users.worker)
    for route in ("journey", "identity"):
        page = text_of(client.get(reverse(route, args=[region.case.pk])))
        title = TITLE.findall(page)[0]  # drawings have titles of their own
        assert wording.stigma(title) == []
        assert NAME not in title


def test_no_file_that_is_made_has_a_name_that_tells() -> None:
    assert wording.stigma(" ".join(KINDS)) == []


def test_what_devices_keep_and_what_the_browser_loads_does_not_tell() -> None:
    files = [file for folder in configured.STATICFILES_DIRS for file in Path(folder).rglob("*")
             if file.suffix in (".js", ".svg", ".css", ".json")]  # fmt: skip

    assert files
    assert {file.name for file in files if wording.stigma(file.name + file.read_text())} == set()


def test_names_are_masked_in_every_list_and_search(region: SimpleNamespace) -> None:
    for user in (region.users.worker, region.users.head, region.users.officer):
        for name, response in asked(user):
            if not response.streaming:
                assert NAME not in text_of(response), name
    client = Client()
    client.force_login(region.users.worker)
    found = text_of(client.post("/people/search/", {"q": "张"}, follow=True))
    assert NAME not in found
    assert "张*国" in found or "张" in found


def test_every_page_has_the_quick_exit_as_a_button_of_its_own(region: SimpleNamespace) -> None:
    seen, without = 0, set()
    for name, response in asked(region.users.worker):
        page = text_of(response) if response.status_code == 200 else ""
        if re.search('data-user="[0-9]', page):
            seen += 1
            forms = re.findall(r"<form[^>]*data-quick-exit>(.*?)</form>", page, re.DOTALL)
            if len(forms) != 1 or "<button" not in forms[0] or "tabindex" in forms[0]:
                without.add(name)

    assert seen > 20
    assert without == set()


def test_after_the_quick_exit_the_session_is_gone_and_the_page_says_nothing(region: Any) -> None:
    client = Client()
    client.force_login(region.users.worker)
    left = client.post("/leave/")

    assert TITLE.findall(text_of(left)) == ["新标签页"]
    assert not re.search("归航|Guihang", re.sub(r'href="[^"]*"', "", text_of(left)))
    assert client.get("/people/").status_code == 302


def labelled(text: str) -> list[str]:
    return wording.labels(text)


QUOTED = {
    "names.py": ["戒毒人员"],  # what de-identification looks for in the texts of others
    "with_text.py": ["addict", "addict"],  # two items of SOCRATES-8D, which are valid as they are
}


def test_no_text_of_the_product_labels_a_person() -> None:
    sources = [file for file in SOURCE.rglob("*") if file.suffix in (".py", ".html", ".js")
               and file.name != "wording.py" and "migrations" not in file.parts]  # fmt: skip
    found = {file.name: labels for file in sources if (labels := labelled(file.read_text()))}

    assert len(sources) > 150
    assert found == QUOTED


@pytest.mark.parametrize(
    "text", [*wording.STIGMA, "您的尿检结果", "Drug Rehabilitation Facility", "Хар тамхи"]
)
def test_the_control_a_text_that_tells_is_found(text: str) -> None:
    assert wording.stigma(f"通知：{text}")


@pytest.mark.parametrize("text", [*wording.LABELS, "两名吸毒人员", "Addicts", "three inmates"])
def test_the_control_a_label_is_found(text: str) -> None:
    assert labelled(text)
    assert not labelled("康复人员、照管对象、2010，Addiction，PMC2955973")
