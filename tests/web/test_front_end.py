"""The build, and what a browser makes of every component."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from guihang.web.gallery import SampleForm
from guihang.web.templatetags.assets import icon, manifest
from guihang.web.templatetags.ui import STATES, state

ROOT = Path(__file__).parents[2]
BUILT = Path(settings.STATICFILES_DIRS[0])
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def gate(file: Path) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node") or str(ROOT / ".venv/bin/node")
    return subprocess.run(
        [node, "scripts/build.mjs", "--gate", str(file)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_every_file_of_the_manifest_is_built_under_a_name_that_may_be_cached_for_ever() -> None:
    files = manifest()["files"]
    assert {"app.js", "app.css", "icons.svg", "logo.svg"} <= files.keys()
    for built in files.values():
        assert (BUILT / built).is_file()
        assert re.match(settings.WHITENOISE_IMMUTABLE_FILE_TEST, built)


@pytest.mark.parametrize(
    "word", ["color-mix(", "light-dark(", "oklch(", ":has(", "@layer", "@container"]
)
def test_the_gate_refuses_styles_that_office_browsers_cannot_read(
    tmp_path: Path, word: str
) -> None:
    planted = tmp_path / "planted.css"
    planted.write_text(f"a {{ color: red }} /* {word} */")
    outcome = gate(planted)
    assert outcome.returncode == 1
    assert word in outcome.stderr


def test_the_built_styles_pass_the_gate() -> None:
    assert gate(BUILT / manifest()["files"]["app.css"]).returncode == 0


def test_what_every_page_loads_stays_small() -> None:
    def gz(name: str) -> int:
        return len(gzip.compress((BUILT / manifest()["files"][name]).read_bytes()))

    assert gz("app.js") <= 30_000
    assert gz("app.css") <= 45_000
    assert gz("icons.svg") <= 8_000


def test_the_lock_file_names_exact_versions_and_no_registry() -> None:
    lock, package = (
        (ROOT / "package-lock.json").read_text(),
        json.loads((ROOT / "package.json").read_text()),
    )
    assert '"resolved"' not in lock
    assert "://" not in lock
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_an_icon_that_is_not_listed_is_refused() -> None:
    assert "icons-" in icon("home")
    with pytest.raises(LookupError):
        icon("no-such-icon")


def test_a_state_is_told_by_a_picture_and_a_word_never_by_colour_alone() -> None:
    for code, (picture, words) in STATES.items():
        for language, text in (("zh-hans", words.zh), ("en", words.en)):
            with translation.override(language):
                badge = state(code)
            assert f"#{picture}" in badge
            assert text in badge


def rendered(source: str, **about: Any) -> str:
    template = engines["django"].from_string(source)
    return template.render(about, RequestFactory().get("/"))


def test_a_refused_form_lists_every_reason_and_links_to_its_field() -> None:
    form = SampleForm({"minutes": "0"})
    html = rendered('{% include "components/form.html" with submit="ok" draft="k" %}', form=form)
    for name in ("on", "channel", "station", "minutes"):
        assert f'href="#field-{name}"' in html
        assert f'id="field-{name}"' in html
    assert 'aria-describedby="id_minutes_error"' in html
    assert 'id="id_minutes_error"' in html
    assert "data-bound" in html


def test_a_form_goes_to_its_own_page_whatever_the_page_around_it_is_about() -> None:
    source = '{% include "components/form.html" with submit="ok" %}'
    assert " action=" not in rendered(source, form=SampleForm(), action="an action of the page")
    assert 'action="/there/"' in rendered(source, form=SampleForm(), action_url="/there/")


def test_few_choices_are_buttons_and_many_are_a_list() -> None:
    html = rendered('{% include "components/form.html" with submit="ok" %}', form=SampleForm())
    assert len(re.findall(r'type="radio" name="channel"', html)) == 4
    assert '<select name="station"' in html
    compact = rendered(
        '{% include "components/field.html" with compact=True %}', field=SampleForm()["channel"]
    )
    assert "<select" in compact


@pytest.fixture
def visit(browser: Browser, stage: Any) -> Iterator[Any]:
    """Open a page in a fresh browser; faults of script and policy are collected in ``faults``."""
    contexts = []

    def opened(path: str, language: str = "zh-hans", size: str = "desk", **options: Any) -> Page:
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZES[size], **options
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": stage.url}])
        contexts.append(context)
        page = context.new_page()
        page.faults = []  # type: ignore[attr-defined]
        page.on(
            "console", lambda said: page.faults.append(said.text) if said.type == "error" else None
        )  # type: ignore[attr-defined]
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))  # type: ignore[attr-defined]
        page.goto(stage.url + path)
        page.wait_for_selector("html.ready", state="attached") if "500" not in path else None
        return page

    yield opened
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_gallery_has_no_accessibility_violation_no_fault_and_fits(
    visit: Any, language: str, size: str
) -> None:
    page = visit("/gallery/", language, size)
    expect(page.locator("figure[data-drawn]")).to_have_count(3)
    assert violations(page) == []
    assert page.faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]


def test_the_accessibility_check_finds_a_planted_fault(visit: Any) -> None:
    page = visit("/gallery/")
    page.evaluate(
        "document.querySelector('.topbar input[type=search]').removeAttribute('aria-label')"
    )
    page.evaluate(
        "document.querySelector('.topbar input[type=search]').removeAttribute('placeholder')"
    )
    assert any("label" in one for one in violations(page))


@pytest.mark.parametrize("code", [400, 403, 404, 409, 500])
def test_error_pages_say_what_to_do_and_have_no_violation(visit: Any, code: int) -> None:
    page = visit(f"/errors/{code}/", size="phone")
    assert violations(page) == []
    assert page.faults == []
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("a.btn-primary")).to_be_visible()


def test_menus_drawer_and_help_have_no_violation_when_open(visit: Any) -> None:
    desk = visit("/gallery/")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("?")
    expect(desk.locator("#key-help")).to_be_visible()
    assert violations(desk) == []
    phone = visit("/gallery/", size="phone")
    phone.click("[data-drawer]")
    expect(phone.locator("#sidebar")).to_be_visible()
    phone.wait_for_timeout(50)
    assert violations(phone) == []
    phone.keyboard.press("Escape")
    phone.click("details.menu summary")
    assert violations(phone) == []


def test_nothing_is_asked_of_another_host_and_charts_load_only_where_there_is_one(
    visit: Any, stage: Any
) -> None:
    page = visit("/errors/404/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(stage.url + "/form/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "charts-" in url]
    page.goto(stage.url + "/gallery/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "charts-" in url]
    assert all(url.startswith((stage.url, "data:")) for url in asked)


def test_a_list_is_walked_and_opened_by_keyboard_and_keys_can_be_switched_off(visit: Any) -> None:
    page = visit("/gallery/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("a[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a[data-row]").nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#case-0")
    page.keyboard.press("/")
    expect(page.locator(".topbar input[type=search]")).to_be_focused()
    page.keyboard.type("j?")
    expect(page.locator("#key-help")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("[data-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#key-help")).to_be_hidden()


def test_the_language_and_large_text_stay_for_the_next_page(visit: Any, stage: Any) -> None:
    page = visit("/gallery/", "en")
    expect(page.locator("h1")).to_have_text("Components")
    page.click("[data-text-size] >> visible=true")
    page.goto(stage.url + "/gallery/")
    assert page.evaluate("document.cookie").count("text_size=large") == 1


def test_paper_shows_who_when_and_no_frame(visit: Any) -> None:
    page = visit("/gallery/")
    page.emulate_media(media="print")
    expect(page.locator(".print-header")).to_be_visible()
    expect(page.locator(".print-header")).to_contain_text("王雪梅")
    for part in (".topbar", ".sidebar", ".filter", ".page-head .actions"):
        expect(page.locator(part)).to_be_hidden()


def test_a_picture_of_a_chart_carries_its_title_and_definition(visit: Any) -> None:
    page = visit("/gallery/")
    expect(page.locator("figure[data-drawn]")).to_have_count(3)
    with page.expect_download() as svg:
        page.click("#retention [data-export=svg]")
    text = Path(svg.value.path()).read_text()
    assert "操守保持率" in text
    assert "RET_KM" in text
    with page.expect_download() as png:
        page.click("#retention [data-export=png]")
    assert Path(png.value.path()).read_bytes().startswith(b"\x89PNG")


def test_quick_exit_blanks_the_page_ends_the_session_and_leaves(visit: Any, stage: Any) -> None:
    page = visit("/gallery/")
    before = page.evaluate("history.length")
    page.press("[data-quick-exit] button", "Enter")
    page.wait_for_url("**/leave/")
    assert page.evaluate("history.length") == before, "the page behind it is replaced"
    assert stage.left == ["/leave/"]
    assert page.title() == "weather"
