from __future__ import annotations

import io
import re
from functools import cache
from html.parser import HTMLParser

import made_courses as make
import pytest
from PIL import Image

from unstipple.course import Course
from unstipple.report import documents
from unstipple.report.figures import Picture, draw
from unstipple.report.figures.style import MOST_BYTES
from unstipple.report.page import page as render

pytestmark = pytest.mark.slow

DIGEST = "0123456789abcdef" * 4
LONG = "a very long name of a zone that somebody typed in one go without thinking of the printed page " * 3
SHAPES = {
    "no zone": lambda: (make.refused(), None),
    "no zone, with a photograph": lambda: (make.refused("on-hold"), make.look(400, 300, 50)),
    "one zone": lambda: (make.made(1), None),
    "one zone, no dot found": lambda: (make.made(1), make.look(400, 300, 0)),
    "twelve zones": lambda: (make.made(12), make.look(800, 600, 300)),
    "long and hostile names": lambda: (make.made(3, labels=(LONG, make.NASTY, make.RIGHT_TO_LEFT)), make.look(450, 600, 150)),
    "goal not reached": lambda: (make.made(2, never=True), None),
    "no photograph, no outlines": lambda: (make.made(3, outlined=False), None),
    "a photograph without outlines": lambda: (make.made(3, outlined=False), make.look(400, 300, 50)),
}


class Page(HTMLParser):
    """Collects what a page loads and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag]


def page(course: Course) -> str:
    """The page's words, without figures."""
    return render(course, {}, DIGEST)


@cache
def built(shape: str) -> tuple[Course, dict[str, Picture], str]:
    course, look = SHAPES[shape]()
    pictures = draw(course, look)
    return course, pictures, render(course, pictures, DIGEST)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_of_course_is_drawn_and_described(shape: str) -> None:
    course, pictures, _ = built(shape)
    assert bool(pictures) == bool(course.zones)
    for name, picture in pictures.items():
        assert picture.alt.endswith("."), name
        assert len(picture.alt) > 40
        assert len(picture.png) <= MOST_BYTES, name
        assert Image.open(io.BytesIO(picture.png)).format == "PNG"


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_the_page_loads_nothing_and_describes_every_picture(shape: str) -> None:
    _, _, text = built(shape)
    found = Page(text)
    for tag, attributes in found.tags:
        for name in ("src", "href", "srcset", "action", "poster"):
            given = attributes.get(name) or ""
            assert given.startswith(("data:image/", "#")) or not given, (tag, given[:60])
    assert not re.search(r"url\(|@import|<script", text)
    assert all(image["alt"] for image in found.of("img"))
    assert len(found.of("h1")) == 1
    assert found.of("html")[0]["lang"] == "en"


def test_the_page_comes_first_and_every_figure_is_a_file() -> None:
    files = documents(make.made(2), make.look(400, 300, 60), DIGEST)
    assert next(iter(files)) == "clinician.html"
    assert set(list(files)[1:]) == {
        "dots-over-photo.png", "zones.png", "calendar.png", "clearance-fan.png", "risks.png", "limits.png"
    }  # fmt: skip


def test_a_person_who_must_not_be_treated_gets_a_short_page_without_any_setting() -> None:
    for decision in ("do-not-treat", "on-hold", "stop-now"):
        files = documents(make.refused(decision), make.look(400, 300, 60), DIGEST)
        text = files["clinician.html"].decode()
        assert list(files) == ["clinician.html"]
        assert "J/cm²" not in text
        assert 'id="settings"' not in text
        assert "Gold" in text
        assert len(text) < 20_000


def test_what_a_person_typed_is_printed_and_never_run() -> None:
    text = page(make.made(2, labels=(make.NASTY, make.RIGHT_TO_LEFT), patient={"label": make.NASTY}))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert make.RIGHT_TO_LEFT in text


def test_the_page_says_decision_digest_seed_and_intended_use() -> None:
    text = page(make.made(2))
    for said in ("One test spot first", DIGEST, "seed 1", "Not cleared or certified as a medical device", "Invented patient"):
        assert said in text


def test_a_real_patient_is_not_marked_as_invented() -> None:
    assert "Invented patient" not in page(make.made(1, patient={"label": "A-17", "invented": False}))


def test_a_goal_that_is_not_reached_is_said_in_words_and_not_as_a_number() -> None:
    text = page(make.made(2, never=True))
    assert "more than 10" in text
    assert "No useful plan" in text
    assert "No total can be given" in text
    assert not re.search(r"\b(None|nan|inf)\b", re.sub(r"data:image[^\"]+", "", text))


def test_an_open_hold_is_said_beside_the_decision() -> None:
    assert "is settled" in page(make.made(1))


def test_the_same_course_gives_the_same_page() -> None:
    assert page(make.made(1)) == page(make.made(1))
