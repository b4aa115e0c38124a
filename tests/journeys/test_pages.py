"""Every page, in both languages and both sizes, and every address for every account.

``make test`` looks for violations at the desk in Chinese and on the phone in English, and asks each
address for a third of the accounts; ``make test-long`` (GUIHANG_LONG) does all of both.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page
from tests.journeys.office import SIZES, Office
from tests.journeys.pages import Address, every_page

from guihang.simulate.accounts import ACCOUNTS

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """rules => axe.run(
  document, {runOnly: rules, resultTypes: ["violations"], preload: false, performanceTimer: false})"""
WHOLE = "GUIHANG_LONG" in os.environ
SIZE_OF = {"zh-hans": "desk", "en": "phone"}
SHOWN_ELSEWHERE = {
    "people-export": "a file", "today-export": "a file", "handovers-export": "a file",
    "stations-export": "a file", "outcomes-export": "a file", "terms-export": "a file",
    "outcomes-retention-export": "a file", "outcomes-bulletin": "a file", "journal-export": "a file",
    "data-template": "a file", "data-errors": "a file",
    "draft": "JSON", "worker": "a script", "health": "text", "leave": "answers a form only",
    "language": "answers a form only",
    "logout": "answers a form only", "passkey-remove": "answers a form only",
    "session-end": "answers a form only", "token-end": "answers a form only",
    "account-act": "answers a form only", "session": "no content",
    "mfa_login_webauthn": "JSON", "mfa_authenticate": "in test_signing_in.py",
    "set-up": "in test_signing_in.py", "audit-export": "a file", "printed": "answers a script only",
    "shared-file": "for the receiver of a grant, in tests/security/test_sharing.py",
    "access-review-export": "a file", "register-export": "a file", "minutes-word": "a file",
    "platform-file": "a file", "handbook-file": "a file", "outcomes-course-export": "a file",
    "outcomes-facilities-export": "a file", "outcomes-months-export": "a file",
    "certificate-paper": "needs hours that a host confirmed; asked for in tests/architecture/test_views.py",
    "signal": "needs a VR session; asked for in tests/architecture/test_views.py",
    "answer": "needs a link that works once, in tests/partners/test_conferences.py",
    "answer-slip": "shows a link that works once, in tests/partners/test_conferences.py",
    "family-slip": "shows a code that works once, in tests/security/test_family.py",
    "volunteer-slip": "shows a code that works once, in tests/community/test_pages.py",
}  # fmt: skip
"""Route → why it is not among the pages that a browser looks at."""


@pytest.fixture(scope="module")
def pages(_office: Office) -> Iterator[list[Address]]:
    yield every_page(_office)
    _office.clear()


def routes(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Names of the addresses of pages; the API has tests of its own."""
    return {found.name for found in patterns if isinstance(found, URLPattern) and found.name}


def test_every_route_is_among_the_pages(pages: list[Address]) -> None:
    assert routes(get_resolver().url_patterns) == {page.route for page in pages} | set(
        SHOWN_ELSEWHERE
    )


