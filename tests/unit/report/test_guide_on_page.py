"""The clinician's page says where it differs from the guide, folded away in the section where it matters."""

from __future__ import annotations

import re
from html import unescape

import made_courses as make
import pytest

from unstipple.course import Course
from unstipple.evidence.claims import conflicts
from unstipple.report.guide_notes import notes_at
from unstipple.report.page import page

DIGEST = "0" * 64


def sections(course: Course) -> dict[str, str]:
    """The text of every section by its id."""
    text = page(course, {}, DIGEST)
    found = re.findall(r'<section aria-labelledby="([a-z]+)">(.*?)</section>', text, re.DOTALL)
    return {name: re.sub(r"\s+", " ", unescape(inner)) for name, inner in found}


@pytest.mark.parametrize("section", ["settings", "calendar", "stop", "forecast", "risks", "options", "assumed", "ways"])
def test_a_section_of_a_plan_folds_its_notes_away(section: str) -> None:
    inner = sections(make.made(2))[section]
    notes = notes_at(f"page:{section}")
    assert notes
    assert "<details" in inner
    assert inner.index("<details") > inner.index("</h2>")
    for note in notes:
        assert note in inner


def test_the_rules_that_spoke_bring_their_notes_before_treatment() -> None:
    course = make.refused()
    inner = sections(course)["before"]
    spoken = [note for finding in course.verdict.findings for note in notes_at(f"rule:{finding.rule}")]
    assert all(note in inner for note in spoken)
    assert notes_at("rule:wood-pigment-loss")[0] not in inner


def test_a_refused_course_says_nothing_of_settings_it_does_not_show() -> None:
    assert "settings" not in sections(make.refused())
    assert notes_at("page:settings")[0] not in page(make.refused(), {}, DIGEST)


def test_the_guides_price_is_said_once() -> None:
    inner = sections(make.made(1)).get("price", "")
    assert "the lower end does not follow" in inner
    assert notes_at("page:price")[0] not in inner


def test_most_of_the_conflicts_show_on_the_page_of_one_plan() -> None:
    text = unescape(page(make.made(3), {}, DIGEST))
    shown = [
        number
        for number, carried in conflicts().items()
        if any(note in text for each in carried for place in each.where if place.startswith("page:") for note in notes_at(place))
    ]
    assert len(shown) >= 18, shown
