"""Stamps over a region: edges covered, keep-outs untouched, pulses and minutes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stamp_regions import regions, ring

from unstipple.errors import BadInput
from unstipple.stamps import KeepOut, Region, Stamps, hits, lay

HEAD = Region.of_area(100)


@settings(max_examples=40, deadline=None)
@given(regions, st.floats(2, 8), st.floats(0.134, 0.4))
def test_every_point_that_no_keep_out_is_near_is_covered(region: Region, spot_mm: float, overlap: float) -> None:
    laid = lay(region, spot_mm, overlap)
    low, high = region.box_mm
    points = np.concatenate((np.random.default_rng(5).uniform(low, high, (500, 2)), region.outlines[0].corners_mm * (1 - 1e-9)))
    points = points[region.contains(points)]
    for keep in region.keep_out:
        points = points[keep.outline.away_mm(points) > keep.border_mm + spot_mm + 1e-9]
    assume(len(points))
    assert (hits(laid.centres_mm, points, spot_mm) > 0).all()


@settings(max_examples=40, deadline=None)
@given(regions, st.floats(2, 8), st.floats(0, 0.4), st.sampled_from(["hexagonal", "rows"]))
def test_no_stamp_touches_a_keep_out_or_lies_where_it_covers_nothing(region: Region, spot_mm: float, overlap: float, pattern: str) -> None:
    laid = lay(region, spot_mm, overlap, pattern)  # type: ignore[arg-type]
    rim = ring(0, 0, spot_mm / 2, 24)
    for keep in region.keep_out:
        discs = (laid.centres_mm[:, None] + rim).reshape(-1, 2)
        assert (keep.outline.away_mm(discs) > keep.border_mm - 1e-6).all()
        assert (keep.outline.away_mm(laid.centres_mm) > keep.border_mm + spot_mm / 2).all()
    assert (region.outlines[0].away_mm(laid.centres_mm) <= spot_mm / 2).all()


def test_straight_rows_cover_a_region_from_where_their_diagonals_meet() -> None:
    points = HEAD.spread_points(2000)
    assert (hits(lay(HEAD, 5, 0.293, "rows").centres_mm, points, 5) > 0).all()
    assert (hits(lay(HEAD, 5, 0.2, "rows").centres_mm, points, 5) == 0).any()


def test_a_layout_takes_the_pulses_of_the_area_and_some_for_its_edge() -> None:
    laid, sums = lay(HEAD, 4, 0.1), Stamps(100, 4, 0.1, 1, 5)
    assert sums.pulses < laid.pulses < sums.pulses * 1.1
    assert laid.pitch_mm == sums.pitch_mm
    assert laid.minutes(5) == pytest.approx(sums.minutes * laid.pulses / sums.pulses)
    assert laid.minutes(5, passes=2) == 2 * laid.minutes(5)


def test_what_is_left_out_is_counted_by_reason() -> None:
    keep = [KeepOut(ring(30, 30, 6), 2, "lesion"), KeepOut(ring(70, 70, 6), 2, "scar"), KeepOut(ring(70, 30, 6), 2, "scar")]
    laid = lay(Region([HEAD.outlines[0]], keep), 4, 0.1)
    left = dict(laid.left_out)
    assert set(left) == {"lesion", "scar"}
    assert left["scar"] > left["lesion"] > 0
    assert laid.pulses + sum(left.values()) == lay(HEAD, 4, 0.1).pulses


def test_a_zone_smaller_than_a_stamp_gets_one_and_one_kept_out_of_gets_none() -> None:
    mole = ring(3, 3, 0.5)
    assert lay(Region([mole]), 4, 0.1).centres_mm == pytest.approx(np.array([[3, 3]]), abs=0.1)
    none = lay(Region([mole], [KeepOut(mole, 1, "lesion")]), 4, 0.1)
    assert none.pulses == 0
    assert none.left_out == (("lesion", 1),)


def test_two_outlines_are_laid_one_after_the_other() -> None:
    temples = Region([ring(0, 0, 20), ring(90, 0, 20)])
    laid = lay(temples, 5, 0.1)
    assert (np.diff(laid.parts) >= 0).all()
    assert set(laid.parts) == {0, 1}


def test_microbeams_light_their_share_of_the_skin() -> None:
    laid = lay(HEAD, 0.5, 0, "fractional", coverage=0.2, beams_per_pulse=50)
    assert (hits(laid.centres_mm, HEAD.spread_points(20_000), 0.5) > 0).mean() == pytest.approx(0.2, abs=0.01)
    assert laid.pulses == -(-len(laid.centres_mm) // 50)


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("spot_mm", {"spot_mm": 0}),
        ("spot_mm", {"spot_mm": float("nan")}),
        ("spot_mm", {"spot_mm": 0.001}),
        ("overlap", {"overlap": 1}),
        ("overlap", {"overlap": -0.1}),
        ("overlap", {"pattern": "fractional", "coverage": 0.1}),
        ("pattern", {"pattern": "spiral"}),
        ("coverage", {"coverage": 0.5}),
        ("coverage", {"pattern": "fractional", "overlap": 0}),
        ("coverage", {"pattern": "fractional", "overlap": 0, "coverage": 0.95}),
        ("beams_per_pulse", {"beams_per_pulse": 2}),
        ("beams_per_pulse", {"pattern": "fractional", "overlap": 0, "coverage": 0.1, "beams_per_pulse": 0}),
    ],
)
def test_an_impossible_layout_over_a_region_is_refused(field: str, facts: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=field):
        lay(**{"region": HEAD, "spot_mm": 4, "overlap": 0.1, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(("rate_hz", "passes", "field"), [(0, 1, "rate_hz"), (float("inf"), 1, "rate_hz"), (5, 0, "passes")])
def test_minutes_need_a_rate_and_a_pass(rate_hz: float, passes: int, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        lay(HEAD, 10, 0).minutes(rate_hz, passes)
