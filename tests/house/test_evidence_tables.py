"""Every number in the tables says what it is, how sure it is, and who says so."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from unstipple import evidence
from unstipple.errors import UnknownName
from unstipple.evidence import background
from unstipple.report.reference.atlas import atlas
from unstipple.report.reference.audit import problems

VALUES = [evidence.value(name) for name in evidence.names()]
UNIT_SUFFIX = re.compile(r"_(j_cm2|per_nm|per_mm|mm|nm|weeks|months|years|days|cm2|hz|pct|per_cm|per_cm2|per_session|usd|s|hours|kg|mg)$")


@pytest.mark.parametrize("value", VALUES, ids=lambda v: v.name)
def test_a_value_is_complete_and_inside_its_own_range(value: evidence.Value) -> None:
    assert value.sources, "a value needs a source"
    assert value.place, "a value says where in the source it stands"
    assert (value.low is None) == (value.high is None)
    if value.low is not None and value.high is not None:
        assert value.low <= value.value <= value.high
        assert value.spread != "none", "a range says what it means"


@pytest.mark.parametrize("value", VALUES, ids=lambda v: v.name)
def test_the_unit_in_a_values_name_is_its_unit(value: evidence.Value) -> None:
    match = UNIT_SUFFIX.search(value.name.split(".")[-1])
    if match and value.unit not in ("share", "ratio"):
        assert value.unit == match.group(1)


def test_a_design_choice_is_never_graded_above_d_unless_it_leans_on_a_paper() -> None:
    for value in VALUES:
        if set(value.sources) <= {"design", "memory"}:
            assert value.grade in ("C", "D"), value.name
            assert not value.verified, value.name


def test_a_value_from_memory_is_not_marked_verified() -> None:
    assert not [v.name for v in VALUES if "memory" in v.sources and v.verified]


def test_nothing_is_wrong_with_the_numbers_rows_and_sources() -> None:
    """Units are known, ranges are sane, verified marks stand on what was read, every source is used, every number is read."""
    assert not problems()


def test_every_literature_row_is_here_and_says_how_it_was_read() -> None:
    assert [row.id for row in background.rows()] == [f"L{number:03d}" for number in range(1, 282)]
    for row in background.rows():
        assert all((row.parameter, row.value, row.topic)), row.id
        assert all(evidence.source(key) for key in row.sources), row.id


@pytest.mark.parametrize("value", [v for v in VALUES if v.verified and background.rows_named(v.place)], ids=lambda v: v.name)
def test_a_verified_value_never_stands_on_unread_rows_alone(value: evidence.Value) -> None:
    assert {background.row(each).read for each in background.rows_named(value.place)} - set(background.UNREAD)


def test_a_row_from_memory_or_hearsay_is_never_graded_a() -> None:
    assert not [row.id for row in background.rows() if row.read == "memory" and row.grade in ("A", "B")]


def test_the_page_of_parameters_is_the_one_the_tables_give() -> None:
    """After a change of numbers: ``make reference``."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "parameters.md"
    assert page.read_text(encoding="utf-8") == atlas()


def test_draws_are_seeded_and_stratified_and_keep_to_their_spread() -> None:
    one, same, other = evidence.Draws(400, 3), evidence.Draws(400, 3), evidence.Draws(400, 4)
    name = "response.study_factor"
    assert np.array_equal(one.of(name), same.of(name))
    assert not np.array_equal(one.of(name), other.of(name))
    value = evidence.value(name)
    low, high = np.percentile(one.of(name), (5, 95))
    assert low == pytest.approx(value.low, rel=0.03)
    assert high == pytest.approx(value.high, rel=0.03)


def test_two_quantities_of_one_draw_are_independent() -> None:
    draws = evidence.Draws(2000, 1)
    correlation = np.corrcoef(draws.shares("a"), draws.shares("b"))[0, 1]
    assert abs(correlation) < 0.08


def test_reading_inside_a_ledger_is_noted_in_every_open_one() -> None:
    with evidence.ledger() as outer:
        evidence.number("practice.overlap")
        with evidence.ledger() as inner:
            evidence.number("practice.duty")
    assert set(inner.used) == {"practice.duty"}
    assert set(outer.used) == {"practice.overlap", "practice.duty"}


def test_an_unknown_name_offers_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match=r"practice\.overlap"):
        evidence.value("practice.overlapp")