class Looker:
    """Looks at pages in one language, with one tab for each account."""

    def __init__(self, office: Office, language: str) -> None:
        self.office, self.language = office, language
        self.tabs: dict[str, Page] = {}
        self.complaints: list[str] = []

    def tab(self, user: str) -> Page:
        if user not in self.tabs:
            context = self.office.context(user, language=self.language)
            context.add_init_script(path=AXE)
            self.tabs[user] = page = context.new_page()
            page.on(
                "console", lambda said: said.type == "error" and self.complaints.append(said.text)
            )
            page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        return self.tabs[user]

    def faults(self, at: Address) -> list[str]:
        """What axe finds, what does not fit at both sizes, what complains, what is untranslated."""
        page, found = self.tab(at.user), []
        self.complaints.clear()
        page.set_viewport_size(SIZES["desk"])  # type: ignore[arg-type]
        page.goto(at.path)
        page.wait_for_selector("html.ready", state="attached")
        if page.locator("[data-chart]").count():
            page.wait_for_selector("figure[data-drawn]", state="attached")
        for name, size in SIZES.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if WHOLE or name == SIZE_OF[self.language]:
                found += [f"{name}: {one}" for one in violations(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{name}: {width} px wide"] if width > size["width"] else []
        if self.language == "en" and at.route not in NOT_IN_ENGLISH_ALONE:
            found += [f"not English: {text}" for text in chinese(page)]
        return found + self.complaints


def violations(page: Page) -> list[str]:
    found = page.evaluate(CHECK, RULES)["violations"]
    return [f"{one['id']} at {one['nodes'][0]['target']}" for one in found]


SPOKEN = (
    "h1, h2, h3, th, dt, .form-label, legend, .btn, .state, .lead, .sidebar a, .tile, [data-label]"
)
NOT_IN_ENGLISH_ALONE = {
    "data-upload": "its headings are those of the file",
    "offline": "kept on a device in both languages at once",
    "account-of": "its heading is the name of a colleague",
    "record": "its heading is what somebody called the thing",
    "agenda": "its heading is the title of the meeting, and where it is held",
    "minutes": "its heading is the title of the meeting",
    "library-text": "its heading is the title that the author gave the case",
}


def chinese(page: Page) -> list[str]:
    """Headings, buttons, labels and states that are not English."""
    texts = page.locator(SPOKEN).evaluate_all(
        "all => all.map(one => one.dataset.label || one.innerText)"
    )
    return [text for text in texts if re.search(r"[\u3400-\u9fff]", text)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_has_a_violation_a_fault_a_foreign_word_or_scrolls_sideways(
    office: Office, pages: list[Address], language: str
) -> None:
    look = Looker(office, language)
    found = {f"{at.path} ({at.user})": faults for at in pages if (faults := look.faults(at))}
    assert found == {}, "\n".join(f"{at}: {faults}" for at, faults in found.items())


def test_the_look_finds_planted_faults(office: Office) -> None:
    look = Looker(office, "zh-hans")
    page = look.tab("worker")
    page.goto("/people/")
    page.evaluate("document.querySelector('[name=stage]').labels[0].remove()")
    page.evaluate("document.querySelector('main').style.minWidth = '3000px'")
    page.evaluate("console.error('planted')")
    assert violations(page) != []
    assert page.evaluate("document.documentElement.scrollWidth") > SIZES["desk"]["width"]
    assert look.complaints == ["planted"]
    assert "人员" in chinese(page)


def test_no_address_fails_for_any_account(office: Office, pages: list[Address]) -> None:
    paths = {page.path for page in pages}
    paths |= {"/people/export/", "/today/export/?all=1", "/handovers/export/", "/stations/export/",
              "/outcomes/export/?first=2020", "/outcomes/retention/export/?by=year",
              "/outcomes/bulletin/2018/pdf/", "/outcomes/bulletin/1/x/", "/outcomes/records/x-9/",
              "/rules/journal/export/",
              "/data/templates/people/", "/data/templates/nothing/", "/healthz",
              "/leave/", "/language/", "/logout/", "/drafts/%2Fdo%2Fcasework.admit%2F", "/nowhere/",
              "/people/?after=x&stage=%00&unit=9" + "9" * 30, "/?after=%F0%9F%9A%A2", "/?after=2026_9",
              "/people/search/?sought=%00%27%22%25", "/outcomes/?first=x&facility=9&cut_off=none",
              "/outcomes/retention/?by=unit&definition=none",
              "/do/nothing.at_all/", "/do/casework.admit/case/x/", "/cases/x/", "/stations/999999999999/",
              "/rules/protocols/nothing/99999999999/", "/rules/dry-run/?code=nothing&version=x"}  # fmt: skip
    # The journey of a person shows where its forms lead; each of them answers too.
    paths |= {
        urlsplit(page.path).path + "?supersedes=x&fulfils=a/b/c"
        for page in pages
        if page.route == "act"
    }
    expected = {200, 302, 403, 404, 405}
    wrong = []
    for place, user in enumerate(("", *(account.username for account in ACCOUNTS))):
        request = office.context(user).request
        for path in sorted(paths) if WHOLE else sorted(paths)[place % 3 :: 3]:
            answer = request.get(path, max_redirects=0)
            if answer.status not in expected or (answer.status == 405 and not is_form(path)):
                wrong.append(f"{answer.status} {path} ({user or 'nobody'})")
            answer.dispose()
    assert wrong == []


def is_form(path: str) -> bool:
    return path in ("/leave/", "/language/", "/logout/")
