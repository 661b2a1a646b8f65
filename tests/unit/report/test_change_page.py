from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import made_changes as make
import made_courses
import pytest

from unstipple.photo.change import Change, Fate, Why
from unstipple.report.change import change_page

MOST_BYTES = 3_000_000
TODAY = date(2027, 6, 2)


def page(change: Change, **more: object) -> str:
    return change_page(make.photo(), change, mm_per_px=make.MM_PER_PX, today=TODAY, **more)  # type: ignore[arg-type]


class Found(HTMLParser):
    """Collects tags and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", "script"):
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def shapes() -> dict[str, Change]:
    zones = (
        make.share("frontal hairline", 0.5),
        make.share(made_courses.NASTY, None, dots=2),
        make.share(made_courses.RIGHT_TO_LEFT, -0.2),
    )
    return {
        "measured": make.change(zones=zones, dots=make.per_dot(unread={Fate.OUTSIDE: 9}), repeat_gap=0.01),
        "at least": make.change(make.at_least("whole", 0.81), dots=make.per_dot(gone=0.9, error=0.5)),
        "darker": make.change(make.share("whole", -0.2), dots=make.per_dot(gone=-0.3, error=0.05)),
        "no dot read": make.change(dots=make.per_dot(30, unread={Fate.DISTURBED: 30})),
        "refused, aligned": make.refused(Why.REPEAT_DISAGREES, zones=("crown",), warped=make.photo().rgb),
        "refused, not aligned": make.refused(),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", list(shapes()))
def test_every_shape_of_follow_up_loads_nothing_and_describes_every_picture(name: str) -> None:
    text = page(shapes()[name], zones=(make.zone("frontal hairline", 30, 40), make.zone("x", 250, 200)))
    found = Found(text)
    for tag, attributes in found.tags:
        for attribute in ("src", "href", "srcset", "action", "poster"):
            given = attributes.get(attribute) or ""
            assert given.startswith(("data:image/", "#")) or not given, (tag, given[:60])
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(|eval\(", text)
    assert [attributes["alt"] for tag, attributes in found.tags if tag == "img" and not attributes["alt"]] == []
    assert [tag for tag, _ in found.tags].count("h1") == 1
    assert len(text) < MOST_BYTES
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_page_names_no_file_and_no_digest() -> None:
    text = page(make.refused(warped=make.photo().rgb))
    for said in ("/home", "jane", ".jpg", "0" * 64):
        assert said not in text


def test_what_a_person_typed_is_printed_and_never_run() -> None:
    text = page(make.refused(zones=(made_courses.NASTY,)), label=made_courses.NASTY)
    assert text.count("<script") == 0
    assert "&lt;script&gt;" in text


def test_a_refusal_shows_no_percentage_and_no_marked_dot_but_reason_and_advice() -> None:
    found = Found(page(make.refused(Why.WEAK_MATCH, zones=("crown",), warped=make.photo().rgb)))
    assert "Not measurable, because the skin in the two photographs hardly matches" in found.text
    assert "Photograph again without blur, hair or glare." in found.text
    assert "judge nothing from them" in found.text
    assert not re.search(r"\d\s*%", found.text.replace("95 % interval", ""))
    assert not [1 for _, attributes in found.tags if "data-mark" in attributes]


def test_pictures_that_could_not_be_laid_over_each_other_are_not_shown() -> None:
    found = Found(page(make.refused()))
    assert not [1 for tag, _ in found.tags if tag in ("img", "script")]


@pytest.mark.slow
def test_the_page_says_answer_dates_zones_reasons_and_what_the_program_is() -> None:
    text = Found(page(shapes()["measured"], before_on=date(2027, 3, 1), after_on=date(2027, 6, 1), label="invented-1")).text
    for said in (
        "42 % of the pigment is gone (37 to 47 %)", "1 March 2027", "1 June 2027", "made on 2 June 2027", "invented-1",
        "Not cleared or certified as a medical device", "does not diagnose", "50 % gone", "45 to 55 %", "because too few dots were read",
        "20 % darker", "9 dots: outside the other photograph", "agree to within 1 %", "Tan and redness.", "Hair.", "Light and camera.",
        "They are no measure of clearance",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.slow
def test_no_percentage_comes_from_counting_dots() -> None:
    change = make.change(make.share("whole", 0.37), dots=make.per_dot(200, gone=0.55, error=0.02, unread={Fate.OUTSIDE: 50}))
    said = set(re.findall(r"(\d+) %", Found(page(change)).text))
    # the answer, its interval and the interval's level; all dots are fading, three quarters were read
    assert said <= {"37", "42", "95"}, said
