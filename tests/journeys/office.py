"""The desks of an office: each account in a browser of its own, signed in."""

import re
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, expect

from guihang.core.ids import uuid7
from guihang.simulate.accounts import PASSWORD

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
WAIT = 15_000
"""Milliseconds: the machine may be busy with something else."""

expect.set_options(timeout=WAIT)


class Office:
    """Signs people in once and opens their pages."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.browser = browser
        self._signed_in: dict[str, Any] = {}
        self._open: list[BrowserContext] = []

    def context(
        self, user: str = "", *, size: str = "desk", language: str = "zh-hans", fresh: bool = False
    ) -> BrowserContext:
        """A browser of ``user``; ``fresh`` signs in anew, so that it may be signed out."""
        known = None if fresh or not user else self._signed_in.get(user)
        context = self.browser.new_context(
            base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZES[size],
            storage_state=known,
        )  # fmt: skip
        context.set_default_timeout(WAIT)
        self._open.append(context)
        if user and known is None:
            self._sign_in(context, user)
            if not fresh:
                self._signed_in[user] = context.storage_state()
        context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])
        return context

    def _sign_in(self, context: BrowserContext, user: str) -> None:
        token = hidden(context.request.get("/login/").text(), "csrfmiddlewaretoken")
        form = {"csrfmiddlewaretoken": token, "login": user, "password": PASSWORD}
        step = context.request.post("/login/", form=form).text()
        form = {
            "csrfmiddlewaretoken": hidden(step, "csrfmiddlewaretoken"),
            "code": shown_code(step),
        }
        answer = context.request.post("/login/code/", form=form, max_redirects=0)
        assert answer.status == 302, answer.text()

    def desk(self, user: str = "", path: str = "/", **how: Any) -> Page:
        """A page of ``user`` at ``path``; what script and policy complain of is in ``faults``."""
        page = self.context(user, **how).new_page()
        page.faults = []  # type: ignore[attr-defined]
        page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))  # type: ignore[attr-defined]
        return go(page, path)

    def submit(self, user: str, path: str, **fields: str) -> APIResponse:
        """Send a form as ``user`` without looking at it: to set a journey's stage quickly."""
        request = self.context(user).request
        token = hidden(request.get(path).text(), "csrfmiddlewaretoken")
        form = {"csrfmiddlewaretoken": token, "entry": str(uuid7())} | fields
        return request.post(path, form=form, max_redirects=0)

    def do(self, user: str, action: str, case: str, **fields: str) -> None:
        """Carry out an action on a case, which must succeed."""
        answer = self.submit(user, f"/do/{action}/case/{case}/", **fields)
        assert answer.status == 302, reasons_in(answer.text())

    def clear(self) -> None:
        for context in self._open:
            context.close()
        self._open.clear()


def go(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector("html.ready", state="attached")
    return page


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, f"no {name} in the page"
    return found[1]


def shown_code(html: str) -> str:
    """The code that the demo shows instead of a phone."""
    found = re.search(r'data-demo-code(?:="")?>(\d{6})<', html)
    assert found, "no code in the page"
    return found[1]


def reasons_in(html: str) -> list[str]:
    summary = re.search(r'class="error-summary".*?</ul>', html, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", summary[0]) if summary else [html[:300]]


def fill(page: Page, **fields: str) -> None:
    """Fill a form by the names of its fields; a choice is named by its code."""
    for name, value in fields.items():
        kind = page.locator(f'.content form [name="{name}"]').first.evaluate(
            "one => one.type || one.tagName"
        )
        if kind in ("radio", "checkbox"):
            page.check(f'.content form [name="{name}"][value="{value}"]')
        elif kind.startswith("select"):
            page.select_option(f'.content form [name="{name}"]', value)
        else:
            page.fill(f'.content form [name="{name}"]', value)


def save(page: Page) -> None:
    """Press the first button of the form and wait for the page that answers."""
    with page.expect_navigation():
        page.click(".content form .form-foot .btn-primary")
    page.wait_for_selector("html.ready", state="attached")


def start(page: Page, label: str) -> None:
    """Choose something to record on a journey, from the buttons or from the menu beside them."""
    link = page.locator(".next-step").get_by_role("link", name=label, exact=True)
    if not link.is_visible():
        page.locator(".next-step summary").click()
    with page.expect_navigation():
        link.click()
    page.wait_for_selector("html.ready", state="attached")


def reasons(page: Page) -> list[str]:
    return page.locator(".error-summary li").all_inner_texts()


def fact(page: Page, name: str) -> Locator:
    """The value beside ``name`` in a list of facts."""
    return page.locator(f'.facts dt:text-is("{name}") + dd')


def case_in(page: Page) -> str:
    found = re.search(r"/cases/([0-9a-f-]{36})/", page.url)
    assert found, page.url
    return found[1]
