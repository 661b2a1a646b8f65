"""The follow-up page in a real browser: accessible, self-contained, as wide as the window, and swiped by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import made_changes as make
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from unstipple.photo.change import Fate, Why
from unstipple.report.change import change_page

pytestmark = pytest.mark.browser
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ZONES = (make.zone("frontal hairline", 30, 40), make.zone("crown", 250, 200))
CHANGES = {
    "measured": lambda: make.change(
        zones=(make.share("frontal hairline", 0.5), make.share("x" * 300, None)), dots=make.per_dot(unread={Fate.OUTSIDE: 9})
    ),
    "darker": lambda: make.change(make.share("whole", -0.2), dots=make.per_dot(gone=-0.3, error=0.05)),
    "refused": lambda: make.refused(Why.REPEAT_DISAGREES, zones=("crown",), warped=make.photo().rgb),
    "not-aligned": lambda: make.refused(),
}
WINDOW = "(() => { const v = document.getElementById('window'); return [v.scrollWidth, v.clientWidth, v.scrollLeft] })()"
LATER_AT = """(at => { document.getElementById('stage').scrollIntoView({block: 'start'});
  const box = document.getElementById('stage').getBoundingClientRect();
  const later = document.querySelector('.later');
  const hit = document.elementsFromPoint(box.left + at * box.width, box.top + 0.25 * box.height);
  return hit.includes(later) })"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        said = "no Chromium found: install the Debian package `chromium`"
        if os.environ.get("UNSTIPPLE_REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("changes")
    for name, build in CHANGES.items():
        text = change_page(
            make.photo(), build(), mm_per_px=make.MM_PER_PX, today=date(2027, 6, 2), before_on=date(2027, 3, 1),
            after_on=date(2027, 6, 1), label="invented-1", zones=ZONES,
        )  # fmt: skip
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in CHANGES}


def open_page(browser: Browser, file: Path, width: int = 1280) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on("console", lambda message: told.append(f"console: {message.text}"))
    page.goto(file.as_uri())
    return page, told


@pytest.fixture(params=sorted(CHANGES))
def opened(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Iterator[tuple[Page, list[str]]]:
    page, told = open_page(browser, files[request.param])
    yield page, told
    page.close()


@pytest.fixture
def measured(browser: Browser, files: dict[str, Path]) -> Iterator[Page]:
    page, _ = open_page(browser, files["measured"])
    yield page
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(opened: tuple[Page, list[str]], width: int) -> None:
    page, _ = opened
    page.set_viewport_size({"width": width, "height": 900})
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(opened: tuple[Page, list[str]], width: int) -> None:
    page, _ = opened
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_asked_of_the_network_and_no_script_fails(opened: tuple[Page, list[str]]) -> None:
    _, told = opened
    assert [each[:80] for each in told if not each.startswith(("file:", "data:"))] == []


def test_every_picture_has_words_and_is_shown(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    assert page.evaluate("[...document.images].every(i => i.alt && i.complete && i.naturalWidth > 0)")


def test_the_keyboard_moves_the_swipe(measured: Page) -> None:
    measured.focus("#swipe")
    assert measured.evaluate(f"{LATER_AT}(0.6)") is True
    assert measured.evaluate(f"{LATER_AT}(0.4)") is False
    for _ in range(20):
        measured.keyboard.press("ArrowRight")
    assert measured.evaluate("getComputedStyle(document.getElementById('stage')).getPropertyValue('--at').trim()") == "70%"
    assert measured.get_attribute("#swipe", "aria-valuetext") == "left 70 % before, right 30 % after"
    assert measured.evaluate(f"{LATER_AT}(0.6)") is False
    measured.keyboard.press("Home")
    assert measured.get_attribute("#swipe", "aria-valuetext") == "after only"
    assert measured.evaluate(f"{LATER_AT}(0.1)") is True
    measured.keyboard.press("End")
    assert measured.get_attribute("#swipe", "aria-valuetext") == "before only"


def test_the_line_can_be_dragged(measured: Page) -> None:
    measured.evaluate("document.getElementById('stage').scrollIntoView({block: 'start'})")
    box = measured.locator(".divider").bounding_box()
    stage = measured.locator("#stage").bounding_box()
    assert box is not None
    assert stage is not None
    measured.mouse.move(box["x"] + box["width"] / 2, stage["y"] + 80)
    measured.mouse.down()
    measured.mouse.move(stage["x"] + 0.2 * stage["width"], stage["y"] + 90)
    measured.mouse.up()
    assert measured.input_value("#swipe") == "20"


def test_marks_are_off_until_asked_for_and_each_can_be_shown_alone(measured: Page) -> None:
    assert measured.locator(".marks g:not([hidden])").count() == 0
    measured.focus("[data-mark=fading]")
    measured.keyboard.press("Space")
    assert measured.evaluate("[...document.querySelectorAll('.marks g:not([hidden])')].map(g => g.id)") == ["marks-fading"]
    box = measured.locator("#marks-fading").bounding_box()
    stage = measured.locator("#stage").bounding_box()
    assert box is not None
    assert stage is not None
    assert box["width"] > 0.7 * stage["width"]


def test_magnifying_keeps_the_middle_in_sight_and_the_keyboard_can_scroll(measured: Page) -> None:
    measured.check("[name=zoom][value='4']")
    whole, seen, left = measured.evaluate(WINDOW)
    assert whole == pytest.approx(4 * seen, abs=8)
    assert left + seen / 2 == pytest.approx(whole / 2, abs=8)
    measured.focus("#window")
    measured.keyboard.press("ArrowRight")
    measured.wait_for_function(f"{WINDOW}[2] > {left}")


def test_on_paper_both_photographs_stand_side_by_side_and_no_control_is_printed(measured: Page) -> None:
    measured.emulate_media(media="print")
    first, later = (measured.locator(f".stage .{name}").bounding_box() for name in ("first", "later"))
    assert first is not None
    assert later is not None
    assert later["x"] >= first["x"] + first["width"]
    assert later["width"] == pytest.approx(first["width"], abs=1)
    assert not measured.locator("#swipe").is_visible()


def test_without_script_both_photographs_stand_side_by_side(browser: Browser, files: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["measured"].as_uri())
    first, later = (page.locator(f".stage .{name}").bounding_box() for name in ("first", "later"))
    assert first is not None
    assert later is not None
    assert later["x"] >= first["x"] + first["width"]
    assert not page.locator("#swipe").is_visible()
    context.close()
