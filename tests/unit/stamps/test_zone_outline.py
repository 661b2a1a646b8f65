"""Outlines and regions in mm: areas, distances, cells, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stamp_regions import outlines, ring

from unstipple.errors import BadInput
from unstipple.scalp import Polygon
from unstipple.stamps import KeepOut, Outline, Region
from unstipple.stamps.lattice import Lattice

SQUARE = np.array([[0, 0], [20, 0], [20, 10], [0, 10]])


def test_a_polygon_in_mm_and_its_corners_are_the_same_outline() -> None:
    one, other = Outline(Polygon(SQUARE)), Outline(SQUARE)
    assert one.area_mm2 == other.area_mm2 == 200
    assert np.array_equal(one.corners_mm, other.corners_mm)
    points = np.random.default_rng(1).uniform(-5, 25, (200, 2))
    assert np.array_equal(one.contains(points), other.contains(points))


def test_a_mole_smaller_than_a_square_millimetre_is_an_outline() -> None:
    assert Outline(ring(0, 0, 0.4, 60)).area_mm2 == pytest.approx(np.pi * 0.16, rel=0.01)


def test_distances_to_a_square() -> None:
    points = np.array([[5.0, 5.0], [25.0, 5.0], [10.0, -3.0], [23.0, 14.0]])
    assert Outline(SQUARE).away_mm(points).tolist() == pytest.approx([0, 5, 3, 5])


@settings(max_examples=30, deadline=None)
@given(outlines, st.booleans(), st.floats(3, 9))
def test_a_cell_meets_an_outline_just_where_points_of_both_are_found(corners: np.ndarray, staggered: bool, pitch_mm: float) -> None:
    outline, lattice = Outline(corners), Lattice(pitch_mm, staggered)
    centres = lattice.centres_mm(lattice.over(100, 100))
    meets = outline.meets_cells(centres, lattice.normals, pitch_mm / 2)
    inside = np.random.default_rng(3).uniform(-41, 41, (4000, 2))
    inside = inside[outline.contains(inside)]
    nearest = ((inside[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert meets[nearest].all()
    corner_mm = pitch_mm / np.sqrt(3 if staggered else 2)
    assert (outline.away_mm(centres[meets]) <= corner_mm + 1e-9).all()
    assert meets[outline.away_mm(centres) <= pitch_mm / 2 - 1e-9].all()


def test_a_line_along_a_cells_side_meets_the_cell_it_runs_in() -> None:
    sliver = Outline([[-9, 0.9], [9, 0.9], [9, 0.95]])
    met = sliver.meets_cells(np.array([[0.0, 0.0], [0.0, 2.0], [0.0, -2.0], [30.0, 0.0]]), np.eye(2), 1)
    assert met.tolist() == [True, False, False, False]


def test_a_region_made_from_an_area_has_that_area_and_shape() -> None:
    assert Region.of_area(150).area_cm2 == pytest.approx(150)
    low, high = Region.of_area(100, length_to_width=4).box_mm
    assert (high - low).tolist() == pytest.approx([200, 50])


def test_points_spread_over_a_region_keep_off_its_keep_outs_and_are_even() -> None:
    region = Region([SQUARE, SQUARE + np.array([40, 0])], [KeepOut(ring(5, 5, 2), 1, "scar")])
    points = region.spread_points(600)
    assert points.shape == (600, 2)
    assert region.contains(points).all()
    assert (np.hypot(*(points - 5).T) > 2.9).all()
    assert (points[:, 0] > 30).mean() == pytest.approx(200 / (400 - np.pi * 9), abs=0.02)


def test_a_region_that_is_kept_out_of_altogether_has_no_points() -> None:
    with pytest.raises(BadInput, match="region"):
        Region([SQUARE], [KeepOut(SQUARE, 1, "lesion")]).spread_points(5)
    with pytest.raises(BadInput, match="count"):
        Region([SQUARE]).spread_points(0)


@pytest.mark.parametrize(
    "corners", [[[0, 0], [1, 1]], [[0, 0], [9, 9], [9, 0], [0, 9]], [[0, 0], [5, 0], [9, 0]], [[0, 0], [9, 0], [float("inf"), 4]], "abc"]
)
def test_what_is_no_outline_is_refused(corners: object) -> None:
    with pytest.raises(BadInput, match="outline"):
        Region([corners])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("border_mm", "why", "field"), [(-1, "scar", "border_mm"), (float("nan"), "scar", "border_mm"), (1, "whim", "why")]
)
def test_a_keep_out_needs_a_border_and_a_known_reason(border_mm: float, why: str, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        KeepOut(SQUARE, border_mm, why)  # type: ignore[arg-type]


def test_a_region_needs_an_outline_and_an_area_above_nothing() -> None:
    with pytest.raises(BadInput, match="outlines"):
        Region([])
    with pytest.raises(BadInput, match="area_cm2"):
        Region.of_area(0)
    with pytest.raises(BadInput, match="length_to_width"):
        Region.of_area(10, -1)
