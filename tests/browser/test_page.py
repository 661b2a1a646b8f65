"""The clinician's page in a real browser: accessible, self-contained, and as wide as the window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import made_courses as make
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from unstipple.report import documents

pytestmark = pytest.mark.browser
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
COURSES = {
    "plan": lambda: (make.made(3), make.look(600, 450, 300)),
    "hostile": lambda: (make.made(12, labels=(make.NASTY * 4, make.RIGHT_TO_LEFT), patient={"label": "x" * 300}), make.look(600, 450, 300)),
    "refused": lambda: (make.refused(), None),
    "never": lambda: (make.made(2, never=True), None),
}


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
    folder = tmp_path_factory.mktemp("pages")
    for name, build in COURSES.items():
        course, look = build()
        (folder / f"{name}.html").write_bytes(documents(course, look, "0" * 64)["clinician.html"])
    return {name: folder / f"{name}.html" for name in COURSES}


@pytest.fixture(params=sorted(COURSES))
def opened(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Iterator[tuple[Page, list[str]]]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(files[request.param].as_uri())
    yield page, asked
    page.close()


def test_axe_finds_no_violation(opened: tuple[Page, list[str]]) -> None:
    result = Axe().run(opened[0])
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(opened: tuple[Page, list[str]], width: int) -> None:
    page, _ = opened
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        "w => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.pan'))"
        ".map(e => e.tagName + ' ' + e.textContent.slice(0, 40))",
        width,
    )
    assert wide == []


def test_nothing_is_asked_of_the_network(opened: tuple[Page, list[str]]) -> None:
    _, asked = opened
    assert [url[:80] for url in asked if not url.startswith(("file:", "data:"))] == []


def test_every_picture_has_words_and_is_shown(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    assert page.evaluate("[...document.images].every(i => i.alt && i.complete && i.naturalWidth > 0)")
