"""The literature rows: read whole, corrected where a second reading says so, and tied to the values that stand on them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unstipple import evidence
from unstipple.errors import UnknownName
from unstipple.evidence import background
from unstipple.report.reference.audit import row_problems, value_problems


def test_the_second_reading_wins_and_says_what_it_changed() -> None:
    numbing = background.row("L152")
    assert (numbing.low, numbing.high, numbing.read, numbing.grade) == (5, 10, "yes", "A")
    assert "value was 3.6 / 16" in numbing.corrected
    assert not background.row("L001").corrected


def test_a_place_names_single_rows_lists_and_spans() -> None:
    assert background.rows_named("L067, L082; S083") == ("L067", "L082")
    assert background.rows_named("L243-L245, then L243") == ("L243", "L244", "L245")
    assert background.rows_named("dossier section 4") == ()


def test_the_values_that_stand_on_a_row_are_found() -> None:
    assert "gate.green.darkest_type" in background.used_by("L109")
    assert background.used_by("L208") == tuple(sorted(background.used_by("L208")))


def test_an_unknown_row_offers_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="L28"):
        background.row("L282")
    with pytest.raises(UnknownName):
        background.used_by("S001")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "furlongs"}, "unit"),
        ({"low": 9.0, "high": 9.5, "spread": "range"}, "spread"),
        ({"low": 1.0, "high": 9.0, "spread": "none"}, "spread"),
        ({"place": ""}, "place"),
        ({"place": "L999"}, "place"),
        ({"place": "L140", "verified": True}, "verified"),
        ({"sources": ("design", "memory"), "verified": True}, "verified"),
    ],
)
def test_the_check_finds_what_is_wrong_with_a_value(change: dict[str, object], code: str) -> None:
    value = evidence.value("practice.interval_weeks")
    assert not list(value_problems(value))
    assert code in [found.code for found in value_problems(replace(value, **change))]  # type: ignore[arg-type]


def test_the_check_finds_what_is_wrong_with_a_row() -> None:
    row = background.row("L109")
    assert not list(row_problems(row))
    assert [found.code for found in row_problems(replace(row, low=2.0, high=1.0))] == ["spread"]
    assert [found.code for found in row_problems(replace(row, read="memory"))] == ["read", "grade"]
