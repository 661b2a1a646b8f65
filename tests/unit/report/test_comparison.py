"""Plans side by side: each column says what its plan says, and what cannot be compared is said first."""

from __future__ import annotations

from typing import Any

import pytest
from made_courses import made, refused

from unstipple.course import Course
from unstipple.course.comparison import Compared, differences
from unstipple.records import course_json
from unstipple.records.comparison import compared
from unstipple.report.comparison import differ_words, rows


def column(course: Course, name: str = "one") -> Compared:
    return compared(name, course_json(course, lambda finding: finding.rule))


def table(*columns: Compared) -> dict[str, list[str]]:
    return {question: cells for question, *cells in rows(columns)}


def test_a_column_says_what_the_plan_says() -> None:
    course = made(3, price={"currency": "EUR", "session": 400})
    one = column(course)
    data = course_json(course, str)
    assert (one.verdict, one.decision, one.goal_share) == (data["verdict"], data["decision"], data["goal_share"])
    assert one.treatments == tuple(data["sessions_to_goal"][key] for key in ("p10", "p50", "p90"))
    assert one.visits == len(data["sessions"])
    assert [(risk.name, risk.mid) for risk in one.risks] == [(risk.name, risk.mid) for risk in course.risks]
    assert set(one.settings) == {zone.target.label for zone in course.zones}
    last, first = course.proposal.visits[-1].on, course.proposal.visits[0].on
    assert one.months == pytest.approx((last - first).days / 30.4375)
    shown = table(one, column(made(1, never=True), "two"))
    assert all(len(cells) == 2 for cells in shown.values())
    assert shown["Price of all treatments"][1].startswith("no total")
    assert shown["Visits planned"][0] == str(one.visits)
    assert any(question.startswith("Scar, of 100") for question in shown)


def test_a_plan_that_holds_has_a_column_without_numbers() -> None:
    shown = table(column(made(1)), column(refused()))
    for question in ("Settings", "Treatments to the goal", "Gone after the planned treatments", "Months from first to last visit"):
        assert shown[question][1] == "none"
    assert shown["Decision"][1] != shown["Decision"][0]
    assert shown["Scar, of 100 people"][1] == "none"


def test_zones_with_one_setting_are_named_together() -> None:
    one = column(made(2))
    several = Compared(**{**parts(one), "settings": {"a": "x", "b": "y", "c": "x"}})
    assert table(several)["Settings"] == ["a, c: x\nb: y"]
    assert table(Compared(**{**parts(one), "settings": {"a": "x", "b": "x"}}))["Settings"] == ["x"]


def parts(one: Compared) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


@pytest.mark.parametrize(
    ("change", "codes"),
    [({}, ()), ({"patient": "x"}, ("patients-differ",)), ({"goal_share": 0.5}, ("goals-differ",)),
     ({"patient": "x", "goal_share": 0.5}, ("patients-differ", "goals-differ"))],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(change: dict[str, Any], codes: tuple[str, ...]) -> None:
    one = column(made(1))
    assert differences([one, Compared(**{**parts(one), **change})]) == codes
    assert all(differ_words(code).endswith(".") for code in codes)


def test_a_price_without_an_upper_end_has_only_its_lower_one() -> None:
    one = column(made(1))
    open_end = Compared(**{**parts(one), "cost": {"low": "800", "mid": "1,400", "high": None, "currency": "USD"}})
    assert table(open_end)["Price of all treatments"] == ["USD 1,400 (from 800)"]
